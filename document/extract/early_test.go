package extract

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// A pdftotext that was started early reads one file as any does; for a second file,
// and where it fails, another one is asked.
func TestEarly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, sample, 0o600); err != nil {
		t.Fatal(err)
	}
	tools := FindTools()
	want, err := tools.readRange(t.Context(), path, 1, mostPages)
	if err != nil || len(want) != 1 {
		t.Fatalf("%d pages, %v", len(want), err)
	}
	e := tools.startEarly()
	if e == nil {
		t.Fatal("none was started")
	}
	tools.early = e
	for _, which := range []string{"early", "another one"} {
		got, err := tools.readRange(t.Context(), path, 1, mostPages)
		if err != nil || !reflect.DeepEqual(got, want) || !e.used.Load() {
			t.Errorf("%s: %+v, %v", which, got, err)
		}
	}
	broken := tools.startEarly()
	if b := broken.read(t.Context(), filepath.Join(t.TempDir(), "none.pdf")); len(b) > 0 {
		t.Errorf("of no file it read %q", b)
	}
	none := Tools{}
	if none.startEarly() != nil || none.early.read(t.Context(), path) != nil {
		t.Error("without pdftotext something reads")
	}
}
