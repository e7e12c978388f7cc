package check

import (
	"strings"
	"testing"
)

// A finding on a scan says on which page it is, here and there; of another body the
// office alone is told whose it is.
func TestTheSameScanIsToldWithItsPages(t *testing.T) {
	paper := with(register(1, ccA, "RN-017", "2025-10", guests(3, "P31")), looking(scanOf(2, 3, 0.4), scanOf(4, 5, 0.4)))
	own := Run(facts(this(paper), looksLike(scanOf(6, 3, 0.4)), looksLike(scanOf(7, 5, 0.4)))).Findings
	i := -1
	for n, f := range own {
		if f.Rule == "D1" {
			i = n
		}
	}
	if i < 0 || !strings.Contains(own[i].It, "le stesse scansioni delle pagine 2 e 4: Registro presenze RN-020 Casa Blu") || !strings.Contains(own[i].En, "the same scans as pages 2 and 4") {
		t.Fatalf("%+v", own)
	}
	if in := own[i].Inputs; len(in) != 2 || in[0].Place.Page != 2 || in[1].Place.Page != 6 || in[1].Document != 70 {
		t.Errorf("inputs %+v", in)
	}
	for _, f := range Run(facts(this(paper), looksLike(scanOf(6, 3, 0.4), anothers))).Findings {
		if f.Rule != "D1" {
			continue
		}
		if strings.Contains(f.It+f.En, "Beta") || strings.Contains(f.It+f.En, "RN-020") || len(f.Inputs) != 1 || f.Inputs[0].Document == 70 {
			t.Errorf("the body is told of another: %+v", f)
		}
		if f.Aside == nil || !strings.Contains(f.Aside.It, "Cooperativa Beta") || f.Aside.Inputs[0].Place.Page != 6 {
			t.Errorf("the office is told %+v", f.Aside)
		}
	}
}
