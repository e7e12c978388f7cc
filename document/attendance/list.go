package attendance

import (
	"regexp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// listColumns are the columns of a list with one line a guest and day; -1 is
// none.
type listColumns struct{ date, code, name, mark, centre, family int }

var listHeadings = []struct {
	re  *regexp.Regexp
	set func(*listColumns) *int
}{
	{regexp.MustCompile(`^(data|giorno|data (di )?presenza|data rilevazione|data firma)\.?$`), func(c *listColumns) *int { return &c.date }},
	{familyHeading, func(c *listColumns) *int { return &c.family }},
	{regexp.MustCompile(`^(cod(ice)?\.? (del )?(centro|struttura|cas)|centro|struttura|cas)\.?$`), func(c *listColumns) *int { return &c.centre }},
	{regexp.MustCompile(`\bcod\b|codice|\bcui\b|id ospite|matricola|identificativo`), func(c *listColumns) *int { return &c.code }},
	{regexp.MustCompile(`cognome|\bnome\b|nominativo|\bospite\b`), func(c *listColumns) *int { return &c.name }},
	{regexp.MustCompile(`^(presenza|presenze|presente|stato|segno|esito|firma|p/a|presente/assente|situazione)\.?$`), func(c *listColumns) *int { return &c.mark }},
}

func listHead(row []Cell) (listColumns, bool) {
	c := listColumns{-1, -1, -1, -1, -1, -1}
	if isLoose(row) {
		return c, false
	}
	for i, cell := range row {
		t := strings.Join(strings.Fields(fold(cell.Text)), " ")
		if t == "" || len(t) > 40 {
			continue
		}
		for _, h := range listHeadings {
			if h.re.MatchString(t) {
				if at := h.set(&c); *at < 0 {
					*at = i
				}
				break
			}
		}
	}
	return c, c.date >= 0 && c.mark >= 0 && (c.code >= 0 || c.name >= 0)
}

// lists turns a list of dates, guests and marks into registers, one for each
// centre and month. Lists below each other whose headings are of different
// centres or months are read apart.
func (m Marks) lists(g Grid) []Register {
	if !hasList(g) {
		return nil
	}
	var out []Register
	parts := blocks(g, hasList)
	for i := 0; i < len(parts); i++ {
		whole := parts[i]
		for i+1 < len(parts) && !ofAnother(whole, parts[i+1]) {
			i++
			whole.Rows = slices.Concat(whole.Rows, parts[i].Rows)
		}
		out = append(out, m.list(whole)...)
	}
	return out
}

func (m Marks) list(g Grid) []Register {
	for r, row := range g.Rows {
		c, ok := listHead(row)
		if !ok {
			continue
		}
		l := list{cols: c, grid: g, head: r, marks: m, groups: map[groupKey]*group{}}
		l.read()
		return l.registers()
	}
	return nil
}

// hasList says that a row is the head of a list.
func hasList(g Grid) bool {
	for _, row := range g.Rows {
		if _, ok := listHead(row); ok {
			return true
		}
	}
	return false
}

// list is a long list under way to a table.
type list struct {
	cols   listColumns
	grid   Grid
	head   int
	end    int // row after the last of the list
	marks  Marks
	order  []groupKey
	groups map[groupKey]*group
	lost   []document.Place
}

type groupKey struct{ centre, month string }

// group is a register within the list. Guests are known by code, else by name,
// which stays in here.
type group struct {
	centre Cell
	month  calendar.Period
	guests []string
	rows   map[string]*guestDays
}

type guestDays struct {
	code, family Cell
	days         [32]Cell
}

func (l *list) read() {
	for r := l.head + 1; r < len(l.grid.Rows); r++ {
		row := l.grid.Rows[r]
		if _, again := listHead(row); again || isBlank(row) {
			continue
		}
		if l.add(row) {
			l.end = r + 1
			continue
		}
		if t := strings.TrimSpace(cellAt(row, l.cols.mark).Text); t != "" && l.marks.isMark(t) {
			l.lost = append(l.lost, area(row, 0, len(row)-1))
		}
	}
}

// isMark says that a text is a mark, known or not: not the words of a sentence.
func (m Marks) isMark(text string) bool {
	_, ok := m.judge(text)
	return ok || len([]rune(text)) <= 3
}

// add puts a line of the list in its place; false when it is no such line.
func (l *list) add(row []Cell) bool {
	at := cellAt(row, l.cols.date)
	d, ok := parseDate(strings.TrimSpace(at.Text), calendar.Period{}, l.grid.Date1904)
	guest := cellAt(row, l.cols.code)
	key := strings.ToUpper(strings.TrimSpace(guest.Text))
	if key == "" {
		guest = Cell{Place: cellAt(row, l.cols.name).Place}
		key = fold(strings.Join(strings.Fields(cellAt(row, l.cols.name).Text), " "))
	}
	if !ok || key == "" || at.Doubt != "" {
		return false
	}
	g := l.group(cellAt(row, l.cols.centre), calendar.MonthOf(d))
	if g.rows[key] == nil {
		if len(g.guests) == maxRows {
			return false
		}
		g.rows[key] = &guestDays{code: guest}
		g.guests = append(g.guests, key)
	}
	g.rows[key].joinFamily(cellAt(row, l.cols.family))
	have := &g.rows[key].days[d.Day()]
	*have = twice(*have, cellAt(row, l.cols.mark))
	return true
}

// joinFamily takes the family that a line says; two different ones are left for a
// person.
func (g *guestDays) joinFamily(c Cell) {
	switch t := strings.TrimSpace(c.Text); {
	case t == "":
	case strings.TrimSpace(g.family.Text) == "":
		g.family = c
	case fold(t) != fold(strings.TrimSpace(g.family.Text)):
		g.family.Doubt = "the list has the guest in two families"
	}
}

// twice joins two lines of the same guest and day; different marks are left for
// a person.
func twice(a, b Cell) Cell {
	switch ta, tb := strings.TrimSpace(a.Text), strings.TrimSpace(b.Text); {
	case a.Place.IsZero() && ta == "":
		if tb == "" && !b.NoValue {
			b.NoValue, b.Doubt = true, "the list has the day without a mark"
		}
		return b
	case normalMark(ta) != normalMark(tb):
		a.Text = ta + "/" + tb
		a.Doubt = "the list has the guest twice on this day"
	}
	a.Hidden = a.Hidden || b.Hidden
	return a
}

func (l *list) group(centre Cell, month calendar.Period) *group {
	key := groupKey{fold(strings.TrimSpace(centre.Text)), month.Key()}
	if l.groups[key] == nil {
		l.groups[key] = &group{centre: centre, month: month, rows: map[string]*guestDays{}}
		l.order = append(l.order, key)
	}
	return l.groups[key]
}

// maxGroups bounds the registers of one list.
const maxGroups = 200

func (l *list) registers() []Register {
	var out []Register
	for _, key := range l.order[:min(len(l.order), maxGroups)] {
		out = append(out, l.marks.upright(l.table(l.groups[key]))...)
	}
	for i := range out {
		out[i].doubts.lost = l.lost
		out[i].doubts.truncated = out[i].doubts.truncated || len(l.order) > maxGroups
	}
	return out
}

// table is a group as a table with a row a guest.
func (l *list) table(g *group) Grid {
	out := l.grid
	out.listed = true
	out.Rows = append([][]Cell{}, l.grid.Rows[:l.head]...)
	if t := strings.TrimSpace(g.centre.Text); t != "" {
		label := "Centro:"
		if centreCode.MatchString(strings.ToUpper(t)) {
			label = "Codice centro:"
		}
		out.Rows = append(out.Rows, []Cell{{Text: label, Place: g.centre.Place}, g.centre})
	}
	date := cellAt(l.grid.Rows[l.head], l.cols.date)
	head := []Cell{{Text: "Cod. ospite", Place: date.Place}, {Text: "Nome", Place: date.Place}}
	if l.cols.family >= 0 {
		head = append(head, Cell{Text: "Nucleo", Place: date.Place})
	}
	for d := range g.month.Days() {
		head = append(head, Cell{Text: g.month.Start.AddDays(d).String(), Place: date.Place})
	}
	out.Rows = append(out.Rows, head)
	for _, key := range g.guests {
		row := []Cell{g.rows[key].code, {Text: "-", Place: g.rows[key].code.Place}}
		if l.cols.family >= 0 {
			row = append(row, g.rows[key].family)
		}
		out.Rows = append(out.Rows, append(row, g.rows[key].days[1:g.month.Days()+1]...))
	}
	out.Rows = append(out.Rows, l.grid.Rows[l.end:]...)
	return out
}
