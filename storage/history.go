package storage

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The past and the future of the registry. A row's table holds what is in force
// today; registry_versions holds, since the row's first change, what it was or
// will be from each day on. Whoever asks for a day goes to the versions, so the
// answer does not depend on whether a change was applied to the row yet.

// Version is what a row of the registry was from a day on.
type Version struct {
	OfficeID reception.OfficeID
	BodyID   reception.BodyID // zero: the office's own row
	Entity   reception.Entity
	EntityID int64
	FromOn   calendar.Date
	Data     reception.Fields
	Applied  bool // its day had come when it was written, or was applied since
	At       time.Time
	By       reception.PersonID // zero: the system
}

// PutVersion writes what a row is from a day on, in the place of what was known
// for that day.
func (t *Tx) PutVersion(ctx context.Context, v Version) error {
	_, err := t.q.Exec(ctx, `INSERT INTO registry_versions (office_id, body_id, entity, entity_id, from_on, data, applied, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (entity, entity_id, from_on) DO UPDATE SET data = excluded.data, body_id = excluded.body_id,
			applied = excluded.applied, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by`,
		v.OfficeID, orNull(v.BodyID), v.Entity, v.EntityID, v.FromOn, v.Data, v.Applied, v.At, orNull(v.By))
	return err
}

// MarkApplied notes that the versions of a row up to a day are in force.
func (t *Tx) MarkApplied(ctx context.Context, e reception.Entity, id int64, day calendar.Date) error {
	_, err := t.q.Exec(ctx, `UPDATE registry_versions SET applied = true WHERE entity = $1 AND entity_id = $2 AND from_on <= $3 AND NOT applied`, e, id, day)
	return err
}

// Coming is a row of the registry with a change whose day has come.
type Coming struct {
	OfficeID reception.OfficeID
	Entity   reception.Entity
	EntityID int64
}

// Coming returns the rows with changes up to a day that were not applied, an
// office after the other.
func (r *Reader) Coming(ctx context.Context, day calendar.Date) ([]Coming, error) {
	return list[Coming](ctx, r.q, `SELECT DISTINCT office_id, entity, entity_id FROM registry_versions WHERE NOT applied AND from_on <= @day
		ORDER BY office_id, entity, entity_id`, pgx.NamedArgs{"day": day})
}

