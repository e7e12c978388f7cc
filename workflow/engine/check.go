package engine

import (
	"context"
	"slices"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type checkedData struct {
	Rules    int `json:"rules"`
	Findings int `json:"findings"`
	Blocking int `json:"blocking"`
}

type openedData struct {
	Definition string `json:"definition"`
	Version    int    `json:"version"`
	DueOn      string `json:"due_on"`
}

// Check runs the rules on a document's current revision, saves the findings and
// opens the case when the document has none. A register's check asks for new
// checks of the invoices it is compared with, and, where its reading is new, of
// the registers of the months beside it; a notice's of the registers of its centre. The job's second run changes nothing.
func (e *Engine) Check(ctx context.Context, job workflow.JobID, id document.ID) error {
	return e.db.Write(ctx, work(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		return e.checkDocument(ctx, t, id, storage.Revision{})
	})
}

// checkDocument is Check within a transaction that may have loaded a revision of the
// document; the zero Revision: it has not.
func (e *Engine) checkDocument(ctx context.Context, t *storage.Tx, id document.ID, v storage.Revision) error {
	doc, err := t.LockDocument(ctx, id)
	if err != nil {
		return err
	}
	this, ok, err := t.Submission(ctx, id)
	if err != nil || !ok {
		return err // not read yet: the reading asks for the check
	}
	if doc.ObligationID == 0 {
		if only, err := onlyContainer(ctx, t, this.Revision); err != nil || only {
			return err
		}
	}
	if v.ID != this.Revision {
		if v, err = t.Revision(ctx, this.Revision); err != nil {
			return err
		}
	}
	var before present
	if before.guests, before.month, err = t.GuestsOf(ctx, id); err != nil {
		return err
	}
	seen, err := seenBefore(ctx, t, v)
	if err != nil {
		return err
	}
	if err := e.check(ctx, t, doc, v, this); err != nil {
		return err
	}
	if err := e.open(ctx, t, doc, this); err != nil {
		return err
	}
	if !seen {
		if err := e.recheckNeighbours(ctx, t, doc); err != nil {
			return err
		}
		if err := recheckGuests(ctx, t, doc, before); err != nil {
			return err
		}
	}
	return e.recheckInvoices(ctx, t, doc)
}

func (e *Engine) check(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision, this check.Submission) error {
	facts, err := e.facts(ctx, t, doc, this)
	if err != nil {
		return err
	}
	res := check.Run(facts)
	before, err := t.Findings(ctx, doc.ID)
	if err != nil {
		return err
	}
	last, err := t.LastCheck(ctx, v)
	if err != nil {
		return err
	}
	now := e.now()
	if err := t.SaveCheck(ctx, v, res, now); err != nil {
		return err
	}
	if err := saveGuestMonths(ctx, t, v, facts); err != nil {
		return err
	}
	if err := t.SavePrints(ctx, v, check.PrintsOf(facts)); err != nil {
		return err
	}
	if err := t.SaveLooks(ctx, v, this.Reading.Looks); err != nil {
		return err
	}
	if err := touchIfNew(ctx, t, doc, before, res.Findings); err != nil {
		return err
	}
	if err := e.lapse(ctx, t, doc, before, res.Findings); err != nil {
		return err
	}
	if !last.IsZero() { // the same revision, looked at again
		fresh := check.Fresh(before, res.Findings)
		if len(fresh) == 0 && len(before) == len(res.Findings) {
			return nil // nothing to tell
		}
		if err := e.tellReopened(ctx, t, doc, fresh, last); err != nil {
			return err
		}
	}
	data := checkedData{Rules: len(res.Outcomes), Findings: len(res.Findings)}
	for _, f := range res.Findings {
		if f.Severity == check.Block {
			data.Blocking++
		}
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID,
		Kind: "document.checked", At: now, Data: data})
}

// touchIfNew makes a decision conflict that somebody is taking on other findings
// than those found now.
func touchIfNew(ctx context.Context, t *storage.Tx, doc storage.Document, before, after []check.Finding) error {
	if slices.EqualFunc(before, after, func(a, b check.Finding) bool { return a.Rule == b.Rule && a.It == b.It && a.Severity == b.Severity }) {
		return nil
	}
	f, has, err := t.LockCaseOf(ctx, doc.ID)
	if err != nil || !has {
		return err
	}
	return t.TouchCase(ctx, f.Case.ID)
}

