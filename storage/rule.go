package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// undecided are the documents of an office that may still be decided on: their case
// is not closed, or not open yet.
const undecided = `FROM documents d LEFT JOIN cases k ON k.document_id = d.id WHERE d.office_id = @office AND k.closed_at IS NULL`

// RuleCount is how many findings of a rule there are on documents that are not
// decided, and on how many of these.
type RuleCount struct {
	Rule                string
	Findings, Documents int
}

// RuleCounts returns the rules that have findings on undecided documents of an
// office.
func (r *Reader) RuleCounts(ctx context.Context, office reception.OfficeID) ([]RuleCount, error) {
	return list[RuleCount](ctx, r.q, `SELECT f.rule, count(*) AS findings, count(DISTINCT f.document_id) AS documents FROM findings f
		WHERE f.office_id = @office AND f.superseded_at IS NULL AND f.document_id IN (SELECT d.id `+undecided+`) GROUP BY f.rule ORDER BY f.rule`,
		pgx.NamedArgs{"office": office})
}

// DocumentsOfRules counts the undecided documents of an office that have a finding
// of one of the rules.
func (r *Reader) DocumentsOfRules(ctx context.Context, office reception.OfficeID, rules []string) (n int, err error) {
	err = r.q.QueryRow(ctx, `SELECT count(*) `+undecided+` AND d.id IN (SELECT document_id FROM findings
		WHERE office_id = @office AND superseded_at IS NULL AND rule = ANY(@rules))`, pgx.NamedArgs{"office": office, "rules": rules}).Scan(&n)
	return n, err
}

// SeveritiesOn returns what an office says on a day of how grave the findings of
// rules are, by the rules' ids. No change of it commits before the transaction does,
// so that no check that began before a change is missed by it.
func (t *Tx) SeveritiesOn(ctx context.Context, office reception.OfficeID, day calendar.Date) (out map[string]string, err error) {
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock_shared(`+severitiesLock+`)`, office)
	b.Queue(`SELECT coalesce((SELECT coalesce(data->'rules'->'severities', '{}') FROM registry_versions WHERE entity = 'office' AND entity_id = o.id
			ORDER BY from_on <= $2 DESC, CASE WHEN from_on <= $2 THEN from_on END DESC, from_on LIMIT 1), severities)
		FROM offices o WHERE id = $1`, office, day).QueryRow(func(row pgx.Row) error { return row.Scan(&out) })
	return out, t.q.SendBatch(ctx, b).Close()
}

// severitiesLock is the key of the lock on an office's severities.
const severitiesLock = `hashtextextended('severities of office ' || $1::bigint, 0)`

// EnqueueForRules writes work on each undecided document of an office that has a
// finding of one of the rules, once the checks that are running are done.
func (t *Tx) EnqueueForRules(ctx context.Context, office reception.OfficeID, rules []string, kind workflow.JobKind) error {
	if _, err := t.q.Exec(ctx, `SELECT pg_advisory_xact_lock(`+severitiesLock+`)`, office); err != nil {
		return err
	}
	_, err := t.q.Exec(ctx, `INSERT INTO outbox (office_id, kind, subject_id) SELECT @office, @kind, d.id `+undecided+` AND d.id IN (SELECT document_id
		FROM findings WHERE office_id = @office AND superseded_at IS NULL AND rule = ANY(@rules)) ORDER BY d.id`,
		pgx.NamedArgs{"office": office, "rules": rules, "kind": kind})
	return err
}
