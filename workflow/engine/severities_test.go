package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// crowded sends a register with more guests than places, on which R11 has a finding.
func (w *world) crowded() document.ID {
	w.Helper()
	slot := w.slot(document.Register)
	var c reception.Centre
	w.read(storage.System(), func(r *storage.Reader) (err error) { c, err = r.Centre(w.Context(), slot.CentreID); return err })
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, full(c.Code, c.Places+8))
	return got.Document
}

// weigh gives a rule another severity from a day on ("": today).
func (w *world) weigh(rule, severity, from string) error {
	w.Helper()
	admin := w.actor(province.AdministratorEmail)
	var o reception.Office
	w.read(storage.For(admin), func(r *storage.Reader) (err error) { o, err = r.Office(w.Context(), admin.Office); return err })
	o.Rules.Severities = map[string]string{rule: severity}
	return w.engine.SaveOffice(w.Context(), admin, o, blind(from))
}

// An office makes a rule block: what is open is checked again at once, the finding
// is the same but for how grave it is, and the change is on record.
func TestAnOfficeChangesASeverity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.crowded()
	before := ofRule(w.findings(id), "R11")
	if len(before) != 1 || before[0].Severity != check.Warn {
		t.Fatalf("before: %+v", before)
	}
	w.must(w.weigh("R11", "block", ""))
	w.must(w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(id)), id))
	after := ofRule(w.findings(id), "R11")
	if len(after) != 1 || after[0].Severity != check.Block || after[0].Key() != before[0].Key() {
		t.Fatalf("after: %+v", after)
	}
	w.refused(w.decide(w.reviewer, id, workflow.Approved, ""), "override.missing")
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Changes(t.Context(), reception.EntityOffice, int64(w.operator.Office))
		if err == nil && (len(all) != 1 || len(all[0].Fields) != 1 || all[0].Fields[0] != reception.Difference{Field: "rules.severities.R11", After: "block"}) {
			t.Errorf("on record: %+v", all)
		}
		return err
	})
}

// A change from a later day changes nothing before it; on the day, what is open is
// checked again.
func TestASeverityFromALaterDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.crowded()
	w.must(w.weigh("R11", "info", "2027-01-01"))
	if f := ofRule(w.recheck(id), "R11"); f[0].Severity != check.Warn {
		t.Fatalf("before the day: %+v", f)
	}
	w.clock.set(day("2027-01-01").At(9, 0))
	_, err := w.engine.ApplyVersions(t.Context(), day("2027-01-01"))
	w.must(err)
	w.must(w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(id)), id))
	if f := ofRule(w.findings(id), "R11"); len(f) != 1 || f[0].Severity != check.Info {
		t.Errorf("from the day on: %+v", f)
	}
}

// What is decided stays as it was; a rule that no document breaks asks for no check.
func TestWhatIsNotCheckedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.crowded()
	w.must(w.decide(w.reviewer, id, workflow.Rejected, "Il registro non è quello giusto."))
	jobs := w.waiting()
	w.must(w.weigh("R11", "block", ""))
	if n := w.waiting(); n != jobs+1 { // the obligations follow the office
		t.Errorf("%d jobs wait, %d did", n, jobs)
	}
}

func TestASeverityThatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for rule, severity := range map[string]string{"R99": "block", "R11": "fatal"} {
		err := w.weigh(rule, severity, "")
		w.refused(err, "registry.problems")
		if ps := reception.ProblemsOf(err); len(ps) != 1 || ps[0].Field != "rules.severities."+rule || !strings.Contains(ps[0].It, rule) {
			t.Errorf("%s: %+v", rule, ps)
		}
	}
}
