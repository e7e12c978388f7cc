package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
)

// SavePrints keeps by what a document is found, in place of what was kept before.
func (t *Tx) SavePrints(ctx context.Context, v Revision, all []check.Print) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM prints WHERE document_id = $1`, v.DocumentID)
	for _, p := range all {
		b.Queue(`INSERT INTO prints (document_id, office_id, body_id, sort, value) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			v.DocumentID, v.OfficeID, v.BodyID, p.Sort, p.Value)
	}
	t.q.laterAll(b)
	return nil
}

// Alike returns the other documents of an office with any of some prints, but for
// those that were rejected. Whoever asks must see the whole office.
func (r *Reader) Alike(ctx context.Context, office reception.OfficeID, body reception.BodyID, except document.ID, all []check.Print) ([]check.Alike, error) {
	if len(all) == 0 {
		return nil, nil
	}
	sorts, values := make([]string, len(all)), make([]string, len(all))
	for i, p := range all {
		sorts[i], values[i] = string(p.Sort), p.Value
	}
	rows, err := r.q.Query(ctx, `SELECT p.sort, p.value, d.id, v.id, d.kind, coalesce(c.code || ' ' || c.name, ''), b.name, o.period_start, o.period_end, v.submitted_at, p.body_id = $2
		FROM prints p JOIN unnest($4::text[], $5::text[]) w(sort, value) ON p.sort = w.sort AND p.value = w.value
		JOIN documents d ON d.id = p.document_id JOIN bodies b ON b.id = d.body_id
		JOIN LATERAL (SELECT id, submitted_at FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id LEFT JOIN cases k ON k.document_id = d.id
		WHERE p.office_id = $1 AND p.document_id <> $3 AND coalesce(k.outcome, '') <> 'rejected' ORDER BY d.id LIMIT 20`, office, body, except, sorts, values)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x check.Alike, err error) {
		err = row.Scan(&x.Sort, &x.Value, &x.Document, &x.Revision, &x.Kind, &x.Centre, &x.Body, &x.For.Start, &x.For.End, &x.SubmittedAt, &x.Own)
		return x, err
	})
}
