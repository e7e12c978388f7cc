package extract

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// Recognised words stand on their line whatever their letters: one without
// ascenders has a lower box than one in capitals.
func TestLineOfRecognisedWords(t *testing.T) {
	t.Parallel()
	p := document.Page{Number: 1, Width: 600, Height: 800, Method: document.MethodOCR}
	for i, w := range strings.Fields("EUR 32,31 pro die il pocket money") {
		top, height := 100.0, 8.0
		if !strings.ContainsAny(w, "0123456789EURdltk") { // no ascender
			top, height = 103.5, 7.5
		}
		p.Words = append(p.Words, document.Word{Text: w, Confidence: 0.95, Box: document.Box{X: float64(60 * i), Y: top, Width: 50, Height: height}})
	}
	p.Words = append(p.Words, document.Word{Text: "sotto", Confidence: 0.95, Box: document.Box{X: 0, Y: 110, Width: 50, Height: 8}})
	if got := arrange(p).text(); got != "EUR 32,31 pro die il pocket money\nsotto" {
		t.Errorf("%q", got)
	}
}
