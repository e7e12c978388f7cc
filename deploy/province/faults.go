package province

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
)

// Fault is what is wrong with a file, told exactly. No file has two.
type Fault struct {
	Code string
	It   string // a sentence for Italian readers
	En   string
}

// The faults.
const (
	FaultLate            = "late_submission"
	FaultRegisterTotal   = "register_total"
	FaultDayTotal        = "register_day_total"
	FaultRowTotal        = "register_row_total"
	FaultUnknownMark     = "unknown_mark"
	FaultWrongMonth      = "wrong_month"
	FaultWrongCentre     = "wrong_centre"
	FaultEntry1900       = "entry_1900"
	FaultGuestTwice      = "guest_twice"
	FaultOverCapacity    = "over_capacity"
	FaultTwoCentres      = "guest_in_two_centres"
	FaultCarryOver       = "carry_over"
	FaultTextAsPDF       = "text_as_pdf"
	FaultTruncatedPDF    = "truncated_pdf"
	FaultOvercount       = "invoice_overcount"
	FaultOldTariff       = "old_tariff"
	FaultWrongCIG        = "wrong_cig"
	FaultWrongOfficeCode = "wrong_office_code"
	FaultDuplicateNumber = "duplicate_number"
	FaultSummary         = "invoice_summary"
	FaultLine            = "invoice_line"
	FaultTax             = "invoice_tax"
	FaultMissingBollo    = "missing_bollo"
	FaultWrongIBAN       = "wrong_iban"
	FaultWrongVAT        = "wrong_vat"
	FaultPocketMoney     = "pocket_money_overcount"
	FaultKits            = "kits_without_entries"
	FaultBrokenSignature = "broken_signature"
	FaultContractCIG     = "contract_cig"
)

// faultKind is a row of the table of faults: where it can be planted and how.
type faultKind struct {
	code string
	fits func(f *plan) bool
	// plant spoils the file and tells how; ok is false when this file does not
	// lend itself to it.
	plant func(m *maker, f *plan, c chance) (it, en string, ok bool)
	// open plants it once more in the last month, where it waits for people.
	open Stage
	// demo puts both into files of the first body, where there are such: faults
	// that leave the other files of the month as they are.
	demo bool
	// ends is the stage of the older one; else it is corrected.
	ends Stage
}

func isRegister(f *plan) bool { return f.register != nil && f.Format != Scan }
func isPDF(f *plan) bool      { return f.register != nil && f.Format == PDF }
func isInvoice(f *plan) bool  { return f.invoice != nil }

func faultKinds() []faultKind {
	return []faultKind{
		{code: FaultRegisterTotal, fits: isRegister, plant: plantRegisterTotal, open: Returned, demo: true},
		{code: FaultDayTotal, fits: isRegister, plant: plantDayTotal, open: UnderReview},
		{code: FaultRowTotal, fits: isRegister, plant: plantRowTotal},
		{code: FaultUnknownMark, fits: isRegister, plant: plantUnknownMark, open: Left, demo: true},
		{code: FaultWrongMonth, fits: isRegister, plant: plantWrongMonth, open: Left},
		{code: FaultWrongCentre, fits: isRegister, plant: plantWrongCentre},
		{code: FaultEntry1900, fits: isRegister, plant: plantEntry1900},
		{code: FaultGuestTwice, fits: isRegister, plant: plantGuestTwice, open: UnderReview},
		{code: FaultTextAsPDF, fits: isPDF, plant: plantTextAsPDF},
		{code: FaultTruncatedPDF, fits: isPDF, plant: plantTruncatedPDF, open: Left},
		{code: FaultOldTariff, fits: isInvoice, plant: plantOldTariff, open: UnderReview},
		{code: FaultOvercount, fits: isInvoice, plant: plantOvercount, open: UnderReview, demo: true},
		{code: FaultWrongVAT, fits: isInvoice, plant: plantWrongVAT},
		{code: FaultTax, fits: isInvoice, plant: plantTax},
		{code: FaultMissingBollo, fits: isInvoice, plant: plantMissingBollo, open: Left},
		{code: FaultBrokenSignature, fits: isInvoice, plant: plantBrokenSignature},
		{code: FaultDuplicateNumber, fits: isInvoice, plant: plantDuplicateNumber},
		{code: FaultWrongCIG, fits: isInvoice, plant: plantWrongCIG, ends: Rejected},
		{code: FaultWrongOfficeCode, fits: isInvoice, plant: plantWrongOfficeCode, open: Returned},
		{code: FaultSummary, fits: isInvoice, plant: plantSummary},
		{code: FaultLine, fits: isInvoice, plant: plantLine, open: Left},
		{code: FaultWrongIBAN, fits: isInvoice, plant: plantWrongIBAN},
		{code: FaultPocketMoney, fits: isInvoice, plant: plantPocketMoney},
		{code: FaultKits, fits: isInvoice, plant: plantKits},
		{code: FaultContractCIG, fits: func(f *plan) bool { return f.contract != nil }, plant: plantContractCIG},
	}
}

