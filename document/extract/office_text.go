package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// Limits of a text document.
const (
	maxOfficeRows    = 20_000 // paragraphs and rows of tables
	maxOfficeColumns = 512
	maxOfficeDepth   = 256     // nested elements
	maxSmallPart     = 8 << 20 // bytes of a header, a footer, a list of styles
	maxSmallParts    = 24      // headers and footers
)

// officeDoc is a text document under way to rows: a paragraph is a row of one
// cell without a place, a row of a table has its cells, which are named like
// those of a sheet ("tabella 2", B5). A register in a text document is then
// read like one in a sheet.
type officeDoc struct {
	grid   attendance.Grid
	tables int // so far
	row    int // of the table, from 0
	inside int // tables around, nested
	cells  []attendance.Cell
	cell   *strings.Builder // of the outermost table
	span   int              // columns of the cell
	doubt  string           // of the cell
	paras  []*para          // open paragraphs: text boxes and notes nest
	done   map[string]bool  // headers and footers that were written
	size   int              // bytes of text
	hidden bool             // text that is not shown was left out
}

// para is an open paragraph, with the label of a list before it.
type para struct {
	strings.Builder
	label string
	doubt string // why what it says is not to be relied on
	away  bool   // it is not shown
}

func newOfficeDoc() *officeDoc {
	return &officeDoc{grid: attendance.Grid{Method: document.MethodText}, done: map[string]bool{}}
}

func (d *officeDoc) write(text string) {
	if n := len(d.paras); n > 0 && d.size < maxText {
		d.paras[n-1].WriteString(text)
		d.size += len(text)
	}
}

// doubtPara says why what the open paragraph says is not to be relied on.
func (d *officeDoc) doubtPara(why string) {
	if n := len(d.paras); n > 0 {
		d.paras[n-1].doubt = why
	}
}

// leaveOut passes over text that the document does not show.
func (d *officeDoc) leaveOut(text string) {
	d.hidden = d.hidden || strings.TrimSpace(text) != ""
}

// hidePara says that the open paragraph is not shown, or only on a condition.
func (d *officeDoc) hidePara(hidden bool) {
	if n := len(d.paras); n > 0 && hidden {
		d.paras[n-1].away = true
	}
	d.doubtPara(whyCondition)
}

func (d *officeDoc) startPara() { d.paras = append(d.paras, &para{}) }

func (d *officeDoc) endPara() {
	n := len(d.paras)
	if n == 0 {
		return
	}
	p := d.paras[n-1]
	d.paras = d.paras[:n-1]
	text := strings.Join(strings.Fields(p.label+" "+p.String()), " ")
	if p.away {
		d.leaveOut(p.String())
	}
	if p.String() == "" || p.away {
		text = ""
	}
	switch {
	case text == "":
	case d.cell != nil:
		d.cell.WriteString(text + " ")
		if p.doubt != "" {
			d.doubt = p.doubt
		}
	default:
		d.add([]attendance.Cell{{Text: text, Doubt: p.doubt}})
	}
}

func (d *officeDoc) add(row []attendance.Cell) {
	if len(d.grid.Rows) == maxOfficeRows {
		d.grid.Truncated = true
		return
	}
	d.grid.Rows = append(d.grid.Rows, row)
}

func (d *officeDoc) startTable() {
	if d.inside++; d.inside == 1 {
		d.tables++
		d.row = 0
	}
}

func (d *officeDoc) endTable() { d.inside = max(d.inside-1, 0) }

func (d *officeDoc) startRow() {
	if d.inside == 1 {
		d.cells = nil
	}
}

func (d *officeDoc) endRow() {
	if d.inside == 1 {
		d.add(d.cells)
		d.cells = nil
		d.row++
	}
}

func (d *officeDoc) startCell(span int) {
	if d.inside == 1 {
		d.cell, d.span, d.doubt = &strings.Builder{}, span, ""
	}
}

// endCell closes a cell of the outermost table; one that spans columns is
// followed by blank ones, times says how often it is repeated.
func (d *officeDoc) endCell(times int) {
	if d.inside != 1 || d.cell == nil {
		return
	}
	text := strings.TrimSpace(d.cell.String())
	d.cell = nil
	sheet := "tabella " + strconv.Itoa(d.tables)
	for range times {
		for i := range max(d.span, 1) {
			if len(d.cells) == maxOfficeColumns {
				d.grid.Truncated = d.grid.Truncated || text != ""
				return
			}
			c := attendance.Cell{Place: document.Place{Sheet: sheet, Cell: attendance.CellName(len(d.cells), d.row)}}
			if i == 0 {
				c.Text, c.Doubt = text, d.doubt
			}
			d.cells = append(d.cells, c)
		}
	}
}

// eachOfficeToken calls f for the tokens of a part that are not hidden.
func eachOfficeToken(b []byte, hidden map[string]bool, f func(xml.Token)) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	depth, skip := 0, 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxOfficeDepth {
				return errTooDeep
			}
			if skip > 0 || hidden[t.Name.Local] {
				skip++
				continue
			}
		case xml.EndElement:
			if depth--; skip > 0 {
				skip--
				continue
			}
		case xml.Directive:
			return errEntities
		}
		if skip == 0 {
			f(tok)
		}
	}
}

// attribute returns an attribute by its local name.
func attribute(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// count reads a number of repetitions or spanned columns: at least 1.
func count(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxOfficeColumns)
}

// understandOffice classifies a text document and reads its fields.
func (j *job) understandOffice(d *officeDoc, err error) {
	if err != nil {
		if code := officeError(err); len(d.grid.Rows) == 0 || code != "office.damaged" {
			j.fail(code)
			return
		}
		j.warn("office.partial")
		d.grid.Truncated = true
	}
	if d.hidden {
		j.warn("office.hidden_text")
	}
	if err == nil && d.grid.Truncated || d.size >= maxText {
		j.warn("text.too_large")
	}
	grids := []attendance.Grid{d.grid}
	j.r.Method, j.r.PageCount, j.r.Text = document.MethodText, 1, clipText(gridText(grids))
	f := facts{flat: flattenGrids(grids, false), registers: j.marks().FindAll(grids)}
	j.classify(f)
	j.r.Fields = j.fieldsOf(f, true)
}

// ordered formats a number of a list: decimal, or letters and Roman numerals
// in the names of both formats.
func ordered(n int, format string) string {
	switch format {
	case "lowerLetter", "a":
		return strings.ToLower(letters(n))
	case "upperLetter", "A":
		return letters(n)
	case "lowerRoman", "i":
		return strings.ToLower(roman(n))
	case "upperRoman", "I":
		return roman(n)
	}
	return strconv.Itoa(n)
}

func letters(n int) string {
	if n < 1 || n > 26*20 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}
