package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// invoiceSent sends an invoice of October, of which little is read.
func (w *world) invoiceSent() document.ID {
	w.Helper()
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Invoice).ID})
	w.digest(got, document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML})
	return got.Document
}

// rechecked runs the check that something asked for, and returns what a rule finds.
func (w *world) rechecked(id document.ID, rule string) []check.Finding {
	w.Helper()
	w.must(w.engine.Check(w.Context(), w.job(workflow.JobCheck, int64(id)), id))
	return ofRule(w.findings(id), rule)
}

// What the agreement's list asks for is looked for in the ledger, and whatever
// becomes of it checks the invoice again.
func TestCheckOfAttachments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Invoice)
	w.sql(`UPDATE agreements SET checklist = '{REGISTRO_PRESENZE,ELENCO_FORNITORI}' WHERE id = $1`, slot.AgreementID)
	w.sql(`UPDATE registry_versions SET data = jsonb_set(data, '{checklist}', '["REGISTRO_PRESENZE", "ELENCO_FORNITORI"]') WHERE entity = 'agreement' AND entity_id = $1`, slot.AgreementID)
	id := w.invoiceSent()
	var a reception.Agreement
	w.read(storage.System(), func(r *storage.Reader) (err error) { a, err = r.Agreement(t.Context(), slot.AgreementID); return err })
	var registers []workflow.Obligation
	for _, o := range w.slots {
		if o.Kind == document.Register && a.CoversIn(o.CentreID, slot.For) && o.For == slot.For {
			registers = append(registers, o)
		}
	}
	if len(registers) == 0 {
		t.Fatal("the invoice's agreement covers no centre")
	}
	f := ofRule(w.findings(id), "R10")
	if len(f) != 2 || f[0].Severity != check.Block || f[0].Declared != "0" || !strings.Contains(f[0].It, "Registro presenze di") ||
		f[1].Severity != check.Task || !strings.Contains(f[1].It, "«Elenco dei fornitori»") {
		t.Fatalf("%+v", f)
	}
	last := registers[len(registers)-1]
	for _, o := range registers[:len(registers)-1] {
		w.must(w.engine.Waive(t.Context(), w.reviewer, o.ID, "Centro non ancora attivo."))
		w.rechecked(id, "R10")
	}
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, last.ID, "Nessun ospite nel mese di ottobre."))
	if f := w.rechecked(id, "R10"); len(f) != 2 || !strings.Contains(f[0].It, "(dichiarato «niente da trasmettere»)") {
		t.Fatalf("declared: %+v", f)
	}
	w.must(w.engine.AnswerDeclaration(t.Context(), w.reviewer, last.ID, true, ""))
	if f := w.rechecked(id, "R10"); len(f) != 1 || f[0].Severity != check.Task {
		t.Fatalf("acknowledged: %+v", f)
	}
	w.must(w.engine.RestoreObligation(t.Context(), w.reviewer, last.ID, "Risultano ospiti dal 20 ottobre."))
	if f := w.rechecked(id, "R10"); len(f) != 2 {
		t.Fatalf("restored: %+v", f)
	}
	got := w.send(w.operator, engine.Incoming{Obligation: last.ID})
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells})
	if f := w.rechecked(id, "R10"); len(f) != 1 {
		t.Fatalf("sent: %+v", f)
	}
}

// What the office records of the DURC counts on the open invoices at once; what a
// body records of its own does not stand for it.
func TestCheckOfTheDURC(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.invoiceSent()
	if f := ofRule(w.findings(id), "R19"); len(f) != 0 {
		t.Fatalf("with a DURC: %+v", f)
	}
	if f := ofRule(w.findings(id), "R21"); len(f) != 1 || f[0].Severity != check.Info || len(f[0].ArithmeticIt) != 2 {
		t.Fatalf("terms: %+v", f)
	}
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Expiries(t.Context(), w.operator.Body)
		for _, h := range all {
			if h.ByBody {
				t.Errorf("recorded by the body: %+v", h)
			}
			if h.What.Expires() == document.DURC {
				w.must(w.engine.CancelHappening(t.Context(), w.reviewer, h.ID))
			}
		}
		return err
	})
	if f := w.rechecked(id, "R19"); len(f) != 1 || f[0].Severity != check.Task {
		t.Fatalf("without a DURC: %+v", f)
	}
	durc := reception.Happening{BodyID: w.operator.Body, What: reception.ExpiryOf(document.DURC), On: day("2026-12-31")}
	_, err := w.engine.RecordHappening(t.Context(), w.operator, durc)
	w.must(err)
	if f := w.rechecked(id, "R19"); len(f) != 1 || f[0].Severity != check.Task || !strings.Contains(f[0].It, "L'ente ne ha registrato uno valido fino al 31/12/2026.") {
		t.Fatalf("of the body's own: %+v", f)
	}
	durc.On = day("2026-11-02")
	_, err = w.engine.RecordHappening(t.Context(), w.reviewer, durc)
	w.must(err)
	if f := w.rechecked(id, "R19"); len(f) != 1 || f[0].Severity != check.Block {
		t.Fatalf("ended yesterday: %+v", f)
	}
	durc.On = day("2027-02-20")
	_, err = w.engine.RecordHappening(t.Context(), w.reviewer, durc)
	w.must(err)
	if f := w.rechecked(id, "R19"); len(f) != 0 {
		t.Fatalf("acquired: %+v", f)
	}
}

