package engine

import (
	"context"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Deciding is a decision that a person asks to take.
type Deciding struct {
	Case    workflow.CaseID
	Task    workflow.TaskID
	Version int // of the case, as the person saw it
	Outcome workflow.Outcome
	Reason  string // required to return or reject
}

type decidedData struct {
	Outcome  workflow.Outcome `json:"outcome"`
	Step     string           `json:"step"`
	Next     string           `json:"next,omitempty"`
	Reason   string           `json:"reason,omitempty"`
	Findings []string         `json:"approved_over,omitempty"` // rules whose block was overridden
}

// Decide takes a decision on the open task of a case: decision, event, step,
// tasks, obligation and notices, in one transaction. It refuses with a sentence
// what the rules do not allow, and a decision on a case that changed meanwhile.
func (e *Engine) Decide(ctx context.Context, a workflow.Actor, d Deciding) error {
	if d.Outcome == workflow.Approved {
		if err := e.checkBefore(ctx, a, d.Case); err != nil {
			return err
		}
	}
	return e.write(ctx, a, func(t *storage.Tx) error {
		id, err := t.DocumentOfCase(ctx, d.Case)
		if err != nil {
			return err
		}
		doc, err := t.LockDocument(ctx, id)
		if err != nil {
			return err
		}
		f, err := t.LockCase(ctx, d.Case)
		if err != nil {
			return err
		}
		if f.Case.Version != d.Version || f.Open.ID != d.Task {
			return workflow.Refuse(workflow.Conflict, "case.changed",
				"La pratica è cambiata mentre la si esaminava. Ricaricare la pagina, guardare che cosa è cambiato e decidere di nuovo.",
				"The case changed while you were looking at it. Reload the page, see what changed and decide again.")
		}
		cal, err := calendarOf(ctx, &t.Reader, f.Case.OfficeID)
		if err != nil {
			return err
		}
		m, err := workflow.Decide(f.Definition, f.Case, f.Open,
			workflow.Asked{Outcome: d.Outcome, Reason: d.Reason, By: a, Before: f.Taken}, cal, e.Today())
		if err != nil {
			return err
		}
		v, err := t.CurrentRevision(ctx, doc.ID)
		if err != nil {
			return err
		}
		if err := checked(ctx, t, v, d); err != nil {
			return err
		}
		k := taking{Deciding: d, doc: doc, rev: v, file: f, move: m}
		if d.Outcome == workflow.Approved {
			if k.over, k.confirms, err = e.answerBlocks(ctx, t, a, f, m); err != nil {
				return err
			}
		}
		return e.decide(ctx, t, a, k)
	})
}

// checkBefore checks a document again that is to be approved, where its findings may be
// about to change: see outdated. It waits for no worker. What is found anew changes the
// case, so that nobody approves over what they did not see.
func (e *Engine) checkBefore(ctx context.Context, a workflow.Actor, c workflow.CaseID) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		id, err := t.DocumentOfCase(ctx, c)
		if err != nil {
			return err
		}
		doc, err := t.LockDocument(ctx, id)
		if err != nil {
			return err
		}
		this, ok, err := t.Submission(ctx, id)
		if err != nil || !ok || this.Closed {
			return err
		}
		v, err := t.Revision(ctx, this.Revision)
		if err != nil {
			return err
		}
		if old, err := e.outdated(ctx, t, doc, v); err != nil || !old {
			return err
		}
		return e.check(ctx, t, doc, v, this)
	})
}

// outdated says that the findings on a revision are not those of now: something that
// they rest on changed and a check waits in the queue, or an invoice was checked on an
// earlier day, since when a DURC may have ended. A revision or reading that was never
// checked is the queue's: its first check does more than find.
func (e *Engine) outdated(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision) (bool, error) {
	looked, this, err := t.Checked(ctx, v)
	if err != nil || looked != v.ID || !this {
		return false, err
	}
	if _, waits, err := t.JobFor(ctx, workflow.JobCheck, int64(doc.ID)); err != nil || waits {
		return waits, err
	}
	_, at, err := t.Outcomes(ctx, doc.ID)
	return doc.Kind == document.Invoice && !at.IsZero() && calendar.DateOf(at).Before(e.Today()), err
}

// taking is a decision that the rules allow, with everything it changes.
type taking struct {
	Deciding
	doc  storage.Document
	rev  storage.Revision
	file storage.CaseFile
	move workflow.Move
	over []string // rules whose block is overridden
	// confirms are the blocking findings whose override this decision confirms.
	confirms []check.Finding
}

