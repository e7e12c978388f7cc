package attendance

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// Confidence of a mark's text under which OCR is not relied on: words at 0.90
// and above were right in 99 % of cases, below in 80 % and less.
const sureOCR = 0.90

// Fields returns the register's facts in the vocabulary of package document.
// Computed values carry the area that they were computed from. Marks that are
// not known become one field each (document.UnknownMark), and so do cells that were
// not read (document.UnreadMark): at most 200.
func (r Register) Fields() []document.Field {
	f := &collector{method: r.Method}
	f.header(r)
	f.totals(r)
	f.days(r)
	why := r.whyRows()
	for _, row := range r.Rows {
		f.row(row, cmp.Or(why, row.doubt))
	}
	f.unknown(r)
	return f.fields
}

type collector struct {
	method document.Method
	fields []document.Field
}

// checked is the confidence of recognised marks whose count is what the
// document itself declares: two independent readings of the same figure.
const checked = 0.97

// declared adds a total as written; one that the marks add up to is sure.
func (f *collector) declared(name string, v Value, computed, unknown int) {
	if agrees(v, computed, unknown) {
		v.Confidence = max(v.Confidence, checked)
	}
	f.add(name, v)
}

func agrees(v Value, computed, unknown int) bool {
	return v.Found() && unknown == 0 && v.Text == strconv.Itoa(computed)
}

func (f *collector) add(name string, v Value) {
	if !v.Found() {
		return
	}
	c := v.Confidence
	if c == 0 {
		c = 1
	}
	field := document.Field{Name: name, Written: v.Written, Value: v.Text, Place: v.Place, Method: f.method, Confidence: c}
	if f.method == document.MethodOCR && c < sureOCR {
		field.Unsure, field.Why = true, "the characters are hard to recognise"
	}
	if v.Doubt != "" {
		field.Unsure, field.Why, field.Confidence = true, v.Doubt, min(c, 0.5)
	}
	f.fields = append(f.fields, field)
}

func (f *collector) header(r Register) {
	f.add(document.CentreCode, r.CentreCode)
	f.add(document.CentreName, r.Centre)
	f.add(document.BodyName, r.Body)
	f.add(document.CIG, r.CIG)
	f.add(document.Capacity, r.Capacity)
	if !r.Month.IsZero() {
		v := r.MonthAt
		v.Text = r.Month.Key()
		f.add(document.PeriodMonth, v)
	}
}

// computed adds a count that stands nowhere in the document; doubt is why it may
// be of a part only.
func (f *collector) computed(name string, n int, open open, place document.Place, confidence float64, doubt string) {
	field := document.Field{Name: name, Value: strconv.Itoa(n), Place: place, Method: f.method, Confidence: confidence}
	switch {
	case doubt != "": // unknown marks are told one by one
		field.Unsure, field.Confidence, field.Why = true, min(confidence, 0.5), doubt
	case open.unknown > 0:
		field.Unsure, field.Confidence, field.Why = true, min(confidence, 0.5), open.why()
	case f.method == document.MethodOCR && confidence < sureOCR:
		field.Unsure, field.Why = true, "some marks are hard to recognise"
	}
	f.fields = append(f.fields, field)
}

func (f *collector) totals(r Register) {
	f.computed(document.GuestCount, len(r.Rows), open{}, r.Place, 1, r.whyGuests())
	f.families(r)
	confidence := r.confidence()
	if r.addsUp() {
		confidence = max(confidence, checked)
	}
	f.computed(document.PersonDays, r.PersonDays(), open{r.Unknown(), r.Unread()}, r.Place, confidence, r.whyMonth())
	for _, v := range r.DeclaredTotals {
		f.declared(document.DeclaredPersonDays, v, r.PersonDays(), r.Unknown())
	}
	f.add(document.DeclaredEntered, r.Entered)
	f.add(document.DeclaredLeft, r.Left)
	f.add(document.DeclaredAverage, r.Average)
}

// addsUp says that the marks give the declared totals of all rows, or of all
// days.
func (r Register) addsUp() bool {
	rows, days := len(r.Rows) > 0, len(r.Columns) > 0
	for _, row := range r.Rows {
		rows = rows && agrees(row.Declared, row.Days(), row.Unknown())
	}
	for d := range r.Columns {
		open, _ := r.column(d)
		days = days && agrees(r.DeclaredDays[d], r.Present(d), open.unknown)
	}
	return rows || days
}

// confidence is that of the weakest mark.
func (r Register) confidence() float64 {
	c := 1.0
	for _, row := range r.Rows {
		c = min(c, row.confidence())
	}
	return c
}

func (r Row) confidence() float64 {
	c := 1.0
	for _, m := range r.Marks {
		if m.Written != "" {
			c = min(c, m.Confidence)
		}
	}
	return c
}

