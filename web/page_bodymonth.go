package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodyMonthView is how a body stands in a month, for the office: every
// obligation by kind, what asks for attention first.
type bodyMonthView struct {
	Body       reception.Body
	Month      calendar.Period
	Prev, Next calendar.Period
	Kinds      []kindGroup
}

// kindGroup is the obligations of one kind.
type kindGroup struct {
	Kind  document.Kind
	Slots []slotView
}

func (s *site) bodyMonthPage(v *visit) error {
	month, err := v.pathMonth()
	if err != nil {
		return err
	}
	view := bodyMonthView{Month: month, Prev: month.Previous(), Next: month.Next()}
	var lines []storage.SlotLine
	id := reception.BodyID(v.pathID())
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if view.Body, err = r.Body(v.r.Context(), id); err != nil {
			return err
		}
		if lines, err = r.SlotsOfMonth(v.r.Context(), id, month); err != nil {
			return fmt.Errorf("slots of body %d in %s: %w", id, month.Key(), err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	view.Kinds = v.slotsByKind(lines, s.Engine.Today())
	return s.page(v, http.StatusOK, "bodymonth", v.t("bodymonth.title", view.Body.Name), view)
}

// slotsByKind groups obligations in the order of the catalogue.
func (v *visit) slotsByKind(lines []storage.SlotLine, today calendar.Date) (out []kindGroup) {
	for _, i := range document.Catalogue() {
		g := kindGroup{Kind: i.Kind}
		for _, l := range lines {
			if l.Kind == i.Kind {
				g.Slots = append(g.Slots, v.slot(l, today))
			}
		}
		if len(g.Slots) == 0 {
			continue
		}
		slices.SortStableFunc(g.Slots, func(a, b slotView) int { return cmp.Compare(a.rank, b.rank) })
		out = append(out, g)
	}
	return out
}
