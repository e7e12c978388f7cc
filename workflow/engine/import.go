package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Importing is a file to import into the registry of an office.
type Importing struct {
	Office reception.OfficeID
	Book   *workbook.Book
	// FromOn is the day from which the changes hold, as in Saving; zero: today.
	FromOn calendar.Date
	// Stamp is that of the plan that was looked at: a registry that changed since
	// refuses the import. "": nobody looked.
	Stamp string
}

// ImportPlan is what an import does, or would do.
type ImportPlan struct {
	workbook.Merged
	FromOn calendar.Date
	Stamp  string // of the registry that it was compared with
}

// OK says that the import can be made: nothing is wrong with the file.
func (p ImportPlan) OK() bool { return len(p.Problems) == 0 }

// PlanImport says what an import would do, row by row, and everything that keeps
// it from being made. It makes the whole import and gives it up before it
// commits, so that no rule and no constraint is left for later; nothing changes.
func (e *Engine) PlanImport(ctx context.Context, a workflow.Actor, in Importing) (ImportPlan, error) {
	plan, err := e.tryImport(ctx, a, in, errGivenUp)
	if errors.Is(err, errGivenUp) {
		err = nil
	}
	return plan, err
}

// Import imports a file: all of it or nothing, through the same rules, versions
// and events as changes by hand. It refuses a file with which something is wrong
// ("import.problems"), and one whose plan was made on another registry than is
// stored now ("import.changed_meanwhile").
func (e *Engine) Import(ctx context.Context, a workflow.Actor, in Importing) (ImportPlan, error) {
	plan, err := e.tryImport(ctx, a, in, nil)
	if errors.Is(err, errGivenUp) {
		err = refuseImport(plan)
	}
	return plan, err
}

// errGivenUp rolls an import back: it was only tried, or something is wrong.
var errGivenUp = errors.New("the import is not made")

// tryImport makes an import within one transaction that ends as end says, unless
// something is wrong.
func (e *Engine) tryImport(ctx context.Context, a workflow.Actor, in Importing, end error) (plan ImportPlan, err error) {
	if in.FromOn.IsZero() {
		in.FromOn = e.Today()
	}
	if err := calendar.CheckYear(in.FromOn); err != nil {
		return plan, workflow.Refuse(workflow.Invalid, "import.from_on",
			fmt.Sprintf("Il giorno da cui valgono le modifiche non va bene: %s. Sceglierne uno tra il %d e il %d.", in.FromOn.It(), calendar.FirstYear, calendar.LastYear),
			fmt.Sprintf("The day from which the changes hold won't do: %s. Choose one between %d and %d.", in.FromOn, calendar.FirstYear, calendar.LastYear))
	}
	var at *importRow
	err = e.Registry(ctx, a, in.Office, func(r *Registrar) error {
		at = &importRow{}
		var err error
		if plan, err = r.planImport(ctx, in); err != nil {
			return err
		}
		if plan.OK() {
			m := importer{Registrar: r, plan: &plan, at: at}
			if err := m.save(ctx); err != nil {
				return err
			}
			plan.Merged = plan.WithConsequences()
		}
		if !plan.OK() {
			return errGivenUp
		}
		return end
	})
	// What the database itself refuses ends the transaction: it is about the row
	// that was being saved.
	if r, ok := workflow.RefusalOf(err); ok && at != nil && at.list != "" {
		plan.Merged = plan.Refused(at.list, at.i, reception.ProblemsOf(err), workbook.Words{It: r.It, En: r.En})
		return plan, errGivenUp
	}
	return plan, err
}

// importRow is the row that is being saved.
type importRow struct {
	list string
	i    int
}

// planImport lays the book over the registry as it stands on the day, with the
// rows that were added later: they are there, and not to be added again.
func (r *Registrar) planImport(ctx context.Context, in Importing) (ImportPlan, error) {
	plan := ImportPlan{FromOn: in.FromOn}
	stored, err := r.t.WholeRegistryOn(ctx, r.office, in.FromOn)
	if err != nil {
		return plan, fmt.Errorf("read the registry of office %d: %w", r.office, err)
	}
	if plan.Stamp, err = stampOf(stored, in.FromOn); err != nil {
		return plan, err
	}
	if in.Stamp != "" && in.Stamp != plan.Stamp {
		return plan, workflow.Refuse(workflow.Conflict, "import.changed_meanwhile",
			"Dopo il controllo qualcuno ha cambiato l'anagrafe. Nulla è stato importato: ricaricare il file e guardare di nuovo che cosa cambia.",
			"After the check somebody changed the registry. Nothing was imported: send the file again and look again at what changes.")
	}
	plan.Merged = in.Book.Over(stored)
	return plan, nil
}

// stampOf is a mark that differs for any other registry and day.
func stampOf(g reception.Registry, on calendar.Date) (string, error) {
	b, err := json.Marshal(struct {
		reception.Registry
		On calendar.Date
	}{g, on})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), err
}

// refuseImport is the refusal of a file with which something is wrong.
func refuseImport(p ImportPlan) error {
	first := p.Problems[0]
	where := first.Place.Words()
	return workflow.Refuse(workflow.Invalid, "import.problems",
		fmt.Sprintf("Nel file ci sono errori (%d): nulla è stato importato. Il primo: %s%s", len(p.Problems), where.It, first.It),
		fmt.Sprintf("Something is wrong with the file (%d): nothing was imported. The first: %s%s", len(p.Problems), where.En, first.En))
}

// RegistryOn returns the registry of an office as it stands on a day, for an
// administrator of it or the system.
func (e *Engine) RegistryOn(ctx context.Context, a workflow.Actor, office reception.OfficeID, on calendar.Date) (g reception.Registry, err error) {
	if err := mayRegister(a, office); err != nil {
		return g, err
	}
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		g, err = r.RegistryOn(ctx, office, on)
		return err
	})
	return g, err
}
