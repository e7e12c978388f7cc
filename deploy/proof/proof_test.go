package proof_test

import (
	"os"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/proof"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception/check"
)

// TestEveryFaultIsFoundAndNothingRightIsBlocked is the small version of `make checks`:
// every kind of fault at least once.
func TestEveryFaultIsFoundAndNothingRightIsBlocked(t *testing.T) {
	t.Parallel()
	p := province.New(province.Options{Seed: 8, Bodies: 14, Centres: 24, Months: 5, OtherBodies: 1, OtherCentres: 1})
	cases, err := proof.Judge(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := proof.NewReport(p, cases)
	for _, k := range r.Kinds {
		if k.Planted == 0 {
			t.Errorf("no file has %s", k.Code)
		}
		if k.Rule == "" && k.Why == "" {
			t.Errorf("%s is found by no rule, and nobody says why", k.Code)
		}
	}
	for _, m := range r.Missed {
		t.Error("missed: " + m)
	}
	for _, a := range r.FalseAlarms { // what a reader of scans can't vouch for is asked, and never blocks
		if a.Severity == check.Block || !a.Scanned {
			t.Error("alarm: " + a.Text)
		}
	}
	if planted, _ := r.Decidable(); len(r.Kinds) < 60 || planted < 60 || r.Right < 150 || r.Formats[province.Scan] < 3 {
		t.Errorf("%d kinds, %d planted, %d files right: too little to say anything", len(r.Kinds), planted, r.Right)
	}
}

// TestAReportThatSeesNothing: rules that were silent would be told.
func TestAReportThatSeesNothing(t *testing.T) {
	t.Parallel()
	p := province.New(province.Options{Seed: 7, Bodies: 4, Centres: 6, Months: 2, OtherBodies: 1, OtherCentres: 1})
	var cases []proof.Judged
	faults := 0
	for _, f := range p.Files {
		c := proof.Judged{File: f}
		switch {
		case f.Fault != nil && province.KindOf(f.Fault.Code).Rule != "":
			faults++
		case f.Fault == nil && len(cases)%2 == 0:
			c.Result.Findings = []check.Finding{{Rule: "R3", Severity: check.Block}}
		}
		cases = append(cases, c)
	}
	r := proof.NewReport(p, cases)
	planted, found := r.Decidable()
	if planted != faults || faults == 0 || found != 0 || len(r.Missed) != faults || r.FalseBlocks() == 0 || r.FalseBlocks() != len(r.FalseAlarms) {
		t.Errorf("%d planted, %d found, %d told as missed, %d false blocks", planted, found, len(r.Missed), r.FalseBlocks())
	}
	var b strings.Builder
	if err := r.Markdown(&b); err != nil || !strings.Contains(b.String(), "| R3 |") || !strings.Contains(b.String(), "`register_total`") {
		t.Errorf("%s %v", b.String(), err)
	}
}

// TestThePublishedReportIsComplete: docs/checks.md has a line for each kind of the
// ledger and each rule of the table, and says why of those that no rule finds.
func TestThePublishedReportIsComplete(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, k := range province.FaultKinds() {
		must := "no rule"
		if k.Rule != "" {
			must = k.Rule + ", " + string(k.AtLeast)
		}
		if !strings.Contains(text, "| `"+k.Code+"` | "+k.En+" | "+must+" |") || !strings.Contains(text, k.Why) {
			t.Errorf("docs/checks.md does not tell %s: run make checks", k.Code)
		}
	}
	for _, r := range check.Rules() {
		if !strings.Contains(text, "| "+r.ID+" | "+r.TitleEn+" |") {
			t.Errorf("docs/checks.md does not tell rule %s: run make checks", r.ID)
		}
	}
}
