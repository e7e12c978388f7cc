package extract

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// Measured is how the readers of a file compare with bare tools on the same
// file. It holds figures, and the words of the reference without their order.
type Measured struct {
	PDF      *MeasuredPDF      `json:"pdf,omitempty"`      // nil: the file is none, or has no text
	Envelope *MeasuredEnvelope `json:"envelope,omitempty"` // nil: the file is none
}

// MeasuredPDF compares with pdftotext of the same pages. Times are wall clock,
// each the least of some rounds in which all take turns; those of pdftotext hold
// the start of its process.
type MeasuredPDF struct {
	Pages   int           `json:"pages"`
	Raw     Bag           `json:"raw"`    // pdftotext -raw, the reference
	Layout  Share         `json:"layout"` // pdftotext -layout
	First   Share         `json:"first"`  // pdftotext -tsv as we call and read it
	Second  Share         `json:"second"` // our own reader alone
	Bare    time.Duration `json:"bare"`   // pdftotext without options
	FirstIn time.Duration `json:"first_in"`
	// SecondIn holds no start of a process: the second reader runs in ours.
	SecondIn time.Duration `json:"second_in"`
	// SecondFailed says that the second reader had no pages, or did not finish.
	SecondFailed bool `json:"second_failed,omitempty"`
	// Both counts the words of a page that both readers found, Near those whose
	// boxes have their centres within NearPoints of each other.
	Both int `json:"both"`
	Near int `json:"near"`
}

// Limits of measuring a file.
const (
	NearPoints     = 6  // points between the centres of boxes that count as the same
	FewestWords    = 20 // of the reference, under which shares say little
	measurePages   = 300
	measureTimeout = 10 * time.Second // of one contestant
	measureRounds  = 3
	measureEnough  = 2 * time.Second // of a round after which no other follows
)

// MeasureChild measures a file in a process like that of Child; where it ends
// the process, once more without the second reader. What still happens to the
// process is told by the code ("read.crashed", "read.timeout" …); the error is as
// that of Child.
func MeasureChild(ctx context.Context, o ChildOptions, path string) (Measured, string, error) {
	o = o.withDefaults()
	m, code, err := runChild(ctx, o, path, "--measure")
	if err == nil && code != "" && !o.OneReader {
		o.OneReader = true
		m, code, err = runChild(ctx, o, path, "--measure")
	}
	if err != nil || code != "" || m.Measured == nil {
		return Measured{}, code, err
	}
	return *m.Measured, "", nil
}

// Measure compares the readers of a file with bare tools, in this process. See
// MeasureChild, which is to be used for files from outside.
func Measure(ctx context.Context, in Input) (Measured, error) {
	c, closer, err := open(in)
	if err != nil {
		return Measured{}, err
	}
	defer closer()
	j := &job{ctx: ctx, in: in.withDefaults(), r: &document.Reading{}}
	j.prepare()
	defer j.cleanUp()
	var m Measured
	m.Envelope = j.measureEnvelope(c)
	inner, f, err := unwrapped(c)
	if err != nil || f != PDF {
		return m, nil
	}
	path, err := j.file(inner, "document.pdf")
	if err != nil {
		return m, err
	}
	m.PDF = j.measurePDF(inner, path)
	return m, nil
}

// errNoText is a PDF in whose text layer there are no words to compare.
var errNoText = errors.New("there are too few words to compare")

// contest is a PDF that is being read in several ways.
type contest struct {
	j      *job
	c      content
	path   string
	out    *MeasuredPDF
	first  []sheet
	second []document.Page
	layout Bag
}

func (j *job) measurePDF(c content, path string) *MeasuredPDF {
	t := &contest{j: j, c: c, path: path, out: &MeasuredPDF{}}
	if t.runRaw() != nil {
		return nil
	}
	t.takeTurns()
	t.out.Pages = max(len(t.first), len(t.second), 1)
	t.out.Layout = t.layout.Against(t.out.Raw)
	t.out.First = bagOfPages(pagesOf(t.first)).Against(t.out.Raw)
	t.out.Second = bagOfPages(t.second).Against(t.out.Raw)
	t.out.Both, t.out.Near = nearWords(pagesOf(t.first), t.second)
	return t.out
}

