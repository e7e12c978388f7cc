package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Saving is how a row of the registry is saved.
type Saving struct {
	// FromOn is the day from which the change holds: zero for today, later for a
	// change that is known ahead, reception.Ever() for a correction (it was always
	// so). It does not matter for what carries its own days or identifies the row:
	// see reception.Entity.Timeless.
	FromOn calendar.Date
	// SeenOn is the day as of which the row was shown to whoever changed it; zero:
	// today. Only what differs from what was shown is a change.
	SeenOn calendar.Date
	// Seen is the row's last change when it was shown (Reader.LastChange; zero:
	// none yet). A later one refuses the saving.
	Seen workflow.EventID
	// Blind says that nobody looked at the row before: Seen is not asked.
	Blind bool
}

// Registrar saves rows of one office's registry within one transaction. Every
// row is validated by itself and against the rest; everything that is wrong with
// it comes in one refusal ("registry.problems"), whose cause is
// reception.Problems.
type Registrar struct {
	e       *Engine
	t       *storage.Tx
	actor   workflow.Actor
	office  reception.OfficeID
	among   *reception.Relations // the registry, with what was saved meanwhile
	touched bool                 // something changed that obligations follow
}

// Registry runs f with a registrar of an office; all that f saves commits
// together or not at all. Only administrators of the office may, and the system.
// f may run more than once, so it must change nothing outside but what it sets
// anew each time.
func (e *Engine) Registry(ctx context.Context, a workflow.Actor, office reception.OfficeID, f func(*Registrar) error) error {
	if err := mayRegister(a, office); err != nil {
		return err
	}
	return e.write(ctx, a, func(t *storage.Tx) error {
		r, err := e.registrar(ctx, t, a, office)
		if err != nil {
			return err
		}
		if err := f(r); err != nil || !r.touched {
			return err
		}
		return t.TouchRegistry(ctx, office)
	})
}

func mayRegister(a workflow.Actor, office reception.OfficeID) error {
	if a.IsSystem() || a.Role == reception.Administrator && a.Person != 0 && a.Body == 0 && a.Office == office {
		return nil
	}
	return workflow.Refuse(workflow.Denied, "registry.denied",
		"Solo un amministratore dell'ufficio può cambiare l'anagrafe. Chiedere a uno di loro.",
		"Only an administrator of the office may change the registry. Ask one of them.")
}

// registrar locks the registry of the office and lays it out.
func (e *Engine) registrar(ctx context.Context, t *storage.Tx, a workflow.Actor, office reception.OfficeID) (*Registrar, error) {
	if _, err := t.LockLedger(ctx, office); err != nil {
		return nil, err
	}
	g, err := t.WholeRegistryOn(ctx, office, e.Today())
	if err != nil {
		return nil, fmt.Errorf("read the registry of office %d: %w", office, err)
	}
	return &Registrar{e: e, t: t, actor: a, office: office, among: g.Relations()}, nil
}

// refuseProblems is the one refusal, by its name, of everything that is wrong; nil
// when nothing
// is.
func refuseProblems(ps reception.Problems, name string) error {
	if len(ps) == 0 {
		return nil
	}
	it, en := make([]string, len(ps)), make([]string, len(ps))
	for i, p := range ps {
		it[i], en[i] = p.It, p.En
	}
	r := workflow.Refuse(workflow.Invalid, name, strings.Join(it, " "), strings.Join(en, " "))
	if n := len(ps); n > 1 {
		r.It = fmt.Sprintf("Ci sono %d cose da correggere. %s", n, r.It)
		r.En = fmt.Sprintf("There are %d things to correct. %s", n, r.En)
	}
	r.Cause = ps
	return r
}

// refuseStale tells who changed the row meanwhile.
func refuseStale(c storage.Change) error {
	by, byEn := "il programma", "the product"
	if c.By != "" {
		by, byEn = c.By, c.By
	}
	at := c.At.In(calendar.Rome())
	return workflow.Refuse(workflow.Conflict, "registry.changed_meanwhile",
		fmt.Sprintf("Nel frattempo %s ha cambiato questa scheda (%s alle %s). Nulla è stato salvato: ricaricare la pagina, guardare che cosa è cambiato e ripetere la modifica.",
			by, calendar.DateOf(c.At).It(), at.Format("15:04")),
		fmt.Sprintf("Meanwhile %s changed this row (on %s at %s). Nothing was saved: reload the page, look at what changed and make your change again.",
			byEn, calendar.DateOf(c.At), at.Format("15:04")))
}

// SaveOffice changes the office.
func (r *Registrar) SaveOffice(ctx context.Context, o reception.Office, s Saving) error {
	o.ID = r.office
	o.Rules.TaskLadder.EscalateAfter = 0 // it is not used
	got, err := save(ctx, r, offices(), o, s)
	if err != nil {
		return err
	}
	if err := recheckGraver(ctx, r.t, got.before, got.now); err != nil {
		return err
	}
	return nudgeAnew(ctx, r.t, got.before, got.now)
}

// SaveBody saves a body; ID 0 is a new one.
func (r *Registrar) SaveBody(ctx context.Context, b reception.Body, s Saving) (reception.BodyID, error) {
	b.OfficeID = r.office
	got, err := save(ctx, r, bodies(), b, s)
	return got.now.ID, err
}

// SaveCentre saves a centre; ID 0 is a new one. A centre stays with its body.
func (r *Registrar) SaveCentre(ctx context.Context, c reception.Centre, s Saving) (reception.CentreID, error) {
	c.OfficeID = r.office
	got, err := save(ctx, r, centres(), c, s)
	return got.now.ID, err
}

// SaveAgreement saves an agreement with its coverings, extensions and tariffs;
// ID 0 is a new one. An agreement stays with its body.
func (r *Registrar) SaveAgreement(ctx context.Context, g reception.Agreement, s Saving) (reception.AgreementID, error) {
	g.OfficeID = r.office
	got, err := save(ctx, r, agreements(), g, s)
	return got.now.ID, err
}

// AddClosure adds a day on which the office is closed.
func (r *Registrar) AddClosure(ctx context.Context, c reception.Closure) (id reception.ClosureID, err error) {
	c.OfficeID = r.office
	if err := refuseProblems(c.Validate(), "registry.problems"); err != nil {
		return 0, err
	}
	o, err := r.t.Office(ctx, r.office)
	if err != nil {
		return 0, err
	}
	if err := refuseProblems(c.Needless(calendar.Named(o.Calendar)), "registry.problems"); err != nil {
		return 0, err
	}
	if id, err = r.t.AddClosure(ctx, c); err != nil {
		return 0, err
	}
	return id, r.closureChanged(ctx, nil, &c)
}

// RemoveClosure takes a closure back.
func (r *Registrar) RemoveClosure(ctx context.Context, id reception.ClosureID) error {
	c, err := r.t.Closure(ctx, r.office, id)
	if err != nil {
		return err
	}
	if err := r.t.RemoveClosure(ctx, id); err != nil {
		return err
	}
	return r.closureChanged(ctx, &c, nil)
}
