package engine_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// oneADay fails when somebody has two digests of a day, or a reminder is carried
// by no notice or twice to the same person.
func (w *world) oneADay() {
	w.Helper()
	if n := w.count(`SELECT count(*) FROM (SELECT person_id, digest_on FROM notices WHERE kind = 'digest' GROUP BY 1, 2 HAVING count(*) > 1) x`); n != 0 {
		w.Errorf("%d people have two digests of a day", n)
	}
	if n := w.count(`SELECT count(*) FROM reminders m WHERE NOT EXISTS (SELECT 1 FROM reminder_notices WHERE reminder_id = m.id)`); n != 0 {
		w.Errorf("%d reminders are carried by no notice", n)
	}
	if n := w.count(`SELECT count(*) FROM (SELECT rn.reminder_id, n.person_id FROM reminder_notices rn JOIN notices n ON n.id = rn.notice_id GROUP BY 1, 2 HAVING count(*) > 1) x`); n != 0 {
		w.Errorf("%d reminders are told twice to somebody", n)
	}
	if n := w.count(`SELECT count(*) FROM notices n WHERE kind = 'digest' AND NOT EXISTS (SELECT 1 FROM outbox WHERE kind = 'notice:send' AND subject_id = n.id)`); n != 0 {
		w.Errorf("%d digests have no job", n)
	}
}

// However many clocks tick at once, each person gets one digest and each step is
// decided once.
func TestClocksThatTickAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other, err := storage.Open(t.Context(), w.url, 8)
	w.must(err)
	t.Cleanup(other.Close)
	engines := []*engine.Engine{w.engine, engine.New(other, w.clock.now)}
	for _, day := range []int{3, 4, 5, 6, 9, 10} {
		w.clock.set(calendar.MustDate(2026, 11, day).At(10, 0))
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if _, err := engines[i%2].Tick(t.Context()); err != nil {
					t.Errorf("clock %d on the %dth: %v", i, day, err)
				}
			})
		}
		wg.Wait()
	}
	w.oneADay()
	if w.remindedOf() == 0 {
		t.Fatal("nothing was reminded of")
	}
}

// stops fails the nth statement that a database is asked to run: a process that
// dies there.
type stops struct {
	mu     sync.Mutex
	left   int
	cancel context.CancelFunc
}

func (s *stops) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left == 0 {
		s.cancel()
	}
	return ctx
}

func (s *stops) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A clock that dies at any statement leaves nothing half done: the next tick
// writes what is missing, once.
func TestAClockThatDies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tracer := &stops{left: -1}
	db, err := storage.OpenTraced(t.Context(), w.url, 2, tracer)
	w.must(err)
	t.Cleanup(db.Close)
	e := engine.New(db, w.clock.now)
	died := 0
	for n := 1; ; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		tracer.mu.Lock()
		tracer.left, tracer.cancel = n, cancel
		tracer.mu.Unlock()
		_, err := e.Tick(ctx)
		cancel()
		w.oneADay()
		if err == nil {
			break
		}
		died++
	}
	if died < 10 {
		t.Fatalf("a tick has %d statements", died)
	}
	if again := w.tick(11, 3); again.Reminders != 0 || again.Notices != 0 {
		t.Fatalf("after the last try: %+v", again)
	}
	if got := w.toldTo(w.operator.Person); len(got) != 1 || len(got[0].Obligations) == 0 {
		t.Fatalf("the operator is told %+v", got)
	}
}

