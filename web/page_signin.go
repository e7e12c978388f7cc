package web

import (
	"net/http"

	"github.com/insiemi/insiemi/workflow"
)

// signInView is the sign-in page.
type signInView struct {
	Email string
	Next  string
	Error string
	Demo  []demoRow
	Mail  bool // the page of caught mail is there
}

// demoRow is a demonstration account in the language of the page.
type demoRow struct {
	Who      string
	Email    string
	Password string
}

func (s *site) signInPage(v *visit) error {
	if v.person.ID != 0 {
		return v.redirect("/")
	}
	return s.showSignIn(v, http.StatusOK, signInView{Next: localPath(v.query("next")), Email: ""})
}

func (s *site) showSignIn(v *visit, status int, view signInView) error {
	for _, d := range s.Demo {
		view.Demo = append(view.Demo, demoRow{d.Role.In(v.lang), d.Email, d.Password})
	}
	view.Mail = s.DevMailDir != ""
	return s.page(v, status, "signin", v.t("signin.title"), view)
}

func (s *site) signIn(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	email, next := v.r.PostFormValue("email"), localPath(v.r.PostFormValue("next"))
	session, err := s.Engine.SignIn(v.r.Context(), email, v.r.PostFormValue("password"))
	if r, refused := workflow.RefusalOf(err); refused && r.Code != workflow.Internal {
		return s.showSignIn(v, statusOf(r), signInView{Email: email, Next: next, Error: inLanguage(r, v.lang)})
	}
	if err != nil {
		return err
	}
	http.SetCookie(v.w, s.cookie(s.sessionCookie(), session.Token, session.ExpiresAt))
	return v.redirect(next)
}

func (s *site) signOut(v *visit) error {
	if v.token != "" {
		if err := s.Engine.SignOut(v.r.Context(), v.token); err != nil {
			return err
		}
	}
	http.SetCookie(v.w, s.cookie(s.sessionCookie(), "", s.Now()))
	return v.redirect("/sign-in")
}

// accessibilityView is the accessibility statement.
type accessibilityView struct{}

func (s *site) accessibilityPage(v *visit) error {
	return s.page(v, http.StatusOK, "accessibility", v.t("accessibility.title"), accessibilityView{})
}
