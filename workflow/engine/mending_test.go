package engine_test

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// returned is a document that the reviewer returned, with the task of the body.
func (w *world) returned(k document.Kind) (engine.Received, workflow.Task) {
	w.Helper()
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(k).ID})
	w.digest(got, document.Reading{Kind: k, KindScore: 0.9})
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	task := w.caseOf(got.Document).Open
	if task.Role != reception.Operator {
		w.Fatalf("after a return the case waits for %s", task.Role)
	}
	return got, task
}

// stepsOf are the steps at which somebody was told of a task, by the clock.
func (w *world) stepsOf(id workflow.TaskID) (steps []int, head bool) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		sent, err := r.SentOfTasks(w.Context(), []workflow.TaskID{id})
		for _, s := range sent[id] {
			if head = head || s.Escalated; !s.Escalated {
				steps = append(steps, s.Step)
			}
		}
		return err
	})
	return steps, head
}

// tickOn lets the clock tick on a day and everything be delivered, and returns what
// the operator and the head of office were told.
func (w *world) tickOn(d calendar.Date) (operator, head []letter) {
	w.Helper()
	w.clock.set(d.At(9, 30))
	_, err := w.engine.Tick(w.Context())
	w.must(err)
	operator, head = telling(w.lettersTo(w.operator.Person)), telling(w.lettersTo(w.head.Person))
	w.deliver(w.operator.Person, w.head.Person)
	return operator, head
}

// What was returned to a body is reminded of as what it owes is: before its date, on
// it and after it, and at last the head of office is told; not on the day on which
// it was returned, which told it by itself.
func TestWhatIsToBeCompletedGoesByTheLadder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, task := w.returned(document.Agreement)
	w.behind(`UPDATE obligations SET nudge_on = NULL`) // only what was returned is looked at
	due := task.Due.On
	told, heads := 0, 0
	for d := w.engine.Today(); !d.After(due.AddDays(30)); d = d.AddDays(1) {
		operator, head := w.tickOn(d)
		for _, l := range operator {
			if l.Notice.Kind == workflow.NoticeDigest && len(l.Tasks) == 1 && l.Tasks[0].DocumentID == got.Document {
				told++
			}
		}
		for _, l := range head {
			if len(l.Tasks) > 0 {
				t.Errorf("on %s the head is asked to complete %+v", d, l.Tasks)
			}
			if len(l.Late) == 1 && l.Late[0].Obligations == 1 && l.Late[0].Oldest.Equal(due) {
				heads++
			}
		}
	}
	steps, head := w.stepsOf(task.ID)
	if want := []int{-7, -2, 0, 1, 5, 15}; !slices.Equal(steps, want) || told != len(want) || !head || heads != 1 {
		t.Errorf("reminded at %v, told %d times; the head %d times", steps, told, heads)
	}
	w.oneADay()
}

// A short date begins the ladder at the first step that is left; a ladder of its own
// holds for what is to be completed too, and one that changes makes it decided anew.
func TestLaddersOfWhatIsToBeCompleted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		own  []int
		days int // from now to the date
		want []int
	}{
		"a week":       {nil, 7, []int{-2, 0, 1, 5, 15}},
		"its own":      {[]int{-3, 2}, 10, []int{-3, 2}},
		"its own none": {[]int{}, 10, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, task := w.returned(document.Agreement)
			due := w.engine.Today().AddDays(tc.days)
			w.behind(`UPDATE tasks SET due_on = $2 WHERE id = $1`, task.ID, due.String())
			w.behind(`UPDATE obligations SET nudge_on = NULL`)
			q := w.template(w.obligation(w.slot(document.Agreement).ID).RequirementID)
			q.Ladder = &reception.Ladder{Steps: []int{3}}
			_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
			w.must(err)
			q.Version++
			q.Ladder = nil
			if tc.own != nil {
				q.Ladder = &reception.Ladder{Steps: tc.own}
			}
			_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
			w.must(err)
			for d := w.engine.Today().AddDays(1); !d.After(due.AddDays(20)); d = d.AddDays(1) {
				w.tickOn(d)
			}
			steps, head := w.stepsOf(task.ID)
			if !slices.Equal(steps, tc.want) || head != (tc.want != nil) {
				t.Errorf("reminded at %v, the head told: %v", steps, head)
			}
		})
	}
}

// What is to be completed is chased by hand, once a day, with the date of the task;
// the clock does not repeat it that day.
func TestChaseWhatIsToBeCompleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, task := w.returned(document.Agreement)
	ids := []workflow.ObligationID{w.slot(document.Agreement).ID, w.slot(document.Register).ID}
	w.clock.set(task.Due.On.AddDays(2).At(9, 30))
	p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	if p.Items != 2 || len(p.Lines[0].LeftOut) != 0 {
		t.Fatalf("the preview is %+v", p)
	}
	for _, i := range p.Lines[0].Items {
		if mend := i.TaskID != 0; mend != (i.Obligation.ID == ids[0]) || mend && (!i.Obligation.Due.On.Equal(task.Due.On) || i.Obligation.DaysLate(w.engine.Today()) != 2) {
			t.Errorf("the preview says %+v", i)
		}
	}
	_, err = w.engine.Chase(t.Context(), w.reviewer, ids, "", p.Stamp)
	w.must(err)
	var chase []letter
	for _, l := range w.lettersTo(w.operator.Person) {
		if l.Notice.Kind == workflow.NoticeChase {
			chase = append(chase, l)
		}
	}
	if len(chase) != 1 || len(chase[0].Obligations) != 1 || len(chase[0].Tasks) != 1 || chase[0].Tasks[0].DocumentID != got.Document {
		t.Fatalf("the operator is told %+v", chase)
	}
	if n := w.count(`SELECT count(*) FROM tasks WHERE id = $1 AND nudge_reason = $2`, task.ID, string(workflow.ReasonChased)); n != 1 {
		t.Error("the task does not say that it was chased")
	}
	again, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	if again.Items != 0 || again.Lines[0].LeftOut[0].Why != workflow.ReasonToday {
		t.Errorf("a second time: %+v", again)
	}
	_, err = w.engine.Tick(t.Context())
	w.must(err)
	if steps, _ := w.stepsOf(task.ID); !slices.Equal(steps, []int{2}) {
		t.Errorf("reminded at %v", steps)
	}
	w.send(w.operator, engine.Incoming{Document: got.Document})
	for _, l := range w.lettersTo(w.operator.Person) {
		if l.Notice.Kind == workflow.NoticeChase && len(l.Tasks) != 0 {
			t.Errorf("what was sent again is chased: %+v", l.Told)
		}
	}
}
