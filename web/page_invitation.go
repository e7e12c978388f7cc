package web

import (
	"net/http"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/workflow"
)

// invitationPage lets whoever has the link of an invitation choose a password.
// The link is a secret: the log has the route and browsers send nobody its
// address (route.secret), and the page that follows has another.
func (s *site) invitationPage(v *visit) error {
	token := mux.Vars(v.r)["token"]
	p, err := s.Engine.Invited(v.r.Context(), token)
	if err != nil {
		return err
	}
	f, err := v.newForm("invitation")
	if err != nil {
		return err
	}
	var password, again string
	f.set("set.invitation")
	f.text("password", &password, typed("password", "new-password"), must)
	f.text("again", &again, typed("password", "new-password"), must)
	password, again = f.values.Get("password"), f.values.Get("again") // spaces count
	if f.saves() && len(f.problems()) == 0 && password != again {
		f.refuse("again", v.t("invitation.differ"))
	}
	if f.saves() && len(f.problems()) == 0 {
		session, err := s.Engine.AcceptInvitation(v.r.Context(), token, password)
		if err == nil {
			http.SetCookie(v.w, s.cookie(s.sessionCookie(), session.Token, session.ExpiresAt))
			return v.redirect("/")
		}
		r, ok := workflow.RefusalOf(err)
		if !ok || r.Code != workflow.Invalid {
			return err
		}
		f.refuse("password", inLanguage(r, v.lang))
	}
	f.forget("password", "again")
	return s.showForm(v, f, v.t("invitation.title"), formView{Lead: v.t("invitation.lead", p.Name, p.Email), Submit: v.t("invitation.submit")})
}

// forget empties controls that are never sent back to the browser.
func (f *form) forget(names ...string) {
	for _, n := range names {
		if x := f.find(n); x != nil {
			x.Value = ""
		}
	}
}
