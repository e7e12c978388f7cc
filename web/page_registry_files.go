package web

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodyOn reads what the registry says of the body of the address, on its day; the
// agreements that end first come first.
func (s *site) bodyOn(v *visit) (at asOf, on calendar.Date, reg reception.Registry, err error) {
	if at, err = s.asOf(v); err != nil {
		return at, on, reg, err
	}
	on = at.on(s.Engine.Today())
	if reg, err = s.registryOfBody(v, reception.BodyID(v.pathID()), on); err != nil {
		return at, on, reg, err
	}
	slices.SortStableFunc(reg.Agreements, func(a, b reception.Agreement) int { return a.EndsOn.DaysUntil(b.EndsOn) })
	return at, on, reg, nil
}

// of names a file after its body and its day.
func (sh *sheet) of(b reception.Body, on calendar.Date) *sheet {
	sh.name += "-" + b.Code + "-" + on.String()
	return sh
}

// centresSheet is the centres of a body as a file.
func (s *site) centresSheet(v *visit) (*sheet, error) {
	at, on, reg, err := s.bodyOn(v)
	if err != nil {
		return nil, err
	}
	planned, err := s.planned(v)
	if err != nil {
		return nil, err
	}
	b := reg.Bodies[0]
	sh := v.sheet("file.centres", v.t("file.centres.title", b.Code, tongue{v.lang, v.texts}.date(on)), "col.code", "col.centre", "col.centre_kind", "label.centre.address",
		"label.centre.municipality", "col.places", "col.open", "label.centre.closed_on", "col.is_open", "col.planned", "col.link").of(b, on)
	for _, c := range reg.Centres {
		sh.add(word(c.Code), word(c.Name), word(v.t("centre."+string(c.Kind))), word(c.Address), word(c.Municipality), whole(c.Places),
			day(c.OpenedOn), day(c.ClosedOn), v.yesNo(c.OpenIn(calendar.Period{Start: on, End: on})),
			v.yesNo(planned[reception.EntityCentre][int64(c.ID)]), s.linkTo(v, bodyHref(b.ID)+at.Query()+"#centres"))
	}
	return sh, nil
}

// agreementsSheet is the agreements of a body as a file: a row for each tariff,
// one for an agreement that has none.
func (s *site) agreementsSheet(v *visit) (*sheet, error) {
	at, on, reg, err := s.bodyOn(v)
	if err != nil {
		return nil, err
	}
	planned, err := s.planned(v)
	if err != nil {
		return nil, err
	}
	b := reg.Bodies[0]
	sh := v.sheet("file.agreements", v.t("file.agreements.title", b.Code, tongue{v.lang, v.texts}.date(on)), "col.cig", "label.agreement.cup", "label.agreement.kind",
		"label.agreement.framework_id", "label.agreement.title", "col.state", "label.agreement.starts_on", "label.agreement.ends_on", "label.agreement.places",
		"label.agreement.invoice_months", "col.payment_days", "set.agreement.count", "set.agreement.covers", "agreement.extensions", "set.agreement.checklist",
		"set.agreement.penalties", "col.odd", "col.planned", "col.centre_kind", "col.from", "col.to_on", "col.in_force", "col.daily", "col.pocket", "col.cap", "col.kit",
		"col.phone", "col.link").of(b, on)
	for _, a := range reg.Agreements {
		shown := v.agreement(a, reg, on)
		head := v.agreementCells(shown)
		head = append(head, v.yesNo(planned[reception.EntityAgreement][int64(a.ID)]))
		to := s.linkTo(v, bodyHref(b.ID)+at.Query()+"#agreements")
		for i, t := range a.Tariffs {
			sh.add(slices.Concat(head, v.tariffCells(t, shown.Tariffs[i]), []cell{to})...)
		}
		if len(a.Tariffs) == 0 {
			none := slices.Repeat([]cell{word("")}, len(sh.columns)-len(head)-1)
			sh.add(slices.Concat(head, none, []cell{to})...)
		}
	}
	return sh, nil
}

// agreementCells is what each row of an agreement begins with.
func (v *visit) agreementCells(a agreementView) []cell {
	g := tongue{v.lang, v.texts}
	var covered, extended []string
	for _, c := range a.Covered {
		text := c.Code
		if c.When != "" {
			text += " (" + c.When + ")"
		}
		covered = append(covered, text)
	}
	for _, x := range a.Extensions {
		extended = append(extended, x.Act+" ("+g.date(x.DecidedOn)+"): "+v.t("extension.moved", g.date(x.FromEnd), g.date(x.EndsOn)))
	}
	var places cell = whole(a.Places)
	if a.Places == 0 {
		places = word(v.t("agreement.places_of_centres"))
	}
	several := func(all []string) word { return word(strings.Join(all, "; ")) }
	return []cell{word(a.CIG), word(a.CUP), word(a.KindText), word(a.Framework), word(a.Title), word(a.Standing.Text), day(a.StartsOn), day(a.EndsOn), places,
		word(a.Months), whole(a.PaymentDays), word(a.Counting), word(strings.Join(covered, ", ")), several(extended), several(a.Attached), several(a.Fines), several(a.Warns)}
}

// tariffCells is a tariff. A family without a cap has an empty cell, not a cap of
// nothing.
func (v *visit) tariffCells(t reception.Tariff, shown tariffView) []cell {
	money := func(d decimal.Decimal) cell { return amount(d) }
	var most cell = word("")
	if !t.FamilyCap.IsZero() {
		most = amount(t.FamilyCap)
	}
	return []cell{word(shown.Kind), day(t.FromOn), day(shown.ToOn), v.yesNo(shown.Current), money(t.DailyRate), money(t.PocketMoney), most, money(t.Kit), money(t.PhoneCard)}
}

// nextSheet is the next dates that come of a requirement as a file.
func (s *site) nextSheet(v *visit) (*sheet, error) {
	q, _, frame, err := s.requirementOf(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.next", v.t("requirement.next"), "col.about", "col.due", "col.hour", "col.why")
	for _, x := range v.examples(q, frame, 3) {
		sh.add(word(x.For), day(x.On), word(x.Hour), word(x.Why))
	}
	return sh, nil
}

// versionsSheet is the versions of a requirement as a file.
func (s *site) versionsSheet(v *visit) (*sheet, error) {
	q, _, _, err := s.requirementOf(v)
	if err != nil {
		return nil, err
	}
	all, err := s.templates(v, q.ID)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.versions", v.t("requirement.versions"), "requirement.version", "col.at", "col.who", "requirement.how_often", "requirement.by_when",
		"requirement.is_active", "label.requirement.removed", "requirement.is_proposed", "label.requirement.basis", "label.requirement.note", "col.link")
	for _, t := range all {
		sh.add(whole(t.Is.Version), moment(t.At), word(t.By), word(t.Often), word(t.When), v.yesNo(t.Is.Active), v.yesNo(t.Is.Removed), v.yesNo(t.Is.Proposed),
			word(t.Is.Basis), word(t.Is.Note), s.linkTo(v, requirementHref(q.ID)+"#v"+whole(t.Is.Version).csv()))
	}
	return sh, nil
}
