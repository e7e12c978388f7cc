package engine_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// admin is an administrator of the operator's office.
func (w *world) admin() workflow.Actor {
	w.Helper()
	return w.actor(province.AdministratorEmail)
}

// follow brings the ledger of the operator's office up to date.
func (w *world) follow() engine.Followed {
	w.Helper()
	done, err := w.engine.Follow(w.Context(), w.operator.Office)
	w.must(err)
	return done
}

// owed are the obligations of the operator's body of a kind, by slot.
func (w *world) owed(k document.Kind) map[string]workflow.Obligation {
	w.Helper()
	out := map[string]workflow.Obligation{}
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Obligations(w.Context(), w.operator.Body)
		for _, o := range all {
			if o.Kind == k {
				out[o.Slot] = o
			}
		}
		return err
	})
	return out
}

func (w *world) requirement(k document.Kind) (q reception.Requirement) {
	w.Helper()
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
		all, err := r.Requirements(w.Context())
		i := slices.IndexFunc(all, func(q reception.Requirement) bool { return q.Kind == k })
		if i < 0 {
			w.Fatalf("nothing asks for %s", k)
		}
		q = all[i]
		return err
	})
	return q
}

// sql runs a statement behind the product's back.
func (w *world) sql(text string, args ...any) {
	w.Helper()
	w.must(w.trySQL(text, args...))
}

// trySQL is sql, and returns what the database refuses.
func (w *world) trySQL(text string, args ...any) error {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.url))
	w.must(err)
	defer conn.Close(w.Context())
	_, err = conn.Exec(w.Context(), text, args...)
	return err
}

func count(os map[string]workflow.Obligation, s workflow.ObligationStatus) (n int) {
	for _, o := range os {
		if o.Status == s {
			n++
		}
	}
	return n
}

// Following twice, or four times at once, does nothing twice; where only time
// passes the new days alone are written.
func TestFollowingTwiceDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	if again := w.follow(); !again.IsZero() {
		t.Fatalf("again: %+v", again)
	}
	before := len(w.owed(document.Register))
	w.clock.set(calendar.MustDate(2026, 12, 28).At(9, 0)) // reaches 11 February: December and January
	var wg sync.WaitGroup
	var mu sync.Mutex
	added := 0
	for range 4 {
		wg.Go(func() {
			done, err := w.engine.Follow(t.Context(), w.operator.Office)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			added += done.Added
			if done.Changed+done.Withdrawn+done.Revived != 0 {
				t.Errorf("only time passed, yet %+v", done)
			}
		})
	}
	wg.Wait()
	after := w.owed(document.Register)
	if added == 0 || len(after) <= before {
		t.Fatalf("%d added, %d registers before and %d after", added, before, len(after))
	}
	for _, o := range after {
		if o.Due.On.After(calendar.MustDate(2027, 2, 11)) || o.NudgeOn != o.Due.On.AddDays(-7) {
			t.Errorf("%s is due on %s and decided about on %s", o.Slot, o.Due.On, o.NudgeOn)
		}
	}
}

// A ledger begins with the month before the first time.
func TestALedgerBeginsWithTheMonthBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`DELETE FROM obligations`)
	w.sql(`UPDATE offices SET ledger_from = NULL, expected_until = NULL, expected_revision = 0`)
	w.follow()
	for slot, o := range w.owed(document.Register) {
		if o.For.Start.Before(calendar.MustDate(2026, 10, 1)) {
			t.Errorf("%s is owed", slot)
		}
	}
	if len(w.owed(document.Register)) == 0 || len(w.owed(document.Agreement)) == 0 {
		t.Error("nothing is owed")
	}
}

func TestATemplateChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	sent := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID})
	q := w.requirement(document.Register)
	q.Due = reception.DueRule{Day: 8, Months: 1}
	_, err := w.engine.SaveRequirement(t.Context(), w.reviewer, q)
	w.refused(err, "requirement.administrator_only")
	bad := q
	bad.Due = reception.DueRule{Term: calendar.Term{Days: -3}}
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), bad)
	w.refused(err, "requirement.invalid")
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	if saved := w.requirement(document.Register); saved.Version != 2 || saved.Proposed != q.Proposed {
		t.Errorf("saved as %+v", saved)
	}
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q) // the second of two clerks
	w.refused(err, "requirement.changed")
	w.must(w.engine.FollowJob(t.Context(), w.job(workflow.JobExpect, int64(w.operator.Office)), w.operator.Office))
	touched := w.obligation(w.slot(document.Register).ID)
	for slot, o := range w.owed(document.Register) {
		moved := o.Due.Derivation.Steps[1].N == 8 && o.RequirementVersion == 2
		if o.ID == touched.ID == moved {
			t.Errorf("%s is due on %s by version %d", slot, o.Due.On, o.RequirementVersion)
		}
	}
	if touched.Status != workflow.ObligationSubmitted || sent.Document == 0 {
		t.Errorf("what was sent is %s", touched.Status)
	}
	changed := w.owed(document.Register)
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
		past, err := r.RequirementsOn(t.Context(), calendar.MustDate(2026, 11, 2))
		i := slices.IndexFunc(past, func(p reception.Requirement) bool { return p.ID == q.ID })
		if past[i].Due.Day != 5 {
			t.Errorf("yesterday it was due on day %d", past[i].Due.Day)
		}
		return err
	})

	q = w.requirement(document.Register)
	q.Active = false
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	w.follow()
	if off := w.owed(document.Register); count(off, workflow.ObligationWithdrawn) != len(changed)-1 || w.obligation(touched.ID).Status != workflow.ObligationSubmitted {
		t.Errorf("switched off, %d of %d are withdrawn", count(off, workflow.ObligationWithdrawn), len(off))
	}
	q = w.requirement(document.Register)
	q.Active = true
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	if done := w.follow(); done.Revived == 0 || done.Added != 0 {
		t.Errorf("switched on again: %+v", done)
	}
	if on := w.owed(document.Register); len(on) != len(changed) || count(on, workflow.ObligationWithdrawn) != 0 {
		t.Errorf("switched on again: %d rows of %d, %d withdrawn", len(on), len(changed), count(on, workflow.ObligationWithdrawn))
	}
}

