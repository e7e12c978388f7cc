package reception

import "github.com/insiemi/insiemi/workflow/calendar"

// Office is a Prefettura – Ufficio territoriale del Governo.
type Office struct {
	ID         OfficeID    `json:"-"`
	Code       string      `json:"code"` // short and stable, e.g. "rimini"
	Name       string      `json:"name"`
	TaxCode    string      `json:"tax_code"`    // codice fiscale, 11 digits
	OfficeCode string      `json:"office_code"` // codice univoco ufficio for FatturaPA, 6 characters
	PEC        string      `json:"pec"`
	Email      string      `json:"email"`
	Calendar   string      `json:"calendar"` // calendar of local closures, e.g. "rimini"
	Rules      OfficeRules `json:"rules"`
}

// OfficeRules is what an office may decide otherwise about its ledger. The zero
// value is not usable: see DefaultOfficeRules.
type OfficeRules struct {
	// HoursFrom and HoursTo are the office hours in which reminders go out, "08:00"
	// and "18:00", on a clock on the wall in Italy.
	HoursFrom   string `json:"hours_from"`
	HoursTo     string `json:"hours_to"`
	Ladder      Ladder `json:"ladder"`        // for what bodies owe
	TaskLadder  Ladder `json:"task_ladder"`   // for the tasks of the office; EscalateAfter is not used
	DueSoonDays int    `json:"due_soon_days"` // how many days before its date an obligation counts as due
	HorizonDays int    `json:"horizon_days"`  // how far ahead obligations are written
	// Severities say how grave the findings of a rule across documents are, by the
	// rule's id, where the office wants it otherwise: {"R11": "block"}. The rules
	// are those of package reception/check, which says what the ids are.
	Severities map[string]string `json:"severities,omitempty"`
}

// Ladder is on which days a reminder goes out and when the head of office is
// told.
type Ladder struct {
	Steps         []int `json:"steps"`                    // days from the due date: negative before it, ascending
	EscalateAfter int   `json:"escalate_after,omitempty"` // days after the due date; 0: never
}

// DefaultOfficeRules is what a new office starts with: a proposal, no source
// fixes it.
func DefaultOfficeRules() OfficeRules {
	return OfficeRules{HoursFrom: "08:00", HoursTo: "18:00", DueSoonDays: 7, HorizonDays: 45,
		Ladder:     Ladder{Steps: []int{-7, -2, 0, 1, 5, 15}, EscalateAfter: 15},
		TaskLadder: Ladder{Steps: []int{1, 5, 15}}}
}

// Closure is a day on which an office is closed beside those of its calendar.
type Closure struct {
	ID       ClosureID
	OfficeID OfficeID
	calendar.Closure
}
