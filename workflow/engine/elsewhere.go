package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// guestsElsewhere loads the presences of a register's guests in other registers of
// the office for the same month, other bodies' too. Registers of an office and
// month are compared one after the other, so that of two that come at once the
// later sees the earlier; a draft is compared with what is there.
func guestsElsewhere(ctx context.Context, t *storage.Tx, doc storage.Document, f *check.Facts) error {
	mine := check.GuestMonthsOf(*f)
	if doc.Kind != document.Register || len(mine) == 0 {
		return nil
	}
	if f.This.Revision != 0 {
		if err := t.LockMonth(ctx, doc.OfficeID, mine[0].For.Start); err != nil {
			return err
		}
	}
	var err error
	f.Elsewhere, err = t.Elsewhere(ctx, doc.OfficeID, doc.BodyID, doc.ID, mine[0].For.Start, guestsOf(mine))
	return err
}

func guestsOf(all []check.GuestMonth) []string {
	out := make([]string, len(all))
	for i, p := range all {
		out[i] = p.Guest
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// saveGuestMonths keeps the guests' months of a register for the comparison.
func saveGuestMonths(ctx context.Context, t *storage.Tx, v storage.Revision, f check.Facts) error {
	mine := check.GuestMonthsOf(f)
	if len(mine) == 0 || f.This.Obligation == nil || f.This.Obligation.Centre == 0 {
		return nil
	}
	return t.SaveGuestMonths(ctx, v, f.This.Obligation.Centre, mine)
}

// present are the guests of a register and its month.
type present struct {
	guests []string
	month  calendar.Date
}

// recheckGuests asks for new checks of the other registers that have guests of one
// whose reading is new: those that it has now, and those that it had before.
func recheckGuests(ctx context.Context, t *storage.Tx, doc storage.Document, before present) error {
	now := present{}
	var err error
	if now.guests, now.month, err = t.GuestsOf(ctx, doc.ID); err != nil {
		return err
	}
	for _, p := range []present{before, now} {
		if len(p.guests) == 0 {
			continue
		}
		ids, err := t.OpenWithGuests(ctx, doc.OfficeID, doc.ID, p.month, p.guests)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(id)); err != nil {
				return err
			}
		}
		if now.month == before.month && slices.Equal(now.guests, before.guests) {
			return nil
		}
	}
	return nil
}
