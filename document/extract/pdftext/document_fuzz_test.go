package pdftext_test

import (
	"bytes"
	"context"
	"math"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// FuzzDocument: a whole file, with its cross-references, its page tree, fonts
// and their tables. A file that makes the reader loop is one for a process with a
// time limit; it is told here, so that a loop of our own is found.
func FuzzDocument(f *testing.F) {
	f.Add(page("BT /F1 10 Tf 10 100 Td [(Totale)-600(940)] TJ ET", ""))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 1000000000>>endobj\ntrailer<</Root<</Pages 1 0 R>>>>\nstartxref\n0\n%%EOF"))
	f.Add([]byte("%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4/Length 9>>stream\n2 0 <<>>\nendstream endobj\nstartxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		done := make(chan pdftext.Result, 1)
		go func() { done <- pdftext.Read(ctx, bytes.NewReader(b), int64(len(b)), 3) }()
		timer := time.NewTimer(20 * time.Second)
		defer timer.Stop()
		select {
		case r := <-done:
			sound(t, r)
		case <-timer.C:
			t.Fatal("the reader does not come back")
		}
	})
}

// sound says that a result keeps to its limit and its words to the page.
func sound(t *testing.T, r pdftext.Result) {
	t.Helper()
	if len(r.Pages) > 3 || r.Err != nil && len(r.Pages) > 0 {
		t.Fatalf("%d pages, %v", len(r.Pages), r.Err)
	}
	for _, p := range r.Pages {
		for _, w := range p.Words {
			if w.Text == "" || math.IsNaN(w.Box.X+w.Box.Y+w.Box.Width+w.Box.Height) {
				t.Fatalf("word %+v", w)
			}
		}
	}
}
