package workers

import (
	"context"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Hands take readings that were never handed over, as many as there are.
func TestHands(t *testing.T) {
	h := newHands(t.Context())
	reading := storage.Job{ID: 1, Kind: workflow.JobReadRevision, Attempts: 1}
	for name, j := range map[string]storage.Job{"a check": {Kind: workflow.JobCheck, Attempts: 1}, "an old one": {Kind: workflow.JobReadRevision, Attempts: 2}} {
		if h.take(j) {
			t.Errorf("%s is taken", name)
		}
	}
	for i := range cap(h.free) {
		if i == 0 {
			reading.Kind = workflow.JobReadDraft
		} else {
			reading.Kind = workflow.JobReadRevision
		}
		if !h.take(reading) {
			t.Fatal("a hand is free and takes nothing")
		}
	}
	if h.take(reading) {
		t.Error("more is taken than there are hands")
	}
	h.give(1)
	if !h.take(reading) {
		t.Error("a hand that was given back takes nothing")
	}
	h.close()
	if h.ctx.Err() == nil {
		t.Error("they go on after the end")
	}
	var none *hands
	if none.give(0); none.take(reading) {
		t.Error("no hands took one")
	}
}

// A handler that panics has failed; whoever runs it goes on.
func TestAPanicIsAnError(t *testing.T) {
	p := policy{run: func(*Workers, context.Context, workflow.JobID, int64) error { panic("no such page") }}
	if err := p.attempt(t.Context(), &Workers{}, payload{1, 2}); err == nil || !strings.Contains(err.Error(), "no such page") || !strings.Contains(err.Error(), "hands_test.go") {
		t.Errorf("%v", err)
	}
}
