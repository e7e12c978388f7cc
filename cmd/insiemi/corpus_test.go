package main

import (
	"slices"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// What a reading says is right, wrong and sure, wrong but unsure, or missing.
func TestJudge(t *testing.T) {
	r := document.Reading{Kind: document.Register, Fields: []document.Field{
		{Name: "period", Value: "2026-10"}, {Name: "person_days", Value: "107", Unsure: true},
		{Name: "tariff", Value: "32.310"}, {Name: "iban", Value: "A"}, {Name: "iban", Value: "B", Unsure: true}}}
	failed := document.Reading{Error: &document.Warning{Code: "pdf.damaged"}}
	for text, want := range map[string][]verdict{
		`{}`:                                      nil,
		`{"kind":"REGISTRO_PRESENZE"}`:            {{"kind", right}},
		`{"kind":"DURC","error":null}`:            {{"error", right}, {"kind", wrong}},
		`{"error":"pdf.damaged"}`:                 {{"error", missing}},
		`{"fields":{"period":"2026-10"}}`:         {{"period", right}},
		`{"fields":{"period":"2026-11"}}`:         {{"period", wrong}},
		`{"fields":{"person_days":"107"}}`:        {{"person_days", rightUnsure}},
		`{"fields":{"person_days":108}}`:          {{"person_days", wrongUnsure}},
		`{"fields":{"tariff":32.31}}`:             {{"tariff", right}},
		`{"fields":{"iban":["A","B","C"]}}`:       {{"iban", right}, {"iban", rightUnsure}, {"iban", wrong}},
		`{"fields":{"total":"1"}}`:                {{"total", missing}},
		`{"absent":["total","period"]}`:           {{"period", wrong}, {"total", right}},
		`{"absent":["person_days"]}`:              {{"person_days", wrongUnsure}},
		`{"fields":{"b":"1"},"absent":["a","c"]}`: {{"a", right}, {"b", missing}, {"c", right}},
	} {
		got, err := judge([]byte(text), r)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]outcome{`{"error":"pdf.damaged"}`: right, `{"error":"file.empty"}`: wrong, `{"error":null}`: wrong, `{"kind":"DURC"}`: missing} {
		got, err := judge([]byte(text), failed)
		if err != nil || len(got) != 1 || got[0].outcome != want {
			t.Errorf("%s of what could not be read: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{``, `[]`, `{"kinds":"DURC"}`, `{"error":7}`, `{"fields":{"a":{}}}`, `{"fields":{"a":[]}}`, `{"fields":{"a":[7]}}`} {
		if got, err := judge([]byte(text), r); err == nil {
			t.Errorf("%q was understood: %v", text, got)
		}
	}
}

// A crash and an altered file make the command fail; an error with its reason,
// or a file that took too long, do not.
func TestSurvived(t *testing.T) {
	if err := survived([]fileResult{{}, {failure: "pdf.damaged"}, {failure: "read.timeout"}}); err != nil {
		t.Error(err)
	}
	if survived([]fileResult{{failure: "read.crashed"}}) == nil || survived([]fileResult{{altered: true}}) == nil {
		t.Error("a crash or an altered file is no failure")
	}
}

func TestFigures(t *testing.T) {
	s := shares{{Recall: 1, Precision: 0.5}, {Recall: 0.5, Precision: 0.98}, {Recall: 0, Precision: 1}}
	recall := func(x extract.Share) float64 { return x.Recall }
	if s.mean(recall) != 0.5 || s.below(recall, 0.95) != "66.7 %" || s.below(recall, 0.5) != "33.3 %" {
		t.Errorf("mean %v, below %s and %s", s.mean(recall), s.below(recall, 0.95), s.below(recall, 0.5))
	}
	took := []time.Duration{10, 30, 90}
	if got := medianRatio(took, []time.Duration{10, 10, 10}); got != 3 {
		t.Errorf("median ratio %v", got)
	}
	if percent(1, 0) != "-" || sum(took) != 130 {
		t.Error("a share of nothing, or a sum")
	}
}
