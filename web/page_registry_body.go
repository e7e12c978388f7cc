package web

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodyView is one body with its centres, agreements and facts.
type bodyView struct {
	Sections                    []navItem
	Done                        string
	AsOf                        asOf
	MayEdit                     bool
	Body                        reception.Body
	Profile                     string
	Centres                     []centreRow
	Agreements                  []agreementView
	Facts                       []factRow
	FactFiles                   downloads
	CentreFiles, AgreementFiles downloads // as of the day
	Planned                     bool      // a change of the body's data waits for its day
}

// centreRow is a centre on the day.
type centreRow struct {
	reception.Centre
	Open    bool
	Where   string
	Planned bool
}

// agreementView is an agreement in words.
type agreementView struct {
	reception.Agreement
	KindText  string
	Framework string // CIG of the framework of a call-off
	Term      calendar.Period
	Standing  badge
	Months    string // how often it is invoiced
	Counting  string
	Attached  []string
	Fines     []string
	Covered   []coveredRow
	Tariffs   []tariffView
	Planned   bool
	Warns     []string // what is odd about it, though it was saved
}

// coveredRow is a centre that an agreement covers, and when.
type coveredRow struct {
	Code, Name string
	When       string // "": for the whole term
}

// tariffView is a tariff in the language of the page.
type tariffView struct {
	FromOn, ToOn                            calendar.Date
	Kind                                    string
	Daily, PocketMoney, Cap, Kit, PhoneCard string
	Current                                 bool
}

func (s *site) bodyPage(v *visit) error {
	view := bodyView{Sections: v.sections(), Done: v.doneText(), MayEdit: v.mayEdit()}
	at, day, reg, err := s.bodyOn(v)
	if err != nil {
		return err
	}
	id := reg.Bodies[0].ID
	planned, err := s.planned(v)
	if err != nil {
		return err
	}
	view.AsOf, view.Body, view.Planned = at, reg.Bodies[0], planned[reception.EntityBody][int64(id)]
	view.FactFiles = downloadsOf(bodyHref(id)+"/facts", nil).of(v.t("happenings.title"))
	view.CentreFiles = downloadsOf(bodyHref(id)+"/centres", at.asked()).of(v.t("col.centres"))
	view.AgreementFiles = downloadsOf(bodyHref(id)+"/agreements", at.asked()).of(v.t("body.agreements"))
	view.Profile = v.t("vat." + string(view.Body.VATProfile))
	for _, c := range reg.Centres {
		view.Centres = append(view.Centres, centreRow{c, c.OpenIn(calendar.Period{Start: day, End: day}), whereIs(c), planned[reception.EntityCentre][int64(c.ID)]})
	}
	for _, a := range reg.Agreements {
		shown := v.agreement(a, reg, day)
		shown.Planned = planned[reception.EntityAgreement][int64(a.ID)]
		view.Agreements = append(view.Agreements, shown)
	}
	if view.Facts, err = s.facts(v, id, perPage); err != nil {
		return err
	}
	return s.page(v, http.StatusOK, "body", view.Body.Name, view)
}

// planned says which rows have a change whose day is still to come.
func (s *site) planned(v *visit) (map[reception.Entity]map[int64]bool, error) {
	out := map[reception.Entity]map[int64]bool{}
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		all, err := r.Coming(v.r.Context(), calendar.MustDate(calendar.LastYear, time.December, 31))
		for _, c := range all {
			if out[c.Entity] == nil {
				out[c.Entity] = map[int64]bool{}
			}
			out[c.Entity][c.EntityID] = true
		}
		return err
	})
	return out, err
}

// registryOfBody reads what the registry says of one body on a day.
func (s *site) registryOfBody(v *visit, id reception.BodyID, day calendar.Date) (reg reception.Registry, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		b, err := r.BodyOn(v.r.Context(), id, day)
		if err != nil {
			return err
		}
		reg.Bodies = []reception.Body{b}
		if reg.Centres, err = r.CentresOn(v.r.Context(), id, day); err != nil {
			return err
		}
		reg.Agreements, err = r.AgreementsOn(v.r.Context(), id, day)
		return err
	})
	return reg, err
}

