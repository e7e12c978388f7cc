package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodyMonthView is how a body stands in a month, for the office: every
// obligation by kind, what asks for attention first. What is owed every day takes
// one line for each centre, with a calendar of its days behind it.
type bodyMonthView struct {
	Body       reception.Body
	Month      calendar.Period
	Prev, Next calendar.Period
	Kinds      []kindGroup
	Files      downloads
	Findings   downloads
}

// kindGroup is the obligations of one kind.
type kindGroup struct {
	Kind   document.Kind
	Slots  []monthRow
	Strips []stripView // what is owed every day
	Count  int         // of obligations, a day of what is owed every day for one
}

// monthRow is one obligation, with why its dates are what they are.
type monthRow struct {
	slotView
	About   string
	Because whyView // why it is due then
	Mend    whyView // why it is to be completed then
}

// bodyMonth is what one snapshot says of a body and a month.
type bodyMonth struct {
	desk
	body  reception.Body
	month calendar.Period
	lines []storage.SlotLine
	days  []storage.DayLine
	whys  map[workflow.ObligationID]storage.DateReason // of the days, for a file
}

func (s *site) loadBodyMonth(v *visit, forFile bool) (m bodyMonth, err error) {
	if m.month, err = v.pathMonth(); err != nil {
		return m, err
	}
	m.desk = s.desk()
	id := reception.BodyID(v.pathID())
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if m.body, err = r.Body(v.r.Context(), id); err != nil {
			return err
		}
		if m.lines, err = r.SlotsOnWall(v.r.Context(), id, m.month); err != nil {
			return fmt.Errorf("slots of body %d in %s: %w", id, m.month.Key(), err)
		}
		if m.days, err = r.DaysOfMonth(v.r.Context(), id, m.month); err != nil {
			return fmt.Errorf("days of body %d in %s: %w", id, m.month.Key(), err)
		}
		if m.soon, err = r.DueSoonDays(v.r.Context(), v.person.OfficeID); err != nil || !forFile {
			return err
		}
		ids := make([]workflow.ObligationID, len(m.days))
		for i, l := range m.days {
			ids[i] = l.ID
		}
		m.whys, err = r.DateReasons(v.r.Context(), ids)
		return err
	})
	return m, err
}

func (s *site) bodyMonthPage(v *visit) error {
	m, err := s.loadBodyMonth(v, false)
	if err != nil {
		return err
	}
	view := bodyMonthView{Body: m.body, Month: m.month, Prev: m.month.Previous(), Next: m.month.Next(), Kinds: v.slotsByKind(m),
		Files: downloadsOf(bodyMonthHref(m.month, m.body.ID, ""), nil), Findings: downloadsOf(bodyMonthHref(m.month, m.body.ID, "")+"/findings", nil)}
	return s.page(v, http.StatusOK, "bodymonth", v.t("bodymonth.title", m.body.Name), view)
}

// bodyMonthSheet is the same list as a file, a row for each day of what is owed
// every day.
func (s *site) bodyMonthSheet(v *visit) (*sheet, error) {
	m, err := s.loadBodyMonth(v, true)
	if err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	sh := v.sheet("file.bodymonth", v.t("bodymonth.heading", g.period(m.month)), "col.kind", "col.about", "col.centre_code", "col.centre", "col.cig", "col.due",
		"col.first_due", "col.state", "col.days_late", "col.received", "col.findings", "col.why", "col.link")
	sh.name += "-" + m.month.Key() + "-" + m.body.Code
	for _, l := range m.lines {
		row := v.slot(l, m.desk)
		sh.add(word(g.kind(l.Kind)), word(g.about(row)), word(l.CentreCode), word(l.CentreName), word(l.CIG), day(l.DueOn), day(l.FirstDueOn),
			word(v.t("standing."+string(row.Standing))), whole(row.Late), momentOf(l.SubmittedAt), whole(l.Findings), v.why(v.becauseDue(l, "")), s.linkTo(v, row.Href()))
	}
	for _, l := range m.days {
		o := l.Obligation()
		late := l.LateDays
		if l.Status == workflow.ObligationOpen {
			late = o.DaysLate(m.today)
		}
		sh.add(word(g.kind(l.Kind)), word(g.period(o.For)), word(l.CentreCode), word(l.CentreName), word(l.CIG), day(l.DueOn), day{},
			word(v.t("standing."+string(m.standing(o)))), whole(late), moment{}, word(""), v.why(v.becauseDay(m.whys[l.ID], o)), s.linkTo(v, obligationHref(l.ID)))
	}
	return sh, nil
}

// slotsByKind groups obligations in the order of the catalogue.
func (v *visit) slotsByKind(m bodyMonth) (out []kindGroup) {
	strips := v.strips(m.days, m.desk)
	for _, i := range document.Catalogue() {
		g := kindGroup{Kind: i.Kind}
		var slots []slotView
		for _, l := range m.lines {
			if l.Kind == i.Kind {
				slots = append(slots, v.slot(l, m.desk))
			}
		}
		for _, s := range strips {
			if s.Kind == i.Kind {
				g.Strips = append(g.Strips, s)
				g.Count += s.Counts.All
			}
		}
		if g.Count += len(slots); g.Count == 0 {
			continue
		}
		byAttention(slots)
		for _, s := range slots {
			g.Slots = append(g.Slots, v.monthRow(s))
		}
		slices.SortStableFunc(g.Strips, func(a, b stripView) int { return cmp.Compare(a.rank, b.rank) })
		out = append(out, g)
	}
	return out
}

func (v *visit) monthRow(s slotView) monthRow {
	g := tongue{v.lang, v.texts}
	about := g.about(s)
	of := whose(g.kind(s.Kind), s.CentreCode, about)
	row := monthRow{slotView: s, About: about, Because: v.becauseDue(s.SlotLine, of)}
	if s.Status == workflow.ObligationToComplete {
		row.Mend = v.because(s.TaskReason, of)
	}
	return row
}