func (e *Engine) decide(ctx context.Context, t *storage.Tx, a workflow.Actor, k taking) error {
	now, reason := e.now(), strings.TrimSpace(k.Reason)
	for _, x := range k.confirms {
		if err := e.override(ctx, t, a, k.file, x, workflow.OverrideConfirmed, reason); err != nil {
			return err
		}
	}
	id, err := t.AddDecision(ctx, k.file.Case, workflow.Decision{TaskID: k.Task, Revision: k.rev.ID, Outcome: k.Outcome,
		Reason: reason, DecidedAt: now, DecidedBy: a.Person})
	if err != nil {
		return err
	}
	data := decidedData{Outcome: k.Outcome, Step: k.file.Open.Step, Next: k.move.Step, Reason: reason, Findings: k.over}
	if err := e.move(ctx, t, k.file, k.move, k.doc.ObligationID, a, now, "decision.taken", data); err != nil {
		return err
	}
	if k.move.Outcome == workflow.Approved {
		if err := e.recordExpiry(ctx, t, a, k.doc, k.rev.ID); err != nil {
			return err
		}
	}
	if k.move.Outcome != "" {
		if err := e.recheckInvoices(ctx, t, k.doc); err != nil {
			return err
		}
		if err := e.recheckNeighbours(ctx, t, k.doc); err != nil {
			return err
		}
	}
	if k.move.Tell {
		return e.tellBody(ctx, t, k.file, k.Outcome, id)
	}
	return nil
}

// tellBody writes a notice of a decision to each operator of the body.
func (e *Engine) tellBody(ctx context.Context, t *storage.Tx, f storage.CaseFile, o workflow.Outcome, id workflow.DecisionID) error {
	kind := workflow.NoticeDecision
	if o == workflow.Approved {
		kind = workflow.NoticeApproved
	}
	return e.tellOperators(ctx, t, f.Case.OfficeID, f.Case.BodyID, kind, int64(id))
}

// recordExpiry records when an accepted document expires, where that was read for
// sure. What is owed before it follows by a job: to follow locks the office's row,
// which comes before the document and the case that are locked here.
func (e *Engine) recordExpiry(ctx context.Context, t *storage.Tx, a workflow.Actor, doc storage.Document, rev document.RevisionID) error {
	reading, _, ok, err := t.Reading(ctx, rev)
	if err != nil || !ok || doc.Kind == "" {
		return err
	}
	f, ok := reading.Field(document.ValidUntil)
	if !ok || f.Unsure {
		return nil
	}
	on, err := calendar.ParseDate(f.Value)
	if err != nil {
		return nil // what was read is no date: a person may record it
	}
	if other, err := heldByOther(ctx, t, doc, reading); err != nil || other {
		return err
	}
	h := reception.Happening{OfficeID: doc.OfficeID, BodyID: doc.BodyID, What: reception.ExpiryOf(doc.Kind), On: on}
	if doc.ObligationID != 0 {
		o, err := t.Obligation(ctx, doc.ObligationID)
		if err != nil {
			return err
		}
		h.AgreementID, h.CentreID = o.AgreementID, o.CentreID
	}
	if len(h.Validate())+len(workflow.HappeningOn(h, e.Today())) > 0 {
		return nil // a date that can't be
	}
	id, err := e.noteHappening(ctx, t, a, h, doc.ID)
	if err != nil || id == 0 {
		return err
	}
	return t.Enqueue(ctx, h.OfficeID, workflow.JobFollow, int64(id))
}

// heldByOther says that a paper is surely of somebody else than the body, so that
// nothing in it counts for the body, even where a person accepts it.
func heldByOther(ctx context.Context, t *storage.Tx, doc storage.Document, r document.Reading) (bool, error) {
	office, err := t.Office(ctx, doc.OfficeID)
	if err != nil {
		return false, err
	}
	body, err := t.Body(ctx, doc.BodyID)
	return err == nil && check.HeldByOther(doc.Kind, r, office, body), err
}

// FollowHappening makes what comes before or after a happening follow it, for a
// job; its second run does nothing that the first did. Where the happening was
// cancelled meanwhile, there is nothing to follow.
func (e *Engine) FollowHappening(ctx context.Context, job workflow.JobID, id reception.HappeningID) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		h, err := t.Happening(ctx, id)
		if err != nil && !workflow.IsRefusal(err, "happening.not_found") {
			return err
		}
		if err == nil {
			if _, err := e.followHappenings(ctx, t, h.OfficeID, h.BodyID); err != nil {
				return err
			}
		}
		_, err = t.FinishJob(ctx, job)
		return err
	})
}
