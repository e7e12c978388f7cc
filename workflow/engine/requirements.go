package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// SaveRequirement saves a template for an administrator of its office; ID 0 is a
// new one. Version is the one that was shown: a later one refuses the saving. The
// kind and the agreement of a template never change. One that asks for the first
// time and names no day asks from this month on. A due rule that the office
// sets itself is no longer a proposal. Obligations follow: the work is enqueued
// in the same transaction.
func (e *Engine) SaveRequirement(ctx context.Context, a workflow.Actor, q reception.Requirement) (id reception.RequirementID, err error) {
	if err := mayAdminister(a); err != nil {
		return 0, err
	}
	q.OfficeID = a.Office
	err = e.write(ctx, a, func(t *storage.Tx) error {
		if _, err := t.LockLedger(ctx, a.Office); err != nil {
			return err
		}
		id, err = e.saveRequirement(ctx, t, a, q)
		return err
	})
	return id, err
}

// SaveRequirement is Engine.SaveRequirement within the registrar's transaction.
func (r *Registrar) SaveRequirement(ctx context.Context, q reception.Requirement) (reception.RequirementID, error) {
	q.OfficeID = r.office
	return r.e.saveRequirement(ctx, r.t, r.actor, q)
}

// RecordHappening is Engine.RecordHappening within the registrar's transaction.
func (r *Registrar) RecordHappening(ctx context.Context, h reception.Happening) (reception.HappeningID, error) {
	h.OfficeID = r.office
	if err := refuseProblems(h.Validate(), "happening.invalid"); err != nil {
		return 0, err
	}
	if err := ownParts(ctx, r.t, h); err != nil {
		return 0, err
	}
	return r.e.recordHappening(ctx, r.t, r.actor, h, 0)
}

func mayAdminister(a workflow.Actor) error {
	if a.Role == reception.Administrator && a.Body == 0 && a.Office != 0 {
		return nil
	}
	return workflow.Refuse(workflow.Denied, "requirement.administrator_only",
		"I tipi di adempimento li cambia l'amministratore dell'ufficio. Chiedere a lui.",
		"Only an administrator of the office changes requirements. Ask one.")
}

// saveRequirement writes a template under the lock of the office's registry.
func (e *Engine) saveRequirement(ctx context.Context, t *storage.Tx, a workflow.Actor, q reception.Requirement) (reception.RequirementID, error) {
	if err := e.checkRequirement(ctx, t, q); err != nil {
		return 0, err
	}
	if q.ID == 0 {
		if err := takeBack(ctx, t, &q); err != nil {
			return 0, err
		}
	}
	ledger, err := t.LockLedger(ctx, q.OfficeID)
	if err != nil {
		return 0, err
	}
	if q.ID == 0 {
		if q, err = e.beginning(ctx, &t.Reader, ledger, nil, q); err != nil {
			return 0, err
		}
		id, err := t.AddRequirement(ctx, q, a.Person, e.now())
		if err != nil {
			return 0, err
		}
		if err := t.SetAddedOn(ctx, reception.EntityRequirement, int64(id), e.Today()); err != nil {
			return 0, err
		}
		q.ID = id
		return id, e.requirementChanged(ctx, t, a, nil, q)
	}
	before, err := t.LockRequirement(ctx, q.ID)
	if err != nil {
		return 0, err
	}
	if err := sameRequirement(before, q); err != nil {
		return 0, err
	}
	if before.Removed && !q.Removed {
		if err := aloneAgain(ctx, t, q); err != nil {
			return 0, err
		}
	}
	if q, err = e.beginning(ctx, &t.Reader, ledger, &before, q); err != nil {
		return 0, err
	}
	if len(reception.FieldsOf(before).Changed(reception.FieldsOf(q))) == 0 {
		return q.ID, nil
	}
	if _, err := t.SetRequirement(ctx, q, a.Person, e.now()); err != nil {
		return 0, err
	}
	return q.ID, e.requirementChanged(ctx, t, a, &before, q)
}

// takeBack makes a new template that of an agreement which was removed, if it is
// the same: its versions go on.
func takeBack(ctx context.Context, t *storage.Tx, q *reception.Requirement) error {
	all, err := t.Requirements(ctx)
	for _, was := range all {
		if was.Removed && was.OfficeID == q.OfficeID && sameTemplate(was, *q) {
			q.ID, q.Version = was.ID, was.Version
		}
	}
	return err
}

// aloneAgain refuses to bring back a template of an agreement that has another one
// in its place by now: both would ask.
func aloneAgain(ctx context.Context, t *storage.Tx, q reception.Requirement) error {
	all, err := t.Requirements(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != q.ID && !o.Removed && o.AgreementID == q.AgreementID && o.Kind == q.Kind && o.Subject == q.Subject && workflow.SameClass(o, q) {
			return workflow.Refuse(workflow.Conflict, "requirement.other_own",
				"La convenzione ha già un'altra regola propria per questo documento. Togliere prima quella, o modificarla.",
				"The agreement has another rule of its own for this document by now. Remove that one first, or change it.")
		}
	}
	return nil
}

