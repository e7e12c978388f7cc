package province

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// euro reads an amount that this package writes itself.
func euro(s string) decimal.Decimal { return decimal.RequireFromString(s) }

var pocketMoney, familyCap, phoneCard = euro("2.50"), euro("7.50"), euro("5.00")

// makeAgreements gives each body one agreement for all its centres, or two, one
// for each kind of centre, as separate tenders would; and some that matter to a
// demonstration: one that has just begun, one about to end, one whose rate
// changes in the middle of a month.
func (p *Province) makeAgreements() {
	for i := range p.Bodies {
		b := &p.Bodies[i]
		units, houses := p.byKind(b.ID)
		switch {
		case i%2 == 0 && len(units) > 0 && len(houses) > 0:
			p.addAgreement(b, units, "unità abitative")
			p.addAgreement(b, houses, "centri collettivi")
		default:
			p.addAgreement(b, append(units, houses...), "")
		}
	}
	p.newAgreement()
	p.endingAgreement()
	p.changeMidMonth()
	for _, n := range []int{3, 7} {
		p.listAttachments(p.bodyWith(n))
	}
	p.paidBy = make([][]reception.AgreementID, len(p.Centres))
	for _, a := range p.Agreements {
		for _, c := range a.Covered() {
			p.paidBy[c-1] = append(p.paidBy[c-1], a.ID)
		}
	}
}

func (p *Province) byKind(b reception.BodyID) (units, houses []reception.CentreID) {
	for _, id := range p.centresOfBody(b) {
		if p.centre(id).Kind == reception.HousingUnit {
			units = append(units, id)
		} else {
			houses = append(houses, id)
		}
	}
	return units, houses
}

func (p *Province) addAgreement(b *reception.Body, centres []reception.CentreID, lot string) *reception.Agreement {
	id := len(p.Agreements) + 1
	c := p.chance("agreement", id)
	start := p.months[0].Start
	for range c.between(15, 20) {
		start = calendar.MonthOf(start).Previous().Start
	}
	title := "Servizio di accoglienza dei richiedenti protezione internazionale"
	if lot != "" {
		title += " – " + lot
	}
	p.Agreements = append(p.Agreements, reception.Agreement{
		ID: reception.AgreementID(id), OfficeID: b.OfficeID, BodyID: b.ID, CIG: "B" + c.hex(9), Title: title,
		StartsOn: start, EndsOn: p.endOf(start), PaymentDays: 30, Kind: reception.CallOff, InvoiceMonths: 1,
		Counting: reception.CountingRule{EntryDay: true, ExitDay: id%6 == 4}, Covers: reception.CoversAll(centres...),
	})
	a := &p.Agreements[id-1]
	p.setTariffs(a, c)
	return a
}

// endOf is 730 days after the start, prolonged by as many again until it lies
// well after Today.
func (p *Province) endOf(start calendar.Date) calendar.Date {
	end := start.AddDays(730 - 1)
	for !end.After(p.Options.Today.AddDays(120)) {
		end = end.AddDays(730)
	}
	return end
}

// setTariffs writes the rates that the body has bid, from the start and again
// from each 1 October.
func (p *Province) setTariffs(a *reception.Agreement, c chance) {
	bid := decimal.New(int64(c.between(-60, 40)), -2)
	kit := pick(c, []string{"173.00", "173.00", "300.00"})
	rate := map[reception.CentreKind]decimal.Decimal{
		reception.HousingUnit:      euro("25.60").Add(bid),
		reception.CollectiveCentre: euro("32.08").Add(bid),
	}
	for from := a.StartsOn; !from.After(a.EndsOn); from = nextOctober(from) {
		for _, k := range kindsOf(p, a) {
			a.Tariffs = append(a.Tariffs, reception.Tariff{
				CentreKind: k, FromOn: from, DailyRate: rate[k], PocketMoney: pocketMoney, FamilyCap: familyCap, Kit: euro(kit), PhoneCard: phoneCard,
			})
			rate[k] = rate[k].Mul(euro("1.0075")).Round(2)
		}
	}
}

// nextOctober is the first 1 October after d.
func nextOctober(d calendar.Date) calendar.Date {
	o := calendar.MustDate(d.Year(), time.October, 1)
	if !o.After(d) {
		o = calendar.MustDate(d.Year()+1, time.October, 1)
	}
	return o
}

