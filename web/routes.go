package web

import (
	"net/http"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/reception"
)

// access says who may open a route.
type access int

const (
	public         access = iota // everybody
	signedIn                     // whoever has signed in
	operators                    // people of a body
	office                       // people of the office
	administrators               // administrators of the office
)

// handler answers one route. What it returns as an error is rendered in one
// place, errors.go.
type handler func(v *visit) error

// route is a line of the table of contents.
type route struct {
	method string
	path   string
	who    access
	do     handler
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is the table of contents of the portal.
func (s *site) routes() []route {
	return []route{
		// everybody
		{get, "/sign-in", public, s.signInPage},
		{post, "/sign-in", public, s.signIn},
		{post, "/sign-out", public, s.signOut},
		{post, "/language", public, s.changeLanguage},
		{get, "/accessibility", public, s.accessibilityPage},
		{get, "/", signedIn, s.home},

		// the body: what is due, what was sent
		{get, "/month/{month:[0-9]{4}-[0-9]{2}}", operators, s.monthPage},
		{post, "/uploads", operators, s.uploadAny},
		{post, "/obligations/{id:[0-9]+}/uploads", operators, s.uploadForSlot},
		{post, "/documents/{id:[0-9]+}/revisions", operators, s.uploadRevision},

		// documents: the same page for the body, a way to the case for the office
		{get, "/documents", signedIn, s.documentsPage},
		{get, "/documents.csv", signedIn, s.documentsCSV},
		{get, "/documents/{id:[0-9]+}", signedIn, s.documentPage},
		{post, "/documents/{id:[0-9]+}/place", signedIn, s.placeDocument},
		{get, "/receipts/{id:[0-9]+}", signedIn, s.receiptPage},
		{get, "/revisions/{id:[0-9]+}/file", signedIn, s.downloadRevision},
		{get, "/revisions/{id:[0-9]+}/pages/{page:[0-9]+}.jpg", signedIn, s.pageImage},

		// the office: queue, case, month
		{get, "/tasks", office, s.queuePage},
		{get, "/tasks.csv", office, s.queueCSV},
		{get, "/cases/{id:[0-9]+}", signedIn, s.casePage},
		{post, "/cases/{id:[0-9]+}/decisions", office, s.decide},
		{get, "/cases/{id:[0-9]+}/export", office, s.exportCase},
		{get, "/overview", office, s.overviewPage},
		{get, "/overview/{month:[0-9]{4}-[0-9]{2}}/bodies/{id:[0-9]+}", office, s.bodyMonthPage},
		{get, "/registry", office, s.registryPage},
		{get, "/registry/bodies/{id:[0-9]+}", office, s.bodyPage},

		// the administrator
		{get, "/people", administrators, s.peoplePage},
		{get, "/jobs", administrators, s.jobsPage},
	}
}

// devRoutes are there only where mail is caught instead of sent.
func (s *site) devRoutes() []route {
	if s.DevMailDir == "" {
		return nil
	}
	return []route{
		{get, "/dev/mail", public, s.mailPage},
		{get, "/dev/mail/{name}", public, s.messagePage},
		{get, "/dev/mail/{name}/html", public, s.messageHTML},
	}
}

func (s *site) router() http.Handler {
	m := mux.NewRouter()
	m.HandleFunc("/healthz", s.healthz).Methods(get)
	m.PathPrefix("/static/").Handler(s.assets).Methods(get)
	for _, r := range append(s.routes(), s.devRoutes()...) {
		methods := []string{r.method}
		if r.method == get {
			methods = append(methods, http.MethodHead)
		}
		m.Handle(r.path, s.serve(r)).Methods(methods...).Name(r.path)
	}
	m.NotFoundHandler = s.serve(route{get, "", public, noSuchPage})
	m.MethodNotAllowedHandler = m.NotFoundHandler
	return m
}

// may says whether a person may open a route.
func (a access) may(p reception.Person) bool {
	switch a {
	case public:
		return true
	case signedIn:
		return p.ID != 0
	case operators:
		return p.Role == reception.Operator
	case office:
		return p.ID != 0 && p.BodyID == 0
	case administrators:
		return p.Role == reception.Administrator
	}
	return false
}
