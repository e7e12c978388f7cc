package extract

import (
	"math"

	"github.com/insiemi/insiemi/document"
)

// original returns a box of the upright, straight page where it stands on the
// page as displayed.
func (s sheet) original(b document.Box) document.Box {
	if s.tilt != 0 {
		b = s.tilted(b)
	}
	switch s.turn {
	case 1:
		return document.Box{X: b.Y, Y: s.Width - b.X - b.Width, Width: b.Height, Height: b.Width}
	case 2:
		return document.Box{X: s.Width - b.X - b.Width, Y: s.Height - b.Y - b.Height, Width: b.Width, Height: b.Height}
	case 3:
		return document.Box{X: s.Height - b.Y - b.Height, Y: b.X, Width: b.Height, Height: b.Width}
	}
	return b
}

// tilted turns a box of the straight page about the page's middle.
func (s sheet) tilted(b document.Box) document.Box {
	sin, cos := math.Sincos(s.tilt * math.Pi / 180)
	cx, cy := s.Width/2, s.Height/2
	x, y := b.X+b.Width/2-cx, b.Y+b.Height/2-cy
	w := b.Width*cos + b.Height*math.Abs(sin)
	h := b.Height*cos + b.Width*math.Abs(sin)
	return document.Box{X: cx + x*cos - y*sin - w/2, Y: cy + x*sin + y*cos - h/2, Width: w, Height: h}
}

// settle puts words, fields and regions of pages that were turned where they
// stand on the pages as displayed, tells of ink without words, and keeps looks, text
// and layout.
func (j *job) settle(sheets []sheet) {
	moved := map[int]sheet{}
	for i, s := range sheets {
		j.tellOutside(s)
		if s.look != (document.Look{}) {
			j.r.Looks = append(j.r.Looks, s.look)
		}
		if s.tilt == 0 && s.turn == 0 {
			continue
		}
		moved[s.Number] = s
		for k := range s.Words {
			s.Words[k].Box = s.original(s.Words[k].Box)
		}
		if s.turn%2 == 1 {
			sheets[i].Width, sheets[i].Height = s.Height, s.Width
		}
		sheets[i].Turn = s.turn
		sheets[i].tilt, sheets[i].turn = 0, 0
	}
	for i, f := range j.r.Fields {
		if s, ok := moved[f.Place.Page]; ok && f.Place.Box != nil {
			b := s.original(*f.Place.Box)
			j.r.Fields[i].Place.Box = &b
		}
	}
	j.r.Text, j.r.Layout = clipText(joinText(sheets)), pagesOf(sheets)
	if j.r.Method == document.MethodNone && len(j.r.Text) > 0 {
		j.r.Method = document.MethodText
	}
	j.warnOutside()
}
