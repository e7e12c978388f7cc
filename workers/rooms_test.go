package workers

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

// Readers wait, as many as there may be, are not older than they may be, and go
// with the workers.
func TestRooms(t *testing.T) {
	waits := filepath.Join(t.TempDir(), "reader")
	if err := os.WriteFile(waits, []byte("#!/bin/sh\nread line\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	scratch := t.TempDir()
	r := &rooms{options: extract.ChildOptions{Self: waits, Scratch: scratch}, most: 2, log: slog.New(slog.DiscardHandler)}
	if r.take() != nil {
		t.Error("a room was there before any was made")
	}
	for range 3 { // at once: too many are closed again
		r.refill()
	}
	r.making.Wait()
	if len(r.free) != 2 {
		t.Fatalf("%d rooms", len(r.free))
	}
	first := r.take()
	if first == nil {
		t.Fatal("no room is ready")
	}
	defer first.Close()
	r.free[0].since = time.Now().Add(-2 * roomLasts)
	if r.take() != nil {
		t.Error("an old room was given")
	}
	r.refill()
	r.making.Wait()
	if len(r.free) != 2 {
		t.Errorf("%d rooms after another filling", len(r.free))
	}
	r.close()
	if left, err := os.ReadDir(scratch); err != nil || len(left) != 1 { // that of first
		t.Errorf("left behind: %v, %v", left, err)
	}
	r.refill()
	if r.making.Wait(); len(r.free) > 0 {
		t.Error("a room was made after the end")
	}
	var none *rooms
	if none.refill(); none.take() != nil {
		t.Error("no rooms gave one")
	}
}
