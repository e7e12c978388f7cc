package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Preference is how a person gets a kind of notice, and what may be chosen.
type Preference struct {
	workflow.Choice
	Channel workflow.Channel
}

// Preferences returns how the actor gets each kind of notice that people of that
// role are told, those that may be chosen about first.
func (e *Engine) Preferences(ctx context.Context, a workflow.Actor) (out []Preference, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		chosen, err := r.ChannelsOf(ctx, []reception.PersonID{a.Person})
		if err != nil {
			return err
		}
		out = nil
		for _, c := range workflow.ChoicesFor(a.Role) {
			out = append(out, Preference{c, workflow.ChannelOf(c.Kind, chosen[a.Person][c.Kind])})
		}
		return nil
	})
	return out, err
}

// SetPreference keeps how the actor wants to get a kind of notice. It refuses to
// change a formal one, one that people of that role are not told, and a way that
// the kind does not offer. What waits for a digest already still comes in it,
// unless the choice is not to be told.
func (e *Engine) SetPreference(ctx context.Context, a workflow.Actor, k workflow.NoticeKind, ch workflow.Channel) error {
	if err := workflow.Choose(a.Role, k, ch); err != nil {
		return err
	}
	return e.write(ctx, a, func(t *storage.Tx) error { return t.SetPreference(ctx, a.Office, a.Person, k, ch) })
}
