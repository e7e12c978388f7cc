package reception

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// AgreementKind is what an agreement is among contracts.
type AgreementKind string

// The kinds of agreement.
const (
	Framework AgreementKind = "framework" // accordo quadro
	CallOff   AgreementKind = "call_off"  // contratto attuativo, convenzione
	Bridge    AgreementKind = "bridge"    // affidamento ponte
)

// Agreement is a contract between an office and a body, identified by its CIG.
type Agreement struct {
	ID          AgreementID   `json:"-"`
	OfficeID    OfficeID      `json:"-"`
	BodyID      BodyID        `json:"body_id"`
	Kind        AgreementKind `json:"kind"`
	FrameworkID AgreementID   `json:"framework_id"` // of a call-off; zero: none
	CIG         string        `json:"cig"`          // 10 characters
	CUP         string        `json:"cup"`          // may be empty
	Title       string        `json:"title"`
	StartsOn    calendar.Date `json:"starts_on"`
	EndsOn      calendar.Date `json:"ends_on"`      // extensions included
	Places      int           `json:"places"`       // 0: those of its centres
	PaymentDays int           `json:"payment_days"` // D.Lgs. 231/2002 art. 4: 30, or up to 60 by agreement
	// InvoiceMonths is of how many months an invoice is: 1, 2, 3, 4, 6 or 12.
	InvoiceMonths int             `json:"invoice_months"`
	Counting      CountingRule    `json:"counting"`  // today; CountingOn answers for another day
	Checklist     []document.Kind `json:"checklist"` // what goes with each invoice (DM 18 October 2017)
	Penalties     []Penalty       `json:"penalties"`
	Covers        []Covering      `json:"covers"`
	Extensions    []Extension     `json:"extensions"`
	Tariffs       []Tariff        `json:"tariffs"`
	// Counted is the counting rule from each day on, where it has changed.
	Counted []DatedCounting `json:"-"`
}

// DatedCounting is which days an agreement pays from a day on.
type DatedCounting struct {
	FromOn   calendar.Date `json:"from_on"`
	Counting CountingRule  `json:"counting"`
}

// CountingOn returns the counting rule of a day.
func (a Agreement) CountingOn(d calendar.Date) CountingRule {
	now := DatedCounting{Counting: a.Counting}
	return heldOn(d, now, a.Counted, func(v DatedCounting) calendar.Date { return v.FromOn }).Counting
}

// CountingRule is which days of a guest are paid.
type CountingRule struct {
	EntryDay       bool `json:"entry_day"`        // the day of entry
	ExitDay        bool `json:"exit_day"`         // the day of exit
	PaidLeaveHours int  `json:"paid_leave_hours"` // of authorised absence that are paid; 0: none
	// AbsenceHours is after how many hours of absence without a reason the agreement has
	// the office look into it; 0: it says nothing of it.
	AbsenceHours int `json:"absence_hours"`
}

// Penalty is what an agreement takes for a default.
type Penalty struct {
	Text      string          `json:"text"`                // the default and the clause, in the agreement's words
	Amount    decimal.Decimal `json:"amount,omitzero"`     // euros; zero: see PerMille
	PerMille  decimal.Decimal `json:"per_mille,omitzero"`  // of the net value, per day (art. 126 D.Lgs. 36/2023)
	ReplyDays int             `json:"reply_days,omitzero"` // to rebut it
}

// Covering says that an agreement covers a centre, from and to which day.
type Covering struct {
	CentreID CentreID      `json:"centre_id"`
	FromOn   calendar.Date `json:"from_on"` // zero: from the agreement's start
	ToOn     calendar.Date `json:"to_on"`   // zero: to its end
}

// Extension is an act that moved the end of an agreement.
type Extension struct {
	Act       string        `json:"act"` // "Proroga tecnica, decreto n. 123"
	DecidedOn calendar.Date `json:"decided_on"`
	FromEnd   calendar.Date `json:"from_end"` // the end before it
	EndsOn    calendar.Date `json:"ends_on"`
}

