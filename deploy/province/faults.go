package province

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
)

// Fault is what is wrong with a file, told exactly. No file has two.
type Fault struct {
	Code string // of FaultKinds
	At   string // where in the file: a row and day, a line, an element
	It   string // a sentence for Italian readers
	En   string
}

// planting is a row of the table of faults: where it can be planted and how.
type planting struct {
	code string
	fits func(f *plan) bool
	// plant spoils the file and tells how; ok is false when this file does not
	// lend itself to it.
	plant func(m *maker, f *plan, c chance) (it, en string, ok bool)
	// beside plans one more file that is wrong, beside a file that is right;
	// instead of plant.
	beside func(m *maker, f *plan, c chance) (wrong *plan, it, en string)
	// open plants it once more in the latest month that has such files, where it
	// waits for people.
	open Stage
	// demo puts both into files of the first body, where there are such: faults
	// that leave the other files of the month as they are.
	demo bool
	// ends is the stage of the older one; else it is corrected.
	ends Stage
	// standing: what is wrong is in the registry or not there at all, so that no
	// correction mends it. It is planted as open alone.
	standing bool
	// crowded lets it be planted where agreement and month have a fault already: there
	// are few files that it fits.
	crowded bool
}

func isRegister(f *plan) bool { return f.register != nil && f.Format != Scan }
func isPDF(f *plan) bool      { return f.register != nil && f.Format == PDF }
func isInvoice(f *plan) bool  { return f.invoice != nil }

func isDURC(f *plan) bool { return f.letter != nil && f.letter.kind == document.DURC }

func isSheet(f *plan) bool { return hasTotals(f) && (f.Format == XLSX || f.Format == CSV) }

// hasTotals says that a register's totals and days are the body's own to write: those
// of the ready sheet count by themselves.
func hasTotals(f *plan) bool {
	return isRegister(f) && !(f.Format == XLSX && f.register.habits().ready)
}