// checkRequirement refuses what can't be a template of the office.
func (e *Engine) checkRequirement(ctx context.Context, t *storage.Tx, q reception.Requirement) error {
	if err := refuseProblems(q.Validate(), "requirement.invalid"); err != nil {
		return err
	}
	if _, _, err := t.Definition(ctx, q.OfficeID, q.Definition); err != nil {
		return err
	}
	if q.AgreementID == 0 {
		return nil
	}
	all, err := t.Agreements(ctx, 0)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(a reception.Agreement) bool { return a.ID == q.AgreementID && a.OfficeID == q.OfficeID }) {
		return nil
	}
	return workflow.Refuse(workflow.NotFound, "agreement.not_found",
		"La convenzione scelta non è di questo ufficio. Sceglierne una dall'elenco.",
		"That agreement is not of this office. Choose one from the list.")
}

func sameRequirement(before, q reception.Requirement) error {
	switch {
	case before.Version != q.Version:
		return workflow.Refuse(workflow.Conflict, "requirement.changed",
			"Qualcun altro ha modificato questo tipo di adempimento. Ricaricare la pagina, guardare che cosa è cambiato e salvare di nuovo.",
			"Somebody else changed this requirement. Reload the page, see what changed and save again.")
	case before.OfficeID != q.OfficeID || before.Kind != q.Kind || before.AgreementID != q.AgreementID:
		return workflow.Refuse(workflow.Invalid, "requirement.other",
			"Il documento e la convenzione di un tipo di adempimento non si cambiano. Disattivarlo e aggiungerne un altro.",
			"The kind and the agreement of a requirement can't be changed. Switch it off and add another one.")
	}
	return nil
}

// requirementChanged writes the version, the event and the work of following.
func (e *Engine) requirementChanged(ctx context.Context, t *storage.Tx, a workflow.Actor, before *reception.Requirement, q reception.Requirement) error {
	now, after := e.now(), reception.FieldsOf(q)
	data := storage.ChangedData{After: after}
	if before != nil {
		was := reception.FieldsOf(*before)
		keys := was.Changed(after)
		data = storage.ChangedData{FromOn: e.Today(), Before: was.Only(keys), After: after.Only(keys)}
		if !sameOwn(before.Ladder, q.Ladder) {
			if err := ownNudgeAnew(ctx, t, q); err != nil {
				return err
			}
		}
		h, err := storage.HistoryOf(ctx, &t.Reader, reception.EntityRequirement, int64(q.ID), *before)
		if err != nil {
			return err
		}
		if h, err = reception.Amend(reception.EntityRequirement, h, *before, q, e.Today()); err != nil {
			return err
		}
		for _, v := range h {
			err := t.PutVersion(ctx, storage.Version{OfficeID: q.OfficeID, Entity: reception.EntityRequirement, EntityID: int64(q.ID), FromOn: v.FromOn,
				Data: reception.Snapshot(reception.EntityRequirement, v.Is), Applied: !v.FromOn.After(e.Today()), At: now, By: a.Person})
			if err != nil {
				return err
			}
		}
	}
	err := t.AddEvent(ctx, storage.Event{OfficeID: q.OfficeID, Kind: storage.RegistryChanged, At: now, By: a.Person, Data: data,
		Entity: reception.EntityRequirement, EntityID: int64(q.ID)})
	if err != nil {
		return err
	}
	return t.TouchRegistry(ctx, q.OfficeID)
}

// seededData is the data of the event of a seeding.
type seededData struct {
	Requirements int `json:"requirements"`
}

// SeedRequirements gives an office the default requirements that it does not have
// yet, and returns how many those were. What is owed once is asked for only from
// the month before this one on: what began earlier was handed in on paper.
func (e *Engine) SeedRequirements(ctx context.Context, office reception.OfficeID) (added int, err error) {
	err = e.db.Write(ctx, storage.ForOffice(office), func(t *storage.Tx) error {
		added, err = e.seedRequirements(ctx, t, office)
		return err
	})
	return added, err
}

func (e *Engine) seedRequirements(ctx context.Context, t *storage.Tx, office reception.OfficeID) (added int, err error) {
	defaults, err := workflow.DefaultRequirements()
	if err != nil {
		return 0, err
	}
	if _, err := t.LockLedger(ctx, office); err != nil {
		return 0, err
	}
	have, err := t.Requirements(ctx)
	if err != nil {
		return 0, err
	}
	// What an office starts with was always there; what a later version adds, since.
	known := slices.ContainsFunc(have, func(h reception.Requirement) bool { return h.OfficeID == office })
	for _, d := range defaults {
		q := d.Requirement
		q.OfficeID = office
		if slices.ContainsFunc(have, func(h reception.Requirement) bool { return h.OfficeID == office && sameTemplate(h, q) }) {
			continue
		}
		if q.Recurrence == reception.Once {
			q.StartsOn = e.Today().Period().Previous().Start
		}
		id, err := t.AddRequirement(ctx, q, 0, e.now())
		if err == nil && known {
			err = t.SetAddedOn(ctx, reception.EntityRequirement, int64(id), e.Today())
		}
		if err != nil {
			return 0, err
		}
		added++
	}
	if added == 0 {
		return 0, nil
	}
	if err := t.AddEvent(ctx, storage.Event{OfficeID: office, Kind: "requirements.seeded", At: e.now(), Data: seededData{added}}); err != nil {
		return 0, err
	}
	return added, t.TouchRegistry(ctx, office)
}

// sameTemplate says that two templates ask for the same of the same.
func sameTemplate(a, b reception.Requirement) bool {
	return a.AgreementID == b.AgreementID && a.Kind == b.Kind && a.Subject == b.Subject && a.Recurrence == b.Recurrence && a.Happening == b.Happening
}
