package province

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Faults of what an invoice says about itself: parties, agreement, account, number,
// dates.

// plantOtherCIG bills on another agreement of the body, in force in the same month.
func plantOtherCIG(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.agreement
	for i := range m.p.Agreements {
		a := &m.p.Agreements[i]
		if a.BodyID != f.Body || a.ID == right.ID || a.StartsOn.After(f.Period.Start) || a.EndsOn.Before(f.Period.End) {
			continue
		}
		f.at = "CodiceCIG"
		inv.cig = a.CIG
		inv.explain()
		return fmt.Sprintf("La fattura riporta il CIG %s, di un altro contratto dell'ente: il suo è %s.", a.CIG, right.CIG),
			fmt.Sprintf("The invoice bears the CIG %s, of another agreement of the body: its own is %s.", a.CIG, right.CIG), true
	}
	return "", "", false
}

func plantMalformedCIG(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.agreement.CIG
	f.at = "CodiceCIG"
	inv.cig = right[:9]
	inv.explain()
	return fmt.Sprintf("Il CIG ha nove caratteri: %s; quello della convenzione è %s.", inv.cig, right),
		fmt.Sprintf("The CIG has nine characters: %s; the agreement's is %s.", inv.cig, right), true
}

func plantMissingCIG(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	f.at = "CodiceCIG"
	f.invoice.cig = ""
	f.invoice.explain()
	return "La fattura non riporta il CIG.", "The invoice has no CIG.", true
}

// plantWrongBuyer bills the neighbouring Prefettura by its tax code.
func plantWrongBuyer(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	right, other := f.invoice.office.TaxCode, m.p.office(2).TaxCode
	f.at = "CessionarioCommittente/CodiceFiscale"
	f.invoice.buyer = other
	return fmt.Sprintf("Il codice fiscale del committente è %s, quello dell'ufficio è %s.", other, right),
		fmt.Sprintf("The buyer's tax code is %s, the office's is %s.", other, right), true
}

// plantWrongSeller hands in the invoice of another body of the same sort.
func plantWrongSeller(m *maker, f *plan, c chance) (it, en string, ok bool) {
	other := m.p.body(pick(c, m.p.bodiesOf(f.Office)))
	if other.ID == f.Body || other.VATProfile != f.invoice.body.VATProfile {
		return "", "", false
	}
	f.at = "CedentePrestatore"
	f.invoice.seller = other
	return fmt.Sprintf("La fattura è emessa con la partita IVA %s, quella dell'ente è %s.", other.VATID, f.invoice.body.VATID),
		fmt.Sprintf("The invoice was issued with the VAT number %s, the body's is %s.", other.VATID, f.invoice.body.VATID), true
}

// plantOtherDURC hands in the certificate of another body, under the name that the
// body's own has.
func plantOtherDURC(m *maker, f *plan, c chance) (it, en string, ok bool) {
	other := m.p.body(pick(c, m.p.bodiesOf(f.Office)))
	if other.ID == f.Body {
		return "", "", false
	}
	f.at = "Codice fiscale"
	wrong := *f.letter
	wrong.holder = other
	f.letter = &wrong
	return fmt.Sprintf("Il DURC è di %s (codice fiscale %s), quello dell'ente ha il codice fiscale %s.", other.Name, other.TaxCode, f.letter.body.TaxCode),
		fmt.Sprintf("The DURC is of %s (tax code %s), the body's has the tax code %s.", other.Name, other.TaxCode, f.letter.body.TaxCode), true
}

// plantIBANDigits exchanges two digits of the account.
func plantIBANDigits(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.iban
	if inv.iban = swappedAtEnd(right); inv.iban == right {
		return "", "", false
	}
	f.at = "IBAN"
	return fmt.Sprintf("Nell'IBAN %s due cifre sono scambiate: è %s.", inv.iban, right),
		fmt.Sprintf("In the IBAN %s two digits are swapped: it is %s.", inv.iban, right), true
}

// swappedAtEnd exchanges the last two neighbours that differ and are digits.
func swappedAtEnd(s string) string {
	b := []byte(s)
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	for i := len(b) - 2; i >= 0; i-- {
		if b[i] != b[i+1] && digit(b[i]) && digit(b[i+1]) {
			b[i], b[i+1] = b[i+1], b[i]
			break
		}
	}
	return string(b)
}

// plantBilledAhead dates the invoice before its month is over.
func plantBilledAhead(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	inv := f.invoice
	inv.date = f.Period.End.AddDays(-c.between(2, 6))
	f.at = "Data"
	return fmt.Sprintf("La fattura è del %s e conta presenze fino al %s, che non c'erano ancora.", inv.date.It(), f.Period.End.It()),
		fmt.Sprintf("The invoice is of %s and bills presences until %s, which had not been yet.", inv.date, f.Period.End), true
}

