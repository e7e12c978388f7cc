package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// What a preview counts is what saving then does, and the preview writes nothing.
func TestPreviewOfARequirement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 12, 28).At(9, 0))
	w.follow()
	all := func() map[workflow.ObligationID]workflow.Obligation {
		out := map[workflow.ObligationID]workflow.Obligation{}
		w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
			rows, err := r.LedgerRows(w.Context(), w.operator.Office, 0, false)
			for _, o := range rows {
				out[o.ID] = o
			}
			return err
		})
		return out
	}
	q := w.requirement(document.Register)
	var extended workflow.ObligationID
	for _, o := range all() {
		if o.RequirementID == q.ID && o.Due.On.After(w.engine.Today()) && (extended == 0 || o.ID < extended) {
			extended = o.ID
		}
	}
	w.must(w.engine.ExtendObligation(t.Context(), w.admin(), extended, calendar.MustDate(2027, 2, 26), "Allagamento"))
	before := all()
	q.Due.Day = 20
	does, err := w.engine.PreviewRequirement(t.Context(), w.admin(), q)
	w.must(err)
	for id, o := range all() {
		if b := before[id]; !b.Due.On.Equal(o.Due.On) || b.RequirementVersion != o.RequirementVersion || len(all()) != len(before) {
			t.Fatalf("the preview changed %+v to %+v", b, o)
		}
	}
	if again := w.requirement(document.Register); again.Version != q.Version || again.Due.Day == 20 {
		t.Fatalf("the preview saved %+v", again)
	}
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	w.follow()
	var moved, past, touched int
	for id, o := range all() {
		b := before[id]
		switch {
		case o.RequirementID != q.ID:
		case id == extended:
			touched++
		case !b.Due.On.Equal(o.Due.On):
			moved++
		case o.Status == workflow.ObligationOpen && o.Due.On.Before(w.engine.Today()):
			past++
		}
	}
	if want := (workflow.Foreseen{Moved: moved, Past: past, Touched: touched}); does != want || moved == 0 || past == 0 {
		t.Errorf("the preview says %+v, saving did %+v", does, want)
	}

	q.Version++
	q.Active = false
	does, err = w.engine.PreviewRequirement(t.Context(), w.admin(), q)
	w.must(err)
	if does.Withdrawn == 0 || does.Moved != 0 {
		t.Errorf("switching it off: %+v", does)
	}
	q.Version--
	_, err = w.engine.PreviewRequirement(t.Context(), w.admin(), q)
	w.refused(err, "requirement.changed")
	_, err = w.engine.PreviewRequirement(t.Context(), w.operator, q)
	w.refused(err, "requirement.administrator_only")
}

// A rule that an agreement is to have of its own is previewed too: what would move is
// what moves.
func TestPreviewOfANewRequirement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	o := w.november()
	own := w.requirement(document.Register)
	own.ID, own.Version, own.AgreementID, own.Due.Day = 0, 0, o.AgreementID, 20
	does, err := w.engine.PreviewRequirement(t.Context(), w.admin(), own)
	w.must(err)
	before := w.owed(document.Register)
	if done := w.follow(); !done.IsZero() || len(before) == 0 {
		t.Fatalf("the preview left %+v to follow", done)
	}
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), own)
	w.must(err)
	w.follow()
	moved := 0
	for slot, now := range w.owed(document.Register) {
		if was, ok := before[slot]; ok && was.AgreementID == o.AgreementID && !was.Due.On.Equal(now.Due.On) {
			moved++
		}
	}
	if moved == 0 || does.Moved != moved {
		t.Errorf("%d were foreseen to move, %d did", does.Moved, moved)
	}
	kinds := w.requirement(document.Register)
	kinds.ID, kinds.Version, kinds.Kind, kinds.Active = 0, 0, document.Rebuttal, true
	if does, err = w.engine.PreviewRequirement(t.Context(), w.admin(), kinds); err != nil || does.Moved != 0 {
		t.Errorf("a new kind: %+v, %v", does, err)
	}
}
