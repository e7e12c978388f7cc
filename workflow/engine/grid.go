package engine

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Grid is the register of a month as its body fills it in on the page.
type Grid struct {
	Register   blank.Register // with names, where the body has them; each reading is recorded
	Obligation workflow.Obligation
	Saved      storage.MonthGrid // of version 0 where nothing was saved: rows are then who is expected
	Read       bool              // nothing was saved: rows are those of Current as it was read
	Open       bool              // it may be changed and sent
	Others     []reception.Guest // who is in the centre and has no row
	// Current is the revision that the office has, Sent the one that was sent from the
	// grid last; zero: none.
	Current, Sent storage.Revision
}

// Grid returns the grid of an obligation for a screen of its body: what was saved,
// else what was read of the register that was sent as a file, else who is expected in
// the month. Refusals: grid.role, blank.none.
func (e *Engine) Grid(ctx context.Context, a workflow.Actor, id workflow.ObligationID, screen string) (g Grid, err error) {
	if err := mayFillGrid(a); err != nil {
		return g, err
	}
	var carried []storage.Carried
	err = e.db.Read(ctx, storage.For(a), func(t *storage.Reader) error {
		if g, err = e.gridOf(ctx, t, id); err != nil {
			return err
		}
		if g.Saved.Version == 0 && g.Current.ID != 0 {
			if err := g.readRows(ctx, t); err != nil || g.Read {
				return err
			}
		}
		if g.Saved.Version == 0 {
			carried, err = t.CarriedOver(ctx, g.Obligation.CentreID, g.Obligation.For.Previous())
		}
		return err
	})
	if err != nil {
		return g, err
	}
	guests, err := e.GuestsIn(ctx, a, g.Obligation.CentreID, screen)
	if err != nil {
		return g, err
	}
	if g.Saved.Version == 0 && !g.Read {
		g.Register.Rows = rowsOf(carried, guests)
	}
	g.name(guests)
	return g, nil
}

// readRows takes the rows from what was read of the register that was sent.
func (g *Grid) readRows(ctx context.Context, t *storage.Reader) error {
	d, _, _, err := t.Reading(ctx, g.Current.ID)
	g.Register.Rows = blank.RowsOf(d, g.Register.Month)
	g.Read = len(g.Register.Rows) > 0
	return err
}

// name writes guests' names beside their codes, and finds who has no row.
func (g *Grid) name(guests []reception.Guest) {
	rows := map[string][]int{}
	for i, r := range g.Register.Rows {
		code := reception.FoldGuestCode(r.Code)
		rows[code] = append(rows[code], i)
	}
	for _, x := range guests {
		at, ok := rows[x.Code]
		if !ok {
			g.Others = append(g.Others, x)
		}
		for _, i := range at {
			g.Register.Rows[i].Name = x.Name
		}
	}
}

// gridOf loads a grid without names; its rows are those saved.
func (e *Engine) gridOf(ctx context.Context, t *storage.Reader, id workflow.ObligationID) (g Grid, err error) {
	if g.Register, g.Obligation, err = e.registerOf(ctx, t, id); err != nil {
		return g, err
	}
	if g.Saved, err = t.MonthGrid(ctx, id); err != nil {
		return g, err
	}
	for _, r := range g.Saved.Rows {
		g.Register.Rows = append(g.Register.Rows, blank.Row{Code: r.Code, Family: r.Family, Came: r.Came, Went: r.Went, Marks: r.Marks})
	}
	s := g.Obligation.Status
	g.Open = s == workflow.ObligationOpen || s == workflow.ObligationToComplete
	doc, ok, err := t.DocumentOf(ctx, id)
	if err != nil || !ok {
		return g, err
	}
	if g.Current, err = t.CurrentRevision(ctx, doc); err != nil || g.Saved.RevisionID == 0 {
		return g, err
	}
	g.Sent, err = t.Revision(ctx, g.Saved.RevisionID)
	return g, err
}

