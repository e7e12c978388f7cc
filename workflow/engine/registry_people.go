package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// SavePerson saves a person; ID 0 is a new one, who is sent an invitation.
// Whoever becomes inactive is signed out at once. An office keeps an active
// administrator at all times.
func (r *Registrar) SavePerson(ctx context.Context, p reception.Person, s Saving) (reception.PersonID, error) {
	p.OfficeID = r.office
	got, err := save(ctx, r, people(), p, s)
	if err != nil {
		return 0, err
	}
	if got.isNew {
		return got.now.ID, r.invite(ctx, got.now)
	}
	return got.now.ID, personChanged(ctx, r.e, r.t, got.before, got.now)
}

// invite writes the notice that sends a person a link to choose a password.
func (r *Registrar) invite(ctx context.Context, p reception.Person) error {
	if p.Inactive {
		return nil
	}
	_, err := r.t.AddNotice(ctx, storage.Notice{OfficeID: p.OfficeID, BodyID: p.BodyID, PersonID: p.ID, Kind: workflow.NoticeInvite, CreatedAt: r.e.now()})
	return err
}

// personChanged ends what a person can no longer use: sessions and the calendar
// of one who became inactive, links that were sent to another address.
func personChanged(ctx context.Context, e *Engine, t *storage.Tx, before, now reception.Person) error {
	if now.Inactive && !before.Inactive {
		if err := t.EndSessions(ctx, now.ID); err != nil {
			return err
		}
		if err := t.RevokeFeed(ctx, now.ID, e.now()); err != nil {
			return err
		}
	}
	if now.Inactive || now.Email != before.Email {
		return t.VoidInvitations(ctx, now.ID, e.now())
	}
	return nil
}

// keepAnAdministrator refuses to take the last active administrator of an office
// away, now or on a day to come.
func keepAnAdministrator(ctx context.Context, r *Registrar, next reception.Versions[reception.Person]) (reception.Problems, error) {
	today := r.e.Today()
	if alwaysAdministers(next, today) {
		return nil, nil
	}
	was, err := r.t.Person(ctx, next[0].Is.ID)
	if err != nil || !administers(was) {
		return nil, err
	}
	others, err := r.t.People(ctx, r.office, 0, reception.Administrator)
	if err != nil {
		return nil, err
	}
	for _, o := range others {
		if o.ID == was.ID {
			continue
		}
		h, err := storage.HistoryOf(ctx, &r.t.Reader, reception.EntityPerson, int64(o.ID), o)
		if err != nil || alwaysAdministers(h, today) {
			return nil, err
		}
	}
	field := "role"
	if last := next[len(next)-1].Is; last.Inactive {
		field = "inactive"
	}
	return reception.Problems{{Field: field,
		It: was.Name + " è l'unico amministratore dell'ufficio: prima nominarne un altro.",
		En: was.Name + " is the only administrator of the office: name another one first."}}, nil
}

func administers(p reception.Person) bool { return !p.Inactive && p.Role == reception.Administrator }

// alwaysAdministers says that a person is an active administrator from a day on.
func alwaysAdministers(h reception.Versions[reception.Person], from calendar.Date) bool {
	if is, ok := h.On(from); !ok || !administers(is) {
		return false
	}
	for _, v := range h {
		if v.FromOn.After(from) && !administers(v.Is) {
			return false
		}
	}
	return true
}
