package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow"
)

// overridden says in SQL that the finding x is overridden: see
// workflow.Override.Holds. Only the office sees that it is.
const overridden = `coalesce((SELECT CASE WHEN x.severity = 'block' THEN a.act = 'confirmed' ELSE a.act <> 'withdrawn' END
	FROM overrides a WHERE a.document_id = x.document_id AND a.finding_key = x.key ORDER BY a.id DESC LIMIT 1), false)`

// AddOverride writes an act on a finding of a case's document.
func (t *Tx) AddOverride(ctx context.Context, c workflow.Case, f check.Finding, s workflow.OverrideStep) error {
	sealed, err := sealJSON(t.key, f, overrideOf(c.DocumentID, f.Key()))
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `INSERT INTO overrides (office_id, body_id, document_id, case_id, finding_key, finding, sealed, act, reason, at, by_person)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.OfficeID, c.BodyID, c.DocumentID, c.ID, f.Key(), bareFinding(f), sealed, s.Act, s.Reason, s.At, s.By)
	return err
}

// OverrideActs returns the acts on the findings of a document by the findings'
// keys, oldest first.
func (r *Reader) OverrideActs(ctx context.Context, id document.ID) (map[string][]workflow.OverrideStep, error) {
	all, err := r.OverrideActsOn(ctx, []document.ID{id})
	if all[id] == nil {
		return map[string][]workflow.OverrideStep{}, err
	}
	return all[id], err
}

// OverrideActsOn is OverrideActs for several documents.
func (r *Reader) OverrideActsOn(ctx context.Context, ids []document.ID) (map[document.ID]map[string][]workflow.OverrideStep, error) {
	type row struct {
		DocumentID document.ID
		FindingKey string
		Act        workflow.OverrideAct
		Reason     string
		ByPerson   reception.PersonID
		At         time.Time
	}
	rows, err := list[row](ctx, r.q, `SELECT document_id, finding_key, act, reason, by_person, at FROM overrides WHERE document_id = ANY(@ids) ORDER BY id`, pgx.NamedArgs{"ids": ids})
	out := map[document.ID]map[string][]workflow.OverrideStep{}
	for _, x := range rows {
		of := out[x.DocumentID]
		if of == nil {
			of = map[string][]workflow.OverrideStep{}
			out[x.DocumentID] = of
		}
		of[x.FindingKey] = append(of[x.FindingKey], workflow.OverrideStep{Act: x.Act, Reason: x.Reason, By: x.ByPerson, At: x.At})
	}
	return out, err
}

// OverriddenFindings returns findings on a document as they were when somebody acted on
// them last, by their keys. What another key sealed is left out.
func (r *Reader) OverriddenFindings(ctx context.Context, id document.ID, keys []string) (map[string]check.Finding, error) {
	type row struct {
		FindingKey string
		Finding    check.Finding
		Sealed     []byte
	}
	rows, err := list[row](ctx, r.q, `SELECT DISTINCT ON (finding_key) finding_key, finding, sealed FROM overrides
		WHERE document_id = @id AND finding_key = ANY(@keys) ORDER BY finding_key, id DESC`, pgx.NamedArgs{"id": id, "keys": keys})
	if err != nil {
		return nil, err
	}
	out := map[string]check.Finding{}
	for _, x := range rows {
		if x.Sealed != nil {
			err := openJSON(r.key, x.Sealed, overrideOf(id, x.FindingKey), &x.Finding)
			if errors.Is(err, seal.ErrUnreadable) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("open an overridden finding on document %d: %w", id, err)
			}
		}
		out[x.FindingKey] = x.Finding
	}
	return out, nil
}

// ApprovedWithBlocks are the approved cases on which a check after the approval
// found what blocks and nobody overrode, the latest first: a register was corrected,
// say, after the invoice was approved.
func (r *Reader) ApprovedWithBlocks(ctx context.Context, office reception.OfficeID) ([]DocumentLine, error) {
	return r.documentLines(ctx, `SELECT `+documentColumns+` FROM `+documentTables+`
		WHERE d.office_id = @office AND k.outcome = 'approved' AND f.blocks > 0 AND d.id IN (
			SELECT document_id FROM findings WHERE office_id = @office AND superseded_at IS NULL AND severity = 'block')
			AND EXISTS (SELECT 1 FROM findings x WHERE x.document_id = d.id AND x.superseded_at IS NULL AND x.severity = 'block' AND x.found_at > k.closed_at)
		ORDER BY k.closed_at DESC, d.id LIMIT 50`, pgx.NamedArgs{"office": office})
}

// unconfirmed finds since when the override of a blocking finding of the document d
// waits for a second person other than @other; null: none does.
const unconfirmed = ` JOIN LATERAL (SELECT min(p.at) AS since FROM findings x
			JOIN LATERAL (SELECT a.act, a.by_person, a.at FROM overrides a WHERE a.document_id = x.document_id AND a.finding_key = x.key ORDER BY a.id DESC LIMIT 1) p
				ON p.act = 'proposed' AND p.by_person <> @other
			WHERE x.document_id = d.id AND x.superseded_at IS NULL AND x.severity = 'block') w ON w.since IS NOT NULL `

// UnconfirmedTasks are the open tasks of those of some cases in which the override of
// a blocking finding waits for a second person other than somebody, since when it
// does.
func (r *Reader) UnconfirmedTasks(ctx context.Context, cases []int64, other reception.PersonID) ([]DigestTask, error) {
	return list[DigestTask](ctx, r.q, `SELECT w.since AS opened_at, `+digestTaskOf+unconfirmed+`WHERE k.id = ANY(@cases) AND t.closed_at IS NULL ORDER BY w.since, k.id`,
		pgx.NamedArgs{"cases": cases, "other": other})
}

// Unconfirmed are the open cases with a blocking finding whose override waits for
// a second person other than somebody, the oldest proposal first.
func (r *Reader) Unconfirmed(ctx context.Context, office reception.OfficeID, other reception.PersonID) ([]DocumentLine, error) {
	return r.documentLines(ctx, `SELECT `+documentColumns+` FROM `+documentTables+unconfirmed+`
		WHERE d.office_id = @office AND k.closed_at IS NULL AND d.id IN (SELECT document_id FROM overrides WHERE office_id = @office)
		ORDER BY w.since, d.id LIMIT 50`, pgx.NamedArgs{"office": office, "other": other})
}
