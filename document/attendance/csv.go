package attendance

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// ReadCSV returns a text table as a grid: separated by ; , tab or |, in UTF-8,
// UTF-16 or windows-1252. A first line "sep=;" names the separator. Cells are
// named as a spreadsheet program names them. Beyond the limits the grid is
// Truncated, and the error wraps ErrTooLarge.
func ReadCSV(r io.Reader) (Grid, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxCSV+1))
	if err != nil {
		return Grid{}, fmt.Errorf("read table: %w", err)
	}
	if len(b) > maxCSV {
		return Grid{}, fmt.Errorf("%w: more than %d MB", ErrTooLarge, maxCSV>>20)
	}
	text := DecodeText(b)
	if longestRow(text) > maxRow {
		return Grid{}, fmt.Errorf("%w: a row of more than %d cells", ErrTooLarge, maxRow)
	}
	comma := separator(text)
	if m := sepLine.FindSubmatch(text); m != nil {
		comma, _ = utf8.DecodeRune(m[1])
		text = text[len(m[0]):]
	}
	g, err := parseCSV(text, comma)
	if g.swallowed(comma) {
		g, err = splitCSV(text, comma)
	}
	g.Truncated = err != nil
	g.markFormulas()
	return g, err
}

// maxRow is the number of separators of a line beyond which it is not parsed:
// spreadsheets have at most 16 384 columns.
const maxRow = 20_000

// longestRow returns the most separators of any line.
func longestRow(b []byte) int {
	most := 0
	for line := range bytes.Lines(b) {
		if len(line) > maxRow {
			for _, s := range ";\t,|" {
				most = max(most, bytes.Count(line, []byte(string(s))))
			}
		}
	}
	return most
}

var sepLine = regexp.MustCompile(`(?i)^"?sep=([;,|\t])"?[;,]*\r?\n`)

// DecodeText turns the bytes of a text into UTF-8: by its byte order mark, else
// UTF-16 by its zero bytes, else UTF-8, else windows-1252.
func DecodeText(b []byte) []byte {
	if order, ok := UTF16(b); ok {
		if d, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b); err == nil {
			return bytes.TrimPrefix(d, []byte("\xEF\xBB\xBF"))
		}
	}
	for bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) {
		b = b[3:]
	}
	if utf8.Valid(b) {
		return b
	}
	if d, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
		return d
	}
	return bytes.ToValidUTF8(b, []byte("?"))
}

// UTF16 tells whether bytes begin as a text in UTF-16, with or without a byte
// order mark: of Italian text nearly every second byte is zero.
func UTF16(b []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return unicode.BigEndian, true
	}
	head := b[:min(len(b), 512)&^1]
	zeros := [2]int{}
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch n := len(head) / 2; {
	case n < 8:
	case zeros[0] == 0 && zeros[1]*10 >= n*9:
		return unicode.LittleEndian, true
	case zeros[1] == 0 && zeros[0]*10 >= n*9:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

func parseCSV(b []byte, comma rune) (Grid, error) {
	c := csv.NewReader(bytes.NewReader(b))
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = comma, true, -1
	c.ReuseRecord = true
	g := Grid{Method: document.MethodCells}
	within := 0 // line ends within cells so far
	for left := maxCells; ; {
		line, err := c.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, fmt.Errorf("read table: %w", err)
		}
		if left -= len(line); left < 0 || len(g.Rows) == maxSheetRows {
			return g, fmt.Errorf("%w: more than %d rows", ErrTooLarge, len(g.Rows))
		}
		at, _ := c.FieldPos(0)
		g.addRow(at-1-within, line)
		for _, t := range line {
			within += strings.Count(t, "\n")
		}
	}
}

// swallowed says that a cell holds several lines of the table: a quotation mark
// was opened and never closed.
func (g Grid) swallowed(comma rune) bool {
	for _, row := range g.Rows {
		for _, c := range row {
			if strings.Count(c.Text, "\n") >= 1 && strings.Count(c.Text, string(comma)) >= minDays {
				return true
			}
		}
	}
	return false
}

// splitCSV cuts lines at every separator, without regard to quotation marks.
func splitCSV(b []byte, comma rune) (Grid, error) {
	g := Grid{Method: document.MethodCells}
	n := 0
	for line := range strings.Lines(string(b)) {
		if len(g.Rows) == maxSheetRows {
			return g, fmt.Errorf("%w: more than %d rows", ErrTooLarge, len(g.Rows))
		}
		texts := strings.Split(strings.TrimRight(line, "\r\n"), string(comma))
		for i, t := range texts {
			texts[i] = strings.Trim(t, `"`)
		}
		g.addRow(n, texts)
		n++
	}
	return g, nil
}

// separator is the one that stands most often in the lines that have most of
// them: commas of sentences and of decimals do not decide.
func separator(b []byte) rune {
	head := b[:min(len(b), 64<<10)]
	best, count := ';', 0
	for _, s := range ";\t,|" {
		n := 0
		for line := range bytes.Lines(head) {
			if k := bytes.Count(line, []byte(string(s))); k >= 2 {
				n += k
			}
		}
		if n > count {
			best, count = s, n
		}
	}
	if count == 0 {
		for _, s := range ";\t,|" {
			if n := bytes.Count(head, []byte(string(s))); n > count {
				best, count = s, n
			}
		}
	}
	return best
}

var (
	textFormula = regexp.MustCompile(`^="([^"]*)"$`)
	isFormula   = regexp.MustCompile(`^=[A-Z(+\-]`)
)

// markFormulas reads the formulas of a text table: ="001" is a text, any other
// has no stored value.
func (g *Grid) markFormulas() {
	for _, row := range g.Rows {
		for i, c := range row {
			if m := textFormula.FindStringSubmatch(c.Text); m != nil {
				row[i].Text, row[i].IsText = m[1], true
			} else if isFormula.MatchString(c.Text) {
				row[i].Formula, row[i].NoValue, row[i].Text = c.Text[1:], true, ""
			}
		}
	}
}
