package province

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// invoice is a FatturaPA on its way to becoming a file. The fields hold what
// will be written; settle computes the sums from the lines.
type invoice struct {
	p           *Province
	agreement   *reception.Agreement
	body        *reception.Body
	office      *reception.Office
	month       calendar.Period
	number      string
	date        calendar.Date
	progressive string // five characters, unique for the sender
	kind        string // TipoDocumento
	linked      string // number of the invoice that a credit note takes back
	linkedOn    calendar.Date
	seller      *reception.Body // who issues it
	buyer       string          // tax code
	cig         string
	officeCode  string
	iban        string
	lines       []line
	summaries   []summary
	bollo       bool
	causes      []string
	total       decimal.Decimal // ImportoTotaleDocumento
	payable     decimal.Decimal // ImportoPagamento: without the tax that the office pays itself
}

// line is a DettaglioLinee.
type line struct {
	text            string
	quantity, price decimal.Decimal
	total           decimal.Decimal
	unit            string
	period          calendar.Period
	rate            decimal.Decimal // VAT, in percent
	nature          string
	perDiem         bool
}

// summary is a DatiRiepilogo.
type summary struct {
	rate, taxable, tax decimal.Decimal
	nature, due, law   string
}

// treatment is how lines are taxed.
type treatment struct {
	rate              decimal.Decimal
	nature, due, text string
}

var (
	reducedVAT = treatment{rate: euro("5.00"), due: "S"}
	exemptVAT  = treatment{nature: "N4", text: "Esente IVA art. 10, comma 1, n. 21, DPR 633/1972"}
	outsideVAT = treatment{nature: "N2.2", text: "Fuori campo IVA per carenza del presupposto soggettivo, art. 4 DPR 633/1972"}
	excluded   = treatment{nature: "N1", text: "Escluso art. 15, comma 1, n. 3, DPR 633/1972"}
)

var treatments = map[reception.VATProfile]treatment{
	reception.VATReduced: reducedVAT, reception.VATExempt: exemptVAT, reception.VATOutOfScope: outsideVAT,
}

// lawOf is the RiferimentoNormativo of a rate and Natura.
func (t treatment) law() string {
	if t.nature == "" {
		return "Scissione dei pagamenti art. 17-ter DPR 633/1972; Tab. A, parte II-bis, n. 1"
	}
	return t.text
}

// newInvoice bills the agreement's centres for the month: presences by the
// tariff of the day, pocket money, kits and phone cards.
func (p *Province) newInvoice(a *reception.Agreement, m calendar.Period) *invoice {
	inv := &invoice{p: p, agreement: a, body: p.body(a.BodyID), office: p.office(a.OfficeID), month: m,
		kind: "TD01", seller: p.body(a.BodyID), buyer: p.office(a.OfficeID).TaxCode, cig: a.CIG, officeCode: p.office(a.OfficeID).OfficeCode, iban: p.body(a.BodyID).IBAN}
	h := p.detail(a.BodyID).habits
	vat := treatments[inv.body.VATProfile]
	extra := vat
	if h.pocketN1 {
		extra = excluded
	}
	for _, s := range p.segments(a, m) {
		inv.perDiem(s, vat, h.perCentre)
	}
	inv.extras(vat, extra)
	inv.bollo = vat.nature == "N4" || h.pocketN1
	inv.settle()
	inv.explain()
	return inv
}

// segment is a kind of centre and days on which one tariff holds.
type segment struct {
	kind    reception.CentreKind
	period  calendar.Period
	tariff  reception.Tariff
	centres []reception.CentreID
}

// segments cuts the days of the month in which the agreement is in force where a
// tariff changes.
func (p *Province) segments(a *reception.Agreement, m calendar.Period) []segment {
	var out []segment
	for _, k := range kindsOf(p, a) {
		var cs []reception.CentreID
		for _, c := range a.Covered() {
			if p.centre(c).Kind == k {
				cs = append(cs, c)
			}
		}
		for d := m.Start; !d.After(m.End); d = d.AddDays(1) {
			t, ok := a.TariffOn(k, d)
			if !ok || !a.ActiveOn(d) {
				continue
			}
			if n := len(out); n > 0 && out[n-1].kind == k && out[n-1].tariff.FromOn == t.FromOn {
				out[n-1].period.End = d
				continue
			}
			out = append(out, segment{k, calendar.Period{Start: d, End: d}, t, cs})
		}
	}
	return out
}