// facts loads everything the rules may look at, as of when it happened.
func (e *Engine) facts(ctx context.Context, t *storage.Tx, doc storage.Document, this check.Submission) (f check.Facts, err error) {
	f = check.Facts{Today: e.Today(), This: this}
	if this.Closed && !this.ClosedOn.IsZero() {
		f.Today = earlier(f.Today, this.ClosedOn) // it was decided on that day
	}
	p, err := e.partiesFor(ctx, t, doc, &f)
	if err != nil {
		return f, err
	}
	if f.Severities, err = t.SeveritiesOn(ctx, doc.OfficeID, f.Today); err != nil {
		return f, err
	}
	if !p.IsZero() {
		if f.Registers, err = t.RegistersFor(ctx, doc.BodyID, p); err != nil {
			return f, err
		}
	}
	if slot := this.Obligation; doc.Kind == document.Register && slot != nil && slot.Centre != 0 {
		if f.Neighbours, err = t.RegistersBeside(ctx, doc.BodyID, slot.Centre, slot.For); err != nil {
			return f, err
		}
	}
	if doc.Kind == document.Register && !p.IsZero() {
		if f.GuestNotices, err = t.GuestNoticesFor(ctx, doc.BodyID, centreOf(this), p); err != nil {
			return f, err
		}
	}
	if err := guestsElsewhere(ctx, t, doc, &f); err != nil {
		return f, err
	}
	if err := alike(ctx, t, doc, &f); err != nil {
		return f, err
	}
	if doc.Kind == document.Invoice {
		if f.Invoices, err = t.InvoicesOf(ctx, doc.BodyID, doc.ID, e.sent(this).AddDate(-1, -3, 0)); err != nil {
			return f, err
		}
		err = besideInvoice(ctx, t, doc.BodyID, p, &f)
	}
	return f, err
}

// alike loads the documents of the office that say the same, or may look the same.
func alike(ctx context.Context, t *storage.Tx, doc storage.Document, f *check.Facts) (err error) {
	if f.Alike, err = t.Alike(ctx, doc.OfficeID, doc.BodyID, doc.ID, check.PrintsOf(*f)); err != nil {
		return err
	}
	near, err := t.NearLooks(ctx, doc.OfficeID, doc.BodyID, doc.ID, f.This.Reading.Looks)
	f.Alike = append(f.Alike, near...)
	return err
}

// sent is when a submission was sent; what is not sent yet would be now.
func (e *Engine) sent(s check.Submission) time.Time {
	if s.SubmittedAt.IsZero() {
		return e.now()
	}
	return s.SubmittedAt
}

// partiesFor loads office, body, centres and agreements, the last two as of the end
// of the period that the submission is about, which it returns; as of the submission
// where that is not known.
func (e *Engine) partiesFor(ctx context.Context, t *storage.Tx, doc storage.Document, f *check.Facts) (p calendar.Period, err error) {
	load := func(its calendar.Date) error {
		x, err := t.PartiesOn(ctx, doc.OfficeID, doc.BodyID, asOf(f.This, p, f.Today), its)
		f.Office, f.Body, f.Centres, f.Agreements = x.Office, x.Body, x.Centres, x.Agreements
		return err
	}
	if f.This.Obligation == nil { // what was read names centre and agreement by their codes
		if err := load(asOf(f.This, calendar.Period{}, f.Today)); err != nil {
			return p, err
		}
	}
	if p = about(f.This, f.Centres, f.Agreements); p.IsZero() {
		return p, nil
	}
	return p, load(earlier(p.End, f.Today))
}

// asOf is the day as of which office and body are looked at: that of the invoice,
// else the end of the period, else the day of the submission.
func asOf(s check.Submission, p calendar.Period, today calendar.Date) calendar.Date {
	if f, ok := s.Reading.Field(document.InvoiceDate); ok {
		if d, err := calendar.ParseDate(f.Value); err == nil {
			return d
		}
	}
	switch {
	case !p.IsZero():
		return earlier(p.End, today)
	case !s.SubmittedAt.IsZero():
		return calendar.DateOf(s.SubmittedAt)
	}
	return today
}

