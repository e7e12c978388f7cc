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

// message is what a message with attachments of some kinds is read as.
func message(kind document.Kind, attached ...document.Reading) document.Reading {
	d := document.Reading{Kind: kind, KindScore: 1, MediaType: "message/rfc822", Text: "si trasmette"}
	for _, a := range attached {
		d.Contents = append(d.Contents, document.Content{Name: "a", From: "mail", Reading: a})
	}
	return d
}

// attachedTo are files found in a message.
func attachedTo(names ...string) (out []engine.Inner) {
	for _, name := range names {
		out = append(out, engine.Inner{Name: name, Origin: "mail", SHA256: document.Sum([]byte(name)), Size: 10})
	}
	return out
}

// understandInside reads what is inside a revision, in order.
func (w *world) understandInside(id document.RevisionID, all ...engine.Understood) (out []engine.Received) {
	w.Helper()
	w.read(storage.For(w.operator), func(r *storage.Reader) error {
		inside, err := r.ContentsOf(w.Context(), id)
		if err != nil || len(inside) != len(all) {
			w.Fatalf("inside are %+v, %v", inside, err)
		}
		for _, c := range inside {
			v, err := r.CurrentRevision(w.Context(), c.Document)
			w.must(err)
			out = append(out, engine.Received{Document: c.Document, Revision: v.ID})
		}
		return nil
	})
	for i, u := range all {
		w.understand(out[i], u)
	}
	return out
}

// fills says which document fills an obligation; 0 for none.
func (w *world) fills(id workflow.ObligationID) (doc document.ID) {
	w.Helper()
	w.read(storage.For(w.operator), func(r *storage.Reader) error {
		got, filled, err := r.DocumentOf(w.Context(), id)
		if filled {
			doc = got
		}
		return err
	})
	return doc
}

// A message that was sent for one obligation only carries the paper, which is
// attached to it or to the message that it certifies; unless it is itself the paper.
func TestAMessageSentForAnObligation(t *testing.T) {
	t.Parallel()
	unknown := document.Reading{MediaType: "application/pdf", Text: "x"}
	logo := document.Reading{Kind: document.KitReceipts, KindScore: 1, MediaType: "application/pdf", Text: "y"}
	t.Run("one attachment", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: message("", unknown), Contents: attachedTo("a.pdf")})
		if inside := w.understandInside(got.Revision, engine.Understood{Reading: unknown}); w.fills(slot.ID) != inside[0].Document {
			t.Errorf("document %d fills the slot, not the attachment", w.fills(slot.ID))
		}
	})
	t.Run("text and attachment of its kind", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: message(document.Agreement, logo, paper()), Contents: attachedTo("a.pdf", "b.pdf")})
		if inside := w.understandInside(got.Revision, engine.Understood{Reading: logo}, engine.Understood{Reading: paper()}); w.fills(slot.ID) != inside[1].Document {
			t.Errorf("document %d fills the slot, not the attachment", w.fills(slot.ID))
		}
	})
	t.Run("the paper itself", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: message(document.Agreement, logo), Contents: attachedTo("a.pdf")})
		if w.understandInside(got.Revision, engine.Understood{Reading: logo}); w.fills(slot.ID) != got.Document {
			t.Errorf("document %d fills the slot, not the message", w.fills(slot.ID))
		}
	})
	covering := message(document.Register, unknown) // "si trasmette il registro presenze di ottobre"
	t.Run("a covering letter that speaks of the paper", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Register)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: covering, Contents: attachedTo("scansione.pdf")})
		if inside := w.understandInside(got.Revision, engine.Understood{Reading: unknown}); w.fills(slot.ID) != inside[0].Document {
			t.Errorf("document %d fills the slot, not the attachment that was not recognised", w.fills(slot.ID))
		}
	})
	t.Run("a register written in the message, with a logo", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Register)
		itself := message(document.Register, document.Reading{MediaType: "image/png"})
		itself.Fields = []document.Field{{Name: document.GuestCount, Value: "3"}}
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: itself, Contents: attachedTo("logo.png")})
		if w.understandInside(got.Revision, engine.Understood{Reading: document.Reading{MediaType: "image/png"}}); w.fills(slot.ID) != got.Document {
			t.Errorf("document %d fills the slot, not the message", w.fills(slot.ID))
		}
	})
	t.Run("a notice that is a letter, with a copy of something", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		w.sql(`UPDATE obligations SET kind = 'ALLONTANAMENTO' WHERE id = $1`, slot.ID)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: message(document.Departure, unknown), Contents: attachedTo("copia.pdf")})
		if w.understandInside(got.Revision, engine.Understood{Reading: unknown}); w.fills(slot.ID) != got.Document {
			t.Errorf("document %d fills the slot, not the message", w.fills(slot.ID))
		}
	})
	t.Run("certified", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
		w.understand(got, engine.Understood{Reading: message(""), Contents: attachedTo("postacert.eml", "daticert.xml")})
		inside := w.understandInside(got.Revision, engine.Understood{Reading: message("", unknown), Contents: attachedTo("a.pdf")},
			engine.Understood{Reading: document.Reading{MediaType: "application/xml", Text: "z"}})
		if w.fills(slot.ID) != 0 {
			t.Errorf("document %d fills the slot before all is read", w.fills(slot.ID))
		}
		if attached := w.understandInside(inside[0].Revision, engine.Understood{Reading: unknown}); w.fills(slot.ID) != attached[0].Document {
			t.Errorf("document %d fills the slot, not the attachment", w.fills(slot.ID))
		}
	})
	t.Run("for no obligation in particular", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		slot := w.slot(document.Agreement)
		got := w.send(w.operator, engine.Incoming{})
		w.understand(got, engine.Understood{Reading: message(document.Agreement, paper()), Contents: attachedTo("a.pdf")})
		if inside := w.understandInside(got.Revision, engine.Understood{Reading: paper()}); w.fills(slot.ID) != inside[0].Document {
			t.Errorf("document %d fills the slot, not the attachment", w.fills(slot.ID))
		}
	})
}