func (inv *invoice) perDiem(s segment, vat treatment, perCentre bool) {
	groups := [][]reception.CentreID{s.centres}
	if perCentre {
		groups = nil
		for _, c := range s.centres {
			groups = append(groups, []reception.CentreID{c})
		}
	}
	for _, g := range groups {
		days := 0
		for _, c := range g {
			days += inv.p.PersonDays(c, s.period)
		}
		if days == 0 {
			continue
		}
		text := fmt.Sprintf("Servizio di accoglienza in %s – presenze %s", kindInWords(s.kind), monthOfLine(s.period))
		if perCentre {
			text = fmt.Sprintf("Servizio di accoglienza centro %s – presenze %s", inv.p.centre(g[0]).Code, monthOfLine(s.period))
		}
		inv.add(line{text: text, quantity: decimal.New(int64(days), 0), unit: "GG", price: s.tariff.DailyRate, period: s.period, perDiem: true}, vat)
	}
}

// monthOfLine names the days that a line bills.
func monthOfLine(p calendar.Period) string {
	if p.IsMonth() {
		return fmt.Sprintf("mese di %s %d", monthName(p.Start.Month()), p.Start.Year())
	}
	return fmt.Sprintf("dal %s al %s", p.Start.It(), p.End.It())
}

// extras bills what is not the daily rate.
func (inv *invoice) extras(vat, pocket treatment) {
	pockets, entries := 0, 0
	for _, c := range inv.agreement.Covered() {
		pockets += inv.p.PocketDays(c, inv.month)
		entries += inv.p.Entries(c, inv.month)
	}
	t, ok := inv.agreement.TariffOn(kindsOf(inv.p, inv.agreement)[0], inv.month.End)
	if !ok {
		return
	}
	name := monthOfLine(inv.month)
	if pockets > 0 {
		inv.add(line{text: "Pocket money erogato agli ospiti – " + name, quantity: decimal.New(int64(pockets), 0), unit: "GG",
			price: t.PocketMoney, period: inv.month}, pocket)
	}
	if entries > 0 {
		inv.add(line{text: "Kit di primo ingresso – " + name, quantity: decimal.New(int64(entries), 0), unit: "NR", price: t.Kit}, vat)
		inv.add(line{text: "Scheda telefonica di primo ingresso – " + name, quantity: decimal.New(int64(entries), 0), unit: "NR", price: t.PhoneCard}, vat)
	}
}

func (inv *invoice) add(l line, t treatment) {
	l.rate, l.nature = t.rate, t.nature
	l.total = l.quantity.Mul(l.price).Round(2)
	inv.lines = append(inv.lines, l)
}

// settle computes line totals, summaries and sums from quantities, prices and
// rates.
func (inv *invoice) settle() {
	inv.summaries, inv.total, inv.payable = nil, decimal.Zero, decimal.Zero
	for i := range inv.lines {
		l := &inv.lines[i]
		l.total = l.quantity.Mul(l.price).Round(2)
		s := inv.summary(l)
		s.taxable = s.taxable.Add(l.total)
	}
	for i := range inv.summaries {
		s := &inv.summaries[i]
		s.tax = s.taxable.Mul(s.rate).Shift(-2).Round(2)
		inv.total = inv.total.Add(s.taxable).Add(s.tax)
		inv.payable = inv.payable.Add(s.taxable)
	}
}

// summary is the summary of the line's rate and Natura.
func (inv *invoice) summary(l *line) *summary {
	i := slices.IndexFunc(inv.summaries, func(s summary) bool { return s.rate.Equal(l.rate) && s.nature == l.nature })
	if i < 0 {
		s := summary{rate: l.rate, nature: l.nature}
		for _, t := range []treatment{reducedVAT, exemptVAT, outsideVAT, excluded} {
			if t.rate.Equal(l.rate) && t.nature == l.nature {
				s.due, s.law = t.due, t.law()
			}
		}
		inv.summaries = append(inv.summaries, s)
		i = len(inv.summaries) - 1
	}
	return &inv.summaries[i]
}

// explain writes the Causale.
func (inv *invoice) explain() {
	a := inv.agreement
	cig := ""
	if inv.cig != "" {
		cig = " – CIG " + inv.cig
	}
	inv.causes = []string{fmt.Sprintf("Servizio di accoglienza di cittadini stranieri richiedenti protezione internazionale – %s%s – convenzione del %s",
		monthOfLine(inv.month), cig, a.StartsOn.It())}
	switch inv.body.VATProfile {
	case reception.VATReduced:
		inv.causes = append(inv.causes, "Operazione soggetta alla scissione dei pagamenti ai sensi dell'art. 17-ter del DPR 633/1972")
	case reception.VATOutOfScope:
		inv.causes = append(inv.causes, "Esente da imposta di bollo ai sensi dell'art. 82, comma 5, del D.Lgs. 117/2017")
	}
}

// fileName is the name that the exchange system wants.
func (inv *invoice) fileName() string {
	return fmt.Sprintf("%s_%s.xml", inv.body.VATID, inv.progressive)
}

// bytes writes the invoice as XML.
func (inv *invoice) bytes() ([]byte, error) { return writeFatturaPA(inv), nil }
