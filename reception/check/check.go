// Package check is the rules across documents: facts in, findings out.
//
// A rule compares what a document says with the agreement, the attendance, the
// other documents and the calendar. It never concludes without saying from
// what: a finding names the rule and its version, the declared and the computed
// value, and every input with its place. The rules are pure: no clock, no I/O;
// they are registered in one table, Rules, a file each.
//
//	Facts ─ open ─► desk ─┬─ sheet: a register, opened      ─┐
//	                      └─ bill: an invoice, its lines    ─┴─► Rule ─► Finding
//
// Invariants:
//   - the order in which the facts list things does not change the result;
//   - a finding that rests on a value the reading does not vouch for never
//     blocks: it becomes a task to verify that value (Rule.settle);
//   - presences that may or may not count (unknown marks, a day of exit marked
//     against the agreement's rule, a guest listed twice) give bounds, and only
//     what lies outside the bounds is wrong;
//   - what is not the body's is never told whose it is, and a text that may be a
//     guest's name is never repeated.
package check

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Severity says what a finding does to a case.
type Severity string

// The severities.
const (
	Block Severity = "block" // must be mended before approval, or overridden with a reason
	Warn  Severity = "warn"  // a person should look
	Task  Severity = "task"  // a person must look and conclude
	Info  Severity = "info"
)

// Severities returns all of them, worst first.
func Severities() []Severity { return []Severity{Block, Task, Warn, Info} }

// SourceReading is the source of an input that is a warning of the reading itself:
// its value is the warning's code, which says nothing to people.
const SourceReading = "reading"

// Input is one value that a finding was computed from.
type Input struct {
	It    string `json:"it"` // what it is, for Italian screens: "totale del registro RN-017"
	En    string `json:"en"`
	Value string `json:"value"` // as Italian screens write it
	// ValueEn is as English screens write it; empty where that is the same.
	ValueEn string `json:"value_en,omitempty"`
	// Source is "document" (Revision and Place are set), "registry", "calendar", or
	// SourceReading.
	Source   string              `json:"source"`
	Document document.ID         `json:"document,omitempty"`
	Revision document.RevisionID `json:"revision,omitempty"`
	Place    document.Place      `json:"place"`
	// ValidOn is the day for which a dated value of the registry was taken; Today
	// says that it is the day of the run, whatever day that is.
	ValidOn calendar.Date `json:"valid_on"`
	Today   bool          `json:"today,omitempty"`
	// Unsure says that the reading does not vouch for the value; Others are the
	// values that other readers saw at the same place.
	Unsure   bool     `json:"unsure,omitempty"`
	Others   []string `json:"others,omitempty"`
	OthersEn []string `json:"others_en,omitempty"` // nil where they are the same
}

// Finding is what a rule has to say about a document.
type Finding struct {
	Rule     string   `json:"rule"` // "R3"
	Version  int      `json:"version"`
	Severity Severity `json:"severity"`
	It       string   `json:"it"` // what is wrong, in a sentence
	En       string   `json:"en"`
	DoIt     string   `json:"do_it"` // what to do
	DoEn     string   `json:"do_en"`
	Figures
	// Arithmetic opens the computation, a line a step:
	// "1.000 presenze × 32,31 € (tariffa dal 01/10/2026) = 32.310,00 €".
	ArithmeticIt []string `json:"arithmetic_it,omitempty"`
	ArithmeticEn []string `json:"arithmetic_en,omitempty"`
	Inputs       []Input  `json:"inputs"`
	// Aside is for the office alone: it is kept apart from the finding.
	Aside *Aside `json:"-"`
}

// Outcome is what became of one rule in a run.
type Outcome struct {
	Rule    string `json:"rule"`
	Version int    `json:"version"`
	TitleIt string `json:"title_it"`
	TitleEn string `json:"title_en"`
	Applied bool   `json:"applied"`
	// WhyNot says why the rule did not apply.
	WhyNotIt string `json:"why_not_it,omitempty"`
	WhyNotEn string `json:"why_not_en,omitempty"`
	Findings int    `json:"findings"`
	// Unchecked says what of a rule that applied could not be checked, and why; empty
	// where nothing was left out.
	UncheckedIt string `json:"unchecked_it,omitempty"`
	UncheckedEn string `json:"unchecked_en,omitempty"`
}

// Submission is a document as the rules see it: its current revision, what was
// read of it, and the slot it fills.
type Submission struct {
	Document    document.ID
	Revision    document.RevisionID
	Kind        document.Kind
	SubmittedAt time.Time        // first revision: a correction is not late against the first date
	Reading     document.Reading // without text and layout
	Obligation  *Slot            // nil: not placed yet
	Approved    bool             // its case closed with approval
	Closed      bool             // its case is closed, approved or rejected
	ClosedOn    calendar.Date    // zero: it is not
}

// Slot is the obligation that a submission fills.
type Slot struct {
	Agreement reception.AgreementID
	Centre    reception.CentreID // zero: not about one centre
	For       calendar.Period
	DueOn     calendar.Date
	// DueIt and DueEn tell how the due date was computed.
	DueIt, DueEn string
}

// Facts is everything the rules may look at: one submission, and what it is
// compared with. All of it belongs to the same office and, but for Elsewhere, body. The registry is as
// it was when the submission's matter happened, not as it is today: office and
// body on the day of the invoice, centres and agreements at the end of the period.
type Facts struct {
	Today  calendar.Date
	Office reception.Office
	// Severities are those that the office gives the rules' findings today, by the
	// rules' ids: how a finding is handled follows the day of the check, not what
	// the submission is about.
	Severities map[string]string
	Body       reception.Body
	Centres    []reception.Centre    // of the body
	Agreements []reception.Agreement // of the body
	This       Submission
	// Registers are the attendance registers of the same body for the months
	// that this submission is about (this one included when it is one).
	Registers []Submission
	// Invoices are the body's other invoices.
	Invoices []Submission
	// Receipts are the body's receipts for goods (document.KitReceipts) for the
	// period of an invoice.
	Receipts []Submission
	// Owed is what the body owes for the period of an invoice, of the kinds that
	// its agreements ask for with one, and of registers.
	Owed []Owed
	// Expiries are those recorded of the body's papers.
	Expiries []Recorded
	// Neighbours are the registers of the same centre for the months before and
	// after, when this submission is a register.
	Neighbours []Submission
	// GuestNotices are the body's notices of departure (document.Departure) and leaves
	// (document.Leave) that bear on the period of this submission, when it is a
	// register: of its centre, or of a centre that is not known.
	GuestNotices []Submission
	// Elsewhere are the presences of this register's guests in other registers of
	// the office for the same month, other bodies' too. Nothing of another body is
	// said but to the office: see Aside.
	Elsewhere []Elsewhere
	// Alike are the documents of the office that say the same as this one, other
	// bodies' too: see Elsewhere.
	Alike []Alike
}

// Result is what a run of the rules found.
type Result struct {
	Findings []Finding
	Outcomes []Outcome // every rule, in the order of the table
}
