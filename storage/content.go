package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
)

// Content is a document that was found inside a revision.
type Content struct {
	Container document.RevisionID
	Position  int // within the container, from 1
	Document  document.ID
	Name      string // as the container calls it: for display only
	Origin    string // "zip", "mail", "invoice", "pdf"
}

// ContentLine is a Content as pages show it.
type ContentLine struct {
	Content
	Kind       document.Kind
	SealedName []byte
	Outer      document.ID // the container's document
	Unreadable bool        // its reading says that it could not be read
	Read       bool
}

// AddContent writes where a document came from; again it changes nothing.
func (t *Tx) AddContent(ctx context.Context, v Revision, c Content) error {
	sealed, err := t.key.Seal(c.Name, contentName(v.ID, c.Position))
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `INSERT INTO contents (container_id, position, office_id, body_id, document_id, name, sealed_name, origin)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (container_id, position) DO NOTHING`,
		v.ID, c.Position, v.OfficeID, v.BodyID, c.Document, document.BareName(c.Name), sealed, c.Origin)
	return err
}

const contentLines = `SELECT c.container_id AS container, c.position, c.document_id AS document, c.name, c.sealed_name, c.origin, d.kind, v.document_id AS outer,
		coalesce((SELECT reading->'error'->>'code' FROM readings WHERE revision_id = (SELECT max(x.id) FROM revisions x WHERE x.document_id = d.id)
			ORDER BY ` + inForce + ` LIMIT 1), '') <> '' AS unreadable,
		EXISTS (SELECT 1 FROM readings WHERE revision_id = (SELECT max(x.id) FROM revisions x WHERE x.document_id = d.id)) AS read
	FROM contents c JOIN documents d ON d.id = c.document_id JOIN revisions v ON v.id = c.container_id `

func (r *Reader) contentLines(ctx context.Context, where string, args pgx.NamedArgs) ([]ContentLine, error) {
	lines, err := list[ContentLine](ctx, r.q, contentLines+where, args)
	for i, l := range lines {
		if lines[i].Name, err = r.nameOf(l.Name, l.SealedName, contentName(l.Container, l.Position)); err != nil {
			return nil, err
		}
	}
	return lines, err
}

// ContentsOf returns what was found inside a revision, in its order.
func (r *Reader) ContentsOf(ctx context.Context, id document.RevisionID) ([]ContentLine, error) {
	return r.contentLines(ctx, `WHERE c.container_id = @id ORDER BY c.position`, pgx.NamedArgs{"id": id})
}

// ContainersOf returns the revisions inside which a document was found.
func (r *Reader) ContainersOf(ctx context.Context, id document.ID) ([]ContentLine, error) {
	return r.contentLines(ctx, `WHERE c.document_id = @id ORDER BY c.container_id`, pgx.NamedArgs{"id": id})
}

