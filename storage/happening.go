package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type happeningRow struct {
	ID          reception.HappeningID
	OfficeID    reception.OfficeID
	BodyID      reception.BodyID
	AgreementID reception.AgreementID
	CentreID    reception.CentreID
	What        reception.What
	OnDate      calendar.Date
	At          *time.Time
	Reference   string
}

func (h happeningRow) happening() reception.Happening {
	out := reception.Happening{ID: h.ID, OfficeID: h.OfficeID, BodyID: h.BodyID, AgreementID: h.AgreementID, CentreID: h.CentreID,
		What: h.What, On: h.OnDate, Reference: h.Reference}
	if h.At != nil {
		out.At = *h.At
	}
	return out
}

const happeningColumns = `id, office_id, body_id, coalesce(agreement_id, 0) AS agreement_id, coalesce(centre_id, 0) AS centre_id, what, on_date, at, reference`

// Happenings returns what happened or expires of a body, without what was
// cancelled, oldest first; of the whole scope when body is zero.
func (r *Reader) Happenings(ctx context.Context, body reception.BodyID) ([]reception.Happening, error) {
	rows, err := list[happeningRow](ctx, r.q, `SELECT `+happeningColumns+` FROM happenings
		WHERE cancelled_at IS NULL AND (@body::bigint IS NULL OR body_id = @body) ORDER BY office_id, body_id, on_date, id`,
		pgx.NamedArgs{"body": orNull(body)})
	out := make([]reception.Happening, len(rows))
	for i, h := range rows {
		out[i] = h.happening()
	}
	return out, err
}

// Happening returns one that was not cancelled.
func (r *Reader) Happening(ctx context.Context, id reception.HappeningID) (reception.Happening, error) {
	h, err := one[happeningRow](ctx, r.q, `SELECT `+happeningColumns+` FROM happenings WHERE id = @id AND cancelled_at IS NULL`, pgx.NamedArgs{"id": id})
	return h.happening(), orNotFound(err, "happening", "Il fatto", "The happening")
}

// AddHappening records something that happened or expires; ok is false when the
// same is recorded already. What was cancelled and is recorded again is the same,
// so that what was answered is not asked for again.
func (t *Tx) AddHappening(ctx context.Context, h reception.Happening, by reception.PersonID, at time.Time) (id reception.HappeningID, ok bool, err error) {
	again, err := t.q.Query(ctx, `UPDATE happenings SET cancelled_at = NULL, at = $7, recorded_at = $8, recorded_by = $9
		WHERE id = (SELECT min(id) FROM happenings WHERE body_id = $1 AND agreement_id IS NOT DISTINCT FROM $2::bigint
			AND centre_id IS NOT DISTINCT FROM $3::bigint AND what = $4 AND on_date = $5 AND reference = $6 HAVING bool_and(cancelled_at IS NOT NULL))
		AND cancelled_at IS NOT NULL RETURNING id`,
		h.BodyID, orNull(h.AgreementID), orNull(h.CentreID), h.What, h.On, h.Reference, instant(h.At), at, orNull(by))
	if err != nil {
		return 0, false, err
	}
	back, err := pgx.CollectRows(again, pgx.RowTo[reception.HappeningID])
	if err != nil || len(back) > 0 {
		return append(back, 0)[0], len(back) > 0, err
	}
	rows, err := t.q.Query(ctx, `INSERT INTO happenings (office_id, body_id, agreement_id, centre_id, what, on_date, at, reference, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
		h.OfficeID, h.BodyID, orNull(h.AgreementID), orNull(h.CentreID), h.What, h.On, instant(h.At), h.Reference, at, orNull(by))
	if err != nil {
		return 0, false, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[reception.HappeningID])
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	return ids[0], true, nil
}

// CancelHappening takes back what was recorded; ok is false when it was
// cancelled already.
func (t *Tx) CancelHappening(ctx context.Context, id reception.HappeningID, at time.Time) (ok bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE happenings SET cancelled_at = $2 WHERE id = $1 AND cancelled_at IS NULL`, id, at)
	return tag.RowsAffected() == 1, err
}

// HappeningLine is something that happened or expires, with who recorded it.
type HappeningLine struct {
	ID         reception.HappeningID
	BodyID     reception.BodyID
	BodyName   string
	What       reception.What
	OnDate     calendar.Date
	At         *time.Time
	Reference  string
	CIG        string `db:"cig"`
	CentreCode string
	CentreName string
	RecordedAt time.Time
	RecordedBy string // name; "" for the product itself
	Owed       int    // obligations that follow from it
}

// HappeningLines returns what is recorded of a body (of the whole scope when it
// is zero), latest day first, at most limit.
func (r *Reader) HappeningLines(ctx context.Context, body reception.BodyID, limit int) ([]HappeningLine, error) {
	return list[HappeningLine](ctx, r.q, `SELECT h.id, h.body_id, b.name AS body_name, h.what, h.on_date, h.at, h.reference, coalesce(a.cig, '') AS cig,
			coalesce(c.code, '') AS centre_code, coalesce(c.name, '') AS centre_name, h.recorded_at, coalesce(p.name, '') AS recorded_by,
			(SELECT count(*) FROM obligations o WHERE o.happening_id = h.id AND o.body_id = h.body_id AND o.status <> 'withdrawn') AS owed
		FROM happenings h JOIN bodies b ON b.id = h.body_id LEFT JOIN agreements a ON a.id = h.agreement_id
		LEFT JOIN centres c ON c.id = h.centre_id LEFT JOIN people p ON p.id = h.recorded_by
		WHERE h.cancelled_at IS NULL AND (@body::bigint IS NULL OR h.body_id = @body) ORDER BY h.on_date DESC, h.id DESC LIMIT @limit`,
		pgx.NamedArgs{"body": orNull(body), "limit": limit})
}
