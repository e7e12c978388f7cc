package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow"
)

// WithSeal is the same engine with another key that guests' names, and what is read
// of papers, are sealed with.
func (e *Engine) WithSeal(k seal.Key) *Engine { return &Engine{db: e.db.WithSeal(k), now: e.now} }

// KeepsNames says that there is a key to keep guests' names with.
func (e *Engine) KeepsNames() bool { return !e.db.Seal().IsZero() }

// sealedFor is the row that a guest's name is bound to.
func sealedFor(g reception.Guest) string {
	return fmt.Sprintf("office %d guest %s", g.OfficeID, g.Code)
}

type guestData struct {
	Guests []string `json:"guests"` // codes
	Centre string   `json:"centre,omitempty"`
}

// AddGuests gives codes to the guests of a centre, whose names are given. It
// refuses names while there is no key to keep them with, and a centre that the
// actor does not see.
func (e *Engine) AddGuests(ctx context.Context, a workflow.Actor, centre reception.CentreID, names []string) (codes []string, err error) {
	if err := mayKeepGuests(a); err != nil {
		return nil, err
	}
	if !e.KeepsNames() {
		return nil, errNoKey()
	}
	err = e.write(ctx, a, func(t *storage.Tx) error {
		c, err := t.Centre(ctx, centre)
		if err != nil {
			return err
		}
		office, err := t.Office(ctx, c.OfficeID)
		if err != nil {
			return err
		}
		for _, name := range names {
			n, err := t.NextGuest(ctx, c.OfficeID)
			if err != nil {
				return err
			}
			g := reception.Guest{OfficeID: c.OfficeID, BodyID: c.BodyID, CentreID: c.ID, Code: reception.GuestCode(office, n)}
			sealed, err := e.db.Seal().Seal(name, sealedFor(g))
			if err != nil {
				return err
			}
			if _, err := t.AddGuest(ctx, g, sealed, a.Person, e.now()); err != nil {
				return err
			}
			codes = append(codes, g.Code)
		}
		return t.AddEvent(ctx, storage.Event{OfficeID: c.OfficeID, BodyID: c.BodyID, Entity: reception.EntityCentre, EntityID: int64(c.ID),
			Kind: "guests.added", At: e.now(), By: a.Person, Data: guestData{codes, c.Code}})
	})
	return codes, err
}

// MoveGuest moves a guest to another centre of the same body, or out of reception
// (centre zero). The office moves guests to any centre of its own.
func (e *Engine) MoveGuest(ctx context.Context, a workflow.Actor, id reception.GuestID, centre reception.CentreID) error {
	if err := mayKeepGuests(a); err != nil {
		return err
	}
	return e.write(ctx, a, func(t *storage.Tx) error {
		g, err := t.Guest(ctx, id)
		if err != nil {
			return err
		}
		body, at := g.BodyID, ""
		if centre != 0 {
			c, err := t.Centre(ctx, centre)
			if err != nil {
				return err
			}
			body, at = c.BodyID, c.Code
		}
		if err := t.MoveGuest(ctx, id, body, centre); err != nil {
			return err
		}
		return t.AddEvent(ctx, storage.Event{OfficeID: g.OfficeID, BodyID: g.BodyID, Entity: reception.EntityCentre, EntityID: int64(g.CentreID),
			Kind: "guest.moved", At: e.now(), By: a.Person, Data: guestData{[]string{g.Code}, at}})
	})
}

// GuestsIn returns the guests of a centre with their names, for a screen; that the
// actor read them is recorded in the same transaction. A name that can't be opened
// is left out: the code still says who it is.
func (e *Engine) GuestsIn(ctx context.Context, a workflow.Actor, centre reception.CentreID, screen string) (out []reception.Guest, err error) {
	err = e.write(ctx, a, func(t *storage.Tx) error {
		all, err := t.GuestsIn(ctx, centre)
		if err != nil {
			return err
		}
		var read []reception.GuestID
		for _, g := range all {
			if g.SealedName != nil && e.KeepsNames() {
				name, err := e.db.Seal().Open(g.SealedName, sealedFor(g.Guest))
				if err != nil && !errors.Is(err, seal.ErrUnreadable) {
					return err
				}
				if err == nil {
					g.Name = name
					read = append(read, g.ID)
				}
			}
			out = append(out, g.Guest)
		}
		if len(read) == 0 {
			return nil
		}
		return t.LogGuestReads(ctx, all[0].OfficeID, read, screen, a.Person, e.now())
	})
	return out, err
}

func mayKeepGuests(a workflow.Actor) error {
	if a.Role == reception.Operator || a.Role == reception.Administrator || a.Role == reception.Reviewer {
		return nil
	}
	return workflow.Refuse(workflow.Denied, "guest.role", "Gli ospiti li registrano gli operatori dell'ente e l'ufficio.", "Guests are recorded by the body's operators and by the office.")
}

func errNoKey() error {
	return workflow.Refuse(workflow.Internal, "guest.no_key",
		"I nomi degli ospiti non si possono conservare: l'amministratore del sistema deve impostare la chiave INSIEMI_GUEST_KEY e riavviare.",
		"Guests' names can't be kept: the administrator of the system has to set the key INSIEMI_GUEST_KEY and restart.")
}
