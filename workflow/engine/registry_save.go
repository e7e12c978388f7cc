package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// saved is what became of a row: what is in force today.
type saved[T reception.Row] struct {
	before T // zero when the row is new
	now    T
	isNew  bool
}

// save validates a row and writes it: a new one, or what an edit changes from a
// day on.
func save[T reception.Row](ctx context.Context, r *Registrar, k kind[T], row T, s Saving) (out saved[T], err error) {
	if k.id(row) == 0 {
		return add(ctx, r, k, row, s)
	}
	c, err := r.changing(ctx, k.entity, k.id(row), s)
	if err != nil {
		return out, err
	}
	return amend(ctx, r, k, row, c)
}

// add writes a new row. It is there from the day of the saving on, and from today
// at the latest.
func add[T reception.Row](ctx context.Context, r *Registrar, k kind[T], row T, s Saving) (out saved[T], err error) {
	if err := refuseProblems(append(k.alone(row), k.rest(r.among, row)...), "registry.problems"); err != nil {
		return out, err
	}
	id, err := k.add(ctx, r.t, row)
	if err != nil {
		return out, err
	}
	since := r.e.Today()
	if !s.FromOn.IsZero() && s.FromOn.Before(since) {
		since = s.FromOn
	}
	if err := r.t.SetAddedOn(ctx, k.entity, id, since); err != nil {
		return out, err
	}
	if out.now, err = k.read(ctx, &r.t.Reader, id); err != nil {
		return out, err
	}
	out.isNew = true
	k.put(r.among, out.now)
	return out, r.changed(ctx, k.entity, id, k.body(out.now), storage.ChangedData{After: reception.FieldsOf(out.now)})
}

// changing is a change that may be made: from which day, to a row seen as of
// which.
type changing struct{ today, from, seenOn calendar.Date }

// changing refuses a change of a row that somebody else changed meanwhile, or from
// a day that is not one.
func (r *Registrar) changing(ctx context.Context, e reception.Entity, id int64, s Saving) (c changing, err error) {
	c = changing{today: r.e.Today(), from: s.FromOn, seenOn: s.SeenOn}
	if c.from.IsZero() {
		c.from = c.today
	}
	if c.seenOn.IsZero() {
		c.seenOn = c.today
	}
	if y := c.from.Year(); y < calendar.FirstYear || y > calendar.LastYear {
		return c, refuseProblems(reception.Problems{{Field: "from_on",
			It: fmt.Sprintf("La modifica vale dal %s, fuori dagli anni dal %d al %d. Controllare l'anno.", c.from.It(), calendar.FirstYear, calendar.LastYear),
			En: fmt.Sprintf("The change holds from %s, outside the years %d to %d. Check the year.", c.from, calendar.FirstYear, calendar.LastYear)}}, "registry.problems")
	}
	last, err := r.t.LastChange(ctx, e, id)
	if err != nil || s.Blind || last <= s.Seen {
		return c, err
	}
	all, err := r.t.Changes(ctx, e, id)
	if err != nil {
		return c, err
	}
	return c, refuseStale(all[0])
}

// amend writes what an edit changes of a row.
func amend[T reception.Row](ctx context.Context, r *Registrar, k kind[T], row T, c changing) (out saved[T], err error) {
	if out.before, err = k.read(ctx, &r.t.Reader, k.id(row)); err != nil {
		return out, err
	}
	out.now = out.before
	if k.office(out.before) != r.office {
		return out, workflow.Refuse(workflow.NotFound, "registry.other_office",
			"Questa scheda è di un altro ufficio.", "This row is another office's.")
	}
	h, err := storage.HistoryOf(ctx, &r.t.Reader, k.entity, k.id(row), out.before)
	if err != nil {
		return out, err
	}
	shown, _ := h.On(c.seenOn)
	fields := reception.FieldsOf(shown).Changed(reception.FieldsOf(k.tidy(row)))
	if len(fields) == 0 {
		return out, nil
	}
	next, err := reception.Amend(k.entity, h, shown, row, c.from)
	if err != nil {
		return out, err
	}
	ps, err := problems(ctx, r, k, shown, next, c)
	if err != nil {
		return out, err
	}
	if err := refuseProblems(ps, "registry.problems"); err != nil {
		return out, err
	}
	if k.rewrites != nil {
		if err := refuseProblems(k.rewrites(shown, k.tidy(row), c.from), "registry.problems"); err != nil {
			return out, err
		}
	}
	if out.now, err = write(ctx, r, k, out.before, h, next, c.today); err != nil {
		return out, err
	}
	k.put(r.among, out.now)
	data := storage.ChangedData{Before: reception.FieldsOf(shown).Only(fields), After: reception.FieldsOf(row).Only(fields)}
	if slices.ContainsFunc(fields, func(f string) bool { return !k.entity.Timeless(f) }) {
		data.FromOn = c.from
	}
	return out, r.changed(ctx, k.entity, k.id(row), k.body(out.now), data)
}