// Tariff is what an agreement pays from a day on, until its last day or the
// next tariff of the same kind of centre. Euros, VAT excluded.
type Tariff struct {
	CentreKind  CentreKind      `json:"centre_kind"`
	FromOn      calendar.Date   `json:"from_on"`
	ToOn        calendar.Date   `json:"to_on"`        // zero: until the next one
	DailyRate   decimal.Decimal `json:"daily_rate"`   // per person and day
	PocketMoney decimal.Decimal `json:"pocket_money"` // per person and day
	FamilyCap   decimal.Decimal `json:"family_cap"`   // of pocket money, per family and day; zero: none
	Kit         decimal.Decimal `json:"kit"`          // first-entry kit, per entry
	PhoneCard   decimal.Decimal `json:"phone_card"`   // per entry
}

// TariffOn returns the tariff that held for a kind of centre on a day; ok is
// false when the agreement had none.
func (a Agreement) TariffOn(k CentreKind, d calendar.Date) (t Tariff, ok bool) {
	for _, c := range a.Tariffs {
		if c.CentreKind != k || c.FromOn.After(d) {
			continue
		}
		if !ok || c.FromOn.After(t.FromOn) {
			t, ok = c, true
		}
	}
	if ok && !t.ToOn.IsZero() && t.ToOn.Before(d) {
		return Tariff{}, false
	}
	return t, ok
}

// Term is the agreement's period.
func (a Agreement) Term() calendar.Period { return calendar.Period{Start: a.StartsOn, End: a.EndsOn} }

// ActiveOn says that the agreement is in force on the day.
func (a Agreement) ActiveOn(d calendar.Date) bool { return a.Term().Contains(d) }

// Days returns from and to which day the covering holds.
func (a Agreement) Days(c Covering) calendar.Period {
	p := a.Term()
	if c.FromOn.After(p.Start) {
		p.Start = c.FromOn
	}
	if !c.ToOn.IsZero() && c.ToOn.Before(p.End) {
		p.End = c.ToOn
	}
	return p
}

// CoversIn says that the agreement covers a centre on some day of a period.
func (a Agreement) CoversIn(id CentreID, p calendar.Period) bool {
	for _, c := range a.Covers {
		if d := a.Days(c); c.CentreID == id && !d.Start.After(p.End) && !d.End.Before(p.Start) {
			return true
		}
	}
	return false
}

// Covered lists the centres that the agreement covers on some day, once each.
func (a Agreement) Covered() []CentreID {
	var out []CentreID
	seen := map[CentreID]bool{}
	for _, c := range a.Covers {
		if !seen[c.CentreID] {
			seen[c.CentreID] = true
			out = append(out, c.CentreID)
		}
	}
	return out
}

// CoversAll makes the coverings of centres for the agreement's whole term.
func CoversAll(centres ...CentreID) []Covering {
	out := make([]Covering, len(centres))
	for i, id := range centres {
		out[i] = Covering{CentreID: id}
	}
	return out
}

// Sorted returns the agreement with its coverings, extensions and tariffs in the
// order in which they are kept: by centre or kind, and day.
func (a Agreement) Sorted() Agreement {
	a.Covers, a.Extensions, a.Tariffs = slices.Clone(a.Covers), slices.Clone(a.Extensions), slices.Clone(a.Tariffs)
	slices.SortFunc(a.Covers, func(x, y Covering) int {
		return cmp.Or(cmp.Compare(x.CentreID, y.CentreID), cmp.Compare(x.FromOn.String(), y.FromOn.String()))
	})
	slices.SortFunc(a.Extensions, func(x, y Extension) int { return cmp.Compare(x.EndsOn.String(), y.EndsOn.String()) })
	slices.SortFunc(a.Tariffs, func(x, y Tariff) int {
		return cmp.Or(cmp.Compare(x.CentreKind, y.CentreKind), cmp.Compare(x.FromOn.String(), y.FromOn.String()))
	})
	return a
}
