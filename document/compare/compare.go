// Package compare says what changed between two revisions of the same document:
// value by value for what was read into fields, row by row and day by day for
// registers, word by word for text.
//
//	Reading, Reading ─► Readings ─► Changes (values, rows, days)
//	words, words     ─► Words    ─► Runs (same, removed, added)
//
// It compares what two readings say, and never the files: a difference may come
// from the reading, which is why each value keeps its place and whether it is sure.
// The package is pure. Its cost is bounded: what is too different or too long to be
// compared finely counts as replaced.
package compare

import (
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// Changes is what differs between two readings.
type Changes struct {
	Values []Value // in the order of the later reading; what is gone comes last
	Rows   []Row   // of registers
	Days   []Value // totals of days, of registers
	Same   int     // values that did not change, those of rows and days among them
}

// None says that no value differs.
func (c Changes) None() bool { return len(c.Values)+len(c.Rows)+len(c.Days) == 0 }

// Value is one value before and after; nil where it was not, or is not, there.
type Value struct {
	Name          string // of the vocabulary
	Before, After *document.Field
}

// Row is a guest's row of a register before and after.
type Row struct {
	Register      int    // which one of the file, from 1
	Before, After int    // its number; 0: it was not, or is not, there
	Guest         string // the code, as it is now; "" where none is read
	Marks         []Marks
	Values        []Value // but for the marks
}

// Marks are days in a row whose mark changed in the same way: of the characters of
// document.RowField "present", 0 where there is none.
type Marks struct {
	From, To      int // days of the month
	Before, After byte
}

// Readings says what differs from one reading to a later one of the same document.
// Rows of registers are the same where their guest's code is, whatever their number.
func Readings(before, after document.Reading) Changes {
	b, a := sorted(before), sorted(after)
	var c Changes
	c.Values = c.values(b.values, a.values)
	c.Days = c.values(b.days, a.days)
	c.rows(b, a)
	return c
}

// parts are the fields of a reading by what they are about.
type parts struct {
	values, days []*document.Field
	rows         []*row
}

// row is the fields of one row.
type row struct {
	register, number int
	guest, present   string
	fields           []*document.Field
}

func sorted(r document.Reading) parts {
	var p parts
	for i := range r.Fields {
		f := &r.Fields[i]
		if f.Name == document.UnknownMark || f.Name == document.UnreadMark {
			continue // the marks of its row say it
		}
		register, name := CutRegister(f.Name)
		list, rest, _ := strings.Cut(name, ".")
		number, what, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		switch {
		case err == nil && list == "row":
			p.row(register, n, what, f)
		case err == nil && list == "day":
			p.days = append(p.days, f)
		default:
			p.values = append(p.values, f)
		}
	}
	return p
}

// CutRegister takes the number of the register off the name of a field: see
// document.RegisterField.
func CutRegister(name string) (n int, rest string) {
	after, ok := strings.CutPrefix(name, "register.")
	number, rest, _ := strings.Cut(after, ".")
	if n, err := strconv.Atoi(number); ok && err == nil && rest != "" {
		return n, rest
	}
	return 1, name
}

// row adds a field to its row. Ink is a hint from which nothing is counted: it is
// not compared.
func (p *parts) row(register, n int, what string, f *document.Field) {
	if what == "ink" {
		return
	}
	i := slices.IndexFunc(p.rows, func(r *row) bool { return r.register == register && r.number == n })
	if i < 0 {
		i = len(p.rows)
		p.rows = append(p.rows, &row{register: register, number: n})
	}
	switch r := p.rows[i]; what {
	case "present":
		r.present = f.Value
	case "guest":
		r.guest = f.Value
		r.fields = append(r.fields, f)
	default:
		r.fields = append(r.fields, f)
	}
}

// values pairs fields of the same name: those of equal values first, the others in
// their order.
func (c *Changes) values(before, after []*document.Field) []Value {
	was := map[string][]*document.Field{}
	for _, f := range before {
		was[f.Name] = append(was[f.Name], f)
	}
	var left []*document.Field
	for _, f := range after {
		if i := slices.IndexFunc(was[f.Name], func(b *document.Field) bool { return said(b) == said(f) }); i >= 0 {
			was[f.Name] = slices.Delete(was[f.Name], i, i+1)
			c.Same++
			continue
		}
		left = append(left, f)
	}
	var out []Value
	for _, f := range left {
		v := Value{Name: f.Name, After: f}
		if old := was[f.Name]; len(old) > 0 {
			v.Before, was[f.Name] = old[0], old[1:]
		}
		out = append(out, v)
	}
	for _, f := range before {
		if slices.Contains(was[f.Name], f) {
			out = append(out, Value{Name: f.Name, Before: f})
		}
	}
	return out
}

// said is what a field says: its value, or what is written where there is none.
func said(f *document.Field) string {
	if f.Value == "" {
		return f.Written
	}
	return f.Value
}

func (c *Changes) rows(b, a parts) {
	was := b.rows
	pair := pairs(b.rows, a.rows)
	for _, r := range a.rows {
		if o := pair[r]; o != nil {
			was = without(was, o)
			c.row(o, r)
			continue
		}
		c.Rows = append(c.Rows, Row{Register: r.register, After: r.number, Guest: r.guest, Marks: marks("", r.present), Values: (&Changes{}).values(nil, r.fields)})
	}
	for _, r := range was {
		c.Rows = append(c.Rows, Row{Register: r.register, Before: r.number, Guest: r.guest, Marks: marks(r.present, ""), Values: (&Changes{}).values(r.fields, nil)})
	}
}

func without(rows []*row, r *row) []*row {
	return slices.DeleteFunc(slices.Clone(rows), func(x *row) bool { return x == r })
}

// row compares a row with what it was.
func (c *Changes) row(before, after *row) {
	r := Row{Register: after.register, Before: before.number, After: after.number, Guest: after.guest, Marks: marks(before.present, after.present)}
	r.Values = c.values(renamed(before.fields, before.number, after.number), after.fields)
	if len(r.Marks) == 0 && after.present != "" {
		c.Same++
	}
	if len(r.Marks)+len(r.Values) > 0 {
		c.Rows = append(c.Rows, r)
	}
}

// renamed gives the fields of a row the names that they have under another number.
func renamed(fields []*document.Field, from, to int) []*document.Field {
	if from == to {
		return fields
	}
	old, now := "row."+strconv.Itoa(from)+".", "row."+strconv.Itoa(to)+"."
	out := make([]*document.Field, len(fields))
	for i, f := range fields {
		g := *f
		g.Name = strings.Replace(f.Name, old, now, 1)
		out[i] = &g
	}
	return out
}

// pairs finds for each row of the later reading the row that it was: the one of the
// same code where no other has it, then the one of the same number where neither
// was found and they may be about the same guest.
func pairs(before, after []*row) map[*row]*row {
	type key struct {
		register int
		of       string
	}
	code := func(r *row) key { return key{r.register, r.guest} }
	number := func(r *row) key { return key{r.register, strconv.Itoa(r.number)} }
	out, taken := map[*row]*row{}, map[*row]bool{}
	for _, by := range []func(*row) key{code, number} {
		left := map[key][]*row{}
		for _, r := range before {
			if !taken[r] {
				left[by(r)] = append(left[by(r)], r)
			}
		}
		now := map[key]int{}
		for _, r := range after {
			if out[r] == nil {
				now[by(r)]++
			}
		}
		for _, r := range after {
			k := by(r)
			if out[r] == nil && k.of != "" && len(left[k]) == 1 && now[k] == 1 && mayBe(left[k][0], r) {
				out[r], taken[left[k][0]] = left[k][0], true
			}
		}
	}
	return out
}

// mayBe says that two rows may be about the same guest: of one code, or of a code
// that was mended while entry and marks stayed nearly the same.
func mayBe(before, after *row) bool {
	if before.guest == after.guest || before.guest == "" || after.guest == "" {
		return true
	}
	if b, a := before.entry(), after.entry(); b != a && b != "" && a != "" {
		return false
	}
	differ := 0
	for _, m := range marks(before.present, after.present) {
		differ += m.To - m.From + 1
	}
	return 5*differ <= max(len(before.present), len(after.present))
}

// entry is the day of the guest's entry as read; "" where there is none.
func (r *row) entry() string {
	for _, f := range r.fields {
		if strings.HasSuffix(f.Name, ".entry") {
			return f.Value
		}
	}
	return ""
}

// marks lists the days on which the marks differ, those in a row that changed alike
// together.
func marks(before, after string) []Marks {
	at := func(s string, day int) byte {
		if day > len(s) {
			return 0
		}
		return s[day-1]
	}
	var out []Marks
	for day := 1; day <= max(len(before), len(after)); day++ {
		b, a := at(before, day), at(after, day)
		if b == a {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].To == day-1 && out[last].Before == b && out[last].After == a {
			out[last].To = day
			continue
		}
		out = append(out, Marks{From: day, To: day, Before: b, After: a})
	}
	return out
}
