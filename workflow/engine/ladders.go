package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// officeChanged makes what follows the rules of an office follow them anew, when
// a change of the office comes into force.
func officeChanged(ctx context.Context, _ *Engine, t *storage.Tx, before, now reception.Office) error {
	if err := recheckGraver(ctx, t, before, now); err != nil {
		return err
	}
	if err := nudgeAnew(ctx, t, before, now); err != nil {
		return err
	}
	return t.TouchRegistry(ctx, now.ID)
}

// nudgeAnew sets the days on which to decide whether to remind back to the first
// step, where an office changed its ladders. What was reminded of already is not
// reminded of again: the rule counts what was sent.
func nudgeAnew(ctx context.Context, t *storage.Tx, before, now reception.Office) error {
	if !sameLadder(before.Rules.Ladder, now.Rules.Ladder) {
		if err := t.NudgeObligationsAnew(ctx, now.ID, 0, firstStep(now.Rules.Ladder)); err != nil {
			return err
		}
	}
	if sameLadder(before.Rules.TaskLadder, now.Rules.TaskLadder) && sameLadder(before.Rules.Ladder, now.Rules.Ladder) {
		return nil
	}
	return t.NudgeTasksAnew(ctx, now.ID) // those of bodies go by the ladder of what is owed
}

// ownNudgeAnew is nudgeAnew where a template changed the ladder of its own: what was
// extended, what is late and what is to be completed don't follow its other changes.
func ownNudgeAnew(ctx context.Context, t *storage.Tx, q reception.Requirement) error {
	office, err := t.Office(ctx, q.OfficeID)
	if err != nil {
		return err
	}
	if err := t.NudgeObligationsAnew(ctx, q.OfficeID, q.ID, firstStep(office.Rules.Ladder)); err != nil {
		return err
	}
	return t.NudgeTasksAnew(ctx, q.OfficeID)
}

func sameLadder(a, b reception.Ladder) bool {
	return slices.Equal(a.Steps, b.Steps) && a.EscalateAfter == b.EscalateAfter
}

// sameOwn is sameLadder for what requirements have of their own.
func sameOwn(a, b *reception.Ladder) bool {
	if a == nil || b == nil {
		return a == b
	}
	return sameLadder(*a, *b)
}

// firstStep is how many days from a due date the ladder begins; nil: never.
func firstStep(l reception.Ladder) *int {
	due := calendar.MustDate(2000, 1, 1)
	first := workflow.FirstNudge(l, due)
	if first.IsZero() {
		return nil
	}
	days := due.DaysUntil(first)
	return &days
}
