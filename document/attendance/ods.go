package attendance

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// ReadODS reads the content.xml of an OpenDocument sheet (ODF 1.3, part 3,
// chapter 9): repeated cells are written out, up to the limits. Comments are no
// text of their cell. The error wraps ErrTooLarge, ErrTooDeep or ErrEntities
// where that is what is wrong; the grids before it are kept, the last one
// Truncated.
func ReadODS(r io.Reader) ([]Grid, error) {
	o := ods{dec: xml.NewDecoder(r), left: maxCells, hiddenStyles: map[string]bool{}}
	err := o.read()
	if err != nil && len(o.grids) > 0 {
		o.grids[len(o.grids)-1].Truncated = true
	}
	for i := range o.grids {
		g := &o.grids[i]
		for _, m := range o.merged[i] {
			g.merge(m)
		}
		g.Rounded = o.rounded
	}
	markDisagreements(o.grids)
	return o.grids, err
}

func (o *ods) read() error {
	for {
		tok, err := o.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read table: %w", err)
		}
		if err := o.token(tok); err != nil {
			return err
		}
		if o.left < 0 {
			return fmt.Errorf("%w: more than %d cells", ErrTooLarge, maxCells)
		}
	}
}

func (o *ods) token(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		if o.depth++; o.depth > maxDepth {
			return ErrTooDeep
		}
		if o.comment > 0 || t.Name.Local == "annotation" {
			o.comment++
			return nil
		}
		return o.start(t)
	case xml.EndElement:
		o.depth--
		if o.comment > 0 {
			o.comment--
			return nil
		}
		return o.end(t)
	case xml.CharData:
		if o.inCell && o.comment == 0 {
			o.text.Write(t)
		}
	case xml.Directive:
		return ErrEntities
	}
	return nil
}

// ods is the state between tokens.
type ods struct {
	dec       *xml.Decoder
	grids     []Grid
	merged    [][]string // ranges, by grid
	row       []Cell
	rowTimes  int
	rowHidden bool
	blank     int    // rows without anything that were not written out: those at the end of a sheet never are
	columns   []bool // hidden columns of the sheet
	cellTimes int
	span      [2]int // columns and rows of a merged cell
	cell      Cell   // but for its text
	value     string // of the cell's attributes, where it has one
	text      strings.Builder
	inCell    bool
	left      int
	depth     int
	comment   int // elements within a comment
	// hiddenStyles are the styles of hidden sheets.
	hiddenStyles map[string]bool
	style        string
	rounded      bool // computed with numbers as they are shown
	loose        bool // criteria are met by a part of a text
}

func (o *ods) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "calculation-settings":
		o.rounded = attr(t, "precision-as-shown") == "true"
		o.loose = attr(t, "search-criteria-must-apply-to-whole-cell") == "false"
	case "style":
		o.style = attr(t, "name")
	case "table-properties":
		if attr(t, "display") == "false" {
			o.hiddenStyles[o.style] = true
		}
	case "table":
		return o.table(t)
	case "table-column":
		hidden := attr(t, "visibility") == "collapse" || attr(t, "visibility") == "filter"
		for range min(times(t, "number-columns-repeated"), maxColumns-len(o.columns)) {
			o.columns = append(o.columns, hidden)
		}
	case "table-row":
		o.row, o.rowTimes = nil, times(t, "number-rows-repeated")
		o.rowHidden = attr(t, "visibility") == "collapse" || attr(t, "visibility") == "filter"
	case "table-cell", "covered-table-cell":
		o.startCell(t)
	case "s", "tab", "line-break":
		if o.inCell {
			o.text.WriteByte(' ')
		}
	}
	return nil
}

func (o *ods) table(t xml.StartElement) error {
	if len(o.grids) == maxSheets {
		return fmt.Errorf("%w: more than %d sheets", ErrTooLarge, maxSheets)
	}
	o.grids = append(o.grids, Grid{Name: attr(t, "name"), Method: document.MethodCells,
		Concealed: o.hiddenStyles[attr(t, "style-name")]})
	o.merged, o.columns, o.blank = append(o.merged, nil), nil, 0
	return nil
}

func (o *ods) startCell(t xml.StartElement) {
	o.inCell, o.cellTimes = true, times(t, "number-columns-repeated")
	o.span = [2]int{times(t, "number-columns-spanned"), times(t, "number-rows-spanned")}
	o.value = attr(t, "date-value")
	o.cell = Cell{Formula: openFormula(attr(t, "formula")), loose: o.loose}
	switch attr(t, "value-type") {
	case "float", "percentage", "currency":
		o.value = attr(t, "value")
	case "string":
		o.cell.IsText = true
	case "":
		o.cell.NoValue = o.cell.Formula != ""
	default: // dates, times, truths
		o.cell.odd = true
	}
	for _, a := range t.Attr { // LibreOffice says it beside a text
		o.cell.odd = o.cell.odd || a.Name.Local == "value-type" && a.Value == "error"
	}
	o.text.Reset()
}

