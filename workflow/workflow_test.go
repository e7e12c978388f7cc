package workflow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func definition(t *testing.T, key string) workflow.Definition {
	t.Helper()
	all, err := workflow.DefaultDefinitions()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Key == key {
			return d.Definition
		}
	}
	t.Fatalf("no definition %q", key)
	return workflow.Definition{}
}

var (
	rimini   = calendar.Named("rimini")
	monday   = day("2026-11-23")
	reviewer = workflow.Actor{Person: 1, Office: 1, Role: reception.Reviewer}
	head     = workflow.Actor{Person: 2, Office: 1, Role: reception.Head}
)

// at puts a case of the invoice definition at a step, with its open task.
func at(step string, role reception.Role) (workflow.Case, workflow.Task) {
	return workflow.Case{ID: 7, Step: step, Version: 1}, workflow.Task{ID: 9, CaseID: 7, Step: step, Role: role}
}

func TestAnInvoiceNeedsTwoPairsOfEyes(t *testing.T) {
	def := definition(t, "invoice")
	m := workflow.Open(def, rimini, monday)
	if m.Step != "review" || m.Open.Role != reception.Reviewer || m.Open.Due.On != day("2026-12-07") {
		t.Fatalf("opens with %+v, due %s", m, m.Open.Due.On)
	}
	c, task := at("review", reception.Reviewer)
	m, err := workflow.Decide(def, c, task, workflow.Asked{Outcome: workflow.Approved, By: reviewer}, rimini, monday)
	if err != nil || m.Step != "confirm" || m.Outcome != "" || m.Tell {
		t.Fatalf("the first approval gives %+v, %v", m, err)
	}
	c, task = at("confirm", reception.Head)
	before := []workflow.Taken{{Step: "review", By: head.Person}}
	_, err = workflow.Decide(def, c, task, workflow.Asked{Outcome: workflow.Approved, By: head, Before: before}, rimini, monday)
	if !workflow.IsRefusal(err, "four_eyes") {
		t.Fatalf("the same person decided both steps: %v", err)
	}
	before[0].By = reviewer.Person
	m, err = workflow.Decide(def, c, task, workflow.Asked{Outcome: workflow.Approved, By: head, Before: before}, rimini, monday)
	if err != nil || m.Outcome != workflow.Approved || m.Step != "" || m.Open != nil || !m.Tell || m.Obligation != workflow.ObligationAccepted {
		t.Fatalf("the confirmation gives %+v, %v", m, err)
	}
}

func TestReturnedAndSentAgain(t *testing.T) {
	def := definition(t, "register")
	c, task := at("review", reception.Reviewer)
	m, err := workflow.Decide(def, c, task, workflow.Asked{Outcome: workflow.Returned, Reason: "mancano le firme", By: reviewer}, rimini, monday)
	if err != nil || m.Step != "completion" || m.Open.Role != reception.Operator || m.Obligation != workflow.ObligationToComplete || !m.Tell {
		t.Fatalf("%+v, %v", m, err)
	}
	if _, err := workflow.Resubmit(def, c, rimini, monday); !workflow.IsRefusal(err, "case.not_waiting") {
		t.Fatalf("a revision was taken while the case is under review: %v", err)
	}
	c.Step = "completion"
	m, err = workflow.Resubmit(def, c, rimini, monday)
	if err != nil || m.Step != "review" || m.Obligation != workflow.ObligationUnderReview {
		t.Fatalf("%+v, %v", m, err)
	}
}

func TestDecisionsThatAreRefused(t *testing.T) {
	def := definition(t, "invoice")
	c, task := at("review", reception.Reviewer)
	closed := c
	closed.Outcome, closed.Step = workflow.Approved, ""
	waiting, own := at("completion", reception.Operator)
	other := task
	other.Step = "confirm"
	for _, tc := range []struct {
		name  string
		c     workflow.Case
		task  workflow.Task
		asked workflow.Asked
	}{
		{"reason.missing", c, task, workflow.Asked{Outcome: workflow.Returned, Reason: "  ", By: reviewer}},
		{"reason.missing", c, task, workflow.Asked{Outcome: workflow.Rejected, By: reviewer}},
		{"role.other", c, task, workflow.Asked{Outcome: workflow.Approved, By: head}},
		{"case.closed", closed, task, workflow.Asked{Outcome: workflow.Approved, By: reviewer}},
		{"task.closed", c, other, workflow.Asked{Outcome: workflow.Approved, By: reviewer}},
		{"outcome.not_offered", waiting, own, workflow.Asked{Outcome: workflow.Approved, By: workflow.Actor{Person: 5, Body: 1, Role: reception.Operator}}},
	} {
		m, err := workflow.Decide(def, tc.c, tc.task, tc.asked, rimini, monday)
		r, ok := workflow.RefusalOf(err)
		if !ok || r.Name != tc.name || r.It == "" || r.En == "" {
			t.Errorf("want %s, got %+v, %v", tc.name, m, err)
		}
	}
}

func TestLintTellsEveryProblem(t *testing.T) {
	_, err := workflow.ParseDefinition([]byte(`
key: broken
version: 1
title: {it: x, en: x}
steps:
  - {name: a, title: {it: a}, role: reviewer, due: {days: 1}, approve: nowhere, return: b}
  - {name: b, title: {it: b}, role: reviewer, due: {days: 1, working_days: 2}, approve: b}
  - {name: c, title: {it: c}, role: king, due: {}, reject: rejected, other_than: z}
  - {name: approved, title: {it: d}, role: head, due: {days: 1}, approve: approved}
`))
	if err == nil {
		t.Fatal("a broken definition was accepted")
	}
	for _, want := range []string{`"nowhere"`, "not a step of the operator", "either due.days or due.working_days",
		`"king"`, "other_than", "can't be reached", "no end can be reached", "reserved"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the lint does not say %s:\n%v", want, err)
		}
	}
	if _, err := workflow.ParseDefinition([]byte("key: x\nversion: 1\nstep: []\n")); err == nil || !strings.Contains(err.Error(), "step") {
		t.Errorf("a misspelt key was accepted: %v", err)
	}
}

