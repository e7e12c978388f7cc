package workflow_test

import (
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

func TestAnswer(t *testing.T) {
	reviewer, head := workflow.Actor{Person: 1, Role: reception.Reviewer}, workflow.Actor{Person: 2, Role: reception.Head}
	none := workflow.Override{}
	mine := workflow.Override{Reason: "x", By: 1}
	both := workflow.Override{Reason: "x", By: 1, Confirmed: 2}
	for _, c := range []struct {
		name     string
		found    []workflow.Blocking
		by       workflow.Actor
		last     bool
		refusal  string
		confirms int
	}{
		{"nothing blocks", nil, reviewer, true, "", 0},
		{"nobody overrides it", []workflow.Blocking{{Rule: "R3", Override: none}}, head, false, "override.missing", 0},
		{"one of two", []workflow.Blocking{{Rule: "R3", Override: both}, {Rule: "R4", Override: none}}, head, true, "override.missing", 0},
		{"another level follows", []workflow.Blocking{{Rule: "R3", Override: mine}}, reviewer, false, "", 0},
		{"the last level alone", []workflow.Blocking{{Rule: "R3", Override: mine}}, reviewer, true, "override.second", 0},
		{"a second person approves", []workflow.Blocking{{Rule: "R3", Override: mine}, {Rule: "R4", Override: both}}, head, true, "", 1},
		{"two people did", []workflow.Blocking{{Rule: "R3", Override: both}}, reviewer, true, "", 0},
	} {
		confirms, err := workflow.Answer(c.found, c.by, c.last)
		r, _ := workflow.RefusalOf(err)
		name := ""
		if r != nil {
			name = r.Name
		}
		if name != c.refusal || len(confirms) != c.confirms {
			t.Errorf("%s: refused by %q, confirms %v", c.name, name, confirms)
		}
	}
}
