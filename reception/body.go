package reception

import "github.com/insiemi/insiemi/workflow/calendar"

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
	ID         BodyID     `json:"-"`
	OfficeID   OfficeID   `json:"-"`
	Code       string     `json:"code"` // short and stable within the office, e.g. "E03"
	Name       string     `json:"name"`
	LegalForm  string     `json:"legal_form"`
	VATID      string     `json:"vat_id"` // partita IVA, IT + 11 digits
	TaxCode    string     `json:"tax_code"`
	VATProfile VATProfile `json:"vat_profile"`
	PEC        string     `json:"pec"`
	Email      string     `json:"email"`
	IBAN       string     `json:"iban"` // dedicated account, L. 136/2010 art. 3
	Contacts   []Contact  `json:"contacts"`
	Inactive   bool       `json:"inactive"` // no longer works for the office: nothing new is owed
}

// Contact is whom the office calls at a body. It is no account.
type Contact struct {
	Name  string `json:"name"`
	Role  string `json:"role,omitempty"` // "Coordinatrice", in the body's words
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
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
	ID           CentreID      `json:"-"`
	OfficeID     OfficeID      `json:"-"`
	BodyID       BodyID        `json:"body_id"`
	Code         string        `json:"code"` // the office's code, printed on registers, e.g. "RN-017"
	Name         string        `json:"name"`
	Kind         CentreKind    `json:"kind"`
	Address      string        `json:"address"`
	Municipality string        `json:"municipality"`
	Places       int           `json:"places"` // today; PlacesOn answers for another day
	OpenedOn     calendar.Date `json:"opened_on"`
	ClosedOn     calendar.Date `json:"closed_on"` // zero: open
	// Dated is the number of places from each day on, where it has changed.
	Dated []DatedPlaces `json:"-"`
}

// DatedPlaces is how many places a centre has from a day on.
type DatedPlaces struct {
	FromOn calendar.Date `json:"from_on"`
	Places int           `json:"places"`
}

// PlacesOn returns the places of the centre on a day.
func (c Centre) PlacesOn(d calendar.Date) int {
	now := DatedPlaces{Places: c.Places}
	return heldOn(d, now, c.Dated, func(v DatedPlaces) calendar.Date { return v.FromOn }).Places
}

// heldOn returns the version that held on a day: before the first known change what it
// was then, and what holds now where none is known.
func heldOn[V any](d calendar.Date, now V, versions []V, fromOn func(V) calendar.Date) V {
	held, from := now, calendar.Date{}
	for i, v := range versions {
		if on := fromOn(v); i == 0 || !on.After(d) && !on.Before(from) {
			held, from = v, on
		}
	}
	return held
}

// OpenIn says that the centre is open on some day of a period.
func (c Centre) OpenIn(p calendar.Period) bool {
	return !c.OpenedOn.After(p.End) && (c.ClosedOn.IsZero() || !c.ClosedOn.Before(p.Start))
}
