package engine_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// trying is a file of new bytes for an obligation.
func (w *world) trying(o workflow.Obligation) engine.Trying {
	w.files++
	return engine.Trying{Obligation: o.ID, FileName: "registro Nessunopoli.xlsx", StoredAs: fmt.Sprintf("KEY%d", w.files), Size: 100,
		SHA256: sha256.Sum256(fmt.Appendf(nil, "%s draft %d", w.Name(), w.files))}
}

func (w *world) draft(a workflow.Actor, id workflow.ObligationID) (d storage.Draft) {
	w.Helper()
	w.read(storage.For(a), func(r *storage.Reader) (err error) {
		d, err = r.DraftOf(w.Context(), id, a.Person)
		return err
	})
	return d
}

// try puts a draft and does what the workers do with it.
func (w *world) try(a workflow.Actor, in engine.Trying, r document.Reading) storage.Draft {
	w.Helper()
	_, err := w.engine.PutDraft(w.Context(), a, in)
	w.must(err)
	id := w.draft(a, in.Obligation).ID
	job := w.job(workflow.JobReadDraft, int64(id))
	d, wanted, err := w.engine.DraftFor(w.Context(), job, id)
	w.must(err)
	if !wanted {
		w.Fatal("the draft is not wanted")
	}
	r.ReaderVersion, r.SHA256 = 1, in.SHA256
	w.must(w.engine.CheckDraft(w.Context(), job, d, r))
	return w.draft(a, in.Obligation)
}

// sendDraft sends a draft as the portal does.
func (w *world) sendDraft(a workflow.Actor, d storage.Draft) (engine.Received, error) {
	w.Helper()
	_, in, err := w.engine.DraftFile(w.Context(), a, d.ObligationID, d.ID)
	if err != nil {
		return engine.Received{}, err
	}
	return w.engine.Receive(w.Context(), a, in)
}

// say is findings as people read them, but for what depends on the file being sent.
func say(all []check.Finding) (out []string) {
	for _, f := range all {
		if f.Rule == "T1" || f.Rule == "R21" { // late by today; terms from the receipt
			continue
		}
		out = append(out, fmt.Sprint(f.Severity, " ", f.Rule, " ", f.It, " ", f.DoIt, " ", f.Declared, " ", f.Computed, f.ArithmeticIt))
	}
	return out
}

// crowd is a register with an unknown mark and more guests than places.
func (w *world) crowd(o workflow.Obligation) document.Reading {
	var codes []string
	for i := range w.places(o) + 1 {
		codes = append(codes, fmt.Sprintf("ZZ%03d", i))
	}
	r := w.monthOf(o, codes...)
	r.Text, r.Layout = "Nessunopoli", []document.Page{{Number: 1, Words: []document.Word{{Text: "Nessunopoli"}}}}
	r.Fields = append(r.Fields, document.Field{Name: document.UnknownMark, Written: "Q", Value: "Q", Place: document.Place{Sheet: "Foglio1", Cell: "F9"}, Confidence: 1},
		document.Field{Name: document.DeclaredPersonDays, Written: "7", Value: "7", Confidence: 1}, document.Field{Name: document.BodyName, Written: "Nessunopoli", Value: "Nessunopoli", Confidence: 1})
	return r
}

