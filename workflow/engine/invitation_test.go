package engine_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

const goodPassword = "quattro gatti sul tetto"

// newcomer adds an operator of the desk's body.
func (d *desk) newcomer() reception.Person {
	d.Helper()
	p := reception.Person{OfficeID: d.office.ID, BodyID: d.body.ID, Email: "olga.prova@ente.example", Name: "Olga Prova", Role: reception.Operator, Language: "it"}
	var err error
	p.ID, err = d.engine.SavePerson(d.Context(), d.admin, p, engine.Saving{})
	d.must(err)
	return p
}

// invite does what the worker does with the latest invite notice of a person.
func (d *desk) invite(p reception.Person) (engine.Invitation, bool) {
	d.Helper()
	var job workflow.JobID
	var n storage.Notice
	d.read(storage.System(), func(r *storage.Reader) error {
		waiting, err := r.WaitingNotices(d.Context(), d.clock.now().Add(time.Hour))
		for j, id := range waiting {
			x, err := r.Notice(d.Context(), id)
			if err != nil {
				return err
			}
			if x.PersonID == p.ID && x.Kind == workflow.NoticeInvite && x.ID > n.ID {
				job, n = j, x
			}
		}
		return err
	})
	i, wanted, err := d.engine.NewInvitation(d.Context(), job, n)
	d.must(err)
	d.must(d.engine.RecordDelivery(d.Context(), job, n, storage.Sent, ""))
	if _, again, err := d.engine.NewInvitation(d.Context(), job, n); again || err != nil {
		d.Fatalf("a job that is done makes another token: %v", err)
	}
	return i, wanted
}

// signsIn says that a person signs in with a password.
func (d *desk) signsIn(email, password string) bool {
	d.Helper()
	_, err := d.engine.SignIn(d.Context(), email, password)
	return err == nil
}

// From being added to being signed in; the token is nowhere in the database.
func TestAnInvitation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.newcomer()
	i, wanted := d.invite(p)
	if !wanted || i.Reset || i.Body != d.body.Name || i.By != "Anna Prova" || len(i.Token) < 43 || i.Until.Sub(d.clock.now()) != 7*24*time.Hour {
		t.Fatalf("%+v", i)
	}
	if s := storagetest.Dump(t, d.url, "invitations", "notices", "outbox", "events", "people", "deliveries", "sessions"); strings.Contains(s, i.Token) || strings.Contains(s, hex.EncodeToString([]byte(i.Token))) {
		t.Error("the token is in the database")
	}
	who, err := d.engine.Invited(t.Context(), i.Token)
	if err != nil || who.ID != p.ID {
		t.Fatalf("%+v, %v", who, err)
	}
	_, err = d.engine.AcceptInvitation(t.Context(), i.Token, "corta")
	d.refused(err, "password.short")
	s, err := d.engine.AcceptInvitation(t.Context(), i.Token, goodPassword)
	d.must(err)
	if who, err := d.engine.WhoIs(t.Context(), s.Token); err != nil || who.ID != p.ID {
		t.Fatalf("signed in as %+v, %v", who, err)
	}
	_, err = d.engine.AcceptInvitation(t.Context(), i.Token, goodPassword+"!")
	d.refused(err, "invitation.over")
	if !d.signsIn(p.Email, goodPassword) {
		t.Error("the password does not open")
	}
}

func TestInvitationsThatAreOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	p := d.newcomer()
	first, _ := d.invite(p)
	d.clock.set(d.clock.now().Add(7*24*time.Hour + time.Second))
	_, err := d.engine.Invited(ctx, first.Token)
	d.refused(err, "invitation.over") // too late
	d.must(d.engine.ResetPassword(ctx, d.admin, p.ID))
	second, _ := d.invite(p)
	d.must(d.engine.ResetPassword(ctx, d.second, p.ID))
	_, err = d.engine.Invited(ctx, second.Token)
	d.refused(err, "invitation.over") // another was asked for
	third, _ := d.invite(p)
	if third.By != "Bruno Prova" {
		t.Errorf("invited by %s", third.By)
	}
	p.Email = "olga.nuova@ente.example"
	_, err = d.engine.SavePerson(ctx, d.admin, p, blind(""))
	d.must(err)
	_, err = d.engine.AcceptInvitation(ctx, third.Token, goodPassword)
	d.refused(err, "invitation.over") // it was sent to another address
	_, err = d.engine.AcceptInvitation(ctx, "guess", goodPassword)
	d.refused(err, "invitation.over")
	d.refused(d.engine.ResetPassword(ctx, d.stranger, p.ID), "person.not_found")
	d.refused(d.engine.ResetPassword(ctx, workflow.Actor{Person: p.ID, Office: d.office.ID, Body: d.body.ID, Role: reception.Operator}, p.ID), "registry.denied")
}

// A reset keeps the old password until another is chosen, which ends every other
// session.
func TestAReset(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	p := d.newcomer()
	i, _ := d.invite(p)
	old, err := d.engine.AcceptInvitation(ctx, i.Token, goodPassword)
	d.must(err)
	d.must(d.engine.ResetPassword(ctx, d.admin, p.ID))
	i, _ = d.invite(p)
	if !i.Reset || !d.signsIn(p.Email, goodPassword) {
		t.Errorf("%+v", i)
	}
	again := d.inviteTwice(p, i)
	s, err := d.engine.AcceptInvitation(ctx, i.Token, "cinque cani in cortile")
	d.must(err)
	_, err = d.engine.WhoIs(ctx, old.Token)
	d.refused(err, "sign_in.needed")
	_, err = d.engine.WhoIs(ctx, s.Token)
	d.must(err)
	_, err = d.engine.Invited(ctx, again)
	d.refused(err, "invitation.over")
	if d.signsIn(p.Email, goodPassword) {
		t.Error("the old password still opens")
	}
}

// inviteTwice makes a second token for the same person, as the retry of a job
// does, and checks that the first still works.
func (d *desk) inviteTwice(p reception.Person, first engine.Invitation) (token string) {
	d.Helper()
	d.must(d.db.Write(d.Context(), storage.System(), func(t *storage.Tx) error {
		_, err := t.AddNotice(d.Context(), storage.Notice{OfficeID: p.OfficeID, BodyID: p.BodyID, PersonID: p.ID, Kind: workflow.NoticeInvite, CreatedAt: d.clock.now()})
		return err
	}))
	second, _ := d.invite(p)
	if _, err := d.engine.Invited(d.Context(), first.Token); err != nil || second.Token == first.Token {
		d.Fatalf("the first link died with the second: %v", err)
	}
	return second.Token
}

// Whoever becomes inactive is out at once, and is sent nothing.
func TestAPersonBecomesInactive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	p := d.newcomer()
	i, _ := d.invite(p)
	s, err := d.engine.AcceptInvitation(ctx, i.Token, goodPassword)
	d.must(err)
	d.must(d.engine.ResetPassword(ctx, d.admin, p.ID))
	feed, err := d.engine.NewFeed(ctx, workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role})
	d.must(err)
	p.Inactive = true
	_, err = d.engine.SavePerson(ctx, d.admin, p, blind("2026-12-01"))
	d.must(err)
	_, err = d.engine.FeedOf(ctx, feed)
	d.must(err)
	_, err = d.engine.WhoIs(ctx, s.Token)
	d.must(err) // not yet
	d.clock.set(day("2026-12-01").At(0, 30))
	s, err = d.engine.SignIn(ctx, p.Email, goodPassword)
	d.must(err)
	if n, err := d.engine.ApplyVersions(ctx, d.engine.Today()); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	_, err = d.engine.WhoIs(ctx, s.Token)
	d.refused(err, "sign_in.needed")
	if _, wanted := d.invite(p); wanted {
		t.Error("an inactive person is invited")
	}
	d.refused(d.engine.ResetPassword(ctx, d.admin, p.ID), "person.inactive")
	if d.signsIn(p.Email, goodPassword) {
		t.Error("an inactive person signs in")
	}
	p.Inactive = false
	_, err = d.engine.SavePerson(ctx, d.admin, p, blind(""))
	d.must(err)
	_, err = d.engine.FeedOf(ctx, feed) // whoever has the old address does not get in with who comes back
	d.refused(err, "feed.not_found")
}