func plantings() []planting {
	return []planting{
		{code: FaultAttachment, fits: isInvoice, plant: plantAttachment, open: UnderReview, standing: true},
		{code: FaultExpiredDURC, fits: isInvoice, plant: plantExpiredDURC, open: UnderReview, standing: true},
		{code: FaultExpiredPolicy, fits: isInvoice, plant: plantExpiredPolicy, open: Left, standing: true},
		{code: FaultExpiredFire, fits: isInvoice, plant: plantExpiredFire, open: UnderReview, standing: true},
		{code: FaultNoticed, fits: isRegister, plant: plantNoticed, open: UnderReview, standing: true},
		{code: FaultUnsigned, fits: func(f *plan) bool { return f.Format == Scan }, plant: plantUnsigned},
		{code: FaultWhileClosed, fits: isRegister, plant: plantWhileClosed},
		{code: FaultTariffChange, fits: isInvoice, plant: plantTariffChange},
		{code: FaultRegisterTotal, fits: hasTotals, plant: plantRegisterTotal, open: Returned, demo: true},
		{code: FaultDayTotal, fits: hasTotals, plant: plantDayTotal, open: UnderReview},
		{code: FaultRowTotal, fits: hasTotals, plant: plantRowTotal},
		{code: FaultUnknownMark, fits: isRegister, plant: plantUnknownMark, open: Left, demo: true},
		{code: FaultOvercount, fits: isInvoice, plant: plantOvercount, open: UnderReview, demo: true},
		{code: FaultWrongMonth, fits: isRegister, plant: plantWrongMonth, open: Left},
		{code: FaultWrongCentre, fits: isRegister, plant: plantWrongCentre},
		{code: FaultEntry1900, fits: isRegister, plant: plantEntry1900},
		{code: FaultGuestTwice, fits: isRegister, plant: plantGuestTwice, open: UnderReview},
		{code: FaultTextAsPDF, fits: isPDF, plant: plantTextAsPDF},
		{code: FaultWrongKind, fits: isPDF, plant: plantWrongKind, open: UnderReview},
		{code: FaultTruncatedPDF, fits: isPDF, plant: plantTruncatedPDF, open: Left},
		{code: FaultOldTariff, fits: isInvoice, plant: plantOldTariff, open: UnderReview},
		{code: FaultWrongVAT, fits: isInvoice, plant: plantWrongVAT},
		{code: FaultTax, fits: isInvoice, plant: plantTax},
		{code: FaultMissingBollo, fits: isInvoice, plant: plantMissingBollo, open: Left},
		{code: FaultBrokenSignature, fits: isInvoice, plant: plantBrokenSignature},
		{code: FaultDuplicateNumber, fits: isInvoice, plant: plantDuplicateNumber},
		{code: FaultWrongCIG, fits: isInvoice, plant: plantWrongCIG, ends: Rejected},
		{code: FaultWrongOfficeCode, fits: isInvoice, plant: plantWrongOfficeCode, open: Returned},
		{code: FaultSummary, fits: isInvoice, plant: plantSummary},
		{code: FaultLine, fits: isInvoice, plant: plantLine, open: Left},
		{code: FaultWrongIBAN, fits: isInvoice, plant: plantWrongIBAN, open: UnderReview},
		{code: FaultPocketMoney, fits: isInvoice, plant: plantPocketMoney},
		{code: FaultKits, fits: isInvoice, plant: plantKits},
		{code: FaultContractCIG, fits: func(f *plan) bool { return f.contract != nil }, plant: plantContractCIG},

		{code: FaultMissingSummary, fits: isInvoice, plant: plantMissingSummary},
		{code: FaultMissingNature, fits: isInvoice, plant: plantMissingNature},
		{code: FaultWrongNature, fits: isInvoice, plant: plantWrongNature},
		{code: FaultBolloNotOwed, fits: isInvoice, plant: plantBolloNotOwed},
		{code: FaultFamilyCap, fits: isInvoice, plant: plantFamilyCap},
		{code: FaultPocketRate, fits: isInvoice, plant: plantPocketRate},
		{code: FaultPhoneCards, fits: isInvoice, plant: plantPhoneCards},
		{code: FaultKitPrice, fits: isInvoice, plant: plantKitPrice},
		{code: FaultOtherCIG, fits: isInvoice, plant: plantOtherCIG, ends: Rejected},
		{code: FaultMalformedCIG, fits: isInvoice, plant: plantMalformedCIG},
		{code: FaultMissingCIG, fits: isInvoice, plant: plantMissingCIG},
		{code: FaultWrongBuyer, fits: isInvoice, plant: plantWrongBuyer},
		{code: FaultWrongSeller, fits: isInvoice, plant: plantWrongSeller},
		{code: FaultBilledTwice, fits: isInvoice, beside: besideBilledTwice, ends: Rejected},
		{code: FaultCreditUnknown, fits: isInvoice, beside: besideCreditUnknown, ends: Rejected},
		{code: FaultCreditAmount, fits: isInvoice, beside: besideCreditAmount, ends: Rejected},
		{code: FaultInvoiceMonth, fits: isInvoice, plant: plantInvoiceMonth},
		{code: FaultOffByOne, fits: isInvoice, plant: plantOffByOne, open: UnderReview},
		{code: FaultSwappedDigits, fits: isInvoice, plant: plantSwappedDigits},
		{code: FaultBilledAhead, fits: isInvoice, plant: plantBilledAhead},
		{code: FaultFutureDate, fits: isInvoice, plant: plantFutureDate},
		{code: FaultNumber, fits: isInvoice, plant: plantNumber},
		{code: FaultRounding, fits: isInvoice, plant: plantRounding},
		{code: FaultInvoiceTotal, fits: isInvoice, plant: plantInvoiceTotal},
		{code: FaultIBANDigits, fits: isInvoice, plant: plantIBANDigits},

		{code: FaultExtraDay, fits: isSheet, plant: plantExtraDay},
		{code: FaultAfterExit, fits: isRegister, plant: plantAfterExit},
		{code: FaultBeforeEntry, fits: isRegister, plant: plantBeforeEntry},
		{code: FaultBlankMark, fits: isRegister, plant: plantBlankMark},
		{code: FaultWrongYear, fits: isRegister, plant: plantWrongYear},
		{code: FaultForeignCentre, fits: isRegister, plant: plantForeignCentre},
		{code: FaultRegisterCIG, fits: isRegister, plant: plantRegisterCIG},

		{code: FaultScanAgain, fits: isRegister, plant: plantScanAgain, crowded: true},
		{code: FaultScanRedated, fits: isRegister, plant: plantScanRedated, crowded: true},
		{code: FaultSheetRedated, fits: isRegister, plant: plantSheetRedated, crowded: true},
		{code: FaultOtherDURC, fits: isDURC, plant: plantOtherDURC, crowded: true},
	}
}

// faults plants each kind where it was found and corrected long ago, and some of
// them once more where they wait for people.
func (m *maker) faults() {
	m.upsets()
	for i, k := range plantings() {
		if k.standing {
			m.plantOpen(k, m.p.chance("fault "+k.code, i))
		}
	}
	for round := range m.p.Options.Rounds {
		for i, k := range plantings() {
			if k.standing {
				continue
			}
			c := m.p.chance("fault "+k.code, i, round)
			m.plantOld(k, c)
			if round == 0 && k.open != "" {
				m.plantOpen(k, c)
			}
		}
	}
}

func (m *maker) plantOld(k planting, c chance) {
	end := k.ends
	if end == "" {
		end = Corrected
	}
	old := func(f *plan) bool { return f.age >= 1 && (f.Body == 1) == k.demo && (k.crowded || !m.taken[m.key(f)]) }
	if !m.plant(k, c, end, old) {
		m.plant(k, c, end, func(f *plan) bool { return k.crowded || !m.taken[m.key(f)] })
	}
}

