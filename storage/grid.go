package storage

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// MonthGrid is what a body wrote in the grid of an obligation, by guests' codes.
type MonthGrid struct {
	ObligationID workflow.ObligationID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	Version      int // from 1; 0: nothing was saved yet
	Rows         []reception.GridRow
	SavedAt      time.Time
	SavedBy      reception.PersonID
	SavedByName  string
	// SentVersion is the version that was sent last, as the revision RevisionID; both
	// zero: none was.
	SentVersion int
	RevisionID  document.RevisionID
}

const gridSelect = `SELECT g.obligation_id, g.office_id, g.body_id, g.version, g.rows, g.saved_at, g.saved_by,
		coalesce((SELECT name FROM people p WHERE p.id = g.saved_by), '') AS saved_by_name,
		coalesce(g.sent_version, 0) AS sent_version, coalesce(g.revision_id, 0) AS revision_id
	FROM grids g WHERE g.obligation_id = @obligation`

// MonthGrid returns the grid of an obligation; the zero MonthGrid where none was
// saved.
func (r *Reader) MonthGrid(ctx context.Context, id workflow.ObligationID) (MonthGrid, error) {
	return r.monthGrid(ctx, id, "")
}

// LockMonthGrid is MonthGrid, and keeps others from saving it until the transaction
// ends.
func (t *Tx) LockMonthGrid(ctx context.Context, id workflow.ObligationID) (MonthGrid, error) {
	return t.monthGrid(ctx, id, ` FOR NO KEY UPDATE OF g`)
}

func (r *Reader) monthGrid(ctx context.Context, id workflow.ObligationID, lock string) (MonthGrid, error) {
	g, err := one[MonthGrid](ctx, r.q, gridSelect+lock, pgx.NamedArgs{"obligation": id})
	if errors.Is(err, pgx.ErrNoRows) {
		return MonthGrid{}, nil
	}
	return g, err
}

// SaveMonthGrid writes version g.Version of a grid; ok is false where the version
// before it is not the one that is there.
func (t *Tx) SaveMonthGrid(ctx context.Context, g MonthGrid) (ok bool, err error) {
	if g.Rows == nil {
		g.Rows = []reception.GridRow{}
	}
	tag, err := t.q.Exec(ctx, `INSERT INTO grids (obligation_id, office_id, body_id, version, rows, saved_at, saved_by)
		SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $4 = 1 OR EXISTS (SELECT 1 FROM grids WHERE obligation_id = $1)
		ON CONFLICT ON CONSTRAINT grids_obligation_unique DO UPDATE
		SET version = excluded.version, rows = excluded.rows, saved_at = excluded.saved_at, saved_by = excluded.saved_by
		WHERE grids.version = excluded.version - 1`,
		g.ObligationID, g.OfficeID, g.BodyID, g.Version, g.Rows, g.SavedAt, g.SavedBy)
	return tag.RowsAffected() == 1, err
}

// SentMonthGrid records that a version of a grid was sent as a revision; ok is false
// where it is not the version that is there.
func (t *Tx) SentMonthGrid(ctx context.Context, id workflow.ObligationID, version int, v document.RevisionID) (ok bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE grids SET sent_version = $2, revision_id = $3 WHERE obligation_id = $1 AND version = $2`, id, version, v)
	return tag.RowsAffected() == 1, err
}