// problems is everything that is wrong with what a row would become: from the
// day of the change on, and where a later change is already known.
func problems[T reception.Row](ctx context.Context, r *Registrar, k kind[T], shown T, next reception.Versions[T], c changing) (reception.Problems, error) {
	is, _ := next.On(c.from)
	ps := slices.Concat(k.alone(is), k.rest(r.among, is), k.fixed(shown, is))
	for _, v := range next {
		if !v.FromOn.After(c.from) || len(ps) > 0 {
			continue
		}
		for _, p := range k.alone(v.Is) {
			ps = append(ps, reception.Problem{Field: p.Field,
				It: fmt.Sprintf("Con la modifica già prevista dal %s: %s", v.FromOn.It(), p.It),
				En: fmt.Sprintf("With the change already planned from %s: %s", v.FromOn, p.En)})
		}
	}
	if len(ps) > 0 || k.guard == nil {
		return ps, nil
	}
	return k.guard(ctx, r, next)
}

// write saves the versions that are new or different, and what is in force today.
func write[T reception.Row](ctx context.Context, r *Registrar, k kind[T], before T, h, next reception.Versions[T], today calendar.Date) (now T, err error) {
	known := map[calendar.Date]reception.Fields{}
	for _, v := range h {
		known[v.FromOn] = reception.Snapshot(k.entity, v.Is)
	}
	var changed []storage.Version
	for _, v := range next {
		f := reception.Snapshot(k.entity, v.Is)
		if old, ok := known[v.FromOn]; ok && len(old.Changed(f)) == 0 && (len(h) > 1 || len(next) == 1) {
			continue // as it was, and written already where there are others
		}
		changed = append(changed, storage.Version{OfficeID: r.office, BodyID: k.body(v.Is), Entity: k.entity, EntityID: k.id(before), FromOn: v.FromOn,
			Data: f, Applied: !v.FromOn.After(today), At: r.e.now(), By: r.actor.Person})
	}
	for _, v := range changed {
		if err := r.t.PutVersion(ctx, v); err != nil {
			return before, err
		}
	}
	return apply(ctx, r.t, k, before, next, today)
}

// apply makes what a history says of today the row in force.
func apply[T reception.Row](ctx context.Context, t *storage.Tx, k kind[T], before T, h reception.Versions[T], today calendar.Date) (now T, err error) {
	now, _ = h.On(today)
	if len(reception.FieldsOf(before).Changed(reception.FieldsOf(now))) > 0 {
		if err := k.set(ctx, t, now); err != nil {
			return before, err
		}
	}
	return now, t.MarkApplied(ctx, k.entity, k.id(before), today)
}

// changed records the event of a change, and that obligations are to follow.
func (r *Registrar) changed(ctx context.Context, e reception.Entity, id int64, body reception.BodyID, data storage.ChangedData) error {
	r.touched = r.touched || e != reception.EntityPerson
	return r.t.AddEvent(ctx, storage.Event{OfficeID: r.office, BodyID: body, Entity: e, EntityID: id, Kind: storage.RegistryChanged,
		At: r.e.now(), By: r.actor.Person, Data: data})
}

// closureChanged records that a closure came or went, as a change of the office.
func (r *Registrar) closureChanged(ctx context.Context, before, after *reception.Closure) error {
	field := func(c *reception.Closure) (reception.Fields, error) {
		if c == nil {
			return reception.Fields{"closures": json.RawMessage("null")}, nil
		}
		b, err := json.Marshal([]calendar.Closure{c.Closure})
		return reception.Fields{"closures": b}, err
	}
	was, err := field(before)
	if err != nil {
		return err
	}
	is, err := field(after)
	if err != nil {
		return err
	}
	return r.changed(ctx, reception.EntityOffice, int64(r.office), 0, storage.ChangedData{Before: was, After: is})
}
