package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

type closureRow struct {
	ID       reception.ClosureID
	OfficeID reception.OfficeID
	OnDate   calendar.Date
	Month    int
	Day      int
	Since    int
	Legal    bool
	It       string
	En       string
}

const closureColumns = `id, office_id, on_date, coalesce(month, 0) AS month, coalesce(day, 0) AS day, since, legal, it, en`

func (c closureRow) closure() reception.Closure {
	return reception.Closure{ID: c.ID, OfficeID: c.OfficeID, Closure: calendar.Closure{On: c.OnDate, Month: time.Month(c.Month), Day: c.Day,
		Since: c.Since, Legal: c.Legal, It: c.It, En: c.En}}
}

// Closures returns the days on which an office is closed beside those of its
// calendar.
func (r *Reader) Closures(ctx context.Context, office reception.OfficeID) ([]reception.Closure, error) {
	rows, err := list[closureRow](ctx, r.q, closuresOf, pgx.NamedArgs{"office": office})
	return closuresFrom(rows), err
}

const closuresOf = `SELECT ` + closureColumns + ` FROM closures WHERE office_id = @office ORDER BY on_date NULLS LAST, month, day`

func closuresFrom(rows []closureRow) []reception.Closure {
	out := make([]reception.Closure, len(rows))
	for i, c := range rows {
		out[i] = c.closure()
	}
	return out
}

// OfficeAndClosures returns an office with its closures.
func (r *Reader) OfficeAndClosures(ctx context.Context, id reception.OfficeID) (reception.Office, []reception.Closure, error) {
	var g gathering
	var offices []officeRow
	var rows []closureRow
	args := pgx.NamedArgs{"office": id}
	alsoList(&g, &offices, `SELECT `+officeColumns+` FROM offices WHERE id = @office`, args)
	alsoList(&g, &rows, closuresOf, args)
	err := g.get(ctx, r)
	if err == nil && len(offices) == 0 {
		err = orNotFound(pgx.ErrNoRows, "office", "L'ufficio", "The office")
	}
	if err != nil {
		return reception.Office{}, nil, err
	}
	return offices[0].office(), closuresFrom(rows), nil
}

// Closure returns a closure of an office.
func (r *Reader) Closure(ctx context.Context, office reception.OfficeID, id reception.ClosureID) (reception.Closure, error) {
	c, err := one[closureRow](ctx, r.q, `SELECT `+closureColumns+` FROM closures WHERE office_id = @office AND id = @id`,
		pgx.NamedArgs{"office": office, "id": id})
	return c.closure(), orNotFound(err, "closure", "La chiusura", "The closure")
}

// AddClosure writes a closure of an office and returns its id.
func (t *Tx) AddClosure(ctx context.Context, c reception.Closure) (id reception.ClosureID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO closures (office_id, on_date, month, day, since, legal, it, en)
		VALUES ($1, $2, nullif($3, 0), nullif($4, 0), $5, $6, $7, $8) RETURNING id`,
		c.OfficeID, c.On, int(c.Month), c.Day, c.Since, c.Legal, c.It, c.En).Scan(&id)
	return id, err
}

// RemoveClosure takes a closure away.
func (t *Tx) RemoveClosure(ctx context.Context, id reception.ClosureID) error {
	_, err := t.q.Exec(ctx, `DELETE FROM closures WHERE id = $1`, id)
	return err
}
