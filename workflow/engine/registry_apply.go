package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ApplyVersions makes every change whose day has come, by today, the row in
// force; the tick calls it before anything else. What was or will be on a day
// never depends on it. A row that can't be changed (its code was given away
// meanwhile) stays as it is and is told in the error, the others are changed all
// the same. It returns how many were.
func (e *Engine) ApplyVersions(ctx context.Context, today calendar.Date) (changed int, err error) {
	var coming []storage.Coming
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		coming, err = r.Coming(ctx, today)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the changes that come into force: %w", err)
	}
	var failed []error
	for _, c := range coming {
		if err := e.applyOne(ctx, c, today); err != nil {
			failed = append(failed, fmt.Errorf("apply the change of %s %d of %s: %w", c.Entity, c.EntityID, today, err))
			continue
		}
		changed++
	}
	return changed, errors.Join(failed...)
}

func (e *Engine) applyOne(ctx context.Context, c storage.Coming, today calendar.Date) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if _, err := t.LockLedger(ctx, c.OfficeID); err != nil {
			return err
		}
		switch c.Entity {
		case reception.EntityOffice:
			return applyTo(ctx, e, t, offices(), c, today, officeChanged)
		case reception.EntityBody:
			return applyTo(ctx, e, t, bodies(), c, today, nil)
		case reception.EntityCentre:
			return applyTo(ctx, e, t, centres(), c, today, nil)
		case reception.EntityAgreement:
			return applyTo(ctx, e, t, agreements(), c, today, nil)
		case reception.EntityPerson:
			return applyTo(ctx, e, t, people(), c, today, personChanged)
		}
		return nil // requirements change at once
	})
}

// applyTo makes what the versions of a row say of today the row in force.
func applyTo[T reception.Row](ctx context.Context, e *Engine, t *storage.Tx, k kind[T], c storage.Coming, today calendar.Date,
	then func(context.Context, *Engine, *storage.Tx, T, T) error) error {
	before, err := k.read(ctx, &t.Reader, c.EntityID)
	if err != nil {
		return err
	}
	h, err := storage.HistoryOf(ctx, &t.Reader, k.entity, c.EntityID, before)
	if err != nil {
		return err
	}
	now, err := apply(ctx, t, k, before, h, today)
	if err != nil {
		return err
	}
	if then != nil {
		if err := then(ctx, e, t, before, now); err != nil {
			return err
		}
	}
	if k.entity == reception.EntityPerson {
		return nil // no obligation follows people
	}
	return t.TouchRegistry(ctx, c.OfficeID)
}