// On Saturdays, Sundays, holidays, the day of the patron, closures of the office
// and outside its hours nobody is reminded; the next working morning, they are.
func TestNobodyIsRemindedWhenTheOfficeIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.behind(`INSERT INTO closures (office_id, on_date, it) VALUES ($1, '2026-11-09', 'Chiusura per inventario')`, w.operator.Office)
	w.behind(`UPDATE obligations SET due_on = '2026-10-16', nudge_on = '2026-10-09' WHERE body_id = $1`, w.operator.Body)
	for _, tc := range []struct {
		name         string
		month, day   int
		hour, minute int
		why          workflow.Reason
	}{
		{"the patron of Rimini", 10, 14, 9, 0, workflow.ReasonClosed},
		{"before the office opens", 10, 15, 7, 59, workflow.ReasonHours},
		{"after it closes", 10, 15, 18, 0, workflow.ReasonHours},
		{"the Sunday on which summer time ends", 10, 25, 9, 0, workflow.ReasonClosed},
		{"the morning after, an hour early by the old clock", 10, 26, 7, 30, workflow.ReasonHours},
		{"All Saints", 11, 1, 9, 0, workflow.ReasonClosed},
		{"a closure of the office", 11, 9, 9, 0, workflow.ReasonClosed},
	} {
		w.clock.set(calendar.MustDate(2026, time.Month(tc.month), tc.day).At(tc.hour, tc.minute))
		done, err := w.engine.Tick(t.Context())
		w.must(err)
		if n := w.remindedOf(); n != 0 || done.Why[tc.why] == 0 || len(w.toldTo(w.operator.Person)) > 0 {
			t.Errorf("%s: %d reminders, %+v", tc.name, n, done)
		}
	}
	w.clock.set(calendar.MustDate(2026, 11, 10).At(8, 0))
	done, err := w.engine.Tick(t.Context())
	w.must(err)
	if done.Reminders == 0 || w.toldTo(w.operator.Person) == nil {
		t.Fatalf("on the first working morning: %+v", done)
	}
}

// When nothing ran for ten days, one digest goes out, with one reminder for each
// thing that is missing, and none for what arrived.
func TestTenDaysWithoutRunning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(10, 29)
	w.deliver(w.operator.Person)
	slot := w.slot(document.Register)
	before := w.count(`SELECT count(*) FROM reminders WHERE obligation_id = $1`, slot.ID)
	arrived := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(arrived, paper())
	done := w.tick(11, 10)
	got := w.toldTo(w.operator.Person)
	if len(got) != 1 {
		t.Fatalf("%d digests after the outage: %+v", len(got), done)
	}
	ids := asked(got[0])
	if slices.Contains(ids, w.slot(document.Agreement).ID) || !slices.Contains(ids, slot.ID) {
		t.Fatalf("the digest asks for %v", ids)
	}
	if after := w.count(`SELECT count(*) FROM reminders WHERE obligation_id = $1 AND NOT escalated`, slot.ID); after != before+1 {
		t.Fatalf("%d reminders of one thing before the outage, %d after", before, after)
	}
	w.oneADay()
}

// What arrives between the decision and the sending is not asked for: a digest
// of nothing is not sent, and why is kept.
func TestEverythingArrivedMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	w.behind(`UPDATE obligations SET status = 'submitted' WHERE body_id = $1 AND status = 'open'`, w.operator.Body)
	for _, k := range w.toldTo(w.operator.Person) {
		if !k.Empty() || k.NotTold() != workflow.ReasonArrived {
			t.Fatalf("told %+v", k)
		}
	}
	w.behind(`UPDATE people SET active = false WHERE id = $1`, w.operator.Person)
	for _, k := range w.toldTo(w.operator.Person) {
		if !k.Empty() || k.NotTold() != workflow.ReasonInactive {
			t.Fatalf("somebody without access is told %+v", k)
		}
	}
}

// An extension that is granted between the decision and the sending takes the
// obligation out of the digest, and its new date is reminded of anew.
func TestAnExtensionIsRemindedOfAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	slot := w.slot(document.Register)
	if ids := asked(w.toldTo(w.operator.Person)[0]); !slices.Contains(ids, slot.ID) {
		t.Fatalf("the digest asks for %v", ids)
	}
	due := w.obligation(slot.ID).Due.On
	w.must(w.engine.ExtendObligation(t.Context(), w.head, slot.ID, due.AddDays(20), "guasto del gestionale"))
	var digest engine.Told
	for _, k := range w.toldTo(w.operator.Person) {
		if k.Notice.Kind == workflow.NoticeDigest {
			digest = k
		} else if k.Notice.Kind != workflow.NoticeExtension || k.Act == nil {
			t.Errorf("told %+v", k)
		}
	}
	if slices.Contains(asked(digest), slot.ID) {
		t.Fatal("the digest asks by a date that was moved")
	}
	w.deliver(w.operator.Person)
	w.tick(11, 4)
	if was := w.decided(slot.ID); len(was.Sent) != 0 || was.Decided == workflow.ReasonOverdue {
		t.Fatalf("on the new date: %+v", was)
	}
	day := due.AddDays(20 - 7)
	w.clock.set(calendar.Named("rimini").NextWorkingDay(day.AddDays(-1)).At(9, 0))
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	if was := w.decided(slot.ID); len(was.Sent) != 1 || was.Sent[0].Step != -7 {
		t.Fatalf("a week before the new date: %+v", was)
	}
}

