package check

import (
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// sheet is an attendance register, opened: one centre, one month.
type sheet struct {
	*paper
	centre  reception.Centre // without an id where it is not known
	month   calendar.Period  // zero where it is not known
	rows    []row
	unknown map[int]int // marks by day that are unknown or unread, for registers without rows
	// mislaid says that the register names another centre or month than the
	// slot it was sent for; it does not count for either.
	mislaid bool
}

// exitRule is whether the day of exit is paid (Agreement.Counting).
type exitRule int

const (
	exitUnknown exitRule = iota // the register's agreement is not known
	exitPaid
	exitUnpaid
)

// exitRuleOn returns the rule of a day of exit.
func (d *desk) exitRuleOn(s *sheet, on calendar.Date) exitRule {
	switch found := d.sheetAgreement(s, on); {
	case found == nil:
		return exitUnknown
	case found.CountingOn(on).ExitDay:
		return exitPaid
	}
	return exitUnpaid
}

// sheetAgreement is the agreement of a register on a day: the one that it was sent for,
// else the one that covers its centre on the day. Where the register's own does not
// cover it on the day and another does, it is that one; nil where none is known.
func (d *desk) sheetAgreement(s *sheet, on calendar.Date) *reception.Agreement {
	day := calendar.Period{Start: on, End: on}
	var found *reception.Agreement
	if s.Obligation != nil {
		found = d.agreement(s.Obligation.Agreement)
	}
	if found == nil || !found.CoversIn(s.centre.ID, day) {
		for i := range d.Agreements {
			if a := &d.Agreements[i]; a.CoversIn(s.centre.ID, day) {
				found = a
				break
			}
		}
	}
	return found
}

// row is one guest's month.
type row struct {
	number   int
	pattern  document.Field // P, A, ? and - by day
	days     document.Field // the total as computed
	declared []document.Field
	exit     calendar.Date // zero: not in the register
	exitDay  int           // of the month; 0: none in it
	exits    exitRule
	guest    document.Field
	came     document.Field // the entry, as a date
	went     document.Field // the exit, as a date
	ink      document.Field // of scans, by day; a hint
	family   document.Field // its code
	excused  document.Field // absences that the register gives a reason for, by day
	noticed  []bool         // by day, absences that a notice gives the reason of
	unread   []int          // days of which the cell of a scan was not read
	// twin is the pattern of an earlier row of the same guest; empty: none.
	twin    string
	twinRow int
}

func (d *desk) openSheet(p *paper) *sheet {
	s := &sheet{paper: p, unknown: map[int]int{}}
	code, hasCode := p.first(document.CentreCode)
	month, from, hasMonth := p.period()
	if hasCode {
		s.centre, _ = d.centreOf(code.Value)
	}
	if hasMonth && month == calendar.MonthOf(month.Start) {
		s.month = month
	}
	if slot := p.Obligation; slot != nil {
		if c, ok := d.centre(slot.Centre); ok {
			s.mislaid = hasCode && !code.Unsure && bare(code.Value) != bare(c.Code)
			s.centre = c
		}
		if slot.For.IsMonth() {
			s.mislaid = s.mislaid || hasMonth && !from[0].Unsure && !within(month, slot.For)
			s.month = slot.For
		}
	}
	s.openRows(func(on calendar.Date) exitRule { return d.exitRuleOn(s, on) })
	return s
}

// openRows collects row.N.what and the days of unknown marks.
func (s *sheet) openRows(exits func(on calendar.Date) exitRule) {
	rows := map[int]*row{}
	unread := map[int][]int{}
	for _, f := range s.Reading.Fields {
		if f.Name == document.UnknownMark || f.Name == document.UnreadMark {
			s.unknown[markDay(f)]++
			if n, day := markAt(f); f.Name == document.UnreadMark {
				unread[n] = append(unread[n], day)
			}
			continue
		}
		rest, ok := strings.CutPrefix(f.Name, "row.")
		number, what, ok2 := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if !ok || !ok2 || err != nil {
			continue
		}
		if rows[n] == nil {
			rows[n] = &row{number: n}
		}
		rows[n].set(what, f)
	}
	for _, r := range rows {
		if !r.exit.IsZero() && s.month.Contains(r.exit) {
			r.exitDay, r.exits = r.exit.Day(), exits(r.exit)
		}
		r.unread = unread[r.number]
		s.rows = append(s.rows, *r)
	}
	slices.SortFunc(s.rows, func(a, b row) int { return a.number - b.number })
	s.findTwins()
}

// findTwins joins rows of the same guest's code.
func (s *sheet) findTwins() {
	first := map[string]*row{}
	for i := range s.rows {
		r := &s.rows[i]
		code := bare(r.guest.Value)
		if code == "" {
			continue
		}
		if first[code] == nil {
			first[code] = r
			continue
		}
		r.twin, r.twinRow = first[code].pattern.Value, first[code].number
	}
}

// doubled says that the guest is present on a day in an earlier row too.
func (r *row) doubled(day int) bool {
	return day <= len(r.twin) && r.twin[day-1] == 'P' && r.pattern.Value[day-1] == 'P'
}

// tellsTwins says that each guest who is present on a day in two rows is told by R12,
// which knows guests by their codes alone.
func (s *sheet) tellsTwins() bool {
	return s != nil && !slices.ContainsFunc(s.rows, func(r row) bool { return bare(r.guest.Value) == "" }) &&
		slices.ContainsFunc(s.rows, func(r row) bool { return len(s.judgeTwin(&r)) > 0 })
}

func (r *row) set(what string, f document.Field) {
	switch what {
	case "present":
		r.pattern = f
	case "guest":
		r.guest = f
	case "days":
		r.days = f
	case "days.declared":
		r.declared = append(r.declared, f)
	case "entry":
		r.came = f
	case "ink":
		r.ink = f
	case "family":
		r.family = f
	case "excused":
		r.excused = f
	case "exit":
		r.went = f
		if d, err := calendar.ParseDate(f.Value); err == nil && !f.Unsure {
			r.exit = d
		}
	}
}

// markDay returns the day of the month of an unknown mark, whose value is
// "row.N.day.D"; 0 where it does not say.
func markDay(f document.Field) int {
	_, day, _ := strings.Cut(f.Value, ".day.")
	n, _ := strconv.Atoi(day)
	return n
}

// tally is a count of presences: what the marks say, and between which bounds
// it lies once every doubtful mark is settled.
type tally struct{ n, low, high int }

func (t tally) plus(o tally) tally { return tally{t.n + o.n, t.low + o.low, t.high + o.high} }

// holds says that a declared count is one that the marks allow.
func (t tally) holds(n int64) bool { return int64(t.low) <= n && n <= int64(t.high) }

// doubtful is by how much the count can move.
func (t tally) doubtful() int { return t.high - t.low }

// on returns the row's presence on a day of the month (from 1). A mark that is
// not known may be a presence; so may the day of exit, where the mark is not
// what the agreement pays; and a presence of a guest who is present in another
// row may be none.
func (r *row) on(day int) tally {
	if day < 1 || day > len(r.pattern.Value) {
		return tally{}
	}
	exit := day == r.exitDay
	switch r.pattern.Value[day-1] {
	case 'P':
		if exit && r.exits != exitPaid || r.doubled(day) {
			return tally{1, 0, 1}
		}
		return tally{1, 1, 1}
	case '?':
		return tally{0, 0, 1}
	}
	if exit && r.exits != exitUnpaid {
		return tally{0, 0, 1}
	}
	return tally{}
}

// total returns the presences of the row.
func (r *row) total() tally {
	var t tally
	for day := 1; day <= len(r.pattern.Value); day++ {
		t = t.plus(r.on(day))
	}
	return t
}

// hasMarks says that the register's marks were read one by one.
func (s *sheet) hasMarks() bool {
	return slices.ContainsFunc(s.rows, func(r row) bool { return r.pattern.Value != "" })
}

// on returns the presences of a day of the month (from 1); ok is false where the
// register does not tell days apart.
func (s *sheet) on(day int) (t tally, ok bool) {
	if s.hasMarks() {
		for i := range s.rows {
			t = t.plus(s.rows[i].on(day))
		}
		return t, true
	}
	n, _, ok := s.number(document.DayField(day))
	present := int(n.IntPart())
	return tally{present, present, present + s.unknown[day]}, ok
}

// count returns the presences of the days of the month; ok is false where the
// register does not let them be counted. The input is what was counted.
func (s *sheet) count(days []int) (t tally, in Input, ok bool) {
	for _, day := range days {
		one, found := s.on(day)
		if !found {
			return s.countWhole(days)
		}
		t = t.plus(one)
	}
	f, found := s.first(document.PersonDays)
	if !found && len(s.rows) > 0 {
		f = s.rows[0].pattern
	}
	return t, s.citeCount(f, t), true
}

// countWhole takes the register's total, for the whole month only. A total that
// is written but could not be computed is not vouched for.
func (s *sheet) countWhole(days []int) (tally, Input, bool) {
	if s.month.IsZero() || len(days) != s.month.Days() {
		return tally{}, Input{}, false
	}
	if n, f, ok := s.number(document.PersonDays); ok {
		whole := int(n.IntPart())
		t := tally{whole, whole, whole + s.open()}
		return t, s.citeCount(f, t), true
	}
	n, f, ok := s.number(document.DeclaredPersonDays)
	whole := int(n.IntPart())
	in := s.citeCount(f, tally{n: whole})
	in.Unsure = true
	return tally{whole, whole, whole}, in, ok
}

// open is how many cells nobody can judge yet: of unknown marks, and unread.
func (s *sheet) open() int { return len(s.all(document.UnknownMark)) + len(s.all(document.UnreadMark)) }

// citeCount cites a count of the register. Marks that are not known are part of
// the tally's bounds, so that they alone don't make it unsure.
func (s *sheet) citeCount(f document.Field, t tally) Input {
	w := periodWords(s.month)
	state := words{"non ancora approvato", "not approved yet"}
	if s.Approved {
		state = words{"approvato", "approved"}
	}
	in := s.cite(f, words{
		"presenze del registro " + s.centre.Code + ", " + w.it + " (" + state.it + ")",
		"presences of register " + s.centre.Code + ", " + w.en + " (" + state.en + ")",
	}, count(t.n))
	in.Unsure = s.weak(f)
	return in
}

// weak says that a computed value is unsure for another reason than unknown
// marks.
func (s *sheet) weak(f document.Field) bool {
	onlyMarks := len(s.all(document.UnknownMark)) > 0 && f.Method != document.MethodOCR && len(f.Others) == 0 &&
		(f.Why == "" || strings.Contains(f.Why, "marks are not known"))
	return f.Unsure && !onlyMarks
}
