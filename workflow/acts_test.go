package workflow_test

import (
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func TestActs(t *testing.T) {
	operator := workflow.Actor{Person: 1, Office: 1, Body: 2, Role: reception.Operator}
	stranger := workflow.Actor{Person: 2, Office: 1, Body: 3, Role: reception.Operator}
	reviewer := workflow.Actor{Person: 3, Office: 1, Role: reception.Reviewer}
	elsewhere := workflow.Actor{Person: 4, Office: 9, Role: reception.Head}
	today := day("2026-11-03")
	obligation := func(s workflow.ObligationStatus) workflow.Obligation {
		return workflow.Obligation{OfficeID: 1, BodyID: 2, Status: s, Due: rimini.AfterDays(day("2026-10-26"), 10)} // 5 November
	}
	open, declared := workflow.ObligationOpen, workflow.ObligationDeclared
	type act func(workflow.Obligation) (workflow.Acted, error)
	declare := func(a workflow.Actor, why string) act {
		return func(o workflow.Obligation) (workflow.Acted, error) { return workflow.DeclareNothing(o, a, why) }
	}
	revoke := func(a workflow.Actor) act {
		return func(o workflow.Obligation) (workflow.Acted, error) { return workflow.RevokeDeclaration(o, a, "") }
	}
	answer := func(a workflow.Actor, yes bool, why string) act {
		return func(o workflow.Obligation) (workflow.Acted, error) { return workflow.AnswerDeclaration(o, a, yes, why) }
	}
	extend := func(a workflow.Actor, to, why string) act {
		return func(o workflow.Obligation) (workflow.Acted, error) {
			return workflow.Extend(o, a, date(to), why, today)
		}
	}
	waive := func(a workflow.Actor, why string) act {
		return func(o workflow.Obligation) (workflow.Acted, error) { return workflow.Waive(o, a, why) }
	}
	restore := func(a workflow.Actor, why string) act {
		return func(o workflow.Obligation) (workflow.Acted, error) { return workflow.Restore(o, a, why) }
	}
	for _, tc := range []struct {
		name   string
		status workflow.ObligationStatus
		do     act
		want   workflow.ObligationStatus
		refuse string
	}{
		{"declare", open, declare(operator, " nessun ospite "), declared, ""},
		{"declare without a reason", open, declare(operator, "  "), "", "reason.missing"},
		{"declare with an x", open, declare(operator, " x "), "", "reason.short"},
		{"declare for another body", open, declare(stranger, "no"), "", "obligation.body_only"},
		{"the office declares", open, declare(reviewer, "no"), "", "obligation.body_only"},
		{"declare twice", declared, declare(operator, "no"), "", "obligation.declared_already"},
		{"declare what was sent", workflow.ObligationSubmitted, declare(operator, "no"), "", "obligation.not_open"},
		{"revoke", declared, revoke(operator), open, ""},
		{"revoke what was answered", workflow.ObligationNothing, revoke(operator), "", "obligation.not_declared"},
		{"revoke for another body", declared, revoke(stranger), "", "obligation.body_only"},
		{"acknowledge", declared, answer(reviewer, true, ""), workflow.ObligationNothing, ""},
		{"refuse", declared, answer(reviewer, false, "dovuto"), open, ""},
		{"refuse without a reason", declared, answer(reviewer, false, ""), "", "reason.missing"},
		{"answer one's own", declared, answer(operator, true, ""), "", "obligation.office_only"},
		{"answer from another office", declared, answer(elsewhere, true, ""), "", "obligation.office_only"},
		{"answer nothing", open, answer(reviewer, true, ""), "", "obligation.not_declared"},
		{"extend", open, extend(reviewer, "2026-11-20", "alluvione"), open, ""},
		{"extend by a year", open, extend(reviewer, "2027-11-05", "alluvione"), open, ""},
		{"extend by more", open, extend(reviewer, "2027-11-06", "alluvione"), "", "extension.too_long"},
		{"extend to the same day", open, extend(reviewer, "2026-11-05", "alluvione"), "", "extension.not_later"},
		{"extend to nothing", open, extend(reviewer, "", "alluvione"), "", "extension.no_date"},
		{"extend without a reason", open, extend(reviewer, "2026-11-20", ""), "", "reason.missing"},
		{"extend one's own", open, extend(operator, "2026-11-20", "no"), "", "obligation.office_only"},
		{"extend what was declared", declared, extend(reviewer, "2026-11-20", "no"), "", "obligation.declared"},
		{"extend what was sent", workflow.ObligationUnderReview, extend(reviewer, "2026-11-20", "no"), "", "obligation.not_open"},
		{"waive", open, waive(reviewer, "chiuso"), workflow.ObligationWaived, ""},
		{"waive without a reason", open, waive(reviewer, ""), "", "reason.missing"},
		{"waive what was declared", declared, waive(reviewer, "no"), "", "obligation.declared"},
		{"waive what was sent", workflow.ObligationAccepted, waive(reviewer, "no"), "", "obligation.not_open"},
		{"waive one's own", open, waive(operator, "no"), "", "obligation.office_only"},
		{"restore", workflow.ObligationWaived, restore(reviewer, "serve"), open, ""},
		{"restore what was acknowledged", workflow.ObligationNothing, restore(reviewer, "serve"), open, ""},
		{"restore what is asked for", open, restore(reviewer, "serve"), "", "obligation.not_waived"},
		{"restore without a reason", workflow.ObligationWaived, restore(reviewer, ""), "", "reason.missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.do(obligation(tc.status))
			if tc.refuse != "" {
				r, ok := workflow.RefusalOf(err)
				if !ok || r.Name != tc.refuse || r.It == "" || r.En == "" {
					t.Fatalf("%+v, %v; want %s", got, err, tc.refuse)
				}
				return
			}
			if err != nil || got.Status != tc.want {
				t.Fatalf("%+v, %v; want %s", got, err, tc.want)
			}
		})
	}
	got, err := extend(reviewer, "2026-11-20", "alluvione")(obligation(open))
	if err != nil || got.From != day("2026-11-05") || got.Due.On != day("2026-11-20") {
		t.Fatalf("%+v, %v", got, err)
	}
	if at, err := got.Due.Derivation.Replay(); err != nil || at != got.Due.On {
		t.Errorf("the derivation leads to %s, %v", at, err)
	}
	late := obligation(open)
	late.Due = rimini.AfterDays(day("2024-01-01"), 10)
	if _, err := extend(reviewer, "2026-11-03", "x")(late); !workflow.IsRefusal(err, "extension.past") {
		t.Errorf("extended to today: %v", err)
	}
	if _, err := extend(reviewer, "2026-12-01", "x")(late); err != nil {
		t.Errorf("what is years late can't be extended: %v", err)
	}
}

