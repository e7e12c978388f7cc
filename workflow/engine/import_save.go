package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/workflow"
)

// importer saves what a plan adds and changes. New rows get their ids as they are
// saved, so what others refer to goes first; ids of the plan that are nobody's
// are put right before a row is saved.
type importer struct {
	*Registrar
	plan *ImportPlan
	at   *importRow

	bodies     map[reception.BodyID]reception.BodyID
	centres    map[reception.CentreID]reception.CentreID
	agreements map[reception.AgreementID]reception.AgreementID
}

func (m *importer) save(ctx context.Context) error {
	m.bodies, m.centres, m.agreements = map[reception.BodyID]reception.BodyID{}, map[reception.CentreID]reception.CentreID{}, map[reception.AgreementID]reception.AgreementID{}
	m.expect()
	for _, step := range []struct {
		list string
		row  func(ctx context.Context, i int) error
	}{
		{"office", m.office}, {"bodies", m.body}, {"centres", m.centre}, {"agreements", m.framework}, {"agreements", m.agreement},
		{"people", m.person}, {"closures", m.closure}, {"requirements", m.requirement}, {"happenings", m.happening},
	} {
		for _, i := range m.plan.Touched(step.list) {
			*m.at = importRow{step.list, i}
			if err := m.told(step.row(ctx, i)); err != nil {
				return fmt.Errorf("import %s %d: %w", step.list, i, err)
			}
		}
		if !m.plan.OK() { // what refers to these would be refused for no reason of its own
			break
		}
	}
	*m.at = importRow{}
	return nil
}

// told notes what a rule refused and goes on to the next row: everything that is
// wrong is told at once. Other errors are returned: those of the database, which
// end the transaction, become refusals only there.
func (m *importer) told(err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok {
		return err
	}
	m.plan.Merged = m.plan.Refused(m.at.list, m.at.i, reception.ProblemsOf(err), workbook.Words{It: r.It, En: r.En})
	return nil
}

// expect makes rows that are stored be compared with what the others will be once
// all are saved: the whole was validated together.
func (m *importer) expect() {
	g := m.plan.Registry
	for _, i := range m.plan.Touched("bodies") {
		if !m.plan.IsNew("bodies", i) {
			m.among.PutBody(g.Bodies[i])
		}
	}
	for _, i := range m.plan.Touched("centres") {
		if !m.plan.IsNew("centres", i) {
			m.among.PutCentre(g.Centres[i])
		}
	}
	for _, i := range m.plan.Touched("agreements") {
		if !m.plan.IsNew("agreements", i) {
			m.among.PutAgreement(g.Agreements[i])
		}
	}
}

// saving is how every row is saved: from the day of the plan, compared with what
// was stored then. The stamp has taken the place of Seen.
func (m *importer) saving() Saving {
	return Saving{FromOn: m.plan.FromOn, SeenOn: m.plan.FromOn, Blind: true}
}

// stored is the id that is stored for one of the plan.
func stored[K comparable](ids map[K]K, id K) K {
	if is, ok := ids[id]; ok {
		return is
	}
	return id
}

func (m *importer) office(ctx context.Context, _ int) error {
	return m.SaveOffice(ctx, m.plan.Registry.Office, m.saving())
}

func (m *importer) body(ctx context.Context, i int) (err error) {
	b := m.plan.Registry.Bodies[i]
	planned := b.ID
	if m.plan.IsNew("bodies", i) {
		b.ID = 0
	}
	m.bodies[planned], err = m.SaveBody(ctx, b, m.saving())
	return err
}

func (m *importer) centre(ctx context.Context, i int) (err error) {
	c := m.plan.Registry.Centres[i]
	planned := c.ID
	if m.plan.IsNew("centres", i) {
		c.ID = 0
	}
	c.BodyID = stored(m.bodies, c.BodyID)
	m.centres[planned], err = m.SaveCentre(ctx, c, m.saving())
	return err
}

// framework saves an agreement that others may hang off; agreement saves the
// others.
func (m *importer) framework(ctx context.Context, i int) error {
	if m.plan.Registry.Agreements[i].Kind != reception.Framework {
		return nil
	}
	return m.saveAgreement(ctx, i)
}

func (m *importer) agreement(ctx context.Context, i int) error {
	if m.plan.Registry.Agreements[i].Kind == reception.Framework {
		return nil
	}
	return m.saveAgreement(ctx, i)
}

func (m *importer) saveAgreement(ctx context.Context, i int) (err error) {
	g := m.plan.Registry.Agreements[i]
	planned := g.ID
	if m.plan.IsNew("agreements", i) {
		g.ID = 0
	}
	g.BodyID, g.FrameworkID = stored(m.bodies, g.BodyID), stored(m.agreements, g.FrameworkID)
	g.Covers = slices.Clone(g.Covers)
	for n, c := range g.Covers {
		g.Covers[n].CentreID = stored(m.centres, c.CentreID)
	}
	m.agreements[planned], err = m.SaveAgreement(ctx, g, m.saving())
	return err
}

func (m *importer) person(ctx context.Context, i int) error {
	p := m.plan.Registry.People[i]
	if m.plan.IsNew("people", i) {
		p.ID = 0
	}
	p.BodyID = stored(m.bodies, p.BodyID)
	_, err := m.SavePerson(ctx, p, m.saving())
	return err
}

func (m *importer) requirement(ctx context.Context, i int) error {
	q := m.plan.Registry.Requirements[i]
	if m.plan.IsNew("requirements", i) {
		q.ID = 0
	}
	q.AgreementID = stored(m.agreements, q.AgreementID)
	_, err := m.SaveRequirement(ctx, q)
	return err
}

func (m *importer) happening(ctx context.Context, i int) error {
	h := m.plan.Registry.Happenings[i]
	if !m.plan.IsNew("happenings", i) {
		return workflow.Refuse(workflow.Invalid, "import.happening",
			"Questo fatto c'è già, con un'altra ora. L'ora non si cambia: annullare il fatto nella pagina dell'ente e registrarlo di nuovo.",
			"This happening is there already, with another hour. The hour does not change: take it back on the body's page and record it again.")
	}
	h.ID = 0
	h.BodyID, h.AgreementID, h.CentreID = stored(m.bodies, h.BodyID), stored(m.agreements, h.AgreementID), stored(m.centres, h.CentreID)
	_, err := m.RecordHappening(ctx, h)
	return err
}

// closure adds a day; one that changes is taken back and added as it is now.
func (m *importer) closure(ctx context.Context, i int) error {
	c := m.plan.Registry.Closures[i]
	if !m.plan.IsNew("closures", i) {
		if err := m.RemoveClosure(ctx, c.ID); err != nil {
			return err
		}
	}
	c.ID = 0
	_, err := m.AddClosure(ctx, c)
	return err
}
