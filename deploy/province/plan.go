package province

import (
	"fmt"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// plan is a file while the province is being made: exactly one of register,
// invoice, contract and letter is set, and says what the file holds.
type plan struct {
	File
	order    int // in which it was planned
	age      int // months between its month and the last one; 0: the last one
	due      calendar.Date
	register *register
	invoice  *invoice
	contract *contract
	letter   *letter
	wreck    func([]byte) []byte // what a fault does to the finished bytes
	corrects *plan
	at       string // where its fault stands
	extra    bool   // beside the paper that is owed
}

// maker turns plans into files.
type maker struct {
	p        *Province
	plans    []*plan
	progress map[reception.BodyID]int // progressives used
	numbers  map[string]int           // invoices of a body and year
	taken    map[string]bool          // agreement and month that have a fault already
}

// makeFiles plans what was sent, spoils some of it, decides how far the office
// has come, and writes it down in the order of submission.
func (p *Province) makeFiles() {
	m := &maker{p: p, progress: map[reception.BodyID]int{}, numbers: map[string]int{}, taken: map[string]bool{}}
	m.contracts()
	for age := len(p.months) - 1; age >= 0; age-- {
		m.registers(age)
		m.invoices(age)
		m.letters(age)
		m.notices(age)
	}
	m.scans()
	m.faults()
	m.stages()
	m.corrections()
	m.hold()
	m.finish()
}

func (m *maker) month(age int) calendar.Period { return m.p.months[len(m.p.months)-1-age] }

func (m *maker) calendar(o reception.OfficeID) calendar.Calendar {
	return calendar.Named(m.p.office(o).Calendar)
}

// closing is the moment up to which papers have come in.
func (m *maker) closing() time.Time { return m.p.Options.Today.At(9, 0) }

// add keeps a plan, if it was sent before Today's morning.
func (m *maker) add(f plan) *plan {
	if !f.SubmittedAt.Before(m.closing()) {
		return nil
	}
	f.order = len(m.plans)
	f.SubmittedBy = m.p.detail(f.Body).submitter
	if !f.due.IsZero() {
		f.DaysLate = max(0, f.due.DaysUntil(calendar.DateOf(f.SubmittedAt)))
	}
	m.plans = append(m.plans, &f)
	return &f
}

// contracts are sent in the days after the agreement's start.
func (m *maker) contracts() {
	for i := range m.p.Agreements {
		a := &m.p.Agreements[i]
		c := m.p.chance("contract", int(a.ID))
		due := m.calendar(a.OfficeID).AfterDays(a.StartsOn, 10).On
		day := a.StartsOn.AddDays(c.between(2, 8))
		if m.p.detail(a.BodyID).habits.punctuality == late {
			day = due.AddDays(c.between(4, 12))
		}
		m.add(plan{due: due, age: m.age(day), contract: &contract{m.p, a, a.CIG}, File: File{
			Name: fmt.Sprintf("Convenzione CIG %s.pdf", a.CIG), Kind: document.Agreement, Format: PDF,
			Office: a.OfficeID, Body: a.BodyID, Agreement: a.ID, SubmittedAt: day.At(c.between(9, 17), c.IntN(60)),
		}})
	}
}

// age is the age of the month in which the day lies; that of the month after the
// last one is 0 too.
func (m *maker) age(day calendar.Date) int {
	last := m.p.months[len(m.p.months)-1].Start
	return max(0, (last.Year()-day.Year())*12+int(last.Month())-int(day.Month()))
}

// registers of every centre that had an agreement in the month.
func (m *maker) registers(age int) {
	month := m.month(age)
	for i := range m.p.Centres {
		k := &m.p.Centres[i]
		a, ok := m.p.AgreementOf(k.ID, month)
		if !ok || k.OpenedOn.After(month.End) || !k.ClosedOn.IsZero() && k.ClosedOn.Before(month.Start) {
			continue
		}
		c := m.p.chance("register", int(k.ID), month.Start.Year()*12+int(month.Start.Month()))
		h := m.habits(k.BodyID, age)
		last := m.lastAgreement(a.ID) && a.Covered()[len(a.Covered())-1] == k.ID
		if m.unsent(k.BodyID, age, last, c.in100(h.missing(age, document.Register))) {
			continue
		}
		due := m.calendar(k.OfficeID).DueOnDayAfter(month, m.p.dueDay(k.OfficeID, document.Register)).On
		format, ext := h.register, string(h.register)
		if h.signs && format == PDF {
			format, ext = SignedPDF, string(SignedPDF)
		}
		m.add(plan{due: due, age: age, register: &register{p: m.p, centre: k.ID, month: month, format: format}, File: File{
			Name: h.registerName(k.Code, month, ext), Kind: document.Register, Format: format, Office: k.OfficeID,
			Body: k.BodyID, Agreement: a.ID, Centre: k.ID, Period: month, SubmittedAt: h.sentAt(c, month, due),
		}})
	}
}

// habits are the body's. The first body sends last month's papers in time, so
// that its operator finds faults to mend and not only delays.
func (m *maker) habits(b reception.BodyID, age int) habits {
	h := m.p.detail(b).habits
	if b == 1 && age == 0 {
		h.punctuality = onTime
	}
	return h
}

// lastAgreement says that the body has no agreement after this one.
func (m *maker) lastAgreement(id reception.AgreementID) bool {
	return int(id) == len(m.p.Agreements) || m.p.agreement(id+1).BodyID != m.p.agreement(id).BodyID
}

// unsent says that a paper was not sent at all. What the first body has not sent
// for the last month is the invoice of its last agreement and the register of
// that agreement's last centre; those that are always late haven't either.
func (m *maker) unsent(b reception.BodyID, age int, last, chance bool) bool {
	if b == 1 && age == 0 {
		return last
	}
	return chance || last && age == 0 && m.p.detail(b).habits.punctuality == late
}

// missing is how many in a hundred papers of the kind are not sent at all.
func (h habits) missing(age int, k document.Kind) int {
	invoice := k == document.Invoice
	switch {
	case h.punctuality == late && age == 0 && invoice:
		return 100
	case h.punctuality == late && age == 0:
		return 60
	case h.punctuality == late && age == 1 && invoice:
		return 40
	case h.punctuality == late && age < 3:
		return 14
	case h.punctuality == wavering && age == 0 && invoice:
		return 30
	case h.punctuality == wavering && age == 0:
		return 14
	}
	return 0
}

// sentAt is when a body with these habits sends what is due on the day.
func (h habits) sentAt(c chance, month calendar.Period, due calendar.Date) time.Time {
	day, hour := due.AddDays(-c.between(0, 2)), c.between(8, 18)
	switch h.punctuality {
	case early:
		day = due.AddDays(-c.between(2, 4))
	case wavering:
		if c.in100(25) {
			day = due.AddDays(c.between(1, 9))
		}
	case late:
		day, hour = due.AddDays(c.between(2, 17)), c.between(12, 23)
	}
	if !day.After(month.End) {
		day = month.End.AddDays(1)
	}
	return day.At(hour, c.IntN(60))
}

// invoices of every agreement that has something to bill for the month.
func (m *maker) invoices(age int) {
	month := m.month(age)
	for i := range m.p.Agreements {
		a := &m.p.Agreements[i]
		inv := m.p.newInvoice(a, month)
		if len(inv.lines) == 0 {
			continue
		}
		c := m.p.chance("invoice", int(a.ID), month.Start.Year()*12+int(month.Start.Month()))
		h := m.habits(a.BodyID, age)
		if m.unsent(a.BodyID, age, m.lastAgreement(a.ID), c.in100(h.missing(age, document.Invoice))) {
			continue
		}
		due := m.calendar(a.OfficeID).DueOnDayAfter(month, m.p.dueDay(a.OfficeID, document.Invoice)).On
		sent := h.sentAt(c, month, due)
		m.issue(inv, calendar.DateOf(sent), c.between(0, 2))
		m.add(plan{due: due, age: age, invoice: inv, File: File{
			Kind: document.Invoice, Format: m.invoiceFormat(a.BodyID), Office: a.OfficeID,
			Body: a.BodyID, Agreement: a.ID, Period: month, SubmittedAt: sent,
		}})
	}
}

func (m *maker) invoiceFormat(b reception.BodyID) Format {
	if m.p.detail(b).habits.signs {
		return SignedXML
	}
	return XML
}

// issue gives the invoice its date, some days before it is sent and after the
// month, and the next number and progressive of its body.
func (m *maker) issue(inv *invoice, sent calendar.Date, before int) {
	inv.date = sent.AddDays(-before)
	if !inv.date.After(inv.month.End) {
		inv.date = inv.month.End.AddDays(1)
	}
	h := m.p.detail(inv.body.ID).habits
	key := fmt.Sprint(inv.body.ID, "/", inv.date.Year())
	if m.numbers[key] == 0 {
		m.numbers[key] = int(inv.date.Month()) * 2
	}
	m.numbers[key]++
	inv.number = h.invoiceNumber(m.numbers[key], inv.date.Year())
	inv.progressive = m.progressive(inv.body.ID)
}

// progressive is the next of the body's five characters for file names.
func (m *maker) progressive(b reception.BodyID) string {
	m.progress[b]++
	n := m.progress[b] + int(b)*41
	if b%3 == 0 {
		return fmt.Sprintf("%05d", n)
	}
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return fmt.Sprintf("FE%c%c%c", digits[n/1296%36], digits[n/36%36], digits[n%36])
}

// letters are the papers that come by themselves: DURC every four months,
// a policy a year, and the reports of bodies that wrote one a month, until the
// office asked for one a quarter.
func (m *maker) letters(age int) {
	month := m.month(age)
	for i := range m.p.Bodies {
		b := &m.p.Bodies[i]
		if i%4 == 3 && age%4 == 1 {
			m.letter(b, month, age, document.DURC, fmt.Sprintf("DURC_%s.pdf", b.TaxCode))
		}
		if i%5 == 2 && age == min(3, len(m.p.months)-1) {
			m.letter(b, month, age, document.Insurance, "Polizza RCT-RCO.pdf")
		}
		if i%7 == 0 && month.Start.Before(m.p.quarter().Start) {
			m.letter(b, month, age, document.Report, fmt.Sprintf("Relazione attività %s %d.pdf", monthName(month.Start.Month()), month.Start.Year()))
		}
	}
}

func (m *maker) letter(b *reception.Body, month calendar.Period, age int, k document.Kind, name string) {
	c := m.p.chance("letter "+string(k), int(b.ID), age)
	day := month.End.AddDays(c.between(6, 18))
	l := &letter{p: m.p, kind: k, body: b, month: month, on: day.AddDays(-c.between(1, 4))}
	f := File{Name: name, Kind: k, Format: PDF, Office: b.OfficeID, Body: b.ID, SubmittedAt: day.At(c.between(9, 16), c.IntN(60))}
	if info, _ := k.Info(); info.Monthly {
		f.Period = month
	}
	m.add(plan{age: age, letter: l, File: f})
}

// notices tell some of the exits of the month as departures.
func (m *maker) notices(age int) {
	month := m.month(age)
	for i, stays := range m.p.stays {
		c := m.p.chance("notices", i, month.Start.Year()*12+int(month.Start.Month()))
		for _, s := range stays {
			told := m.p.Centres[i].ClosedOn.IsZero() && s.family == 0 && !s.unlisted && !s.moved && !s.exit.IsZero() && month.Contains(s.exit)
			if told && c.in100(8) {
				m.notice(m.p.Centres[i].ID, m.p.guests[s.guest].code, s.exit, age, c)
			}
		}
	}
}

// notice plans the notice of a departure, sent within two days.
func (m *maker) notice(id reception.CentreID, guest string, left calendar.Date, age int, c chance) {
	k := m.p.centre(id)
	day := left.AddDays(c.between(1, 2))
	m.add(plan{age: age, letter: &letter{p: m.p, kind: document.Departure, body: m.p.body(k.BodyID), on: day, guest: guest, centre: id, left: left}, File: File{
		Name: fmt.Sprintf("allontanamento %s %s.pdf", k.Code, left), Kind: document.Departure, Format: PDF, Office: k.OfficeID, Body: k.BodyID,
		Centre: id, SubmittedAt: day.At(c.between(9, 17), c.IntN(60)),
	}})
}

// short says that a register is of few guests.
func (m *maker) short(f *plan) bool {
	rows := len(f.register.sheet().Rows)
	return rows >= 6 && rows <= 14
}

// scans turns three short registers into scans of signed paper.
func (m *maker) scans() {
	done := map[int]bool{}
	for i := len(m.plans) - 1; i >= 0 && len(done) < 3; i-- {
		f := m.plans[i]
		if f.register == nil || f.Format != XLSX || f.Office != 1 || done[f.age] || f.age > 2 || m.upset(f) != "" {
			continue
		}
		if !m.short(f) {
			continue
		}
		done[f.age] = true
		f.Format, f.register.format = Scan, Scan
		f.Name = fmt.Sprintf("scansione_%s_%04d.pdf", strings.ReplaceAll(f.Period.Key(), "-", ""), 17+31*f.age)
	}
}
