package web

import (
	"bytes"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
)

// A page that was photographed upside down or on its side stands upright, and a
// value lights up where it stands on it; links from other pages hold.
func TestATurnedPage(t *testing.T) {
	box := document.Box{X: 10, Y: 20, Width: 30, Height: 5}
	for turn, want := range map[int][]string{
		0: {`<img src="/revisions/7/pages/1.jpg"`, `viewBox="0 0 600 800"`, `x="10" y="20" width="30" height="5"`},
		1: {`<image href="/revisions/7/pages/1.jpg" width="600" height="800" preserveAspectRatio="none" transform="translate(800,0) rotate(90)"`, `viewBox="0 0 800 600"`, `x="775" y="10" width="5" height="30"`},
		2: {`transform="translate(600,800) rotate(180)"`, `viewBox="0 0 600 800"`, `x="560" y="775" width="30" height="5"`},
		3: {`transform="translate(0,600) rotate(-90)"`, `viewBox="0 0 800 600"`, `x="20" y="560" width="5" height="30"`},
	} {
		shown := storage.ReadingShown{Previews: 1, Sheets: []storage.Sheet{{Number: 1, Width: 600, Height: 800, Turn: turn}},
			Reading: document.Reading{Fields: []document.Field{{Name: document.PeriodMonth, Value: "2026-10", Method: document.MethodOCR, Place: document.Place{Page: 1, Box: &box}}}}}
		v := visitIn(t, "it")
		e := v.evidenceOf(storage.RevisionLine{ID: 7}, shown, nil)
		renderer, err := newRenderer(catalogue(t), "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		page := shownPage(e)
		if err := renderer.execute(&b, "it", "document", page); err != nil {
			t.Fatal(err)
		}
		for _, s := range append(want, `<rect id="p1-10-20-30-5"`) {
			if !strings.Contains(b.String(), s) {
				t.Errorf("turned by %d quarters: %s is not in the page", turn, s)
			}
		}
		words := upright([]document.Word{{Text: "ottobre", Box: box}}, turn, 600, 800)
		if words[0].Box != e.Sheets[0].Marks[0].Box {
			t.Errorf("turned by %d quarters: the word lies at %+v, the mark at %+v", turn, words[0].Box, e.Sheets[0].Marks[0].Box)
		}
	}
}

func shownPage(e evidence) shown {
	return shown{Frame: frame{Lang: "it"}, View: documentView{Read: true, Evidence: e, Revisions: []storage.RevisionLine{{}}}}
}