// kindsOf are the kinds of centre of the agreement, UA before CC.
func kindsOf(p *Province, a *reception.Agreement) []reception.CentreKind {
	var out []reception.CentreKind
	for _, k := range []reception.CentreKind{reception.HousingUnit, reception.CollectiveCentre} {
		for _, c := range a.Covered() {
			if p.centre(c).Kind == k {
				out = append(out, k)
				break
			}
		}
	}
	return out
}

// bodyWith returns the body of that position in the first office, or the last.
func (p *Province) bodyWith(n int) *reception.Body {
	return &p.Bodies[min(n, p.Options.Bodies)-1]
}

// newAgreement opens one more centre of the fifth body under an agreement of its
// own, from the first day of the last month but one.
func (p *Province) newAgreement() {
	b := p.bodyWith(5)
	r := p.region(b.OfficeID)
	m := p.months[max(0, len(p.months)-2)]
	if r.centres == r.bodies {
		return // one centre each: none is left to open
	}
	p.addCentreAfter(b, r)
	c := &p.Centres[len(p.Centres)-1]
	c.Kind, c.Places, c.OpenedOn = reception.HousingUnit, 9, m.Start
	a := p.addAgreement(b, []reception.CentreID{c.ID}, "affidamento ponte")
	a.StartsOn, a.EndsOn = m.Start, m.Start.AddDays(364)
	for !a.EndsOn.After(p.Options.Today.AddDays(120)) {
		a.EndsOn = a.EndsOn.AddDays(365)
	}
	a.Tariffs = nil
	p.setTariffs(a, p.chance("bridge"))
}

// endingAgreement ends the ninth body's agreement 45 days after Today.
func (p *Province) endingAgreement() {
	b := p.bodyWith(9)
	for i := range p.Agreements {
		if a := &p.Agreements[i]; a.BodyID == b.ID {
			a.EndsOn = p.Options.Today.AddDays(45)
			kept := a.Tariffs[:0]
			for _, t := range a.Tariffs {
				if !t.FromOn.After(a.EndsOn) {
					kept = append(kept, t)
				}
			}
			a.Tariffs = kept
			return
		}
	}
}

// listAttachments lets the body's agreements ask for the registers with each invoice.
func (p *Province) listAttachments(b *reception.Body) {
	for i := range p.Agreements {
		if a := &p.Agreements[i]; a.BodyID == b.ID {
			a.Checklist = []document.Kind{document.Register}
		}
	}
}

// changeMidMonth raises the eleventh body's rates from the 16th of the third
// month (of the first one, when there are fewer), by an additional act.
func (p *Province) changeMidMonth() {
	b, from := p.bodyWith(11), p.months[0].Start.AddDays(15)
	if len(p.months) >= 3 {
		from = p.months[2].Start.AddDays(15)
	}
	for i := range p.Agreements {
		a := &p.Agreements[i]
		if a.BodyID != b.ID {
			continue
		}
		for _, k := range kindsOf(p, a) {
			if t, ok := a.TariffOn(k, from); ok {
				t.FromOn, t.DailyRate = from, t.DailyRate.Add(euro("0.15"))
				a.Tariffs = append(a.Tariffs, t)
			}
		}
		p.liftLater(a, from)
		return
	}
}

// liftLater keeps the tariffs after from above the one that was inserted.
func (p *Province) liftLater(a *reception.Agreement, from calendar.Date) {
	for i := range a.Tariffs {
		if a.Tariffs[i].FromOn.After(from) {
			a.Tariffs[i].DailyRate = a.Tariffs[i].DailyRate.Add(euro("0.15"))
		}
	}
}

// addCentreAfter numbers a centre after all others of its office.
func (p *Province) addCentreAfter(b *reception.Body, r region) {
	p.addCentre(b.OfficeID, b.ID, r, len(p.centresOf(b.OfficeID))+1)
}

// kindInWords is a kind of centre as papers write it.
func kindInWords(k reception.CentreKind) string {
	if k == reception.HousingUnit {
		return "unità abitative"
	}
	return "centri collettivi"
}

// rateTitle is the heading of a rate: "Unità abitative (UA)".
func rateTitle(k reception.CentreKind) string {
	if k == reception.HousingUnit {
		return "Unità abitative (UA)"
	}
	return fmt.Sprintf("Centri collettivi (%s)", k)
}
