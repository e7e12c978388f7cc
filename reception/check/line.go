package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// lineSort is what a line bills.
type lineSort int

const (
	otherLine lineSort = iota
	perDiemLine
	pocketLine
)

var (
	pocketText = regexp.MustCompile(`pocket`)
	extraText  = regexp.MustCompile(`\bkit\b|sched[ae] telefonic|tesser[ae] telefonic|ricaric[ah]|\bbollo\b`)
	strongText = regexp.MustCompile(`presenz|pro[\s-]*die|pro[\s-]*capite`)
	weakText   = regexp.MustCompile(`accoglienza|giornat`)
	unitsText  = regexp.MustCompile(`unit[aà]'? abitativ|\bua\b|appartament`)
	houseText  = regexp.MustCompile(`collettiv|\bcc\b`)
)

// place finds out what a line is about: agreement, period, centres, kind of
// centre, and whether it bills days of reception.
func (d *desk) place(b *bill, l *line) {
	l.period = d.linePeriod(b, l)
	l.agreement = d.lineAgreement(b, l)
	d.sortLine(l)
	if l.agreement == nil || l.period.IsZero() {
		return
	}
	text := strings.ToLower(l.text("description"))
	l.centres = d.centresOf(l.agreement, l.period)
	if named := namedCentres(text, l.centres); len(named) > 0 {
		l.centres, l.centre = named, true
	}
	l.of = d.kindOf(l, text)
	if l.of != "" {
		l.centres = slices.DeleteFunc(slices.Clone(l.centres), func(c reception.Centre) bool { return c.Kind != l.of })
	}
}

// linePeriod is the line's own period, else that of the invoice, else that of
// the slot it was sent for.
func (d *desk) linePeriod(b *bill, l *line) calendar.Period {
	start, err1 := calendar.ParseDate(l.text("start"))
	end, err2 := calendar.ParseDate(l.text("end"))
	if err1 == nil && err2 == nil && !end.Before(start) && start.DaysUntil(end) < maxDays {
		return calendar.Period{Start: start, End: end}
	}
	if p, _, ok := b.period(); ok && p.Days() < maxDays {
		return p
	}
	if b.Obligation != nil {
		return b.Obligation.For
	}
	return calendar.Period{}
}

// maxDays bounds the periods that are looked at day by day.
const maxDays = 1000

