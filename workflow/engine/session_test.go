package engine_test

import (
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	s, err := w.engine.SignIn(ctx, "OPERATOR@insiemi.example", "secret")
	w.must(err)
	p, err := w.engine.WhoIs(ctx, s.Token)
	if err != nil || p.ID != w.operator.Person || p.BodyID != w.operator.Body {
		t.Fatalf("signed in as %+v, %v", p, err)
	}
	w.must(w.engine.SignOut(ctx, s.Token))
	_, err = w.engine.WhoIs(ctx, s.Token)
	w.refused(err, "sign_in.needed")
	s, err = w.engine.SignIn(ctx, "operator@insiemi.example", "secret")
	w.must(err)
	w.clock.set(w.clock.now().Add(13 * time.Hour))
	_, err = w.engine.WhoIs(ctx, s.Token)
	w.refused(err, "sign_in.needed")
	_, err = w.engine.SignIn(ctx, "nobody@insiemi.example", "secret")
	w.refused(err, "sign_in.wrong")
	for range 10 {
		_, err = w.engine.SignIn(ctx, "operator@insiemi.example", "guess")
		w.refused(err, "sign_in.wrong")
	}
	_, err = w.engine.SignIn(ctx, "operator@insiemi.example", "secret")
	w.refused(err, "sign_in.wait")
}