// What is found of a draft is what is found of the same file once it is sent, worst
// first; nothing of it is received, and none of its words stands in the clear.
func TestADraftIsCheckedAsWhatIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	tables := []string{"documents", "revisions", "receipts", "readings", "checks", "findings", "asides", "guest_months", "prints", "events", "notices"}
	rows := map[string]int{}
	for _, table := range tables {
		rows[table] = w.count(`SELECT count(*) FROM ` + table)
	}
	in := w.trying(o)
	d := w.try(w.operator, in, w.crowd(o))
	for _, table := range tables {
		if n := w.count(`SELECT count(*) FROM ` + table); n != rows[table] {
			t.Errorf("%d rows more in %s", n-rows[table], table)
		}
	}
	if now := w.obligation(o.ID); now.Status != o.Status || !now.SubmittedAt.IsZero() || now.Due.On != o.Due.On {
		t.Errorf("the obligation is %+v", now)
	}
	if found := storagetest.Find(t, w.url, "Nessunopoli", "Foglio1"); len(found) > 0 {
		t.Errorf("words of the file stand in the clear: %q", found)
	}
	if d.StateAt(w.clock.now()) != workflow.DraftChecked || d.FileName != "registro Nessunopoli.xlsx" || d.Summary.Kind != document.Register || d.Summary.Ran == 0 || d.Summary.Ran >= d.Summary.Rules {
		t.Errorf("it is %+v", d)
	}
	if i := slices.IndexFunc(d.Summary.Values, func(v workflow.DraftValue) bool { return v.Name == document.DeclaredPersonDays }); i < 0 || d.Summary.Values[i].Value != "7" {
		t.Errorf("of its values is kept %+v", d.Summary.Values)
	}
	if len(ofRule(d.Findings, "R11")) == 0 || len(ofRule(d.Findings, "M1")) == 0 {
		t.Errorf("too little is found: %q", say(d.Findings))
	}
	worst := check.Severities()
	if !slices.IsSortedFunc(d.Findings, func(a, b check.Finding) int {
		return slices.Index(worst, a.Severity) - slices.Index(worst, b.Severity)
	}) {
		t.Errorf("not the worst first: %q", say(d.Findings))
	}
	got, err := w.sendDraft(w.operator, d)
	w.must(err)
	w.digest(got, w.crowd(o))
	if before, after := say(d.Findings), say(w.findings(got.Document)); !slices.Equal(before, after) {
		t.Errorf("told before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// The same holds of an invoice, which is compared with much else of its body.
func TestADraftOfAnInvoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, register := w.slot(document.Invoice), w.slot(document.Register)
	w.digest(w.send(w.operator, engine.Incoming{Obligation: register.ID}), w.monthOf(register, "ZZ001"))
	bill := document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML}
	for name, value := range map[string]string{document.InvoiceNumber: "12/A", document.InvoiceDate: "2026-11-02", document.InvoiceType: "TD01",
		document.InvoiceTotal: "1000.00", document.InvoiceTaxable: "998.00", document.InvoiceCIG: "ZZZZZZZZZZ", document.SellerName: "Provaldi", document.InvoiceIBAN: "IT60X0542811101000000123456"} {
		bill.Fields = append(bill.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodXML, Confidence: 1})
	}
	slices.SortFunc(bill.Fields, func(a, b document.Field) int { return strings.Compare(a.Name, b.Name) })
	d := w.try(w.operator, w.trying(o), bill)
	for _, v := range d.Summary.Values {
		if v.Name == document.SellerName || v.Name == document.InvoiceIBAN {
			t.Errorf("%s is kept", v.Name)
		}
	}
	got, err := w.sendDraft(w.operator, d)
	w.must(err)
	w.digest(got, bill)
	before, after := say(d.Findings), say(w.findings(got.Document))
	if len(before) == 0 || !slices.Equal(before, after) {
		t.Errorf("told before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// A draft tells nothing of other bodies' papers; once it is sent, the rule speaks.
func TestATriedFileTellsNothingOfAnotherBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.twoBodies()
	w.behind(`INSERT INTO guests (office_id, body_id, code, created_at) VALUES ($1, $2, 'RN0001', now())`, w.operator.Office, w.operator.Body)
	w.digest(w.send(w.other, engine.Incoming{Obligation: two.ID}), w.monthOf(two, "RN-0001"))
	mine := w.monthOf(one, "RN-0001", "RN-0002")
	d := w.try(w.operator, w.trying(one), mine)
	if len(ofRule(d.Findings, "R12"))+len(ofRule(d.Findings, "D1")) != 0 {
		t.Errorf("of the draft is told: %q", say(d.Findings))
	}
	got, err := w.sendDraft(w.operator, d)
	w.must(err)
	w.digest(got, mine)
	if len(ofRule(w.findings(got.Document), "R12")) != 1 {
		t.Errorf("once it is sent: %q", say(w.findings(got.Document)))
	}
}

// A draft is its body's alone: neither the office nor another body sees or uses it.
func TestADraftIsItsBodysAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), w.crowd(o))
	for name, a := range map[string]workflow.Actor{"the office": w.reviewer, "another body": w.other} {
		w.read(storage.For(a), func(r *storage.Reader) error {
			got, err := r.Draft(t.Context(), d.ID)
			if got.ID != 0 {
				t.Errorf("%s sees the draft", name)
			}
			return err
		})
	}
	_, err := w.engine.PutDraft(t.Context(), w.reviewer, w.trying(o))
	w.refused(err, "draft.role")
	_, err = w.engine.PutDraft(t.Context(), w.other, w.trying(o))
	w.refused(err, "obligation.not_found")
	_, err = w.sendDraft(w.other, d)
	w.refused(err, "obligation.not_found")
	colleague := w.operator
	w.behind(`INSERT INTO people (office_id, body_id, email, name, role, language) SELECT office_id, body_id, 'collega@example.org', 'Collega', role, 'it' FROM people WHERE id = $1`, w.operator.Person)
	colleague.Person = reception.PersonID(w.count(`SELECT id FROM people WHERE email = 'collega@example.org'`))
	_, err = w.sendDraft(colleague, d)
	w.refused(err, "draft.none")
	in := engine.Incoming{Obligation: o.ID, Draft: d.ID, FileName: "x", SHA256: d.SHA256, Size: d.Size}
	_, err = w.engine.Receive(t.Context(), colleague, in)
	w.refused(err, "draft.none")
	if key, err := w.engine.DropDraft(t.Context(), colleague, d.ID); key != "" || err != nil {
		t.Errorf("a colleague removes it: %q, %v", key, err)
	}
	if w.draft(w.operator, o.ID).ID != d.ID || w.count(`SELECT count(*) FROM revisions`) != 0 {
		t.Error("the draft is gone, or was sent")
	}
}