// lineAgreement is the body's agreement that the line bills on: by the line's CIG, by
// the only CIG of the invoice that is the body's, or the only one whose agreement is in
// force on all days of the line, or by the slot.
func (d *desk) lineAgreement(b *bill, l *line) *reception.Agreement {
	if a := d.agreementOf(l.text("cig"), l.period); a != nil {
		return a
	}
	var found []*reception.Agreement
	for _, f := range b.cigs() {
		if a := d.agreementOf(f.Value, l.period); a != nil {
			found = append(found, a)
		}
	}
	if len(found) > 1 && !l.period.IsZero() {
		if whole := slices.DeleteFunc(slices.Clone(found), func(a *reception.Agreement) bool { return !within(l.period, a.Term()) }); len(whole) == 1 {
			found = whole
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	if b.Obligation == nil {
		return nil
	}
	return d.agreement(b.Obligation.Agreement)
}

// agreementOf returns the agreement of a CIG, the one in force in the period
// where several have it.
func (d *desk) agreementOf(cig string, p calendar.Period) (found *reception.Agreement) {
	for i := range d.Agreements {
		a := &d.Agreements[i]
		if bare(a.CIG) != bare(cig) || bare(cig) == "" {
			continue
		}
		if _, ok := overlap(p, calendar.Period{Start: a.StartsOn, End: a.EndsOn}); ok {
			return a
		}
		found = a
	}
	return found
}

// sortLine tells lines that bill days of reception: the unit price is a daily
// rate of the agreement, or the description speaks of presences. A line that
// only speaks of reception, at a price far from any rate, is not sure.
func (d *desk) sortLine(l *line) {
	text := strings.ToLower(l.text("description"))
	is, near := nearRate(l.agreement, l.price.Abs())
	many := l.has.quantity && l.quantity.GreaterThan(decimal.NewFromInt(1))
	switch {
	case is && many && (strongText.MatchString(text) || weakText.MatchString(text)): // "presenze, pocket money compreso"
		l.sort, l.sure = perDiemLine, true
		return
	case pocketText.MatchString(text):
		l.sort = pocketLine
		return
	case extraText.MatchString(text):
		return
	}
	switch {
	case is && l.has.price, strongText.MatchString(text):
		l.sort, l.sure = perDiemLine, true
	case weakText.MatchString(text) && many:
		l.sort, l.sure = perDiemLine, near
	}
}

// nearRate says whether a price is one of the agreement's daily rates, and
// whether it is within a third of one.
func nearRate(a *reception.Agreement, price decimal.Decimal) (is, near bool) {
	if a == nil {
		return false, false
	}
	for _, t := range a.Tariffs {
		is = is || t.DailyRate.Equal(price)
		off := t.DailyRate.Sub(price).Abs().Mul(decimal.NewFromInt(3))
		near = near || off.LessThanOrEqual(t.DailyRate)
	}
	return is, near
}

// namedCentres returns the centres whose code stands in the text.
func namedCentres(text string, centres []reception.Centre) []reception.Centre {
	tokens := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t,;:()/–", r) })
	said := map[string]bool{}
	for i, t := range tokens {
		said[bare(t)] = true
		if i > 0 {
			said[bare(tokens[i-1]+t)] = true
		}
	}
	var out []reception.Centre
	for _, c := range centres {
		if c.Code != "" && said[bare(c.Code)] {
			out = append(out, c)
		}
	}
	return out
}

// kindOf is the kind of centre that a line bills: that of the centres it may be
// about, the one it names, or the only one with a rate of its price.
func (d *desk) kindOf(l *line, text string) reception.CentreKind {
	kinds := kindsOf(l.agreement, l.centres)
	if len(kinds) == 1 {
		return kinds[0]
	}
	units, houses := unitsText.MatchString(text), houseText.MatchString(text)
	switch {
	case units && !houses && slices.Contains(kinds, reception.HousingUnit):
		return reception.HousingUnit
	case houses && !units && slices.Contains(kinds, reception.CollectiveCentre):
		return reception.CollectiveCentre
	}
	var fits []reception.CentreKind
	for _, k := range kinds {
		for _, s := range spans(l.agreement, k, l.period) {
			if s.ok && s.tariff.DailyRate.Equal(l.price.Abs()) {
				fits = append(fits, k)
				break
			}
		}
	}
	if len(fits) == 1 {
		return fits[0]
	}
	return ""
}

// kindsOf are the kinds of the centres, or where there are none, those that the
// agreement has tariffs for.
func kindsOf(a *reception.Agreement, centres []reception.Centre) []reception.CentreKind {
	var out []reception.CentreKind
	for _, c := range centres {
		out = append(out, c.Kind)
	}
	if len(out) == 0 {
		for _, t := range a.Tariffs {
			out = append(out, t.CentreKind)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// span is days on which one daily rate holds.
type span struct {
	period calendar.Period
	tariff reception.Tariff
	ok     bool // false: the agreement has no tariff on these days
}

// spans cuts the days of the period on which the agreement is in force where the
// daily rate changes.
func spans(a *reception.Agreement, k reception.CentreKind, p calendar.Period) []span {
	p, ok := overlap(p, calendar.Period{Start: a.StartsOn, End: a.EndsOn})
	if !ok {
		return nil
	}
	var out []span
	for day := p.Start; !day.After(p.End); day = day.AddDays(1) {
		t, ok := a.TariffOn(k, day)
		if n := len(out); n > 0 && out[n-1].ok == ok && out[n-1].tariff.DailyRate.Equal(t.DailyRate) {
			out[n-1].period.End = day
			continue
		}
		out = append(out, span{calendar.Period{Start: day, End: day}, t, ok})
	}
	return out
}

// days returns the lines that bill days of reception and can be placed.
func (b *bill) days() []line {
	var out []line
	for _, l := range b.lines {
		if l.sort == perDiemLine && l.agreement != nil && !l.period.IsZero() {
			out = append(out, l)
		}
	}
	return out
}

// cover is the days and centres that a line bills, those on which its agreement covers
// the centre.
func (l line) cover() cover {
	c := cover{}
	c.addLine(l)
	return c
}

func (c cover) addLine(l line) {
	for _, centre := range l.centres {
		for _, x := range l.agreement.Covers {
			if x.CentreID != centre.ID {
				continue
			}
			if p, ok := overlap(l.period, l.agreement.Days(x)); ok {
				c.add(centre, p)
			}
		}
	}
}

// meets says that two lines bill the same agreement for some of the same days
// and centres.
func (l line) meets(o line) bool {
	if l.agreement.ID != o.agreement.ID {
		return false
	}
	if _, ok := overlap(l.period, o.period); !ok {
		return false
	}
	return slices.ContainsFunc(l.centres, func(c reception.Centre) bool {
		return slices.ContainsFunc(o.centres, func(x reception.Centre) bool { return x.ID == c.ID })
	})
}

// billsDays is the reason that rules on days of reception give where the invoice has
// none, or has none any more.
func (d *desk) billsDays() (it, en string, ok bool) {
	if d.back.whole {
		return takenBackWhole.it, takenBackWhole.en, false
	}
	return billsDays(d.bill)
}

func billsDays(b *bill) (it, en string, ok bool) {
	switch {
	case b.isCredit():
		return "È una nota di credito: si controlla con la fattura che corregge.",
			"It is a credit note: it is checked with the invoice it corrects.", false
	case len(b.all(document.InvoiceCIG)) == 0 && b.Obligation == nil:
		return "Non si sa a quale contratto si riferisce la fattura: vedere R1.",
			"The invoice's agreement is not known: see R1.", false
	}
	return "", "", true
}
