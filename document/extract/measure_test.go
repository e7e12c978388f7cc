package extract_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

func TestBag(t *testing.T) {
	ref := extract.BagOf("La  casa, la\fCASA 12")
	if ref.Len() != 5 || ref["la"] != 2 || ref["casa"] != 1 || ref["casa,"] != 1 {
		t.Fatalf("%v", ref)
	}
	for text, want := range map[string]extract.Share{
		"la la casa casa, 12":       {Recall: 1, Precision: 1},
		"la casa":                   {Recall: 0.4, Precision: 1},
		"la la la la":               {Recall: 0.4, Precision: 0.5},
		"":                          {},
		"a b c d e f g h i casa":    {Recall: 0.2, Precision: 0.1},
		"12 casa, casa la la x y z": {Recall: 1, Precision: 0.625},
	} {
		if got := extract.BagOf(text).Against(ref); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// Both readers are compared with pdftotext in a child, through an envelope too.
func TestMeasureChild(t *testing.T) {
	o := extract.ChildOptions{Self: self(t), Scratch: t.TempDir()}
	for name, b := range map[string][]byte{"contratto.pdf": contractPDF(t), "contratto.pdf.p7m": signed(t, contractPDF(t))} {
		o.Name = name
		m, code, err := extract.MeasureChild(t.Context(), o, write(t, b))
		if err != nil || code != "" || m.PDF == nil {
			t.Fatalf("%s: %+v, %q, %v", name, m, code, err)
		}
		p := m.PDF
		if p.Pages != 1 || p.Raw.Len() < 100 || p.First.Recall < 0.99 || p.Second.Recall < 0.99 || p.Layout.Recall < 0.99 || p.SecondFailed {
			t.Errorf("%s: %d pages, %d words, %+v, %+v, %+v", name, p.Pages, p.Raw.Len(), p.Layout, p.First, p.Second)
		}
		if p.Both < 100 || p.Near*100 < p.Both*95 || p.Bare <= 0 || p.FirstIn <= 0 || p.SecondIn <= 0 {
			t.Errorf("%s: %d of %d boxes are near; %v, %v, %v", name, p.Near, p.Both, p.Bare, p.FirstIn, p.SecondIn)
		}
		if e := m.Envelope; (e != nil) != (name == "contratto.pdf.p7m") || e != nil && *e != (extract.MeasuredEnvelope{Ours: true, Openssl: true, Equal: true, Oracle: true}) {
			t.Errorf("%s: envelope %+v", name, e)
		}
	}
}

// What is no PDF with text has nothing to compare; what promises to be an
// envelope and is none is told as one that neither opens.
func TestMeasureNothing(t *testing.T) {
	o := extract.ChildOptions{Self: self(t), Scratch: t.TempDir()}
	for name, b := range map[string][]byte{"a.csv": registerCSV(), "scan.pdf": scanned(t, registerPDF(t), 50), "a.p7m": []byte("Una nota qualunque."), "empty.pdf": nil} {
		o.Name = name
		m, code, err := extract.MeasureChild(t.Context(), o, write(t, b))
		if err != nil || code != "" || m.PDF != nil || (m.Envelope != nil) != (name == "a.p7m") {
			t.Errorf("%s: %+v, %q, %v", name, m, code, err)
		}
		if e := m.Envelope; e != nil && (e.Ours || e.Openssl || e.Equal) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// A reading by the second reader alone is tried once: there is no other reader to
// fall back on.
func TestOneReaderOfEach(t *testing.T) {
	for want, o := range map[document.Reader]extract.ChildOptions{document.ReaderPoppler: {OneReader: true}, document.ReaderLedongthuc: {SecondOnly: true}} {
		o.Self, o.Scratch = self(t), t.TempDir()
		r, err := extract.Child(t.Context(), o, write(t, contractPDF(t)))
		if err != nil || len(r.Readers) != 1 || r.Readers[0] != want || r.Agreement != nil || r.Kind != document.Agreement {
			t.Errorf("%s: %v, %q, %+v, %v", want, r.Readers, r.Kind, r.Error, err)
		}
	}
}
