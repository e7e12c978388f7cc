package engine

import (
	"context"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Receipt proves to a sender that a revision arrived.
type Receipt = storage.Receipt

// Incoming is a file whose bytes are in the object store already.
type Incoming struct {
	// Obligation is the slot it was sent for; zero: to be recognised.
	Obligation workflow.ObligationID
	// Document is set for a corrected revision of that document.
	Document document.ID
	// GridOf and GridVersion are set by GridFile for a file that was made of a grid.
	GridOf      workflow.ObligationID
	GridVersion int
	// Draft is set by DraftFile for a file that was tried before.
	Draft workflow.DraftID

	FileName string // for display only
	SHA256   document.SHA256
	Size     int64 // bytes
}

// Received is what a sender gets back.
type Received struct {
	Document document.ID
	Revision document.RevisionID
	Number   int // of the revision within its document, from 1
	Receipt  Receipt
	// Already says that the body sent these bytes before: the receipt is the
	// earlier one and nothing was changed, unless Placed.
	Already bool
	// Placed says that bytes sent before, which waited for an obligation, are now
	// the paper of the one that they were sent for.
	Placed bool
}

type receivedData struct {
	Receipt string `json:"receipt"`
	Number  int    `json:"number"`
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	arrival
}

// arrival is what an event tells of something received for an obligation: by how
// much it was late, and what had been said about the obligation before.
type arrival struct {
	LateDays  int                       `json:"late_days,omitempty"`
	LateHours int                       `json:"late_hours,omitempty"` // where the hour counts
	Was       workflow.ObligationStatus `json:"was,omitempty"`        // declared, nothing, waived or withdrawn
}

// arrive makes an obligation submitted by what was received at an instant. What
// was declared, waived or withdrawn takes it too: nothing received is refused.
func (e *Engine) arrive(ctx context.Context, t *storage.Tx, o workflow.Obligation, receivedAt time.Time) (a arrival, err error) {
	if o.SubmittedAt.IsZero() {
		late := o.LateAt(receivedAt)
		a.LateDays, a.LateHours = late.Days, late.Hours
	}
	if o.Status != workflow.ObligationOpen {
		a.Was = o.Status
	}
	if o.Status == workflow.ObligationWithdrawn { // it may stand in the way of what is owed now
		if err := t.Enqueue(ctx, o.OfficeID, workflow.JobMakeWay, int64(o.ID)); err != nil {
			return a, err
		}
	}
	return a, t.SubmitObligation(ctx, o.ID, receivedAt, a.LateDays, e.now())
}

// Receive takes in a file for an operator: revision, receipt, event and the
// work of reading it, in one transaction. The same bytes again give the earlier
// receipt. It refuses what the body may not send now, with a sentence.
func (e *Engine) Receive(ctx context.Context, a workflow.Actor, in Incoming) (out Received, err error) {
	if a.Role != reception.Operator || a.Body == 0 {
		return out, workflow.Refuse(workflow.Denied, "receive.operator_only",
			"Solo gli operatori degli enti trasmettono documenti. Accedere con l'utenza dell'ente.",
			"Only operators of a body submit documents. Sign in with the body's account.")
	}
	err = e.db.Write(ctx, storage.For(a).PlannedOnce(), func(t *storage.Tx) error {
		if err := t.LockBytes(ctx, a.Body, in.SHA256); err != nil { // a twin upload waits here
			return err
		}
		var sent bool
		if out, sent, err = e.sentBefore(ctx, t, a, in); err != nil || sent {
			return err
		}
		earlier, ok, err := t.RevisionOfBytes(ctx, a.Body, in.SHA256)
		if err != nil {
			return err
		}
		if ok {
			out, err = e.again(ctx, t, a, earlier, in)
		} else {
			out, err = e.receive(ctx, t, a, in)
		}
		if err != nil {
			return err
		}
		return sentDraft(ctx, t, in, out.Revision)
	})
	return out, err
}

// again answers bytes that the body sent before: with the earlier receipt where
// they are what they were then, into the slot where they had none, or with a
// refusal that says where they are.
func (e *Engine) again(ctx context.Context, t *storage.Tx, a workflow.Actor, v storage.Revision, in Incoming) (out Received, err error) {
	out = Received{Document: v.DocumentID, Revision: v.ID, Number: v.Number, Receipt: v.Receipt, Already: true}
	if in.Document == v.DocumentID {
		return out, workflow.Refuse(workflow.Conflict, "receive.unchanged",
			"Il file è identico a una versione già trasmessa di questo documento. Correggerlo e inviare il file corretto.",
			"The file is identical to a revision of this document that was already sent. Correct it and send the corrected file.")
	}
	if in.Document == 0 && in.Obligation == 0 {
		return out, nil
	}
	doc, err := t.LockDocument(ctx, v.DocumentID)
	if err != nil || (in.Document == 0 && doc.ObligationID == in.Obligation) {
		return out, err
	}
	_, has, err := t.LockCaseOf(ctx, doc.ID)
	if err != nil {
		return out, err
	}
	if in.Document != 0 || doc.ObligationID != 0 || has {
		return out, workflow.Refuse(workflow.Conflict, "receive.elsewhere",
			"Questo file è già stato trasmesso per un altro adempimento: ricevuta n. "+v.Receipt.String()+". Controllare di avere scelto il file giusto per questo.",
			"This file was already submitted for another obligation: receipt no. "+v.Receipt.String()+". Check that you chose the right file for this one.")
	}
	d, _, _, err := t.Reading(ctx, v.ID)
	if err != nil {
		return out, err
	}
	o, err := t.Obligation(ctx, in.Obligation)
	if err != nil {
		return out, err
	}
	if _, is, err := isEnvelope(ctx, t, v.ID, d, o.Kind); err != nil {
		return out, err
	} else if is {
		return out, workflow.Refuse(workflow.Conflict, "receive.opened",
			"Questo file è già stato ricevuto e aperto: ricevuta n. "+v.Receipt.String()+". Aprire il documento giusto al suo interno e indicare per quale adempimento serve, oppure inviare quel solo file.",
			"This file was already received and opened: receipt no. "+v.Receipt.String()+". Open the right document inside it and say which obligation it is for, or send that file alone.")
	}
	if o, err = t.LockObligation(ctx, in.Obligation); err != nil {
		return out, err
	}
	if _, taken, err := t.DocumentOf(ctx, o.ID); err != nil || taken {
		return out, err
	}
	if err := e.fill(ctx, t, doc, v, o, placedData{Kind: o.Kind, Reason: "sent again for this slot"}, a); err != nil {
		return out, err
	}
	out.Placed = true
	return out, t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(doc.ID))
}

