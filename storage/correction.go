package storage

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow"
)

// Correction is what a person said that a document is, where the reading had said
// another kind or none; append-only.
type Correction struct {
	OfficeID    reception.OfficeID
	BodyID      reception.BodyID
	DocumentID  document.ID
	RevisionID  document.RevisionID
	MachineKind document.Kind // "" where the reading asked
	Kind        document.Kind
	SaidAt      time.Time
	SaidBy      reception.PersonID
}

// AddCorrection writes a correction.
func (t *Tx) AddCorrection(ctx context.Context, c Correction) error {
	_, err := t.q.Exec(ctx, `INSERT INTO corrections (office_id, body_id, document_id, revision_id, machine_kind, kind, said_at, said_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.OfficeID, c.BodyID, c.DocumentID, c.RevisionID, c.MachineKind, c.Kind, c.SaidAt, c.SaidBy)
	return err
}

// KindSaid says that a person said what the document is.
func (r *Reader) KindSaid(ctx context.Context, id document.ID) (said bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM corrections WHERE document_id = $1)`, id).Scan(&said)
	return said, err
}

// StatusBefore is what an obligation was before its document came: declared,
// nothing, waived or withdrawn; "" where it was open.
func (r *Reader) StatusBefore(ctx context.Context, id document.ID) (s workflow.ObligationStatus, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT data->>'was' FROM events WHERE document_id = $1
		AND (kind = 'document.placed' OR kind = 'revision.received' AND data->>'number' = '1') ORDER BY id DESC LIMIT 1), '')`, id).Scan(&s)
	return s, err
}

// ReopenObligation takes back that something was received for an obligation, whose
// document turned out to be another one.
func (t *Tx) ReopenObligation(ctx context.Context, id workflow.ObligationID, s workflow.ObligationStatus, at time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE obligations SET status = $2, submitted_at = NULL, late_days = NULL, changed_at = $3, sequence = sequence + 1
		WHERE id = $1`, id, s, at)
	return err
}

// RepinCase makes a case follow another definition.
func (t *Tx) RepinCase(ctx context.Context, id workflow.CaseID, d workflow.DefinitionID) error {
	_, err := t.q.Exec(ctx, `UPDATE cases SET definition_id = $2 WHERE id = $1`, id, d)
	return err
}

// Lesson is a paper of which people of an office said the kind.
type Lesson struct {
	Kind  document.Kind
	Was   document.Kind // what the reading had taken it for; "" where it asked or was right
	Terms []string      // of its reading
}

// How many papers lessons are taken from: corrections, latest first, and of each
// kind those that were approved last.
const (
	maxCorrections = 1000
	maxApproved    = 40
)

// Lessons returns the papers that an office's people corrected or approved, in
// the order of their documents. One whose terms can't be opened teaches nothing.
func (r *Reader) Lessons(ctx context.Context, office reception.OfficeID) ([]Lesson, error) {
	type row struct {
		Kind, Was     document.Kind
		RevisionID    document.RevisionID
		ReaderVersion int
		Attempt       int
		SealedTerms   []byte
	}
	rows, err := list[row](ctx, r.q, `WITH said AS (
			SELECT DISTINCT ON (document_id) document_id, revision_id, kind, machine_kind AS was
			FROM (SELECT * FROM corrections WHERE office_id = @office ORDER BY id DESC LIMIT @corrections) c ORDER BY document_id, id DESC),
		approved AS (
			SELECT d.id AS document_id, v.id AS revision_id, d.kind, '' AS was, row_number() OVER (PARTITION BY d.kind ORDER BY k.id DESC) AS nth
			FROM cases k JOIN documents d ON d.id = k.document_id
			JOIN LATERAL (SELECT id FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
			WHERE k.office_id = @office AND k.outcome = 'approved' AND d.kind <> '' AND NOT EXISTS (SELECT 1 FROM said s WHERE s.document_id = d.id)),
		lessons AS (SELECT document_id, revision_id, kind, was FROM said
			UNION ALL SELECT document_id, revision_id, kind, was FROM approved WHERE nth <= @approved)
		SELECT l.kind, l.was, l.revision_id, rd.reader_version, rd.attempt, rd.sealed_terms FROM lessons l
		JOIN LATERAL (SELECT reader_version, attempt, sealed_terms FROM readings WHERE revision_id = l.revision_id
			ORDER BY reader_version DESC, attempt DESC LIMIT 1) rd ON rd.sealed_terms IS NOT NULL
		ORDER BY l.document_id`, pgx.NamedArgs{"office": office, "corrections": maxCorrections, "approved": maxApproved})
	if err != nil {
		return nil, err
	}
	var out []Lesson
	for _, x := range rows {
		var terms []string
		err := openJSON(r.key, x.SealedTerms, partOf(x.RevisionID, x.ReaderVersion, x.Attempt, "terms"), &terms)
		if errors.Is(err, seal.ErrUnreadable) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Lesson{x.Kind, x.Was, terms})
	}
	return out, nil
}

// LastCorrection is the id of the latest correction of an office, 0 where there is
// none: lessons are taken anew when it grows.
func (r *Reader) LastCorrection(ctx context.Context, office reception.OfficeID) (id int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM corrections WHERE office_id = $1`, office).Scan(&id)
	return id, err
}
