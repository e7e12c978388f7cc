package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// A register that comes opens a finding on the one of the month before, and the
// timeline says which document did.
func TestWhatReopensAFinding(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.beside()
	a := w.send(w.operator, engine.Incoming{Obligation: one.ID})
	w.digest(a, w.monthOf(one, "G1", "G2"))
	w.clock.set(w.clock.now().Add(3600e9))
	b := w.send(w.operator, engine.Incoming{Obligation: two.ID})
	w.digest(b, w.monthOf(two, "G1"))
	w.check(a.Document)
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'findings.reopened' AND data->'rules' ? 'R14'
		AND (data->'because'->0->>'document')::bigint = $2 AND data->'because'->0->>'centre' = $3`, a.Document, b.Document, w.centreCode(two)); n != 1 {
		t.Errorf("%d events say that the second register did", n)
	}
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'findings.reopened'`, b.Document); n != 0 {
		t.Error("a first check reopens something")
	}
	events := w.count(`SELECT count(*) FROM events WHERE document_id = $1`, a.Document)
	w.recheck(a.Document)
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1`, a.Document); n != events {
		t.Errorf("a check that finds the same tells %d things", n-events)
	}
}

// A change of the registry has what waits for somebody checked again, once, and so
// has a new day.
func TestTheRegistryChecksAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	var c reception.Centre
	w.read(storage.System(), func(r *storage.Reader) (err error) { c, err = r.Centre(t.Context(), slot.CentreID); return err })
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, full(c.Code, c.Places))
	if f := ofRule(w.findings(got.Document), "R11"); len(f) != 0 || w.waitsFor(got.Document) {
		t.Fatalf("before the change: %+v", f)
	}
	c.Places--
	_, err := w.engine.SaveCentre(t.Context(), w.actor(province.AdministratorEmail), c, engine.Saving{FromOn: day("2026-10-10"), SeenOn: day("2026-10-10"), Blind: true})
	w.must(err)
	for range 2 {
		_, err = w.engine.Follow(t.Context(), w.operator.Office)
		w.must(err)
	}
	if n := w.count(`SELECT count(*) FROM outbox WHERE kind = $1 AND subject_id = $2 AND done_at IS NULL`, workflow.JobCheck, got.Document); n != 1 {
		t.Fatalf("%d checks wait", n)
	}
	w.check(got.Document)
	if f := ofRule(w.findings(got.Document), "R11"); len(f) != 1 {
		t.Errorf("after the change: %+v", f)
	}
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'findings.reopened' AND data->'because' IN ('[]', 'null')`, got.Document); n != 1 {
		t.Error("the timeline does not say that the registry did")
	}
	w.clock.set(day("2026-11-04").At(9, 0))
	_, err = w.engine.Tick(t.Context())
	w.must(err)
	if !w.waitsFor(got.Document) {
		t.Error("on a new day nothing is checked again")
	}
	w.check(got.Document)
	w.must(w.decide(w.reviewer, got.Document, workflow.Rejected, "Il registro è di un altro centro."))
	w.clock.set(day("2026-11-05").At(9, 0))
	_, err = w.engine.Tick(t.Context())
	w.must(err)
	if w.waitsFor(got.Document) {
		t.Error("what is decided is checked again")
	}
}

// A register that is corrected after the invoice was approved opens a finding on the
// approved invoice, which the office is told of; nothing about the day does.
func TestAnApprovedInvoiceIsCheckedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	reg := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(reg, w.monthOf(slot, "G1", "G2"))
	id := w.invoiceSent()
	w.overrideAll(w.reviewer, id)
	w.must(w.decide(w.reviewer, id, workflow.Approved, ""))
	w.must(w.decide(w.head, id, workflow.Approved, ""))
	w.clock.set(day("2026-11-20").At(9, 0))
	w.must(w.decide(w.reviewer, reg.Document, workflow.Returned, "Correggere il registro."))
	if w.waitsFor(id) {
		w.check(id)
	}
	v := w.send(w.operator, engine.Incoming{Document: reg.Document})
	w.digest(v, w.monthOf(slot, "G1"))
	if !w.waitsFor(id) {
		t.Fatal("the approved invoice is not checked again")
	}
	w.check(id)
	w.behind(`UPDATE findings SET severity = 'block', key = 'new', finding = jsonb_set(finding, '{severity}', '"block"') WHERE id = (SELECT max(id) FROM findings WHERE document_id = $1)`, id)
	w.read(storage.For(w.reviewer), func(r *storage.Reader) error {
		lines, err := r.ApprovedWithBlocks(t.Context(), w.reviewer.Office)
		if len(lines) != 1 || lines[0].ID != id {
			t.Errorf("the office is told of %+v", lines)
		}
		return err
	})
}

// A register that is read again, by another meaning of its marks, says that what is
// found now comes from there: neither the registry nor the day changed.
func TestWhatIsReadAgainIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID})
	w.digest(got, withMark("K"))
	w.clock.set(day("2026-11-04").At(9, 0))
	w.must(w.engine.SayMark(t.Context(), w.reviewer, w.body.ID, "K", reception.MarkPresent))
	again := withMark("Q")
	again.Marks, again.ReaderVersion, again.SHA256 = w.readByMarks(), 1, w.bytesOf(got.Revision)
	_, err := w.engine.Understand(t.Context(), w.job(workflow.JobReadRevision, int64(got.Revision)), got.Revision, engine.Understood{Reading: again})
	w.must(err)
	w.check(got.Document)
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'findings.reopened' AND (data->>'reread')::bool`, got.Document); n != 1 {
		t.Errorf("%d events say that it was read again", n)
	}
}
