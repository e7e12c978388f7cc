package workflow_test

import (
	"slices"
	"strings"
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
			c := k.follow(t, g)
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
			if c := k.follow(t, g); !c.IsZero() {
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
		k.apply(t, k.follow(t, g))
		o := find(t, k.rows, open)
		if o.ID != row.ID || o.Status != workflow.ObligationOpen || o.For != row.For || o.Due.On != day("2026-11-10") {
			t.Errorf("%s accepted: %s is %s, of %s, due %s", accepted, open, o.Status, o.For.Key(), o.Due.On)
		}
		if at, err := o.Due.Derivation.Replay(); err != nil || at != o.Due.On {
			t.Errorf("%s is derived from %+v, %v", open, o.Due.Derivation, err)
		}
		k.row(o.ID).Status = workflow.ObligationSubmitted
		if c := k.follow(t, g); !c.IsZero() {
			t.Errorf("both were sent, yet %+v", c)
		}
		g.Agreements[0].InvoiceMonths = 1
		if c := k.follow(t, g); slices.ContainsFunc(c.Change, func(o workflow.Obligation) bool { return o.For.End.Before(day("2026-11-01")) }) {
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
	k.apply(t, k.follow(t, g))
	k.row(find(t, k.rows, "a12/2026-01-01/1m").ID).Status = workflow.ObligationAccepted
	g.Agreements[0].InvoiceMonths = 2
	k.apply(t, k.follow(t, g))
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
	c := k.follow(t, g)
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
		c := k.follow(t, g)
		if lines(c.Rest) != want || len(c.Add)+len(c.Withdraw)+len(c.Revive) != 0 {
			t.Fatalf("to %s: rest\n%s\nof %+v", to, lines(c.Rest), c)
		}
		k.apply(t, c)
		if c := k.follow(t, g); !c.IsZero() {
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
	c = k.follow(t, g)
	if lines(c.Rest) != "a12/2026-09-01/1m 2026-09 2027-01-11" || len(c.Change) != 0 || len(c.Withdraw) != 1 || c.Withdraw[0].ID != last.ID {
		t.Fatalf("taken back: %+v", c)
	}
}

// Time alone writes nothing in whose way something stands, unless it is asked for
// beside it; then everything is compared.
func TestInTheWay(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10))}
	k := ledgerOf(t, g)
	december := k.row(find(t, k.rows, "a12/2026-12-01/1m").ID)
	december.Status = workflow.ObligationWaived
	g.Requirements = append(g.Requirements, rule(reception.PerAgreement, reception.Quarterly, onDay(10)))
	g.Requirements[1].ID = 2
	whole := func() []workflow.Obligation { return expected(t, g) }
	add := []workflow.Obligation{find(t, expected(t, g), "a12/2026-10-01/3m")}
	for _, active := range []bool{true, false} {
		g.Requirements[0].Active = active
		if got := workflow.InTheWay(add, []workflow.Obligation{*december}, whole); got == active {
			t.Errorf("monthly is asked for: %t; yet in the way: %t", active, got)
		}
	}
	k.rows = []workflow.Obligation{*december} // nothing else of the quarter was written
	if c := k.follow(t, g); !slices.ContainsFunc(c.Rest, func(o workflow.Obligation) bool { return o.Slot == "a12/2026-10-01/2m" }) {
		t.Errorf("what December leaves: %+v", c)
	}
	never := func() []workflow.Obligation { t.Error("everything was read"); return nil }
	if workflow.InTheWay(add, nil, never) {
		t.Error("nothing was sent, yet it is in the way")
	}
}

// What is asked for beside another paper is not in its way: a yearly one that was
// waived and is no longer asked for leaves the months alone.
func TestBesideIsNotInTheWay(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10)), rule(reception.PerAgreement, reception.Yearly, onDay(10))}
	g.Requirements[1].ID = 2
	k := ledgerOf(t, g)
	k.row(find(t, k.rows, "a12/2026-01-01/12m").ID).Status = workflow.ObligationWaived
	k.rows = slices.DeleteFunc(k.rows, func(o workflow.Obligation) bool { return strings.HasPrefix(o.Slot, "a12/2026-11") })
	g.Requirements[1].Active = false
	k.apply(t, k.follow(t, g))
	if o := find(t, k.rows, "a12/2026-11-01/1m"); o.Status != workflow.ObligationOpen {
		t.Errorf("November is %s", o.Status)
	}
	g.Requirements[0].Recurrence = reception.TwoMonthly
	k.apply(t, k.follow(t, g))
	if o, is := lost(expected(t, g), slices.DeleteFunc(slices.Clone(k.rows), func(o workflow.Obligation) bool { return strings.HasSuffix(o.Slot, "12m") })); is {
		t.Errorf("%s is owed by nobody", o.Slot)
	}
}

