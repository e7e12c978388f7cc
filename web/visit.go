package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// visit is one request with who makes it and in which language.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	id     string           // of the request, for the log and the error page
	person reception.Person // zero: nobody signed in
	token  string           // of the session
	lang   string           // "it" or "en"
	texts  *texts
	// refused is a decision that was refused in this request, to fill the form
	// in again.
	refused *refusedDecision
	// overriding is an override that was refused in this request.
	overriding *refusedOverride
}

// actor is the person as the engine knows them.
func (v *visit) actor() workflow.Actor {
	p := v.person
	return workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
}

// scope is what the person may see. Nobody signed in sees nothing: the zero
// actor is the system, so it must not be asked for its scope.
func (v *visit) scope() storage.Scope {
	if v.person.ID == 0 {
		return storage.Scope{}
	}
	return storage.For(v.actor())
}

// t returns a text of the catalogue in the language of the visit.
func (v *visit) t(key string, args ...any) string { return v.texts.say(v.lang, key, args...) }

// pathID reads the number of the path; the routes only let digits through.
func (v *visit) pathID() int64 {
	n, _ := strconv.ParseInt(mux.Vars(v.r)["id"], 10, 64) // too many digits give 0: no such row
	return n
}

// query reads a value of the address.
func (v *visit) query(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

// number reads a whole number of the address, 0 when it is none or negative.
func (v *visit) number(name string) int {
	n, err := strconv.Atoi(v.query(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// wantsJSON says that a script asked, not a person's browser.
func (v *visit) wantsJSON() bool {
	return strings.Contains(v.r.Header.Get("Accept"), "application/json")
}

// redirect sends the browser on after a change.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// isOffice says that the visitor is a person of the office.
func (v *visit) isOffice() bool { return v.person.ID != 0 && v.person.BodyID == 0 }
