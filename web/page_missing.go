package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// missingView is the list of what is missing: what is late, what is due within
// the office's days, what is to be completed, and what was declared.
type missingView struct {
	Filter      missingFilter
	Tabs        []navItem
	Choices     storage.MissingChoices
	Kinds       []document.KindInfo
	Months      []calendar.Period
	Soon        int // days before its date from which an obligation counts as due
	Rows        []missingRow
	Pages       pagesView
	Files       downloads
	Unreachable int // people whose e-mails do not arrive
	Done        string
	Alert       string
	Chosen      map[workflow.ObligationID]bool
	All         bool // everything that the filter shows is chosen
}

// missingRow is one obligation.
type missingRow struct {
	slotView
	BodyCode, BodyName string
	About              string
	By                 calendar.Date // by when the body is or was to act
	Behind             int           // days since
	Reminded           string        // when and how it was reminded of last, or why never
	Never              bool          // it was not, although it is late
	Next               string        // when it is reminded of next
	Why                string        // of a declaration
	Because            whyView       // why By is what it is
	Chosen             bool
}

// missingFilter is what the address asks the list for.
type missingFilter struct {
	Body      reception.BodyID
	Centre    reception.CentreID
	Agreement reception.AgreementID
	Kind      document.Kind
	Month     calendar.Period
	Late      int
	Standing  workflow.Standing
}

const missingPath = "/missing"

// missingStandings are the tabs of the list; "" is all that is missing.
func missingStandings() []workflow.Standing {
	return []workflow.Standing{"", workflow.Overdue, workflow.DueSoon, workflow.Standing(workflow.ObligationToComplete), workflow.Standing(workflow.ObligationDeclared)}
}

// readMissing reads a filter out of an address. What can't be read does not
// narrow.
func readMissing(q url.Values) missingFilter {
	number := func(name string) int64 {
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	f := missingFilter{Body: reception.BodyID(number("body")), Centre: reception.CentreID(number("centre")),
		Agreement: reception.AgreementID(number("agreement")), Late: int(min(number("late"), 3650))}
	if _, ok := document.Kind(q.Get("kind")).Info(); ok {
		f.Kind = document.Kind(q.Get("kind"))
	}
	if p, err := calendar.ParseMonth(q.Get("month")); err == nil {
		f.Month = p
	}
	for _, s := range missingStandings() {
		if string(s) == q.Get("standing") {
			f.Standing = s
		}
	}
	return f
}

// query writes the filter back into an address.
func (f missingFilter) query() url.Values {
	q := url.Values{}
	number := func(name string, n int64) {
		if n != 0 {
			q.Set(name, strconv.FormatInt(n, 10))
		}
	}
	number("body", int64(f.Body))
	number("centre", int64(f.Centre))
	number("agreement", int64(f.Agreement))
	number("late", int64(f.Late))
	if f.Kind != "" {
		q.Set("kind", string(f.Kind))
	}
	if !f.Month.IsZero() {
		q.Set("month", f.Month.Key())
	}
	if f.Standing != "" {
		q.Set("standing", string(f.Standing))
	}
	return q
}

// Query is the filter as a form sends it along.
func (f missingFilter) Query() string { return f.query().Encode() }

// Href is the address of the list with the filter.
func (f missingFilter) Href() string { return withQuery(missingPath, f.query()) }

// Narrow says that the filter hides something beside the standing.
func (f missingFilter) Narrow() bool {
	f.Standing = ""
	return f != missingFilter{}
}

// Declared says that the list is that of what waits for the office.
func (f missingFilter) Declared() bool {
	return f.Standing == workflow.Standing(workflow.ObligationDeclared)
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// stored is the filter as storage takes it, on a day.
func (f missingFilter) stored(office reception.OfficeID, d desk) storage.MissingFilter {
	return storage.MissingFilter{Office: office, Now: d.now, SoonDays: d.soon, Body: f.Body, Centre: f.Centre, Agreement: f.Agreement,
		Kind: f.Kind, Month: f.Month, Late: f.Late, Standing: f.Standing}
}

// missingShown is what one snapshot says of the list.
type missingShown struct {
	desk
	counts      storage.MissingCounts
	lines       []storage.MissingLine
	choices     storage.MissingChoices
	unreachable int
	page        int
}

// pageWithin is the page that was asked for, or the last where there are fewer.
func pageWithin(asked, total int) int {
	return max(1, min(asked, (total+perPage-1)/perPage))
}

func (s *site) missingPage(v *visit) error {
	return s.showMissing(v, http.StatusOK, missingView{Filter: readMissing(v.r.URL.Query()), Done: v.doneCount()})
}

// showMissing renders the list; view carries the filter, what was chosen and what
// is said on top.
func (s *site) showMissing(v *visit, status int, view missingView) error {
	m, err := s.loadMissing(v, view.Filter)
	if err != nil {
		return err
	}
	total, page := m.counts.Of(view.Filter.Standing), m.page
	q := view.Filter.query()
	view.Choices, view.Kinds, view.Months, view.Soon, view.Unreachable = m.choices, document.Catalogue(), s.missingMonths(view.Filter.Month), m.soon, m.unreachable
	view.Pages, view.Files, view.Tabs = pagesOf(missingPath, q, page, total), downloadsOf(missingPath, q), v.missingTabs(view.Filter, m.counts)
	for _, l := range m.lines {
		row := v.missingRow(l, m.desk)
		row.Chosen = view.Chosen[l.ID]
		view.Rows = append(view.Rows, row)
	}
	return s.page(v, status, "missing", v.t("missing.title"), view)
}

func (s *site) loadMissing(v *visit, f missingFilter) (m missingShown, err error) {
	ctx, office := v.r.Context(), v.person.OfficeID
	m.desk = s.desk()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if err = m.read(ctx, r, office); err != nil {
			return err
		}
		sf := f.stored(office, m.desk)
		if m.counts, err = r.MissingCounts(ctx, sf); err != nil {
			return fmt.Errorf("count what is missing: %w", err)
		}
		m.page = pageWithin(v.number("page"), m.counts.Of(f.Standing))
		sf.Limit, sf.Skip = perPage, (m.page-1)*perPage
		if m.lines, err = r.MissingLines(ctx, sf); err != nil {
			return fmt.Errorf("what is missing: %w", err)
		}
		if err = r.Explain(ctx, m.lines); err != nil {
			return fmt.Errorf("why what is missing is due: %w", err)
		}
		if m.choices, err = r.MissingChoices(ctx, office, f.Body); err != nil {
			return fmt.Errorf("filters of what is missing: %w", err)
		}
		people, err := r.UnreachablePeople(ctx, s.settledBy())
		m.unreachable = len(people)
		return err
	})
	return m, err
}

