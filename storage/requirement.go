package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type requirementRow struct {
	ID          reception.RequirementID
	OfficeID    reception.OfficeID
	AgreementID reception.AgreementID
	Version     int
	Active      bool
	Kind        string
	Subject     reception.Subject
	Recurrence  reception.Recurrence
	Happening   reception.What
	Due         reception.DueRule
	Ladder      []int
	StartsOn    calendar.Date
	Definition  string
	Basis       string
	Proposed    bool
	Note        string
}

const requirementColumns = `id, office_id, coalesce(agreement_id, 0) AS agreement_id, version, active, kind, subject, recurrence, happening,
	due, ladder, starts_on, definition, basis, proposed, note`

func (q requirementRow) requirement() reception.Requirement {
	out := reception.Requirement{ID: q.ID, OfficeID: q.OfficeID, AgreementID: q.AgreementID, Version: q.Version, Active: q.Active,
		Kind: kindOf(q.Kind), Subject: q.Subject, Recurrence: q.Recurrence, Happening: q.Happening, Due: q.Due, StartsOn: q.StartsOn,
		Definition: q.Definition, Basis: q.Basis, Proposed: q.Proposed, Note: q.Note}
	if q.Ladder != nil {
		out.Ladder = &reception.Ladder{Steps: q.Ladder}
	}
	return out
}

// Requirements returns the requirements of the scope's offices, those that are
// switched off included.
func (r *Reader) Requirements(ctx context.Context) ([]reception.Requirement, error) {
	rows, err := list[requirementRow](ctx, r.q, `SELECT `+requirementColumns+` FROM requirements ORDER BY office_id, agreement_id NULLS FIRST, id`, nil)
	out := make([]reception.Requirement, len(rows))
	for i, q := range rows {
		out[i] = q.requirement()
	}
	return out, err
}

// Requirement returns a requirement.
func (r *Reader) Requirement(ctx context.Context, id reception.RequirementID) (reception.Requirement, error) {
	q, err := one[requirementRow](ctx, r.q, `SELECT `+requirementColumns+` FROM requirements WHERE id = @id`, pgx.NamedArgs{"id": id})
	return q.requirement(), orNotFound(err, "requirement", "Il tipo di adempimento", "The requirement")
}

// LockRequirement is Requirement, and keeps others from changing it until the
// transaction ends.
func (t *Tx) LockRequirement(ctx context.Context, id reception.RequirementID) (reception.Requirement, error) {
	q, err := one[requirementRow](ctx, t.q, `SELECT `+requirementColumns+` FROM requirements WHERE id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": id})
	return q.requirement(), orNotFound(err, "requirement", "Il tipo di adempimento", "The requirement")
}

// SetRequirement writes a requirement as it is from now on, in its next version,
// which it returns. The office, the agreement and the kind never change.
func (t *Tx) SetRequirement(ctx context.Context, q reception.Requirement) (version int, err error) {
	err = t.q.QueryRow(ctx, `UPDATE requirements SET version = version + 1, active = @active, subject = @subject, recurrence = @recurrence,
			happening = @happening, due = @due, ladder = @ladder, starts_on = @starts, definition = @definition, basis = @basis,
			proposed = @proposed, note = @note WHERE id = @id RETURNING version`, requirementArgs(q)).Scan(&version)
	return version, orNotFound(err, "requirement", "Il tipo di adempimento", "The requirement")
}

// AddRequirement writes a requirement of an office, in its first version, and
// returns its id.
func (t *Tx) AddRequirement(ctx context.Context, q reception.Requirement) (id reception.RequirementID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO requirements (office_id, agreement_id, active, kind, subject, recurrence, happening, due, ladder, starts_on,
			definition, basis, proposed, note)
		VALUES (@office, @agreement, @active, @kind, @subject, @recurrence, @happening, @due, @ladder, @starts, @definition, @basis, @proposed, @note)
		RETURNING id`, requirementArgs(q)).Scan(&id)
	return id, err
}

func requirementArgs(q reception.Requirement) pgx.NamedArgs {
	var ladder []int
	if q.Ladder != nil {
		ladder = append([]int{}, q.Ladder.Steps...)
	}
	return pgx.NamedArgs{"id": q.ID, "office": q.OfficeID, "agreement": orNull(q.AgreementID), "active": q.Active, "kind": q.Kind,
		"subject": q.Subject, "recurrence": q.Recurrence, "happening": q.Happening, "due": q.Due, "ladder": ladder, "starts": q.StartsOn,
		"definition": q.Definition, "basis": q.Basis, "proposed": q.Proposed, "note": q.Note}
}