func plantFutureDate(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	inv.date = inv.date.AddDays(365)
	f.at = "Data"
	return fmt.Sprintf("La fattura è datata %s, dopo l'invio.", inv.date.It()), fmt.Sprintf("The invoice is dated %s, after it was sent.", inv.date), true
}

func plantNumber(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	f.invoice.number = "PA/FE"
	f.at = "Numero"
	return "Il numero della fattura («PA/FE») non ha cifre.", "The invoice's number (“PA/FE”) has no digits.", true
}

// plantInvoiceMonth leaves last month's dates in the lines.
func plantInvoiceMonth(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, before := f.invoice, f.Period.Previous()
	for _, l := range inv.lines {
		if l.perDiem && l.period != f.Period {
			return "", "", false
		}
	}
	f.at = "DataInizioPeriodo and DataFinePeriodo"
	for i := range inv.lines {
		l := &inv.lines[i]
		l.text = strings.Replace(l.text, monthOfLine(f.Period), monthOfLine(before), 1)
		if !l.period.Start.IsZero() {
			l.period = before
		}
	}
	inv.month = before
	inv.explain()
	return fmt.Sprintf("Le righe sono di %s, la fattura era dovuta per %s.", monthOf(before), monthOf(f.Period)),
		fmt.Sprintf("The lines are of %s, the invoice was due for %s.", before.Key(), f.Period.Key()), true
}

// besideBilledTwice bills the month once more, under the next number.
func besideBilledTwice(m *maker, f *plan, c chance) (wrong *plan, it, en string) {
	inv := m.p.newInvoice(f.invoice.agreement, f.Period)
	wrong = m.again(f, inv, c.between(3, 8))
	if wrong == nil {
		return nil, "", ""
	}
	wrong.at = "the whole invoice"
	return wrong, fmt.Sprintf("Le presenze di %s sono già nella fattura %s.", monthOf(f.Period), f.invoice.number),
		fmt.Sprintf("The presences of %s are already on invoice %s.", f.Period.Key(), f.invoice.number)
}

// again plans one more paper of the body for the same agreement and month, days after
// the first.
func (m *maker) again(f *plan, inv *invoice, days int) *plan {
	day := f.SubmittedAt.AddDate(0, 0, days)
	if !day.Before(m.closing()) {
		return nil
	}
	g := plan{age: f.age, invoice: inv, extra: true, File: f.File}
	g.SubmittedAt, g.Fault, g.DaysLate, g.Stage, g.Reason = day, nil, 0, "", ""
	m.issue(inv, calendar.DateOf(day), 0)
	return m.add(g)
}

// credit makes a credit note that takes a whole invoice back.
func (m *maker) credit(f *plan) *invoice {
	inv := m.p.newInvoice(f.invoice.agreement, f.Period)
	inv.kind, inv.linked, inv.linkedOn = "TD04", f.invoice.number, f.invoice.date
	inv.causes = []string{fmt.Sprintf("Nota di credito sulla fattura %s – CIG %s", inv.linked, inv.cig)}
	return inv
}

// besideCreditUnknown takes back an invoice that was never issued.
func besideCreditUnknown(m *maker, f *plan, c chance) (wrong *plan, it, en string) {
	inv := m.credit(f)
	inv.linked = "900" + inv.linked
	if wrong = m.again(f, inv, c.between(3, 8)); wrong == nil {
		return nil, "", ""
	}
	wrong.at = "DatiFattureCollegate"
	return wrong, fmt.Sprintf("La nota di credito è per la fattura %s, che non esiste.", inv.linked),
		fmt.Sprintf("The credit note is for invoice %s, which does not exist.", inv.linked)
}

// besideCreditAmount takes back more than was billed.
func besideCreditAmount(m *maker, f *plan, c chance) (wrong *plan, it, en string) {
	inv := m.credit(f)
	inv.lines[0].quantity = inv.lines[0].quantity.Add(euro("20"))
	inv.settle()
	if wrong = m.again(f, inv, c.between(3, 8)); wrong == nil {
		return nil, "", ""
	}
	wrong.at = "Quantita of line 1"
	return wrong, fmt.Sprintf("La nota di credito è di %s, la fattura %s è di %s.", comma(inv.total), inv.linked, comma(f.invoice.total)),
		fmt.Sprintf("The credit note is of %s, invoice %s is of %s.", inv.total.StringFixed(2), inv.linked, f.invoice.total.StringFixed(2))
}
