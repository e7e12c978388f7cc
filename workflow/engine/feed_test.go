package engine_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// entry finds an entry of a feed.
func entry(c engine.CalendarFeed, uid string) (engine.FeedEntry, bool) {
	for _, x := range c.Entries {
		if x.UID == uid {
			return x, true
		}
	}
	return engine.FeedEntry{}, false
}

func TestFeedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, ok, err := w.engine.FeedState(t.Context(), w.operator); ok || err != nil {
		t.Fatalf("a feed before it was asked for: %v", err)
	}
	first, err := w.engine.NewFeed(t.Context(), w.operator)
	w.must(err)
	if len(first) < 40 {
		t.Fatalf("the token %q can be guessed", first)
	}
	if n := w.count(`SELECT count(*) FROM feeds WHERE position(convert_to($1, 'UTF8') IN token_hash) > 0`, first); n != 0 {
		t.Fatal("the token is stored")
	}
	_, err = w.engine.FeedOf(t.Context(), first)
	w.must(err)
	state, ok, err := w.engine.FeedState(t.Context(), w.operator)
	w.must(err)
	if !ok || state.ReadAt == nil {
		t.Fatalf("after it was read: %+v", state)
	}
	second, err := w.engine.NewFeed(t.Context(), w.operator)
	w.must(err)
	_, err = w.engine.FeedOf(t.Context(), first) // replaced
	w.refused(err, "feed.not_found")
	replaced := err.Error()
	_, err = w.engine.FeedOf(t.Context(), "nobody-has-this-token")
	w.refused(err, "feed.not_found")
	if err.Error() != replaced {
		t.Errorf("%q is told from %q", err, replaced)
	}
	w.must(w.engine.RevokeFeed(t.Context(), w.operator))
	_, err = w.engine.FeedOf(t.Context(), second)
	w.refused(err, "feed.not_found")
	third, err := w.engine.NewFeed(t.Context(), w.operator)
	w.must(err)
	w.behind(`UPDATE people SET active = false WHERE id = $1`, w.operator.Person)
	_, err = w.engine.FeedOf(t.Context(), third)
	w.refused(err, "feed.not_found")
	_, err = w.engine.NewFeed(t.Context(), workflow.Actor{})
	w.refused(err, "feed.not_found")
}

func TestFeedOfABody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.engine.NewFeed(t.Context(), w.operator)
	w.must(err)
	register, agreement := w.slot(document.Register), w.slot(document.Agreement)
	got := w.send(w.operator, engine.Incoming{Obligation: agreement.ID})
	w.digest(got, paper())
	read := func() engine.CalendarFeed {
		t.Helper()
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		return c
	}
	c := read()
	if c.Body == "" || c.Person.ID != w.operator.Person || len(c.Entries) == 0 {
		t.Fatalf("the feed is %+v", c)
	}
	x, ok := entry(c, fmt.Sprintf("obligation-%d", register.ID))
	if !ok || x.Done || !x.Due.On.Equal(register.Due.On) || len(x.Due.Derivation.Steps) == 0 || x.Status != workflow.ObligationOpen {
		t.Fatalf("what is owed: %+v", x)
	}
	sent, ok := entry(c, fmt.Sprintf("obligation-%d", agreement.ID))
	if ok && !sent.Done {
		t.Fatalf("what was sent: %+v", sent)
	}
	for _, e := range c.Entries {
		if w.count(`SELECT count(*) FROM obligations WHERE id = $1 AND body_id = $2`, e.Obligation, w.operator.Body) != 1 {
			t.Errorf("the feed shows another body's %s", e.UID)
		}
	}
	w.behind(`UPDATE obligations SET due_on = due_on - 200 WHERE id = $1`, register.ID)
	if late, ok := entry(read(), x.UID); !ok || late.Done {
		t.Error("what is 200 days late is no longer in the feed")
	}
	w.behind(`UPDATE obligations SET due_on = due_on + 200 WHERE id = $1`, register.ID)
	w.must(w.engine.ExtendObligation(t.Context(), w.head, register.ID, register.Due.On.AddDays(10), "guasto"))
	moved, _ := entry(read(), x.UID)
	if moved.Sequence <= x.Sequence || !moved.FirstDueOn.Equal(register.Due.On) {
		t.Errorf("after an extension: %+v", moved)
	}
	w.must(w.engine.Waive(t.Context(), w.head, register.ID, "centro chiuso"))
	if waived, _ := entry(read(), x.UID); !waived.Withdrawn || waived.Done {
		t.Errorf("after a waiver: %+v", waived)
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	back, ok := entry(read(), fmt.Sprintf("obligation-%d", agreement.ID))
	if !ok || back.Done || back.Status != workflow.ObligationToComplete || back.Due.On.Equal(agreement.Due.On) {
		t.Errorf("what came back: %+v", back)
	}
}

func TestFeedsOfTheOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	feed := func(a workflow.Actor) engine.CalendarFeed {
		t.Helper()
		token, err := w.engine.NewFeed(t.Context(), a)
		w.must(err)
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		return c
	}
	task := fmt.Sprintf("task-%d", w.caseOf(got.Document).Open.ID)
	reviewer, head := feed(w.reviewer), feed(w.head)
	x, ok := entry(reviewer, task)
	if !ok || x.Case == 0 || x.Body == "" || x.Number == "" || len(reviewer.Entries) != 1 {
		t.Fatalf("a reviewer's feed: %+v", reviewer.Entries)
	}
	if _, ok := entry(head, task); ok {
		t.Error("the head of office has a task of the reviewer")
	}
	missing := 0
	for _, e := range head.Entries {
		missing += e.Missing
		of := 0
		for _, k := range e.Kinds {
			of += k.Open
		}
		if of != e.Missing || e.Missing > 0 && e.Sequence == 0 {
			t.Errorf("%s counts %d, by kind %+v, revision %d", e.UID, e.Missing, e.Kinds, e.Sequence)
		}
	}
	if want := w.count(`SELECT count(*) FROM obligations WHERE office_id = $1 AND status = 'open' AND due_on <= '2026-12-18'`, w.head.Office); missing != want || want == 0 {
		t.Errorf("the head of office sees %d missing of %d", missing, want)
	}
	w.behind(`INSERT INTO obligations (office_id, body_id, kind, slot, requirement_id, period_start, period_end, due_on, derivation)
		SELECT o.office_id, o.body_id, o.kind, 'many/' || g, o.requirement_id, o.period_start, o.period_end, o.due_on + (g % 20), o.derivation
		FROM obligations o, generate_series(1, 2000) g WHERE o.id = $1`, w.slot(document.Register).ID)
	full := feed(w.operator)
	of := w.count(`SELECT count(*) FROM obligations WHERE body_id = $1 AND status <> 'withdrawn' AND (due_on BETWEEN '2026-09-04' AND '2026-12-18' OR status = 'to_complete' OR status = 'open' AND due_on <= '2026-12-18')`, w.operator.Body)
	if last := full.Entries[len(full.Entries)-1]; len(full.Entries) != 501 || last.UID != "left-out" || !last.Full || !last.Due.On.Equal(calendar.MustDate(2026, 11, 2)) {
		t.Errorf("a feed of %d entries of %d, the last %+v", len(full.Entries), of, last)
	}
}

// Where there are more tasks than a feed holds, those that are nearest to today are
// in it, late or not, and the days of a head of office keep their room.
func TestAFeedOfManyTasks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	task := w.caseOf(got.Document).Open
	feed := func(a workflow.Actor) engine.CalendarFeed {
		t.Helper()
		token, err := w.engine.NewFeed(t.Context(), a)
		w.must(err)
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		return c
	}
	days := 0
	for _, e := range feed(w.head).Entries {
		if e.Missing > 0 {
			days++
		}
	}
	w.behind(`DROP INDEX IF EXISTS tasks_one_open`)
	for _, role := range []string{"reviewer", "head"} {
		w.behind(`INSERT INTO tasks (office_id, body_id, case_id, step, role, opened_at, due_on, derivation)
			SELECT office_id, body_id, case_id, step, $2, opened_at, date '2026-11-03' + CASE WHEN g <= 10 THEN -g ELSE 40 END, derivation
			FROM tasks, generate_series(1, 700) g WHERE id = $1`, task.ID, role)
	}
	for name, a := range map[string]workflow.Actor{"reviewer": w.reviewer, "head": w.head} {
		c, late, counts, full := feed(a), 0, 0, 0
		for _, e := range c.Entries {
			switch {
			case e.Full:
				full++
			case e.Missing > 0:
				counts++
			case e.Due.On.Before(w.engine.Today()):
				late++
			}
		}
		if want := map[string]int{"reviewer": 0, "head": days}[name]; late != 10 || counts != want || len(c.Entries) != 501 || full != 1 || days == 0 {
			t.Errorf("%s: %d entries, %d late tasks of 10, %d days of %d", name, len(c.Entries), late, counts, want)
		}
	}
}

