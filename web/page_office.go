package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// officeView is an office with its rules and the days on which it is closed.
type officeView struct {
	Sections   []navItem
	Done       string
	MayEdit    bool
	Office     reception.Office
	Hours      string
	Ladder     string // in words
	TaskLadder string
	Calendar   string
	Years      []yearOff
	Files      downloads
}

// yearOff is the days of a year on which the office is closed.
type yearOff struct {
	Year int
	Days []dayOff
}

// dayOff is a day on which the office is closed, with what that means.
type dayOff struct {
	On      calendar.Date
	Words   string // "martedì 6 gennaio 2026"
	Name    string
	Class   string // what kind of day it is
	Badge   badge
	Closure reception.ClosureID // zero: not one that the office added
}

func (s *site) officePage(v *visit) error {
	o, closures, err := s.officeOf(v)
	if err != nil {
		return err
	}
	view := officeView{Sections: v.sections(), Done: v.doneText(), MayEdit: v.mayEdit(), Office: o,
		Hours: v.t("office.hours.says", o.Rules.HoursFrom, o.Rules.HoursTo), Ladder: v.ladderWords(o.Rules.Ladder),
		TaskLadder: v.ladderWords(reception.Ladder{Steps: o.Rules.TaskLadder.Steps}), Calendar: calendarName(o.Calendar), Files: downloadsOf("/office/days", nil)}
	for _, y := range []int{s.Engine.Today().Year(), s.Engine.Today().Year() + 1} {
		view.Years = append(view.Years, yearOff{y, v.daysOff(o, closures, y)})
	}
	return s.page(v, http.StatusOK, "office", v.t("office.title"), view)
}

func (s *site) officeOf(v *visit) (o reception.Office, closures []reception.Closure, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if o, err = r.OfficeOn(v.r.Context(), v.person.OfficeID, s.Engine.Today()); err != nil {
			return err
		}
		closures, err = r.Closures(v.r.Context(), v.person.OfficeID)
		return err
	})
	return o, closures, err
}

// calendarName is the name of a calendar for people: "Reggio Emilia".
func calendarName(name string) string {
	words := strings.Fields(strings.ReplaceAll(name, "-", " "))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// daysOff lists the days of a year, other than weekends, on which an office is
// closed: holidays of the whole country, of the place, closures of its own.
func (v *visit) daysOff(o reception.Office, closures []reception.Closure, year int) []dayOff {
	own := make([]calendar.Closure, len(closures))
	for i, c := range closures {
		own[i] = c.Closure
	}
	cal := calendar.Named(o.Calendar).With(own...)
	var out []dayOff
	for d := calendar.MustDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
		off, closed := cal.IsClosed(d)
		if !closed || off.Code == calendar.Saturday || off.Code == calendar.Sunday {
			continue
		}
		out = append(out, v.dayOff(off, closures))
	}
	return out
}

func (v *visit) dayOff(off calendar.DayOff, closures []reception.Closure) dayOff {
	out := dayOff{On: off.On, Words: off.On.Words(v.lang), Name: off.In(v.lang)}
	for _, c := range closures {
		if falls(c.Closure, off.On) && (off.Code == calendar.OfficeClosed || off.Code == calendar.LocalHoliday) {
			out.Closure = c.ID
		}
	}
	switch {
	case off.Code == calendar.LocalHoliday:
		out.Class, out.Badge = v.t("day.local.text"), badge{"info", "calendar", v.t("day.local")}
	case off.Code == calendar.OfficeClosed && out.Closure != 0:
		out.Class, out.Badge = v.t("day.closure.text"), badge{"warn", "calendar", v.t("day.closure")}
	case off.Code == calendar.OfficeClosed:
		out.Class, out.Badge = v.t("day.patron.text"), badge{"warn", "calendar", v.t("day.patron")}
	default:
		out.Class, out.Badge = v.t("day.national.text"), badge{"info", "calendar", v.t("day.national")}
	}
	return out
}

