package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Whoever is added chooses a password with a link, once; the link is nowhere in
// the log.
func TestAnInvitationByLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	r := ad.change("/people/new", url.Values{"name": {"Nora Bassi"}, "email": {"nora@insiemi.example"}, "role": {"reviewer"}})
	ad.follow(r, "Nora Bassi", "L&#39;invito parte tra poco", "invito in partenza")
	ad.want(ad.get("/people?q=nora+istruttore"), http.StatusOK, "Nora Bassi", "1 persone su")
	link := "/invitations/" + w.invitation("nora@insiemi.example")
	v := w.visitor()
	shown := v.get(link)
	v.want(shown, http.StatusOK, "nora@insiemi.example", "Almeno 12 caratteri")
	if p := shown.header.Get("Referrer-Policy"); p != "strict-origin" && p != "no-referrer" {
		t.Errorf("Referrer-Policy: %q: it sends the link on", p)
	}
	both := func(a, b string) url.Values { return url.Values{"password": {a}, "again": {b}} }
	v.want(v.post(link, both("corta", "corta")), http.StatusUnprocessableEntity, "ne servono almeno 12")
	v.want(v.post(link, both("quattro parole a caso", "quattro parole ha caso")), http.StatusUnprocessableEntity, "sono diverse")
	if r := v.post(link, both("quattro parole a caso", "x")); strings.Contains(r.body, "parole a caso") {
		t.Error("the page sends the password back")
	}
	done := v.post(link, both("quattro parole a caso", "quattro parole a caso"))
	v.want(done, http.StatusSeeOther)
	v.want(v.get("/tasks"), http.StatusOK, "Nora Bassi")
	other := w.visitor()
	other.want(other.get(link), http.StatusForbidden, "già stato usato o è scaduto")
	other.want(other.post("/sign-in", url.Values{"email": {"nora@insiemi.example"}, "password": {"quattro parole a caso"}}), http.StatusSeeOther)
	if strings.Contains(w.log.String(), strings.TrimPrefix(link, "/invitations/")) {
		t.Error("the log has the link of an invitation")
	}
	id := w.actor("nora@insiemi.example").Person
	ad.follow(ad.post(fmt.Sprintf("/people/%d/invitation", id), nil), "L&#39;invito parte tra poco")
	ad.follow(ad.change(fmt.Sprintf("/people/%d/edit", id), url.Values{"active": {}}), "non attiva")
	v.want(v.get("/tasks"), http.StatusSeeOther)
	ad.want(ad.get(fmt.Sprintf("/registry/people/%d/history", id)), http.StatusOK, "Nora Bassi", "istruttore")
	last := ad.change(fmt.Sprintf("/people/%d/edit", w.actor(province.AdministratorEmail).Person), url.Values{"active": {}})
	ad.want(last, http.StatusUnprocessableEntity, "Nulla è stato salvato")
}

// invitation is the token that the worker would send to somebody.
func (w *world) invitation(email string) string {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), w.address)
	w.must(err)
	defer func() { _ = conn.Close(w.Context()) }()
	_, err = conn.Exec(w.Context(), `SELECT set_config('insiemi.scope', 'all', false)`)
	w.must(err)
	var id workflow.NoticeID
	w.must(conn.QueryRow(w.Context(), `SELECT max(id) FROM notices WHERE person_id = $1`, w.actor(email).Person).Scan(&id))
	var n storage.Notice
	w.read(func(r *storage.Reader) (err error) {
		n, err = r.Notice(w.Context(), id)
		return err
	})
	job := w.job(w.Context(), workflow.JobNotify, int64(id))
	i, wanted, err := w.engine.NewInvitation(w.Context(), job, n)
	w.must(err)
	if !wanted {
		w.Fatalf("%s is to be sent no link", email)
	}
	return i.Token
}
