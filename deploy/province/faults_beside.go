package province

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Faults that are not in a file but beside it: what did not come, what has expired.

// alone says that the invoice is the body's only one of its month and later ones.
func (m *maker) alone(f *plan, same func(*plan) bool) bool {
	return !slices.ContainsFunc(m.plans, func(o *plan) bool {
		return o != f && o.invoice != nil && o.age <= f.age && same(o)
	})
}

func sameBody(f *plan) func(*plan) bool { return func(o *plan) bool { return o.Body == f.Body } }

// plantAttachment keeps a register back that the agreement's list asks for.
func plantAttachment(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	a := m.p.agreement(f.Agreement)
	if !slices.Contains(a.Checklist, document.Register) || !m.registersSent(f) {
		return "", "", false
	}
	i := slices.IndexFunc(m.plans, func(o *plan) bool {
		return o.register != nil && o.Agreement == f.Agreement && o.Period == f.Period && o.Fault == nil && m.upset(o) == ""
	})
	if i < 0 {
		return "", "", false
	}
	code := m.p.centre(m.plans[i].Centre).Code
	m.plans = slices.Delete(m.plans, i, i+1)
	f.at = "register of " + code
	return fmt.Sprintf("Con la fattura non è arrivato il registro di %s, che l'elenco del contratto chiede.", code),
		fmt.Sprintf("The register of %s, which the agreement's list asks for, did not come with the invoice.", code), true
}

// lapse ends the body's papers of a kind on a day, and takes later ones out.
func (p *Province) lapse(b *reception.Body, k document.Kind, on calendar.Date) {
	p.Happenings = slices.DeleteFunc(p.Happenings, func(h reception.Happening) bool {
		return h.BodyID == b.ID && h.What.Expires() == k && !h.On.Before(on)
	})
	p.happen(b, k, 0, on)
}

func (p *Province) happen(b *reception.Body, k document.Kind, c reception.CentreID, on calendar.Date) {
	p.Happenings = append(p.Happenings, reception.Happening{OfficeID: b.OfficeID, BodyID: b.ID, CentreID: c, What: reception.ExpiryOf(k), On: on})
	for i := range p.Happenings {
		p.Happenings[i].ID = reception.HappeningID(i + 1)
	}
}

func plantExpiredDURC(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	if !m.alone(f, sameBody(f)) || int(f.Body-1)%4 == 3 { // who sends one
		return "", "", false
	}
	on := calendar.DateOf(f.SubmittedAt).AddDays(-3)
	m.p.lapse(m.p.body(f.Body), document.DURC, on)
	f.at = "DURC"
	return fmt.Sprintf("L'ultimo DURC dell'ente valeva fino al %s.", on.It()), fmt.Sprintf("The body's last DURC was valid until %s.", on), true
}

func plantExpiredPolicy(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	if !m.alone(f, sameBody(f)) || int(f.Body-1)%5 == 2 { // whose policy is read from a file
		return "", "", false
	}
	on := f.Period.Start.AddDays(11)
	m.p.lapse(m.p.body(f.Body), document.Insurance, on)
	f.at = "insurance"
	return fmt.Sprintf("La polizza è scaduta il %s, prima della fine del mese fatturato.", on.It()),
		fmt.Sprintf("The insurance expired on %s, before the end of the month that is billed.", on), true
}

func plantExpiredFire(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	same := func(o *plan) bool { return o.Agreement == f.Agreement }
	covered := m.p.agreement(f.Agreement).Covered()
	if !m.alone(f, same) || len(covered) == 0 {
		return "", "", false
	}
	c := m.p.centre(covered[0])
	if !c.ClosedOn.IsZero() {
		return "", "", false
	}
	on := f.Period.Start.AddDays(19)
	m.p.happen(m.p.body(f.Body), document.FireSafety, c.ID, on)
	f.at = "fire safety of " + c.Code
	return fmt.Sprintf("La prevenzione incendi di %s è scaduta il %s, prima della fine del mese fatturato.", c.Code, on.It()),
		fmt.Sprintf("The fire safety of %s expired on %s, before the end of the month that is billed.", c.Code, on), true
}
