package extract

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// A pdftotext that was started early reads one file as any does; for a second file,
// and where it fails, another one is asked.
func TestEarly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "paper.pdf")
	end := bytes.LastIndex(sample, []byte("startxref"))
	large := slices.Concat(sample, bytes.Repeat([]byte("% more than a pipe holds\n"), 20_000), sample[end:])
	if err := os.WriteFile(path, large, 0o600); err != nil {
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
	if b, _, err := broken.read(t.Context(), time.Minute, filepath.Join(t.TempDir(), "none.pdf")); len(b) > 0 || err == nil {
		t.Errorf("of no file it read %q, %v", b, err)
	}
	none := Tools{}
	if none.startEarly() != nil {
		t.Error("without pdftotext one was started")
	}
	if _, _, err := none.early.read(t.Context(), time.Minute, path); !errors.Is(err, errNoEarly) {
		t.Errorf("none reads: %v", err)
	}
}

// fakeText is a program in the place of pdftotext, which notes each of its runs.
func fakeText(t *testing.T, script string) (tools Tools, runs func() int) {
	t.Helper()
	dir := t.TempDir()
	name, notes := filepath.Join(dir, "pdftotext"), filepath.Join(dir, "runs")
	page := `printf '1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t###PAGE###\n5\t1\t0\t0\t0\t0\t72\t72\t30\t10\t100\tparola\n'`
	text := "#!/bin/sh\necho run >>" + notes + "\n" + strings.ReplaceAll(script, "PAGE", page) + "\n"
	if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return Tools{PDFToText: name, patience: usualPatience}, func() int {
		b, err := os.ReadFile(notes)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(b), "run")
	}
}

// A file over which the first reader takes too long is given up when its time is
// up, not begun anew; what was read of it by then is kept.
func TestEarlyIsSlow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, sample, 0o600); err != nil {
		t.Fatal(err)
	}
	tools, runs := fakeText(t, "PAGE\nexec sleep 60")
	tools.patience.text = 2 * time.Second
	tools.early = tools.startEarly()
	begun := time.Now()
	pages, err := tools.readRange(t.Context(), path, 1, mostPages)
	if err != nil || wordCount(pages) != 1 {
		t.Errorf("%+v, %v", pages, err)
	}
	if took := time.Since(begun); took > 2*tools.patience.text || runs() != 1 {
		t.Errorf("%d runs in %s", runs(), took)
	}
}

// One that died while it waited is replaced.
func TestEarlyIsDead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, sample, 0o600); err != nil {
		t.Fatal(err)
	}
	tools, runs := fakeText(t, `case "$*" in *" - -") exit 9;; esac; PAGE`)
	tools.early = tools.startEarly()
	pages, err := tools.readRange(t.Context(), path, 1, mostPages)
	if err != nil || wordCount(pages) != 1 || runs() != 2 {
		t.Errorf("%+v, %v, %d runs", pages, err, runs())
	}
}

// Where there is no first reader the second has the time of both.
func TestTheSecondReaderAlone(t *testing.T) {
	tools := Tools{patience: patience{text: time.Minute, second: time.Nanosecond}}
	r, err := Read(t.Context(), Input{ReaderAt: bytes.NewReader(sample), Size: int64(len(sample)), Options: Options{Tools: &tools}})
	if err != nil || r.Error != nil {
		t.Errorf("%+v, %v", r.Error, err)
	}
}
