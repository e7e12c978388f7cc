package workers

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What a killed worker left is removed; what a living one may be using, and
// what others left, stays.
func TestSweepScratch(t *testing.T) {
	folder, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{scratchPrefix + "old": 2 * time.Hour, scratchPrefix + "young": time.Minute, "other-old": 2 * time.Hour} {
		dir := filepath.Join(folder, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "original"), []byte("a register"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := sweepScratch(folder, now); err != nil || n != 1 {
		t.Fatalf("%d removed, %v", n, err)
	}
	for name, want := range map[string]bool{scratchPrefix + "old": false, scratchPrefix + "young": true, "other-old": true} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}
