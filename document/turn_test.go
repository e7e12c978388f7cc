package document_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
)

// Turning a page by four quarters leaves its boxes where they were.
func TestUpright(t *testing.T) {
	b, w, h := document.Box{X: 10, Y: 20, Width: 30, Height: 5}, 100.0, 200.0
	for turn, want := range []document.Box{b, {X: 175, Y: 10, Width: 5, Height: 30}, {X: 60, Y: 175, Width: 30, Height: 5}, {X: 20, Y: 60, Width: 5, Height: 30}} {
		if got := b.Upright(turn, w, h); got != want {
			t.Errorf("%d quarters: %+v, want %+v", turn, got, want)
		}
	}
	got := b
	for range 4 {
		got = got.Upright(1, w, h)
		w, h = h, w
	}
	if got != b {
		t.Errorf("all around: %+v", got)
	}
}
