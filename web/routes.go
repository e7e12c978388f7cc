package web

import (
	"net/http"
	"slices"
	"strings"

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

// secret says that the address holds a token, which opens the route to whoever
// has it: it is never logged (the log has the route, never the address), no
// link of the page tells it to others, and no search engine keeps it.
func (r route) secret() bool { return strings.Contains(r.path, "{token") }

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
		{get, "/calendar/{token:[A-Za-z0-9_-]+}.ics", public, s.calendarFeed},

		// whoever has signed in: what they get and how
		{get, "/profile", signedIn, s.profilePage},
		{post, "/profile/preferences", signedIn, s.savePreferences},
		{post, "/profile/feed", signedIn, s.newFeed},
		{get, "/profile/feed", signedIn, s.feedShown},
		{post, "/profile/feed/revocation", signedIn, s.revokeFeed},

		// one obligation: the same page for the body and the office
		{get, "/obligations/{id:[0-9]+}", signedIn, s.obligationPage},
		{post, "/obligations/{id:[0-9]+}/declaration", operators, s.act(actDeclare)},
		{post, "/obligations/{id:[0-9]+}/revocation", operators, s.act(actRevoke)},
		{post, "/obligations/{id:[0-9]+}/acknowledgement", office, s.act(actAcknowledge)},
		{post, "/obligations/{id:[0-9]+}/refusal", office, s.act(actRefuse)},
		{post, "/obligations/{id:[0-9]+}/extension", office, s.act(actExtend)},
		{post, "/obligations/{id:[0-9]+}/waiver", office, s.act(actWaive)},
		{post, "/obligations/{id:[0-9]+}/restoration", office, s.act(actRestore)},

		{get, "/obligations/{id:[0-9]+}/register.xlsx", signedIn, s.blankRegister},
		{get, "/obligations/{id:[0-9]+}/grid", operators, s.gridPage},
		{post, "/obligations/{id:[0-9]+}/grid", operators, s.saveGrid},
		{post, "/obligations/{id:[0-9]+}/grid/submission", operators, s.sendGrid},
		{get, "/obligations/{id:[0-9]+}/grid.pdf", operators, s.gridPDF},
		{get, "/obligations/{id:[0-9]+}/draft", operators, s.draftPage},
		{post, "/obligations/{id:[0-9]+}/draft", operators, s.putDraft},
		{post, "/obligations/{id:[0-9]+}/draft/submission", operators, s.sendDraft},
		{post, "/obligations/{id:[0-9]+}/draft/reading", operators, s.retryDraft},
		{post, "/obligations/{id:[0-9]+}/draft/removal", operators, s.dropDraft},
		{get, "/bodies/{id:[0-9]+}/marks", signedIn, s.marksPage},
		{post, "/bodies/{id:[0-9]+}/marks", signedIn, s.sayMark},
		{post, "/bodies/{id:[0-9]+}/marks/answers", signedIn, s.answerMark},
		{get, "/centres/{id:[0-9]+}/guests", signedIn, s.guestsPage},
		{post, "/centres/{id:[0-9]+}/guests", signedIn, s.addGuests},
		{post, "/centres/{id:[0-9]+}/guests/moves", signedIn, s.moveGuest},

		// the body: what is due, what was sent
		{get, "/month/{month:[0-9]{4}-[0-9]{2}}", operators, s.monthPage},
		{get, "/findings", operators, s.findingsPage},
		{get, "/findings" + anyFormat, operators, s.file(s.ownFindingsSheet)},
		{post, "/uploads", operators, s.uploadAny},
		{post, "/obligations/{id:[0-9]+}/uploads", operators, s.uploadForSlot},
		{post, "/documents/{id:[0-9]+}/revisions", operators, s.uploadRevision},

		// documents: the same page for the body, a way to the case for the office
		{get, "/documents", signedIn, s.documentsPage},
		{get, "/documents" + anyFormat, signedIn, s.file(s.documentsSheet)},
		{get, "/documents/placing", signedIn, s.placingPage},
		{post, "/documents/placing", signedIn, s.placeSeveral},
		{get, "/documents/{id:[0-9]+}", signedIn, s.documentPage},
		{get, "/documents/{id:[0-9]+}/changes", signedIn, s.comparePage},
		{post, "/documents/{id:[0-9]+}/place", signedIn, s.placeDocument},
		{post, "/documents/{id:[0-9]+}/kind", signedIn, s.correctKind},
		{get, "/receipts/{id:[0-9]+}", signedIn, s.receiptPage},
		{get, "/revisions/{id:[0-9]+}/file", signedIn, s.downloadRevision},
		{get, "/revisions/{id:[0-9]+}/pages/{page:[0-9]+}.jpg", signedIn, s.pageImage},
		{get, "/revisions/{id:[0-9]+}/pages/{page:[0-9]+}.json", signedIn, s.pageWords},

		// the office: queue, case, month
		{get, "/tasks", office, s.queuePage},
		{get, "/tasks" + anyFormat, office, s.file(s.queueSheet)},
		{get, "/tasks/findings" + anyFormat, office, s.file(s.queueFindingsSheet)},
		{get, "/cases/{id:[0-9]+}", signedIn, s.casePage},
		{post, "/cases/{id:[0-9]+}/decisions", office, s.decide},
		{post, "/cases/{id:[0-9]+}/overrides", office, s.overrideFinding},
		{get, "/cases/{id:[0-9]+}/export", office, s.exportCase},
		{get, "/overview", office, s.overviewPage},
		{get, "/overview" + anyFormat, office, s.file(s.overviewSheet)},
		{get, "/overview/{month:[0-9]{4}-[0-9]{2}}/bodies/{id:[0-9]+}", office, s.bodyMonthPage},
		{get, "/overview/{month:[0-9]{4}-[0-9]{2}}/bodies/{id:[0-9]+}" + anyFormat, office, s.file(s.bodyMonthSheet)},
		{get, "/overview/{month:[0-9]{4}-[0-9]{2}}/bodies/{id:[0-9]+}/findings" + anyFormat, office, s.file(s.monthFindingsSheet)},

		// the office: what is missing, and what is done about it
		{get, "/missing", office, s.missingPage},
		{get, "/missing" + anyFormat, office, s.file(s.missingSheet)},
		{post, "/missing/extension", office, s.bulk(bulkExtend)},
		{post, "/missing/waiver", office, s.bulk(bulkWaive)},
		{post, "/missing/extension" + anyFormat, office, s.file(s.bulkSheet(bulkExtend))},
		{post, "/missing/waiver" + anyFormat, office, s.file(s.bulkSheet(bulkWaive))},
		{get, "/reminders/preview", office, s.chasePreview},
		{post, "/reminders/preview", office, s.chasePreview},
		{post, "/reminders/preview" + anyFormat, office, s.file(s.chaseSheet)},
		{post, "/reminders", office, s.chaseNow},
		{get, "/reminders/done", office, s.chasedPage},
		{get, "/declarations", office, s.declarationsPage},
		{get, "/declarations" + anyFormat, office, s.file(s.declarationsSheet)},
		{post, "/declarations", office, s.answerDeclarations},
		{get, "/unreachable", office, s.unreachablePage},
		{get, "/unreachable" + anyFormat, office, s.file(s.unreachableSheet)},

		// the office: the registry
		{get, "/registry", office, s.registryPage},
		{get, "/registry/bodies" + anyFormat, office, s.file(s.bodiesSheet)},
		{get, "/registry/bodies/{id:[0-9]+}", office, s.bodyPage},
		{get, "/registry/{rows:offices|bodies|centres|agreements|people|requirements}/{id:[0-9]+}/history", office, s.changesPage},
		{get, "/registry/{rows:offices|bodies|centres|agreements|people|requirements}/{id:[0-9]+}/history" + anyFormat, office, s.file(s.changesSheet)},
		{get, "/registry/bodies/{id:[0-9]+}/centres" + anyFormat, office, s.file(s.centresSheet)},
		{get, "/registry/bodies/{id:[0-9]+}/agreements" + anyFormat, office, s.file(s.agreementsSheet)},
		{get, "/registry/bodies/{id:[0-9]+}/facts" + anyFormat, office, s.file(s.factsSheet)},
		{get, "/requirements", office, s.requirementsPage},
		{get, "/requirements" + anyFormat, office, s.file(s.requirementsSheet)},
		{get, "/requirements/{id:[0-9]+}", office, s.requirementPage},
		{get, "/requirements/{id:[0-9]+}/dates" + anyFormat, office, s.file(s.nextSheet)},
		{get, "/requirements/{id:[0-9]+}/versions" + anyFormat, office, s.file(s.versionsSheet)},
		{get, "/office", office, s.officePage},
		{get, "/office/days" + anyFormat, office, s.file(s.daysSheet)},
		{get, "/rules", office, s.rulesPage},
		{get, "/rules" + anyFormat, office, s.file(s.rulesSheet)},
		{get, "/people", office, s.peoplePage},
		{get, "/people" + anyFormat, office, s.file(s.peopleSheet)},

		// the administrator
		{get, "/jobs", administrators, s.jobsPage},
		{get, "/jobs" + anyFormat, administrators, s.file(s.jobsSheet)},
		{get, "/deliveries" + anyFormat, administrators, s.file(s.deliveriesSheet)},
		{get, "/registry/export.{format:xlsx|zip}", administrators, s.exportRegistry},
		{get, "/registry/import", administrators, s.importPage},
		{post, "/registry/import", administrators, s.receiveImport},
		{get, "/registry/import/template.xlsx", administrators, s.registryTemplate},
		{get, "/registry/import/{sha:[0-9a-f]{64}}", administrators, s.planPage},
		{post, "/registry/import/{sha:[0-9a-f]{64}}", administrators, s.confirmImport},
		{get, "/registry/import/{sha:[0-9a-f]{64}}/problems.xlsx", administrators, s.markedImport},
		{get, "/registry/import/{sha:[0-9a-f]{64}}/changes" + anyFormat, administrators, s.file(s.planSheet)},
		{post, "/office/closures/{id:[0-9]+}/remove", administrators, s.removeClosure},
		{post, "/requirements/{id:[0-9]+}/confirm", administrators, s.confirmRequirement},
		{post, "/requirements/{id:[0-9]+}/switch", administrators, s.switchRequirement},
		{post, "/requirements/{id:[0-9]+}/removal", administrators, s.removeRequirement},
		{post, "/people/{id:[0-9]+}/invitation", administrators, s.inviteAgain},
	}
}

