package reception

import (
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Subject is what a requirement is repeated for.
type Subject string

// The subjects.
const (
	PerBody      Subject = "body"
	PerAgreement Subject = "agreement"
	PerCentre    Subject = "centre" // of each agreement that covers it
)

// Recurrence is how often a requirement gives an obligation.
type Recurrence string

// The recurrences.
const (
	Once           Recurrence = "once" // at the start of the agreement, or the opening of the centre
	Daily          Recurrence = "daily"
	Monthly        Recurrence = "monthly"
	TwoMonthly     Recurrence = "two_monthly"
	Quarterly      Recurrence = "quarterly"
	Yearly         Recurrence = "yearly"
	Invoicing      Recurrence = "invoicing"       // as often as the agreement is invoiced
	BeforeExpiry   Recurrence = "before_expiry"   // before what Happening names expires
	AfterHappening Recurrence = "after_happening" // after what Happening names
)

// DueRule is by when: a fixed day of a month after the period, a term, or the
// very day (the zero rule).
type DueRule struct {
	Day    int           `json:"day,omitempty"`    // day of the month, 1 to 31
	Months int           `json:"months,omitempty"` // how many months after the one in which the period ends
	Term   calendar.Term `json:"term,omitzero"`    // after the period, the start or the happening; before the expiry
}

// Requirement is the template of an obligation, as an office set it. One of an
// agreement stands in the place of the office's own for the same kind and
// subject and of the same class: once, of periods however long, or before or
// after the same happening.
type Requirement struct {
	ID          RequirementID `json:"-"`
	OfficeID    OfficeID      `json:"-"`
	AgreementID AgreementID   `json:"agreement_id"` // zero: the office's template
	Version     int           `json:"-"`            // grows with each change; obligations keep theirs
	Active      bool          `json:"active"`
	Removed     bool          `json:"removed"` // of an agreement's own: the office's holds again
	Kind        document.Kind `json:"kind"`
	Subject     Subject       `json:"subject"`
	Recurrence  Recurrence    `json:"recurrence"`
	Happening   What          `json:"happening"` // of BeforeExpiry and AfterHappening
	Due         DueRule       `json:"due"`
	Ladder      *Ladder       `json:"ladder"` // nil: the office's
	// StartsOn is the first day of which papers are owed; zero: as the office's
	// ledger begins.
	StartsOn calendar.Date `json:"starts_on"`
	// Definition is the key of the workflow definition its cases follow.
	Definition string `json:"definition"`
	// Basis is the law or clause it rests on; Proposed marks a value that no
	// source fixes and that the office is to confirm.
	Basis    string `json:"basis"`
	Proposed bool   `json:"proposed"`
	Note     string `json:"note"`
}

// SameRule says that another version of the requirement makes its papers owed by
// the same days.
func (q Requirement) SameRule(o Requirement) bool {
	return q.Recurrence == o.Recurrence && q.Happening == o.Happening && q.Due == o.Due
}

// What names a kind of happening: "entry", "departure", or "expiry:" with a kind
// of document.
type What string

// The happenings that the product knows by itself. Others are the office's own
// words in the same form.
const (
	Entry           What = "entry"            // a guest came
	LeftCentre      What = "departure"        // a guest left or did not come back
	LeaveAsked      What = "leave"            // a guest asks to be away
	StaffChange     What = "staff_change"     // somebody of the staff came or went
	AccountOpened   What = "account_opened"   // the dedicated account
	BreachNotified  What = "breach_notified"  // contestazione
	Inspected       What = "inspected"        // inspection report notified
	AgreementExpiry What = "agreement_expiry" // the end of the agreement itself: nobody records it
)

// ExpiryOf is the expiry of the document of a kind that a body has.
func ExpiryOf(k document.Kind) What { return What("expiry:" + string(k)) }

// Expires is the kind of document whose expiry this is, "" for anything else.
func (w What) Expires() document.Kind {
	k, _ := strings.CutPrefix(string(w), string(ExpiryOf("")))
	if k == string(w) {
		return ""
	}
	return document.Kind(k)
}

// Happening is something that happened, or that expires, on a day. Reference is
// a code, never a guest's name.
type Happening struct {
	ID          HappeningID
	OfficeID    OfficeID
	BodyID      BodyID
	AgreementID AgreementID // zero: not about one
	CentreID    CentreID    // zero: not about one
	What        What
	On          calendar.Date
	At          time.Time // zero: the hour is not known
	Reference   string    // capital letters, digits, '.', '/' and '-', at most 20; a digit at least, four letters in a row at most
}