// earlier is the earlier of two days: a period that is still running is looked at
// as of today.
func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// about is the period that a submission is about: its slot's, or what was read.
func about(s check.Submission, centres []reception.Centre, agreements []reception.Agreement) calendar.Period {
	if s.Obligation != nil {
		return s.Obligation.For
	}
	return workflow.HintsOf(s.Reading, centres, agreements).For
}

// open opens the case of a document that is ready for one, or tells the sender
// that a person must say what it is.
func (e *Engine) open(ctx context.Context, t *storage.Tx, doc storage.Document, this check.Submission) error {
	if _, has, err := t.LockCaseOf(ctx, doc.ID); err != nil || has {
		return err
	}
	key, expected, err := e.definitionFor(ctx, t, doc, this.Reading)
	if err != nil {
		return err
	}
	if doc.Kind == "" || (expected && doc.ObligationID == 0) {
		return e.askKind(ctx, t, doc, this)
	}
	defID, def, err := t.Definition(ctx, doc.OfficeID, key)
	if err != nil {
		return err
	}
	cal, err := calendarOf(ctx, &t.Reader, doc.OfficeID)
	if err != nil {
		return err
	}
	now := e.now()
	m := workflow.Open(def, cal, e.Today())
	c := workflow.Case{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID, Step: m.Step, OpenedAt: now}
	if c.ID, _, err = t.AddCase(ctx, c, defID, e.Today().Year()); err != nil {
		return err
	}
	if err := t.AddTask(ctx, c, *m.Open, now); err != nil {
		return err
	}
	if doc.ObligationID != 0 {
		if err := t.SetObligation(ctx, doc.ObligationID, m.Obligation, now); err != nil {
			return err
		}
	}
	if err := e.tellOpened(ctx, t, c, m, system()); err != nil {
		return err
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID, CaseID: c.ID,
		Kind: "case.opened", At: now, Data: openedData{def.Key, def.Version, m.Open.Due.On.String()}})
}

// definitionFor returns the definition that the document's case follows: that of
// the requirement whose obligation it fills, else of one for its kind. expected
// says that the body owes documents of this kind for which nothing came yet, so
// that somebody must say whether this is one; not when it is about a time before
// the office asked for them.
func (e *Engine) definitionFor(ctx context.Context, t *storage.Tx, doc storage.Document, d document.Reading) (key string, expected bool, err error) {
	if doc.ObligationID != 0 {
		o, err := t.Obligation(ctx, doc.ObligationID)
		if err != nil {
			return "", false, err
		}
		q, err := t.Requirement(ctx, o.RequirementID)
		return q.Definition, true, err
	}
	all, err := t.Requirements(ctx)
	if err != nil {
		return "", false, err
	}
	l, err := t.Ledger(ctx, doc.OfficeID)
	if err != nil {
		return "", false, err
	}
	key = workflow.FallbackDefinition
	months := workflow.HintsOf(d, nil, nil).For
	for _, q := range all {
		if q.OfficeID != doc.OfficeID || q.AgreementID != 0 || q.Kind != doc.Kind {
			continue
		}
		early := !months.IsZero() && (months.End.Before(q.StartsOn) || months.End.Before(l.LedgerFrom))
		if q.Active || key == workflow.FallbackDefinition {
			key = q.Definition
		}
		expected = expected || q.Active && !early
	}
	if !expected {
		return key, false, nil
	}
	slots, err := t.Slots(ctx, doc.BodyID, doc.Kind)
	return key, len(slots) > 0, err
}

// askKind tells whoever sent the document, once, that it must be placed by hand; of
// what came inside something else together with what else did, in the digest.
func (e *Engine) askKind(ctx context.Context, t *storage.Tx, doc storage.Document, this check.Submission) error {
	if waits, err := t.WaitsForPlace(ctx, doc.ID); err != nil || waits {
		return err
	}
	v, err := t.Revision(ctx, this.Revision)
	if err != nil {
		return err
	}
	if err := t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID,
		Kind: "document.unplaced", At: e.now()}); err != nil {
		return err
	}
	came, err := t.ContainersOf(ctx, doc.ID)
	if err != nil {
		return err
	}
	_, err = t.AddNotice(ctx, storage.Notice{OfficeID: doc.OfficeID, BodyID: doc.BodyID, PersonID: v.SubmittedBy,
		Kind: workflow.NoticeUnclear, SubjectID: int64(doc.ID), CreatedAt: e.now(), Together: len(came) > 0})
	return err
}
