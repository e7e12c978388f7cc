package extract

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// Reasons for which poppler gave no pages.
var (
	errEncrypted = errors.New("the PDF is encrypted")
	errDamaged   = errors.New("the PDF is damaged")
)

// Long documents are read by two processes at a time, half of the pages each.
const (
	longDocument = 16        // pages
	largeFile    = 128 << 10 // bytes from which on the pages are counted first
	countTime    = 300 * time.Millisecond
)

// readPoppler returns the words of every page up to max, in poppler's reading
// order.
func (t Tools) readPoppler(ctx context.Context, path string, max int) ([]sheet, error) {
	pages := min(countPages(path), max)
	if pages < longDocument || runtime.GOMAXPROCS(0) < 2 {
		return t.readRange(ctx, path, 1, max)
	}
	var first, second []sheet
	var err1, err2 error
	var wg sync.WaitGroup
	wg.Go(func() { first, err1 = t.readRange(ctx, path, 1, pages/2) })
	second, err2 = t.readRange(ctx, path, pages/2+1, max)
	wg.Wait()
	if err := errors.Join(err1, err2); err != nil { // the count was wrong, or a half of it is damaged
		return t.readRange(ctx, path, 1, max)
	}
	return append(first, second...), nil
}

// countPages returns the pages of a large file, 0 when it can't be told at once.
func countPages(path string) int {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	info, err := f.Stat()
	if err != nil || info.Size() < largeFile {
		f.Close()
		return 0
	}
	done := make(chan int, 1)
	go func() {
		defer f.Close()
		n, _ := pdftext.Count(f, info.Size())
		done <- n
	}()
	timer := time.NewTimer(countTime)
	defer timer.Stop()
	select {
	case n := <-done:
		return n
	case <-timer.C:
		return 0
	}
}

// readRange returns the words of a range of pages; those that were written in time,
// where it takes too long.
func (t Tools) readRange(ctx context.Context, path string, from, to int) ([]sheet, error) {
	until := time.Now().Add(t.patience.text)
	var out, messages []byte
	err := errNoEarly
	if from == 1 && to == mostPages {
		out, messages, err = t.early.read(ctx, t.patience.text, path)
	}
	pages := parseTSV(out, document.ReaderPoppler)
	if left := time.Until(until); left > 0 && len(pages) == 0 { // it may have died while it waited
		out, messages, err = run(ctx, left, nil, t.PDFToText, textArgs(from, to, path)...)
		pages = parseTSV(out, document.ReaderPoppler)
	}
	switch {
	case bytes.Contains(messages, []byte("Incorrect password")):
		return nil, errEncrypted
	case len(pages) == 0 && err != nil && ctx.Err() == nil:
		return nil, errors.Join(errDamaged, err)
	case len(pages) == 0:
		return nil, errDamaged
	}
	return pages, nil
}

// textArgs are pdftotext's, for a range of pages of a file; "-" is what it is given.
func textArgs(from, to int, path string) []string {
	return []string{"-tsv", "-f", strconv.Itoa(from), "-l", strconv.Itoa(to), path, "-"}
}

// row is a line of the TSV that pdftotext and tesseract both write.
type row struct {
	level, page int
	line        []byte // block, paragraph and line together
	box         document.Box
	confidence  float64
	text        []byte
}

// parseTSV reads words in the order written; a row that does not fit is left
// out. Boxes are in the units of the program.
func parseTSV(b []byte, reader document.Reader) []sheet {
	var out []sheet
	var cur *sheet
	var line []byte
	for len(b) > 0 {
		var text []byte
		text, b, _ = bytes.Cut(b, []byte{'\n'})
		r, ok := parseRow(text)
		if !ok {
			continue
		}
		if cur == nil || cur.Number != r.page {
			out = append(out, sheet{Page: document.Page{Number: r.page, Reader: reader, Method: document.MethodText}})
			cur, line = &out[len(out)-1], nil
		}
		switch r.level {
		case 1:
			cur.Width, cur.Height = r.box.Width, r.box.Height
		case 5:
			if text := cleanWord(string(r.text)); text != "" {
				if !bytes.Equal(r.line, line) {
					line = r.line
					cur.breaks = append(cur.breaks, len(cur.Words))
				}
				if reader == document.ReaderPoppler { // which writes words as they are seen
					text = pdftext.Logical(text)
				}
				cur.Words = append(cur.Words, document.Word{Text: text, Box: r.box, Confidence: r.confidence / 100})
			}
		}
	}
	return out
}

// parseRow reads level, page, paragraph, block, line, word, left, top, width,
// height, confidence and text.
func parseRow(b []byte) (row, bool) {
	var at [11]int // where the columns end
	for i, from := 0, 0; i < len(at); i++ {
		n := bytes.IndexByte(b[from:], '\t')
		if n < 0 {
			return row{}, false
		}
		at[i] = from + n
		from = at[i] + 1
	}
	column := func(i int) string { return string(b[at[i-1]+1 : at[i]]) }
	r := row{line: b[at[1]+1 : at[4]], text: b[at[10]+1:]}
	var err [7]error
	r.level, err[0] = strconv.Atoi(string(b[:at[0]]))
	r.page, err[1] = strconv.Atoi(column(1))
	for i, v := range [...]*float64{&r.box.X, &r.box.Y, &r.box.Width, &r.box.Height, &r.confidence} {
		*v, err[2+i] = decimalOf(b[at[5+i]+1 : at[6+i]])
		if math.IsNaN(*v) || math.IsInf(*v, 0) { // of a page whose sizes are nonsense
			return row{}, false
		}
	}
	for _, e := range err {
		if e != nil {
			return row{}, false
		}
	}
	return r, true
}

// decimalOf is strconv.ParseFloat, quicker for what both programs write: some digits
// and a point. Both numbers of the quotient are exact, so it is the nearest one too.
func decimalOf(b []byte) (float64, error) {
	digits, scale, point := 0.0, 1.0, false
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9' && i < 15:
			digits = digits*10 + float64(c-'0')
			if point {
				scale *= 10
			}
		case c == '.' && !point && i > 0 && i < len(b)-1:
			point = true
		default:
			return strconv.ParseFloat(string(b), 64)
		}
	}
	if len(b) == 0 {
		return strconv.ParseFloat("", 64)
	}
	return digits / scale, nil
}

// cleanWord takes blanks off a word, and makes valid text of it. Characters that
// cannot be shown are kept: without them a figure would read as another one.
func cleanWord(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "\x00") && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