func (v *visit) agreement(a reception.Agreement, reg reception.Registry, day calendar.Date) agreementView {
	out := agreementView{Agreement: a, KindText: v.t("agreement.kind." + string(a.Kind)), Term: a.Term(), Standing: v.standingOf(a, day),
		Months: v.t(fmt.Sprintf("agreement.months.%d", max(a.InvoiceMonths, 1))), Counting: v.countingWords(a.Counting)}
	g := tongue{v.lang, v.texts}
	for _, f := range reg.Agreements {
		if f.ID == a.FrameworkID && a.FrameworkID != 0 {
			out.Framework = f.CIG
		}
	}
	for _, k := range a.Checklist {
		out.Attached = append(out.Attached, g.kind(k))
	}
	for _, p := range a.Penalties {
		out.Fines = append(out.Fines, v.penaltyWords(p))
	}
	for _, c := range a.Covers {
		out.Covered = append(out.Covered, v.covered(a, c, reg.Centres))
	}
	for _, t := range a.Tariffs {
		now, ok := a.TariffOn(t.CentreKind, day)
		out.Tariffs = append(out.Tariffs, v.tariff(t, lastDayOf(a, t), ok && now.FromOn == t.FromOn))
	}
	if !a.EndsOn.Before(day) && a.Kind != reception.Framework {
		out.Warns = v.coveredTwice(a, reg)
		if len(a.Tariffs) == 0 {
			out.Warns = append([]string{v.t("agreement.no_tariffs")}, out.Warns...)
		}
	}
	return out
}

// coveredTwice says of each centre of an agreement on which days another one of
// its body covers it, too. A framework leaves that to its call-offs.
func (v *visit) coveredTwice(a reception.Agreement, reg reception.Registry) (says []string) {
	if a.StartsOn.IsZero() || a.EndsOn.IsZero() || a.Kind == reception.Framework {
		return nil
	}
	g := tongue{v.lang, v.texts}
	for _, o := range reg.Agreements {
		if o.ID == a.ID || o.Kind == reception.Framework {
			continue
		}
		for _, c := range a.Covers {
			for _, d := range o.Covers {
				both := reception.Overlap(a.Days(c), o.Days(d))
				if c.CentreID == d.CentreID && !both.IsZero() {
					says = append(says, v.t("agreement.twice", v.covered(a, c, reg.Centres).Code, o.CIG, g.date(both.Start), g.date(both.End)))
				}
			}
		}
	}
	return says
}

// standingOf says whether an agreement is in force on a day, and what else.
func (v *visit) standingOf(a reception.Agreement, day calendar.Date) badge {
	switch {
	case day.Before(a.StartsOn):
		return badge{"info", "clock", v.t("agreement.coming")}
	case day.After(a.EndsOn):
		return badge{"wait", "minus-circle", v.t("agreement.ended")}
	case day.DaysUntil(a.EndsOn) <= 90:
		return badge{"warn", "warning-circle", v.texts.count(v.lang, "agreement.ending", day.DaysUntil(a.EndsOn))}
	}
	return badge{"ok", "check-circle", v.t("agreement.active")}
}

func (v *visit) covered(a reception.Agreement, c reception.Covering, centres []reception.Centre) coveredRow {
	out := coveredRow{Code: fmt.Sprint(c.CentreID)}
	for _, x := range centres {
		if x.ID == c.CentreID {
			out.Code, out.Name = x.Code, x.Name
		}
	}
	if d := a.Days(c); d != a.Term() {
		out.When = tongue{v.lang, v.texts}.date(d.Start) + " – " + tongue{v.lang, v.texts}.date(d.End)
	}
	return out
}

// whereIs is the address of a centre, with its municipality where that does not
// say it.
func whereIs(c reception.Centre) string {
	if c.Address == "" || strings.Contains(c.Address, c.Municipality) {
		return cmp.Or(c.Address, c.Municipality)
	}
	return c.Address + ", " + c.Municipality
}

// lastDayOf is the last day on which a tariff holds: its own, that before the
// next of its kind, or the agreement's.
func lastDayOf(a reception.Agreement, t reception.Tariff) calendar.Date {
	if !t.ToOn.IsZero() {
		return t.ToOn
	}
	last := a.EndsOn
	for _, next := range a.Tariffs {
		if next.CentreKind == t.CentreKind && next.FromOn.After(t.FromOn) && !next.FromOn.After(last) {
			last = next.FromOn.AddDays(-1)
		}
	}
	return last
}

func (v *visit) tariff(t reception.Tariff, last calendar.Date, current bool) tariffView {
	g := tongue{v.lang, v.texts}
	money := func(d decimal.Decimal) string {
		if d.IsZero() {
			return "–"
		}
		return g.money(d)
	}
	return tariffView{FromOn: t.FromOn, ToOn: last, Kind: v.t("centre." + string(t.CentreKind)), Daily: money(t.DailyRate),
		PocketMoney: money(t.PocketMoney), Cap: money(t.FamilyCap), Kit: money(t.Kit), PhoneCard: money(t.PhoneCard), Current: current}
}

// penaltyWords writes a penalty in one line.
func (v *visit) penaltyWords(p reception.Penalty) string {
	g := tongue{v.lang, v.texts}
	out := p.Text
	if !p.Amount.IsZero() {
		out += ": " + g.money(p.Amount)
	}
	if !p.PerMille.IsZero() {
		out += ": " + v.t("penalty.per_mille", g.number(p.PerMille))
	}
	if p.ReplyDays > 0 {
		out += " (" + v.texts.count(v.lang, "penalty.reply", p.ReplyDays) + ")"
	}
	return out
}
