package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
)

// Reading returns the reading of a revision that is in force (the one that a
// decision relied on, else the latest) without text and layout; ok
// is false while it has not been read. One that can't be opened is returned bare,
// with a warning that says so.
func (r *Reader) Reading(ctx context.Context, id document.RevisionID) (d document.Reading, previews int, ok bool, err error) {
	k, err := one[keptReading](ctx, r.q, `SELECT `+keptColumns+`, previews FROM readings WHERE revision_id = @id ORDER BY `+inForce+` LIMIT 1`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return d, 0, false, nil
	}
	if err != nil {
		return d, 0, false, err
	}
	d, err = r.openOrBare(k)
	return d, k.Previews, true, err
}

// Readings returns the readings in force of several revisions, as Reading does; those
// that have not been read are left out.
func (r *Reader) Readings(ctx context.Context, ids []document.RevisionID) (map[document.RevisionID]document.Reading, error) {
	rows, err := list[keptReading](ctx, r.q, `SELECT DISTINCT ON (revision_id) `+keptColumns+`, previews FROM readings
		WHERE revision_id = ANY(@ids) ORDER BY revision_id, `+inForce, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	out := make(map[document.RevisionID]document.Reading, len(rows))
	for _, k := range rows {
		if out[k.RevisionID], err = r.openOrBare(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ReadingInForce names the reading of a revision that is in force; zero while it
// has not been read.
func (r *Reader) ReadingInForce(ctx context.Context, id document.RevisionID) (n int64, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT id FROM readings WHERE revision_id = $1 ORDER BY `+inForce+` LIMIT 1), 0)`, id).Scan(&n)
	return n, err
}

// Kept is what is kept of a revision that was read once more.
type Kept struct {
	InForce  int64            // reading that is in force; zero while it has not been read
	Attempts int              // how often the version of the reader has read it
	Last     document.Reading // what is bare of the last of these
}

// Kept returns what is kept of a revision, and by a version of the reader.
func (r *Reader) Kept(ctx context.Context, id document.RevisionID, version int) (k Kept, err error) {
	var raw []byte
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT id FROM readings WHERE revision_id = $1 ORDER BY `+inForce+` LIMIT 1), 0), coalesce(l.attempt, 0), l.reading
		FROM (SELECT) AS one LEFT JOIN LATERAL (SELECT attempt, reading FROM readings WHERE revision_id = $1 AND reader_version = $2
			ORDER BY attempt DESC LIMIT 1) l ON true`, id, version).Scan(&k.InForce, &k.Attempts, &raw)
	if err != nil || raw == nil {
		return k, err
	}
	return k, json.Unmarshal(raw, &k.Last)
}

// AddReading writes a reading, the n-th of its version: sealed, and in the clear
// what of it is bare. Written again it changes nothing. It errs while there is no
// key to seal with. ahead is the same reading, if it is being sealed as the first one.
func (t *Tx) AddReading(ctx context.Context, v Revision, d document.Reading, n, previews int, at time.Time, ahead *Sealing) (err error) {
	var s sealedReading
	if ahead != nil && n == 1 {
		s, err = ahead.wait()
	} else {
		s, err = sealReading(t.key, v.ID, n, d)
	}
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `WITH added AS (
			INSERT INTO readings (office_id, body_id, revision_id, reader_version, kind, kind_score, media_type, page_count, previews,
				reading, layout, read_at, attempt, sealed, sealed_terms, key_mark)
			VALUES (@office, @body, @revision, @version, @kind, @score, @media, @pages, @previews,
				@reading, @layout, @at, @attempt, @sealed, @terms, @mark) ON CONFLICT ON CONSTRAINT readings_one_per_attempt DO NOTHING RETURNING id)
		INSERT INTO reading_words (reading_id, position, office_id, body_id, page, sealed)
		SELECT added.id, w.position - 1, @office, @body, w.page, w.sealed
		FROM added, unnest(@wordsPages::int[], @words::bytea[]) WITH ORDINALITY AS w(page, sealed, position)`,
		s.args(pgx.NamedArgs{"office": v.OfficeID, "body": v.BodyID, "revision": v.ID, "version": d.ReaderVersion, "kind": d.Kind, "score": d.KindScore,
			"media": d.MediaType, "pages": d.PageCount, "previews": previews, "at": at, "attempt": n}))
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