func (e *Engine) receive(ctx context.Context, t *storage.Tx, a workflow.Actor, in Incoming) (out Received, err error) {
	now := e.now()
	doc, came, err := e.target(ctx, t, a, in, now)
	if err != nil {
		return out, err
	}
	v := storage.Revision{OfficeID: a.Office, BodyID: a.Body, DocumentID: doc.ID, Number: 1, SHA256: in.SHA256,
		Size: in.Size, FileName: in.FileName, SubmittedAt: now, SubmittedBy: a.Person}
	if before, err := t.CurrentRevision(ctx, doc.ID); err == nil {
		v.Number = before.Number + 1
	} else if !workflow.IsRefusal(err, "revision.not_found") {
		return out, err
	}
	if v, err = t.AddRevision(ctx, v, calendar.DateOf(now).Year()); err != nil {
		return out, err
	}
	err = t.AddEvent(ctx, storage.Event{OfficeID: a.Office, BodyID: a.Body, DocumentID: doc.ID, Kind: "revision.received",
		At: now, By: a.Person, Data: receivedData{v.Receipt.String(), v.Number, v.SHA256.String(), v.Size, came}})
	if err != nil {
		return out, err
	}
	if err := e.sentGrid(ctx, t, in, v.ID); err != nil {
		return out, err
	}
	out = Received{Document: doc.ID, Revision: v.ID, Number: v.Number, Receipt: v.Receipt}
	return out, t.Enqueue(ctx, a.Office, workflow.JobReadRevision, int64(v.ID))
}

