// Package reception is who owes papers and about what: the office (a
// Prefettura), the bodies that manage reception centres, the centres, the
// agreements with their dated tariffs, the people with their roles, and the
// requirements from which obligations are made.
//
// The package is pure: no I/O and no clock. What changes over time is dated,
// and asking for a past day gives the answer that held on that day: tariffs,
// coverings and extensions carry their days, and of everything else Versions are
// kept.
package reception

// The ids of the registry's rows. A row belongs to one office.
type (
	OfficeID      int64
	BodyID        int64
	CentreID      int64
	AgreementID   int64
	PersonID      int64
	RequirementID int64
	HappeningID   int64
	ClosureID     int64
)

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
	ID       PersonID `json:"-"`
	OfficeID OfficeID `json:"-"`
	BodyID   BodyID   `json:"body_id"`
	Email    string   `json:"email"`
	Name     string   `json:"name"`
	Role     Role     `json:"role"`
	Language string   `json:"language"` // "it" or "en"
	Inactive bool     `json:"inactive"` // may not sign in and is told nothing
}
