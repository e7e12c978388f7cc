package workflow_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// table is what a database would hold: what is said to be done, done.
type table struct {
	rows  []workflow.Obligation
	last  workflow.ObligationID
	today calendar.Date // zero: before all
}

// follow is what the engine would write.
func (k *table) follow(t *testing.T, g workflow.Grounds) workflow.Changes {
	t.Helper()
	today := k.today
	if today.IsZero() {
		today = day("2026-01-01")
	}
	c := workflow.Reconcile(expected(t, g), k.rows, today)
	c.Change = workflow.KeepPast(c.Change, k.rows, today)
	return c
}

func (k *table) apply(t *testing.T, c workflow.Changes) {
	t.Helper()
	for _, o := range slices.Concat(c.Add, c.Rest) {
		k.last++
		o.ID = k.last
		k.rows = append(k.rows, stored(t, o))
	}
	for _, o := range append(c.Change, c.Revive...) {
		*k.row(o.ID) = stored(t, o)
	}
	for _, o := range c.Withdraw {
		k.row(o.ID).Status = workflow.ObligationWithdrawn
	}
}

func (k *table) row(id workflow.ObligationID) *workflow.Obligation {
	for i := range k.rows {
		if k.rows[i].ID == id {
			return &k.rows[i]
		}
	}
	return nil
}

// stored is the obligation as it comes back from the database, whose instants
// have another location.
func stored(t *testing.T, o workflow.Obligation) workflow.Obligation {
	t.Helper()
	b, err := json.Marshal(o.Due)
	if err != nil {
		t.Fatal(err)
	}
	o.Due = calendar.Due{}
	if err := json.Unmarshal(b, &o.Due); err != nil {
		t.Fatal(err)
	}
	return o
}

