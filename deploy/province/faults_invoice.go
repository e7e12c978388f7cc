package province

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
)

func (inv *invoice) lineOf(text string) *line {
	i := slices.IndexFunc(inv.lines, func(l line) bool { return strings.HasPrefix(l.text, text) })
	if i < 0 {
		return nil
	}
	return &inv.lines[i]
}

func plantOvercount(m *maker, f *plan, c chance) (it, en string, ok bool) {
	inv, extra := f.invoice, int64(c.between(3, 9))
	l := inv.lineOf("Servizio")
	if l == nil || !m.registersSent(f) {
		return "", "", false
	}
	days := int64(0)
	for _, l := range inv.lines {
		if l.perDiem {
			days += l.quantity.IntPart()
		}
	}
	f.at = "Quantita of line 1"
	l.quantity = l.quantity.Add(decimal.New(extra, 0))
	inv.settle()
	return fmt.Sprintf("La fattura conta %s presenze, i registri ne danno %s: %d in più.", countIt(int(days+extra)), countIt(int(days)), extra),
		fmt.Sprintf("The invoice bills %s person-days, the registers give %s: %d more.", countEn(int(days+extra)), countEn(int(days)), extra), true
}

// registersSent says that the registers of all the centres that the invoice
// bills have come in.
func (m *maker) registersSent(inv *plan) bool {
	sent := map[slot]bool{}
	for _, f := range m.plans {
		if f.register != nil {
			sent[slot{f.Centre, f.Period}] = true
		}
	}
	return m.billedIn(inv, sent)
}

// plantOldTariff bills at the rate that held before 1 October.
func plantOldTariff(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	for i := range inv.lines {
		l := &inv.lines[i]
		if !l.perDiem {
			continue
		}
		f.at = fmt.Sprintf("PrezzoUnitario of line %d", i+1)
		now, old, found := m.octoberChange(inv.agreement, l)
		if !found {
			return "", "", false
		}
		it = fmt.Sprintf("Il prezzo pro die è %s, dal %s la tariffa è %s.", comma(old.DailyRate), now.FromOn.It(), comma(now.DailyRate))
		en = fmt.Sprintf("The daily rate is %s, since %s the tariff is %s.", old.DailyRate.StringFixed(2), now.FromOn, now.DailyRate.StringFixed(2))
		l.price = old.DailyRate
		inv.settle()
		return it, en, true
	}
	return "", "", false
}

// octoberChange finds the tariff of the line, which must hold since 1 October,
// and the one before it.
func (m *maker) octoberChange(a *reception.Agreement, l *line) (now, old reception.Tariff, ok bool) {
	for _, k := range kindsOf(m.p, a) {
		t, found := a.TariffOn(k, l.period.Start)
		if !found || !t.DailyRate.Equal(l.price) || t.FromOn.Month() != 10 || t.FromOn.Day() != 1 {
			continue
		}
		before, found := a.TariffOn(k, t.FromOn.AddDays(-1))
		return t, before, found && !before.DailyRate.Equal(t.DailyRate)
	}
	return now, old, false
}

func plantWrongCIG(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.agreement.CIG
	f.at = "CodiceCIG"
	if swapped(right) == right {
		return "", "", false
	}
	inv.cig = swapped(right)
	inv.explain()
	return fmt.Sprintf("La fattura riporta il CIG %s, la convenzione ha il CIG %s.", inv.cig, right),
		fmt.Sprintf("The invoice bears the CIG %s, the agreement has the CIG %s.", inv.cig, right), true
}

func plantWrongOfficeCode(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.officeCode
	f.at = "CodiceDestinatario"
	inv.officeCode = swapped(right)
	return fmt.Sprintf("Il codice destinatario è %s, quello dell'ufficio è %s.", inv.officeCode, right),
		fmt.Sprintf("The recipient code is %s, the office's is %s.", inv.officeCode, right), true
}

// plantDuplicateNumber uses the number of an earlier invoice of the same body
// and year once more.
func plantDuplicateNumber(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	for _, o := range m.plans {
		same := o.invoice != nil && o.Body == f.Body && o.Period.End.Before(f.Period.Start) && o.Fault == nil
		if !same || o.invoice.date.Year() != f.invoice.date.Year() || !o.SubmittedAt.Before(f.SubmittedAt) {
			continue
		}
		f.at = "Numero"
		m.taken[m.key(o)] = true // it stays as it is
		f.invoice.number = o.invoice.number
		return fmt.Sprintf("Il numero %s è già della fattura del %s.", o.invoice.number, o.invoice.date.It()),
			fmt.Sprintf("The number %s is already that of the invoice of %s.", o.invoice.number, o.invoice.date), true
	}
	return "", "", false
}

// plantSummary adds 100 euros to the taxable amount of a summary, with tax and
// total to match.
func plantSummary(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	s := &inv.summaries[0]
	f.at = "ImponibileImporto of summary 1"
	right, tax := s.taxable, s.tax
	s.taxable = right.Add(euro("100.00"))
	s.tax = s.taxable.Mul(s.rate).Shift(-2).Round(2)
	inv.total = inv.total.Add(euro("100.00")).Add(s.tax).Sub(tax)
	inv.payable = inv.payable.Add(euro("100.00"))
	return fmt.Sprintf("L'imponibile del riepilogo è %s, la somma delle righe è %s.", comma(s.taxable), comma(right)),
		fmt.Sprintf("The taxable amount of the summary is %s, the sum of the lines is %s.", s.taxable.StringFixed(2), right.StringFixed(2)), true
}