// forms are shown and sent at the same address.
func (s *site) forms() []route {
	var out []route
	for _, r := range []route{
		{"", "/invitations/{token:[A-Za-z0-9_-]+}", public, s.invitationPage},
		{"", "/registry/bodies/new", administrators, s.newBody},
		{"", "/registry/bodies/{id:[0-9]+}/edit", administrators, s.editBody},
		{"", "/registry/bodies/{id:[0-9]+}/centres/new", administrators, s.newCentre},
		{"", "/registry/centres/{id:[0-9]+}/edit", administrators, s.editCentre},
		{"", "/registry/bodies/{id:[0-9]+}/agreements/new", administrators, s.newAgreement},
		{"", "/registry/agreements/{id:[0-9]+}/edit", administrators, s.editAgreement},
		{"", "/registry/agreements/{id:[0-9]+}/extensions/new", administrators, s.extendAgreement},
		{"", "/registry/bodies/{id:[0-9]+}/facts/new", administrators, s.recordFact},
		{"", "/registry/facts/{id:[0-9]+}/cancel", administrators, s.cancelFact},
		{"", "/requirements/new", administrators, s.newRequirement},
		{"", "/requirements/{id:[0-9]+}/edit", administrators, s.editRequirement},
		{"", "/requirements/{id:[0-9]+}/overrides/new", administrators, s.newOverride},
		{"", "/office/edit", administrators, s.editOffice},
		{"", "/office/closures/new", administrators, s.addClosure},
		{"", "/rules/edit", administrators, s.editRules},
		{"", "/people/new", administrators, s.newPerson},
		{"", "/people/{id:[0-9]+}/edit", administrators, s.editPerson},
	} {
		for _, m := range []string{get, post} {
			r.method = m
			out = append(out, r)
		}
	}
	return out
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
	for _, r := range slices.Concat(s.routes(), s.forms(), s.devRoutes()) {
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