// A new draft takes the place of the old one, whose jobs have nothing left to do; it is
// removed when asked, and a job that runs twice acts once.
func TestADraftIsReplacedAndRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	first := w.trying(o)
	if replaced, err := w.engine.PutDraft(t.Context(), w.operator, first); replaced != "" || err != nil {
		t.Fatalf("%q, %v", replaced, err)
	}
	old := w.draft(w.operator, o.ID)
	job := w.job(workflow.JobReadDraft, int64(old.ID))
	second := w.trying(o)
	if replaced, err := w.engine.PutDraft(t.Context(), w.operator, second); replaced != first.StoredAs || err != nil {
		t.Fatalf("it took the place of %q, %v", replaced, err)
	}
	d := w.draft(w.operator, o.ID)
	if d.ID == old.ID || d.SHA256 != second.SHA256 || w.count(`SELECT count(*) FROM drafts`) != 1 {
		t.Fatalf("now there is %+v", d)
	}
	if _, wanted, err := w.engine.DraftFor(t.Context(), job, old.ID); wanted || err != nil {
		t.Errorf("the old one is to be read (%v)", err)
	}
	if n := w.count(`SELECT count(*) FROM outbox WHERE id = $1 AND done_at IS NOT NULL`, job); n != 1 {
		t.Error("its job waits for ever")
	}
	_, err := w.sendDraft(w.operator, old)
	w.refused(err, "draft.none")

	next := w.job(workflow.JobReadDraft, int64(d.ID))
	w.must(w.engine.ScanDraft(t.Context(), next, d))
	w.must(w.engine.ScanDraft(t.Context(), next, d))
	if !w.draft(w.operator, o.ID).Scanned || w.count(`SELECT count(*) FROM outbox WHERE kind = 'draft:scan'`) != 1 {
		t.Error("it does not wait to be recognised, once")
	}
	scan := w.job(workflow.JobScanDraft, int64(d.ID))
	r := w.crowd(o)
	if err := w.engine.CheckDraft(t.Context(), scan, d, r); err == nil {
		t.Error("the reading of other bytes is taken")
	}
	r.SHA256 = d.SHA256
	w.must(w.engine.CheckDraft(t.Context(), scan, d, r))
	w.must(w.engine.CheckDraft(t.Context(), scan, d, document.Reading{SHA256: d.SHA256}))
	if got := w.draft(w.operator, o.ID); got.Summary.Kind != document.Register {
		t.Errorf("the second run changed it: %+v", got)
	}
	for _, want := range []string{second.StoredAs, ""} {
		if key, err := w.engine.DropDraft(t.Context(), w.operator, d.ID); key != want || err != nil {
			t.Errorf("removed %q, %v; want %q", key, err, want)
		}
	}
	if w.count(`SELECT count(*) FROM drafts`) != 0 {
		t.Error("it is still there")
	}
}

