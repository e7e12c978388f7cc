package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// How long a session lasts, and how many failed attempts on an e-mail are
// allowed in how long.
const (
	sessionLasts   = 12 * time.Hour
	attemptsWindow = 15 * time.Minute
	attemptsMax    = 10
)

// Session is a signed-in person. Token is the secret that the browser keeps;
// only its SHA-256 is stored.
type Session struct {
	Token     string
	Person    reception.Person
	ExpiresAt time.Time
}

// HashPassword returns what is stored of a password (bcrypt). It errs on a
// password of more than 72 bytes.
func HashPassword(password string) (string, error) {
	h, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	return string(h), err
}

// noSuchPerson is compared with when an e-mail is unknown, so that the answer
// takes as long as for one that is known.
var noSuchPerson = sync.OnceValue(func() string {
	h, err := HashPassword(rand.Text())
	if err != nil {
		panic(err) // a text of 26 characters has a hash
	}
	return h
})

// SignIn opens a session. A wrong e-mail and a wrong password get the same
// refusal; after ten failures in a quarter of an hour the e-mail must wait.
func (e *Engine) SignIn(ctx context.Context, email, password string) (s Session, err error) {
	now := e.now()
	var hash string
	var ok bool
	var failed int
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		if failed, err = r.FailedSignIns(ctx, email, now.Add(-attemptsWindow)); err != nil {
			return err
		}
		s.Person, hash, ok, err = r.Credentials(ctx, email)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("sign in: %w", err)
	}
	if failed >= attemptsMax {
		return s, workflow.Refuse(workflow.Denied, "sign_in.wait",
			"Troppi tentativi non riusciti. Attendere un quarto d'ora e riprovare.",
			"Too many failed attempts. Wait a quarter of an hour and try again.")
	}
	if !ok || hash == "" {
		hash = noSuchPerson()
		ok = false
	}
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil || !ok {
		return s, e.failedSignIn(ctx, email, now)
	}
	return e.openSession(ctx, s.Person, now)
}

func (e *Engine) failedSignIn(ctx context.Context, email string, now time.Time) error {
	err := e.write(ctx, system(), func(t *storage.Tx) error {
		return t.AddFailedSignIn(ctx, email, now, now.Add(-24*time.Hour))
	})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return workflow.Refuse(workflow.Denied, "sign_in.wrong",
		"L'indirizzo e-mail o la password non sono corretti. Controllarli e riprovare.",
		"The e-mail address or the password is wrong. Check them and try again.")
}

func (e *Engine) openSession(ctx context.Context, p reception.Person, now time.Time) (Session, error) {
	token, err := newToken()
	if err != nil {
		return Session{}, err
	}
	s := Session{Token: token, Person: p, ExpiresAt: now.Add(sessionLasts)}
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		return t.AddSession(ctx, tokenHash(s.Token), p.ID, now, s.ExpiresAt)
	})
	return s, err
}

// SignOut ends a session.
func (e *Engine) SignOut(ctx context.Context, token string) error {
	return e.write(ctx, system(), func(t *storage.Tx) error { return t.RemoveSession(ctx, tokenHash(token), e.now()) })
}

// WhoIs returns the person of a session, or refuses ("sign_in.needed") when
// there is no such session or it has expired.
func (e *Engine) WhoIs(ctx context.Context, token string) (p reception.Person, err error) {
	var ok bool
	err = e.db.Read(ctx, storage.System().PlannedOnce(), func(r *storage.Reader) error {
		p, ok, err = r.SessionPerson(ctx, tokenHash(token), e.now())
		return err
	})
	if err == nil && !ok {
		err = workflow.Refuse(workflow.Denied, "sign_in.needed",
			"La sessione è scaduta. Accedere di nuovo.", "The session has expired. Sign in again.")
	}
	return p, err
}

// SetLanguage changes the language in which the actor is addressed: "it" or "en".
// It is the one thing of the registry that everybody may change about themselves.
func (e *Engine) SetLanguage(ctx context.Context, a workflow.Actor, lang string) error {
	return e.write(ctx, system(), func(t *storage.Tx) error { return t.SetLanguage(ctx, a.Person, lang) })
}

func tokenHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}
