package raster_test

import (
	"image"
	"testing"
)

func TestOutside(t *testing.T) {
	word := image.Rect(300, 300, 420, 330)
	for name, c := range map[string]struct {
		ink  []image.Rectangle
		want []image.Rectangle
	}{
		"only the word":        {ink: []image.Rectangle{word}},
		"a block":              {ink: []image.Rectangle{word, image.Rect(600, 600, 720, 650)}, want: []image.Rectangle{image.Rect(600, 600, 720, 656)}},
		"two parts of one":     {ink: []image.Rectangle{image.Rect(600, 600, 660, 640), image.Rect(672, 600, 736, 640)}, want: []image.Rectangle{image.Rect(600, 600, 736, 640)}},
		"a line under a title": {ink: []image.Rectangle{image.Rect(100, 400, 900, 404)}},
		"a frame":              {ink: frame(image.Rect(200, 500, 900, 1000), 4)},
		"dust":                 {ink: []image.Rectangle{image.Rect(500, 900, 506, 906), image.Rect(700, 800, 705, 805)}},
		"a scanner's shadow":   {ink: []image.Rectangle{image.Rect(0, 0, 20, 1400)}},
	} {
		t.Run(name, func(t *testing.T) {
			g := blank(1000, 1400)
			for _, r := range c.ink {
				fill(g, r)
			}
			got := g.Outside([]image.Rectangle{word})
			if len(got) != len(c.want) {
				t.Fatalf("found %v, want %v", got, c.want)
			}
			for i := range got {
				if !c.want[i].Inset(-8).In(got[i].Inset(-16)) || !got[i].In(c.want[i].Inset(-8)) {
					t.Errorf("found %v, want about %v", got[i], c.want[i])
				}
			}
		})
	}
}

func frame(r image.Rectangle, w int) []image.Rectangle {
	return []image.Rectangle{
		image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+w), image.Rect(r.Min.X, r.Max.Y-w, r.Max.X, r.Max.Y),
		image.Rect(r.Min.X, r.Min.Y, r.Min.X+w, r.Max.Y), image.Rect(r.Max.X-w, r.Min.Y, r.Max.X, r.Max.Y),
	}
}