// target finds or makes the document that a file belongs to.
func (e *Engine) target(ctx context.Context, t *storage.Tx, a workflow.Actor, in Incoming, now time.Time) (doc storage.Document, came arrival, err error) {
	if in.Document != 0 {
		doc, err = e.correct(ctx, t, a, in.Document, now)
		return doc, came, err
	}
	doc = storage.Document{OfficeID: a.Office, BodyID: a.Body, CreatedAt: now}
	if in.Obligation == 0 {
		doc.ID, err = t.AddDocument(ctx, doc)
		return doc, came, err
	}
	if id, ok, err := t.DocumentOf(ctx, in.Obligation); err != nil { // documents are locked before obligations
		return doc, came, err
	} else if ok {
		doc, err = e.correct(ctx, t, a, id, now)
		return doc, came, err
	}
	o, err := t.LockObligation(ctx, in.Obligation)
	if err != nil {
		return doc, came, err
	}
	doc.Kind, doc.ObligationID = o.Kind, o.ID
	if doc.ID, err = t.AddDocument(ctx, doc); err != nil {
		return doc, came, err
	}
	came, err = e.arrive(ctx, t, o, now)
	return doc, came, err
}

// correct takes a corrected revision of a document whose case waits for it.
func (e *Engine) correct(ctx context.Context, t *storage.Tx, a workflow.Actor, id document.ID, now time.Time) (storage.Document, error) {
	doc, err := t.LockDocument(ctx, id)
	if err != nil {
		return doc, err
	}
	f, ok, err := t.LockCaseOf(ctx, id)
	if err != nil {
		return doc, err
	}
	if !ok && doc.ObligationID == 0 {
		return doc, workflow.Refuse(workflow.Conflict, "document.unplaced",
			"Di questo documento non si sa ancora a quale adempimento serva: indicarlo prima nella sua pagina.",
			"It is not known yet which obligation this document is for: say so on its page first.")
	}
	if !ok {
		return doc, workflow.Refuse(workflow.Conflict, "document.being_read",
			"Questo documento è ancora in lettura. Attendere qualche secondo e ricaricare la pagina.",
			"This document is still being read. Wait a few seconds and reload the page.")
	}
	cal, err := calendarOf(ctx, &t.Reader, doc.OfficeID)
	if err != nil {
		return doc, err
	}
	m, err := workflow.Resubmit(f.Definition, f.Case, cal, e.Today())
	if err != nil {
		return doc, err
	}
	return doc, e.move(ctx, t, f, m, doc.ObligationID, a, now, "case.resubmitted", nil)
}

// move saves what a rule said must happen to a case.
func (e *Engine) move(ctx context.Context, t *storage.Tx, f storage.CaseFile, m workflow.Move, o workflow.ObligationID, a workflow.Actor, now time.Time, kind string, data any) error {
	if err := t.MoveCase(ctx, f.Case, m, a.Person, now); err != nil {
		return err
	}
	if err := e.tellOpened(ctx, t, f.Case, m, a); err != nil {
		return err
	}
	if o != 0 && m.Obligation != "" {
		if err := t.SetObligation(ctx, o, m.Obligation, now); err != nil {
			return err
		}
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: f.Case.OfficeID, BodyID: f.Case.BodyID, DocumentID: f.Case.DocumentID,
		CaseID: f.Case.ID, Kind: kind, At: now, By: a.Person, Data: data})
}
