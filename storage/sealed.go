package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/seal"
)

// keptReading is a reading as its row has it.
type keptReading struct {
	ID            int64
	RevisionID    document.RevisionID
	ReaderVersion int
	Attempt       int
	Reading       []byte // document.Reading, bare
	Sealed        []byte // in full; nil: of an earlier version, reading is in full
	Previews      int
}

const keptColumns = `id, revision_id, reader_version, attempt, reading, sealed`

// partOf is what a part of a reading is bound to: the reading by what is unique of
// it, and which part it is.
func partOf(id document.RevisionID, version, attempt int, part string) string {
	return fmt.Sprintf("revision %d reading %d.%d %s", id, version, attempt, part)
}

// pagePart names the words at a position of the layout.
func pagePart(position int) string { return fmt.Sprintf("words %d", position) }

func (k keptReading) part(part string) string {
	return partOf(k.RevisionID, k.ReaderVersion, k.Attempt, part)
}

// open returns a reading in full, without text, layout and terms. It errs with
// seal.ErrUnreadable where another key sealed it: a rule must not look at a part.
func (r *Reader) open(k keptReading) (d document.Reading, err error) {
	if k.Sealed == nil {
		err = json.Unmarshal(k.Reading, &d)
	} else {
		err = openJSON(r.key, k.Sealed, k.part("fields"), &d)
	}
	if err != nil {
		return document.Reading{}, fmt.Errorf("open the reading of revision %d: %w", k.RevisionID, err)
	}
	return d, nil
}

// openOrBare is open, but what can't be opened is bare, with a warning that says so.
func (r *Reader) openOrBare(k keptReading) (document.Reading, error) {
	d, err := r.open(k)
	if !errors.Is(err, seal.ErrUnreadable) {
		return d, err
	}
	if err := json.Unmarshal(k.Reading, &d); err != nil { // its warnings are codes alone
		return d, fmt.Errorf("bare reading of revision %d: %w", k.RevisionID, err)
	}
	said := otherKey()
	if d.Error != nil {
		d.Error.It, d.Error.En = said.It, said.En
	}
	d.Warnings = []document.Warning{said}
	return d, nil
}

func otherKey() document.Warning {
	return document.Warning{Code: "reading.sealed",
		It: "Le parole di questo documento sono cifrate con una chiave che non è più quella del sistema: qui c'è solo una parte di quello che era stato letto. L'amministratore del sistema può farlo rileggere con insiemi reread.",
		En: "The words of this document are encrypted with a key that is no longer the system's: only a part of what was read is here. The administrator of the system can have it read again with insiemi reread."}
}

// openWords returns the words of a page; none where another key sealed them.
func (r *Reader) openWords(sealed []byte, of string) (words []document.Word, err error) {
	if sealed == nil {
		return nil, nil
	}
	err = openJSON(r.key, sealed, of, &words)
	if errors.Is(err, seal.ErrUnreadable) {
		return nil, nil
	}
	return words, err
}

func openJSON(k seal.Key, sealed []byte, of string, v any) error {
	b, err := k.OpenPacked(sealed, of)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func sealJSON(k seal.Key, v any, of string) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return k.SealPacked(b, of)
}

// OtherKey says that the latest reading was sealed with another key than the database
// has: it was changed on purpose and the papers are to be read again, or it is wrong.
func (r *Reader) OtherKey(ctx context.Context) (bool, error) {
	var mark string
	err := r.q.QueryRow(ctx, `SELECT key_mark FROM readings WHERE sealed IS NOT NULL ORDER BY id DESC LIMIT 1`).Scan(&mark)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return mark != r.key.Mark(), err
}

// sealedReading is a reading as it is written.
type sealedReading struct {
	bare, layout  json.RawMessage
	fields, terms []byte
	pages         []int32 // numbers of the pages in words
	words         [][]byte
	mark          string
}

// sealReading seals a reading of a revision, the n-th of its version.
func sealReading(k seal.Key, id document.RevisionID, n int, d document.Reading) (s sealedReading, err error) {
	s.mark = k.Mark()
	part := func(name string) string { return partOf(id, d.ReaderVersion, n, name) }
	sheets := make([]document.Page, len(d.Layout))
	for i, p := range d.Layout {
		words, err := sealJSON(k, p.Words, part(pagePart(i)))
		if err != nil {
			return s, err
		}
		s.pages, s.words = append(s.pages, int32(p.Number)), append(s.words, words)
		sheets[i] = p
		sheets[i].Words = []document.Word{}
	}
	if s.layout, err = jsonOf(sheets); err != nil {
		return s, err
	}
	if s.bare, err = jsonOf(d.Bare()); err != nil {
		return s, err
	}
	if s.terms, err = sealJSON(k, d.Terms, part("terms")); err != nil {
		return s, err
	}
	d.Layout, d.Text, d.Terms = nil, "", nil // the text is the layout's words: they are kept once
	s.fields, err = sealJSON(k, d, part("fields"))
	return s, err
}

// Sealing is a reading that is being sealed.
type Sealing struct {
	sealed sealedReading
	err    error
	done   chan struct{}
}

// SealAhead begins to seal the first reading of a revision by a version of the reader,
// which AddReading is to be given.
func (db *DB) SealAhead(id document.RevisionID, d document.Reading) *Sealing {
	s := &Sealing{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.sealed, s.err = sealReading(db.key, id, 1, d)
	}()
	return s
}

func (s *Sealing) wait() (sealedReading, error) {
	<-s.done
	return s.sealed, s.err
}

func (s sealedReading) args(a pgx.NamedArgs) pgx.NamedArgs {
	a["reading"], a["layout"], a["sealed"], a["terms"] = s.bare, s.layout, s.fields, s.terms
	a["wordsPages"], a["words"], a["mark"] = s.pages, s.words, s.mark
	return a
}

// Reseal writes a reading once more, the n-th of its version, where another key had
// sealed it; else it changes nothing.
func (t *Tx) Reseal(ctx context.Context, v Revision, d document.Reading, n int) error {
	s, err := sealReading(t.key, v.ID, n, d)
	if err != nil {
		return err
	}
	var id int64
	err = t.q.QueryRow(ctx, `SELECT id FROM readings WHERE revision_id = $1 AND reader_version = $2 AND attempt = $3
		AND sealed IS NOT NULL AND key_mark <> $4 FOR UPDATE`, v.ID, d.ReaderVersion, n, s.mark).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.writeSealed(ctx, id, s)
}

// writeSealed replaces what a row has of a reading.
func (t *Tx) writeSealed(ctx context.Context, id int64, s sealedReading) error {
	args := s.args(pgx.NamedArgs{"id": id})
	if _, err := t.q.Exec(ctx, `DELETE FROM reading_words WHERE reading_id = @id`, args); err != nil {
		return err
	}
	_, err := t.q.Exec(ctx, `WITH kept AS (
			UPDATE readings SET reading = @reading, layout = @layout, sealed = @sealed, sealed_terms = @terms, key_mark = @mark
			WHERE id = @id RETURNING id, office_id, body_id)
		INSERT INTO reading_words (reading_id, position, office_id, body_id, page, sealed)
		SELECT kept.id, w.position - 1, kept.office_id, kept.body_id, w.page, w.sealed
		FROM kept, unnest(@wordsPages::int[], @words::bytea[]) WITH ORDINALITY AS w(page, sealed, position)`, args)
	return err
}