// plantLine makes a line's total 10 euros too high; the sums follow it.
func plantLine(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.lines[0].total
	f.at = "PrezzoTotale of line 1"
	written := right.Add(euro("10.00"))
	inv.lines[0].total = written
	s := &inv.summaries[0]
	tax := s.tax
	s.taxable = s.taxable.Add(euro("10.00"))
	s.tax = s.taxable.Mul(s.rate).Shift(-2).Round(2)
	inv.total = inv.total.Add(euro("10.00")).Add(s.tax).Sub(tax)
	inv.payable = inv.payable.Add(euro("10.00"))
	return fmt.Sprintf("Alla riga 1 il prezzo totale è %s, quantità per prezzo unitario dà %s.", comma(written), comma(right)),
		fmt.Sprintf("In line 1 the total price is %s, quantity times unit price gives %s.", written.StringFixed(2), right.StringFixed(2)), true
}

func plantTax(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	s := &inv.summaries[0]
	if s.rate.IsZero() {
		return "", "", false
	}
	f.at = "Imposta of summary 1"
	right := s.tax
	s.tax = right.Add(euro("12.50"))
	inv.total = inv.total.Add(euro("12.50"))
	return fmt.Sprintf("L'imposta è %s, il %s%% dell'imponibile è %s.", comma(s.tax), s.rate, comma(right)),
		fmt.Sprintf("The tax is %s, %s %% of the taxable amount is %s.", s.tax.StringFixed(2), s.rate, right.StringFixed(2)), true
}

func plantMissingBollo(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	if f.invoice.body.VATProfile != reception.VATExempt {
		return "", "", false
	}
	f.at = "DatiBollo"
	f.invoice.bollo = false
	return "La fattura è esente IVA oltre 77,47 euro e manca l'imposta di bollo di 2,00 euro.",
		"The invoice is exempt from VAT above 77.47 euros and the stamp duty of 2.00 euros is missing.", true
}

// plantWrongIBAN asks for payment on an account that was not communicated.
func plantWrongIBAN(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	inv := f.invoice
	f.at = "IBAN"
	inv.iban = iban(c.digits(12))
	return fmt.Sprintf("L'IBAN %s non è il conto dedicato comunicato (%s).", inv.iban, inv.body.IBAN),
		fmt.Sprintf("The IBAN %s is not the dedicated account that was communicated (%s).", inv.iban, inv.body.IBAN), inv.iban != inv.body.IBAN
}

// plantWrongVAT bills a social cooperative's services as exempt.
func plantWrongVAT(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	if inv.body.VATProfile != reception.VATReduced || f.Format != XML {
		return "", "", false
	}
	f.at = "AliquotaIVA and Natura"
	for i := range inv.lines {
		inv.lines[i].rate, inv.lines[i].nature = exemptVAT.rate, exemptVAT.nature
	}
	inv.bollo = true
	inv.settle()
	inv.causes = inv.causes[:1]
	return "La cooperativa sociale ha fatturato in esenzione (N4): l'aliquota prevista è il 5%.",
		"The social cooperative has invoiced as exempt (N4): its rate is 5 %.", true
}

func plantPocketMoney(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	inv := f.invoice
	l, days := inv.lineOf("Pocket money"), decimal.Zero
	for _, d := range inv.lines {
		if d.perDiem {
			days = days.Add(d.quantity)
		}
	}
	if l == nil {
		return "", "", false
	}
	f.at = "Quantita of the line of pocket money"
	l.quantity = days.Add(decimal.New(int64(c.between(12, 40)), 0))
	inv.settle()
	return fmt.Sprintf("Il pocket money è chiesto per %s giornate, le presenze sono %s.", l.quantity, days),
		fmt.Sprintf("Pocket money is billed for %s days, the person-days are %s.", l.quantity, days), true
}

func plantKits(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Kit")
	if l == nil {
		return "", "", false
	}
	f.at = "Quantita of the line of kits"
	right := l.quantity
	l.quantity = m.arrivals(f).Add(decimal.New(2, 0))
	inv.settle()
	return fmt.Sprintf("I kit di primo ingresso fatturati sono %s, i nuovi ingressi sono %s.", l.quantity, right),
		fmt.Sprintf("%s first-entry kits are billed, the new entries are %s.", l.quantity, right), true
}

// plantBrokenSignature changes the last byte of the signature.
func plantBrokenSignature(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	if f.Format != SignedXML {
		return "", "", false
	}
	f.at = "signature"
	f.wreck = func(b []byte) []byte {
		b[len(b)-1] ^= 0xff
		return b
	}
	return "La firma digitale non corrisponde al contenuto del file.", "The digital signature does not match the content of the file.", true
}

// arrivals is what the registers of the invoice tell as entries: transfers too, which
// give no right to a kit, but which they don't tell apart.
func (m *maker) arrivals(f *plan) decimal.Decimal {
	n := 0
	for _, c := range f.invoice.agreement.Covered() {
		n += m.p.arrivals(c, f.Period)
	}
	return decimal.New(int64(n), 0)
}
