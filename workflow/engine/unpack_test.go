package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// An archive that was sent for one obligation is opened: the slot is for the one
// document inside it that can be meant, else it waits again.
func TestAnArchiveSentForAnObligation(t *testing.T) {
	t.Parallel()
	zip := document.Reading{MediaType: "application/zip"}
	nothing := document.Reading{MediaType: "application/pdf", Text: "x"}
	register := document.Reading{Kind: document.Register, KindScore: 1, MediaType: "application/pdf", Text: "z"} // neither its month nor its centre was read
	receipt := document.Reading{Kind: document.KitReceipts, KindScore: 1, MediaType: "application/pdf", Text: "y"}
	for name, c := range map[string]struct {
		inside []document.Reading
		want   int // which of them fills the slot, from 1; 0: none
	}{
		"one paper":                 {[]document.Reading{paper()}, 1},
		"one that is no known kind": {[]document.Reading{nothing}, 1},
		"one of another kind":       {[]document.Reading{receipt}, 0},
		"one of several":            {[]document.Reading{nothing, paper(), receipt}, 2},
		"two of its kind":           {[]document.Reading{register, register}, 0},
		"one of its kind":           {[]document.Reading{receipt, register}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			slot := w.slot(document.Agreement)
			if strings.HasSuffix(name, "of its kind") {
				slot = w.slot(document.Register)
			}
			got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
			w.understand(got, engine.Understood{Reading: zip, Contents: innerOf(name, len(c.inside), 10)})
			w.must(w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(got.Document)), got.Document))
			if o := w.obligation(slot.ID); o.Status != workflow.ObligationOpen || !o.SubmittedAt.IsZero() {
				t.Errorf("while its contents are read the obligation is %+v", o)
			}
			var inside []storage.ContentLine
			w.read(storage.For(w.operator), func(r *storage.Reader) (err error) {
				inside, err = r.ContentsOf(t.Context(), got.Revision)
				return err
			})
			for i, l := range inside {
				w.read(storage.For(w.operator), func(r *storage.Reader) error {
					v, err := r.CurrentRevision(t.Context(), l.Document)
					w.understand(engine.Received{Document: l.Document, Revision: v.ID}, engine.Understood{Reading: c.inside[i]})
					return err
				})
			}
			w.read(storage.For(w.operator), func(r *storage.Reader) error {
				id, filled, err := r.DocumentOf(t.Context(), slot.ID)
				if filled != (c.want > 0) || filled && id != inside[c.want-1].Document {
					t.Errorf("document %d of %+v fills the slot", id, inside)
				}
				l, e := r.DocumentLine(t.Context(), got.Document)
				if e != nil || l.CaseID != 0 || !l.Opened() || l.Kind != "" {
					t.Errorf("the archive is %+v, %v", l, e)
				}
				return err
			})
			if c.want == 0 {
				if _, err := w.engine.Receive(t.Context(), w.operator, engine.Incoming{Obligation: slot.ID, FileName: "a.zip", SHA256: w.bytesOf(got.Revision), Size: 100}); !workflow.IsRefusal(err, "receive.opened") {
					t.Errorf("the archive again: %v", err)
				}
				return
			}
			if o := w.obligation(slot.ID); o.Status != workflow.ObligationSubmitted || !o.SubmittedAt.Equal(got.Receipt.IssuedAt) {
				t.Errorf("the obligation is %+v", o)
			}
			w.must(w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(inside[c.want-1].Document)), inside[c.want-1].Document))
			w.read(storage.For(w.operator), func(r *storage.Reader) error {
				l, err := r.DocumentLine(t.Context(), inside[c.want-1].Document)
				if l.CaseID == 0 || l.Kind != slot.Kind {
					t.Errorf("what fills the slot is %+v", l)
				}
				return err
			})
		})
	}
}