// A day of the office is the same entry every morning until something that is due
// on it changes.
func TestADayOfTheOfficeIsStable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.engine.NewFeed(t.Context(), w.head)
	w.must(err)
	register := w.slot(document.Register)
	days := func() (of map[string]engine.FeedEntry, on engine.FeedEntry) {
		t.Helper()
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		of = map[string]engine.FeedEntry{}
		for _, e := range c.Entries {
			if e.Missing > 0 {
				of[e.UID] = e
			}
		}
		return of, of["due-"+register.Due.On.String()]
	}
	first, was := days()
	w.clock.set(calendar.MustDate(2026, 11, 4).At(9, 0))
	next, same := days()
	for uid, e := range next {
		if f, there := first[uid]; there && !reflect.DeepEqual(e, f) {
			t.Errorf("%s was %+v and is %+v", uid, f, e)
		}
	}
	w.send(w.operator, engine.Incoming{Obligation: register.ID})
	if _, now := days(); now.Missing != same.Missing-1 || now.Sequence <= was.Sequence || !now.ChangedAt.After(was.ChangedAt) {
		t.Errorf("after a paper came it was %+v and is %+v", was, now)
	}
	w.clock.set(calendar.MustDate(2026, 11, 5).At(9, 0))
	other := workflow.ObligationID(w.count(`SELECT coalesce(min(id), 0) FROM obligations WHERE office_id = $1 AND status = 'open' AND due_on = $2::text::date`,
		w.head.Office, register.Due.On.String()))
	_, before := days()
	w.must(w.engine.ExtendObligation(t.Context(), w.head, other, register.Due.On.AddDays(6), "guasto"))
	if _, now := days(); now.Missing != before.Missing-1 || now.Sequence <= before.Sequence {
		t.Errorf("after an extension it was %+v and is %+v", before, now)
	}
}

// The entry of a full calendar is the same on every day of a week, however the
// number of what it has no room for changes, and a later one in the week after.
func TestTheEntryOfAFullCalendarIsOfItsWeek(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.behind(`INSERT INTO obligations (office_id, body_id, kind, slot, requirement_id, period_start, period_end, due_on, derivation)
		SELECT office_id, body_id, kind, 'many/' || g, requirement_id, period_start, period_end, date '2026-11-03' + g % 100, derivation
		FROM obligations, generate_series(1, 3000) g WHERE id = $1`, w.slot(document.Register).ID)
	token, err := w.engine.NewFeed(t.Context(), w.operator)
	w.must(err)
	on := func(month, day int) engine.FeedEntry {
		t.Helper()
		w.clock.set(calendar.MustDate(2026, time.Month(month), day).At(9, 0))
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		last := c.Entries[len(c.Entries)-1]
		if last.UID != "left-out" {
			t.Fatalf("on %d/%d the last entry is %+v", day, month, last)
		}
		return last
	}
	tuesday, sunday, monday := on(11, 3), on(11, 8), on(11, 9)
	if !reflect.DeepEqual(tuesday, sunday) {
		t.Errorf("on Tuesday it was %+v, on Sunday %+v", tuesday, sunday)
	}
	if monday.Sequence <= sunday.Sequence || !monday.ChangedAt.After(sunday.ChangedAt) || !monday.Due.On.Equal(calendar.MustDate(2026, 11, 9)) {
		t.Errorf("the week after it is %+v", monday)
	}
}

// A day of the office never goes back to an earlier revision: not when what came
// last for it is long ago, either.
func TestAnOldDayOfTheOfficeKeepsItsRevision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	register := w.slot(document.Register)
	w.behind(`INSERT INTO obligations (office_id, body_id, kind, slot, requirement_id, period_start, period_end, due_on, derivation, changed_at)
		SELECT office_id, body_id, kind, 'old', requirement_id, period_start, period_end, due_on, derivation, changed_at FROM obligations WHERE id = $1`, register.ID)
	w.clock.set(calendar.MustDate(2026, 11, 20).At(9, 0))
	w.send(w.operator, engine.Incoming{Obligation: register.ID})
	token, err := w.engine.NewFeed(t.Context(), w.head)
	w.must(err)
	on := func(d calendar.Date) (e engine.FeedEntry) {
		t.Helper()
		w.clock.set(d.At(9, 0))
		c, err := w.engine.FeedOf(t.Context(), token)
		w.must(err)
		for _, e := range c.Entries {
			if e.UID == "due-"+register.Due.On.String() {
				return e
			}
		}
		t.Fatalf("on %s the feed does not have %s", d, register.Due.On)
		return e
	}
	then := on(calendar.MustDate(2026, 11, 21))
	if later := on(calendar.MustDate(2028, 11, 21)); !reflect.DeepEqual(later, then) {
		t.Errorf("it was %+v, two years later it is %+v", then, later)
	}
}