// A body that stays late is told to the head of office once, and then no more.
func TestEscalation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, d := range [][2]int{{11, 3}, {11, 10}, {11, 25}, {11, 26}, {11, 27}, {12, 1}, {12, 9}} {
		w.tick(d[0], d[1])
	}
	var late int
	for _, k := range w.toldTo(w.head.Person) {
		for _, b := range k.Late {
			if b.BodyID == w.operator.Body {
				late++
			}
		}
	}
	if late == 0 {
		t.Fatal("the head of office was never told")
	}
	if n := w.count(`SELECT count(*) FROM (SELECT obligation_id FROM reminders WHERE escalated GROUP BY obligation_id, due_on HAVING count(*) > 1) x`); n != 0 {
		t.Fatalf("the head was told twice of %d obligations", n)
	}
	if n := w.count(`SELECT count(*) FROM reminders m WHERE escalated AND NOT EXISTS (SELECT 1 FROM reminders x WHERE x.obligation_id = m.obligation_id
		AND x.due_on = m.due_on AND NOT x.escalated AND x.decided_on < m.decided_on)`); n != 0 {
		t.Fatalf("the head was told of %d obligations before their body was", n)
	}
	slot := w.slot(document.Register)
	if o := w.obligation(slot.ID); o.NudgeOn.IsZero() == false {
		t.Fatalf("the ladder of what is told in full goes on, on %s", o.NudgeOn)
	}
	mine, err := w.engine.WhyReminded(t.Context(), w.operator, slot.ID)
	w.must(err)
	theirs, err := w.engine.WhyReminded(t.Context(), w.head, slot.ID)
	w.must(err)
	if mine.Reason != workflow.ReasonReminded || strings.Contains(mine.It, "dirigente") || !strings.Contains(theirs.It, "dirigente") {
		t.Fatalf("the page says %+v to the body, %+v to the office", mine, theirs)
	}
}

// When an office changes its ladder, what is open is decided anew by it, and
// nothing that was reminded of is reminded of again.
func TestALadderThatChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	reminded := w.remindedOf()
	admin := w.actor(province.AdministratorEmail)
	var o reception.Office
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		o, err = r.Office(t.Context(), admin.Office)
		return err
	})
	o.Rules.Ladder = reception.Ladder{Steps: []int{-40, 25}}
	w.must(w.engine.SaveOffice(t.Context(), admin, o, engine.Saving{Blind: true}))
	w.deliver(w.operator.Person)
	done := w.tick(11, 4)
	if n := w.remindedOf(); n <= reminded {
		t.Fatalf("by the new ladder: %d reminders after %d: %+v", n, reminded, done)
	}
	if n := w.count(`SELECT count(*) FROM reminders WHERE decided_on = '2026-11-04' AND NOT escalated AND step NOT IN (-40, 25) AND office_id = $1`, admin.Office); n != 0 {
		t.Fatalf("%d reminders by the old ladder", n)
	}
	if n := w.count(`SELECT count(*) FROM reminders a JOIN reminders b ON b.obligation_id = a.obligation_id AND b.due_on = a.due_on AND b.step > a.step AND b.decided_on < a.decided_on
		WHERE NOT a.escalated AND NOT b.escalated`); n != 0 {
		t.Fatalf("%d steps back", n)
	}
	w.oneADay()
}
