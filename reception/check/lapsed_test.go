package check

import (
	"reflect"
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A finding that was overridden is known again when an input changed, and what changed
// is told.
func TestWhatBecameOfAFinding(t *testing.T) {
	inv := invoice(7, "12/PA", presences("1012", "32.31"))
	find := func(reg Submission) []Finding { return ruleOf(t, "R3").Find(facts(this(inv), registers(reg))) }
	was := find(thousand())[0]
	if same, ok := was.Successor(find(thousand())); !ok || len(same.ChangesSince(was)) != 0 {
		t.Errorf("the same facts: %v, %+v", ok, same.ChangesSince(was))
	}
	corrected := with(thousand(), set(document.RowField(33, "present"), stay("-22 P9")), func(s *Submission) { s.Revision++ })
	is, ok := was.Successor(find(corrected))
	if !ok {
		t.Fatal("the finding is not known again")
	}
	type told struct {
		it, was, is, wasEn, isEn string
		sent                     bool
	}
	var got []told
	for _, c := range is.ChangesSince(was) {
		got = append(got, told{c.It, c.Was, c.Is, c.WasEn, c.IsEn, c.Sent})
	}
	want := []told{{"presenze del registro RN-017, ottobre 2025 (approvato)", "1.000", "1.001", "1,000", "1,001", false}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	again := with(thousand(), func(s *Submission) { s.Revision++ })
	is, _ = was.Successor(find(again))
	if c := is.ChangesSince(was); len(c) != 1 || !c[0].Sent {
		t.Errorf("another revision with the same value: %+v", c)
	}
	gone := is
	gone.Inputs = gone.Inputs[1:]
	if c := gone.ChangesSince(is); len(c) != 1 || c[0].Is != "" || c[0].Was != "1.012" {
		t.Errorf("an input that went: %+v", c)
	}
	if c := is.ChangesSince(gone); len(c) != 1 || c[0].Was != "" || c[0].Is != "1.012" {
		t.Errorf("an input that came: %+v", c)
	}
}

// Several inputs may bear one label, as the values of a summary do: each is compared with
// its own.
func TestInputsOfOneLabel(t *testing.T) {
	summary := func(values ...string) (f Finding) {
		for _, v := range values {
			f.Inputs = append(f.Inputs, Input{It: "riepilogo 1", En: "summary 1", Source: "document"}.valued(same(v)))
		}
		return f
	}
	for name, x := range map[string]struct{ was, is, want []string }{
		"nothing":        {[]string{"900", "5 %", "N4"}, []string{"900", "5 %", "N4"}, nil},
		"another order":  {[]string{"900", "5 %", "N4"}, []string{"N4", "900", "5 %"}, nil},
		"the first":      {[]string{"900", "5 %", "N4"}, []string{"800", "5 %", "N4"}, []string{"900 > 800"}},
		"the last":       {[]string{"900", "5 %", "N4"}, []string{"900", "5 %", "N1"}, []string{"N4 > N1"}},
		"one came":       {[]string{"900", "N4"}, []string{"900", "5 %", "N4"}, []string{" > 5 %"}},
		"one went":       {[]string{"900", "5 %", "N4"}, []string{"900", "N4"}, []string{"5 % > "}},
		"one twice went": {[]string{"5 %", "5 %"}, []string{"5 %"}, []string{"5 % > "}},
	} {
		var got []string
		for _, c := range summary(x.is...).ChangesSince(summary(x.was...)) {
			got = append(got, c.Was+" > "+c.Is)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// Of several findings of a rule the one that rests on the same is meant.
func TestTheNearestFindingSucceeds(t *testing.T) {
	line := func(n int, value string) Finding {
		w := words{"riga 1, prezzo", "line 1, price"}
		if n == 2 {
			w = words{"riga 2, prezzo", "line 2, price"}
		}
		return Finding{Rule: "R4", Inputs: []Input{registry(words{"tariffa", "rate"}, same("32"), day("2026-10-01")), Input{It: w.it, En: w.en, Source: "document"}.valued(same(value))}}
	}
	was := line(2, "30")
	if is, ok := was.Successor([]Finding{line(1, "30"), line(2, "31")}); !ok || is.Inputs[1].Value != "31" {
		t.Errorf("%v %+v", ok, is)
	}
	if is, ok := was.Successor([]Finding{line(1, "30")}); ok {
		t.Errorf("of another line, with the rate alone in common: %+v", is)
	}
	rate := Finding{Rule: "R4", Inputs: was.Inputs[:1]}
	if _, ok := rate.Successor([]Finding{line(1, "30")}); !ok {
		t.Error("a finding that rests on the registry alone is not known again")
	}
	other := line(1, "30")
	other.Rule = "R5"
	if _, ok := was.Successor([]Finding{other}); ok {
		t.Error("a finding of another rule")
	}
}
