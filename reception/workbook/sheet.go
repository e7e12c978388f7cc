package workbook

import "slices"

// form is how a column is written in a workbook.
type form int

const (
	asText   form = iota // as text, whatever it looks like: leading zeros stay
	asDate               // a real date, 31/12/2026
	asAmount             // a number with two decimals
	asWhole              // a number without decimals
)

// column is one column of a sheet of lines L: how it is called, what it takes,
// which field it is.
type column[L any] struct {
	Words          // the title
	also  []string // other titles that it is known by
	// field is the key of the field within the row, as reception.Problem names
	// it: "vat_id". Of a code that stands for another row, the key of that id.
	field   string
	of      func(*L) value
	form    form
	width   int
	key     bool // one of those that tell a line from the others: always needed
	needed  bool
	orZero  bool     // it is needed, and 0 says that there is none
	preset  string   // what a blank cell stands for; "": nothing
	choices []choice // what the drop-down list offers
	list    string   // sheet whose first column the drop-down list offers
	help    Words
	example string
}

// sheet is one list of the registry.
type sheet[L any] struct {
	Words
	also    []string // other names
	key     string   // of the list in reception.Problem: "centres"; of a part: "tariffs"
	part    bool     // its lines are parts of another row: contacts of a body
	help    Words
	columns []column[L]
	// id is what tells a line from the others; "" where it can't be told.
	id func(*L) string
	// name is how people call the line.
	name func(*L) string
}

// table is a sheet whatever its lines are.
type table interface {
	head() head
	grid(lines) [][]cell
	columns(gridRow) []int
	column(title string) int
	check(*Book, *placed)
	over(*merge, *placed)
}

// head is what a sheet says of itself.
type head struct {
	Words
	also    []string
	key     string
	part    bool
	help    Words
	columns []columnHead
}

// columnHead is what a column says of itself.
type columnHead struct {
	Words
	field   string
	form    form
	width   int
	key     bool
	needed  bool
	preset  string
	choices []choice
	list    string
	help    Words
	example string
}

// bound is a sheet with the lines it has in a registry.
type bound[L any] struct {
	sheet[L]
	lines func(*lines) *[]L
}

func (b bound[L]) head() head {
	h := head{Words: b.Words, also: b.also, key: b.key, part: b.part, help: b.help}
	for _, c := range b.sheet.columns {
		h.columns = append(h.columns, columnHead{c.Words, c.field, c.form, c.width, c.key, c.needed, c.preset, c.choices, c.list, c.help, c.example})
	}
	return h
}

// grid is every line of the sheet as cells.
func (b bound[L]) grid(all lines) [][]cell {
	of := *b.lines(&all)
	out := make([][]cell, len(of))
	for i := range of {
		out[i] = b.cells(&of[i])
	}
	return out
}

// cells are the cells of a line, in the order of the columns.
func (s sheet[L]) cells(l *L) []cell {
	out := make([]cell, len(s.columns))
	for i, c := range s.columns {
		out[i] = c.of(l).out()
	}
	return out
}

// isCalled says that a sheet goes by a name.
func (h head) isCalled(name string) bool {
	f := fold(name)
	return f == fold(h.It) || f == fold(h.En) || slices.ContainsFunc(h.also, func(a string) bool { return fold(a) == f })
}

// isCalled says that a column goes by a title.
func (c column[L]) isCalled(title string) bool {
	f := fold(title)
	return f == fold(c.It) || f == fold(c.En) || slices.ContainsFunc(c.also, func(a string) bool { return fold(a) == f })
}
