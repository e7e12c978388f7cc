package workflow

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ObligationStatus is what is stored of an obligation. That it is due or
// overdue is never stored: see StatusOn.
type ObligationStatus string

// The stored statuses.
const (
	ObligationOpen       ObligationStatus = "open" // nothing received yet
	ObligationSubmitted  ObligationStatus = "submitted"
	ObligationToComplete ObligationStatus = "to_complete"
	ObligationAccepted   ObligationStatus = "accepted"
	ObligationRejected   ObligationStatus = "rejected"
	ObligationWaived     ObligationStatus = "waived"
)

// Obligation is who owes which document for which period, and by when.
type Obligation struct {
	ID          ObligationID
	OfficeID    reception.OfficeID
	BodyID      reception.BodyID
	Kind        document.Kind
	AgreementID reception.AgreementID
	CentreID    reception.CentreID // zero: not about one centre
	For         calendar.Period
	Due         calendar.Due
	Status      ObligationStatus
	SubmittedAt time.Time // zero: nothing received
}

// Standing is how an obligation stands on a day.
type Standing string

// The standings: the three of an open obligation, and the stored statuses.
const (
	Upcoming Standing = "upcoming"
	DueSoon  Standing = "due" // within DueSoonDays
	Overdue  Standing = "overdue"
)

// DueSoonDays is how many days before its date an open obligation counts as
// due.
const DueSoonDays = 7

// StandingOn says how the obligation stands on a day.
func (o Obligation) StandingOn(today calendar.Date) Standing {
	if o.Status != ObligationOpen {
		return Standing(o.Status)
	}
	left := today.DaysUntil(o.Due.On)
	switch {
	case left < 0:
		return Overdue
	case left <= DueSoonDays:
		return DueSoon
	}
	return Upcoming
}

// DaysLate is by how many calendar days the obligation was, or is, late: 0 when
// it is not.
func (o Obligation) DaysLate(today calendar.Date) int {
	end := today
	if !o.SubmittedAt.IsZero() {
		end = calendar.DateOf(o.SubmittedAt)
	}
	return max(0, o.Due.On.DaysUntil(end))
}

// Expect returns the obligations that a requirement makes of an agreement for a
// period: one for each centre that is open in it, or one for the agreement.
// Nothing is expected outside the agreement's term.
func Expect(r reception.Requirement, a reception.Agreement, centres []reception.Centre, cal calendar.Calendar, month calendar.Period) []Obligation {
	if month.End.Before(a.StartsOn) || month.Start.After(a.EndsOn) {
		return nil
	}
	o := Obligation{OfficeID: a.OfficeID, BodyID: a.BodyID, Kind: r.Kind, AgreementID: a.ID, For: month, Status: ObligationOpen}
	if r.Recurrence == reception.Once {
		o.For = calendar.Period{Start: a.StartsOn, End: a.EndsOn}
		o.Due = cal.AfterDays(a.StartsOn, r.DueDay)
		return []Obligation{o}
	}
	o.Due = cal.DueOnDayAfter(month, r.DueDay)
	if r.Subject == reception.PerAgreement {
		return []Obligation{o}
	}
	var out []Obligation
	for _, c := range centres {
		if c.OpenedOn.After(month.End) || (!c.ClosedOn.IsZero() && c.ClosedOn.Before(month.Start)) {
			continue
		}
		per := o
		per.CentreID = c.ID
		out = append(out, per)
	}
	return out
}
