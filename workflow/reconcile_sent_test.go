package workflow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Who sent the papers of some months is not asked for one of a longer
// time with them, whether the months become longer or begin elsewhere, and owes
// what they leave of it.
func TestMonthsThatWereSentAreNotAskedForAgain(t *testing.T) {
	for _, tc := range []struct {
		name   string
		before func(*workflow.Grounds)
		change func(*workflow.Grounds)
		sent   []string
		never  []string // slots
		open   []string // slots: what is left of them, and what is asked for next
	}{
		{"monthly, then every two months", func(g *workflow.Grounds) { g.Agreements[0].InvoiceMonths = 1 }, func(g *workflow.Grounds) { g.Agreements[0].InvoiceMonths = 2 },
			[]string{"a12/2026-01-01/1m", "a12/2026-02-01/1m"}, []string{"a12/2026-01-01/2m"}, []string{"a12/2026-03-01/2m"}},
		{"only one of the two was sent", func(g *workflow.Grounds) { g.Agreements[0].InvoiceMonths = 1 }, func(g *workflow.Grounds) { g.Agreements[0].InvoiceMonths = 2 },
			[]string{"a12/2026-02-01/1m"}, []string{"a12/2026-01-01/2m"}, []string{"a12/2026-01-01/1m", "a12/2026-03-01/2m"}},
		{"monthly, then quarterly", func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.Monthly }, func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.Quarterly },
			[]string{"a12/2026-01-01/1m", "a12/2026-04-01/1m"}, []string{"a12/2026-01-01/3m", "a12/2026-04-01/3m"}, []string{"a12/2026-02-01/2m", "a12/2026-05-01/2m", "a12/2026-07-01/3m"}},
		{"every two months from another month", func(*workflow.Grounds) {}, func(g *workflow.Grounds) { g.Agreements[0].StartsOn = day("2026-02-01") },
			[]string{"a12/2026-01-01/2m"}, []string{"a12/2026-02-01/2m"}, []string{"a12/2026-03-01/1m", "a12/2026-04-01/2m"}},
		{"every two months, then every year", func(*workflow.Grounds) {}, func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.Yearly },
			[]string{"a12/2026-05-01/2m"}, []string{"a12/2026-01-01/12m"}, []string{"a12/2026-01-01/4m", "a12/2026-07-01/6m"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := ground()
			g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
			tc.before(&g)
			k := ledgerOf(t, g)
			for _, slot := range tc.sent {
				k.row(find(t, k.rows, slot).ID).Status = workflow.ObligationAccepted
			}
			tc.change(&g)
			c := workflow.Reconcile(expected(t, g), k.rows)
			k.apply(t, c)
			for _, o := range k.rows {
				if slices.Contains(tc.never, o.Slot) && o.Status != workflow.ObligationWithdrawn {
					t.Errorf("%s is asked for", o.Slot)
				}
			}
			for _, slot := range tc.open {
				if o := find(t, k.rows, slot); o.Status != workflow.ObligationOpen {
					t.Errorf("%s is %s", slot, o.Status)
				}
			}
			if c := workflow.Reconcile(expected(t, g), k.rows); !c.IsZero() {
				t.Fatalf("again: %+v", c)
			}
		})
	}
}

// An agreement goes from monthly to two-monthly with one month accepted and the
// other open: the open month stays owed, by itself, on the new paper's date, which
// its derivation explains.
func TestAMonthIsNeverLost(t *testing.T) {
	for accepted, open := range map[string]string{"a12/2026-09-01/1m": "a12/2026-10-01/1m", "a12/2026-10-01/1m": "a12/2026-09-01/1m"} {
		g := ground()
		g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
		g.Agreements[0].InvoiceMonths = 1
		k := ledgerOf(t, g)
		k.row(find(t, k.rows, accepted).ID).Status = workflow.ObligationAccepted
		row := find(t, k.rows, open)
		g.Agreements[0].InvoiceMonths = 2
		k.apply(t, workflow.Reconcile(expected(t, g), k.rows))
		o := find(t, k.rows, open)
		if o.ID != row.ID || o.Status != workflow.ObligationOpen || o.For != row.For || o.Due.On != day("2026-11-10") {
			t.Errorf("%s accepted: %s is %s, of %s, due %s", accepted, open, o.Status, o.For.Key(), o.Due.On)
		}
		if at, err := o.Due.Derivation.Replay(); err != nil || at != o.Due.On {
			t.Errorf("%s is derived from %+v, %v", open, o.Due.Derivation, err)
		}
		k.row(o.ID).Status = workflow.ObligationSubmitted
		if c := workflow.Reconcile(expected(t, g), k.rows); !c.IsZero() {
			t.Errorf("both were sent, yet %+v", c)
		}
		g.Agreements[0].InvoiceMonths = 1
		if c := workflow.Reconcile(expected(t, g), k.rows); slices.ContainsFunc(c.Change, func(o workflow.Obligation) bool { return o.For.End.Before(day("2026-11-01")) }) {
			t.Errorf("monthly again: %+v", c)
		}
	}
}