// SaveGrid writes the rows of a grid over a version of it, and returns the new
// version and when. What is not complete is kept all the same; what is not
// understood is refused, see reception.ValidateGrid. Refusals: grid.role,
// grid.too_many, grid.invalid, grid.moved where somebody else saved, grid.closed.
func (e *Engine) SaveGrid(ctx context.Context, a workflow.Actor, id workflow.ObligationID, version int, rows []reception.GridRow) (now int, at time.Time, err error) {
	if err := mayFillGrid(a); err != nil {
		return 0, at, err
	}
	at = e.now()
	err = e.write(ctx, a, func(t *storage.Tx) error {
		o, err := t.Obligation(ctx, id)
		if err != nil {
			return err
		}
		if err := hasGrid(o); err != nil {
			return err
		}
		if err := keepable(rows, o); err != nil {
			return err
		}
		g := storage.MonthGrid{ObligationID: o.ID, OfficeID: o.OfficeID, BodyID: o.BodyID, Version: version + 1, Rows: rows, SavedAt: at, SavedBy: a.Person}
		ok, err := t.SaveMonthGrid(ctx, g)
		if err != nil {
			return err
		}
		if !ok {
			return e.gridMoved(ctx, t, id)
		}
		// Only now: whoever sends the grid waits for this transaction, or was first.
		after, err := e.gridOf(ctx, &t.Reader, id)
		if err == nil && !after.Open {
			err = errGridClosed()
		}
		return err
	})
	return version + 1, at, err
}

func keepable(rows []reception.GridRow, o workflow.Obligation) error {
	if len(rows) > reception.GridRowsMax {
		return workflow.Refuse(workflow.Invalid, "grid.too_many",
			fmt.Sprintf("La griglia può avere al massimo %d ospiti. Per di più, usare il foglio Excel.", reception.GridRowsMax),
			fmt.Sprintf("The grid can have %d guests at most. For more, use the Excel sheet.", reception.GridRowsMax))
	}
	if ps := reception.ValidateGrid(rows, o.For, blank.Signs()); len(ps) > 0 {
		return workflow.Refuse(workflow.Invalid, "grid.invalid", ps[0].It, ps[0].En)
	}
	return nil
}

// gridMoved says who saved the grid meanwhile.
func (e *Engine) gridMoved(ctx context.Context, t *storage.Tx, id workflow.ObligationID) error {
	g, err := t.MonthGrid(ctx, id)
	if err != nil {
		return err
	}
	it, en := "Nel frattempo un'altra persona ha salvato questa griglia", "Somebody else saved this grid in the meantime"
	if g.SavedByName != "" {
		when := g.SavedAt.In(calendar.Rome()).Format("15:04")
		it, en = it+" ("+g.SavedByName+", alle "+when+")", en+" ("+g.SavedByName+", at "+when+")"
	}
	return workflow.Refuse(workflow.Conflict, "grid.moved",
		it+". Le ultime modifiche sono ancora su questa pagina ma non sono salvate: copiarle, ricaricare la pagina e riportarle.",
		en+". Your latest changes are still on this page but not saved: copy them, reload the page and enter them again.")
}

func errGridClosed() error {
	return workflow.Refuse(workflow.Conflict, "grid.closed",
		"Questo registro è già stato trasmesso: la griglia si può cambiare di nuovo solo se l'ufficio lo restituisce per correzioni.",
		"This register was already submitted: the grid can be changed again only if the office returns it to be corrected.")
}

// GridFile makes the workbook of a version of a grid, which is sent like any other
// file: once its bytes are stored, the caller hands in to Receive with their hash and
// size. The workbook has guests' codes, no names. Refusals: grid.role, grid.closed,
// grid.moved, grid.empty.
func (e *Engine) GridFile(ctx context.Context, a workflow.Actor, id workflow.ObligationID, version int) (b []byte, in Incoming, err error) {
	if err := mayFillGrid(a); err != nil {
		return nil, in, err
	}
	var g Grid
	err = e.write(ctx, a, func(t *storage.Tx) error {
		if g, err = e.gridOf(ctx, &t.Reader, id); err != nil {
			return err
		}
		if !g.Open {
			return errGridClosed()
		}
		if g.Saved.Version != version {
			return e.gridMoved(ctx, t, id)
		}
		return nil
	})
	if err != nil {
		return nil, in, err
	}
	if !g.Register.Marked() {
		return nil, in, workflow.Refuse(workflow.Invalid, "grid.empty",
			"Nella griglia non c'è ancora nessun segno: compilare almeno un giorno. Se nel mese non c'è stato nessun ospite, dichiararlo nella pagina dell'adempimento.",
			"There is no mark in the grid yet: fill in at least one day. If there was no guest in the month, declare it on the page of the obligation.")
	}
	b, err = g.Register.WithoutNames().Write()
	in = Incoming{Obligation: id, GridOf: id, GridVersion: version, FileName: fmt.Sprintf("registro-%s-%s.xlsx", g.Register.Centre.Code, g.Register.Month.Key())}
	if g.Current.ID != 0 { // a correction: the same bytes again are refused
		in.Obligation, in.Document = 0, g.Current.DocumentID
	}
	return b, in, err
}