// HistoryOf returns every version of a row that was read: at least one, the row
// itself since ever.
func HistoryOf[T reception.Row](ctx context.Context, r *Reader, e reception.Entity, id int64, row T) (reception.Versions[T], error) {
	type versionRow struct {
		FromOn calendar.Date
		Data   reception.Fields
	}
	rows, err := list[versionRow](ctx, r.q, `SELECT from_on, data FROM registry_versions WHERE entity = @entity AND entity_id = @id ORDER BY from_on`,
		pgx.NamedArgs{"entity": e, "id": id})
	if err != nil || len(rows) == 0 {
		return reception.Versions[T]{{FromOn: reception.Ever(), Is: row}}, err
	}
	out := make(reception.Versions[T], len(rows))
	for i, v := range rows {
		out[i].FromOn = v.FromOn
		if out[i].Is, err = reception.Restore(e, row, v.Data); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// asOf puts, in the place of each row, what it was or will be on a day.
func asOf[T reception.Row](ctx context.Context, r *Reader, e reception.Entity, day calendar.Date, rows []T, id func(T) int64) ([]T, error) {
	var g gathering
	alsoAsOf(&g, e, day, rows, id)
	if err := g.get(ctx, r); err != nil {
		return nil, err
	}
	return rows, nil
}

// SetAddedOn notes since when a row of the registry is there. Centres, agreements
// and the office carry their own days, or are always there.
func (t *Tx) SetAddedOn(ctx context.Context, e reception.Entity, id int64, day calendar.Date) error {
	table, ok := addedTable(e)
	if !ok {
		return nil
	}
	_, err := t.q.Exec(ctx, `UPDATE `+table+` SET added_on = $2 WHERE id = $1`, id, day)
	return err
}

// addedTable is the table of an entity that keeps since when its rows are there.
func addedTable(e reception.Entity) (name string, ok bool) {
	switch e {
	case reception.EntityBody:
		return "bodies", true
	case reception.EntityPerson:
		return "people", true
	case reception.EntityRequirement:
		return "requirements", true
	}
	return "", false
}

// thereOn leaves out the rows that were added after a day.
func thereOn[T reception.Row](ctx context.Context, r *Reader, e reception.Entity, day calendar.Date, all []T, id func(T) int64) ([]T, error) {
	table, ok := addedTable(e)
	if !ok {
		return all, nil
	}
	rows, err := r.q.Query(ctx, `SELECT id FROM `+table+` WHERE added_on > $1`, day)
	if err != nil {
		return nil, err
	}
	later, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(row T) bool { return slices.Contains(later, id(row)) }), nil
}

// listOn is asOf without the rows that were added after the day.
func listOn[T reception.Row](ctx context.Context, r *Reader, e reception.Entity, day calendar.Date, all []T, id func(T) int64) ([]T, error) {
	all, err := thereOn(ctx, r, e, day, all, id)
	if err != nil {
		return nil, err
	}
	return asOf(ctx, r, e, day, all, id)
}

func officeID(o reception.Office) int64           { return int64(o.ID) }
func bodyID(b reception.Body) int64               { return int64(b.ID) }
func centreID(c reception.Centre) int64           { return int64(c.ID) }
func agreementID(a reception.Agreement) int64     { return int64(a.ID) }
func personID(p reception.Person) int64           { return int64(p.ID) }
func requirementID(q reception.Requirement) int64 { return int64(q.ID) }

// OfficeOn returns an office as it was, or will be, on a day.
func (r *Reader) OfficeOn(ctx context.Context, id reception.OfficeID, day calendar.Date) (reception.Office, error) {
	o, err := r.Office(ctx, id)
	if err != nil {
		return o, err
	}
	return first(asOf(ctx, r, reception.EntityOffice, day, []reception.Office{o}, officeID))
}

// BodyOn returns a body as it was, or will be, on a day.
func (r *Reader) BodyOn(ctx context.Context, id reception.BodyID, day calendar.Date) (reception.Body, error) {
	b, err := r.Body(ctx, id)
	if err != nil {
		return b, err
	}
	return first(asOf(ctx, r, reception.EntityBody, day, []reception.Body{b}, bodyID))
}

func first[T any](rows []T, err error) (T, error) {
	if err != nil {
		var zero T
		return zero, err
	}
	return rows[0], nil
}

// BodiesOn returns the bodies of the scope as they were, or will be, on a day,
// without those that were added later.
func (r *Reader) BodiesOn(ctx context.Context, day calendar.Date) ([]reception.Body, error) {
	all, err := r.Bodies(ctx)
	if err != nil {
		return nil, err
	}
	return listOn(ctx, r, reception.EntityBody, day, all, bodyID)
}

// CentresOn is Centres as it was, or will be, on a day.
func (r *Reader) CentresOn(ctx context.Context, body reception.BodyID, day calendar.Date) ([]reception.Centre, error) {
	all, err := r.Centres(ctx, body)
	if err != nil {
		return nil, err
	}
	return asOf(ctx, r, reception.EntityCentre, day, all, centreID)
}

// AgreementsOn is Agreements as it was, or will be, on a day. Terms, coverings,
// extensions and tariffs carry their own days: they are all there.
func (r *Reader) AgreementsOn(ctx context.Context, body reception.BodyID, day calendar.Date) ([]reception.Agreement, error) {
	all, err := r.Agreements(ctx, body)
	if err != nil {
		return nil, err
	}
	return asOf(ctx, r, reception.EntityAgreement, day, all, agreementID)
}

// RequirementsOn is Requirements as it was, or will be, on a day, without those
// that were added later.
func (r *Reader) RequirementsOn(ctx context.Context, day calendar.Date) ([]reception.Requirement, error) {
	all, err := r.Requirements(ctx)
	if err != nil {
		return nil, err
	}
	return listOn(ctx, r, reception.EntityRequirement, day, all, requirementID)
}

// PeopleOn returns everybody of the scope as they were, or will be, on a day:
// those who may not sign in included, without those who were added later.
func (r *Reader) PeopleOn(ctx context.Context, day calendar.Date) ([]reception.Person, error) {
	all, err := r.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	return listOn(ctx, r, reception.EntityPerson, day, all, personID)
}
