package storage

import (
	"bytes"
	"context"
	"encoding/json"
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
	_, err := t.q.Exec(ctx, `UPDATE documents SET kind = $2, obligation_id = $3 WHERE id = $1`, id, k, orNull(o))
	return err
}

const revisionSelect = `SELECT v.id, v.office_id, v.body_id, v.document_id, v.number, v.sha256, v.size, v.file_name,
	v.submitted_at, v.submitted_by, r.year, r.number, r.issued_at FROM revisions v JOIN receipts r ON r.revision_id = v.id `

func scanRevision(row pgx.CollectableRow) (v Revision, err error) {
	var sum []byte
	err = row.Scan(&v.ID, &v.OfficeID, &v.BodyID, &v.DocumentID, &v.Number, &sum, &v.Size, &v.FileName,
		&v.SubmittedAt, &v.SubmittedBy, &v.Receipt.Year, &v.Receipt.Number, &v.Receipt.IssuedAt)
	copy(v.SHA256[:], sum)
	return v, err
}

func (r *Reader) revisions(ctx context.Context, where string, args ...any) ([]Revision, error) {
	rows, err := r.q.Query(ctx, revisionSelect+where, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanRevision)
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
	err = t.q.QueryRow(ctx, `INSERT INTO revisions (office_id, body_id, document_id, number, sha256, size, file_name, submitted_at, submitted_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		v.OfficeID, v.BodyID, v.DocumentID, v.Number, v.SHA256[:], v.Size, v.FileName, v.SubmittedAt, v.SubmittedBy).Scan(&v.ID)
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

// Reading returns the reading of a revision that is in force (the one that a
// decision relied on, else the latest) without text and layout; ok
// is false while it has not been read.
func (r *Reader) Reading(ctx context.Context, id document.RevisionID) (d document.Reading, previews int, ok bool, err error) {
	var raw []byte
	err = r.q.QueryRow(ctx, `SELECT reading, previews FROM readings WHERE revision_id = $1 ORDER BY `+inForce+` LIMIT 1`, id).Scan(&raw, &previews)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, 0, false, nil
	}
	if err != nil {
		return d, 0, false, err
	}
	return d, previews, true, json.Unmarshal(raw, &d)
}

// ReadingInForce names the reading of a revision that is in force; zero while it
// has not been read.
func (r *Reader) ReadingInForce(ctx context.Context, id document.RevisionID) (n int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT id FROM readings WHERE revision_id = $1 ORDER BY `+inForce+` LIMIT 1), 0)`, id).Scan(&n)
	return n, err
}

// Attempts returns how often a version of the reader has read a revision, and the
// last of these readings without text and layout.
func (r *Reader) Attempts(ctx context.Context, id document.RevisionID, version int) (n int, last document.Reading, err error) {
	var raw []byte
	err = r.q.QueryRow(ctx, `SELECT attempt, reading FROM readings WHERE revision_id = $1 AND reader_version = $2
		ORDER BY attempt DESC LIMIT 1`, id, version).Scan(&n, &raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, last, nil
	}
	if err != nil {
		return 0, last, err
	}
	return n, last, json.Unmarshal(raw, &last)
}

// AddReading writes a reading, the n-th of its version. Written again it changes
// nothing.
func (t *Tx) AddReading(ctx context.Context, v Revision, d document.Reading, n, previews int, at time.Time) error {
	layout := d.Layout
	if layout == nil {
		layout = []document.Page{}
	}
	d.Layout, d.Text = nil, "" // the text is the layout's words, and holds names: it is kept once
	reading, err := jsonOf(d)
	if err != nil {
		return err
	}
	pages, err := jsonOf(layout)
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `INSERT INTO readings (office_id, body_id, revision_id, reader_version, kind, kind_score, media_type, page_count, previews, reading, layout, read_at, attempt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT ON CONSTRAINT readings_one_per_attempt DO NOTHING`,
		v.OfficeID, v.BodyID, v.ID, d.ReaderVersion, d.Kind, d.KindScore, d.MediaType, d.PageCount, previews, reading, pages, at, n)
	return err
}

// jsonOf returns v as JSON without the one character that PostgreSQL's jsonb
// can't hold, NUL.
func jsonOf(v any) (json.RawMessage, error) {
	b, err := json.Marshal(v)
	if err != nil || !bytes.Contains(b, []byte(`\u0000`)) {
		return b, err
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		if bytes.HasPrefix(b[i:], []byte(`\u0000`)) {
			i += len(`\u0000`) - 1
			continue
		}
		out = append(out, b[i], b[i+1]) // an escape is two bytes at least
		i++
	}
	return out, nil
}
