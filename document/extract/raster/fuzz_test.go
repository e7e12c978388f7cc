package raster_test

import (
	"testing"

	"github.com/insiemi/insiemi/document/extract/raster"
)

// FuzzPGM: a grey map is refused, or has as many pixels as it says; every step
// works on it.
func FuzzPGM(f *testing.F) {
	f.Add([]byte("P5\n# note\n2 1\n255\n\x00\xFF"))
	f.Add([]byte("P5 99999999999999999999 1 255 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := raster.ParsePGM(b)
		if err != nil {
			return
		}
		if len(g.Pix) != g.W*g.H {
			t.Fatalf("%d by %d in %d bytes", g.W, g.H, len(g.Pix))
		}
		g = g.Flatten()
		_, _ = g.Posture(), g.BusiestBand(10)
		straight := g.Straighten(1)
		rules := straight.FindRules()
		_ = straight.WithoutRules(rules).Outside(nil)
		_, _ = rules.Grid()
		if m := g.Mirror().Turn(1).Resize(7, 5); m.W*m.H != len(m.Pix) {
			t.Fatalf("%d by %d in %d bytes", m.W, m.H, len(m.Pix))
		}
	})
}
