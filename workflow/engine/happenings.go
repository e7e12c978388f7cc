package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// happeningData is the data of an event about a happening: a code, never a name.
type happeningData struct {
	ID        reception.HappeningID `json:"id"`
	What      reception.What        `json:"what"`
	On        calendar.Date         `json:"on"`
	Reference string                `json:"reference,omitempty"`
	Document  document.ID           `json:"document,omitempty"` // from which it was read
}

// RecordHappening records something that happened, or that expires, of a body:
// by people of its office or by its own operators. What comes before or after it
// is owed from now on, in the same transaction. Recording the same again changes
// nothing and returns 0.
func (e *Engine) RecordHappening(ctx context.Context, a workflow.Actor, h reception.Happening) (id reception.HappeningID, err error) {
	h.OfficeID = a.Office
	if err := mayRecord(a, h.BodyID); err != nil {
		return 0, err
	}
	if err := refuseProblems(h.Validate(), "happening.invalid"); err != nil {
		return 0, err
	}
	err = e.write(ctx, a, func(t *storage.Tx) error {
		if err := ownParts(ctx, t, h); err != nil {
			return err
		}
		id, err = e.recordHappening(ctx, t, a, h, 0)
		return err
	})
	return id, err
}

// CancelHappening takes back what was recorded. What followed from it is no
// longer owed, unless something was received or said about it.
func (e *Engine) CancelHappening(ctx context.Context, a workflow.Actor, id reception.HappeningID) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		h, err := t.Happening(ctx, id)
		if err != nil {
			return err
		}
		if err := mayRecord(a, h.BodyID); err != nil {
			return err
		}
		if ok, err := t.CancelHappening(ctx, id, e.now()); err != nil || !ok {
			return err
		}
		if err := e.happened(ctx, t, a, h, "happening.cancelled", 0); err != nil {
			return err
		}
		return e.followHappenings(ctx, t, h.OfficeID, h.BodyID)
	})
}

func mayRecord(a workflow.Actor, body reception.BodyID) error {
	if a.Person != 0 && (a.Body == 0 || a.Body == body) {
		return nil
	}
	return workflow.Refuse(workflow.Denied, "happening.other_body",
		"Si possono registrare solo i fatti del proprio ente.", "You can only record what happens at your own body.")
}

// ownParts refuses an agreement or a centre that is not the body's.
func ownParts(ctx context.Context, t *storage.Tx, h reception.Happening) error {
	b, err := t.Body(ctx, h.BodyID)
	if err != nil {
		return err
	}
	agreements, err := t.Agreements(ctx, b.ID)
	if err != nil {
		return err
	}
	centres, err := t.Centres(ctx, b.ID)
	if err != nil {
		return err
	}
	own := h.AgreementID == 0 && h.CentreID == 0
	agreement, centre := h.AgreementID == 0, h.CentreID == 0
	for _, a := range agreements {
		agreement = agreement || a.ID == h.AgreementID
	}
	for _, c := range centres {
		centre = centre || c.ID == h.CentreID
	}
	if own || agreement && centre {
		return nil
	}
	return workflow.Refuse(workflow.Invalid, "happening.other_part",
		"La convenzione o il centro scelto non è di questo ente. Sceglierne uno dell'ente.",
		"The agreement or centre is not this body's. Choose one of the body.")
}

// recordHappening writes a happening and makes the obligations follow; from is
// the document it was read from, zero where a person recorded it.
func (e *Engine) recordHappening(ctx context.Context, t *storage.Tx, a workflow.Actor, h reception.Happening, from document.ID) (reception.HappeningID, error) {
	id, ok, err := t.AddHappening(ctx, h, a.Person, e.now())
	if err != nil || !ok {
		return 0, err
	}
	h.ID = id
	if err := e.happened(ctx, t, a, h, "happening.recorded", from); err != nil {
		return 0, err
	}
	return id, e.followHappenings(ctx, t, h.OfficeID, h.BodyID)
}

func (e *Engine) happened(ctx context.Context, t *storage.Tx, a workflow.Actor, h reception.Happening, kind string, from document.ID) error {
	return t.AddEvent(ctx, storage.Event{OfficeID: h.OfficeID, BodyID: h.BodyID, Kind: kind, At: e.now(), By: a.Person,
		Data: happeningData{h.ID, h.What, h.On, h.Reference, from}, Entity: reception.EntityBody, EntityID: int64(h.BodyID)})
}

// recordExpiry records when an accepted document expires, where that was read for
// sure: what is owed before it follows.
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
	h := reception.Happening{OfficeID: doc.OfficeID, BodyID: doc.BodyID, What: reception.ExpiryOf(doc.Kind), On: on}
	if doc.ObligationID != 0 {
		o, err := t.Obligation(ctx, doc.ObligationID)
		if err != nil {
			return err
		}
		h.AgreementID, h.CentreID = o.AgreementID, o.CentreID
	}
	if len(h.Validate()) > 0 {
		return nil // a date that can't be
	}
	_, err = e.recordHappening(ctx, t, a, h, doc.ID)
	return err
}
