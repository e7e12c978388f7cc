package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// The token of an invitation is never in the database: only its SHA-256 is. So it
// can't be made where a person is added, whose e-mail leaves later; it is made by
// the worker that renders the e-mail:
//
//	SavePerson, ResetPassword ─▶ notice "invite" ─▶ notice:send
//	  ─▶ Engine.NewInvitation (token, its hash stored) ─▶ message with the link ─▶ SMTP
//	the link ─▶ Engine.Invited (whose is it) ─▶ AcceptInvitation (password, session)
//
// A second try of the job makes a second token: both were sent to the same
// address, and the first that is used ends the other.

// invitationLasts is how long an invitation can be used.
const invitationLasts = 7 * 24 * time.Hour

// Invitation is what an invitation's e-mail is made of. Token is a secret: it goes
// into that e-mail and nowhere else.
type Invitation struct {
	Token string    // of 32 random bytes, for the link's path
	Until time.Time // when it ends
	Reset bool      // the person has a password already
	Body  string    // name of the body for which the person works; "" for the office
	By    string    // name of who asked for it; "" for the system
}

// NewInvitation makes an invitation for the person of an invite notice, when the
// worker of its job renders the e-mail; wanted is false when the job was done
// already or the person is no longer active, and nothing is to be sent then.
func (e *Engine) NewInvitation(ctx context.Context, job workflow.JobID, n storage.Notice) (i Invitation, wanted bool, err error) {
	token, err := newToken()
	if err != nil {
		return i, false, err
	}
	now := e.now()
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		i, wanted = Invitation{Token: token, Until: now.Add(invitationLasts)}, false
		if done, err := t.JobDone(ctx, job); err != nil || done {
			return err
		}
		a, by, err := t.InvitedBy(ctx, n.PersonID)
		if err != nil || a.Inactive {
			return err
		}
		i.Reset, i.Body, i.By, wanted = a.HasPassword, a.BodyName, by.Name, true
		return t.AddInvitation(ctx, tokenHash(token), storage.Invitation{PersonID: n.PersonID, CreatedAt: now, CreatedBy: by.ID, ExpiresAt: i.Until})
	})
	return i, wanted && err == nil, err
}

// newToken returns 32 random bytes as text for a cookie or a link.
func newToken() (string, error) {
	var secret [32]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(secret[:]), nil
}

func refuseInvitation() error {
	return workflow.Refuse(workflow.Denied, "invitation.over",
		"Questo collegamento è già stato usato o è scaduto. Chiedere all'amministratore dell'ufficio di inviarne uno nuovo.",
		"This link was used already or has expired. Ask the administrator of the office to send a new one.")
}

// Invited returns whose an invitation is, or refuses ("invitation.over") when it
// was used or has expired.
func (e *Engine) Invited(ctx context.Context, token string) (p reception.Person, err error) {
	var ok bool
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		p, ok, err = r.Invited(ctx, tokenHash(token), e.now())
		return err
	})
	if err == nil && !ok {
		err = refuseInvitation()
	}
	return p, err
}

// AcceptInvitation sets the password that the person of an invitation chose, ends
// their other invitations and sessions, and signs them in. A password that won't
// do is refused ("password.…") and the invitation stays.
func (e *Engine) AcceptInvitation(ctx context.Context, token, password string) (Session, error) {
	p, err := e.Invited(ctx, token)
	if err != nil {
		return Session{}, err
	}
	if err := checkPassword(password, p); err != nil {
		return Session{}, err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return Session{}, err
	}
	now := e.now()
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		if ok, err := t.UseInvitation(ctx, tokenHash(token), now); err != nil || !ok {
			if err == nil {
				err = refuseInvitation()
			}
			return err
		}
		if err := t.SetPassword(ctx, p.ID, hash); err != nil {
			return err
		}
		if err := t.VoidInvitations(ctx, p.ID, now); err != nil {
			return err
		}
		if err := t.EndSessions(ctx, p.ID); err != nil {
			return err
		}
		return t.AddEvent(ctx, storage.Event{OfficeID: p.OfficeID, BodyID: p.BodyID, Entity: reception.EntityPerson, EntityID: int64(p.ID),
			Kind: "person.chose_password", At: now, By: p.ID})
	})
	if err != nil {
		return Session{}, err
	}
	return e.openSession(ctx, p, now)
}

// ResetPassword sends a person a new invitation, and ends those sent before. The
// password stays until another is chosen. Only administrators of the person's
// office may.
func (e *Engine) ResetPassword(ctx context.Context, a workflow.Actor, id reception.PersonID) error {
	return e.Registry(ctx, a, a.Office, func(r *Registrar) error {
		p, err := r.t.Person(ctx, id)
		if err != nil {
			return err
		}
		if p.Inactive {
			return workflow.Refuse(workflow.Conflict, "person.inactive",
				"La persona non è attiva: riattivarla prima di inviarle un collegamento.",
				"The person is not active: make them active before you send a link.")
		}
		if err := r.t.VoidInvitations(ctx, id, e.now()); err != nil {
			return err
		}
		err = r.t.AddEvent(ctx, storage.Event{OfficeID: p.OfficeID, BodyID: p.BodyID, Entity: reception.EntityPerson, EntityID: int64(id),
			Kind: "person.invited", At: e.now(), By: a.Person})
		if err != nil {
			return err
		}
		return r.invite(ctx, p)
	})
}

// Accounts returns the accounts of the actor's office, for its administrators.
func (e *Engine) Accounts(ctx context.Context, a workflow.Actor) (all []storage.Account, err error) {
	if err := mayRegister(a, a.Office); err != nil {
		return nil, err
	}
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		all, err = r.Accounts(ctx, a.Office)
		return err
	})
	return all, err
}
