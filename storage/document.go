package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Document is a row of documents.
type Document struct {
	ID           document.ID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	Kind         document.Kind
	ObligationID workflow.ObligationID // zero: not placed
	CreatedAt    time.Time
}

// Revision is a row of revisions, with its receipt.
type Revision struct {
	ID          document.RevisionID
	OfficeID    reception.OfficeID
	BodyID      reception.BodyID
	DocumentID  document.ID
	Number      int
	SHA256      document.SHA256 `db:"-"`
	Size        int64
	FileName    string
	SubmittedAt time.Time
	SubmittedBy reception.PersonID
	Receipt     Receipt `db:"-"`
}

// Receipt proves to a sender that a revision arrived.
type Receipt struct {
	Year     int
	Number   int64
	IssuedAt time.Time
}

// String returns the receipt's number as people quote it: 2026/000123.
func (r Receipt) String() string { return fmt.Sprintf("%d/%06d", r.Year, r.Number) }

// Document returns a document.
func (r *Reader) Document(ctx context.Context, id document.ID) (Document, error) {
	return r.document(ctx, id, "")
}

// LockReadings makes others who keep the reading of a body's paper together with its
// check wait until the transaction ends: of two papers that are read at once, the later
// sees the earlier. It comes before any other lock of such a transaction.
func (t *Tx) LockReadings(ctx context.Context, body reception.BodyID) error {
	t.q.later(`SELECT pg_advisory_xact_lock(hashtextextended('readings', $1))`, int64(body))
	return nil
}

// LockDocument returns a document and keeps others from changing it until the
// transaction ends.
func (t *Tx) LockDocument(ctx context.Context, id document.ID) (Document, error) {
	return t.document(ctx, id, "FOR NO KEY UPDATE")
}

func (r *Reader) document(ctx context.Context, id document.ID, lock string) (Document, error) {
	d, err := one[Document](ctx, r.q, `SELECT id, office_id, body_id, kind, coalesce(obligation_id, 0) AS obligation_id, created_at
		FROM documents WHERE id = @id `+lock, pgx.NamedArgs{"id": id})
	return d, orNotFound(err, "document", "Il documento", "The document")
}

// DocumentOf returns the document that fills an obligation; ok is false when
// there is none.
func (r *Reader) DocumentOf(ctx context.Context, o workflow.ObligationID) (id document.ID, ok bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT id FROM documents WHERE obligation_id = $1`, o).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// AddDocument writes a new document and returns its id.
func (t *Tx) AddDocument(ctx context.Context, d Document) (id document.ID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO documents (office_id, body_id, kind, obligation_id, created_at)
		VALUES ($1, $2, $3, $4, $5) RETURNING id`, d.OfficeID, d.BodyID, d.Kind, orNull(d.ObligationID), d.CreatedAt).Scan(&id)
	return id, err
}

// PlaceDocument says what a document is and which obligation it fills.
func (t *Tx) PlaceDocument(ctx context.Context, id document.ID, k document.Kind, o workflow.ObligationID) error {
	t.q.later(`UPDATE documents SET kind = $2, obligation_id = $3 WHERE id = $1`, id, k, orNull(o))
	return nil
}

const revisionSelect = `SELECT v.id, v.office_id, v.body_id, v.document_id, v.number, v.sha256, v.size, v.file_name, v.sealed_name,
	v.submitted_at, v.submitted_by, r.year, r.number, r.issued_at FROM revisions v JOIN receipts r ON r.revision_id = v.id `

func (r *Reader) scanRevision(row pgx.CollectableRow) (v Revision, err error) {
	var sum, sealed []byte
	err = row.Scan(&v.ID, &v.OfficeID, &v.BodyID, &v.DocumentID, &v.Number, &sum, &v.Size, &v.FileName, &sealed,
		&v.SubmittedAt, &v.SubmittedBy, &v.Receipt.Year, &v.Receipt.Number, &v.Receipt.IssuedAt)
	if err != nil {
		return v, err
	}
	copy(v.SHA256[:], sum)
	v.FileName, err = r.nameOf(v.FileName, sealed, revisionName(v.DocumentID, v.Number))
	return v, err
}

