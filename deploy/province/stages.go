package province

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// stages decides how far the office has brought each file: what is old is
// closed, what is new is in every state.
func (m *maker) stages() {
	for _, f := range m.plans {
		if f.Stage == "" {
			f.Stage = m.stage(f)
		}
	}
}

// hold keeps invoices under review whose registers aren't all there and approved.
func (m *maker) hold() {
	confirmed := map[slot]bool{}
	for _, f := range m.plans {
		if f.register != nil && f.Stage == Confirmed {
			confirmed[slot{f.Centre, f.Period}] = true
		}
	}
	for _, f := range m.plans {
		done := f.Stage == Approved || f.Stage == Confirmed
		if f.invoice != nil && done && !m.billedIn(f, confirmed) {
			f.Stage = UnderReview
		}
	}
}

// slot is what a register is of.
type slot struct {
	centre reception.CentreID
	month  calendar.Period
}

// billedIn says that every register that the invoice bills is among the slots.
func (m *maker) billedIn(inv *plan, slots map[slot]bool) bool {
	for _, c := range m.p.agreement(inv.Agreement).Covered() {
		if !slots[slot{c, inv.Period}] && m.p.PersonDays(c, inv.Period) > 0 {
			return false
		}
	}
	return true
}

// stage is how far the office comes with a paper of that age and kind.
func (m *maker) stage(f *plan) Stage {
	c := m.p.chance("stage", f.order)
	if calendar.DateOf(f.SubmittedAt).DaysUntil(m.p.Options.Today) <= 2 {
		return Left
	}
	n := c.IntN(100)
	switch {
	case f.invoice != nil && f.age <= 2:
		return invoiceStage(f.age, n)
	case f.age > 1, f.age == 1 && n < 90:
		return Confirmed
	case f.contract != nil:
		return UnderReview
	case f.age == 1 && n < 96, f.age == 0 && n >= 40 && n < 65:
		return UnderReview
	case f.age == 0 && n < 40:
		return Confirmed
	}
	return Left
}

func invoiceStage(age, n int) Stage {
	bounds := [][3]int{{10, 30, 65}, {35, 70, 100}, {85, 100, 100}}[age]
	switch {
	case n < bounds[0]:
		return Confirmed
	case n < bounds[1]:
		return Approved
	case n < bounds[2]:
		return UnderReview
	}
	return Left
}

// corrections adds, for each file that was sent back and corrected, the file
// that corrects it: the same paper without the fault.
func (m *maker) corrections() {
	for _, old := range slices.Clone(m.plans) {
		if old.Stage != Corrected {
			continue
		}
		c := m.p.chance("correction", old.order)
		day := calendar.DateOf(old.SubmittedAt).AddDays(c.between(4, 11))
		f := plan{age: old.age, corrects: old, File: old.File}
		f.Fault, f.Reason, f.Stage, f.DaysLate = nil, "", Confirmed, 0
		f.SubmittedAt = day.At(c.between(9, 17), c.IntN(60))
		m.correct(&f, old, day)
		if m.add(f) == nil {
			old.Stage = Returned
		}
	}
}

// correct gives the new file the content that the old one ought to have had.
func (m *maker) correct(f, old *plan, day calendar.Date) {
	switch {
	case old.register != nil:
		f.register = &register{p: m.p, centre: old.Centre, month: old.Period, format: old.Format}
		if old.register.retouch != nil { // the body sends its own file instead
			f.Format, f.register.format = XLSX, XLSX
			f.Name = strings.TrimSuffix(old.Name, ".pdf") + "_corretto.xlsx"
			break
		}
		base, ext, _ := strings.Cut(old.Name, ".")
		if strings.Contains(old.Name, ".20") { // a month with a dot in the middle of the name
			ext = strings.TrimPrefix(path.Ext(old.Name), ".")
			base = strings.TrimSuffix(old.Name, "."+ext)
		}
		f.Name = fmt.Sprintf("%s_corretto.%s", base, ext)
	case old.invoice != nil:
		number := old.invoice.number
		f.invoice = m.p.newInvoice(old.invoice.agreement, old.Period)
		m.issue(f.invoice, day, 0)
		if old.Fault.Code != FaultDuplicateNumber && old.Fault.Code != FaultNumber {
			m.numbers[fmt.Sprint(f.Body, "/", f.invoice.date.Year())]--
			f.invoice.number = number
		}
	case old.letter != nil:
		right := *old.letter
		right.holder = nil
		f.letter = &right
	case old.contract != nil:
		f.contract = &contract{m.p, old.contract.agreement, old.contract.agreement.CIG}
		f.Name = strings.TrimSuffix(old.Name, ".pdf") + " (firmata).pdf"
	}
}

// finish puts the files in the order in which they were sent and ties each to
// the one it corrects.
func (m *maker) finish() {
	slices.SortStableFunc(m.plans, func(a, b *plan) int {
		return cmp.Or(a.SubmittedAt.Compare(b.SubmittedAt), cmp.Compare(a.order, b.order))
	})
	index := map[*plan]int{}
	for i, f := range m.plans {
		index[f] = i
		if f.corrects != nil {
			first := index[f.corrects]
			f.Corrects = &first
		}
		if f.Kind == document.Invoice {
			f.Name = f.invoice.fileName() + strings.TrimPrefix(string(f.Format), "xml")
		}
		if f.Fault == nil && f.DaysLate > 0 {
			f.Fault = lateFault(f)
		}
		f.Bytes = f.bytes(m.p)
		m.p.Files = append(m.p.Files, f.File)
	}
}

// bytes is the function that writes the file.
func (f *plan) bytes(p *Province) func() ([]byte, error) {
	return func() ([]byte, error) {
		b, err := f.content()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", f.Name, err)
		}
		if f.Format == SignedPDF || f.Format == SignedXML {
			if b, err = p.sign(b, p.detail(f.Body).signer, int64(f.Body)+100, f.SubmittedAt.Add(-12*time.Minute)); err != nil {
				return nil, fmt.Errorf("make %s: %w", f.Name, err)
			}
		}
		if f.wreck != nil {
			b = f.wreck(b)
		}
		return b, nil
	}
}

func (f *plan) content() ([]byte, error) {
	switch {
	case f.register != nil:
		return f.register.bytes()
	case f.invoice != nil:
		return f.invoice.bytes()
	case f.contract != nil:
		return f.contract.bytes()
	}
	return f.letter.bytes()
}
