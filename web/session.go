package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/insiemi/insiemi/workflow"
)

const languageCookie = "insiemi_lang"

// sessionCookie is the name of the cookie that holds the session's token. Over
// https the prefix makes browsers refuse it from anybody else.
func (s *site) sessionCookie() string {
	if s.Secure {
		return "__Host-insiemi"
	}
	return "insiemi"
}

func (s *site) cookie(name, value string, expires time.Time) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
		return c
	}
	c.MaxAge = int(expires.Sub(s.Now()).Seconds()) // not a date: clocks of phones go wrong
	return c
}

// identify finds out who asks. A session that has ended is nobody, not an
// error.
func (s *site) identify(v *visit) error {
	c, err := v.r.Cookie(s.sessionCookie())
	if err != nil || c.Value == "" {
		return nil
	}
	p, err := s.Engine.WhoIs(v.r.Context(), c.Value)
	if r, refused := workflow.RefusalOf(err); refused && r.Code != workflow.Internal {
		return nil
	}
	if err != nil {
		return err
	}
	v.person, v.token = p, c.Value
	if _, err := v.r.Cookie(languageCookie); errors.Is(err, http.ErrNoCookie) && p.Language != "" {
		v.lang = p.Language
	}
	return nil
}

// languageOf is the language of the cookie, else the first of the browser's
// that we speak.
func (s *site) languageOf(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && isLanguage(c.Value) {
		return c.Value
	}
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag := strings.ToLower(strings.TrimSpace(part))
		switch {
		case strings.HasPrefix(tag, "it"):
			return "it"
		case strings.HasPrefix(tag, "en"):
			return "en"
		}
	}
	return "it"
}

func isLanguage(s string) bool { return s == "it" || s == "en" }

// changeLanguage keeps the choice in a cookie and, for whoever has signed in,
// with the person, so that e-mails follow it.
func (s *site) changeLanguage(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	lang := v.r.PostFormValue("language")
	if !isLanguage(lang) {
		return workflow.Refuse(workflow.Invalid, "language.unknown",
			"Le lingue disponibili sono italiano e inglese. Usare i pulsanti in alto nella pagina.",
			"The languages available are Italian and English. Use the buttons at the top of the page.")
	}
	if v.person.ID != 0 {
		if err := s.Engine.SetLanguage(v.r.Context(), v.actor(), lang); err != nil {
			return err
		}
	}
	http.SetCookie(v.w, s.cookie(languageCookie, lang, s.Now().AddDate(1, 0, 0)))
	return v.redirect(localPath(v.r.PostFormValue("back")))
}

// localPath lets through only a path of this portal, so that a link can't send
// people elsewhere.
func localPath(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n") {
		return "/"
	}
	return s
}
