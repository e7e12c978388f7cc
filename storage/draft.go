package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow"
)

// Draft is a file that is tried before it is sent, with what was found.
type Draft struct {
	workflow.Draft
	Summary  workflow.DraftSummary // zero: it is not read yet, was sent, or has ended
	Findings []check.Finding       // worst first, without what is for the office alone
}

// Again says that a draft was read before, and is read anew: its body's marks mean
// something else since.
func (d Draft) Again() bool {
	return d.CheckedAt == nil && (d.Summary.Rules > 0 || d.Summary.Inside > 0)
}

type draftRow struct {
	Draft
	Sum   []byte
	Words []byte
}

// draftWords is what of a draft may repeat words of the file: it is sealed as one, and
// goes as one.
type draftWords struct {
	FileName string                `json:"file_name"`
	Summary  workflow.DraftSummary `json:"summary"`
	Findings []check.Finding       `json:"findings,omitempty"` // worst first
}

// wordsOfDraft is what the sealed words of a draft are bound to: its bytes.
func wordsOfDraft(storedAs string) string { return "draft " + storedAs + " words" }

// openDraft returns a draft with its words. One that another key sealed is none: what
// was found of it is not known.
func (r *Reader) openDraft(x draftRow) (d Draft, err error) {
	d = x.Draft
	copy(d.SHA256[:], x.Sum)
	if x.Words == nil {
		return d, nil
	}
	var w draftWords
	err = openJSON(r.key, x.Words, wordsOfDraft(d.StoredAs), &w)
	if errors.Is(err, seal.ErrUnreadable) {
		return Draft{}, nil
	}
	if err != nil {
		return d, fmt.Errorf("words of draft %d: %w", d.ID, err)
	}
	d.FileName, d.Summary, d.Findings = w.FileName, w.Summary, w.Findings
	return d, nil
}

const draftSelect = `SELECT id, obligation_id, office_id, body_id, person_id, sha256 AS sum, size, stored_as, put_at, ends_at,
		scanned, checked_at, failed_at, words, coalesce(revision_id, 0) AS revision_id
	FROM drafts WHERE `

// Draft returns a draft; the zero Draft where there is none.
func (r *Reader) Draft(ctx context.Context, id workflow.DraftID) (Draft, error) {
	return r.draft(ctx, `id = @id`, pgx.NamedArgs{"id": id})
}

// DraftOf returns the draft that a person has for an obligation; the zero Draft where
// there is none.
func (r *Reader) DraftOf(ctx context.Context, id workflow.ObligationID, person reception.PersonID) (Draft, error) {
	return r.draft(ctx, `obligation_id = @obligation AND person_id = @person`, pgx.NamedArgs{"obligation": id, "person": person})
}

func (r *Reader) draft(ctx context.Context, where string, args pgx.NamedArgs) (Draft, error) {
	d, err := one[draftRow](ctx, r.q, draftSelect+where, args)
	if errors.Is(err, pgx.ErrNoRows) {
		return Draft{}, nil
	}
	if err != nil {
		return Draft{}, err
	}
	return r.openDraft(d)
}

