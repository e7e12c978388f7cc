package workbook

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/reception"
)

// State is what a row of the file is to the registry that is stored.
type State string

// The states.
const (
	New     State = "new"
	Changed State = "changed"
	Same    State = "same"
	Absent  State = "absent" // stored, and not in the file: it stays as it is
)

// Change is one column in which a row differs, as people write it.
type Change struct {
	Words  // the title of the column
	Before string
	After  string
}

// Row is what the file does to one row of the registry.
type Row struct {
	Place          // Row is 0 for one that is not in the file
	List    Words  // the sheet's name
	Name    string // "RN-017 Casa Aurora"
	State   State
	Changes []Change // of a new row, what it says
}

// Count is how many rows of a sheet are what.
type Count struct {
	Words                      // the sheet's name
	New, Changed, Same, Absent int
}

// Merged is the registry as it would be with the file, and what the file does to
// it.
type Merged struct {
	// Registry has the rows that are stored, with their ids, changed as the file
	// says, and after them the new ones, with ids that are nobody's. Over nothing,
	// the nth row of a list has the id n.
	Registry reception.Registry
	Rows     []Row     // new, changed and absent, by sheet and row
	Counts   []Count   // of the sheets that the file has
	Problems []Problem // those of the book as well; at most 500
	More     bool
	Notes    []Note
	touched  map[string]map[int]State
	caused   []Problem
	from     *merge
}

// Nothing says that the file changes nothing.
func (m Merged) Nothing() bool {
	return !slices.ContainsFunc(m.Rows, func(r Row) bool { return r.State != Absent })
}

