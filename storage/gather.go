package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// gathering is queries that do not need each other's rows, sent together: on the way
// to the database and back one waits as long for all as for one.
type gathering struct {
	batch pgx.Batch
	after []func() error // make of the rows what was asked for
}

// alsoList adds what list does.
func alsoList[T any](g *gathering, out *[]T, sql string, args pgx.NamedArgs) {
	g.batch.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		*out, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[T])
		return err
	})
}

// then adds what is to be done when all rows are there.
func (g *gathering) then(f func() error) { g.after = append(g.after, f) }

// get sends the queries, if there are any, and waits for their rows.
func (g *gathering) get(ctx context.Context, r *Reader) error {
	if g.batch.Len() > 0 {
		if err := r.q.SendBatch(ctx, &g.batch).Close(); err != nil {
			return err
		}
	}
	for _, f := range g.after {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// Parties is what the registry says of a body and its office.
type Parties struct {
	Office     reception.Office
	Body       reception.Body
	Centres    []reception.Centre
	Agreements []reception.Agreement
}

// PartiesOn returns office and body as they were, or will be, on a day, and the
// body's centres and agreements on another.
func (r *Reader) PartiesOn(ctx context.Context, office reception.OfficeID, body reception.BodyID, day, its calendar.Date) (x Parties, err error) {
	var g, versions gathering
	var offices []reception.Office
	var bodies []reception.Body
	g.offices(&offices, office)
	g.bodies(&bodies, body)
	g.centres(&x.Centres, body)
	g.agreements(&x.Agreements, body)
	if err := g.get(ctx, r); err != nil {
		return x, err
	}
	if len(offices) != 1 || len(bodies) != 1 {
		return x, notFound("registry", "L'ente o il suo ufficio", "The body or its office")
	}
	alsoAsOf(&versions, reception.EntityOffice, day, offices, officeID)
	alsoAsOf(&versions, reception.EntityBody, day, bodies, bodyID)
	alsoAsOf(&versions, reception.EntityCentre, its, x.Centres, centreID)
	alsoAsOf(&versions, reception.EntityAgreement, its, x.Agreements, agreementID)
	if err := versions.get(ctx, r); err != nil {
		return x, err
	}
	x.Office, x.Body = offices[0], bodies[0]
	return x, nil
}

// Fitting returns what a document of a kind may be for: the slots of a body that have
// none, and the centres and agreements by which it may name one.
func (r *Reader) Fitting(ctx context.Context, body reception.BodyID, kind document.Kind) (slots []workflow.Obligation, x Parties, err error) {
	var g gathering
	g.slots(&slots, body, kind)
	g.centres(&x.Centres, body)
	g.agreements(&x.Agreements, body)
	return slots, x, g.get(ctx, r)
}

func (g *gathering) obligations(out *[]workflow.Obligation, where string, args pgx.NamedArgs) {
	var rows []obligationRow
	alsoList(g, &rows, `SELECT `+obligationColumns+` FROM obligations o `+where, args)
	g.then(func() error {
		*out = make([]workflow.Obligation, len(rows))
		for i, o := range rows {
			(*out)[i] = o.obligation()
		}
		return nil
	})
}

func (g *gathering) slots(out *[]workflow.Obligation, body reception.BodyID, kind document.Kind) {
	g.obligations(out, `WHERE o.body_id = @body AND o.kind = @kind AND o.status <> 'withdrawn'
		AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.obligation_id = o.id)
		ORDER BY o.period_start, o.id`, pgx.NamedArgs{"body": body, "kind": kind})
}

func (g *gathering) offices(out *[]reception.Office, id reception.OfficeID) {
	var rows []officeRow
	alsoList(g, &rows, `SELECT `+officeColumns+` FROM offices WHERE id = @id`, pgx.NamedArgs{"id": id})
	g.then(func() error {
		for _, o := range rows {
			*out = append(*out, o.office())
		}
		return nil
	})
}

func (g *gathering) bodies(out *[]reception.Body, id reception.BodyID) {
	var rows []bodyRow
	alsoList(g, &rows, `SELECT `+bodyColumns+` FROM bodies WHERE id = @id`, pgx.NamedArgs{"id": id})
	g.then(func() error {
		for _, b := range rows {
			*out = append(*out, reception.Body(b))
		}
		return nil
	})
}

func (g *gathering) centres(out *[]reception.Centre, body reception.BodyID) {
	var rows []centreRow
	alsoList(g, &rows, `SELECT `+centreColumns+` FROM centres c
		WHERE `+ofBody(body)+` ORDER BY c.office_id, c.code`, pgx.NamedArgs{"body": orNull(body)})
	g.then(func() error {
		*out = make([]reception.Centre, len(rows))
		for i, c := range rows {
			(*out)[i] = c.centre()
		}
		return nil
	})
}

func (g *gathering) agreements(out *[]reception.Agreement, body reception.BodyID) {
	of := ofBody(body)
	g.agreementsOf(out, of, of, pgx.NamedArgs{"body": orNull(body)})
}

// ofBody is the condition for rows of a body; of all that the scope sees for zero. A plan
// for both would look at every row.
func ofBody(body reception.BodyID) string {
	if body == 0 {
		return "@body::bigint IS NULL"
	}
	return "body_id = @body"
}

// agreementsOf adds the agreements of a condition, with their parts of another.
func (g *gathering) agreementsOf(out *[]reception.Agreement, which, parts string, args pgx.NamedArgs) {
	of := ` WHERE ` + parts + ` ORDER BY agreement_id, `
	var rows []agreementRow
	var covers []coveringRow
	var extensions []extensionRow
	var tariffs []tariffRow
	alsoList(g, &rows, `SELECT `+agreementColumns+` FROM agreements WHERE `+which+` ORDER BY office_id, body_id, starts_on, id`, args)
	alsoList(g, &covers, `SELECT agreement_id, centre_id, from_on, to_on FROM agreement_centres`+of+`centre_id, from_on NULLS FIRST`, args)
	alsoList(g, &extensions, `SELECT agreement_id, act, decided_on, from_end, ends_on FROM agreement_extensions`+of+`ends_on`, args)
	alsoList(g, &tariffs, `SELECT agreement_id, centre_kind, from_on, to_on, daily_rate, pocket_money, family_cap, kit, phone_card
		FROM tariffs`+of+`centre_kind, from_on`, args)
	g.then(func() error {
		*out = joinAgreements(rows, covers, extensions, tariffs)
		return nil
	})
}

// alsoAsOf adds what puts, in the place of each row, what it was or will be on a day.
func alsoAsOf[T reception.Row](g *gathering, e reception.Entity, day calendar.Date, rows []T, id func(T) int64) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = id(row)
	}
	type versionRow struct {
		EntityID int64
		Data     reception.Fields
	}
	var versions []versionRow
	// The latest version up to the day; of a row that has none, its first.
	alsoList(g, &versions, `SELECT DISTINCT ON (entity_id) entity_id, data FROM registry_versions
		WHERE entity = @entity AND entity_id = ANY(@ids)
		ORDER BY entity_id, (from_on <= @day) DESC, CASE WHEN from_on <= @day THEN from_on END DESC, from_on`,
		pgx.NamedArgs{"entity": e, "ids": ids, "day": day})
	g.then(func() (err error) {
		data := make(map[int64]reception.Fields, len(versions))
		for _, v := range versions {
			data[v.EntityID] = v.Data
		}
		for i, row := range rows {
			if f, ok := data[id(row)]; ok {
				if rows[i], err = reception.Restore(e, row, f); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