func date(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return day(s)
}

func TestLateAt(t *testing.T) {
	o := workflow.Obligation{Due: calendar.Due{On: day("2026-05-05"), At: day("2026-05-05").At(23, 0)}}
	for _, tc := range []struct {
		day       string
		hour      int
		minute    int
		days, hrs int
	}{{"2026-05-05", 22, 0, 0, 0}, {"2026-05-05", 23, 1, 0, 1}, {"2026-05-06", 0, 0, 1, 1}, {"2026-05-07", 9, 30, 2, 35}} {
		got := o.LateAt(day(tc.day).At(tc.hour, tc.minute))
		if got.Days != tc.days || got.Hours != tc.hrs {
			t.Errorf("on %s at %d:%d: %+v", tc.day, tc.hour, tc.minute, got)
		}
	}
}

func TestDefaultRequirements(t *testing.T) {
	all, err := workflow.DefaultRequirements()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, q := range all {
		have[string(q.Kind)] = true
	}
	for _, q := range all {
		if q.Recurrence != reception.Daily {
			continue
		}
		due := day("2026-11-06") // of the paper of the 5th
		l := workflow.LadderOf(reception.Ladder{Steps: []int{-7, -2, 0}, EscalateAfter: 15}, q.Ladder)
		if first := workflow.FirstNudge(l, due); first.IsZero() || first.Before(due) {
			t.Errorf("the daily %s is reminded of on %s, before its day", q.Kind, first)
		}
	}
	for _, k := range workflow.DefaultChecklist() {
		if !have[string(k)] {
			t.Errorf("no requirement asks for the attachment %s", k)
		}
	}
	if len(workflow.DefaultChecklist()) != 10 {
		t.Error("DM 18 October 2017 lists ten attachments")
	}
}
