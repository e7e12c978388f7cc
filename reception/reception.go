// Package reception is who owes papers and about what: the office (a
// Prefettura), the bodies that manage reception centres, the centres, the
// agreements with their dated tariffs, the people with their roles, and the
// requirements from which obligations are made.
//
// The package is pure: no I/O and no clock. What changes over time is dated,
// and asking for a past day gives the answer that held on that day.
package reception

import (
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The ids of the registry's rows. A row belongs to one office.
type (
	OfficeID      int64
	BodyID        int64
	CentreID      int64
	AgreementID   int64
	PersonID      int64
	RequirementID int64
)

// Office is a Prefettura – Ufficio territoriale del Governo.
type Office struct {
	ID         OfficeID
	Code       string // short and stable, e.g. "rimini"
	Name       string
	TaxCode    string // codice fiscale, 11 digits
	OfficeCode string // codice univoco ufficio for FatturaPA, 6 characters
	PEC        string
	Email      string
	Calendar   string // calendar of local closures, e.g. "rimini"
}

// VATProfile is how a body's services are treated for VAT (DPR 633/1972;
// Agenzia delle Entrate, risoluzione 74/E of 27 September 2018).
type VATProfile string

// The profiles.
const (
	VATExempt     VATProfile = "exempt"     // art. 10 n. 21: Natura N4
	VATReduced    VATProfile = "reduced"    // social cooperatives: 5 %, split payment
	VATOutOfScope VATProfile = "outofscope" // volunteer organisations: N2.2
)

// Body is an ente gestore: a cooperative, an association, a hotel.
type Body struct {
	ID         BodyID
	OfficeID   OfficeID
	Code       string // short and stable within the office, e.g. "E03"
	Name       string
	LegalForm  string
	VATID      string // partita IVA, IT + 11 digits
	TaxCode    string
	VATProfile VATProfile
	PEC        string
	Email      string
	IBAN       string // dedicated account, L. 136/2010 art. 3
}

// CentreKind is UA (unità abitativa) or CC (centro collettivo).
type CentreKind string

// The kinds of centre.
const (
	HousingUnit      CentreKind = "UA"
	CollectiveCentre CentreKind = "CC"
)

// Centre is a reception centre (CAS).
type Centre struct {
	ID           CentreID
	OfficeID     OfficeID
	BodyID       BodyID
	Code         string // the office's code, printed on registers, e.g. "RN-017"
	Name         string
	Kind         CentreKind
	Address      string
	Municipality string
	Places       int
	OpenedOn     calendar.Date
	ClosedOn     calendar.Date // zero: open
}

// Agreement is a contract between an office and a body, identified by its CIG.
type Agreement struct {
	ID          AgreementID
	OfficeID    OfficeID
	BodyID      BodyID
	CIG         string // 10 characters
	CUP         string // may be empty
	Title       string
	StartsOn    calendar.Date
	EndsOn      calendar.Date
	PaymentDays int // D.Lgs. 231/2002 art. 4: 30, or up to 60 by agreement
	// CountExitDay says whether the day of exit is paid. The day of entry is.
	CountExitDay bool
	Centres      []CentreID
	Tariffs      []Tariff
}

// Tariff is what an agreement pays from a day on, until the next tariff of the
// same kind of centre. Euros, VAT excluded.
type Tariff struct {
	CentreKind  CentreKind
	FromOn      calendar.Date
	DailyRate   decimal.Decimal // per person and day
	PocketMoney decimal.Decimal // per person and day
	Kit         decimal.Decimal // first-entry kit, per entry
	PhoneCard   decimal.Decimal // per entry
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
	return t, ok
}

// ActiveOn says that the agreement is in force on the day.
func (a Agreement) ActiveOn(d calendar.Date) bool {
	return !d.Before(a.StartsOn) && !d.After(a.EndsOn)
}

// Role is what a person does.
type Role string

// The roles. A person of a body is an operator; the others are of the office.
const (
	Operator      Role = "operator"
	Reviewer      Role = "reviewer"
	Head          Role = "head"
	Administrator Role = "administrator"
)

// Person signs in. BodyID is zero for people of the office.
type Person struct {
	ID       PersonID
	OfficeID OfficeID
	BodyID   BodyID
	Email    string
	Name     string
	Role     Role
	Language string // "it" or "en"
}

// Subject is what a requirement is repeated for.
type Subject string

// The subjects.
const (
	PerAgreement Subject = "agreement"
	PerCentre    Subject = "centre"
)

// Recurrence is how often a requirement gives an obligation.
type Recurrence string

// The recurrences.
const (
	Once    Recurrence = "once"
	Monthly Recurrence = "monthly"
)

// Requirement is the template of an obligation, as an office set it.
type Requirement struct {
	ID         RequirementID
	OfficeID   OfficeID
	Kind       document.Kind
	Subject    Subject
	Recurrence Recurrence
	// DueDay is the day of the month after the period (Monthly), or the number
	// of days after the agreement's start (Once).
	DueDay int
	// Definition is the key of the workflow definition its cases follow.
	Definition string
	// Basis is the law or clause it rests on; Proposed marks a value that no
	// source fixes and that the office is to confirm.
	Basis    string
	Proposed bool
}
