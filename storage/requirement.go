package storage

import (
	"context"
	"time"

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
	Removed     bool
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

const requirementColumns = `id, office_id, coalesce(agreement_id, 0) AS agreement_id, version, active, removed, kind, subject, recurrence, happening,
	due, ladder, starts_on, definition, basis, proposed, note`

func (q requirementRow) requirement() reception.Requirement {
	out := reception.Requirement{ID: q.ID, OfficeID: q.OfficeID, AgreementID: q.AgreementID, Version: q.Version, Active: q.Active, Removed: q.Removed,
		Kind: kindOf(q.Kind), Subject: q.Subject, Recurrence: q.Recurrence, Happening: q.Happening, Due: q.Due, StartsOn: q.StartsOn,
		Definition: q.Definition, Basis: q.Basis, Proposed: q.Proposed, Note: q.Note}
	if q.Ladder != nil {
		out.Ladder = &reception.Ladder{Steps: q.Ladder}
	}
	return out
}

// Requirements returns the requirements of the scope's offices, those that are
// switched off and those that were removed included.
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

// EverOwed says that an obligation of a template was ever written, withdrawn ones
// included.
func (r *Reader) EverOwed(ctx context.Context, id reception.RequirementID) (ever bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM obligations WHERE requirement_id = $1)`, id).Scan(&ever)
	return ever, err
}

// LockRequirement is Requirement, and keeps others from changing it until the
// transaction ends.
func (t *Tx) LockRequirement(ctx context.Context, id reception.RequirementID) (reception.Requirement, error) {
	q, err := one[requirementRow](ctx, t.q, `SELECT `+requirementColumns+` FROM requirements WHERE id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": id})
	return q.requirement(), orNotFound(err, "requirement", "Il tipo di adempimento", "The requirement")
}

// SetRequirement writes a requirement as it is from now on, in its next version,
// which it keeps and returns. The office, the agreement and the kind never change.
func (t *Tx) SetRequirement(ctx context.Context, q reception.Requirement, by reception.PersonID, at time.Time) (version int, err error) {
	err = t.q.QueryRow(ctx, `UPDATE requirements SET version = version + 1, active = @active, removed = @removed, subject = @subject, recurrence = @recurrence,
			happening = @happening, due = @due, ladder = @ladder, starts_on = @starts, definition = @definition, basis = @basis,
			proposed = @proposed, note = @note WHERE id = @id RETURNING version`, requirementArgs(q)).Scan(&version)
	if err != nil {
		return 0, orNotFound(err, "requirement", "Il tipo di adempimento", "The requirement")
	}
	q.Version = version
	return version, t.keepRequirement(ctx, q, by, at)
}

// AddRequirement writes a requirement of an office, in its first version, which it
// keeps, and returns its id.
func (t *Tx) AddRequirement(ctx context.Context, q reception.Requirement, by reception.PersonID, at time.Time) (id reception.RequirementID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO requirements (office_id, agreement_id, active, removed, kind, subject, recurrence, happening, due, ladder, starts_on,
			definition, basis, proposed, note)
		VALUES (@office, @agreement, @active, @removed, @kind, @subject, @recurrence, @happening, @due, @ladder, @starts, @definition, @basis, @proposed, @note)
		RETURNING id, version`, requirementArgs(q)).Scan(&q.ID, &q.Version)
	if err != nil {
		return 0, err
	}
	return q.ID, t.keepRequirement(ctx, q, by, at)
}

// keepRequirement keeps a version of a requirement for good.
func (t *Tx) keepRequirement(ctx context.Context, q reception.Requirement, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO requirement_versions (requirement_id, office_id, version, data, recorded_at, recorded_by)
		SELECT id, office_id, $2, $3, $4, $5 FROM requirements WHERE id = $1`, q.ID, q.Version, reception.FieldsOf(q), at, orNull(by))
	return err
}

// RequirementVersion is a requirement as one of its versions had it.
type RequirementVersion struct {
	Is reception.Requirement // with the number of the version
	At time.Time             // when it was written
	By string                // name; "" for the system
}

// RequirementVersions returns every version of a requirement, latest first.
func (r *Reader) RequirementVersions(ctx context.Context, id reception.RequirementID) ([]RequirementVersion, error) {
	type versionRow struct {
		Version int
		Data    reception.Fields
		At      time.Time
		By      string
	}
	q, err := r.Requirement(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := list[versionRow](ctx, r.q, `SELECT v.version, v.data, v.recorded_at AS at, coalesce(p.name, '') AS by
		FROM requirement_versions v LEFT JOIN people p ON p.id = v.recorded_by WHERE v.requirement_id = @id ORDER BY v.version DESC`,
		pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, err
	}
	out := make([]RequirementVersion, len(rows))
	for i, v := range rows {
		out[i] = RequirementVersion{At: v.At, By: v.By}
		if out[i].Is, err = reception.Restore(reception.EntityRequirement, q, v.Data); err != nil {
			return nil, err
		}
		out[i].Is.Version = v.Version
		if _, said := v.Data["removed"]; !said { // older than that a template can be removed
			out[i].Is.Removed = false
		}
	}
	return out, nil
}

// versionOf finds one version among all.
func versionOf(all []RequirementVersion, version int) (RequirementVersion, error) {
	for _, v := range all {
		if v.Is.Version == version {
			return v, nil
		}
	}
	return RequirementVersion{}, orNotFound(pgx.ErrNoRows, "requirement", "Questa versione del tipo di adempimento", "This version of the requirement")
}

// ruleOf finds, among all versions, latest first, the one that brought the rule
// for the date that a version has. It is zero where that is as the first version
// that is known has it: nothing tells of a change.
func ruleOf(all []RequirementVersion, version int) RequirementVersion {
	for i := 0; i+1 < len(all); i++ {
		if all[i].Is.Version <= version && !all[i].Is.SameRule(all[i+1].Is) {
			return all[i]
		}
	}
	return RequirementVersion{}
}

func requirementArgs(q reception.Requirement) pgx.NamedArgs {
	var ladder []int
	if q.Ladder != nil {
		ladder = append([]int{}, q.Ladder.Steps...)
	}
	return pgx.NamedArgs{"id": q.ID, "office": q.OfficeID, "agreement": orNull(q.AgreementID), "active": q.Active, "removed": q.Removed, "kind": q.Kind,
		"subject": q.Subject, "recurrence": q.Recurrence, "happening": q.Happening, "due": q.Due, "ladder": ladder, "starts": q.StartsOn,
		"definition": q.Definition, "basis": q.Basis, "proposed": q.Proposed, "note": q.Note}
}
