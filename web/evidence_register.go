package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// shownValue is a value with the id of its place, so that it can be lit up.
type shownValue struct {
	ID     string
	Label  string
	Text   string
	Unsure bool
}

// gridView is a register of presences from a spreadsheet, as a table whose
// cells have the ids of the sheet's.
type gridView struct {
	Head     []shownValue
	Days     []gridDay
	Rows     []gridRow
	Declared bool // a total of a day or of the month is written
	Total    shownValue
	Written  []shownValue // the totals of the month as declared: one, as a rule
	Unequal  bool         // one of them differs from what was counted
}

// gridDay is one column.
type gridDay struct {
	ID       string
	Day      int
	Computed string
	Declared shownValue
	Unequal  bool
	column   string // of the sheet: "E"
}

// gridRow is one guest, by code or number, never by name.
type gridRow struct {
	ID          string
	Number      int
	Guest       shownValue
	Family      shownValue // its code
	Entry, Exit shownValue
	Marks       []gridMark
	Days        shownValue
	Declared    shownValue
	Unequal     bool
	pattern     string
	place       document.Place
	days        document.Field
}

// gridMark is one cell of the month: P present, A absent, ? to be looked at,
// - outside the stay.
type gridMark struct {
	ID     string
	Letter string
	Tone   string // present, absent, unknown, outside
}

// grid renders the cells of a register and notes the ids of their places. What has
// a place of its own that the table does not show comes beside it.
func (v *visit) grid(fields []document.Field, ids map[string]bool) (gridView, []extraView) {
	b := gridBuilder{v: v, ids: ids}
	for _, f := range fields {
		b.take(f)
	}
	b.finish()
	var rest []extraView
	for _, f := range b.rest {
		if id := b.claim(placeID(f.Place)); id != "" {
			g := tongue{v.lang, v.texts}
			rest = append(rest, extraView{id, v.placePath(f.Place), v.fieldLabel(f.Name) + ": " + g.value(f)})
		}
	}
	return b.g, rest
}

type gridBuilder struct {
	v    *visit
	ids  map[string]bool
	g    gridView
	rest []document.Field // what the table has no place for
}

func (b *gridBuilder) shown(f document.Field) shownValue {
	g := tongue{b.v.lang, b.v.texts}
	s := shownValue{Label: b.v.fieldLabel(f.Name), Text: g.value(f), Unsure: f.Unsure}
	s.ID = b.claim(placeID(f.Place))
	return s
}

// claim gives an id to the first who asks.
func (b *gridBuilder) claim(id string) string {
	if id == "" || b.ids[id] {
		return ""
	}
	b.ids[id] = true
	return id
}

func (b *gridBuilder) take(f document.Field) {
	switch {
	case strings.HasPrefix(f.Name, "row."):
		b.row(f)
	case strings.HasPrefix(f.Name, "day."):
		b.day(f)
	case f.Name == document.UnknownMark, f.Name == document.UnreadMark:
		b.rest = append(b.rest, f) // the marks themselves show it, as a rule
	case f.Name == document.PersonDays:
		b.g.Total = b.shown(f)
	case f.Name == document.DeclaredPersonDays:
		b.g.Written = append(b.g.Written, b.shown(f))
		b.g.Declared = true
	default:
		b.g.Head = append(b.g.Head, b.shown(f))
	}
}

func (b *gridBuilder) day(f document.Field) {
	parts := strings.Split(f.Name, ".")
	n, err := strconv.Atoi(parts[1])
	if err != nil {
		return
	}
	i := slices.IndexFunc(b.g.Days, func(d gridDay) bool { return d.Day == n })
	if i < 0 {
		i = len(b.g.Days)
		b.g.Days = append(b.g.Days, gridDay{Day: n})
	}
	d := &b.g.Days[i]
	if len(parts) == 3 {
		d.Declared = b.shown(f)
		b.g.Declared = true
		return
	}
	d.Computed, d.ID = f.Value, b.claim(placeID(f.Place))
	d.column, _ = splitCell(f.Place.Cell)
}

