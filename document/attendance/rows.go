package attendance

import (
	"regexp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// findPairs says whether the second cells of days hold anything: two
// signatures a day, as opposed to a blank column between the days.
func (c *columns) findPairs(rows [][]Cell) {
	for _, row := range rows {
		if !c.isGuest(row) {
			continue
		}
		for _, d := range c.days {
			for _, col := range d.cols[1:] {
				c.paired = c.paired || !blank(row, col)
			}
		}
	}
}

func (c *columns) readRow(g Grid, row []Cell, n int, r *Register) Row {
	out := Row{Number: n, Guest: guestCode(cellAt(row, c.code)), Declared: number(cellAt(row, c.total)),
		Place: area(row, c.first, c.last)}
	out.Entry = date(cellAt(row, c.entry), r.Month, g.Date1904)
	out.Exit = date(cellAt(row, c.exit), r.Month, g.Date1904)
	out.familySaid, out.Family, out.familyName = c.readFamily(row)
	out.Marks = make([]Mark, c.days[len(c.days)-1].day)
	out.key = c.key(row, n)
	var hidden document.Place
	for _, d := range c.days {
		m := c.dayMark(row, d)
		out.Marks[d.day-1] = m
		r.Columns[d.day] = unite(r.Columns[d.day], m.Place)
		for _, col := range d.cols {
			if cell := cellAt(row, col); cell.Merged != "" {
				r.doubts.merge(cell, spot{n, d.day})
			}
		}
		if cell := cellAt(row, d.cols[0]); cell.Hidden && !cell.Place.IsZero() {
			hidden = unite(hidden, cell.Place)
		}
	}
	if !hidden.IsZero() {
		r.doubts.hidden = append(r.doubts.hidden, hidden)
	}
	r.Place = unite(r.Place, out.Place)
	return out
}

// key is by what a guest is known in the other half of the month: the code or
// the name; empty where there is neither, though the table has a column of them.
func (c columns) key(row []Cell, n int) string {
	if t := strings.Join(strings.Fields(fold(cellAt(row, c.code).Text)), ""); t != "" {
		return t
	}
	words := strings.Fields(fold(cellAt(row, c.name).Text))
	words = slices.DeleteFunc(words, func(w string) bool { return hasDigit(w) || summary.MatchString(w) })
	if slices.Sort(words); len(words) > 0 {
		return strings.Join(words, " ")
	}
	if c.code >= 0 || c.name >= 0 {
		return ""
	}
	return "row " + itoa(n)
}

// dayMark reads the cell of a day, or its two cells when they agree. Where
// every day has two, one that is missing is asked about.
func (c columns) dayMark(row []Cell, d dayColumn) Mark {
	m := c.markOf(cellAt(row, d.cols[0]))
	if !c.paired {
		return m
	}
	for _, col := range d.cols[1:] {
		m = both(m, c.markOf(cellAt(row, col)))
	}
	return m
}

// both joins the two marks of a day.
func both(m, o Mark) Mark {
	place := unite(m.Place, o.Place)
	switch {
	case m.unread || o.unread:
		if !m.unread {
			m.why = o.why
		}
		m.Written, m.Presence, m.unread = m.Written+o.Written, Unknown, true
	case m.Written == "" && o.Written == "":
	case m.Written == "" && o.enters, o.Written == "" && m.leaves: // comes at noon, leaves at noon
		if m.Written == "" {
			m = o
		}
	case m.Written == "" || o.Written == "":
		m.Written, m.Presence = m.Written+o.Written, Unknown
		m.why = "only one of the two cells of the day is filled in"
	case o.Presence != m.Presence:
		m.Written, m.Presence = m.Written+"/"+o.Written, Unknown
	default:
		m.leaves, m.enters, m.excused = m.leaves || o.leaves, m.enters || o.enters, m.excused || o.excused
		m.Confidence = min(m.Confidence, o.Confidence)
	}
	m.Place = place
	return m
}

func (c columns) markOf(cell Cell) Mark {
	t := strings.Join(strings.Fields(cell.Text), " ")
	m := Mark{Written: t, Place: cell.Place, Confidence: cell.confidence()}
	switch {
	case cell.NoValue:
		m.Written, m.Presence, m.why = "=", Unknown, noValue
		if cell.Doubt != "" {
			m.Written, m.why = t, cell.Doubt
		}
		return m
	case cell.Unread:
		return unreadMark(cell)
	case t == "":
		return m
	}
	s, ok := c.marks.judge(t)
	m.Presence, m.enters, m.leaves, m.excused = s.presence, s.enters, s.leaves, s.excused
	if !ok {
		m.Presence = Unknown
	}
	if cell.Doubt != "" {
		m.Presence, m.why = Unknown, cell.Doubt
	}
	return m
}

var codeText = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./_\-]*$`)

// maxCode is the length of the longest code.
const maxCode = 32

// guestCode keeps a text as a code only when it looks like one: never a name.
func guestCode(c Cell) Value {
	t := strings.TrimSpace(c.Text)
	if !hasDigit(t) || len(t) > maxCode || !codeText.MatchString(strings.ReplaceAll(t, " ", "")) {
		return Value{}
	}
	v := valueOf(c)
	v.Text = strings.ToUpper(strings.ReplaceAll(t, " ", ""))
	return v
}

// valueOf is a cell's text as it stands.
func valueOf(c Cell) Value {
	t := strings.TrimSpace(c.Text)
	return Value{Text: t, Written: t, Place: c.Place, Confidence: c.confidence(), Doubt: c.Doubt}
}

// dateText is what a date may be made of; a text with letters may be a name.
var dateText = regexp.MustCompile(`^[\d/.\-: T]+$`)

func date(c Cell, month calendar.Period, date1904 bool) Value {
	t := strings.TrimSpace(c.Text)
	if !hasDigit(t) || !dateText.MatchString(t) {
		return Value{}
	}
	v := valueOf(c)
	if d, ok := parseDate(t, month, date1904); ok {
		v.Text = d.String()
	} else if v.Doubt == "" {
		v.Doubt = "it is not a date"
	}
	return v
}