// Touched returns which rows of a list of the registry ("centres") the file adds
// or changes, parts of them included, in order.
func (m Merged) Touched(list string) []int {
	var out []int
	for i := range m.touched[list] {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// IsNew says that the file adds a row of a list.
func (m Merged) IsNew(list string, i int) bool { return m.touched[list][i] == New }

// Over lays the book over the registry that is stored: rows are matched by their
// codes, what they refer to may be in the file or stored, and the whole is
// validated. The zero Registry makes the file stand by itself.
func (b *Book) Over(stored reception.Registry) Merged {
	m := newMerge(b, stored)
	for i, t := range m.tables {
		t.over(m, m.placed[i])
	}
	m.assemble(stored)
	m.validate(stored)
	m.out.from = m
	return m.out
}

// mark is what the file says of one merged line.
type mark struct {
	row   int // of the file; 0: not in it
	state State
}

// merge is a book on its way over a registry.
type merge struct {
	book   *Book
	tables []table
	placed []*placed // by table; nil: not in the file
	stored lines
	lines  lines
	marks  [][]mark // by table and merged line
	spots  map[string]spot
	wrong  map[Place]bool // the cells that have a problem
	out    Merged
}

// spot is where a row of the registry, or a part of one, stands in the file.
type spot struct {
	table int
	row   int
}

func newMerge(b *Book, stored reception.Registry) *merge {
	m := &merge{book: b, tables: tables(), stored: flatten(stored), spots: map[string]spot{}, wrong: map[Place]bool{}}
	m.placed, m.marks = make([]*placed, len(m.tables)), make([][]mark, len(m.tables))
	for i := range b.sheets {
		m.placed[b.sheets[i].of] = &b.sheets[i]
	}
	m.out = Merged{Problems: slices.Clone(b.Problems), More: b.More, Notes: slices.Clone(b.Notes), touched: map[string]map[int]State{}}
	for _, p := range b.Problems {
		m.wrong[p.Place] = true
	}
	return m
}

func (m *merge) problem(p Problem) {
	m.wrong[p.Place] = true
	if len(m.out.Problems) >= maxProblems {
		m.out.More = true
		return
	}
	m.out.Problems = append(m.out.Problems, p)
}

// index is the place of a sheet among the tables.
func (m *merge) index(name string) int {
	return slices.IndexFunc(m.tables, func(t table) bool { return t.head().It == name })
}

// over lays the rows of a sheet over the lines that are stored.
func (b bound[L]) over(m *merge, p *placed) {
	base := *b.lines(&m.stored)
	o := overlay[L]{bound: b, m: m, p: p, base: base, merged: slices.Clone(base), marks: make([]mark, len(base)), at: map[string]int{}}
	for i := range base {
		o.at[b.id(&base[i])] = i
	}
	if p != nil {
		o.count.Words = b.Words
		for _, row := range p.rows {
			o.row(row)
		}
		o.absent()
		m.out.Counts = append(m.out.Counts, o.count)
	}
	*b.lines(&m.lines) = o.merged
	m.marks[m.index(b.It)] = o.marks
}

// overlay is the work on one sheet.
type overlay[L any] struct {
	bound[L]
	m      *merge
	p      *placed
	base   []L
	merged []L
	marks  []mark
	at     map[string]int // of each id, the merged line
	count  Count
	asked  bool // the columns that new rows need were asked for
}

func (o *overlay[L]) row(row gridRow) {
	var l L
	o.apply(&l, row, true)
	id := o.id(&l)
	i, known := o.at[id]
	switch {
	case id == "" || !known:
		o.add(l, id, row)
	case o.marks[i].row != 0:
		name := o.name(&l)
		k := o.firstKey()
		o.m.problem(Problem{Place: o.p.where(row.number, k), Value: row.cells[o.p.at[k]].shownAs(o.sheet.columns[k].form), Words: words(
			"«%[1]s» compare due volte in questo foglio: alle righe %[2]d e %[3]d. Tenerne una sola.", "“%[1]s” is there twice in this sheet: in rows %[2]d and %[3]d. Keep one of them.",
			shorten(name), o.marks[i].row, row.number)})
	default:
		o.change(i, row)
	}
}

// apply puts the cells of a row into a line: all of them, or those that do not
// tell it from the others.
func (o *overlay[L]) apply(l *L, row gridRow, keys bool) {
	for i, c := range o.sheet.columns {
		switch {
		case c.key && !keys:
		case o.p.at[i] >= 0:
			_ = c.read(l, row.cells[o.p.at[i]]) // Read has told what is wrong
		case keys && c.preset != "":
			_ = c.of(l).in(cell{kind: text, text: c.preset})
		}
	}
}

// firstKey is the column that a problem with a whole row points to.
func (o *overlay[L]) firstKey() int {
	return max(0, slices.IndexFunc(o.sheet.columns, func(c column[L]) bool { return c.key }))
}

func (o *overlay[L]) add(l L, id string, row gridRow) {
	if id != "" {
		o.at[id] = len(o.merged)
	}
	o.merged, o.marks = append(o.merged, l), append(o.marks, mark{row.number, New})
	o.count.New++
	var says []Change
	for i, c := range o.cells(&l) {
		if c.text != "" {
			says = append(says, Change{Words: o.sheet.columns[i].Words, After: c.text})
		}
	}
	o.tell(row.number, o.name(&l), New, says)
	if o.asked || o.key == "office" && len(o.base) > 0 { // another office: that is what is wrong
		return
	}
	o.asked = true
	for i, c := range o.sheet.columns {
		if c.needed && o.p.at[i] < 0 && !c.key {
			o.m.problem(Problem{Place: Place{Sheet: o.p.name, Row: row.number, Header: c.It}, Words: words(
				"Manca la colonna «%[1]s», che serve per le righe nuove come questa. Aggiungerla.", "The column “%[2]s” is missing, which new rows such as this one need. Add it.", c.It, c.En)})
		}
	}
}

func (o *overlay[L]) change(i int, row gridRow) {
	before := o.cells(&o.base[i])
	o.apply(&o.merged[i], row, false)
	var changes []Change
	for n, c := range o.cells(&o.merged[i]) {
		if squeeze(before[n].text) != squeeze(c.text) {
			changes = append(changes, Change{o.sheet.columns[n].Words, before[n].text, c.text})
		}
	}
	o.marks[i] = mark{row.number, Same}
	if len(changes) == 0 {
		o.merged[i] = o.base[i]
		o.count.Same++
		return
	}
	o.marks[i].state = Changed
	o.count.Changed++
	o.tell(row.number, o.name(&o.merged[i]), Changed, changes)
}

// absent tells of what is stored and not in the file.
func (o *overlay[L]) absent() {
	for i := range o.base {
		if o.marks[i].row == 0 {
			o.count.Absent++
			o.tell(0, o.name(&o.base[i]), Absent, nil)
		}
	}
}

func (o *overlay[L]) tell(row int, name string, s State, changes []Change) {
	o.m.out.Rows = append(o.m.out.Rows, Row{Place{Sheet: o.p.name, Row: row}, o.Words, name, s, changes})
}

// touch notes that a row of a list is new or changed; that a part of it is.
func (m *merge) touch(list string, i int, s State, part bool) {
	if s != New && s != Changed {
		return
	}
	if m.out.touched[list] == nil {
		m.out.touched[list] = map[int]State{}
	}
	if part {
		s = Changed
	}
	if m.out.touched[list][i] != New {
		m.out.touched[list][i] = s
	}
}

// at notes where a row of the registry, or a part of one, stands.
func (m *merge) at(sheet, key string, line int) mark {
	t := m.index(sheet)
	k := m.marks[t][line]
	m.spots[key] = spot{t, k.row}
	return k
}

// unknown is a problem with a code that nobody has.
func (m *merge) unknown(sheet string, line int, column, code, it, en string) {
	t := m.index(sheet)
	row, p := m.marks[t][line].row, m.placed[t]
	if p == nil || row == 0 {
		return
	}
	c := slices.IndexFunc(m.tables[t].head().columns, func(c columnHead) bool { return c.It == column })
	m.problem(Problem{Place: p.where(row, c), Value: shorten(code), Words: words(
		"%[1]s «%[3]s» non è in questo file e non è tra quelli dell'ufficio. Controllare il codice, o aggiungere la riga che manca.",
		"%[2]s “%[3]s” is not in this file and not among those of the office. Check the code, or add the row that is missing.", it, en, shorten(code))})
}

// row is the key of a row of the registry, as reception.Problem names it.
func rowKey(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