// PutDraft writes a draft in the place of the one that the same person had for the
// same obligation, and returns under what key the bytes of that one are stored, "":
// there was none. The obligation is locked.
func (t *Tx) PutDraft(ctx context.Context, d workflow.Draft) (id workflow.DraftID, replaced string, err error) {
	replaced, err = t.removeDraft(ctx, `obligation_id = $1 AND person_id = $2`, d.ObligationID, d.PersonID)
	if err != nil {
		return 0, "", err
	}
	words, err := sealJSON(t.key, draftWords{FileName: d.FileName}, wordsOfDraft(d.StoredAs))
	if err != nil {
		return 0, "", err
	}
	err = t.q.QueryRow(ctx, `INSERT INTO drafts (obligation_id, office_id, body_id, person_id, words, sha256, size, stored_as, put_at, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		d.ObligationID, d.OfficeID, d.BodyID, d.PersonID, words, d.SHA256[:], d.Size, d.StoredAs, d.PutAt, d.EndsAt).Scan(&id)
	return id, replaced, err
}

// RemoveDraft removes a draft of a person, and returns under what key its bytes are
// stored; "" where there is none.
func (t *Tx) RemoveDraft(ctx context.Context, id workflow.DraftID, person reception.PersonID) (storedAs string, err error) {
	return t.removeDraft(ctx, `id = $1 AND person_id = $2`, id, person)
}

func (t *Tx) removeDraft(ctx context.Context, where string, args ...any) (storedAs string, err error) {
	err = t.q.QueryRow(ctx, `DELETE FROM drafts WHERE `+where+` RETURNING stored_as`, args...).Scan(&storedAs)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return storedAs, err
}

// ScanDraft notes that a draft waits to be recognised.
func (t *Tx) ScanDraft(ctx context.Context, id workflow.DraftID) error {
	_, err := t.q.Exec(ctx, `UPDATE drafts SET scanned = true, failed_at = NULL WHERE id = $1`, id)
	return err
}

// CheckDraft writes what was found of a draft that is still there and was not sent.
func (t *Tx) CheckDraft(ctx context.Context, d Draft, at time.Time) error {
	words, err := sealJSON(t.key, draftWords{d.FileName, d.Summary, d.Findings}, wordsOfDraft(d.StoredAs))
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `UPDATE drafts SET words = $2, checked_at = $3, failed_at = NULL WHERE id = $1 AND revision_id IS NULL AND ends_at > $3`, d.ID, words, at)
	return err
}

// FailDraft notes since when the reading of a draft does not succeed.
func (t *Tx) FailDraft(ctx context.Context, id workflow.DraftID, at time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE drafts SET failed_at = $2 WHERE id = $1 AND checked_at IS NULL AND failed_at IS NULL`, id, at)
	return err
}

// RetryDraft takes back that the reading of a person's draft did not succeed; ok is
// false where it is not known to.
func (t *Tx) RetryDraft(ctx context.Context, id workflow.DraftID, person reception.PersonID) (ok bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE drafts SET failed_at = NULL, scanned = false WHERE id = $1 AND person_id = $2 AND failed_at IS NOT NULL`, id, person)
	return tag.RowsAffected() == 1, err
}

// UncheckDrafts has the drafts of a body that were read, are not sent and have not
// ended at an instant count as not read, and returns them by id.
func (t *Tx) UncheckDrafts(ctx context.Context, body reception.BodyID, now time.Time) (ids []workflow.DraftID, err error) {
	rows, err := t.q.Query(ctx, `WITH again AS (UPDATE drafts SET checked_at = NULL, failed_at = NULL, scanned = false
			WHERE body_id = $1 AND checked_at IS NOT NULL AND revision_id IS NULL AND ends_at > $2 RETURNING id)
		SELECT id FROM again ORDER BY id`, body, now)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[workflow.DraftID])
}

// SentDraft records as what revision a draft was sent, and keeps nothing else of it:
// the revision has a reading and findings of its own. ok is false where the draft is
// not there any more.
func (t *Tx) SentDraft(ctx context.Context, id workflow.DraftID, v document.RevisionID) (ok bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE drafts SET revision_id = $2, words = NULL WHERE id = $1`, id, v)
	return tag.RowsAffected() == 1, err
}

// EndDrafts empties the drafts whose time is over at an instant, returns how many, and
// removes those of which nobody asks any more: whose time was over before another.
func (t *Tx) EndDrafts(ctx context.Context, now, forgotten time.Time) (n int64, err error) {
	if _, err := t.q.Exec(ctx, `DELETE FROM drafts WHERE ends_at <= $1`, forgotten); err != nil {
		return 0, err
	}
	tag, err := t.q.Exec(ctx, `UPDATE drafts SET words = NULL WHERE ends_at <= $1 AND words IS NOT NULL`, now)
	return tag.RowsAffected(), err
}
