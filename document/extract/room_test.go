package extract_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

func room(t *testing.T, o extract.ChildOptions) *extract.Room {
	t.Helper()
	r, err := extract.NewRoom(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// put puts a file into a room.
func put(t *testing.T, r *extract.Room, b []byte) string {
	t.Helper()
	path := filepath.Join(r.Dir(), "original")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A child that waited reads as one that did not.
func TestARoomReadsAsAChild(t *testing.T) {
	for name, b := range map[string][]byte{
		"register.csv": registerCSV(), "contract.pdf": contractPDF(t), "documents.zip": archive(t, map[string][]byte{"contratto.pdf": contractPDF(t)}, 1),
	} {
		o := extract.ChildOptions{Self: self(t), Name: name, Today: today, Scratch: t.TempDir()}
		want, err := extract.Child(t.Context(), o, write(t, b))
		if err != nil {
			t.Fatal(err)
		}
		r := room(t, o)
		o.Keep = r.Keep()
		got, err := r.Child(t.Context(), o, put(t, r, b))
		if err != nil || got.Error != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
		for _, c := range got.Contents {
			if _, err := os.Stat(filepath.Join(r.Keep(), c.Reading.SHA256.String())); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A room that was not used leaves nothing.
func TestARoomThatIsNotUsed(t *testing.T) {
	scratch := t.TempDir()
	r, err := extract.NewRoom(extract.ChildOptions{Self: self(t), Scratch: scratch})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r.Close()
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %s to close a room", took)
	}
}

// A child that waited has the time of its file, like any.
func TestARoomHasTheTimeOfItsFile(t *testing.T) {
	script := filepath.Join(t.TempDir(), "reader")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nread line\nsleep 600\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := room(t, extract.ChildOptions{Self: script, Scratch: t.TempDir()})
	got, err := r.Child(t.Context(), extract.ChildOptions{Self: script, Timeout: 200 * time.Millisecond}, put(t, r, []byte("x")))
	if err != nil || got.Error == nil || got.Error.Code != "read.timeout" {
		t.Errorf("%+v, %v", got.Error, err)
	}
}
