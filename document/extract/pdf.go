package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// fewWords is the number of words under which a page counts as an image.
const fewWords = 15

// maxPageCount is the number of pages above which a PDF is no document of this
// field, but a mistake or an attack.
const maxPageCount = 2000

// reading of a PDF by both readers.
type twoReaders struct {
	first     []sheet
	firstErr  error
	second    []sheet // by page number - 1; a page that failed has no words
	secondErr error
	cut       bool // the second left contents out
	total     int  // pages in the document, as the second reader counts
	said      chan secondSaid
}

// secondSaid is what the second reader's pages say, taken to be of the kind that
// they say: it is found while the first reader reads.
type secondSaid struct {
	facts  facts
	kind   document.Kind
	fields []document.Field
}

// errNoFirst is that the second reader is alone.
var errNoFirst = errors.New("there is no first reader")

func (j *job) readPDF(c content) {
	path, err := j.file(c, "document.pdf")
	if err != nil {
		j.fail("read.too_large")
		return
	}
	two := j.readTwice(c, path)
	sheets, ok := j.choose(two)
	if !ok {
		return
	}
	j.r.PageCount = max(len(sheets), two.total)
	if len(sheets) == j.in.MaxPages && two.total > maxPageCount {
		j.fail("pdf.too_many_pages", itoa(two.total), itoa(maxPageCount))
		return
	}
	if len(sheets) == j.in.MaxPages && two.total != len(sheets) {
		j.partial = true
		j.warn("pdf.too_many", itoa(j.in.MaxPages))
	}
	if isTruncated(c) {
		j.warn("pdf.truncated")
	}
	j.counted = two.total == len(sheets) || two.total > len(sheets) && len(sheets) == j.in.MaxPages
	j.displayed(sheets, two)
	if second := j.comparable(two); second != nil {
		markSight(sheets, second)
	}
	j.recognise(path, sheets)
	j.readSignaturesOfPDF(c)
	j.understandPDF(path, sheets, j.comparable(two), two.said)
	j.readEmbedded(c)
}

// readTwice runs both readers at the same time.
func (j *job) readTwice(c content, path string) twoReaders {
	var two twoReaders
	type result struct {
		pdftext.Result
		sheets []sheet
	}
	done := make(chan result, 1)
	two.said = make(chan secondSaid, 1)
	ctx, cancel := context.WithCancel(j.ctx)
	defer cancel()
	first, enough := context.WithCancel(j.ctx)
	defer enough()
	alone := j.in.SecondOnly || j.tools.PDFToText == ""
	if j.in.OneReader {
		two.secondErr = errors.New("the second reader was left out")
		close(done)
	} else {
		go func() {
			r := pdftext.Read(ctx, c.ReaderAt, c.size, j.in.MaxPages)
			switch { // poppler would go on until its time is up
			case errors.Is(r.Err, pdftext.ErrTooLarge):
				enough()
			case r.Cut:
				time.AfterFunc(j.tools.patience.cut, enough)
			}
			sheets := sheetsOf(r)
			done <- result{r, sheets}
			if r.Err == nil && !alone {
				j.readAhead(sheets, two.said)
			}
			close(two.said)
		}()
	}
	if j.in.SecondOnly {
		two.firstErr = fmt.Errorf("%w: it was left out", errNoFirst)
	} else if j.tools.PDFToText != "" {
		two.first, two.firstErr = j.tools.readPoppler(first, path, j.in.MaxPages)
	} else {
		two.firstErr = fmt.Errorf("%w: poppler is not installed", errNoFirst)
	}
	if j.in.OneReader {
		return two
	}
	timer := time.NewTimer(j.tools.patience.forSecond(two))
	defer timer.Stop()
	select {
	case r := <-done:
		two.second, two.secondErr, two.total, two.cut = r.sheets, r.Err, r.Total, r.Cut
		if two.firstErr != nil { // these pages are the reading's own then
			<-two.said
		}
	case <-timer.C:
		two.secondErr = errors.New("the second reader did not finish")
	}
	return two
}

func sheetsOf(r pdftext.Result) []sheet {
	out := make([]sheet, len(r.Pages))
	for i, p := range r.Pages {
		for k := range p.Words {
			p.Words[k].Text = cleanWord(p.Words[k].Text)
		}
		out[i] = arrange(p)
	}
	return out
}

