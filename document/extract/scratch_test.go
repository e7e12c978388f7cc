package extract_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

// leave makes a folder with a paper in it, of an age.
func leave(t *testing.T, path string, age time.Duration) {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "original"), []byte("a register"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-age)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// What nobody holds any longer is removed at once, what somebody works in never,
// however old; what others left stays.
func TestSweepScratch(t *testing.T) {
	in := t.TempDir()
	held, remove, err := extract.NewScratch(in)
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(held, old, old); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{filepath.Base(held): true}
	for name, c := range map[string]struct {
		age   time.Duration
		stays bool
	}{
		"insiemi-reading-1": {time.Minute, false}, "insiemi-reading-2": {time.Second, true},
		"insiemi-read-34": {2 * time.Hour, false}, "insiemi-read-35": {time.Minute, true},
		"reading-36": {2 * time.Hour, false}, "pages-37": {2 * time.Hour, false},
		"reading-list": {2 * time.Hour, true}, "other-38": {2 * time.Hour, true}, "insiemi-demo-39": {2 * time.Hour, true},
	} {
		leave(t, filepath.Join(in, name), c.age)
		want[name] = c.stays
	}
	outside := filepath.Join(t.TempDir(), "papers")
	leave(t, outside, 2*time.Hour)
	if err := os.Symlink(outside, filepath.Join(in, "insiemi-reading-40")); err != nil {
		t.Fatal(err)
	}
	want["insiemi-reading-40"] = true
	if n, err := extract.SweepScratch(in, time.Now()); err != nil || n != 4 {
		t.Errorf("%d removed, %v", n, err)
	}
	for name, stays := range want {
		if _, err := os.Lstat(filepath.Join(in, name)); (err == nil) != stays {
			t.Errorf("%s is there: %t, want %t", name, err == nil, stays)
		}
	}
	if _, err := os.Stat(filepath.Join(outside, "original")); err != nil {
		t.Errorf("what a link leads to: %v", err)
	}
	remove()
	if _, err := os.Stat(held); err == nil {
		t.Error("a folder stays after its work")
	}
}

// A process that is killed lets go of its folder; its children hold nothing.
func TestAKilledProcessLetsGo(t *testing.T) {
	in := t.TempDir()
	waits := script(t, "touch \"${0%/*}/ready\"\nexec sleep 600\n")
	ready := filepath.Join(filepath.Dir(waits), "ready")
	cmd := exec.Command(self(t), holdCommand, in, waits)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tick, late := time.Tick(10*time.Millisecond), time.After(30*time.Second)
	for there := false; !there; {
		_, err := os.Stat(ready)
		there = err == nil
		select {
		case <-tick:
		case <-late:
			t.Fatal("the reader did not start")
		}
	}
	later := time.Now().Add(time.Minute)
	if n, err := extract.SweepScratch(in, later); err != nil || n != 0 {
		t.Errorf("%d removed below a living reader, %v", n, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if n, err := extract.SweepScratch(in, later); err != nil || n != 1 {
		t.Errorf("%d removed after it was killed, %v", n, err)
	}
}

// holdCommand makes the test program read a file with a reader that waits.
const holdCommand = "hold-scratch"

func holdScratch(args []string) {
	_, _ = extract.Child(context.Background(), extract.ChildOptions{Self: args[1], Scratch: args[0], Keep: filepath.Dir(args[1]), Timeout: time.Hour}, args[1])
}
