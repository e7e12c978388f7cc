package nation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Loader loads the nation into an empty installation.
type Loader struct {
	URL      string // of the database: for what is written behind the engine's back
	DB       *storage.DB
	Engine   *engine.Engine
	Password string // of every account
	Year     int
	Offices  int // how many of the nation's offices; 0: all
	// Progress is told how many offices are loaded, and how many obligations
	// they have.
	Progress func(offices, of, obligations int)
}

// Load writes the offices one after the other, each with the obligations of the
// year, and tidies the tables up at the end.
func (l *Loader) Load(ctx context.Context) (obligations int, err error) {
	if err := l.refuseFull(ctx); err != nil {
		return 0, err
	}
	hash, err := engine.HashPassword(l.Password)
	if err != nil {
		return 0, err
	}
	conn, err := pgx.Connect(ctx, l.URL)
	if err != nil {
		return 0, fmt.Errorf("connect to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	all := l.Offices
	if all <= 0 || all > Offices {
		all = Offices
	}
	for n := range all {
		added, err := l.office(ctx, conn, Registry(n, l.Year), hash)
		if err != nil {
			return obligations, fmt.Errorf("office %d: %w", n+1, err)
		}
		obligations += added
		l.Progress(n+1, all, obligations)
	}
	_, err = conn.Exec(ctx, `VACUUM (ANALYZE)`)
	return obligations, err
}

func (l *Loader) refuseFull(ctx context.Context) error {
	return l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error {
		offices, err := r.Offices(ctx)
		if err == nil && len(offices) > 0 {
			err = errors.New("this installation holds data: the nation is loaded only into an empty one")
		}
		return err
	})
}

func (l *Loader) office(ctx context.Context, conn *pgx.Conn, reg reception.Registry, hash string) (added int, err error) {
	o := reg.Office
	err = l.DB.Write(ctx, storage.System(), func(t *storage.Tx) error {
		o.ID, err = write(ctx, t, reg, hash, calendar.MustDate(l.Year, 1, 1).At(8, 0))
		return err
	})
	if err != nil {
		return 0, err
	}
	if added, err = l.Engine.Expect(ctx, o, months(l.Year)...); err != nil {
		return 0, err
	}
	followed, err := l.Engine.Follow(ctx, o.ID)
	if err != nil {
		return 0, err
	}
	added += followed.Added
	return added, settle(ctx, conn, o.ID, l.Engine.Today())
}

// months are those of a year.
func months(year int) []calendar.Period {
	var out []calendar.Period
	for m := calendar.MonthOf(calendar.MustDate(year, 1, 1)); m.Start.Year() == year; m = m.Next() {
		out = append(out, m)
	}
	return out
}

// write writes the rows of an office, whose ids in the registry are 1, 2, 3 …
func write(ctx context.Context, t *storage.Tx, reg reception.Registry, hash string, at time.Time) (reception.OfficeID, error) {
	office, err := t.AddOffice(ctx, reg.Office)
	if err != nil {
		return 0, err
	}
	definitions, err := workflow.DefaultDefinitions()
	if err != nil {
		return 0, err
	}
	for _, d := range definitions {
		if err := t.AddDefinition(ctx, office, d.Definition, d.Source, at); err != nil {
			return 0, err
		}
	}
	bodies := make([]reception.BodyID, len(reg.Bodies))
	for i, b := range reg.Bodies {
		b.OfficeID = office
		if bodies[i], err = t.AddBody(ctx, b); err != nil {
			return 0, err
		}
	}
	centres := make([]reception.CentreID, len(reg.Centres))
	for i, c := range reg.Centres {
		c.OfficeID, c.BodyID = office, bodies[c.BodyID-1]
		if centres[i], err = t.AddCentre(ctx, c); err != nil {
			return 0, err
		}
	}
	for _, a := range reg.Agreements {
		a.OfficeID, a.BodyID = office, bodies[a.BodyID-1]
		for i := range a.Covers {
			a.Covers[i].CentreID = centres[a.Covers[i].CentreID-1]
		}
		if _, err := t.AddAgreement(ctx, a); err != nil {
			return 0, err
		}
	}
	for _, p := range reg.People {
		p.OfficeID = office
		if p.BodyID != 0 {
			p.BodyID = bodies[p.BodyID-1]
		}
		if _, err := t.AddPerson(ctx, p, hash); err != nil {
			return 0, err
		}
	}
	for _, q := range reg.Requirements {
		q.OfficeID = office
		if _, err := t.AddRequirement(ctx, q, 0, at); err != nil {
			return 0, err
		}
	}
	return office, nil
}

// settle says what became of the obligations that were due before today: of a
// hundred, ninety-four were accepted, one is under review, one to be completed,
// two were not asked for, and two are late. Those late for longer than the
// ladder lasts have been reminded to its end.
func settle(ctx context.Context, conn *pgx.Conn, office reception.OfficeID, today calendar.Date) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('insiemi.scope', 'all', true)`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE obligations SET
				status = CASE WHEN id % 100 < 94 THEN 'accepted' WHEN id % 100 = 94 THEN 'under_review' WHEN id % 100 = 95 THEN 'to_complete'
					WHEN id % 100 < 98 THEN 'nothing' ELSE 'open' END,
				submitted_at = CASE WHEN id % 100 < 96 THEN due_on::timestamptz - make_interval(hours => 8 + (id % 90)::int) END,
				late_days = CASE WHEN id % 100 < 96 THEN 0 END,
				nudge_on = CASE WHEN id % 100 >= 98 AND due_on >= $2::date - 15 THEN $2::date + 1 + (id % 5)::int END
			WHERE office_id = $1 AND due_on < $2`, office, today)
		return err
	})
}
