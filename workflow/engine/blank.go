package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// freeRows is how many empty rows a register has at least, for who arrives.
const freeRows = 6

// BlankRegister fills in the office's own register for an obligation as far as it
// is known: body, centre, month, and who is there: who was at the end of the month
// before, with the day of entry, and who was recorded in the centre. Names are
// those of the body's own guests; that they were read is recorded.
func (e *Engine) BlankRegister(ctx context.Context, a workflow.Actor, id workflow.ObligationID) (r blank.Register, err error) {
	var carried []storage.Carried
	var o workflow.Obligation
	err = e.db.Read(ctx, storage.For(a), func(t *storage.Reader) error {
		if r, o, err = e.registerOf(ctx, t, id); err != nil {
			return err
		}
		carried, err = t.CarriedOver(ctx, o.CentreID, o.For.Previous())
		return err
	})
	if err != nil {
		return r, err
	}
	guests, err := e.GuestsIn(ctx, a, o.CentreID, "register.xlsx")
	if err != nil {
		return r, err
	}
	r.Rows = rowsOf(carried, guests)
	r.Free = max(freeRows, r.Places-len(r.Rows))
	return r, nil
}

// hasGrid refuses an obligation of which no register is ready.
func hasGrid(o workflow.Obligation) error {
	if o.Kind == document.Register && o.CentreID != 0 && o.For.IsMonth() {
		return nil
	}
	return workflow.Refuse(workflow.NotFound, "blank.none",
		"Un foglio già pronto c'è solo per il registro presenze di un centro e di un mese.",
		"There is a ready sheet only for the attendance register of a centre and a month.")
}

// registerOf fills in what a register is of, without rows.
func (e *Engine) registerOf(ctx context.Context, t *storage.Reader, id workflow.ObligationID) (r blank.Register, o workflow.Obligation, err error) {
	if o, err = t.Obligation(ctx, id); err != nil {
		return r, o, err
	}
	if err := hasGrid(o); err != nil {
		return r, o, err
	}
	office, err := t.Office(ctx, o.OfficeID)
	if err != nil {
		return r, o, err
	}
	body, err := t.Body(ctx, o.BodyID)
	if err != nil {
		return r, o, err
	}
	if r.Centre, err = t.Centre(ctx, o.CentreID); err != nil {
		return r, o, err
	}
	agreements, err := t.AgreementsOn(ctx, o.BodyID, earlier(o.For.End, e.Today()))
	for _, g := range agreements {
		if g.CoversIn(o.CentreID, o.For) && (r.CIG == "" || g.ID == o.AgreementID) {
			r.CIG = g.CIG
		}
	}
	r.Office, r.Body, r.Month, r.Places = office.Name, body.Name, o.For, r.Centre.PlacesOn(o.For.End)
	return r, o, err
}

// rowsOf joins who a register shows with who is recorded in the centre.
func rowsOf(carried []storage.Carried, guests []reception.Guest) []blank.Row {
	known := map[string]reception.Guest{}
	for _, g := range guests {
		known[g.Code] = g
	}
	var out []blank.Row
	there := map[string]bool{}
	for _, c := range carried {
		g := known[reception.FoldGuestCode(c.Code)]
		there[g.Code] = true
		out = append(out, blank.Row{Code: c.Code, Name: g.Name, Came: c.Came, Family: c.Family})
	}
	for _, g := range guests {
		if !there[g.Code] {
			out = append(out, blank.Row{Code: g.Code, Name: g.Name})
		}
	}
	slices.SortStableFunc(out, func(a, b blank.Row) int { return strings.Compare(a.Code, b.Code) })
	return out
}
