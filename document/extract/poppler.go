package extract

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
)

// textTimeout bounds poppler's run over a whole document.
const textTimeout = 30 * time.Second

// Reasons for which poppler gave no pages.
var (
	errEncrypted = errors.New("the PDF is encrypted")
	errDamaged   = errors.New("the PDF is damaged")
)

// readPoppler returns the words of every page up to max, in poppler's reading
// order.
func (t Tools) readPoppler(ctx context.Context, path string, max int) ([]sheet, error) {
	out, messages, err := run(ctx, textTimeout, nil, t.PDFToText, "-tsv", "-l", strconv.Itoa(max), path, "-")
	pages := parseTSV(out, document.ReaderPoppler)
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

// row is a line of the TSV that pdftotext and tesseract both write.
type row struct {
	level, page int
	line        string // block, paragraph and line together
	box         document.Box
	confidence  float64
	text        string
}

// parseTSV reads words in the order written; a row that does not fit is left
// out. Boxes are in the units of the program.
func parseTSV(b []byte, reader document.Reader) []sheet {
	var out []sheet
	var cur *sheet
	line := ""
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(make([]byte, 64<<10), 4<<20)
	for sc.Scan() {
		r, ok := parseRow(sc.Text())
		if !ok {
			continue
		}
		if cur == nil || cur.Number != r.page {
			out = append(out, sheet{Page: document.Page{Number: r.page, Reader: reader, Method: document.MethodText}})
			cur, line = &out[len(out)-1], ""
		}
		switch r.level {
		case 1:
			cur.Width, cur.Height = r.box.Width, r.box.Height
		case 5:
			if text := cleanWord(r.text); text != "" {
				if r.line != line {
					line = r.line
					cur.breaks = append(cur.breaks, len(cur.Words))
				}
				cur.Words = append(cur.Words, document.Word{Text: text, Box: r.box, Confidence: r.confidence / 100})
			}
		}
	}
	return out
}

// parseRow reads level, page, paragraph, block, line, word, left, top, width,
// height, confidence and text.
func parseRow(s string) (row, bool) {
	c := strings.SplitN(s, "\t", 12)
	if len(c) < 12 {
		return row{}, false
	}
	var r row
	var err [7]error
	r.level, err[0] = strconv.Atoi(c[0])
	r.page, err[1] = strconv.Atoi(c[1])
	r.line = strings.Join(c[2:5], ".")
	r.box.X, err[2] = strconv.ParseFloat(c[6], 64)
	r.box.Y, err[3] = strconv.ParseFloat(c[7], 64)
	r.box.Width, err[4] = strconv.ParseFloat(c[8], 64)
	r.box.Height, err[5] = strconv.ParseFloat(c[9], 64)
	r.confidence, err[6] = strconv.ParseFloat(c[10], 64)
	r.text = c[11]
	return r, errors.Join(err[:]...) == nil
}

// cleanWord drops control characters and what is not Unicode.
func cleanWord(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F || r == 0xFFFD || r >= 0xE000 && r <= 0xF8FF || r == 0xAD {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
