package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// overviewView is the month as a wall: bodies by kinds.
type overviewView struct {
	Month      calendar.Period
	Prev, Next calendar.Period
	Kinds      []document.Kind
	Rows       []wallRow
	Sum        storage.WallCell
}

// wallRow is one body.
type wallRow struct {
	ID    reception.BodyID
	Code  string
	Name  string
	Cells []wallCell // beside Kinds
}

// wallCell tells how a body stands with one kind.
type wallCell struct {
	storage.WallCell
	Badge badge // "" where nothing is due
}

// Done counts what needs nothing more from the body now.
func (c wallCell) Done() int { return c.Submitted + c.Accepted + c.Waived }

func (s *site) overviewPage(v *visit) error {
	today := s.Engine.Today()
	month := calendar.MonthOf(today).Previous()
	if p, err := calendar.ParseMonth(v.query("month")); err == nil && p.Start.Year() >= 2000 && p.Start.Year() <= 2100 {
		month = p
	}
	var cells []storage.WallCell
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		cells, err = r.WallCells(v.r.Context(), month, today)
		return err
	})
	if err != nil {
		return fmt.Errorf("overview of %s: %w", month.Key(), err)
	}
	view := overviewView{Month: month, Prev: month.Previous(), Next: month.Next()}
	view.Kinds = kindsOf(cells)
	for _, c := range cells {
		view.add(v, c)
	}
	return s.page(v, http.StatusOK, "overview", v.t("overview.title"), view)
}

// kindsOf returns the kinds that occur, in the order of the catalogue.
func kindsOf(cells []storage.WallCell) []document.Kind {
	var out []document.Kind
	for _, i := range document.Catalogue() {
		if slices.ContainsFunc(cells, func(c storage.WallCell) bool { return c.Kind == i.Kind }) {
			out = append(out, i.Kind)
		}
	}
	return out
}

func (w *overviewView) add(v *visit, c storage.WallCell) {
	n := len(w.Rows)
	if n == 0 || w.Rows[n-1].ID != c.BodyID {
		w.Rows = append(w.Rows, wallRow{ID: c.BodyID, Code: c.BodyCode, Name: c.BodyName, Cells: make([]wallCell, len(w.Kinds))})
		n++
	}
	if i := slices.Index(w.Kinds, c.Kind); i >= 0 {
		w.Rows[n-1].Cells[i] = wallCell{c, v.wallBadge(c)}
	}
	w.Sum.Total += c.Total
	w.Sum.Overdue += c.Overdue
	w.Sum.Due += c.Due
	w.Sum.Submitted += c.Submitted
	w.Sum.ToComplete += c.ToComplete
	w.Sum.Accepted += c.Accepted + c.Waived
	w.Sum.Rejected += c.Rejected
}

// wallBadge is the worst of a cell.
func (v *visit) wallBadge(c storage.WallCell) badge {
	switch {
	case c.Overdue > 0:
		return badge{"bad", "warning-circle", v.t("wall.overdue", c.Overdue)}
	case c.Rejected > 0:
		return badge{"bad", "close-circle", v.t("wall.rejected", c.Rejected)}
	case c.ToComplete > 0:
		return badge{"warn", "pencil", v.t("wall.to_complete", c.ToComplete)}
	case c.Due > 0:
		return badge{"wait", "clock", v.t("wall.due", c.Due)}
	case c.Submitted > 0:
		return badge{"info", "search", v.t("wall.submitted", c.Submitted)}
	}
	return badge{"ok", "check-circle", v.t("wall.accepted")}
}