// Nothing is asked for of months of which nothing is owed: before the ledger or
// the agreement begins, after it ends.
func TestNothingIsAskedForThatWasNotOwed(t *testing.T) {
	for name, tc := range map[string]struct {
		before, change func(*workflow.Grounds)
		sent           []string
	}{
		"the ledger begins in October": {func(g *workflow.Grounds) { g.From = day("2026-10-01") }, func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.TwoMonthly }, []string{"a12/2026-10-01/1m"}},
		"yearly from then on":          {func(g *workflow.Grounds) { g.From = day("2026-10-01") }, func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.Yearly }, []string{"a12/2026-10-01/1m", "a12/2026-11-01/1m", "a12/2026-12-01/1m"}},
		"the agreement ended in September": {func(g *workflow.Grounds) { g.Agreements[0].EndsOn = day("2026-09-30") }, func(g *workflow.Grounds) { g.Requirements[0].Recurrence = reception.TwoMonthly },
			[]string{"a12/2026-09-01/1m"}},
	} {
		g := ground()
		g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10))}
		tc.before(&g)
		k := ledgerOf(t, g)
		for _, slot := range tc.sent {
			k.row(find(t, k.rows, slot).ID).Status = workflow.ObligationAccepted
		}
		tc.change(&g)
		if c := k.follow(t, g); len(c.Rest) > 0 {
			t.Errorf("%s: %s", name, lines(c.Rest))
		}
	}
}

// What has passed stays as it was when periods are cut anew: a late month stays
// late, and nobody is late at once with what was due later.
func TestWhatHasPassedStays(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10))}
	k := ledgerOf(t, g)
	for i := range k.rows {
		if k.rows[i].For.Start.Before(day("2026-10-01")) {
			k.rows[i].Status = workflow.ObligationAccepted
		}
	}
	k.today = day("2026-11-20")
	october := find(t, k.rows, "a12/2026-10-01/1m")
	g.Requirements[0].Recurrence = reception.Quarterly
	k.apply(t, k.follow(t, g))
	if o := find(t, k.rows, october.Slot); o.Status != workflow.ObligationOpen || o.Due.On != october.Due.On || o.RequirementVersion != october.RequirementVersion {
		t.Errorf("October is %s, due %s", o.Status, o.Due.On)
	}
	if o := find(t, k.rows, "a12/2026-11-01/2m"); o.Due.On != day("2027-01-11") {
		t.Errorf("November and December are due %s", o.Due.On)
	}

	g = ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Quarterly, onDay(10))}
	k = ledgerOf(t, g)
	k.today = day("2026-11-20")
	g.Requirements[0].Recurrence = reception.Monthly
	k.apply(t, k.follow(t, g))
	for slot, due := range map[string]string{"a12/2026-10-01/1m": "2027-01-11", "a12/2026-11-01/1m": "2026-12-10", "a12/2026-12-01/1m": "2027-01-11"} {
		if o := find(t, k.rows, slot); o.Status != workflow.ObligationOpen || o.Due.On != day(due) {
			t.Errorf("%s is %s, due %s, want %s", slot, o.Status, o.Due.On, due)
		}
	}
	if c := k.follow(t, g); !c.IsZero() {
		t.Errorf("again: %+v", c)
	}
}

// A late last paper that was cut at an agreement's end does not grow when the
// agreement is extended: the days after it are owed by themselves, on their date.
func TestALatePaperDoesNotGrow(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
	g.Agreements[0].EndsOn = day("2026-09-30")
	k := ledgerOf(t, g)
	k.today = day("2026-10-20")
	g.Agreements[0].EndsOn = day("2027-06-30")
	k.apply(t, k.follow(t, g))
	if o := find(t, k.rows, "a12/2026-09-01/2m"); o.For != span("2026-09-01", "2026-09-30") || o.Due.On != day("2026-10-12") && o.Due.On != day("2026-10-10") {
		t.Errorf("September is of %s, due %s", o.For.Key(), o.Due.On)
	}
	if o := find(t, k.rows, "a12/2026-10-01/1m"); o.Due.On != day("2026-11-10") {
		t.Errorf("October is due %s", o.Due.On)
	}
}

// A paper that arrived for a month which was withdrawn meanwhile counts: what it
// leaves of the longer time is owed by itself.
func TestAPaperThatCameMeanwhile(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Monthly, onDay(10))}
	k := ledgerOf(t, g)
	november := find(t, k.rows, "a12/2026-11-01/1m")
	g.Requirements[0].Recurrence = reception.Quarterly
	k.apply(t, k.follow(t, g))
	k.row(november.ID).Status = workflow.ObligationSubmitted
	k.apply(t, k.follow(t, g))
	for slot, want := range map[string]workflow.ObligationStatus{"a12/2026-10-01/3m": workflow.ObligationWithdrawn, "a12/2026-10-01/1m": workflow.ObligationOpen, "a12/2026-12-01/1m": workflow.ObligationOpen} {
		if o := find(t, k.rows, slot); o.Status != want {
			t.Errorf("%s is %s", slot, o.Status)
		}
	}
}