func (b *gridBuilder) row(f document.Field) {
	parts := strings.SplitN(f.Name, ".", 3)
	n, err := strconv.Atoi(parts[1])
	if err != nil || len(parts) < 3 {
		return
	}
	i := slices.IndexFunc(b.g.Rows, func(r gridRow) bool { return r.Number == n })
	if i < 0 {
		i = len(b.g.Rows)
		b.g.Rows = append(b.g.Rows, gridRow{Number: n})
	}
	r := &b.g.Rows[i]
	switch parts[2] {
	case "guest":
		r.Guest = b.shown(f)
	case "family":
		r.Family = b.shown(f)
	case "entry":
		r.Entry = b.shown(f)
	case "exit":
		r.Exit = b.shown(f)
	case "days":
		r.days = f
	case "days.declared":
		r.Declared = b.shown(f)
	case "present":
		r.pattern, r.place = f.Value, f.Place
	default:
		b.rest = append(b.rest, f)
	}
}

func (b *gridBuilder) finish() {
	slices.SortFunc(b.g.Days, func(x, y gridDay) int { return x.Day - y.Day })
	for i := range b.g.Rows {
		r := &b.g.Rows[i]
		if r.ID = b.claim(placeID(r.place)); r.ID == "" {
			r.ID = b.claim(placeID(r.days.Place))
		}
		if r.days.Name != "" {
			r.Days = b.shown(r.days)
		}
		r.Marks = b.marks(r)
		r.Unequal = r.Declared.Text != "" && r.Declared.Text != r.Days.Text
	}
	for i := range b.g.Days {
		d := &b.g.Days[i]
		d.Unequal = d.Declared.Text != "" && d.Declared.Text != d.Computed
	}
	b.g.Unequal = slices.ContainsFunc(b.g.Written, func(w shownValue) bool { return w.Text != b.g.Total.Text })
}

func (b *gridBuilder) marks(r *gridRow) []gridMark {
	tones := map[byte]string{'P': "present", 'A': "absent", '?': "unknown", '-': "outside"}
	_, line := splitCell(r.place.Cell)
	out := make([]gridMark, 0, len(b.g.Days))
	for _, d := range b.g.Days {
		m := gridMark{Letter: "-", Tone: "outside"}
		if d.Day <= len(r.pattern) {
			c := r.pattern[d.Day-1]
			m = gridMark{Letter: string(c), Tone: tones[c]}
		}
		if m.Letter == "-" {
			m.Letter = "·"
		}
		if d.column != "" && line > 0 {
			m.ID = b.claim(placeID(document.Place{Sheet: r.place.Sheet, Cell: fmt.Sprintf("%s%d", d.column, line)}))
		}
		out = append(out, m)
	}
	return out
}

// splitCell reads the first cell of an A1 address or range: "E8:AI8" is column
// E, line 8.
func splitCell(a1 string) (column string, line int) {
	first, _, _ := strings.Cut(a1, ":")
	i := strings.IndexAny(first, "0123456789")
	if i <= 0 {
		return "", 0
	}
	line, err := strconv.Atoi(first[i:])
	if err != nil {
		return "", 0
	}
	return first[:i], line
}

// ink says in which days of a row there is ink: "c'è un segno: 1–20; nessun segno:
// 21–31".
func (g tongue) ink(pattern string) string {
	var parts []string
	if days := runsOf(pattern, 'x'); days != "" {
		parts = append(parts, g.t.say(g.lang, "ink.some", days))
	}
	if days := runsOf(pattern, '.'); days != "" {
		parts = append(parts, g.t.say(g.lang, "ink.none", days))
	}
	if days := runsOf(pattern, '?'); days != "" {
		parts = append(parts, g.t.say(g.lang, "ink.trace", days))
	}
	return strings.Join(parts, "; ")
}

// runsOf lists the days that have a letter: "1–4, 7".
func runsOf(pattern string, letter byte) string {
	var out []string
	for i := 0; i < len(pattern); i++ {
		from := i
		for i < len(pattern) && pattern[i] == letter {
			i++
		}
		switch n := i - from; {
		case n == 1:
			out = append(out, strconv.Itoa(from+1))
		case n > 1:
			out = append(out, fmt.Sprintf("%d–%d", from+1, i))
		}
	}
	return strings.Join(out, ", ")
}