// falls says that a closure is on a day.
func falls(c calendar.Closure, d calendar.Date) bool {
	if !c.On.IsZero() {
		return c.On.Equal(d)
	}
	return d.Month() == c.Month && d.Day() == c.Day && d.Year() >= c.Since
}

// daysSheet is the days on which the office is closed as a file.
func (s *site) daysSheet(v *visit) (*sheet, error) {
	o, closures, err := s.officeOf(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.days", v.t("office.days"), "col.day", "col.name", "col.kind", "col.effect")
	for _, y := range []int{s.Engine.Today().Year(), s.Engine.Today().Year() + 1} {
		for _, d := range v.daysOff(o, closures, y) {
			sh.add(day(d.On), word(d.Name), word(d.Badge.Text), word(d.Class))
		}
	}
	return sh, nil
}

// ladderWords explains on which days reminders go out.
func (v *visit) ladderWords(l reception.Ladder) string {
	before, same, after := splitSteps(l.Steps)
	var parts []string
	for _, n := range before {
		parts = append(parts, v.texts.count(v.lang, "ladder.before", n))
	}
	if same {
		parts = append(parts, v.t("ladder.same"))
	}
	if len(after) > 0 {
		parts = append(parts, v.texts.count(v.lang, "ladder.after", after[len(after)-1]))
		if len(after) > 1 {
			parts[len(parts)-1] = v.t("ladder.after.many", v.listed(after))
		}
	}
	if len(parts) == 0 && l.EscalateAfter == 0 {
		return v.t("ladder.none")
	}
	says := strings.Join(parts, ", ")
	if l.EscalateAfter > 0 {
		says = strings.TrimPrefix(says+"; "+v.texts.count(v.lang, "ladder.head", l.EscalateAfter), "; ")
	}
	return says
}

// listed writes numbers as "1, 5 e 15".
func (v *visit) listed(ns []int) string {
	words := make([]string, len(ns))
	for i, n := range ns {
		words[i] = strconv.Itoa(n)
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + v.t("list.and") + words[last]
	}
	return strings.Join(words, "")
}

// splitSteps tells the days before the date, largest first, from those after it.
func splitSteps(steps []int) (before []int, same bool, after []int) {
	for _, n := range steps {
		switch {
		case n < 0:
			before = append(before, -n)
		case n == 0:
			same = true
		default:
			after = append(after, n)
		}
	}
	slices.SortFunc(before, func(a, b int) int { return cmp.Compare(b, a) })
	slices.Sort(after)
	return before, same, after
}

// editOffice changes the office and its rules.
func (s *site) editOffice(v *visit) error {
	e, err := s.begin(v, reception.EntityOffice, int64(v.person.OfficeID))
	if err != nil {
		return err
	}
	o, _, err := s.officeOf(v)
	if err != nil {
		return err
	}
	e.title, e.lead, e.back, e.preview = v.t("office.edit"), o.Name, pageLink{"/office", v.t("office.title")}, "set-3"
	e.bind = func(f *form) { f.office(&o) }
	e.alone = func() reception.Problems { return o.Validate() }
	e.save = func(how engine.Saving) (string, error) {
		return "/office" + savedAs(e.id), s.Engine.SaveOffice(v.r.Context(), v.actor(), o, how)
	}
	return s.edit(v, e)
}

// office binds an office with its rules.
func (f *form) office(o *reception.Office) {
	f.set("set.office.who")
	f.text("name", &o.Name, must, wide)
	f.text("tax_code", &o.TaxCode, coded, must)
	f.text("office_code", &o.OfficeCode, coded, must)
	f.text("pec", &o.PEC, typed("email", ""))
	f.text("email", &o.Email, typed("email", ""))
	f.set("set.office.work")
	calendars := []choice{}
	for _, n := range calendar.Names() {
		name := calendarName(n)
		if n == "it" {
			name = f.v.t("office.calendar.it")
		}
		calendars = append(calendars, choice{Value: n, Text: name})
	}
	pick(f, "calendar", &o.Calendar, calendars, must)
	f.text("rules.hours_from", &o.Rules.HoursFrom, typed("time", ""), must, short)
	f.text("rules.hours_to", &o.Rules.HoursTo, typed("time", ""), must, short)
	f.whole("rules.due_soon_days", &o.Rules.DueSoonDays, 0, 60, must, unit(f.v.t("unit.days")))
	f.whole("rules.horizon_days", &o.Rules.HorizonDays, 1, 400, must, unit(f.v.t("unit.days")))
	f.set("set.office.ladder")
	f.ladder("rules.ladder.", &o.Rules.Ladder, true)
	f.set("set.office.task_ladder")
	f.ladder("rules.task_ladder.", &o.Rules.TaskLadder, false)
}

// ladder binds on which days reminders go out, and says it back.
func (f *form) ladder(prefix string, l *reception.Ladder, head bool) {
	before, same, after := splitSteps(l.Steps)
	f.steps(prefix, "before", &before)
	f.steps(prefix, "after", &after)
	x := f.addAs("check", prefix+"same", "label.ladder.same", []trait{wide})
	if f.sent {
		same = f.values.Get(x.Name) != ""
	}
	x.Checked = same
	if head {
		f.number(f.addAs("input", prefix+"escalate_after", "label.ladder.escalate_after", []trait{unit(f.v.t("unit.days"))}), &l.EscalateAfter, 0, 365)
	}
	l.Steps = slices.Clone(after)
	for _, n := range before {
		l.Steps = append(l.Steps, -n)
	}
	if same {
		l.Steps = append(l.Steps, 0)
	}
	slices.Sort(l.Steps)
	l.Steps = slices.Compact(l.Steps)
	f.says(f.v.t("ladder.says", f.v.ladderWords(*l)))
}

// steps binds numbers of days, written with commas between them.
func (f *form) steps(prefix, name string, days *[]int) {
	x := f.addAs("input", prefix+name, "label.ladder."+name, nil)
	x.Type, x.Mode = "text", "numeric"
	text := joined(*days)
	f.line(x, &text)
	if !f.sent {
		return
	}
	var ok bool
	if *days, ok = numbers(text); !ok {
		x.Error = f.v.t("ladder.bad", text)
	}
}

func joined(ns []int) string {
	words := make([]string, len(ns))
	for i, n := range ns {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}

// numbers reads whole numbers from 1 to 365 with commas or spaces between them.
func numbers(text string) (out []int, ok bool) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;", r) }) {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > 365 {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// addClosure adds a day on which the office is closed.
func (s *site) addClosure(v *visit) error {
	c := reception.Closure{OfficeID: v.person.OfficeID, Closure: calendar.Closure{On: s.Engine.Today()}}
	e := editing{entity: "closure", title: v.t("closure.new"), lead: v.t("closure.new.lead"), submit: "closure.add", back: pageLink{"/office#days", v.t("office.title")}}
	e.bind = func(f *form) { f.closure(&c) }
	e.alone = func() reception.Problems { return c.Validate() }
	e.save = func(engine.Saving) (string, error) {
		_, err := s.Engine.AddClosure(v.r.Context(), v.actor(), c)
		return "/office?done=closure.added#days", err
	}
	return s.edit(v, e)
}

// closure binds a day on which the office is closed.
func (f *form) closure(c *reception.Closure) {
	f.set("set.closure")
	on := c.On
	f.date("on", &on, must)
	every := false
	f.check("every", &every)
	f.text("it", &c.It, must)
	f.text("en", &c.En)
	c.Closure.On, c.Month, c.Day, c.Since = on, 0, 0, 0
	if every && !on.IsZero() {
		c.Closure.On, c.Month, c.Day, c.Since = calendar.Date{}, on.Month(), on.Day(), on.Year()
	}
}

// removeClosure takes a closure back.
func (s *site) removeClosure(v *visit) error {
	if err := s.Engine.RemoveClosure(v.r.Context(), v.actor(), reception.ClosureID(v.pathID())); err != nil {
		return err
	}
	return v.redirect("/office?done=closure.removed#days")
}
