package workbook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/reception"
)

// validate asks the registry's own rules, and says of each problem where in the
// file it is. What was wrong before with rows that the file does not touch is told
// and keeps nothing from being imported. What the file makes wrong with them is
// kept for WithConsequences.
func (m *merge) validate(stored reception.Registry) {
	before := map[reception.Problem]bool{}
	for _, p := range stored.Validate() {
		before[p] = true
	}
	for _, p := range m.out.Registry.Validate() {
		list, i, rest := split(p.Field)
		w := Words{p.It, p.En}
		_, touched := m.out.touched[list][i]
		switch {
		case touched:
			m.violation(list, i, rest, w)
		case before[p]:
			m.out.Notes = append(m.out.Notes, Note{m.sheetOf(list), m.named(list, i, w)})
		default:
			c := m.pointAt(list, i, rest, w)
			if c.Row > 0 {
				c.Words = m.named(list, i, w)
			}
			m.out.caused = append(m.out.caused, c)
		}
	}
	m.sort()
}

var fieldForm = regexp.MustCompile(`^([a-z_]+)(?:\[(\d+)\])?\.?(.*)$`)

// split takes "centres[3].code" apart.
func split(field string) (list string, i int, rest string) {
	f := fieldForm.FindStringSubmatch(field)
	if f == nil {
		return field, 0, ""
	}
	for _, c := range f[2] {
		i = i*10 + int(c-'0')
	}
	return f[1], i, f[3]
}

// violation is a problem with a field of a row, or of a part of it.
func (m *merge) violation(list string, i int, field string, w Words) {
	p := m.pointAt(list, i, field, w)
	if p.Header != "" && m.wrong[p.Place] {
		return // what is wrong with the cell was told already
	}
	m.problem(p)
}

// pointAt makes a problem that points to a field of a row, or of a part of it:
// "code", "tariffs[1].from_on".
func (m *merge) pointAt(list string, i int, field string, w Words) Problem {
	key := rowKey(list, i)
	if list == "office" {
		key = list
	}
	s := m.spots[key]
	if part, n, inner := split(field); strings.Contains(field, "[") {
		if at, ok := m.spots[key+"."+rowKey(part, n)]; ok {
			s, field = at, inner
			w = Words{m.inFile(w.It, key+"."+part), m.inFile(w.En, key+"."+part)}
		}
	}
	return m.pointing(s, field, list, i, w)
}

// twoRows is how a rule names two parts of a row of the registry, from 1.
var twoRows = regexp.MustCompile(` \((righe|rows) (\d+) (e|and) (\d+)\)`)

// inFile makes the rows that a sentence names those of the file; where the file
// does not have both, it names none.
func (m *merge) inFile(sentence, parts string) string {
	return twoRows.ReplaceAllStringFunc(sentence, func(s string) string {
		f := twoRows.FindStringSubmatch(s)
		row := func(n string) int {
			i, _ := strconv.Atoi(n) // digits
			return m.spots[rowKey(parts, i-1)].row
		}
		first, second := row(f[2]), row(f[4])
		if first == 0 || second == 0 {
			return ""
		}
		return fmt.Sprintf(" (%s %d %s %d)", f[1], first, f[3], second)
	})
}

// pointing makes a problem that points to the cell of a field.
func (m *merge) pointing(s spot, field, list string, i int, w Words) Problem {
	h := m.tables[s.table].head()
	p := m.placed[s.table]
	if p == nil || s.row == 0 {
		return Problem{Place: Place{Sheet: h.It}, Words: m.named(list, i, w)}
	}
	c := columnOfField(h.columns, field)
	if c < 0 {
		return Problem{Place: Place{Sheet: p.name, Row: s.row}, Words: w}
	}
	out := Problem{Place: p.where(s.row, c), Words: w}
	if n, ok := slices.BinarySearchFunc(p.rows, s.row, func(r gridRow, row int) int { return r.number - row }); ok && p.at[c] >= 0 {
		out.Value = p.rows[n].cells[p.at[c]].shownAs(h.columns[c].form)
	}
	return out
}

// columnOfField finds the column of a field: its own, that of what it is within
// ("steps[2]" of "steps"), or the first of what it holds.
func columnOfField(columns []columnHead, field string) int {
	for f := field; f != ""; f = parent(f) {
		if i := slices.IndexFunc(columns, func(c columnHead) bool { return c.field == f }); i >= 0 {
			return i
		}
	}
	return slices.IndexFunc(columns, func(c columnHead) bool { return field != "" && strings.HasPrefix(c.field, field+".") })
}

// parent is what a field is within: "due.term" of "due.term.days".
func parent(field string) string {
	if i := strings.LastIndexAny(field, ".["); i >= 0 {
		return field[:i]
	}
	return ""
}

// sheetOf is the sheet of a list.
func (m *merge) sheetOf(list string) string {
	for _, t := range m.tables {
		if h := t.head(); h.key == list {
			return h.It
		}
	}
	return ""
}

// named says of which row a sentence is, where no cell can show it.
func (m *merge) named(list string, i int, w Words) Words {
	name := m.nameOf(list, i)
	return Words{name + ": " + w.It, name + ": " + w.En}
}

func (m *merge) nameOf(list string, i int) string {
	reg := m.out.Registry
	switch list {
	case "bodies":
		return reg.Bodies[i].Code
	case "centres":
		return reg.Centres[i].Code
	case "agreements":
		return "CIG " + reg.Agreements[i].CIG
	case "people":
		return reg.People[i].Email
	case "requirements":
		return string(reg.Requirements[i].Kind)
	case "happenings":
		return string(reg.Happenings[i].What)
	case "closures":
		return reg.Closures[i].It
	}
	return reg.Office.Code
}

// sort puts the problems in the order in which people go through the file.
func (m *merge) sort() {
	order := map[string]int{}
	for i, p := range m.placed {
		order[m.tables[i].head().It] = i
		if p != nil {
			order[p.name] = i
		}
	}
	slices.SortStableFunc(m.out.Problems, func(a, b Problem) int {
		if d := order[a.Sheet] - order[b.Sheet]; d != 0 {
			return d
		}
		if d := a.Row - b.Row; d != 0 {
			return d
		}
		return columnNumber(a.Column) - columnNumber(b.Column)
	})
}

func columnNumber(letters string) int {
	n, _ := columnOf(letters)
	return n
}