// An invoice is approved on the findings of that day: a DURC that ended since the
// last check is told before, not after.
func TestCheckOfTheDayOfApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.invoiceSent()
	w.overrideAll(w.reviewer, id)
	w.must(w.decide(w.reviewer, id, workflow.Approved, "visto"))
	w.clock.set(day("2027-01-08").At(9, 0)) // the DURC lasted 64 days
	w.refused(w.decide(w.head, id, workflow.Approved, "visto"), "case.changed")
	if f := ofRule(w.findings(id), "R19"); len(f) != 1 || f[0].Severity != check.Block {
		t.Fatalf("the DURC ended on 6 January: %+v", f)
	}
	_, err := w.engine.RecordHappening(t.Context(), w.reviewer, reception.Happening{BodyID: w.operator.Body, What: reception.ExpiryOf(document.DURC), On: day("2027-05-07")})
	w.must(err)
	if f := w.rechecked(id, "R19"); len(f) != 0 {
		t.Fatalf("acquired: %+v", f)
	}
	w.must(w.decide(w.head, id, workflow.Approved, "visto"))
}

// Nobody approves on findings that are about to change: a check that waits in the queue
// is made before an approval, with no worker, and what it finds is to be seen first.
func TestApprovalMakesTheCheckThatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.invoiceSent()
	w.overrideAll(w.reviewer, id)
	w.must(w.decide(w.reviewer, id, workflow.Approved, "visto"))
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Expiries(t.Context(), w.operator.Body)
		for _, h := range all {
			if h.What.Expires() == document.DURC {
				w.must(w.engine.CancelHappening(t.Context(), w.reviewer, h.ID))
			}
		}
		return err
	})
	durc := reception.Happening{BodyID: w.operator.Body, What: reception.ExpiryOf(document.DURC), On: day("2026-11-02")}
	_, err := w.engine.RecordHappening(t.Context(), w.reviewer, durc)
	w.must(err)
	job := w.job(workflow.JobCheck, int64(id))
	if f := ofRule(w.findings(id), "R19"); len(f) > 0 && f[0].Severity == check.Block {
		t.Fatalf("the check was made already: %+v", f)
	}
	w.refused(w.decide(w.head, id, workflow.Approved, "visto"), "case.changed")
	if f := ofRule(w.findings(id), "R19"); len(f) != 1 || f[0].Severity != check.Block {
		t.Fatalf("the DURC that was recorded ended yesterday: %+v", f)
	}
	w.overrideAll(w.reviewer, id)
	w.must(w.decide(w.head, id, workflow.Approved, "visto")) // the job still waits, and finds nothing new
	w.must(w.engine.Check(t.Context(), job, id))
	if w.caseOf(id).Case.Outcome != workflow.Approved {
		t.Error("not approved")
	}
}

// Receipts for goods that come have the open invoice of their period checked again,
// whether the agreement's list names them or not.
func TestReceiptsCheckTheInvoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(reception.Requirement{Kind: document.KitReceipts, Subject: reception.PerCentre, Recurrence: reception.Invoicing, Due: reception.DueRule{Day: 10, Months: 1}})
	slot := w.slot(document.Invoice)
	var receipts workflow.Obligation
	for _, o := range w.owed(document.KitReceipts) {
		if o.For == slot.For && o.AgreementID == slot.AgreementID {
			receipts = o
		}
	}
	if receipts.ID == 0 {
		t.Fatal("no receipts are owed with the invoice")
	}
	w.sql(`UPDATE agreements SET checklist = '{}' WHERE id = $1`, slot.AgreementID)
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML, Fields: []document.Field{
		{Name: document.LineField(1, "description"), Value: "Kit di primo ingresso", Confidence: 1},
		{Name: document.LineField(1, "quantity"), Value: "3", Confidence: 1}, {Name: document.LineField(1, "unit_price"), Value: "300.00", Confidence: 1},
		{Name: document.LineField(1, "total"), Value: "900.00", Confidence: 1}}})
	if f := ofRule(w.findings(got.Document), "R17"); len(f) != 0 {
		t.Fatalf("without registers and receipts: %+v", f)
	}
	sent := w.send(w.operator, engine.Incoming{Obligation: receipts.ID})
	w.digest(sent, document.Reading{Kind: document.KitReceipts, KindScore: 1, Method: document.MethodText, Fields: []document.Field{{Name: document.KitCount, Value: "2", Confidence: 1}}})
	if f := w.rechecked(got.Document, "R17"); len(f) != 1 || f[0].Declared != "3" || f[0].Computed != "2" {
		t.Fatalf("with receipts for two: %+v", f)
	}
}