func (f *collector) days(r Register) {
	last := 0
	for d := range r.Columns {
		last = max(last, d)
	}
	for day := 1; day <= last; day++ {
		place, ok := r.Columns[day]
		if ok {
			open, confidence := r.column(day)
			if agrees(r.DeclaredDays[day], r.Present(day), open.unknown) {
				confidence = max(confidence, checked)
			}
			f.computed(document.DayField(day), r.Present(day), open, place, confidence, r.whyDay(day))
			f.declared(document.DeclaredDayField(day), r.DeclaredDays[day], r.Present(day), open.unknown)
		}
	}
}

// open is how many marks are unknown, and how many of these were not read.
type open struct{ unknown, unread int }

// why says why a count is unsure of which some marks are open.
func (o open) why() string {
	switch known := strconv.Itoa(o.unknown-o.unread) + " marks are not known"; {
	case o.unread == 0:
		return known + " and were not counted"
	case o.unread == o.unknown:
		return strconv.Itoa(o.unread) + " cells were not read and were not counted"
	default:
		return known + " and " + strconv.Itoa(o.unread) + " cells were not read: they were not counted"
	}
}

// column returns the open marks of a day and the weakest confidence.
func (r Register) column(day int) (open open, confidence float64) {
	confidence = 1
	for _, row := range r.Rows {
		if day > len(row.Marks) {
			continue
		}
		m := row.Marks[day-1]
		if m.Presence == Unknown {
			open.unknown++
		}
		if m.Unread() {
			open.unread++
		}
		if m.Written != "" {
			confidence = min(confidence, m.Confidence)
		}
	}
	return open, confidence
}

func (f *collector) row(row Row, doubt string) {
	f.add(document.RowField(row.Number, "guest"), row.Guest)
	f.add(document.RowField(row.Number, "entry"), row.Entry)
	f.add(document.RowField(row.Number, "exit"), row.Exit)
	f.family(row)
	confidence := row.confidence()
	if agrees(row.Declared, row.Days(), row.Unknown()) {
		confidence = max(confidence, checked)
	}
	f.computed(document.RowField(row.Number, "days"), row.Days(), open{row.Unknown(), row.Unread()}, row.Place, confidence, doubt)
	f.declared(document.RowField(row.Number, "days.declared"), row.Declared, row.Days(), row.Unknown())
	present := document.Field{Name: document.RowField(row.Number, "present"), Value: row.Pattern(),
		Place: row.Place, Method: f.method, Confidence: confidence}
	if doubt != "" {
		present.Unsure, present.Why = true, doubt
	} else if row.Unread() > 0 && row.Unread() == row.Unknown() {
		present.Unsure, present.Why = true, "some cells were not read"
	} else if f.method == document.MethodOCR && confidence < sureOCR || row.Unknown() > 0 {
		present.Unsure, present.Why = true, "some marks are not known or hard to recognise"
	}
	f.fields = append(f.fields, present)
	if excused := row.excused(); strings.Contains(excused, "x") {
		reasons := document.Field{Name: document.RowField(row.Number, "excused"), Value: excused, Place: row.Place, Method: f.method, Confidence: confidence}
		if doubt != "" || f.method == document.MethodOCR && confidence < sureOCR {
			reasons.Unsure, reasons.Why = true, present.Why
		}
		f.fields = append(f.fields, reasons)
	}
}

// excused has one character a day: x where the mark is an absence for which it
// gives a reason.
func (r Row) excused() string {
	var b strings.Builder
	for _, m := range r.Marks {
		if m.Presence == Absent && m.excused {
			b.WriteByte('x')
		} else {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// maxUnknown bounds the questions of one register: beyond, it was not
// understood as a whole.
const maxUnknown = 200

func (f *collector) unknown(r Register) {
	n := 0
	for _, row := range r.Rows {
		for d, m := range row.Marks {
			if m.Presence != Unknown || n == maxUnknown {
				continue
			}
			n++
			f.fields = append(f.fields, m.field(row.Number, d+1, f.method))
		}
	}
}

// field is the question about a mark that is not known, or was not read.
func (m Mark) field(row, day int, method document.Method) document.Field {
	f := document.Field{Name: document.UnknownMark, Written: m.Written, Value: fmt.Sprintf("row.%d.day.%d", row, day), Place: m.Place,
		Method: method, Unsure: true, Why: m.why}
	switch {
	case m.Unread():
		f.Name, f.Written = document.UnreadMark, ""
	case f.Why != "":
	case m.Written == "":
		f.Why = "the cell is blank within the stay"
	default:
		f.Why = "the symbol is not in the table of marks"
	}
	return f
}

// Days returns the days that the register has columns for, in order.
func (r Register) Days() []int {
	out := make([]int, 0, len(r.Columns))
	for d := range r.Columns {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}
