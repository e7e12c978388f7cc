package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// kind is what saving needs to know of an entity of the registry.
type kind[T reception.Row] struct {
	entity reception.Entity
	id     func(T) int64
	office func(T) reception.OfficeID
	body   func(T) reception.BodyID // zero: the office's own row
	tidy   func(T) T                // in the order in which it is kept
	alone  func(T) reception.Problems
	rest   func(*reception.Relations, T) reception.Problems
	fixed  func(before, after T) reception.Problems // what can't change
	// rewrites, where it is set, refuses an edit that holds from a day on and that
	// would change what held before.
	rewrites func(before, edited T, from calendar.Date) reception.Problems
	// guard, where it is set, is a last look at what the row will be.
	guard func(context.Context, *Registrar, reception.Versions[T]) (reception.Problems, error)
	read  func(context.Context, *storage.Reader, int64) (T, error)
	add   func(context.Context, *storage.Tx, T) (int64, error)
	set   func(context.Context, *storage.Tx, T) error
	put   func(*reception.Relations, T)
}

func asIs[T any](row T) T                   { return row }
func mayAll[T any](T, T) reception.Problems { return nil }
func ofOffice[T any](T) reception.BodyID    { return 0 }
func stays(before, after reception.BodyID) reception.Problems {
	if before == after {
		return nil
	}
	return reception.Problems{{Field: "body_id",
		It: "L'ente non si può cambiare: ciò che è stato trasmesso resta suo. Chiudere questa scheda e aprirne una nuova per l'altro ente.",
		En: "The body can't be changed: what was submitted stays with it. Close this row and open a new one for the other body."}}
}

func offices() kind[reception.Office] {
	return kind[reception.Office]{
		entity: reception.EntityOffice,
		id:     func(o reception.Office) int64 { return int64(o.ID) },
		office: func(o reception.Office) reception.OfficeID { return o.ID },
		body:   ofOffice[reception.Office],
		tidy:   asIs[reception.Office],
		alone:  OfficeProblems,
		rest:   func(*reception.Relations, reception.Office) reception.Problems { return nil },
		fixed:  mayAll[reception.Office],
		read: func(ctx context.Context, r *storage.Reader, id int64) (reception.Office, error) {
			return r.Office(ctx, reception.OfficeID(id))
		},
		add: func(ctx context.Context, t *storage.Tx, o reception.Office) (int64, error) {
			id, err := t.AddOffice(ctx, o)
			return int64(id), err
		},
		set: func(ctx context.Context, t *storage.Tx, o reception.Office) error { return t.SetOffice(ctx, o) },
		put: func(*reception.Relations, reception.Office) {},
	}
}

func bodies() kind[reception.Body] {
	return kind[reception.Body]{
		entity: reception.EntityBody,
		id:     func(b reception.Body) int64 { return int64(b.ID) },
		office: func(b reception.Body) reception.OfficeID { return b.OfficeID },
		body:   func(b reception.Body) reception.BodyID { return b.ID },
		tidy:   asIs[reception.Body],
		alone:  reception.Body.Validate,
		rest:   (*reception.Relations).Body,
		fixed:  mayAll[reception.Body],
		read: func(ctx context.Context, r *storage.Reader, id int64) (reception.Body, error) {
			return r.Body(ctx, reception.BodyID(id))
		},
		add: func(ctx context.Context, t *storage.Tx, b reception.Body) (int64, error) {
			id, err := t.AddBody(ctx, b)
			return int64(id), err
		},
		set: func(ctx context.Context, t *storage.Tx, b reception.Body) error { return t.SetBody(ctx, b) },
		put: (*reception.Relations).PutBody,
	}
}

func centres() kind[reception.Centre] {
	return kind[reception.Centre]{
		entity: reception.EntityCentre,
		id:     func(c reception.Centre) int64 { return int64(c.ID) },
		office: func(c reception.Centre) reception.OfficeID { return c.OfficeID },
		body:   func(c reception.Centre) reception.BodyID { return c.BodyID },
		tidy:   asIs[reception.Centre],
		alone:  reception.Centre.Validate,
		rest:   (*reception.Relations).Centre,
		fixed:  func(b, a reception.Centre) reception.Problems { return stays(b.BodyID, a.BodyID) },
		read: func(ctx context.Context, r *storage.Reader, id int64) (reception.Centre, error) {
			return r.Centre(ctx, reception.CentreID(id))
		},
		add: func(ctx context.Context, t *storage.Tx, c reception.Centre) (int64, error) {
			id, err := t.AddCentre(ctx, c)
			return int64(id), err
		},
		set: func(ctx context.Context, t *storage.Tx, c reception.Centre) error { return t.SetCentre(ctx, c) },
		put: (*reception.Relations).PutCentre,
	}
}

func agreements() kind[reception.Agreement] {
	return kind[reception.Agreement]{
		entity:   reception.EntityAgreement,
		id:       func(a reception.Agreement) int64 { return int64(a.ID) },
		office:   func(a reception.Agreement) reception.OfficeID { return a.OfficeID },
		body:     func(a reception.Agreement) reception.BodyID { return a.BodyID },
		tidy:     reception.Agreement.Sorted,
		alone:    reception.Agreement.Validate,
		rest:     (*reception.Relations).Agreement,
		fixed:    func(b, a reception.Agreement) reception.Problems { return stays(b.BodyID, a.BodyID) },
		rewrites: reception.Agreement.RewritesPast,
		read: func(ctx context.Context, r *storage.Reader, id int64) (reception.Agreement, error) {
			return r.Agreement(ctx, reception.AgreementID(id))
		},
		add: func(ctx context.Context, t *storage.Tx, a reception.Agreement) (int64, error) {
			id, err := t.AddAgreement(ctx, a)
			return int64(id), err
		},
		set: func(ctx context.Context, t *storage.Tx, a reception.Agreement) error { return t.SetAgreement(ctx, a) },
		put: (*reception.Relations).PutAgreement,
	}
}

func people() kind[reception.Person] {
	return kind[reception.Person]{
		entity: reception.EntityPerson,
		id:     func(p reception.Person) int64 { return int64(p.ID) },
		office: func(p reception.Person) reception.OfficeID { return p.OfficeID },
		body:   func(p reception.Person) reception.BodyID { return p.BodyID },
		tidy:   asIs[reception.Person],
		alone:  reception.Person.Validate,
		rest:   (*reception.Relations).Person,
		fixed:  mayAll[reception.Person],
		guard:  keepAnAdministrator,
		read: func(ctx context.Context, r *storage.Reader, id int64) (reception.Person, error) {
			return r.Person(ctx, reception.PersonID(id))
		},
		add: func(ctx context.Context, t *storage.Tx, p reception.Person) (int64, error) {
			id, err := t.AddPerson(ctx, p, "")
			return int64(id), err
		},
		set: func(ctx context.Context, t *storage.Tx, p reception.Person) error { return t.SetPerson(ctx, p) },
		put: (*reception.Relations).PutPerson,
	}
}
