package engine_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Of what a body is to complete it is reminded once a day too, when somebody chases
// it in the same moment in which the clock ticks: the chase waits for the clock, and
// then finds it reminded of.
func TestAChaseWhileTheClockReminds(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]int{"on a step of the ladder": 1, "between two steps": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			got, task := w.returned(document.Agreement)
			today := task.Due.On.AddDays(late)
			w.clock.set(today.At(9, 0))
			ids := []workflow.ObligationID{w.slot(document.Agreement).ID}
			p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
			w.must(err)
			chased := make(chan error, 1)
			w.must(w.db.Write(t.Context(), storage.ForOffice(w.head.Office), func(tx *storage.Tx) error { // as the clock does
				if locked, err := tx.LockNudgedTasks(t.Context(), []workflow.TaskID{task.ID}, today); err != nil || len(locked) != 1 {
					t.Fatalf("%d tasks to remind of, %v", len(locked), err)
				}
				_, err := tx.AddReminders(t.Context(), []storage.Reminder{{OfficeID: w.head.Office, BodyID: w.operator.Body, TaskID: task.ID,
					DueOn: task.Due.On, Step: 1, Reason: workflow.ReasonReminded, DecidedOn: today}})
				if err != nil {
					return err
				}
				go func() {
					_, err := w.engine.Chase(t.Context(), w.reviewer, ids, "", p.Stamp)
					chased <- err
				}()
				w.untilWaiting(chased)
				return nil
			}))
			w.refused(<-chased, "chase.changed")
			if n := w.count(`SELECT count(*) FROM reminders WHERE task_id = $1 AND decided_on = $2::text::date`, task.ID, today.String()); n != 1 {
				t.Errorf("reminded of document %d %d times in a day", got.Document, n)
			}
		})
	}
}

// untilWaiting waits until somebody waits for a lock, or has an answer, which it
// leaves where it was.
func (w *world) untilWaiting(answer chan error) {
	w.Helper()
	w.untilWait(1, answer)
}

// untilWait is untilWaiting for so many.
func (w *world) untilWait(many int, answer chan error) {
	w.Helper()
	for range 500 {
		select {
		case err := <-answer:
			answer <- err
			return
		case <-time.After(10 * time.Millisecond):
		}
		if w.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) >= many {
			return
		}
	}
	w.Fatal("nobody waits, and nobody has an answer")
}

// A body of which a file that fits no slot yet is being read is neither reminded nor
// chased: the file may be what is asked for.
func TestWhoseFileIsBeingReadIsNotAskedForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, task := w.returned(document.Agreement)
	w.behind(`UPDATE obligations SET nudge_on = NULL`)
	file := w.sendAt(task.Due.On.At(8, 30))
	w.clock.set(task.Due.On.At(9, 30))
	w.tick(int(task.Due.On.Month()), task.Due.On.Day())
	if steps, _ := w.stepsOf(task.ID); len(steps) != 0 {
		t.Errorf("reminded at the steps %v of what may be there", steps)
	}
	ids := w.missing()
	p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	if p.Items != 0 || len(p.Lines) != 1 || p.Lines[0].LeftOut[0].Why != workflow.ReasonBeingRead {
		t.Errorf("chased: %+v", p)
	}
	w.digest(file, document.Reading{MediaType: "application/pdf"}) // it is something else
	w.tick(int(task.Due.On.Month()), task.Due.On.Day())
	if steps, _ := w.stepsOf(task.ID); len(steps) != 1 {
		t.Errorf("once it is read: %v", steps)
	}
	if p, err = w.engine.PreviewChase(t.Context(), w.reviewer, ids); err != nil || p.Items == 0 {
		t.Errorf("once it is read, chased: %+v, %v", p, err)
	}
}

// sendAt receives a file of which nobody said what it is, at an instant.
func (w *world) sendAt(at time.Time) engine.Received {
	w.Helper()
	w.clock.set(at)
	return w.send(w.operator, engine.Incoming{})
}
