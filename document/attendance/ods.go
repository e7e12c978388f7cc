package attendance

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// ReadODS reads the content.xml of an OpenDocument sheet (ODF 1.3, part 3,
// chapter 9): repeated cells are written out, up to the limits.
func ReadODS(r io.Reader) ([]Grid, error) {
	o := ods{dec: xml.NewDecoder(r), left: maxCells}
	for {
		tok, err := o.dec.Token()
		if errors.Is(err, io.EOF) {
			return o.grids, nil
		}
		if err != nil {
			return o.grids, fmt.Errorf("read table: %w", err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			o.start(t)
		case xml.EndElement:
			o.end(t)
		case xml.CharData:
			if o.inCell {
				o.text.Write(t)
			}
		}
		if o.left < 0 {
			return o.grids, fmt.Errorf("%w: more than %d cells", ErrTooLarge, maxCells)
		}
	}
}

// ods is the state between tokens.
type ods struct {
	dec       *xml.Decoder
	grids     []Grid
	row       []string
	rowTimes  int
	cellTimes int
	value     string // of the cell's attributes, where it has one
	text      strings.Builder
	inCell    bool
	left      int
}

func (o *ods) start(t xml.StartElement) {
	switch t.Name.Local {
	case "table":
		if len(o.grids) < maxSheets {
			o.grids = append(o.grids, Grid{Name: attr(t, "name"), Method: document.MethodCells})
		}
	case "table-row":
		o.row, o.rowTimes = nil, times(t, "number-rows-repeated")
	case "table-cell", "covered-table-cell":
		o.inCell, o.cellTimes = true, times(t, "number-columns-repeated")
		o.value = attr(t, "date-value")
		o.text.Reset()
	}
}

func (o *ods) end(t xml.EndElement) {
	switch t.Name.Local {
	case "p":
		if o.inCell {
			o.text.WriteByte(' ')
		}
	case "table-cell", "covered-table-cell":
		o.endCell()
	case "table-row":
		o.endRow()
	}
}

func (o *ods) endCell() {
	o.inCell = false
	text := strings.TrimSpace(o.text.String())
	if o.value != "" {
		text = o.value
	}
	for range min(o.cellTimes, maxColumns-len(o.row)) {
		o.row = append(o.row, text)
		o.left--
	}
}

func (o *ods) endRow() {
	if len(o.grids) == 0 {
		return
	}
	for len(o.row) > 0 && o.row[len(o.row)-1] == "" {
		o.row = o.row[:len(o.row)-1]
	}
	if len(o.row) == 0 {
		o.rowTimes = min(o.rowTimes, 1)
	}
	g := &o.grids[len(o.grids)-1]
	for range o.rowTimes {
		if len(g.Rows) == maxSheetRows {
			return
		}
		g.Rows = append(g.Rows, cells(g.Name, len(g.Rows), o.row))
		o.left -= len(o.row)
	}
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
