package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
)

// SaveLooks keeps what a document's pages look like, in place of what was kept
// before.
func (t *Tx) SaveLooks(ctx context.Context, v Revision, all []document.Look) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM looks WHERE document_id = $1`, v.DocumentID)
	for _, l := range all {
		b.Queue(`INSERT INTO looks (document_id, page, office_id, body_id, print) VALUES ($1, $2, $3, $4, $5)`,
			v.DocumentID, l.Page, v.OfficeID, v.BodyID, l.Print)
		b.Queue(`INSERT INTO look_bands (document_id, page, office_id, body_id, band) SELECT $1, $2, $3, $4, unnest($5::bigint[]) ON CONFLICT DO NOTHING`,
			v.DocumentID, l.Page, v.OfficeID, v.BodyID, l.Bands())
	}
	t.q.laterAll(b)
	return nil
}

// nearLooks bounds the pages that are compared with each page of a document: those
// with most bands in common, so that what is left out is least like it.
const nearLooks = 60

// NearLooks returns the pages of an office's other documents that may look like one
// of some pages, but for those of documents that were rejected: check.Run decides
// which do. Whoever asks must see the whole office.
func (r *Reader) NearLooks(ctx context.Context, office reception.OfficeID, body reception.BodyID, except document.ID, all []document.Look) (out []check.Alike, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	var bands []int64
	for _, l := range all {
		bands = append(bands, l.BandsTurned()...)
	}
	rows, err := r.q.Query(ctx, `WITH near AS (
			SELECT b.document_id, b.page, count(*) AS shared FROM look_bands b LEFT JOIN cases k ON k.document_id = b.document_id
			WHERE b.office_id = $1 AND b.band = ANY($4) AND b.document_id <> $3 AND coalesce(k.outcome, '') <> 'rejected'
			GROUP BY b.document_id, b.page ORDER BY shared DESC, b.document_id, b.page LIMIT $5)
		SELECT l.page, l.print, d.id, v.id, d.kind, coalesce(c.code || ' ' || c.name, ''), b.name, o.period_start, o.period_end, v.submitted_at, l.body_id = $2
		FROM near n JOIN looks l ON l.document_id = n.document_id AND l.page = n.page
		JOIN documents d ON d.id = l.document_id JOIN bodies b ON b.id = d.body_id
		JOIN LATERAL (SELECT id, submitted_at FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id
		ORDER BY d.id, l.page`, office, body, except, bands, nearLooks*len(all))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x check.Alike, err error) {
		x.Sort = check.PrintLook
		err = row.Scan(&x.Look.Page, &x.Look.Print, &x.Document, &x.Revision, &x.Kind, &x.Centre, &x.Body, &x.For.Start, &x.For.End, &x.SubmittedAt, &x.Own)
		return x, err
	})
}