// missingMonths are the months to choose from: a year back, and as far ahead as
// something can be due soon; the one that was asked for, too.
func (s *site) missingMonths(asked calendar.Period) (out []calendar.Period) {
	now := calendar.MonthOf(s.Engine.Today())
	for by := 2; by > -12; by-- {
		out = append(out, shifted(now, by))
	}
	if !asked.IsZero() && (asked.Start.After(out[0].Start) || asked.Start.Before(out[len(out)-1].Start)) {
		out = append(out, asked)
	}
	return out
}

// missingTabs are the standings with how many there are of each.
func (v *visit) missingTabs(f missingFilter, c storage.MissingCounts) (out []navItem) {
	at := f.Standing
	for _, st := range missingStandings() {
		f.Standing = st
		key := "missing.tab." + string(st)
		if st == "" {
			key = "missing.tab.all"
		}
		out = append(out, navItem{Href: f.Href(), Text: v.t(key), Count: c.Of(st), Current: st == at})
	}
	return out
}

// missingRow makes the view of a line.
func (v *visit) missingRow(l storage.MissingLine, d desk) missingRow {
	l.Read = true // machines are at none of what is missing
	row := missingRow{slotView: v.slot(l.SlotLine, d), BodyCode: l.BodyCode, BodyName: l.BodyName, By: l.ByOn, Why: l.Why,
		Behind: max(0, l.ByOn.DaysUntil(d.today))}
	g := tongue{v.lang, v.texts}
	row.About = g.about(row.slotView)
	row.Because = v.becauseBy(l, whose(g.kind(l.Kind), l.BodyName, l.CentreCode, row.About))
	row.Reminded, row.Never = v.reminded(l, d.today)
	row.Never = row.Never && row.Standing == workflow.Overdue // what is not due yet needs none
	row.Next = v.remindedNext(l, d)
	return row
}

// reminded says when an obligation was reminded of last, and how; or that it
// never was, and why.
func (v *visit) reminded(l storage.MissingLine, today calendar.Date) (said string, never bool) {
	key, on := "reminded", l.RemindedOn
	if l.ChasedAt != nil && !calendar.DateOf(*l.ChasedAt).Before(on) {
		key, on = "chased", calendar.DateOf(*l.ChasedAt)
	}
	if !on.IsZero() {
		return v.ago(key, on.DaysUntil(today)), false
	}
	switch l.Nudge {
	case "", workflow.ReasonReminded, workflow.ReasonTooEarly:
		return v.t("reminded.never"), true
	}
	return v.t("reminded.never.because", l.Nudge.In(v.lang)), true
}

// remindedNext says when a reminder goes out next, which is on a working day.
func (v *visit) remindedNext(l storage.MissingLine, d desk) string {
	switch {
	case l.Status == workflow.ObligationDeclared:
		return ""
	case !l.NextOn.IsZero() && !l.NextOn.After(d.today) && lastReminder(l).Equal(d.today):
		return "" // it is decided after today when the next one goes out
	case l.NextOn.IsZero():
		return v.t("reminded.no_more")
	case !l.NextOn.After(d.today):
		return v.t("reminded.next.today")
	}
	return v.t("reminded.next", tongue{v.lang, v.texts}.date(d.works(l.NextOn)))
}

// ago writes so many days before today: oggi, ieri, 3 giorni fa.
func (v *visit) ago(key string, days int) string {
	switch {
	case days <= 0:
		return v.t("ago." + key + ".today")
	case days == 1:
		return v.t("ago." + key + ".yesterday")
	}
	return v.t("ago."+key+".days", days)
}

// doneCount tells what was done to how many, as the address says.
func (v *visit) doneCount() string {
	key := "done.missing." + v.query("done")
	if v.query("done") == "" || !v.texts.has(key+".one") {
		return ""
	}
	n := max(1, v.number("count"))
	return v.texts.count(v.lang, key, n)
}

// bounceTime is how long a message that a server took may still come back.
const bounceTime = 48 * time.Hour

// settledBy is by when a message that has not come back has arrived.
func (s *site) settledBy() time.Time { return s.Now().Add(-bounceTime) }