// What was withdrawn when months became shorter is not owed again beside them.
func TestALongerPeriodIsNotRevivedBesideWhatWasSent(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
	k := ledgerOf(t, g)
	g.Agreements[0].InvoiceMonths = 1
	k.apply(t, workflow.Reconcile(expected(t, g), k.rows))
	k.row(find(t, k.rows, "a12/2026-01-01/1m").ID).Status = workflow.ObligationAccepted
	g.Agreements[0].InvoiceMonths = 2
	k.apply(t, workflow.Reconcile(expected(t, g), k.rows))
	if o := find(t, k.rows, "a12/2026-01-01/2m"); o.Status != workflow.ObligationWithdrawn {
		t.Errorf("January and February are %s", o.Status)
	}
	if o := find(t, k.rows, "a12/2026-03-01/2m"); o.Status != workflow.ObligationOpen {
		t.Errorf("March and April are %s", o.Status)
	}
}

// Who sent what is asked for every day owes the month of which a day is missing,
// and not that of which none is.
func TestDaysThatWereSent(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerCentre, reception.Daily, onDay(5))}
	g.Agreements[0].Covers = reception.CoversAll(5)
	k := ledgerOf(t, g)
	for i := range k.rows {
		if o := &k.rows[i]; o.For.Start.Month() <= time.March && o.For.Start != day("2026-03-31") {
			o.Status = workflow.ObligationAccepted
		}
	}
	g.Agreements[0].StartsOn = day("2026-02-01")
	g.Requirements[0].Recurrence = reception.Monthly
	c := workflow.Reconcile(expected(t, g), k.rows)
	if len(c.Add) != 10 || c.Add[0].Slot != "c5/2026-03-01/1m" {
		t.Fatalf("added\n%s", lines(c.Add))
	}
}

// The last paper of an agreement was cut at its end and sent; when the agreement
// is extended the days after it are owed by themselves, and once.
func TestAnExtensionAfterTheLastPaperLeavesNoDaysOut(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
	g.Agreements[0].EndsOn = day("2026-09-30")
	g.Agreements[0].InvoiceMonths = 4 // September is cut: its four months end with December
	k := ledgerOf(t, g)
	last := find(t, k.rows, "a12/2026-09-01/4m")
	if last.For != span("2026-09-01", "2026-09-30") {
		t.Fatalf("the last one is of %s", last.For.Key())
	}
	k.row(last.ID).Status = workflow.ObligationAccepted
	extend := func(to, want string) workflow.Changes {
		t.Helper()
		g.Agreements[0].EndsOn = day(to)
		c := workflow.Reconcile(expected(t, g), k.rows)
		if lines(c.Rest) != want || len(c.Add)+len(c.Withdraw)+len(c.Revive) != 0 {
			t.Fatalf("to %s: rest\n%s\nof %+v", to, lines(c.Rest), c)
		}
		k.apply(t, c)
		if c := workflow.Reconcile(expected(t, g), k.rows); !c.IsZero() {
			t.Fatalf("to %s, again: %+v", to, c)
		}
		return c
	}
	c := extend("2026-10-31", "a12/2026-10-01/3m 2026-10 2026-11-10")
	if at, err := c.Rest[0].Due.Derivation.Replay(); err != nil || at != c.Rest[0].Due.On || c.Rest[0].Due.Derivation.Steps[0].Period != c.Rest[0].For {
		t.Errorf("October is derived from %+v, %v", c.Rest[0].Due.Derivation, err)
	}
	extend("2026-11-15", "") // nothing came for October: it grows
	if o := find(t, k.rows, "a12/2026-10-01/3m"); o.For != span("2026-10-01", "2026-11-30") || o.Due.On != day("2026-12-10") {
		t.Errorf("October and November are %s, due %s", o.For.Key(), o.Due.On)
	}
	k.row(find(t, k.rows, "a12/2026-10-01/3m").ID).Status = workflow.ObligationSubmitted
	extend("2027-12-31", "a12/2026-12-01/1m 2026-12 2027-01-11")
	k.row(last.ID).Status = workflow.ObligationOpen // what was sent was taken back
	c = workflow.Reconcile(expected(t, g), k.rows)
	if len(c.Change) != 1 || len(c.Withdraw) != 1 || c.Withdraw[0].Slot != "a12/2026-12-01/1m" {
		t.Fatalf("taken back: %+v", c)
	}
}

// Time alone asks for no month either of which a paper was sent, unless that is
// asked for beside it; it asks for the others.
func TestUnasked(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10))}
	k := ledgerOf(t, g)
	december := k.row(find(t, k.rows, "a12/2026-12-01/1m").ID)
	december.Status = workflow.ObligationWaived
	g.Requirements = append(g.Requirements, rule(reception.PerAgreement, reception.Quarterly, onDay(10)))
	g.Requirements[1].ID = 2
	whole := func() []workflow.Obligation { return expected(t, g) }
	add := []workflow.Obligation{find(t, expected(t, g), "a12/2026-10-01/3m")}
	for active, want := range map[bool]string{true: "a12/2026-10-01/3m", false: "a12/2026-10-01/2m"} {
		g.Requirements[0].Active = active
		if got := workflow.Unasked(add, []workflow.Obligation{*december}, whole); len(got) != 1 || got[0].Slot != want {
			t.Errorf("monthly is asked for: %t; yet %s", active, lines(got))
		}
	}
	never := func() []workflow.Obligation { t.Error("everything was read"); return nil }
	if got := workflow.Unasked(add, nil, never); len(got) != 1 {
		t.Errorf("nothing was sent: %s", lines(got))
	}
}