// sentGrid records of which grid a revision was made.
func (e *Engine) sentGrid(ctx context.Context, t *storage.Tx, in Incoming, v document.RevisionID) error {
	if in.GridVersion == 0 {
		return nil
	}
	ok, err := t.SentMonthGrid(ctx, in.GridOf, in.GridVersion, v)
	if err == nil && !ok {
		err = e.gridMoved(ctx, t, in.GridOf)
	}
	return err
}

// DraftFinding is what a rule says of a grid that was not sent yet, and the first
// guest and day (from 1) that it is about; 0: none, or several.
type DraftFinding struct {
	check.Finding
	Row, Day int
}

// DraftFindings runs the rules on what was saved of a grid, worst first. Nothing of
// it is kept. It sees what the body sees: of guests who are in other bodies'
// registers too the rules tell once the register is sent, when the office looks.
func (e *Engine) DraftFindings(ctx context.Context, a workflow.Actor, id workflow.ObligationID) (out []DraftFinding, err error) {
	if err := mayFillGrid(a); err != nil {
		return nil, err
	}
	err = e.write(ctx, a, func(t *storage.Tx) error {
		out = nil // it may run again
		g, err := e.gridOf(ctx, &t.Reader, id)
		if err != nil || !g.Register.Marked() {
			return err
		}
		o, reading := g.Obligation, g.Register.Reading()
		over := o.For.Start.DaysUntil(e.Today()) + 1 // days that have begun: nobody asks about the others yet
		reading.Fields = slices.DeleteFunc(reading.Fields, func(f document.Field) bool {
			_, day := g.Register.Where(f.Place)
			return f.Name == document.UnknownMark && day > over
		})
		res, err := e.rulesOn(ctx, t, o, reading)
		if err != nil {
			return err
		}
		for _, f := range worstFirst(res.Findings) {
			out = append(out, g.draft(f))
		}
		return nil
	})
	return out, err
}

func (g Grid) draft(f check.Finding) DraftFinding {
	d := DraftFinding{Finding: f}
	for _, in := range f.Inputs {
		row, day := g.Register.Where(in.Place)
		if d.Row == 0 && d.Day == 0 {
			d.Row, d.Day = row, day
		}
		if row != 0 && day != 0 && f.Rule == "M1" { // it names the cells of a workbook that nobody has yet
			d.It = inGrid(d.It, in.Place.Cell, fmt.Sprintf("riga %d giorno %d", row, day))
			d.En = inGrid(d.En, in.Place.Cell, fmt.Sprintf("row %d day %d", row, day))
		}
	}
	if f.Rule == "M1" && len(f.Inputs) > fewCells { // the grid shows them
		d.It, d.En = question(d.It), question(d.En)
	}
	return d
}

// fewCells is how many cells a sentence about a grid names.
const fewCells = 3

// question is a text up to its question.
func question(text string) string {
	if q, _, ok := strings.Cut(text, "? "); ok {
		return q + "?"
	}
	return text
}

// inGrid writes where a cell is instead of its name.
func inGrid(text, cell, where string) string {
	return regexp.MustCompile(`\b`+regexp.QuoteMeta(cell)+`\b`).ReplaceAllLiteralString(text, where)
}

func mayFillGrid(a workflow.Actor) error {
	if a.Role == reception.Operator && a.Body != 0 {
		return nil
	}
	return workflow.Refuse(workflow.Denied, "grid.role", "La griglia delle presenze la compilano gli operatori dell'ente.", "The grid of presences is filled in by the body's operators.")
}
