package storage

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
)

// Sheet is one page of a reading, with its words where they were asked for.
type Sheet struct {
	Number int
	Width  float64 // points, as displayed
	Height float64
	Turn   int // quarters clockwise by which it is to be turned to be read
	Words  []document.Word
}

// PageWord is one word of a text with its page.
type PageWord struct {
	Page int
	Text string
}

// WordsOf returns the words of the reading of a revision that is in force, in their
// order: of all its pages, at most a number of them.
func (r *Reader) WordsOf(ctx context.Context, id document.RevisionID, most int) ([]PageWord, error) {
	return list[PageWord](ctx, r.q, `SELECT (p->>'number')::int AS page, w->>'t' AS text
		FROM (SELECT layout FROM readings WHERE revision_id = @id ORDER BY `+inForce+` LIMIT 1) f,
			jsonb_array_elements(CASE jsonb_typeof(layout) WHEN 'array' THEN layout ELSE '[]' END) WITH ORDINALITY AS ps(p, i),
			jsonb_array_elements(CASE jsonb_typeof(p->'words') WHEN 'array' THEN p->'words' ELSE '[]' END) WITH ORDINALITY AS ws(w, j)
		ORDER BY (p->>'number')::int, i, j LIMIT @most`, pgx.NamedArgs{"id": id, "most": most})
}

// ReadingShown is the latest reading of a revision as pages show it: without
// its text.
type ReadingShown struct {
	Reading  document.Reading
	Previews int // page images that are stored
	ReadAt   time.Time
	Sheets   []Sheet
}

// ReadingShown returns the latest reading of a revision; ok is false when there
// is none yet. The words of the sheets come along only where no page images are
// stored.
func (r *Reader) ReadingShown(ctx context.Context, id document.RevisionID) (shown ReadingShown, ok bool, err error) {
	type row struct {
		ID       int64
		Reading  document.Reading
		Previews int
		ReadAt   time.Time
	}
	found, err := one[row](ctx, r.q, `SELECT id, reading, previews, read_at FROM readings WHERE revision_id = @id
		ORDER BY `+inForce+` LIMIT 1`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return shown, false, nil
	}
	if err != nil {
		return shown, false, err
	}
	sheets, err := list[Sheet](ctx, r.q, `SELECT (p->>'number')::int AS number, coalesce((p->>'width')::float8, 0) AS width,
			coalesce((p->>'height')::float8, 0) AS height, coalesce((p->>'turn')::int, 0) AS turn,
			CASE WHEN previews = 0 THEN coalesce(nullif(p->'words', 'null'), '[]') ELSE '[]' END AS words
		FROM readings, jsonb_array_elements(CASE jsonb_typeof(layout) WHEN 'array' THEN layout ELSE '[]' END) p
		WHERE id = @id ORDER BY 1`, pgx.NamedArgs{"id": found.ID})
	return ReadingShown{Reading: found.Reading, Previews: found.Previews, ReadAt: found.ReadAt, Sheets: sheets}, true, err
}