// plantOpen takes a paper of the last month; in its first days, when few have come
// in, one of the month before.
func (m *maker) plantOpen(k planting, c chance) {
	for age := range 2 {
		if k.demo && m.plant(k, c, k.open, func(f *plan) bool { return f.age == age && f.Body == 1 }) {
			return
		}
		if m.plant(k, c, k.open, func(f *plan) bool { return f.age == age && f.Body != 1 && !m.taken[m.key(f)] }) {
			return
		}
	}
}

// plant puts the fault into one of the files that fit, and says whether it
// could.
func (m *maker) plant(k planting, c chance, end Stage, where func(*plan) bool) bool {
	var fit []*plan
	for _, f := range m.plans {
		if k.fits(f) && f.Fault == nil && f.DaysLate == 0 && f.Office == 1 && !f.extra && where(f) {
			fit = append(fit, f)
		}
	}
	c.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	for _, f := range fit {
		if k.beside != nil {
			if wrong, it, en := k.beside(m, f, c); wrong != nil {
				m.spoil(wrong, Fault{k.code, wrong.at, it, en}, end)
				return true
			}
			continue
		}
		if it, en, ok := k.plant(m, f, c); ok {
			m.spoil(f, Fault{k.code, f.at, it, en}, end)
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
	case u.own.left, u.own.entered:
		return FaultTwoOwnCentres
	case u.unlisted.centre:
		return FaultCarryOver
	case u.appeared.centre:
		return FaultAppeared
	case u.away.centre:
		return FaultLongAbsence
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
			m.spoil(f, Fault{FaultOverCapacity, "days " + w.from.It() + " – " + w.to.It(),
				fmt.Sprintf("Dal %s al %s i presenti superano la capienza: fino a %d persone per %d posti.", w.from.It(), w.to.It(), w.guests, m.p.centre(w.centre).Places),
				fmt.Sprintf("From %s to %s more guests are present than there are places: up to %d people for %d places.", w.from, w.to, w.guests, m.p.centre(w.centre).Places)}, UnderReview)
		case FaultTwoCentres:
			m.spoil(f, m.twoCentres(FaultTwoCentres, u.doubled), UnderReview)
		case FaultTwoOwnCentres:
			m.spoil(f, m.twoCentres(FaultTwoOwnCentres, u.own), UnderReview)
		case FaultAppeared:
			w := u.appeared
			m.spoil(f, Fault{FaultAppeared, "guest " + w.code,
				fmt.Sprintf("L'ospite %s è nel registro dal %s con un ingresso di settimane prima, e il mese prima non c'era.", w.code, w.from.It()),
				fmt.Sprintf("Guest %s is in the register from %s with an entry of weeks before, and was not there in the month before.", w.code, w.from)}, UnderReview)
		case FaultLongAbsence:
			w := u.away
			m.spoil(f, Fault{FaultLongAbsence, "guest " + w.code,
				fmt.Sprintf("L'ospite %s è assente per sei giorni dal %s, senza un motivo scritto.", w.code, w.from.It()),
				fmt.Sprintf("Guest %s is absent for six days from %s, without a reason being written.", w.code, w.from)}, UnderReview)
		case FaultCarryOver:
			w := u.unlisted
			m.spoil(f, Fault{FaultCarryOver, "guest " + w.code,
				fmt.Sprintf("L'ospite %s era presente il giorno prima del %s e manca nel registro senza che sia scritta un'uscita.", w.code, w.from.It()),
				fmt.Sprintf("Guest %s was present on the day before %s and is missing from the register, and no exit is written.", w.code, w.from)}, Returned)
		}
	}
}

func (m *maker) twoCentres(code string, w double) Fault {
	a, b := m.p.centre(w.left).Code, m.p.centre(w.entered).Code
	return Fault{code, "guest " + w.code,
		fmt.Sprintf("L'ospite %s risulta presente dal %s al %s sia nel centro %s sia nel centro %s.", w.code, w.from.It(), w.to.It(), a, b),
		fmt.Sprintf("Guest %s is present from %s to %s both in centre %s and in centre %s.", w.code, w.from, w.to, a, b)}
}

func lateFault(f *plan) *Fault {
	it, en := fmt.Sprintf("%d giorni", f.DaysLate), fmt.Sprintf("%d days", f.DaysLate)
	if f.DaysLate == 1 {
		it, en = "un giorno", "one day"
	}
	return &Fault{FaultLate, "",
		fmt.Sprintf("Inviato con %s di ritardo: era dovuto entro il %s.", it, f.due.It()),
		fmt.Sprintf("Sent %s late: it was due by %s.", en, f.due)}
}

func plantContractCIG(m *maker, f *plan, c chance) (it, en string, ok bool) {
	right := f.contract.agreement.CIG
	f.at = "CIG"
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
