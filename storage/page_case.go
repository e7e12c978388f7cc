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

// sheetColumns make a Sheet of p, an element of a layout.
const sheetColumns = `(p->>'number')::int AS number, coalesce((p->>'width')::float8, 0) AS width,
	coalesce((p->>'height')::float8, 0) AS height, coalesce((p->>'turn')::int, 0) AS turn`

// PageWords returns the words of a page as the reading in force has them; ok is
// false where it has no such page.
func (r *Reader) PageWords(ctx context.Context, id document.RevisionID, page int) (s Sheet, ok bool, err error) {
	type row struct {
		Sheet
		ReaderVersion, Attempt, Position int
		Sealed                           []byte
	}
	rows, err := list[row](ctx, r.q, `SELECT `+sheetColumns+`, f.reader_version, f.attempt, i - 1 AS position,
			(SELECT sealed FROM reading_words WHERE reading_id = f.id AND position = i - 1) AS sealed
		FROM (SELECT id, reader_version, attempt, layout FROM readings WHERE revision_id = @id ORDER BY `+inForce+` LIMIT 1) f,
			jsonb_array_elements(CASE jsonb_typeof(layout) WHEN 'array' THEN layout ELSE '[]' END) WITH ORDINALITY AS ps(p, i)
		WHERE (p->>'number')::int = @page ORDER BY i LIMIT 1`, pgx.NamedArgs{"id": id, "page": page})
	if err != nil || len(rows) == 0 {
		return s, false, err
	}
	x := rows[0]
	x.Words, err = r.openWords(x.Sealed, partOf(id, x.ReaderVersion, x.Attempt, pagePart(x.Position)))
	return x.Sheet, true, err
}

// sealedWords are the words of one page of a reading.
type sealedWords struct {
	ReaderVersion, Attempt, Position, Page int
	Sealed                                 []byte
}

// WordsOf returns the words of the reading of a revision that is in force, in their
// order: of all its pages, at most a number of them.
func (r *Reader) WordsOf(ctx context.Context, id document.RevisionID, most int) (out []PageWord, err error) {
	pages, err := list[sealedWords](ctx, r.q, `SELECT f.reader_version, f.attempt, w.position, w.page, w.sealed
		FROM (SELECT id, reader_version, attempt FROM readings WHERE revision_id = @id ORDER BY `+inForce+` LIMIT 1) f
		JOIN reading_words w ON w.reading_id = f.id ORDER BY w.page, w.position`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		words, err := r.openWords(p.Sealed, partOf(id, p.ReaderVersion, p.Attempt, pagePart(p.Position)))
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			if len(out) == most {
				return out, nil
			}
			out = append(out, PageWord{p.Page, w.Text})
		}
	}
	return out, nil
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
		keptReading
		ReadAt time.Time
	}
	found, err := one[row](ctx, r.q, `SELECT `+keptColumns+`, previews, read_at FROM readings WHERE revision_id = @id
		ORDER BY `+inForce+` LIMIT 1`, pgx.NamedArgs{"id": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return shown, false, nil
	}
	if err != nil {
		return shown, false, err
	}
	shown = ReadingShown{Previews: found.Previews, ReadAt: found.ReadAt}
	if shown.Reading, err = r.openOrBare(found.keptReading); err != nil {
		return shown, false, err
	}
	shown.Sheets, err = r.sheets(ctx, found.keptReading)
	return shown, true, err
}

// sheets returns the pages of a reading, with their words where it has no page
// images.
func (r *Reader) sheets(ctx context.Context, k keptReading) (out []Sheet, err error) {
	type row struct {
		Sheet
		Position int
		Sealed   []byte
	}
	rows, err := list[row](ctx, r.q, `SELECT `+sheetColumns+`, i - 1 AS position,
			CASE WHEN previews = 0 THEN (SELECT sealed FROM reading_words WHERE reading_id = @id AND position = i - 1) END AS sealed
		FROM readings, jsonb_array_elements(CASE jsonb_typeof(layout) WHEN 'array' THEN layout ELSE '[]' END) WITH ORDINALITY AS ps(p, i)
		WHERE id = @id ORDER BY 1, i`, pgx.NamedArgs{"id": k.ID})
	for _, x := range rows {
		if x.Words, err = r.openWords(x.Sealed, k.part(pagePart(x.Position))); err != nil {
			return nil, err
		}
		out = append(out, x.Sheet)
	}
	return out, err
}