func expected(t *testing.T, g workflow.Grounds) []workflow.Obligation {
	t.Helper()
	all, err := workflow.ExpectAll(g, span("2026-01-01", "2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func ledgerOf(t *testing.T, g workflow.Grounds) *table {
	t.Helper()
	k := &table{}
	k.apply(t, k.follow(t, g))
	return k
}

func asked() workflow.Grounds {
	g := ground()
	departure := rule(reception.PerCentre, reception.AfterHappening, within(calendar.Term{Hours: 48}))
	departure.Happening, departure.Kind = reception.LeftCentre, "ALLONTANAMENTO"
	g.Happenings = []reception.Happening{{ID: 34, BodyID: 2, CentreID: 7, What: reception.LeftCentre, On: day("2026-05-03"),
		At: time.Date(2026, 5, 3, 22, 30, 0, 0, calendar.Rome())}}
	g.Requirements = []reception.Requirement{rule(reception.PerCentre, reception.Monthly, onDay(5)), rule(reception.PerAgreement, reception.Once, within(calendar.Term{Days: 10})), departure}
	return g
}

func TestReconcile(t *testing.T) {
	g := asked()
	k := ledgerOf(t, g)
	if c := k.follow(t, g); !c.IsZero() {
		t.Fatalf("nothing changed, yet %+v", c)
	}
	april := find(t, k.rows, "c5/2026-04-01/1m")
	k.row(april.ID).Status, k.row(april.ID).SubmittedAt = workflow.ObligationSubmitted, time.Now()
	may := find(t, k.rows, "c5/2026-05-01/1m")
	k.row(may.ID).FirstDueOn = may.Due.On
	k.row(may.ID).Due = may.Due.Extend(day("2026-08-01"))
	before := len(k.rows)

	g.Requirements[0].Due, g.Requirements[0].Version = onDay(8), 4
	c := k.follow(t, g)
	if len(c.Add)+len(c.Withdraw)+len(c.Revive) != 0 || len(c.Change) != before-2-2 { // the contract, the departure; April and May
		t.Fatalf("another day: %d changed of %d, %+v", len(c.Change), before, c)
	}
	k.apply(t, c)
	if june := find(t, k.rows, "c5/2026-06-01/1m"); june.Due.On != day("2026-07-08") || june.RequirementVersion != 4 {
		t.Errorf("June is due on %s", june.Due.On)
	}
	if find(t, k.rows, "c5/2026-05-01/1m").Due.On != day("2026-08-01") {
		t.Error("an extended date was changed")
	}

	g.Centres[0].ClosedOn = day("2026-03-10") // it turns out that centre 5 had closed
	k.apply(t, k.follow(t, g))
	for slot, want := range map[string]workflow.ObligationStatus{"c5/2026-03-01/1m": workflow.ObligationOpen, "c5/2026-04-01/1m": workflow.ObligationSubmitted,
		"c5/2026-05-01/1m": workflow.ObligationOpen, "c5/2026-06-01/1m": workflow.ObligationWithdrawn} {
		if got := find(t, k.rows, slot).Status; got != want {
			t.Errorf("%s is %s, want %s", slot, got, want)
		}
	}
	g.Centres[0].ClosedOn = calendar.Date{}
	c = k.follow(t, g)
	if len(c.Revive) != 7 || len(c.Add) != 0 { // June to December
		t.Errorf("reopened: %d revived, %d added", len(c.Revive), len(c.Add))
	}
	k.apply(t, c)
	if june := find(t, k.rows, "c5/2026-06-01/1m"); june.Status != workflow.ObligationOpen || len(k.rows) != before {
		t.Errorf("June is %s, %d rows of %d", june.Status, len(k.rows), before)
	}
}

// An extended agreement keeps the one obligation of its contract.
func TestAnExtendedAgreementOwesItsContractOnce(t *testing.T) {
	g := asked()
	k := ledgerOf(t, g)
	g.Agreements[0].EndsOn = day("2028-06-30")
	c := k.follow(t, g)
	if len(c.Change) != 1 || len(c.Add)+len(c.Withdraw) != 0 || c.Change[0].For.End != day("2028-06-30") {
		t.Fatalf("%+v", c)
	}
}

// Who sent the paper of two months is not asked for each of them when the
// agreement is invoiced monthly from then on.
func TestAPeriodThatWasSentIsNotAskedForAgain(t *testing.T) {
	g := ground()
	g.Requirements = []reception.Requirement{rule(reception.PerAgreement, reception.Invoicing, onDay(10))}
	k := ledgerOf(t, g)
	first := k.row(find(t, k.rows, "a12/2026-01-01/2m").ID)
	first.Status, first.SubmittedAt = workflow.ObligationAccepted, time.Now()
	g.Agreements[0].InvoiceMonths = 1
	c := k.follow(t, g)
	if len(c.Withdraw) != 5 || len(c.Add) != 10 || c.Add[0].Slot != "a12/2026-03-01/1m" {
		t.Fatalf("%d withdrawn, added\n%s", len(c.Withdraw), lines(c.Add))
	}
	k.apply(t, c)
	if c := k.follow(t, g); !c.IsZero() {
		t.Fatalf("again: %+v", c)
	}
}

// Whatever happens to the registry and to the rows: following twice does nothing
// the second time, a touched row never changes, no two rows are the same, and no
// month that is expected is owed by nobody.
func TestReconcileProperties(t *testing.T) {
	statuses := []workflow.ObligationStatus{workflow.ObligationSubmitted, workflow.ObligationUnderReview, workflow.ObligationToComplete, workflow.ObligationAccepted,
		workflow.ObligationRejected, workflow.ObligationWaived, workflow.ObligationDeclared, workflow.ObligationNothing}
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		g := asked()
		k := ledgerOf(t, g)
		k.today = day("2025-12-01").AddDays(rnd.IntN(420))
		for range 6 {
			upset(rnd, &g)
			for i := range k.rows {
				o := &k.rows[i]
				switch {
				case !o.Untouched() || rnd.IntN(6) > 0:
				case rnd.IntN(4) == 0:
					o.FirstDueOn, o.Due = o.Due.On, o.Due.Extend(o.Due.On.AddDays(20))
				default:
					o.Status = statuses[rnd.IntN(len(statuses))]
				}
			}
			before := map[workflow.ObligationID]workflow.Obligation{}
			for _, o := range k.rows {
				before[o.ID] = o
			}
			k.apply(t, k.follow(t, g))
			check(t, seed, g, k, before)
		}
	}
}

// upset changes something of the registry.
func upset(rnd *rand.Rand, g *workflow.Grounds) {
	date := day("2026-01-15").AddDays(rnd.IntN(360))
	a, c := &g.Agreements[0], &g.Centres[rnd.IntN(3)]
	switch rnd.IntN(8) {
	case 0:
		a.EndsOn = date.AddDays(400 * rnd.IntN(2))
	case 1:
		c.ClosedOn = date
	case 2:
		c.ClosedOn = calendar.Date{}
	case 3:
		g.Requirements[0].Active = !g.Requirements[0].Active
	case 4:
		g.Requirements[0].Due = onDay(1 + rnd.IntN(28))
		g.Requirements[0].Version++
	case 5:
		g.Requirements[0].Recurrence = []reception.Recurrence{reception.Monthly, reception.TwoMonthly, reception.Quarterly, reception.Invoicing}[rnd.IntN(4)]
		g.Requirements[0].Version++
	case 6:
		a.InvoiceMonths = 1 + rnd.IntN(3)
	case 7:
		g.Body.Inactive = !g.Body.Inactive
	}
	if a.EndsOn.Before(a.StartsOn) {
		a.EndsOn = a.StartsOn
	}
}

func check(t *testing.T, seed uint64, g workflow.Grounds, k *table, before map[workflow.ObligationID]workflow.Obligation) {
	t.Helper()
	if again := k.follow(t, g); !again.IsZero() {
		t.Fatalf("seed %d: following again would do %+v", seed, again)
	}
	if o, is := needless(expected(t, g), k.rows, before); is {
		t.Fatalf("seed %d: %s is asked for in part or whole, of which nothing is owed:\n%s", seed, o.Slot, lines(k.rows))
	}
	if o, is := lost(expected(t, g), k.rows); is {
		t.Fatalf("seed %d: a month of %s is owed by nobody:\n%s", seed, o.Slot, lines(k.rows))
	}
	seen := map[string]bool{}
	for _, o := range k.rows {
		if seen[string(o.Kind)+o.Slot] {
			t.Fatalf("seed %d: two rows of %s", seed, o.Slot)
		}
		seen[string(o.Kind)+o.Slot] = true
		was, there := before[o.ID]
		if there && !was.Untouched() && was.Status != workflow.ObligationWithdrawn && (o.Status != was.Status || o.Due.On != was.Due.On || o.RequirementVersion != was.RequirementVersion) {
			t.Fatalf("seed %d: %+v was changed to %+v", seed, was, o)
		}
	}
}

// needless returns a row that is new and has a month that no expected paper of
// the same is about.
func needless(expected, rows []workflow.Obligation, before map[workflow.ObligationID]workflow.Obligation) (workflow.Obligation, bool) {
	for _, row := range rows {
		about, _, ofPeriod := strings.Cut(row.Slot, "/")
		if _, old := before[row.ID]; old || !ofPeriod || !strings.HasSuffix(row.Slot, "m") {
			continue
		}
		for m := calendar.MonthOf(row.For.Start); !m.Start.After(row.For.End); m = m.Next() {
			if !slices.ContainsFunc(expected, func(o workflow.Obligation) bool {
				return row.Kind == o.Kind && strings.HasPrefix(o.Slot, about+"/") && o.For.Contains(m.Start) && (o.Slot == row.Slot || o.OwedIn(m))
			}) {
				return row, true
			}
		}
	}
	return workflow.Obligation{}, false
}

// lost returns an expected obligation of which a month is nobody's.
func lost(expected, rows []workflow.Obligation) (workflow.Obligation, bool) {
	for _, o := range expected {
		about, _, ofPeriod := strings.Cut(o.Slot, "/")
		for m := calendar.MonthOf(o.For.Start); ofPeriod && strings.HasSuffix(o.Slot, "m") && !m.Start.After(o.For.End); m = m.Next() {
			if o.OwedIn(m) && !slices.ContainsFunc(rows, func(row workflow.Obligation) bool {
				return row.Kind == o.Kind && strings.HasPrefix(row.Slot, about+"/") && row.Status != workflow.ObligationWithdrawn && row.For.Contains(m.Start)
			}) {
				return o, true
			}
		}
	}
	return workflow.Obligation{}, false
}

func find(t *testing.T, rows []workflow.Obligation, slot string) workflow.Obligation {
	t.Helper()
	for _, o := range rows {
		if o.Slot == slot {
			return o
		}
	}
	t.Fatalf("there is no %s", slot)
	return workflow.Obligation{}
}

// A template that changes moves no date that has passed, and makes nobody late.
func TestKeepPast(t *testing.T) {
	row := func(id workflow.ObligationID, due string, version int) workflow.Obligation {
		return workflow.Obligation{ID: id, RequirementID: 1, RequirementVersion: version, Status: workflow.ObligationOpen, Due: calendar.Due{On: day(due)}}
	}
	stored := []workflow.Obligation{row(1, "2026-09-05", 1), row(2, "2026-12-05", 1), row(3, "2026-11-25", 1)}
	changes := []workflow.Obligation{row(1, "2026-09-08", 2), row(2, "2026-12-09", 2), row(3, "2026-11-20", 2)}
	got := workflow.KeepPast(changes, stored, day("2026-11-23"))
	if len(got) != 1 || got[0].ID != 2 || !got[0].Due.On.Equal(day("2026-12-09")) || got[0].RequirementVersion != 2 {
		t.Errorf("changed %+v", got)
	}
	changes[0].AgreementID = 7
	if got := workflow.KeepPast(changes, stored, day("2026-11-23")); len(got) != 2 || !got[0].Due.On.Equal(day("2026-09-05")) {
		t.Errorf("what else changes follows, its date does not: %+v", got)
	}
}
