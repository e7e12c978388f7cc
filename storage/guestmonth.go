package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// placeOf is what the sealed place of a guest's month is bound to: a sheet may be
// called after a guest.
func placeOf(id document.ID, row int) string {
	return fmt.Sprintf("document %d guest month %d", id, row)
}

// SaveGuestMonths keeps the guests' months of a register in place of those that the
// check before kept, which SaveCheck takes away.
func (t *Tx) SaveGuestMonths(ctx context.Context, v Revision, centre reception.CentreID, all []check.GuestMonth) error {
	b := &pgx.Batch{}
	for _, p := range all {
		place, err := sealJSON(t.key, p.Place, placeOf(v.DocumentID, p.Row))
		if err != nil {
			return err
		}
		p.Place = document.Place{}
		b.Queue(`INSERT INTO guest_months (document_id, revision_id, row, office_id, body_id, centre_id, guest, month, data, sealed_place)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, v.DocumentID, v.ID, p.Row, v.OfficeID, v.BodyID, centre, p.Guest, p.For.Start, p, place)
	}
	t.q.laterAll(b)
	return nil
}

// LockMonth makes others who compare registers of an office for a month wait until
// the transaction ends.
func (t *Tx) LockMonth(ctx context.Context, office reception.OfficeID, month calendar.Date) error {
	_, err := t.q.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('guest months ' || $1::text, $2))`, month.String(), int64(office))
	return err
}

// GuestsOf returns which guests a register had, by their codes, as its latest
// check found them.
func (r *Reader) GuestsOf(ctx context.Context, id document.ID) (guests []string, month calendar.Date, err error) {
	rows, err := r.q.Query(ctx, `SELECT guest, month FROM guest_months WHERE document_id = $1 ORDER BY row`, id)
	if err != nil {
		return nil, month, err
	}
	var g string
	_, err = pgx.ForEachRow(rows, []any{&g, &month}, func() error {
		guests = append(guests, g)
		return nil
	})
	return guests, month, err
}

// Elsewhere returns the presences of some guests in the other registers of an
// office for a month, but for those that were rejected: of those that whoever asks
// sees.
func (r *Reader) Elsewhere(ctx context.Context, office reception.OfficeID, body reception.BodyID, except document.ID, month calendar.Date, guests []string) ([]check.Elsewhere, error) {
	rows, err := r.q.Query(ctx, `SELECT p.data, p.sealed_place, p.document_id, p.revision_id, c.code || ' ' || c.name, b.name, p.body_id = $2,
			EXISTS (SELECT 1 FROM guests g WHERE g.office_id = p.office_id AND g.code = p.guest)
		FROM guest_months p JOIN centres c ON c.id = p.centre_id JOIN bodies b ON b.id = p.body_id LEFT JOIN cases k ON k.document_id = p.document_id
		WHERE p.office_id = $1 AND p.document_id <> $3 AND p.month = $4 AND p.guest = ANY($5) AND coalesce(k.outcome, '') <> 'rejected'
		ORDER BY p.document_id, p.row`, office, body, except, month, guests)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x check.Elsewhere, err error) {
		var place []byte
		err = row.Scan(&x.GuestMonth, &place, &x.Document, &x.Revision, &x.Centre, &x.Body, &x.Own, &x.Issued)
		if err != nil || place == nil {
			return x, err
		}
		err = openJSON(r.key, place, placeOf(x.Document, x.Row), &x.Place)
		if errors.Is(err, seal.ErrUnreadable) { // the days are there, where they stand is not
			err = nil
		}
		return x, err
	})
}

// OpenWithGuests returns the other registers of an office for a month that have
// any of some guests, and whose case is not closed or not open yet.
func (r *Reader) OpenWithGuests(ctx context.Context, office reception.OfficeID, except document.ID, month calendar.Date, guests []string) ([]document.ID, error) {
	rows, err := r.q.Query(ctx, `SELECT DISTINCT p.document_id FROM guest_months p LEFT JOIN cases k ON k.document_id = p.document_id
		WHERE p.office_id = $1 AND p.document_id <> $2 AND p.month = $3 AND p.guest = ANY($4) AND k.closed_at IS NULL ORDER BY 1`, office, except, month, guests)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.ID])
}
