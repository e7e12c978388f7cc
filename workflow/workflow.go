// Package workflow is the rules of work: which steps a case goes through, who
// has a task, what a decision leads to, when an obligation is late and whether
// a reminder is due.
//
//	Definition (YAML, versioned) ── Open ──▶ Case ── Decide / Resubmit ──▶ Move
//	Obligation ── StandingAt(now)   ──▶ word        Nudge(ladder, today) ──▶ reason
//
// The rules are pure: no clock, no I/O, no context. They take the date and
// return what must happen (a Move), with a named reason; package engine loads,
// applies a rule and saves. A case stays on the version of the definition on
// which it was opened.
package workflow

import (
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The ids of the rows of work.
type (
	CaseID       int64
	TaskID       int64
	DecisionID   int64
	ObligationID int64
	DefinitionID int64
	EventID      int64
	NoticeID     int64
	ReminderID   int64
	ReceiptID    int64
	JobID        int64
)

// Actor is who acts. The zero Actor is nobody, who sees and may do nothing.
type Actor struct {
	System bool // the product itself, not a person
	Person reception.PersonID
	Office reception.OfficeID
	Body   reception.BodyID // zero for people of the office
	Role   reception.Role
}

// IsSystem says that the product itself acts.
func (a Actor) IsSystem() bool { return a.System }

// Outcome is what a person decided.
type Outcome string

// The outcomes of a decision.
const (
	Approved Outcome = "approved"
	Returned Outcome = "returned"
	Rejected Outcome = "rejected"
)

// Decision is one person's decision on one task; append-only.
type Decision struct {
	ID        DecisionID
	CaseID    CaseID
	TaskID    TaskID
	Revision  document.RevisionID // what was looked at
	Outcome   Outcome
	Reason    string
	DecidedAt time.Time
	DecidedBy reception.PersonID
}

// Case is the handling of one document, on a pinned definition.
type Case struct {
	ID         CaseID
	OfficeID   reception.OfficeID
	BodyID     reception.BodyID
	DocumentID document.ID
	Step       string  // name of the step, or "" when closed
	Outcome    Outcome // Approved or Rejected when closed, else ""
	OpenedAt   time.Time
	Version    int // grows with each change
}

// Closed says that the case has its outcome.
func (c Case) Closed() bool { return c.Outcome != "" }

// Task is what a person must do.
type Task struct {
	ID     TaskID
	CaseID CaseID
	Step   string
	Role   reception.Role
	Due    calendar.Due
	Closed bool
}

// NewTask is a task that a rule asks for.
type NewTask struct {
	Step string
	Role reception.Role
	Due  calendar.Due
}

// JobKind names machine work. Kinds are prefix-free, as the queue routes by
// prefix.
type JobKind string

// The kinds of machine work.
const (
	JobReadRevision JobKind = "revision:read"      // subject: revision
	JobRecognise    JobKind = "revision:recognise" // subject: revision, whose pages are images
	JobDraw         JobKind = "revision:draw"      // subject: revision
	JobReadDraft    JobKind = "draft:read"         // subject: draft
	JobScanDraft    JobKind = "draft:scan"         // subject: draft, whose pages are images
	JobCheck        JobKind = "document:check"     // subject: document
	JobNotify       JobKind = "notice:send"        // subject: notice
	JobExpect       JobKind = "office:expect"      // subject: office
	JobFollow       JobKind = "happening:follow"   // subject: happening
	JobMakeWay      JobKind = "obligation:way"     // subject: obligation
	JobMarksMoved   JobKind = "body:marks"         // subject: body, whose marks mean something else now
)

// Move is what a rule says must happen to a case.
type Move struct {
	Reason  string // named: "approved at review", "resubmitted" …
	Step    string // the step the case is in afterwards; "" when it closes
	Outcome Outcome
	Open    *NewTask // the task that opens, if any; the open one closes
	// Obligation is the status that the obligation gets, "" for no change.
	Obligation ObligationStatus
	// Tell says that the body is told of the decision.
	Tell bool
}
