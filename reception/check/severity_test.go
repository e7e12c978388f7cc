package check

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/reception"
)

func TestWeigh(t *testing.T) {
	for _, c := range []struct {
		name                  string
		rule, set, wanted, is Severity
	}{
		{"the rule's own", Block, "", "", Block},
		{"the office's", Block, "", Warn, Warn},
		{"raised", Warn, "", Block, Block},
		{"a task that is not sure does not come to block", Block, Task, Block, Task},
		{"nor does it where the rule is given what it has", Block, Warn, Block, Warn},
		{"lowered with its rule", Block, Task, Info, Info},
		{"milder than the rule, and the office between", Block, Warn, Task, Warn},
		{"what informs stays that", Warn, Info, Block, Info},
		{"what informs stays that in a rule that informs", Info, Info, Block, Info},
		{"graver than its rule, both raised", Info, Warn, Task, Task},
		{"graver than its rule, raised less", Info, Task, Warn, Task},
		{"graver than its rule, lowered", Warn, Task, Info, Info},
		{"as its rule", Warn, Warn, Task, Task},
		{"a word that is none", Warn, "", "severe", Warn},
	} {
		if is := (Rule{Severity: c.rule}).weigh(c.set, c.wanted); is != c.is {
			t.Errorf("%s: %s", c.name, is)
		}
	}
}

// wanting gives every rule the same severity.
func wanting(s Severity) map[string]string {
	out := map[string]string{}
	for _, r := range Rules() {
		out[r.ID] = string(s)
	}
	return out
}

// An office changes how grave findings are, and nothing else of them; what is not
// sure blocks in no office.
func TestAnOfficeWeighsRules(t *testing.T) {
	raised := 0
	for _, c := range cases() {
		own := Run(c.facts)
		f := c.facts
		for _, s := range Severities() {
			f.Severities = wanting(s)
			res := Run(f)
			if !slices.Equal(keys(own), keys(res)) {
				t.Errorf("%s/%s: the findings with %s are others", c.rule, c.name, s)
			}
			for _, x := range res.Findings {
				if rank(x.Severity) < rank(s) && (s == Info || s == Warn && x.Severity == Block) {
					t.Errorf("%s/%s: %s is %s where the office wants %s", c.rule, c.name, x.Rule, x.Severity, s)
				}
				if x.Severity == Block && slices.ContainsFunc(x.Inputs, func(i Input) bool { return i.Unsure }) {
					t.Errorf("%s/%s: %s blocks on an unsure value", c.rule, c.name, x.Rule)
				}
				if r, _ := RuleOf(x.Rule); s == Block && x.Severity == Block && r.Severity != Block {
					raised++
				}
			}
		}
	}
	if raised == 0 {
		t.Error("no finding was raised")
	}
}

func keys(r Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Key())
	}
	slices.Sort(out)
	return out
}

func TestSeveritiesOfAnOffice(t *testing.T) {
	words := make([]string, 0, 4)
	for _, s := range Severities() {
		words = append(words, string(s))
	}
	if !slices.Equal(words, reception.Severities()) {
		t.Errorf("offices may say %v, rules know %v", reception.Severities(), words)
	}
	if ps := UnknownRules(reception.OfficeRules{Severities: wanting(Warn)}); len(ps) > 0 {
		t.Error(ps)
	}
	ps := UnknownRules(reception.OfficeRules{Severities: map[string]string{"R99": "warn", "R1": "block"}})
	if len(ps) != 1 || ps[0].Field != "rules.severities.R99" {
		t.Errorf("%+v", ps)
	}
	o := reception.DefaultOfficeRules()
	o.Severities = map[string]string{"R1": "fatal", "R2": "task"}
	if ps := o.Validate(); len(ps) != 1 || ps[0].Field != "severities.R1" {
		t.Errorf("%+v", ps)
	}
}