func (o *ods) end(t xml.EndElement) error {
	switch t.Name.Local {
	case "p":
		if o.inCell {
			o.cell.padded = o.cell.padded || strings.TrimSpace(o.text.String()) != o.text.String()
			o.text.WriteByte(' ')
		}
	case "table-cell", "covered-table-cell":
		o.endCell()
	case "table-row":
		return o.endRow()
	}
	return nil
}

func (o *ods) endCell() {
	o.inCell = false
	c := o.cell
	if c.Text = o.value; c.Text == "" {
		c.Text = strings.TrimSpace(o.text.String())
	}
	c.NoValue = c.NoValue && c.Text == ""
	if o.span != [2]int{1, 1} && len(o.grids) > 0 {
		g := len(o.grids) - 1
		col, row := len(o.row), len(o.grids[g].Rows)+o.blank
		o.merged[g] = append(o.merged[g], cellName(col, row)+":"+cellName(col+o.span[0]-1, row+o.span[1]-1))
	}
	if len(o.row)+o.cellTimes > maxColumns && c.Text != "" && len(o.grids) > 0 {
		o.grids[len(o.grids)-1].Truncated = true
	}
	for range min(o.cellTimes, maxColumns-len(o.row)) {
		c.rowHidden = o.rowHidden
		c.Hidden = o.rowHidden || len(o.row) < len(o.columns) && o.columns[len(o.row)]
		o.row = append(o.row, c)
	}
}

func (o *ods) endRow() error {
	if len(o.grids) == 0 {
		return nil
	}
	for n := len(o.row); n > 0 && o.row[n-1].isBlank(); n-- {
		o.row = o.row[:n-1]
	}
	if len(o.row) == 0 {
		o.blank = min(o.blank+o.rowTimes, maxSheetRows)
		return nil
	}
	g := &o.grids[len(o.grids)-1]
	if len(g.Rows)+o.blank+o.rowTimes > maxSheetRows {
		return fmt.Errorf("%w: more than %d rows", ErrTooLarge, maxSheetRows)
	}
	g.Rows, o.blank = append(g.Rows, make([][]Cell, o.blank)...), 0
	for range o.rowTimes {
		if o.left < 0 {
			return fmt.Errorf("%w: more than %d cells", ErrTooLarge, maxCells)
		}
		g.Rows = append(g.Rows, placed(g.Name, len(g.Rows), o.row))
		o.left -= len(o.row)
	}
	return nil
}

// isBlank says that nothing stands in a cell, not even a text of nothing.
func (c Cell) isBlank() bool {
	return c.Text == "" && !c.NoValue && c.Formula == "" && !c.IsText && !c.padded
}

// placed copies cells to a row of a sheet.
func placed(sheet string, row int, cells []Cell) []Cell {
	out := make([]Cell, len(cells))
	for i, c := range cells {
		c.Place = document.Place{Sheet: sheet, Cell: cellName(i, row)}
		out[i] = c
	}
	return out
}

var (
	openPrefix = regexp.MustCompile(`^[a-z]{2,6}:=`)
	openRef    = regexp.MustCompile(`\[([^\]]*)\]`)
	openName   = regexp.MustCompile(`^(\$?((?:'[^'"#]+'|[\pL\d_ -]+)?))\.(\$?[A-Z]+\$?\d+)(?::(\$?(?:'[^'"#]+'|[\pL\d_ -]+)?)\.(\$?[A-Z]+\$?\d+))?$`)
)

// openFormula writes a formula of OpenDocument (OpenFormula, ODF 1.3 part 4) in
// the names and separators of Office Open XML: [.B5:.B9] is B5:B9, and
// [$Vitto.B5:.B9] is 'Vitto'!B5:B9. A range over several sheets, or of another
// file, keeps its brackets and is not judged.
func openFormula(text string) string {
	if text == "" {
		return ""
	}
	text = strings.TrimPrefix(openPrefix.ReplaceAllString(text, ""), "=")
	parts := strings.Split(text, `"`)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = openRef.ReplaceAllStringFunc(parts[i], func(ref string) string {
			m := openName.FindStringSubmatch(ref[1 : len(ref)-1])
			if m == nil || m[4] != "" && m[4] != m[1] {
				return ref
			}
			out := m[3]
			if m[5] != "" {
				out += ":" + m[5]
			}
			if m[1] != "" {
				out = "'" + strings.Trim(m[2], "'") + "'!" + out
			}
			return out
		})
		parts[i] = strings.ReplaceAll(parts[i], ";", ",")
	}
	return strings.Join(parts, `"`)
}

func attr(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func times(t xml.StartElement, local string) int {
	if n, err := strconv.Atoi(attr(t, local)); err == nil && n > 0 {
		return n
	}
	return 1
}
