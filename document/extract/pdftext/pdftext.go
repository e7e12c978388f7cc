// Package pdftext reads the words of PDF pages with their boxes: an interpreter
// of content streams (ISO 32000-1, chapters 8 and 9) on the object layer of
// github.com/ledongthuc/pdf. It is the second, independent reader of a page.
//
// It uses the library for objects, cross-references, filters and decryption
// only. It never uses the library's Content, which adds a character after each
// string and so changes figures without an error, nor its text functions, which
// ignore many encodings and the contents of form XObjects.
//
// It never renders, never follows a link or runs a script. A panic of the
// object layer costs one page; an endless loop in it cannot be stopped from
// here, so hostile files belong in a process with a time limit.
//
// Invariants:
//   - boxes are in points, from the top left corner of the page as displayed
//     (media box, rotation applied);
//   - a code that no table maps to a character gives none: nothing is invented;
//   - a page that fails has no words and an entry in Failed.
package pdftext

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/insiemi/insiemi/document"
	"github.com/ledongthuc/pdf"
)

// Reasons for which there are no pages.
var (
	ErrEncrypted = errors.New("the PDF is encrypted")
	ErrDamaged   = errors.New("the PDF is damaged")
)

// Result is what the reader saw.
type Result struct {
	Pages  []document.Page // of the pages up to the limit, in order
	Total  int             // pages in the document
	Failed []int           // numbers of pages that could not be interpreted
	Err    error           // wraps ErrEncrypted or ErrDamaged: no pages at all
}

// Limits of a document.
const (
	maxKids    = 100_000 // nodes of the page tree
	maxTreeLen = 64      // depth of the page tree
)

// Read interprets the pages of a PDF, at most limit of them. It stops early
// when ctx ends, with the pages so far.
func Read(ctx context.Context, r io.ReaderAt, size int64, limit int) Result {
	doc, err := open(r, size)
	if err != nil {
		return Result{Err: err}
	}
	pages, err := doc.pages()
	if err != nil {
		return Result{Err: err}
	}
	res := Result{Total: len(pages)}
	for i, p := range pages {
		if i == limit || ctx.Err() != nil {
			break
		}
		page, err := doc.read(ctx, p, i+1)
		if err != nil {
			res.Failed = append(res.Failed, i+1)
		}
		res.Pages = append(res.Pages, page)
	}
	return res
}

// doc is an open document with the fonts that were met.
type doc struct {
	r     *pdf.Reader
	fonts map[string]*font // by the font's dictionary, written out
	sets  map[string]fontSet
	bytes int // of content streams, so far
}

// fontSet is the fonts of a resource dictionary by name.
type fontSet map[string]*font

// resources is a resource dictionary with its fonts, once they were needed.
type resources struct {
	dict  pdf.Value
	fonts fontSet
	list  pdf.Value // the Font dictionary
}

// node is a page with what it inherits.
type node struct {
	page      pdf.Value
	resources pdf.Value
	box       pdf.Value
	rotate    int64
}

// pages walks the page tree with its own limits: trees of hostile files have
// loops.
func (d *doc) pages() (out []node, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%w: page tree: %v", ErrDamaged, x)
		}
	}()
	w := walker{left: maxKids}
	w.walk(d.r.Trailer().Key("Root").Key("Pages"), node{}, 0)
	if len(w.out) == 0 {
		return nil, fmt.Errorf("%w: it has no pages", ErrDamaged)
	}
	return w.out, nil
}

type walker struct {
	left int
	out  []node
}

func (w *walker) walk(v pdf.Value, up node, depth int) {
	if w.left--; w.left < 0 || depth > maxTreeLen || v.Kind() != pdf.Dict {
		return
	}
	n := up
	n.page = v
	for _, in := range []struct {
		key string
		at  *pdf.Value
	}{{"Resources", &n.resources}, {"MediaBox", &n.box}} {
		if own := v.Key(in.key); !own.IsNull() {
			*in.at = own
		}
	}
	if r := v.Key("Rotate"); r.Kind() == pdf.Integer {
		n.rotate = r.Int64()
	}
	kids := v.Key("Kids")
	if v.Key("Type").Name() == "Page" || kids.Kind() != pdf.Array {
		w.out = append(w.out, n)
		return
	}
	for i := range kids.Len() {
		if kid, ok := resolve(kids, i); ok {
			w.walk(kid, n, depth+1)
		}
		if w.left < 0 {
			return
		}
	}
}

// resolve loads an element of an array; ok is false when it can't be loaded.
func resolve(v pdf.Value, i int) (out pdf.Value, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return v.Index(i), true
}

// read interprets one page.
func (d *doc) read(ctx context.Context, n node, number int) (page document.Page, err error) {
	frame := newFrame(n.box, n.rotate)
	page = document.Page{Number: number, Width: frame.width, Height: frame.height,
		Method: document.MethodText, Reader: document.ReaderLedongthuc}
	m := &machine{ctx: ctx, doc: d, ctm: frame.toPage}
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("page %d: %v", number, x)
		}
		page.Words = wordsOf(m.glyphs, frame)
	}()
	m.resources = append(m.resources, resources{dict: n.resources})
	m.runContents(n.page.Key("Contents"))
	m.stamps(n.page.Key("Annots"))
	return page, nil
}

// matrix is a b c d e f of ISO 32000-1, 8.3.3.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// mul returns m followed by n.
func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

func matrixOf(v pdf.Value) (matrix, bool) {
	if v.Len() != 6 {
		return identity, false
	}
	var m matrix
	for i := range m {
		m[i] = v.Index(i).Float64()
		if math.IsNaN(m[i]) || math.IsInf(m[i], 0) {
			return identity, false
		}
	}
	return m, true
}

// frame is the page as displayed: its size, and the way from user space to
// points from the top left corner.
type frame struct {
	width, height float64
	toPage        matrix
}

func newFrame(box pdf.Value, rotate int64) frame {
	x0, y0, x1, y1 := 0.0, 0.0, 612.0, 792.0
	if box.Len() == 4 {
		a, b, c, d := box.Index(0).Float64(), box.Index(1).Float64(), box.Index(2).Float64(), box.Index(3).Float64()
		if a != c && b != d {
			x0, y0, x1, y1 = min(a, c), min(b, d), max(a, c), max(b, d)
		}
	}
	w, h := x1-x0, y1-y0
	switch ((rotate % 360) + 360) % 360 {
	case 90:
		return frame{h, w, matrix{0, 1, 1, 0, -y0, -x0}}
	case 180:
		return frame{w, h, matrix{-1, 0, 0, 1, x1, -y0}}
	case 270:
		return frame{h, w, matrix{0, -1, -1, 0, y1, x1}}
	}
	return frame{w, h, matrix{1, 0, 0, -1, -x0, y1}}
}