func TestStandings(t *testing.T) {
	o := workflow.Obligation{Status: workflow.ObligationOpen, Due: calendar.Due{On: day("2026-11-05")}}
	for date, want := range map[string]workflow.Standing{"2026-10-20": workflow.Upcoming, "2026-10-29": workflow.DueSoon,
		"2026-11-05": workflow.DueSoon, "2026-11-06": workflow.Overdue} {
		if got := o.StandingAt(day(date).At(12, 0), workflow.DueSoonDays); got != want {
			t.Errorf("on %s it is %s, want %s", date, got, want)
		}
	}
	o.Status, o.SubmittedAt = workflow.ObligationSubmitted, time.Date(2026, 11, 5, 23, 30, 0, 0, time.UTC) // 00:30 of the 6th in Italy
	if got := o.StandingAt(day("2026-12-01").At(12, 0), workflow.DueSoonDays); got != workflow.Standing(workflow.ObligationSubmitted) {
		t.Errorf("a submitted obligation is %s", got)
	}
	if got := o.DaysLate(day("2026-12-01")); got != 1 {
		t.Errorf("%d days late, want 1", got)
	}
}

// Where the hour counts, an obligation is overdue once the hour has passed, on
// that day still; and not before it, where the hour is of the next night.
func TestStandingsWhereTheHourCounts(t *testing.T) {
	due := day("2026-11-05")
	noon := workflow.Obligation{Status: workflow.ObligationOpen, Due: calendar.Due{On: due, At: due.At(12, 0)}}
	midnight := workflow.Obligation{Status: workflow.ObligationOpen, Due: calendar.Due{On: due, At: due.AddDays(1).At(0, 0)}}
	for _, tc := range []struct {
		name string
		o    workflow.Obligation
		at   time.Time
		want workflow.Standing
	}{
		{"long before", noon, due.AddDays(-8).At(13, 0), workflow.Upcoming},
		{"the day before", noon, due.AddDays(-1).At(13, 0), workflow.DueSoon},
		{"at the hour", noon, due.At(12, 0), workflow.DueSoon},
		{"a minute past the hour", noon, due.At(12, 1), workflow.Overdue},
		{"that night", noon, due.At(23, 59), workflow.Overdue},
		{"the last minute of the day", midnight, due.At(23, 59), workflow.DueSoon},
		{"midnight", midnight, due.AddDays(1).At(0, 0), workflow.DueSoon},
		{"past midnight", midnight, due.AddDays(1).At(0, 1), workflow.Overdue},
	} {
		if got := tc.o.StandingAt(tc.at, 7); got != tc.want {
			t.Errorf("%s it is %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestFit(t *testing.T) {
	october, _ := calendar.ParseMonth("2026-10")
	slots := []workflow.Obligation{
		{ID: 1, CentreID: 10, AgreementID: 5, For: october},
		{ID: 2, CentreID: 11, AgreementID: 5, For: october},
		{ID: 3, CentreID: 10, AgreementID: 5, For: october.Next()},
	}
	for _, tc := range []struct {
		hints  workflow.Hints
		want   workflow.ObligationID
		reason string
	}{
		{workflow.Hints{For: october, Centre: 10}, 1, "the only slot that fits"},
		{workflow.Hints{For: october, Centre: 12}, 0, "no slot fits"},
		{workflow.Hints{For: october}, 0, "the centre is not known"},
		{workflow.Hints{Centre: 10}, 0, "the month is not known"},
		{workflow.Hints{For: october, Centre: 10, Agreement: 6}, 0, "the slot that fits is of another agreement"},
	} {
		got, reason, ok := workflow.Fit(slots, tc.hints)
		if got.ID != tc.want || reason != tc.reason || ok != (tc.want != 0) {
			t.Errorf("%+v: slot %d, %q; want %d, %q", tc.hints, got.ID, reason, tc.want, tc.reason)
		}
	}
	invoices := []workflow.Obligation{{ID: 4, AgreementID: 5, For: october}, {ID: 5, AgreementID: 6, For: october}}
	if _, reason, ok := workflow.Fit(invoices, workflow.Hints{For: october}); ok || reason != "several slots fit" {
		t.Errorf("two invoices fit: %q", reason)
	}
	if _, reason, ok := workflow.Fit(nil, workflow.Hints{For: october}); ok || reason != "nothing is expected" {
		t.Errorf("no slot: %q", reason)
	}
}

// The queue routes by prefix, so no kind of job may be the beginning of another.
func TestJobKindsArePrefixFree(t *testing.T) {
	kinds := []workflow.JobKind{workflow.JobReadRevision, workflow.JobRecognise, workflow.JobDraw, workflow.JobReadDraft, workflow.JobScanDraft, workflow.JobCheck, workflow.JobNotify, workflow.JobExpect, workflow.JobFollow, workflow.JobMakeWay, workflow.JobMarksMoved, "clock:tick"}
	for i, a := range kinds {
		for j, b := range kinds {
			if i != j && strings.HasPrefix(string(b), string(a)) {
				t.Errorf("%q begins with %q", b, a)
			}
		}
	}
}
