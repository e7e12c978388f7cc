package extract

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// Why the value of a cell is not to be relied on, beside the cell's own doubt.
const (
	whyHidden = "it stands in a hidden row, column or sheet"
)

// flattenGrids joins the words of the cells of tables: a blank within a cell, a
// tab between cells, a line end between rows, a form feed between sheets. Every
// word knows its cell. The cells of a workbook are typed: one that holds no text
// holds a number as programs write it.
func flattenGrids(grids []attendance.Grid, typed bool) flat {
	f := flat{cells: []*attendance.Cell{}, typed: typed}
	var b strings.Builder
	for gi, g := range grids {
		if gi > 0 {
			b.WriteByte('\f')
		}
		s := sheet{Page: document.Page{Method: g.Method}, concealed: g.Concealed}
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
	for ci := range row {
		c := &row[ci]
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
			f.cells = append(f.cells, c)
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
	from := f.firstWord(s)
	texts := make([]string, len(at))
	for i, a := range at {
		texts[i] = f.sheets[a.sheet].Words[a.word].Text
		if i == 0 {
			p = f.cells[from].Place
			continue
		}
		p = attendance.Unite(p, f.cells[from+i].Place)
	}
	return p, strings.Join(texts, " "), 1, f.sheets[at[0].sheet].Method
}

// cellDoubt says why the cells of the words that a stretch touches are not to be
// relied on; "" where they are.
func (f flat) cellDoubt(s span) string {
	from := f.firstWord(s)
	for i, a := range f.words(s) {
		switch c := f.cells[from+i]; {
		case c.Doubt != "":
			return c.Doubt
		case c.Hidden || f.sheets[a.sheet].concealed:
			return whyHidden
		}
	}
	return ""
}

// rowNumbers lists the numbers of a stretch of a row, cell by cell: a cell that
// holds a number is one, whatever it looks like. The text is that of the stretch
// and a little more, without what is no number.
func (f flat) rowNumbers(text string, s span) (out []figure) {
	from := f.firstWord(s)
	for i := max(from, 0); i < len(f.starts) && f.starts[i] < s.to; {
		c, at := f.cells[i], max(f.starts[i], s.from)
		for i < len(f.cells) && f.cells[i] == c {
			i++
		}
		end := s.to
		if i < len(f.starts) {
			end = min(end, f.starts[i]-1)
		}
		out = append(out, f.cellNumbers(text, c, span{at, max(at, end)}, s.from)...)
	}
	return out
}

// cellNumbers lists the numbers of a cell; at is where the text stands.
func (f flat) cellNumbers(text string, c *attendance.Cell, s span, at int) []figure {
	out := []figure(nil)
	if n, ok := typedNumber(c.Text); ok && f.typed && !c.IsText {
		n.span = s
		n.money = unitBefore.MatchString(strings.TrimRight(text[max(0, s.from-at-8):s.from-at], "\t "))
		out = []figure{n}
	} else {
		out = numbersIn(text[:s.to-at], span{s.from - at, s.to - at}, at)
	}
	for i := range out {
		out[i].unseen = f.unseen(out[i].span)
	}
	return out
}