// An office always keeps an active administrator, now and on the days to come.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	var anna, bruno reception.Person
	d.look(func(r *storage.Reader) (err error) {
		if anna, err = r.Person(ctx, d.admin.Person); err != nil {
			return err
		}
		bruno, err = r.Person(ctx, d.second.Person)
		return err
	})
	bruno.Role = reception.Head
	_, err := d.engine.SavePerson(ctx, d.admin, bruno, blind("2027-01-01"))
	d.must(err) // Anna stays
	anna.Inactive = true
	_, err = d.engine.SavePerson(ctx, d.admin, anna, blind(""))
	d.refused(err, "registry.problems") // from 2027 on nobody would be left
	ps := reception.ProblemsOf(err)
	if len(ps) != 1 || ps[0].Field != "inactive" || !strings.Contains(ps[0].It, "unico amministratore") {
		t.Errorf("%+v", ps)
	}
	anna.Inactive, anna.Role = false, reception.Reviewer
	_, err = d.engine.SavePerson(ctx, d.admin, anna, blind("2027-06-01"))
	d.refused(err, "registry.problems")
	bruno.Role = reception.Administrator
	b := engine.Saving{Blind: true, FromOn: day("2027-01-01"), SeenOn: day("2027-01-01")}
	_, err = d.engine.SavePerson(ctx, d.admin, bruno, b)
	d.must(err)
	_, err = d.engine.SavePerson(ctx, d.admin, anna, blind("2027-06-01"))
	d.must(err)
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.newcomer()
	i, _ := d.invite(p)
	all, err := d.engine.Accounts(t.Context(), d.admin)
	d.must(err)
	last := all[len(all)-1]
	if len(all) != 3 || last.ID != p.ID || last.HasPassword || last.InvitedTo == nil || !last.InvitedTo.Equal(i.Until) || last.BodyName != d.body.Name || last.SeenAt != nil {
		t.Errorf("%+v", all)
	}
	_, err = d.engine.Accounts(t.Context(), workflow.Actor{Person: p.ID, Office: d.office.ID, Body: d.body.ID, Role: reception.Operator})
	d.refused(err, "registry.denied")
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.newcomer()
	i, _ := d.invite(p)
	for password, name := range map[string]string{
		"undici.cara":                "password.short",
		strings.Repeat("àèìòù", 8):   "password.long",
		"olga.prova2026!":            "password.own",
		"xx-OLGA.PROVA@ente.example": "password.own",
		"Olga Prova 1984":            "password.own",
		"password1234":               "password.common",
		"P4ssw0rd!2026":              "password.common",
		"Prefettura2026!":            "password.common",
		"Benvenuto.2026":             "password.common",
		"juventusinter":              "password.common",
		"123456789012":               "password.common",
		"qwertyuiop123":              "password.common",
		"aaaaaaaaaaaa":               "password.common",
		"abababababab":               "password.common",
		"qazwsxedcrfv":               "password.common",
		"0987654321poiuy":            "password.common",
	} {
		_, err := d.engine.AcceptInvitation(t.Context(), i.Token, password)
		if !workflow.IsRefusal(err, name) {
			t.Errorf("%q: %v", password, err)
		}
	}
	for _, password := range []string{goodPassword, "Vr9#kq!27pLx", "la nonna sforna crostate", "correct horse battery staple"} {
		d.must(d.engine.ResetPassword(t.Context(), d.admin, p.ID))
		i, _ = d.invite(p)
		if _, err := d.engine.AcceptInvitation(t.Context(), i.Token, password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}
