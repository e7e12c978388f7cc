package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// requirementsView is the catalogue of what the office asks for.
type requirementsView struct {
	Sections []navItem
	Done     string
	MayEdit  bool
	Groups   []requirementGroup
	Proposed int
	Files    downloads
}

// requirementGroup is the requirements of one kind of recurrence.
type requirementGroup struct {
	ID, Title, Lead string
	Rows            []requirementRow
	Off             []requirementRow // not asked for
}

// requirementRow is a requirement in words.
type requirementRow struct {
	reception.Requirement
	Name      string
	Whom      string // for whom: body, agreement, centre
	Often     string
	When      string // by when, in words
	Example   example
	Ladder    string // "": the office's
	Agreement string // of one that an agreement has of its own: its CIG
	Overrides int
}

// example is a date that comes of a requirement, and why.
type example struct {
	For  string // for what
	By   string // by when
	Why  string
	On   calendar.Date // the day of By
	Hour string        // where the hour counts
}

func (s *site) requirementsPage(v *visit) error {
	all, frame, err := s.catalogue(v)
	if err != nil {
		return err
	}
	view := requirementsView{Sections: v.sections(), Done: v.doneText(), MayEdit: v.mayEdit(), Files: downloadsOf("/requirements", nil)}
	for _, g := range []string{"start", "period", "expiry", "event"} {
		group := requirementGroup{ID: g, Title: v.t("requirements." + g), Lead: v.t("requirements." + g + ".lead")}
		for _, q := range all {
			switch {
			case q.AgreementID != 0 || groupOf(q.Recurrence) != g:
			case q.Active:
				group.Rows = append(group.Rows, v.requirementRow(q, all, frame))
			default:
				group.Off = append(group.Off, v.requirementRow(q, all, frame))
			}
		}
		group.sort()
		view.Groups = append(view.Groups, group)
	}
	for _, q := range all {
		if q.Proposed && q.Active && q.AgreementID == 0 {
			view.Proposed++
		}
	}
	return s.page(v, http.StatusOK, "requirements", v.t("requirements.title"), view)
}

