package engine

import (
	"context"
	"fmt"

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
// nothing and returns 0; what was cancelled and is recorded again is the same
// happening. It refuses a day that can't be ("happening.invalid"), and one from
// which a due date can't be computed ("happening.no_date").
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
		_, err = e.followHappenings(ctx, t, h.OfficeID, h.BodyID)
		return err
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
	if b.OfficeID != h.OfficeID { // the system sees the others too
		return workflow.Refuse(workflow.NotFound, "body.not_found",
			"L'ente scelto non è di questo ufficio. Sceglierne uno dell'ufficio.", "The chosen body is not of this office. Choose one of the office.")
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
	if err := refuseProblems(workflow.HappeningOn(h, e.Today()), "happening.invalid"); err != nil {
		return 0, err
	}
	id, err := e.noteHappening(ctx, t, a, h, from)
	if err != nil || id == 0 {
		return 0, err
	}
	skipped, err := e.followHappenings(ctx, t, h.OfficeID, h.BodyID)
	if err != nil {
		return 0, err
	}
	for _, s := range skipped {
		if s.Happening == id {
			return 0, refuseUndated(h, s)
		}
	}
	return id, nil
}

// noteHappening writes a happening with its event; 0 where it is recorded already.
func (e *Engine) noteHappening(ctx context.Context, t *storage.Tx, a workflow.Actor, h reception.Happening, from document.ID) (reception.HappeningID, error) {
	id, ok, err := t.AddHappening(ctx, h, a.Person, e.now())
	if err != nil || !ok {
		return 0, err
	}
	h.ID = id
	return id, e.happened(ctx, t, a, h, "happening.recorded", from)
}

// refuseUndated is the refusal of a happening from which a date can't be computed.
func refuseUndated(h reception.Happening, s workflow.Skipped) error {
	r := workflow.Refuse(workflow.Invalid, "happening.no_date",
		fmt.Sprintf("Dal giorno %s non si può calcolare la scadenza dell'adempimento che ne segue (%s). Controllare la data; se è giusta, chiedere all'amministratore di controllare il tipo di adempimento.", h.On.It(), s.Kind),
		fmt.Sprintf("From %s the due date of the paper that follows (%s) can't be computed. Check the date; if it is right, ask the administrator to check the requirement.", h.On, s.Kind))
	r.Cause = s
	return r
}

func (e *Engine) happened(ctx context.Context, t *storage.Tx, a workflow.Actor, h reception.Happening, kind string, from document.ID) error {
	if err := recheckExpiring(ctx, t, h); err != nil {
		return err
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: h.OfficeID, BodyID: h.BodyID, Kind: kind, At: e.now(), By: a.Person,
		Data: happeningData{h.ID, h.What, h.On, h.Reference, from}, Entity: reception.EntityBody, EntityID: int64(h.BodyID)})
}
