// Package pdftext reads the words of PDF pages with their boxes: an interpreter
// of content streams (ISO 32000-1, chapters 8 and 9) on the object layer of
// github.com/ledongthuc/pdf. It is the second, independent reader of a page.
//
// It uses the library for objects, cross-references, filters and decryption
// only. It never uses the library's Content, which adds a character after each
// string and so changes figures without an error, nor its text functions, which
// ignore many encodings and the contents of form XObjects. What the library
// does not know of a file (newer encryption, filters, damage), and what it does
// slowly (object streams), is put right in the bytes that it is given.
//
// It never renders, never follows a link or runs a script. A panic of the
// object layer costs one page; an endless loop in it cannot be stopped from
// here, so hostile files belong in a process with a time limit.
//
// Invariants:
//   - boxes are in points, from the top left corner of the page as displayed
//     (media box, rotation applied);
//   - a code that no table maps to a character gives none: nothing is invented;
//   - a page that fails has no words and an entry in Failed;
//   - memory is bounded by what a file may unpack to, whatever it claims.
package pdftext

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/insiemi/insiemi/document"
	"github.com/ledongthuc/pdf"
)

// Reasons for which there are no pages.
var (
	ErrEncrypted = errors.New("the PDF is encrypted")
	ErrDamaged   = errors.New("the PDF is damaged")
	ErrTooLarge  = errors.New("the PDF unpacks to more than is read")
)

// Result is what the reader saw.
type Result struct {
	Pages  []document.Page // of the pages up to the limit, in order
	Total  int             // pages in the document
	Failed []int           // numbers of pages that could not be interpreted
	Cut    bool            // contents were left out: they unpack to more than is read
	Err    error           // wraps ErrEncrypted, ErrDamaged or ErrTooLarge: no pages at all
}

// Read interprets the pages of a PDF, at most limit of them, on as many
// processors as there are. It stops early when ctx ends, with the pages so far.
func Read(ctx context.Context, r io.ReaderAt, size int64, limit int) Result {
	doc, nodes, err := open(r, size)
	if err != nil {
		return Result{Err: err}
	}
	res := Result{Total: len(nodes)}
	done := doc.readAll(ctx, nodes[:min(len(nodes), max(limit, 0))])
	words := 0
	for i, p := range done {
		if p == nil {
			break
		}
		if p.err != nil {
			res.Failed = append(res.Failed, i+1)
		}
		words += len(p.page.Words)
		res.Pages = append(res.Pages, p.page)
	}
	if res.Cut = doc.cut.Load(); res.Cut && words == 0 {
		return Result{Total: res.Total, Err: ErrTooLarge}
	}
	return res
}

// Count returns how many pages a PDF has.
func Count(r io.ReaderAt, size int64) (int, error) {
	_, nodes, err := open(r, size)
	return len(nodes), err
}

// outcome is a page that was interpreted.
type outcome struct {
	page document.Page
	err  error
}

// readAll interprets pages, each worker the next one that nobody took. Pages
// that were not begun before ctx ended are nil.
func (d *doc) readAll(ctx context.Context, nodes []node) []*outcome {
	out := make([]*outcome, len(nodes))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), maxWorkers, len(nodes)) {
		wg.Go(func() {
			m := &machine{ctx: ctx, doc: d}
			for {
				i := int(next.Add(1)) - 1
				if i >= len(nodes) || ctx.Err() != nil {
					return
				}
				page, err := m.page(nodes[i], i+1)
				out[i] = &outcome{page, err}
			}
		})
	}
	wg.Wait()
	return out
}

// maxWorkers bounds how many pages are held at a time.
const maxWorkers = 4

// doc is an open document with the fonts that were met.
type doc struct {
	r     *pdf.Reader
	file  *plain
	bytes atomic.Int64 // of content streams, so far
	ops   atomic.Int64 // operators, so far
	cut   atomic.Bool  // a limit was reached

	mu    sync.Mutex
	fonts map[string]*font // by the font's dictionary, written out
	sets  map[string]fontSet
}

// fontSet is the fonts of a resource dictionary by name.
type fontSet map[string]*font

// resources is a resource dictionary with its fonts, once they were needed.
type resources struct {
	dict  pdf.Value
	fonts fontSet
	list  pdf.Value // the Font dictionary

	spaces map[string]space
	states map[string]graphics
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

// page interprets one page.
func (m *machine) page(n node, number int) (page document.Page, err error) {
	frame := newFrame(n.box, n.rotate)
	page = document.Page{Number: number, Width: frame.width, Height: frame.height,
		Method: document.MethodText, Reader: document.ReaderLedongthuc}
	m.begin(frame)
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("page %d: %v", number, x)
		}
		m.settleSight()
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

// maxSide bounds the coordinates of a page, in points: beyond, its box is
// nonsense and the usual one is taken.
const maxSide = 1e6

func newFrame(box pdf.Value, rotate int64) frame {
	x0, y0, x1, y1 := 0.0, 0.0, 612.0, 792.0
	if box.Len() == 4 {
		a, b, c, d := box.Index(0).Float64(), box.Index(1).Float64(), box.Index(2).Float64(), box.Index(3).Float64()
		if a != c && b != d && max(math.Abs(a), math.Abs(b), math.Abs(c), math.Abs(d)) < maxSide {
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
