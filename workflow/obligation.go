package workflow

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ObligationStatus is what is stored of an obligation. That it is due or
// overdue is never stored: see StandingAt.
type ObligationStatus string

// The stored statuses.
const (
	ObligationOpen        ObligationStatus = "open"         // nothing received yet
	ObligationSubmitted   ObligationStatus = "submitted"    // received, no case yet
	ObligationUnderReview ObligationStatus = "under_review" // its case waits for the office
	ObligationToComplete  ObligationStatus = "to_complete"  // its case waits for the body
	ObligationAccepted    ObligationStatus = "accepted"
	ObligationRejected    ObligationStatus = "rejected"
	ObligationWaived      ObligationStatus = "waived"    // the office does not ask for it
	ObligationDeclared    ObligationStatus = "declared"  // the body says that there is nothing; the office has not answered
	ObligationNothing     ObligationStatus = "nothing"   // nothing to submit, acknowledged
	ObligationWithdrawn   ObligationStatus = "withdrawn" // the registry no longer makes it owed; shown nowhere
)

// Obligation is who owes which document for which period, and by when.
type Obligation struct {
	ID                 ObligationID
	OfficeID           reception.OfficeID
	BodyID             reception.BodyID
	Kind               document.Kind
	RequirementID      reception.RequirementID
	RequirementVersion int                   // of the template that it follows
	AgreementID        reception.AgreementID // zero: not about one agreement
	CentreID           reception.CentreID    // zero: not about one centre
	HappeningID        reception.HappeningID // zero: of a period
	// Slot names the paper within its body and kind: what it is about and which
	// period or happening. There is one obligation for each, whatever template
	// asks for it, and it stays when its dates move. See slots in expect.go.
	Slot string
	// For is the period that the paper is about, always whole (a centre that
	// opens on the 20th owes the register of its month): a month or several, a
	// day, an agreement's term for what is owed once, the day of a happening or
	// expiry.
	For         calendar.Period
	Due         calendar.Due
	FirstDueOn  calendar.Date // before the office moved it; zero: it did not
	Status      ObligationStatus
	SubmittedAt time.Time     // zero: nothing received
	LateDays    int           // at the first submission
	NudgeOn     calendar.Date // the next day on which to decide whether to remind; zero: none
	// owes are the days of its period of which something is owed, as the registry
	// stands: of what Expect returns, where it is about days or months.
	owes []calendar.Period
}

// Standing is how an obligation stands at an instant.
type Standing string

// The standings: the three of an open obligation, and the stored statuses.
const (
	Upcoming Standing = "upcoming"
	DueSoon  Standing = "due" // within the office's days
	Overdue  Standing = "overdue"
)

// DueSoonDays is how many days before its date an open obligation counts as
// due, where the office did not say.
const DueSoonDays = 7

// StandingAt says how the obligation stands at an instant, for an office that
// counts one as due so many days before its date. It is overdue once its hour has
// passed where the hour counts, else once its day has.
func (o Obligation) StandingAt(now time.Time, dueSoonDays int) Standing {
	if o.Status != ObligationOpen {
		return Standing(o.Status)
	}
	switch {
	case o.Due.Passed(now):
		return Overdue
	case calendar.DateOf(now).DaysUntil(o.Due.On) <= dueSoonDays:
		return DueSoon
	}
	return Upcoming
}

// DaysLate is by how many calendar days the obligation was, or is, late: 0 when
// it is not. What was submitted keeps the lateness of its day.
func (o Obligation) DaysLate(today calendar.Date) int {
	end := today
	if !o.SubmittedAt.IsZero() {
		end = calendar.DateOf(o.SubmittedAt)
	}
	return max(0, o.Due.On.DaysUntil(end))
}

// Untouched says that nothing was received or said about the obligation, so
// that it may still follow its template.
func (o Obligation) Untouched() bool {
	return o.Status == ObligationOpen && o.SubmittedAt.IsZero() && o.FirstDueOn.IsZero()
}