// SentFor is the obligation for which an archive was sent that was opened since;
// zero for other documents.
func (r *Reader) SentFor(ctx context.Context, id document.ID) (o workflow.ObligationID, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT (data->>'obligation')::bigint FROM events
		WHERE document_id = $1 AND kind = 'document.unpacked' ORDER BY id DESC LIMIT 1), 0)`, id).Scan(&o)
	return o, err
}

// DepthOf is inside how many containers, one in the other, a document was found.
func (r *Reader) DepthOf(ctx context.Context, id document.ID) (n int, err error) {
	err = r.q.QueryRow(ctx, `WITH RECURSIVE up AS (
			SELECT $1::bigint AS document_id, 0 AS n
			UNION ALL
			SELECT v.document_id, up.n + 1 FROM up JOIN contents c ON c.document_id = up.document_id JOIN revisions v ON v.id = c.container_id
			WHERE up.n < 10)
		SELECT max(n) FROM up`, id).Scan(&n)
	return n, err
}

// Inside is what a revision holds, through all containers within it.
type Inside struct {
	Documents int
	Bytes     int64
}

// upward is every revision around one, itself included, out to those that somebody
// sent; sent picks these, and where two hold each other the oldest.
const upward = `WITH RECURSIVE up AS (
		SELECT id, document_id FROM revisions WHERE id = @id
		UNION
		SELECT v.id, v.document_id FROM up JOIN contents c ON c.document_id = up.document_id JOIN revisions v ON v.id = c.container_id),
	sent AS (
		SELECT id FROM up WHERE NOT EXISTS (SELECT 1 FROM contents c WHERE c.document_id = up.document_id)
		UNION SELECT min(id) FROM up)`

// LockInside returns what is held by the revision inside which another one was
// sent, without what this one itself holds, and keeps others from adding to it
// until the transaction ends. Where it is inside several, it is what the fullest
// holds.
func (t *Tx) LockInside(ctx context.Context, v Revision) (in Inside, err error) {
	args := pgx.NamedArgs{"id": v.ID}
	if _, err := t.q.Exec(ctx, upward+`, ordered AS MATERIALIZED (SELECT id FROM sent ORDER BY id)
		SELECT pg_advisory_xact_lock(hashtextextended('inside', id)) FROM ordered`, args); err != nil {
		return in, err
	}
	err = t.q.QueryRow(ctx, upward+`, down AS (
			SELECT s.id AS root, c.container_id, c.position, c.document_id FROM sent s JOIN contents c ON c.container_id = s.id
			UNION
			SELECT down.root, c.container_id, c.position, c.document_id FROM down
				JOIN revisions v ON v.document_id = down.document_id JOIN contents c ON c.container_id = v.id),
		held AS (
			SELECT count(*) AS documents, coalesce(sum(v.size), 0)::bigint AS bytes
			FROM down JOIN revisions v ON v.document_id = down.document_id AND v.number = 1
			WHERE down.container_id <> @id GROUP BY down.root)
		SELECT coalesce(max(documents), 0), coalesce(max(bytes), 0) FROM held`, args).Scan(&in.Documents, &in.Bytes)
	return in, err
}

// SetPreviews notes how many page images of a revision are stored.
func (t *Tx) SetPreviews(ctx context.Context, id document.RevisionID, n int) error {
	_, err := t.q.Exec(ctx, `UPDATE readings SET previews = $2 WHERE revision_id = $1`, id, n)
	return err
}

// ToReread returns the revisions that are the current ones of their documents and
// whose latest reading is older than a version, broke off, or was sealed with
// another key, oldest first; open leaves out those whose case is closed.
func (r *Reader) ToReread(ctx context.Context, version int, open bool) ([]Revision, error) {
	return r.toReread(ctx, `(l.reader_version < @version OR l.reading->'error'->>'code' = ANY(@broken) OR l.sealed IS NOT NULL AND l.key_mark <> @mark)`,
		pgx.NamedArgs{"version": version, "broken": document.BrokeOff(), "mark": r.key.Mark(), "open": open})
}

// ReadAlone is ToReread for those whose pages the second reader alone has read,
// for want of the first.
func (r *Reader) ReadAlone(ctx context.Context, open bool) ([]Revision, error) {
	return r.toReread(ctx, `l.reading->'readers' @> to_jsonb(@second::text) AND NOT l.reading->'readers' @> to_jsonb(@first::text)`,
		pgx.NamedArgs{"second": document.ReaderLedongthuc, "first": document.ReaderPoppler, "open": open})
}

func (r *Reader) toReread(ctx context.Context, latest string, args pgx.NamedArgs) ([]Revision, error) {
	args["reads"] = []workflow.JobKind{workflow.JobReadRevision, workflow.JobRecognise}
	return r.revisions(ctx, `JOIN LATERAL (SELECT reader_version, reading, sealed, key_mark FROM readings x WHERE x.revision_id = v.id
			ORDER BY reader_version DESC, attempt DESC LIMIT 1) l ON true
		WHERE v.number = (SELECT max(number) FROM revisions x WHERE x.document_id = v.document_id)
		AND `+latest+`
		AND NOT (@open AND EXISTS (SELECT 1 FROM cases c WHERE c.document_id = v.document_id AND c.closed_at IS NOT NULL))
		AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.kind = ANY(@reads) AND o.subject_id = v.id AND o.done_at IS NULL)
		ORDER BY v.id`, args)
}

// inForce orders the readings of a revision: the one that the latest decision
// relied on, else the newest.
const inForce = `(readings.id = (SELECT d.reading_id FROM decisions d WHERE d.revision_id = readings.revision_id AND d.reading_id IS NOT NULL
	ORDER BY d.id DESC LIMIT 1)) IS TRUE DESC, readings.reader_version DESC, readings.attempt DESC`
