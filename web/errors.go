package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// The refusals of the portal itself. Those of the rules come with their own
// sentences.

func errSignIn() error {
	return workflow.Refuse(workflow.Denied, "session.none",
		"La sessione è scaduta o l'accesso non è ancora stato fatto. Entrare di nuovo: quello che è già stato trasmesso è al sicuro.",
		"Your session has ended or you have not signed in yet. Sign in again: what was already submitted is safe.")
}

func errOtherRole() error {
	return workflow.Refuse(workflow.Denied, "role.denied",
		"Questa pagina è riservata a un altro ruolo. Se serve, chiedere all'amministratore dell'ufficio.",
		"This page is for another role. If you need it, ask the administrator of the office.")
}

func errForged() error {
	return workflow.Refuse(workflow.Denied, "request.foreign",
		"La richiesta arriva da un altro sito e non è stata eseguita. Tornare al portale e ripetere l'operazione da lì.",
		"The request came from another site and was not carried out. Return to the portal and do it from there.")
}

// statuses maps codes to HTTP; names that need another status come first.
func statusOf(r *workflow.Refusal) int {
	switch r.Name {
	case "upload.too_large", "upload.request_too_large":
		return http.StatusRequestEntityTooLarge
	case "session.none":
		return http.StatusUnauthorized
	case unavailable:
		return http.StatusServiceUnavailable
	}
	switch r.Code {
	case workflow.Invalid:
		return http.StatusUnprocessableEntity
	case workflow.NotFound:
		return http.StatusNotFound
	case workflow.Denied:
		return http.StatusForbidden
	case workflow.Conflict:
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

// inLanguage returns the sentence of a refusal.
func inLanguage(r *workflow.Refusal, lang string) string {
	return workflow.Text{It: r.It, En: r.En}.In(lang)
}

// unavailable names the refusal of a portal whose database does not answer.
const unavailable = "unavailable"

// retryAfter is when to try again what was unavailable, in seconds.
const retryAfter = "30"

// asRefusal gives every error a sentence: its own, or that of an internal
// error.
func asRefusal(err error) *workflow.Refusal {
	if storage.Unreachable(err) {
		return &workflow.Refusal{Code: workflow.Internal, Name: unavailable, Cause: err,
			It: "Il portale non è disponibile al momento. Quanto è già stato trasmesso è al sicuro. Riprovare tra qualche minuto; se succede ancora, comunicare all'ufficio il codice qui sotto.",
			En: "The portal is not available at the moment. What you already submitted is safe. Try again in a few minutes; if it happens again, give the office the code below."}
	}
	if r, ok := workflow.RefusalOf(err); ok {
		return r
	}
	return &workflow.Refusal{Code: workflow.Internal, Name: "internal", Cause: err,
		It: "Qualcosa non ha funzionato da parte nostra. Quanto è già stato trasmesso è al sicuro. Riprovare tra qualche minuto; se succede ancora, comunicare all'ufficio il codice qui sotto.",
		En: "Something went wrong on our side. What you already submitted is safe. Try again in a few minutes; if it happens again, give the office the code below."}
}

// errorView is what the error page shows.
type errorView struct {
	Status   int
	Heading  string
	Sentence string
	Request  string // shown where somebody must look into the log
	Back     string
}

// fail renders an error: the one place that knows status codes.
func (s *site) fail(v *visit, err error) {
	r := asRefusal(err)
	status := statusOf(r)
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // whoever asked has gone
	}
	if status >= 500 {
		s.Log.LogAttrs(v.r.Context(), slog.LevelError, "failed", slog.String("request", v.id), slog.Any("err", err))
	}
	if rec, ok := v.w.(*recorder); ok && rec.wrote {
		return // too late for a page: the answer is under way
	}
	if status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", retryAfter)
	}
	switch {
	case v.wantsJSON():
		s.failJSON(v, r, status)
	case r.Name == "session.none" && v.r.Method == http.MethodGet:
		_ = v.redirect("/sign-in?next=" + url.QueryEscape(v.r.URL.RequestURI()))
	default:
		s.failPage(v, r, status)
	}
}

func (s *site) failPage(v *visit, r *workflow.Refusal, status int) {
	view := errorView{Status: status, Heading: s.texts.headingOf(v.lang, status), Sentence: inLanguage(r, v.lang), Back: "/"}
	if status >= 500 {
		view.Request = v.id
	}
	if v.person.ID == 0 {
		view.Back = "/sign-in"
	}
	if err := s.page(v, status, "error", view.Heading, view); err != nil {
		s.Log.Error("the error page failed", "request", v.id, "err", err)
		http.Error(v.w, view.Sentence, status)
	}
}

// refusedJSON is an error as our scripts read it.
type refusedJSON struct {
	Error   string `json:"error"`   // the sentence
	Name    string `json:"name"`    // stable
	Request string `json:"request"` // for the log
}

func (s *site) failJSON(v *visit, r *workflow.Refusal, status int) {
	writeJSON(v, status, refusedJSON{Error: inLanguage(r, v.lang), Name: r.Name, Request: v.id})
}

func writeJSON(v *visit, status int, body any) {
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	_ = json.NewEncoder(v.w).Encode(body) // whoever asked may have gone
}