// choose takes poppler's pages, or the second reader's where poppler has none.
func (j *job) choose(two twoReaders) ([]sheet, bool) {
	switch {
	case two.firstErr == nil && two.secondErr == nil:
		j.r.Readers = []document.Reader{document.ReaderPoppler, document.ReaderLedongthuc}
		return two.first, true
	case two.firstErr == nil:
		j.r.Readers = []document.Reader{document.ReaderPoppler}
		j.warn("pdf.one_reader", "poppler")
		return two.first, true
	case errors.Is(two.firstErr, errEncrypted), errors.Is(two.secondErr, pdftext.ErrEncrypted):
		j.fail("pdf.encrypted")
	case two.total > maxPageCount: // often one page many times, which poppler calls damage
		j.r.PageCount = two.total
		j.fail("pdf.too_many_pages", itoa(two.total), itoa(maxPageCount))
	case errors.Is(two.secondErr, pdftext.ErrTooLarge), two.cut && wordCount(two.second) < fewWords:
		j.fail("read.too_large")
	case errors.Is(two.firstErr, errDamaged) && wordCount(two.second) == 0:
		j.fail("pdf.damaged")
	case two.secondErr == nil && len(two.second) > 0:
		j.r.Readers = []document.Reader{document.ReaderLedongthuc}
		j.warn("pdf.one_reader", "ledongthuc/pdf")
		return two.second, true
	default:
		j.fail("pdf.damaged")
	}
	return nil, false
}

// comparable returns the second reader's pages when there is a first reader to
// compare them with.
func (j *job) comparable(two twoReaders) []sheet {
	if two.firstErr != nil || two.secondErr != nil {
		return nil
	}
	return two.second
}

// isTruncated says that the end-of-file mark is missing (ISO 32000-1, 7.5.5).
func isTruncated(c content) bool {
	tail := make([]byte, min(c.size, 2048))
	n, _ := c.ReadAt(tail, c.size-int64(len(tail)))
	return !bytes.Contains(tail[:n], []byte("%%EOF"))
}

// understand classifies the pages and reads their fields, comparing the two
// readers.
func (j *job) understand(sheets, second []sheet) { j.understandPDF("", sheets, second, nil) }

// understandPDF is understand for the pages of a PDF at path, of which some may
// be recognised as a second opinion; said is what the second reader's pages say, if
// that is being found.
func (j *job) understandPDF(path string, sheets, second []sheet, said <-chan secondSaid) {
	if wordCount(sheets) == 0 {
		if !j.r.NeedsOCR {
			j.warn("pdf.no_text")
		}
		j.settle(sheets)
		return
	}
	j.factsAndFields(path, sheets)
	if second != nil {
		j.compare(j.secondFields(second, said), sheets, second)
	} else {
		j.alone()
	}
	j.judgeSight(sheets)
	j.settle(sheets)
}

// readAhead finds what the second reader's pages say. A panic is left to secondFields.
func (j *job) readAhead(second []sheet, said chan<- secondSaid) {
	defer func() { _ = recover() }()
	other := &job{ctx: j.ctx, in: j.in, r: &document.Reading{}}
	s := secondSaid{facts: other.factsOf(second)}
	other.classify(s.facts)
	s.kind, s.fields = other.r.Kind, other.fieldsOf(s.facts, false)
	said <- s
}

// secondFields are the fields that the second reader's pages have, as a paper of the
// kind that was recognised.
func (j *job) secondFields(second []sheet, said <-chan secondSaid) []document.Field {
	other := &job{ctx: j.ctx, in: j.in, r: &document.Reading{Kind: j.r.Kind, Guesses: j.r.Guesses}}
	var s secondSaid
	ok := false
	if said != nil {
		s, ok = <-said
	}
	switch {
	case !ok:
		return other.fieldsOf(other.factsOf(second), false)
	case s.kind != j.r.Kind:
		return other.fieldsOf(s.facts, false)
	}
	return s.fields
}

func wordCount(sheets []sheet) int {
	n := 0
	for _, s := range sheets {
		n += len(s.Words)
	}
	return n
}

// maxText bounds the text of a reading.
const maxText = 8 << 20

func clipText(s string) string {
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut]
}