func TestAnAgreementIsExtended(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	contracts, registers := w.owed(document.Agreement), w.owed(document.Register)
	w.sql(`UPDATE agreements SET ends_on = ends_on + 100; UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	if now := w.owed(document.Agreement); len(now) != len(contracts) {
		t.Errorf("%d contracts of %d", len(now), len(contracts))
	}
	for slot, o := range w.owed(document.Agreement) {
		if was := contracts[slot]; o.ID != was.ID || o.For.End != was.For.End.AddDays(100) || o.Due.On != was.Due.On {
			t.Errorf("%s was %+v and is %+v", slot, was, o)
		}
	}
	w.sql(`UPDATE agreements SET ends_on = '2026-10-15'; UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	for slot, o := range w.owed(document.Register) {
		if want := o.For.Start.After(calendar.MustDate(2026, 10, 15)); want != (o.Status == workflow.ObligationWithdrawn) {
			t.Errorf("%s is %s", slot, o.Status)
		}
	}
	w.sql(`UPDATE agreements SET ends_on = '2028-12-31'; UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	if now := w.owed(document.Register); len(now) != len(registers) || count(now, workflow.ObligationWithdrawn) != 0 {
		t.Errorf("%d registers of %d", len(now), len(registers))
	}
}

func TestACentreClosesAndReopens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	all := w.owed(document.Register)
	centre := w.slot(document.Register).CentreID
	w.sql(`UPDATE centres SET closed_on = '2026-10-31' WHERE id = $1`, centre)
	w.sql(`UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	for slot, o := range w.owed(document.Register) {
		gone := o.CentreID == centre && o.For.Start.After(calendar.MustDate(2026, 10, 31))
		if gone != (o.Status == workflow.ObligationWithdrawn) {
			t.Errorf("%s is %s", slot, o.Status)
		}
		if gone && (o.NudgeOn != calendar.Date{}) {
			t.Errorf("%s is still reminded of", slot)
		}
	}
	w.sql(`UPDATE centres SET closed_on = NULL; UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	if now := w.owed(document.Register); len(now) != len(all) || count(now, workflow.ObligationOpen) != len(all) {
		t.Errorf("%d open of %d", count(now, workflow.ObligationOpen), len(all))
	}
}

// A body that no longer works for the office owes nothing new; what had begun
// stays owed.
func TestABodyThatLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0)) // December is written too
	w.follow()
	w.sql(`UPDATE bodies SET active = false; UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	for slot, o := range w.owed(document.Register) {
		if begun := o.For.Start.Before(calendar.MustDate(2026, 11, 26)); begun != (o.Status == workflow.ObligationOpen) {
			t.Errorf("%s is %s", slot, o.Status)
		}
	}
}

func TestSeedingTheDefaultRequirements(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`DELETE FROM obligations`)
	w.sql(`ALTER TABLE requirement_versions DISABLE TRIGGER USER; DELETE FROM requirement_versions; DELETE FROM requirements`)
	n, err := w.engine.SeedRequirements(t.Context(), w.operator.Office)
	w.must(err)
	if again, err := w.engine.SeedRequirements(t.Context(), w.operator.Office); n == 0 || again != 0 || err != nil {
		t.Fatalf("%d, then %d (%v)", n, again, err)
	}
	w.follow()
	twice := w.requirement(document.Register)
	twice.ID = 0
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), twice)
	w.refused(err, "requirements_unique")
	if got := w.owed(document.PocketMoney); len(got) == 0 {
		t.Error("no pocket-money register is owed")
	}
	if got := w.owed(document.MealStatement); len(got) != 0 {
		t.Errorf("%d meal statements are owed, which is not active", len(got))
	}
}