// A draft is sent once: sent again, also at the same time, it gives the earlier
// receipt. Nothing of what was found stays with it.
func TestADraftIsSentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), w.crowd(o))
	_, in, err := w.engine.DraftFile(t.Context(), w.operator, o.ID, d.ID)
	w.must(err)
	got := make([]engine.Received, 3)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			var err error
			if got[i], err = w.engine.Receive(t.Context(), w.operator, in); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	again, err := w.sendDraft(w.operator, w.draft(w.operator, o.ID))
	w.must(err)
	firsts := 0
	for _, g := range append(got, again) {
		if g.Receipt.String() != got[0].Receipt.String() || g.Revision != got[0].Revision {
			t.Errorf("other receipts: %+v", g)
		}
		if !g.Already {
			firsts++
		}
	}
	if firsts != 1 || !again.Already || w.count(`SELECT count(*) FROM revisions`) != 1 {
		t.Errorf("sent %d times", firsts)
	}
	after := w.draft(w.operator, o.ID)
	if after.StateAt(w.clock.now()) != workflow.DraftSent || after.RevisionID != again.Revision || len(after.Findings) != 0 || len(after.Summary.Values) != 0 {
		t.Errorf("once it is sent it is %+v", after)
	}
	if !w.obligation(o.ID).SubmittedAt.Equal(w.clock.now()) {
		t.Error("it does not count from when it was sent")
	}
	_, err = w.engine.PutDraft(t.Context(), w.operator, w.trying(o))
	w.refused(err, "draft.closed")
}

// A correction of what the office returned can be tried too; it is held against what
// there is beside it, not against its own earlier revision. The same bytes as before are
// refused as they always are.
func TestADraftOfACorrection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	same := w.trying(o)
	sent := w.send(w.operator, engine.Incoming{Obligation: o.ID, SHA256: same.SHA256})
	w.digest(sent, w.crowd(o))
	w.must(w.decide(w.reviewer, sent.Document, workflow.Returned, "Troppi ospiti."))
	w.clock.set(w.clock.now().Add(time.Hour))
	events := len(w.events(sent.Document))

	good := w.monthOf(o, "ZZ001", "ZZ002")
	d := w.try(w.operator, w.trying(o), good)
	if len(w.events(sent.Document)) != events || w.obligation(o.ID).Status != workflow.ObligationToComplete {
		t.Error("trying it changed the document")
	}
	got, err := w.sendDraft(w.operator, d)
	w.must(err)
	if got.Document != sent.Document || got.Number != 2 {
		t.Fatalf("received as %+v", got)
	}
	w.digest(got, good)
	if before, after := say(d.Findings), say(w.findings(got.Document)); !slices.Equal(before, after) {
		t.Errorf("told before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}

	w.must(w.decide(w.reviewer, sent.Document, workflow.Returned, "Ancora."))
	_, err = w.sendDraft(w.operator, w.try(w.operator, same, w.crowd(o)))
	w.refused(err, "receive.unchanged")
}