func (r *Reader) revisions(ctx context.Context, where string, args ...any) ([]Revision, error) {
	rows, err := r.q.Query(ctx, revisionSelect+where, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, r.scanRevision)
}

func (r *Reader) revision(ctx context.Context, where string, args ...any) (Revision, error) {
	vs, err := r.revisions(ctx, where, args...)
	if err == nil && len(vs) == 0 {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return Revision{}, orNotFound(err, "revision", "La versione trasmessa", "The revision")
	}
	return vs[0], nil
}

// Revision returns a revision with its receipt.
func (r *Reader) Revision(ctx context.Context, id document.RevisionID) (Revision, error) {
	return r.revision(ctx, `WHERE v.id = $1`, id)
}

// CurrentRevision returns the latest revision of a document.
func (r *Reader) CurrentRevision(ctx context.Context, id document.ID) (Revision, error) {
	return r.revision(ctx, `WHERE v.document_id = $1 ORDER BY v.number DESC LIMIT 1`, id)
}

// Revisions returns every revision of a document, oldest first.
func (r *Reader) Revisions(ctx context.Context, id document.ID) ([]Revision, error) {
	return r.revisions(ctx, `WHERE v.document_id = $1 ORDER BY v.number`, id)
}

// RevisionOfBytes returns the revision by which a body sent these bytes; ok is
// false when it never did.
func (r *Reader) RevisionOfBytes(ctx context.Context, body reception.BodyID, sum document.SHA256) (v Revision, ok bool, err error) {
	vs, err := r.revisions(ctx, `WHERE v.body_id = $1 AND v.sha256 = $2`, body, sum[:])
	if err != nil || len(vs) == 0 {
		return v, false, err
	}
	return vs[0], true, nil
}

// LockBytes makes other transactions that send the same bytes for the same body
// wait until this one ends.
func (t *Tx) LockBytes(ctx context.Context, body reception.BodyID, sum document.SHA256) error {
	_, err := t.q.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, $2))`, sum.String(), int64(body))
	return err
}

// AddRevision writes a revision and its receipt, with the next number of the
// office's year.
func (t *Tx) AddRevision(ctx context.Context, v Revision, year int) (Revision, error) {
	number, err := t.nextNumber(ctx, v.OfficeID, "receipt", year)
	if err != nil {
		return v, err
	}
	v.Receipt = Receipt{Year: year, Number: number, IssuedAt: v.SubmittedAt}
	sealed, err := t.key.Seal(v.FileName, revisionName(v.DocumentID, v.Number))
	if err != nil {
		return v, err
	}
	err = t.q.QueryRow(ctx, `INSERT INTO revisions (office_id, body_id, document_id, number, sha256, size, file_name, sealed_name, submitted_at, submitted_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		v.OfficeID, v.BodyID, v.DocumentID, v.Number, v.SHA256[:], v.Size, document.BareName(v.FileName), sealed, v.SubmittedAt, v.SubmittedBy).Scan(&v.ID)
	if err != nil {
		return v, err
	}
	_, err = t.q.Exec(ctx, `INSERT INTO receipts (office_id, body_id, revision_id, year, number, issued_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.OfficeID, v.BodyID, v.ID, year, number, v.SubmittedAt)
	return v, err
}

// nextNumber returns the next number of a yearly series of an office, without
// gaps: it waits for other transactions that took one.
func (t *Tx) nextNumber(ctx context.Context, office reception.OfficeID, name string, year int) (n int64, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO counters (office_id, name, year, value) VALUES ($1, $2, $3, 1)
		ON CONFLICT (office_id, name, year) DO UPDATE SET value = counters.value + 1 RETURNING value`, office, name, year).Scan(&n)
	return n, err
}
