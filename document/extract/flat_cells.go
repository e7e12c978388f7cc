package extract

import (
	"sort"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// flattenGrids joins the words of the cells of tables: a blank within a cell, a
// tab between cells, a line end between rows, a form feed between sheets. Every
// word knows its cell.
func flattenGrids(grids []attendance.Grid) flat {
	f := flat{cells: []document.Place{}}
	var b strings.Builder
	for gi, g := range grids {
		if gi > 0 {
			b.WriteByte('\f')
		}
		s := sheet{Page: document.Page{Method: g.Method}}
		for _, row := range g.Rows {
			if b.Len() > maxFlat {
				break
			}
			f.addRow(&b, &s, gi, row)
		}
		f.sheets = append(f.sheets, s)
	}
	f.text = b.String()
	return f
}

func (f *flat) addRow(b *strings.Builder, s *sheet, number int, row []attendance.Cell) {
	written := false
	for _, c := range row {
		words := strings.Fields(c.Text)
		for i, w := range words {
			switch {
			case i > 0:
				b.WriteByte(' ')
			case written:
				b.WriteByte('\t')
			}
			f.starts = append(f.starts, b.Len())
			f.at = append(f.at, wordAt{number, len(s.Words)})
			f.cells = append(f.cells, c.Place)
			s.Words = append(s.Words, document.Word{Text: w, Confidence: 1})
			b.WriteString(fold(w))
			written = true
		}
	}
	if written {
		b.WriteByte('\n')
	}
}

// cellPlace is place for tables: the cells of the words that a stretch touches.
func (f flat) cellPlace(s span, at []wordAt) (p document.Place, written string, confidence float64, m document.Method) {
	from := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > s.from }) - 1
	texts := make([]string, len(at))
	for i, a := range at {
		texts[i] = f.sheets[a.sheet].Words[a.word].Text
		if i == 0 {
			p = f.cells[from]
			continue
		}
		p = attendance.Unite(p, f.cells[from+i])
	}
	return p, strings.Join(texts, " "), 1, f.sheets[at[0].sheet].Method
}