// takeTurns lets everyone read the file, once in each round, another one first
// each time.
func (t *contest) takeTurns() {
	all := []struct {
		run  func() error
		took *time.Duration
	}{{t.runBare, &t.out.Bare}, {t.runFirst, &t.out.FirstIn}, {t.runSecond, &t.out.SecondIn}}
	for round := range measureRounds {
		began := time.Now()
		for i := range all {
			c := all[(round+i)%len(all)]
			start := time.Now()
			err := c.run()
			if took := time.Since(start); err == nil && (*c.took == 0 || took < *c.took) {
				*c.took = took
			}
		}
		if time.Since(began) > measureEnough || t.out.SecondFailed || t.j.ctx.Err() != nil {
			return
		}
	}
}

// runRaw takes the reference, and the bag of -layout beside it.
func (t *contest) runRaw() error {
	raw, err := t.pdftotext("-raw")
	if t.out.Raw = BagOf(raw); t.out.Raw.Len() < FewestWords {
		return errors.Join(errNoText, err)
	}
	layout, err := t.pdftotext("-layout")
	t.layout = BagOf(layout)
	return err
}

func (t *contest) runBare() error {
	_, err := t.pdftotext()
	return err
}

func (t *contest) pdftotext(options ...string) (string, error) {
	args := append(options, "-l", strconv.Itoa(measurePages), t.path, "-")
	out, _, err := run(t.j.ctx, measureTimeout, nil, t.j.tools.PDFToText, args...)
	return string(out), err
}

func (t *contest) runFirst() error {
	ctx, cancel := context.WithTimeout(t.j.ctx, measureTimeout)
	defer cancel()
	var err error
	t.first, err = t.j.tools.readPoppler(ctx, t.path, measurePages)
	return err
}

// errLeftOut is the second reader of a file on which it ended the process before.
var errLeftOut = errors.New("the second reader was left out")

// runSecond gives up a reader that does not come back.
func (t *contest) runSecond() error {
	if t.j.in.OneReader {
		t.out.SecondFailed = true
		return errLeftOut
	}
	ctx, cancel := context.WithTimeout(t.j.ctx, measureTimeout)
	defer cancel()
	done := make(chan pdftext.Result, 1)
	go func() { done <- pdftext.Read(ctx, t.c.ReaderAt, t.c.size, measurePages) }()
	timer := time.NewTimer(measureTimeout + time.Second)
	defer timer.Stop()
	select {
	case r := <-done:
		t.out.SecondFailed, t.second = r.Err != nil, r.Pages
		return r.Err
	case <-timer.C:
		t.out.SecondFailed = true
		return context.DeadlineExceeded
	}
}

func bagOfPages(pages []document.Page) Bag {
	b := Bag{}
	for _, p := range pages {
		for _, w := range p.Words {
			for word := range strings.FieldsSeq(strings.ToLower(cleanWord(w.Text))) {
				b[word]++
			}
		}
	}
	return b
}

// nearWords pairs the words of the same pages by their text, each with the
// nearest one that has no partner yet.
func nearWords(first, second []document.Page) (both, near int) {
	byPage := map[int]document.Page{}
	for _, p := range second {
		byPage[p.Number] = p
	}
	for _, p := range first {
		places := map[string][]document.Box{}
		for _, w := range byPage[p.Number].Words {
			key := strings.ToLower(cleanWord(w.Text))
			places[key] = append(places[key], w.Box)
		}
		for _, w := range p.Words {
			key := strings.ToLower(w.Text)
			i, far := nearest(places[key], w.Box)
			if i < 0 {
				continue
			}
			places[key] = append(places[key][:i], places[key][i+1:]...)
			if both++; far <= NearPoints {
				near++
			}
		}
	}
	return both, near
}

// nearest is the box whose centre is nearest to b's, and how far it is; -1 of
// none.
func nearest(all []document.Box, b document.Box) (at int, far float64) {
	at, far = -1, math.Inf(1)
	for i, o := range all {
		if d := math.Hypot(o.X+o.Width/2-b.X-b.Width/2, o.Y+o.Height/2-b.Y-b.Height/2); d < far {
			at, far = i, d
		}
	}
	return at, far
}
