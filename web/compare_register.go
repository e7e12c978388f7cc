package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/compare"
)

// changedRow is a row of a register, by its guest's code.
type changedRow struct {
	Title  string
	Badge  badge
	Says   string // of a row that is new or gone: all of it
	Days   []changedDays
	Values []changedValue
}

// changedTotals is the totals of days that changed: counted, or as written.
type changedTotals struct {
	Title string
	Days  []changedDays
}

// changedDays is days of a row whose mark changed alike.
type changedDays struct{ Days, Before, After string }

func (v *visit) changedRow(r compare.Row, c compared) changedRow {
	row := changedRow{}
	number := r.After
	values := v.changedValues(r.Values, c)
	for i, x := range r.Values { // the row is said above them
		_, name := compare.CutRegister(x.Name)
		if parts := strings.SplitN(name, ".", 3); len(parts) == 3 && v.texts.has("field.row."+parts[2]) {
			values[i].Label = v.t("field.row." + parts[2])
		}
	}
	switch {
	case r.Before == 0:
		row.Badge = badge{"ok", "plus-circle", v.t("compare.row.added")}
	case r.After == 0:
		number, row.Badge = r.Before, badge{"bad", "minus-circle", v.t("compare.row.removed")}
	case r.Before != r.After:
		row.Badge = badge{"info", "arrow-right", v.t("compare.row.moved", r.Before)}
	}
	row.Title = v.t("compare.row", number)
	if r.Guest != "" {
		row.Title += " · " + r.Guest
	}
	if r.Register > 1 {
		row.Title = v.t("compare.register", r.Register) + ", " + row.Title
	}
	if r.Before == 0 || r.After == 0 {
		row.Says = v.wholeRow(r, values)
		return row
	}
	row.Values = values
	for _, m := range r.Marks {
		row.Days = append(row.Days, changedDays{Days: daysWord(m), Before: v.markWord(m.Before), After: v.markWord(m.After)})
	}
	return row
}

// changedTotals lists the totals of days, those in a row that changed alike together.
func (v *visit) changedTotals(all []compare.Value) (out []changedTotals) {
	value := func(f *document.Field) string {
		if f == nil {
			return v.t("compare.none")
		}
		return tongue{v.lang, v.texts}.value(*f)
	}
	last := 0
	for _, x := range sortedDays(all) {
		title := v.t("compare.totals.counted")
		if x.declared {
			title = v.t("compare.totals.written")
		}
		if x.register > 1 {
			title += " (" + v.t("compare.register", x.register) + ")"
		}
		if len(out) == 0 || out[len(out)-1].Title != title {
			out, last = append(out, changedTotals{Title: title}), 0
		}
		t := &out[len(out)-1]
		before, after := value(x.value.Before), value(x.value.After)
		if n := len(t.Days); n > 0 && last == x.day-1 && t.Days[n-1].Before == before && t.Days[n-1].After == after {
			first, _, _ := strings.Cut(t.Days[n-1].Days, "–")
			t.Days[n-1].Days = fmt.Sprintf("%s–%d", first, x.day)
		} else {
			t.Days = append(t.Days, changedDays{Days: strconv.Itoa(x.day), Before: before, After: after})
		}
		last = x.day
	}
	return out
}

// dayTotal is the total of one day that changed.
type dayTotal struct {
	register, day int
	declared      bool
	value         compare.Value
}

// sortedDays orders totals by register, those that were counted first, and day.
func sortedDays(all []compare.Value) []dayTotal {
	out := make([]dayTotal, 0, len(all))
	for _, x := range all {
		t := dayTotal{value: x}
		var name string
		t.register, name = compare.CutRegister(x.Name)
		parts := strings.Split(name, ".")
		t.day, _ = strconv.Atoi(parts[1]) // the name of a day has its number
		t.declared = len(parts) > 2
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b dayTotal) int {
		declared := func(t dayTotal) int {
			if t.declared {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.register, b.register), cmp.Compare(declared(a), declared(b)), cmp.Compare(a.day, b.day))
	})
	return out
}

// wholeRow is a row that is new, or gone, on one line.
func (v *visit) wholeRow(r compare.Row, values []changedValue) string {
	var says []string
	for _, m := range r.Marks {
		mark := max(m.Before, m.After)
		if mark == '-' {
			continue
		}
		says = append(says, v.markWord(mark)+" "+daysWord(m))
	}
	for i, x := range values {
		if !strings.HasSuffix(r.Values[i].Name, ".guest") { // it is in the title
			says = append(says, x.Label+" "+cmp.Or(x.After, x.Before))
		}
	}
	return strings.Join(says, " · ")
}

// daysWord writes days of the month: "12", "12–14".
func daysWord(m compare.Marks) string {
	if m.To > m.From {
		return fmt.Sprintf("%d–%d", m.From, m.To)
	}
	return strconv.Itoa(m.From)
}

// markWord is what a mark of a register says.
func (v *visit) markWord(m byte) string {
	switch m {
	case 'P':
		return v.t("grid.present")
	case 'A':
		return v.t("grid.absent")
	case '?':
		return v.t("grid.unknown")
	case '-':
		return v.t("grid.outside")
	}
	return v.t("compare.none")
}