// faults plants each kind once where it was found and corrected long ago, and
// some of them once more in the last month.
func (m *maker) faults() {
	m.upsets()
	for i, k := range faultKinds() {
		c := m.p.chance("fault "+k.code, i)
		end := k.ends
		if end == "" {
			end = Corrected
		}
		old := func(f *plan) bool { return f.age >= 1 && (f.Body == 1) == k.demo && !m.taken[m.key(f)] }
		if !m.plant(k, c, end, old) {
			m.plant(k, c, end, func(f *plan) bool { return !m.taken[m.key(f)] })
		}
		if k.open == "" {
			continue
		}
		if !k.demo || !m.plant(k, c, k.open, func(f *plan) bool { return f.age == 0 && f.Body == 1 }) {
			m.plant(k, c, k.open, func(f *plan) bool { return f.age == 0 && f.Body != 1 && !m.taken[m.key(f)] })
		}
	}
}

// plant puts the fault into one of the files that fit, and says whether it
// could.
func (m *maker) plant(k faultKind, c chance, end Stage, where func(*plan) bool) bool {
	var fit []*plan
	for _, f := range m.plans {
		if k.fits(f) && f.Fault == nil && f.DaysLate == 0 && f.Office == 1 && where(f) {
			fit = append(fit, f)
		}
	}
	c.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	for _, f := range fit {
		if it, en, ok := k.plant(m, f, c); ok {
			m.spoil(f, Fault{k.code, it, en}, end)
			return true
		}
	}
	return false
}

// key names agreement and month. Outside the first body they get one fault at
// most, so that what one file says can be held against the others.
func (m *maker) key(f *plan) string { return fmt.Sprint(f.Agreement, "/", f.Period.Key()) }

func (m *maker) spoil(f *plan, fault Fault, end Stage) {
	f.Fault, f.Stage = &fault, end
	m.taken[m.key(f)] = true
	if end == Returned || end == Corrected || end == Rejected {
		f.Reason = fault.It + " " + remedy(f, end)
	}
}

// remedy is what the office asks for.
func remedy(f *plan, end Stage) string {
	switch {
	case end == Rejected:
		return "La fattura è rifiutata: emetterne una nuova."
	case f.Kind == document.Invoice:
		return "Correggere la fattura e inviarla di nuovo."
	case f.Kind == document.Register:
		return "Correggere il registro e inviarlo di nuovo."
	}
	return "Inviare di nuovo il documento corretto."
}

// upset is the code of the fault that what happened has left in the register, or
// nothing.
func (m *maker) upset(f *plan) string {
	u, month := m.p.upset, m.p.upsetMonth()
	if f.register == nil || f.Period != month || f.Centre == 0 {
		return ""
	}
	switch f.Centre {
	case u.crowded.centre:
		return FaultOverCapacity
	case u.doubled.left, u.doubled.entered:
		return FaultTwoCentres
	case u.unlisted.centre:
		return FaultCarryOver
	}
	return ""
}

// upsets tells the faults that are in the stays.
func (m *maker) upsets() {
	u := m.p.upset
	for _, f := range m.plans {
		switch m.upset(f) {
		case FaultOverCapacity:
			w := u.crowded
			m.spoil(f, Fault{FaultOverCapacity,
				fmt.Sprintf("Dal %s al %s i presenti superano la capienza: fino a %d persone per %d posti.", w.from.It(), w.to.It(), w.guests, m.p.centre(w.centre).Places),
				fmt.Sprintf("From %s to %s more guests are present than there are places: up to %d people for %d places.", w.from, w.to, w.guests, m.p.centre(w.centre).Places)}, UnderReview)
		case FaultTwoCentres:
			w, a, b := u.doubled, m.p.centre(u.doubled.left).Code, m.p.centre(u.doubled.entered).Code
			m.spoil(f, Fault{FaultTwoCentres,
				fmt.Sprintf("L'ospite %s risulta presente dal %s al %s sia nel centro %s sia nel centro %s.", w.code, w.from.It(), w.to.It(), a, b),
				fmt.Sprintf("Guest %s is present from %s to %s both in centre %s and in centre %s.", w.code, w.from, w.to, a, b)}, UnderReview)
		case FaultCarryOver:
			w := u.unlisted
			m.spoil(f, Fault{FaultCarryOver,
				fmt.Sprintf("L'ospite %s era presente il giorno prima del %s e manca nel registro senza che sia scritta un'uscita.", w.code, w.from.It()),
				fmt.Sprintf("Guest %s was present on the day before %s and is missing from the register, and no exit is written.", w.code, w.from)}, Returned)
		}
	}
}

func lateFault(f *plan) *Fault {
	it, en := fmt.Sprintf("%d giorni", f.DaysLate), fmt.Sprintf("%d days", f.DaysLate)
	if f.DaysLate == 1 {
		it, en = "un giorno", "one day"
	}
	return &Fault{FaultLate,
		fmt.Sprintf("Inviato con %s di ritardo: era dovuto entro il %s.", it, f.due.It()),
		fmt.Sprintf("Sent %s late: it was due by %s.", en, f.due)}
}

func plantContractCIG(m *maker, f *plan, c chance) (it, en string, ok bool) {
	right := f.contract.agreement.CIG
	f.contract.cig = swapped(right)
	return fmt.Sprintf("La convenzione riporta il CIG %s, l'affidamento ha il CIG %s.", f.contract.cig, right),
		fmt.Sprintf("The agreement bears the CIG %s, the award has the CIG %s.", f.contract.cig, right), f.contract.cig != right
}

// swapped exchanges the first two neighbours from the fourth character on that
// differ, as fingers do.
func swapped(s string) string {
	b := []byte(s)
	for i := 3; i+1 < len(b); i++ {
		if b[i] != b[i+1] {
			b[i], b[i+1] = b[i+1], b[i]
			break
		}
	}
	return string(b)
}