// sort puts the requirements of a group by name.
func (g *requirementGroup) sort() {
	for _, rows := range [][]requirementRow{g.Rows, g.Off} {
		slices.SortStableFunc(rows, func(a, b requirementRow) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// requirementFrame is what the words about requirements need.
type requirementFrame struct {
	office     reception.Office
	calendar   calendar.Calendar
	agreements []reception.Agreement
	today      calendar.Date
}

// catalogue reads the requirements of the office.
func (s *site) catalogue(v *visit) (all []reception.Requirement, frame requirementFrame, err error) {
	frame.today = s.Engine.Today()
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if all, err = r.Requirements(v.r.Context()); err != nil {
			return err
		}
		if frame.office, err = r.OfficeOn(v.r.Context(), v.person.OfficeID, frame.today); err != nil {
			return err
		}
		if frame.agreements, err = r.AgreementsOn(v.r.Context(), 0, frame.today); err != nil {
			return err
		}
		frame.calendar, err = calendarOf(v.r.Context(), r, frame.office)
		return err
	})
	if err != nil {
		return nil, frame, fmt.Errorf("requirements: %w", err)
	}
	return all, frame, nil
}

func (s *site) requirements(v *visit) ([]reception.Requirement, error) {
	all, _, err := s.catalogue(v)
	return all, err
}

// requirementIn reads one requirement.
func requirementIn(ctx context.Context, r *storage.Reader, id reception.RequirementID) (reception.Requirement, error) {
	return r.Requirement(ctx, id)
}

func requirementHref(id reception.RequirementID) string { return fmt.Sprintf("/requirements/%d", id) }

// groupOf is in which part of the catalogue a recurrence is shown.
func groupOf(r reception.Recurrence) string {
	switch r {
	case reception.Once:
		return "start"
	case reception.BeforeExpiry:
		return "expiry"
	case reception.AfterHappening:
		return "event"
	}
	return "period"
}

func (v *visit) requirementName(q reception.Requirement) string {
	return tongue{v.lang, v.texts}.kind(q.Kind)
}

func (v *visit) requirementRow(q reception.Requirement, all []reception.Requirement, frame requirementFrame) requirementRow {
	out := requirementRow{Requirement: q, Name: v.requirementName(q), Whom: v.t("requirement.subject." + string(q.Subject)),
		Often: v.oftenWords(q), When: v.dueWords(q)}
	if q.Ladder != nil {
		out.Ladder = v.ladderWords(*q.Ladder)
	}
	if next := v.examples(q, frame, 1); len(next) > 0 {
		out.Example = next[0]
	}
	for _, a := range frame.agreements {
		if a.ID == q.AgreementID {
			out.Agreement = a.CIG
		}
	}
	for _, o := range all {
		if o.AgreementID != 0 && o.Kind == q.Kind && o.Subject == q.Subject && q.AgreementID == 0 {
			out.Overrides++
		}
	}
	return out
}

// oftenWords says how often something is owed, or before or after what.
func (v *visit) oftenWords(q reception.Requirement) string {
	switch q.Recurrence {
	case reception.BeforeExpiry:
		return v.t("often.before", v.whatName(q.Happening))
	case reception.AfterHappening:
		return v.t("often.after", v.whatName(q.Happening))
	}
	return v.t("requirement.recurrence." + string(q.Recurrence))
}

// dueWords says by when something is owed, as the rule has it.
func (v *visit) dueWords(q reception.Requirement) string {
	group := groupOf(q.Recurrence)
	d := q.Due
	switch {
	case d.Day > 0 && d.Months == 0:
		return v.t("due.day.same", d.Day)
	case d.Day > 0 && d.Months == 1:
		return v.t("due.day.next", d.Day)
	case d.Day > 0:
		return v.t("due.day.later", d.Day, d.Months)
	case d.Term == calendar.Term{}:
		return v.t("due.same." + group)
	}
	says := v.t("due.term."+group, v.termWords(d.Term))
	switch {
	case d.Term.NoRoll:
		says += ", " + v.t("due.no_roll")
	case d.Term.ClosuresRoll:
		says += ", " + v.t("due.closures_roll")
	case d.Term.SaturdayRolls:
		says += ", " + v.t("due.saturday_rolls")
	}
	return says
}

// termWords writes the length of a term: "10 giorni lavorativi".
func (v *visit) termWords(t calendar.Term) string {
	for _, u := range termUnits() {
		if n := *u.at(&t); n != 0 {
			return v.texts.count(v.lang, "term."+u.name, n)
		}
	}
	return ""
}

// termUnit is a unit of a term and where its length is.
type termUnit struct {
	name string
	at   func(*calendar.Term) *int
}

func termUnits() []termUnit {
	return []termUnit{
		{"days", func(t *calendar.Term) *int { return &t.Days }},
		{"working_days", func(t *calendar.Term) *int { return &t.WorkingDays }},
		{"hours", func(t *calendar.Term) *int { return &t.Hours }},
		{"months", func(t *calendar.Term) *int { return &t.Months }},
		{"years", func(t *calendar.Term) *int { return &t.Years }},
	}
}

// examples computes the next dates that a requirement makes, on grounds that
// are invented: a body with one agreement and one centre, to which what the
// requirement follows happens today, or expires in some months.
func (v *visit) examples(q reception.Requirement, frame requirementFrame, n int) []example {
	owed, err := workflow.Expect(sampleOf(q), sampleGrounds(q, frame), calendar.Period{Start: frame.today.AddDays(-400), End: frame.today.AddDays(800)})
	if err != nil {
		return nil // the form says what is wrong with the rule
	}
	slices.SortStableFunc(owed, func(a, b workflow.Obligation) int { return b.Due.On.DaysUntil(a.Due.On) })
	var out []example
	for _, o := range owed {
		if o.Due.On.Before(frame.today) || len(out) == n {
			continue
		}
		out = append(out, v.example(q, o))
	}
	return out
}

func sampleOf(q reception.Requirement) reception.Requirement {
	q.Active, q.StartsOn = true, calendar.Date{}
	return q
}

// sampleGrounds is the body for which examples are computed.
func sampleGrounds(q reception.Requirement, frame requirementFrame) workflow.Grounds {
	id := cmp.Or(q.AgreementID, 1)
	start := frame.today
	if q.Recurrence != reception.Once {
		start = calendar.MustDate(frame.today.Year()-1, time.January, 1)
	}
	a := reception.Agreement{ID: id, BodyID: 1, Kind: reception.CallOff, StartsOn: start, EndsOn: frame.today.AddDays(700), InvoiceMonths: 1,
		Covers: reception.CoversAll(1)}
	for _, real := range frame.agreements {
		if real.ID == q.AgreementID {
			a.InvoiceMonths, a.StartsOn, a.EndsOn = real.InvoiceMonths, real.StartsOn, real.EndsOn
		}
	}
	if q.Happening == reception.AgreementExpiry {
		a.EndsOn = frame.today.AddDays(120)
	}
	h := reception.Happening{ID: 1, BodyID: 1, What: q.Happening, On: frame.today}
	if q.Recurrence == reception.BeforeExpiry {
		h.On = frame.today.AddDays(120)
	}
	if q.Subject == reception.PerCentre {
		h.CentreID = 1
	}
	if q.Subject != reception.PerBody {
		h.AgreementID = id
	}
	return workflow.Grounds{Body: reception.Body{ID: 1}, Agreements: []reception.Agreement{a},
		Centres:    []reception.Centre{{ID: 1, BodyID: 1, Places: 1, OpenedOn: start}},
		Happenings: []reception.Happening{h}, Requirements: []reception.Requirement{sampleOf(q)}, Calendar: frame.calendar, Ladder: frame.office.Rules.Ladder}
}

func (v *visit) example(q reception.Requirement, o workflow.Obligation) example {
	g := tongue{v.lang, v.texts}
	out := example{By: v.t("example.by", o.Due.On.Words(v.lang)), Why: o.Due.Derivation.In(v.lang), On: o.Due.On}
	if !o.Due.At.IsZero() {
		out.Hour = o.Due.At.In(calendar.Rome()).Format("15:04")
		out.By = v.t("example.by_hour", o.Due.On.Words(v.lang), out.Hour)
	}
	switch q.Recurrence {
	case reception.Once:
		out.For = v.t("example.once", g.date(o.For.Start))
	case reception.BeforeExpiry:
		out.For = v.t("example.expiry", g.date(o.For.End))
	case reception.AfterHappening:
		out.For = v.t("example.event", g.date(o.For.Start))
	case reception.Daily:
		out.For = v.t("example.day", g.date(o.For.Start))
	default:
		out.For = v.t("example.period", g.period(o.For))
		if !o.For.IsMonth() {
			out.For = v.t("example.span", g.period(o.For))
		}
	}
	return out
}
