package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// SealedGuest is a guest with the name as it is stored.
type SealedGuest struct {
	reception.Guest
	SealedName []byte // nil: no name was given
	Centre     string // code and name of the centre, "" where in none
}

const guestSelect = `SELECT g.id, g.office_id, g.body_id, coalesce(g.centre_id, 0) AS centre_id, g.code, g.sealed_name, coalesce(c.code || ' ' || c.name, '') AS centre
	FROM guests g LEFT JOIN centres c ON c.id = g.centre_id `

// NextGuest returns the number of the office's next guest.
func (t *Tx) NextGuest(ctx context.Context, office reception.OfficeID) (int64, error) {
	return t.nextNumber(ctx, office, "guest", 0)
}

// AddGuest writes a guest, with the name sealed or nil.
func (t *Tx) AddGuest(ctx context.Context, g reception.Guest, sealed []byte, by reception.PersonID, at time.Time) (id reception.GuestID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO guests (office_id, body_id, centre_id, code, sealed_name, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`, g.OfficeID, g.BodyID, orNull(g.CentreID), g.Code, sealed, at, orNull(by)).Scan(&id)
	return id, err
}

// MoveGuest writes where a guest is: at a body, in a centre of it or in none.
func (t *Tx) MoveGuest(ctx context.Context, id reception.GuestID, body reception.BodyID, centre reception.CentreID) error {
	_, err := t.q.Exec(ctx, `UPDATE guests SET body_id = $2, centre_id = $3 WHERE id = $1`, id, body, orNull(centre))
	return err
}

// LogGuestReads records that a person read the names of some guests.
func (t *Tx) LogGuestReads(ctx context.Context, office reception.OfficeID, ids []reception.GuestID, screen string, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO guest_reads (office_id, guest_id, screen, at, by_person) SELECT $1, unnest($2::bigint[]), $3, $4, $5`,
		office, ids, screen, at, by)
	return err
}

// Guest returns a guest of the scope.
func (r *Reader) Guest(ctx context.Context, id reception.GuestID) (SealedGuest, error) {
	g, err := one[SealedGuest](ctx, r.q, guestSelect+`WHERE g.id = @id`, pgx.NamedArgs{"id": id})
	return g, orNotFound(err, "guest", "L'ospite", "The guest")
}

// GuestsIn returns the guests who are in a centre, by code.
func (r *Reader) GuestsIn(ctx context.Context, centre reception.CentreID) ([]SealedGuest, error) {
	return list[SealedGuest](ctx, r.q, guestSelect+`WHERE g.centre_id = @centre ORDER BY g.code`, pgx.NamedArgs{"centre": centre})
}

// Carried is a guest whom a register shows to be in a centre at the end of its month.
type Carried struct {
	Code string
	Came calendar.Date // zero: not in the register
	// Family is the code of the guest's family in the register; "": none.
	Family string
}

// CarriedOver returns who is in a centre at the end of a month by its register: those
// whom it does not show to have left, in its order.
func (r *Reader) CarriedOver(ctx context.Context, centre reception.CentreID, month calendar.Period) ([]Carried, error) {
	rows, err := r.q.Query(ctx, `SELECT m.data FROM guest_months m LEFT JOIN cases k ON k.document_id = m.document_id
		WHERE m.centre_id = $1 AND m.month = $2 AND coalesce(k.outcome, '') <> 'rejected'
		ORDER BY m.document_id DESC, m.row`, centre, month.Start)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[carriedRow])
	var out []Carried
	seen := map[string]bool{}
	for _, m := range all {
		if last := len(m.Present); last == 0 || m.Present[last-1] == '-' || !m.Went.IsZero() && !m.Went.After(month.End) || seen[m.Guest] {
			continue
		}
		seen[m.Guest] = true
		out = append(out, Carried{m.Code, m.Came, m.Family})
	}
	return out, err
}

// carriedRow is what is looked at of a check.GuestMonth.
type carriedRow struct {
	Guest, Code, Present, Family string
	Came, Went                   calendar.Date
}
