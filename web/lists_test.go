package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// portalAddress is what the files of lists lead back to in these tests.
const portalAddress = "https://insiemi.example"

// listsWorld is a world with documents in several states.
func listsWorld(t *testing.T) (*world, sentRegister) {
	w := newWorld(t, func(c *web.Config) { c.BaseURL = portalAddress + "/" })
	register := w.send(w.slot(document.Register).ID, text("lists"))
	w.send(0, document.Reading{Text: "what is this?", MediaType: "application/pdf"})
	return w, sentRegister{register.Document, w.caseOf(register.Document).Case.ID}
}

type sentRegister struct {
	document document.ID
	pratica  workflow.CaseID
}

// Every list, in both formats, on a real database.
func TestEveryListAsAFile(t *testing.T) {
	t.Parallel()
	w, got := listsWorld(t)
	admin := w.as(province.AdministratorEmail)

	documents, _ := admin.list("/documents", "")
	if len(documents) != 3 {
		t.Fatalf("%d lines of documents", len(documents))
	}
	for title, want := range map[string][]string{"Ricevuto": {"03/11/2026 09:00", "03/11/2026 09:00"}, "Periodo dal": {"", "01/10/2026"}, "Periodo al": {"", "31/10/2026"},
		"Periodo": {"", "ottobre 2026"}, "Centro": {"", "RN-001"}, "Versione": {"1", "1"}, "Ricevuta": {"2026/000002", "2026/000001"},
		"Pratica": {"", "2026/000001"}, "Nel portale": {fmt.Sprintf("%s/documents/%d", portalAddress, got.document+1), fmt.Sprintf("%s/cases/%d", portalAddress, got.pratica)}} {
		if c := column(admin, documents, title); !slices.Equal(c, want) {
			t.Errorf("documents, %s: %q instead of %q", title, c, want)
		}
	}

	tasks, _ := admin.list("/tasks", "")
	var due string
	w.read(func(r *storage.Reader) error {
		l, err := r.DocumentLine(t.Context(), got.document)
		due = l.TaskDueOn.It()
		return err
	})
	if c := column(admin, tasks, "Entro il"); !slices.Equal(c, []string{due}) {
		t.Errorf("tasks, due: %q instead of %q", c, due)
	}
	if c := column(admin, tasks, "Giorni di ritardo"); !slices.Equal(c, []string{"0"}) {
		t.Errorf("tasks, late: %q", c)
	}

	checkOverview(w, admin)
	checkPeople(w, admin)
	checkJobs(w, admin)
	checkBodies(w, admin)
	admin.list("/deliveries", "")
}

// The wall as a file has the counts of the page.
func checkOverview(w *world, b *browser) {
	w.Helper()
	month, err := calendar.ParseMonth("2026-10")
	w.must(err)
	var cells []storage.WallCell
	w.must(w.db.Read(w.Context(), storage.For(w.actor(province.AdministratorEmail)), func(r *storage.Reader) (err error) {
		cells, err = r.WallCells(w.Context(), storage.WallAsked{Office: w.actor(province.AdministratorEmail).Office, From: month.Start, To: month.End,
			Now: w.engine.Now(), SoonDays: workflow.DueSoonDays})
		return err
	}))
	lines, f := b.list("/overview", "?month=2026-10")
	if len(cells) == 0 || len(lines) != len(cells)+1 {
		w.Fatalf("%d lines for %d cells", len(lines), len(cells))
	}
	for i, c := range cells {
		for title, n := range map[string]int{"In tutto": c.Total, "In ritardo": c.Overdue, "Da integrare": c.ToComplete, "In scadenza": c.Soon, "Attesi": c.Upcoming,
			"In esame": c.Submitted, "Dichiarati": c.Declared, "Approvati": c.Accepted, "Senza nulla da trasmettere": c.Nothing, "Non richiesti": c.Waived, "Respinti": c.Rejected} {
			if got := column(b, lines, title)[i]; got != fmt.Sprint(n) {
				w.Errorf("%s of %s, %s: %s instead of %d", title, c.BodyName, c.Kind, got, n)
			}
		}
		if got, want := column(b, lines, "Nel portale")[i], fmt.Sprintf("%s/overview/2026-10/bodies/%d", portalAddress, c.BodyID); got != want {
			w.Errorf("%q instead of %q", got, want)
		}
	}
	props, err := f.GetDocProps()
	w.must(err)
	if props.Title != "Il mese: ottobre 2026" || props.Language != "it-IT" || props.Creator != "Insiemi" {
		w.Errorf("the document is %+v", props)
	}
	b.want(b.get("/overview?month=2026-09"), http.StatusOK, "Nessun adempimento")
	if lines, _ := b.list("/overview", "?month=2020-01"); len(lines) != 1 {
		w.Errorf("%d lines for a month without obligations", len(lines))
	}
}

func checkPeople(w *world, b *browser) {
	w.Helper()
	lines, _ := b.list("/people", "")
	mails := column(b, lines, "E-mail")
	for _, m := range []string{province.OperatorEmail, province.ReviewerEmail, province.AdministratorEmail, other} {
		if !slices.Contains(mails, m) {
			w.Errorf("%s is not among the people", m)
		}
	}
	if slices.Contains(mails, province.OtherReviewerEmail) {
		w.Error("a person of another office is among the people")
	}
	if a := column(b, lines, "Attiva"); slices.Contains(a, "no") || !slices.Contains(a, "sì") {
		w.Errorf("active: %q", a)
	}
}

func checkJobs(w *world, b *browser) {
	w.Helper()
	var jobs []storage.JobLine
	w.must(w.db.Read(w.Context(), storage.For(w.actor(province.AdministratorEmail)), func(r *storage.Reader) (err error) {
		jobs, _, err = r.JobLines(w.Context(), 1000)
		return err
	}))
	lines, _ := b.list("/jobs", "")
	if len(jobs) == 0 || len(lines) != len(jobs)+1 {
		w.Fatalf("%d lines for %d jobs", len(lines), len(jobs))
	}
	for i, j := range jobs {
		if column(b, lines, "Tipo")[i] != j.Kind || column(b, lines, "Oggetto n.")[i] != fmt.Sprint(j.SubjectID) {
			w.Errorf("line %q for the job %+v", lines[i+1], j)
		}
	}
}

func checkBodies(w *world, b *browser) {
	w.Helper()
	lines, f := b.list("/registry/bodies", "")
	id := bodyOf(w, province.OperatorEmail)
	w.read(func(r *storage.Reader) error {
		centres, err := r.Centres(w.Context(), id)
		if err != nil {
			return err
		}
		places := 0
		for _, c := range centres {
			places += c.Places
		}
		i := slices.Index(column(b, lines, "Nel portale"), fmt.Sprintf("%s/registry/bodies/%d", portalAddress, id))
		if i < 0 {
			w.Fatalf("the body is not there: %q", lines)
		}
		if got := column(b, lines, "Centri")[i] + " " + column(b, lines, "Posti")[i]; got != fmt.Sprintf("%d %d", len(centres), places) {
			w.Errorf("centres and places %q instead of %d %d", got, len(centres), places)
		}
		return nil
	})
	tab := f.GetSheetName(0)
	panes, err := f.GetPanes(tab)
	w.must(err)
	if !panes.Freeze || panes.YSplit != 1 {
		w.Errorf("the titles do not stay in view: %+v", panes)
	}
	style, err := f.GetCellStyle(tab, "A1")
	w.must(err)
	if st, err := f.GetStyle(style); err != nil || st.Font == nil || !st.Font.Bold {
		w.Errorf("the titles are not bold: %v", err)
	}
	if width, err := f.GetColWidth(tab, "B"); err != nil || width < 15 {
		w.Errorf("the column of names is %v wide, %v", width, err)
	}
}

// The files of a page hold what its filters let through, and each page leads to
// them with its filters.
func TestFiltersOfAListAsAFile(t *testing.T) {
	t.Parallel()
	w, got := listsWorld(t)
	rev := w.as(province.ReviewerEmail)
	for _, c := range []struct {
		path, query string
		rows        int
	}{
		{"/documents", "", 2}, {"/documents", "?state=unplaced", 1}, {"/documents", "?kind=REGISTRO_PRESENZE", 1}, {"/documents", "?kind=DURC", 0},
		{"/documents", "?q=RN-001", 1}, {"/documents", fmt.Sprintf("?body=%d", bodyOf(w, other)), 0},
		{"/tasks", "", 1}, {"/tasks", "?late=1", 0}, {"/tasks", "?kind=DURC", 0}, {"/tasks", "?q=RN-001", 1}, {"/tasks", "?all=1", 1}, {"/tasks", "?page=2", 1},
	} {
		lines, _ := rev.list(c.path, c.query)
		if len(lines) != c.rows+1 {
			t.Errorf("%s%s: %d rows instead of %d", c.path, c.query, len(lines)-1, c.rows)
		}
	}
	rev.want(rev.get("/documents?kind=DURC&q=RN-001"), http.StatusOK, `href="/documents.csv?kind=DURC&amp;q=RN-001"`, `href="/documents.xlsx?kind=DURC&amp;q=RN-001"`)
	rev.want(rev.get("/tasks?late=1"), http.StatusOK, `href="/tasks.xlsx?late=1"`)
	rev.want(rev.get("/overview?month=2026-10"), http.StatusOK, `href="/overview.csv?month=2026-10"`, `href="/overview.xlsx?month=2026-10"`)
	rev.want(rev.get("/registry"), http.StatusOK, `href="/registry/bodies.csv"`, `href="/registry/bodies.xlsx"`)
	admin := w.as(province.AdministratorEmail)
	admin.want(admin.get("/people"), http.StatusOK, `href="/people.csv"`, `href="/people.xlsx"`)
	admin.want(admin.get("/jobs"), http.StatusOK, `href="/jobs.csv"`, `href="/jobs.xlsx"`)
	// The head of office has no such task: neither the page nor its files.
	head := w.as(province.HeadEmail)
	if lines, _ := head.list("/tasks", ""); len(lines) != 1 {
		t.Errorf("the head's queue as a file has %d rows", len(lines)-1)
	}
	// A body sees its own documents, and not those of others.
	if lines, _ := w.as(province.OperatorEmail).list("/documents", ""); len(lines) != 3 ||
		!slices.Contains(column(rev, lines, "Nel portale"), fmt.Sprintf("%s/documents/%d", portalAddress, got.document)) {
		t.Errorf("the operator's documents: %q", lines)
	}
	if lines, _ := w.as(other).list("/documents", ""); len(lines) != 1 {
		t.Errorf("another body sees %d documents", len(lines)-1)
	}
}

// In English the titles and the words are English; dates and numbers stay as
// Italian spreadsheets read them.
func TestAListInEnglish(t *testing.T) {
	t.Parallel()
	w, _ := listsWorld(t)
	op := w.as(province.OperatorEmail)
	op.want(op.post("/language", url.Values{"language": {"en"}, "back": {"/documents"}}), http.StatusSeeOther)
	lines, f := op.list("/documents", "")
	if c := column(op, lines, "Received"); c[0] != "03/11/2026 09:00" {
		t.Errorf("received %q", c)
	}
	if c := column(op, lines, "Period"); !slices.Contains(c, "October 2026") {
		t.Errorf("period %q", c)
	}
	if props, err := f.GetDocProps(); err != nil || props.Title != "Documents" || props.Language != "en-GB" {
		t.Errorf("the document is %+v, %v", props, err)
	}
}

// What a body or a person is called is never a formula, whatever it begins with.
func TestFormulasInLists(t *testing.T) {
	t.Parallel()
	w, _ := listsWorld(t)
	for i, bad := range []string{`=HYPERLINK("https://bad.example";"Apri")`, "@SUM(A1:A9)", "+39 0541 000000", "-2+3"} {
		if i == 0 {
			w.sql(`UPDATE bodies SET name = $1 WHERE id = $2`, bad, bodyOf(w, province.OperatorEmail))
		}
		w.sql(`UPDATE people SET name = $1 WHERE email = $2`, bad, other)
		admin := w.as(province.AdministratorEmail)
		paths := []string{"/people"}
		if i == 0 {
			paths = []string{"/people", "/documents", "/tasks", "/registry/bodies", "/overview", "/missing"}
		}
		for _, path := range paths {
			lines, f := admin.list(path, "")
			found := false
			for _, l := range lines {
				for _, c := range l {
					if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
						t.Errorf("%s holds the formula %q in CSV", path, c)
					}
					found = found || c == "'"+bad
				}
			}
			if !found {
				t.Errorf("%s does not hold %q", path, bad)
			}
			noFormulas(admin, path, f)
		}
	}
}

// A guest's name that was read from a register, or that a body wrote into the
// name of a file, is in no file of a list.
func TestNoGuestInLists(t *testing.T) {
	t.Parallel()
	const guest = "Ousmane Inventato"
	w := newWorld(t)
	reading := text("registro di " + guest)
	reading.Fields = append(reading.Fields, document.Field{Name: document.RowField(1, "guest"), Value: guest, Written: guest, Confidence: 1, Method: document.MethodText,
		Place: document.Place{Page: 1, Box: &document.Box{X: 10, Y: 80, Width: 30, Height: 40}}})
	w.send(w.slot(document.Register).ID, reading)
	op := w.as(province.OperatorEmail)
	op.want(op.upload("/uploads", "registro "+guest+".pdf", []byte("%PDF-1.4 "+guest)), http.StatusOK)
	op.want(op.get("/documents"), http.StatusOK, guest) // the name of the file is there, on the page
	admin := w.as(province.AdministratorEmail)
	for _, path := range []string{"/documents", "/tasks", "/overview", "/people", "/jobs", "/deliveries", "/registry/bodies", "/missing", "/declarations", "/unreachable"} {
		for _, who := range []*browser{op, admin} {
			for _, ext := range []string{".csv", ".xlsx"} {
				r := who.get(path + ext)
				if r.status == http.StatusForbidden && who == op {
					continue
				}
				who.want(r, http.StatusOK)
				if all := r.body + fmt.Sprint(r.header) + plain(who, ext, r.body); strings.Contains(all, "Ousmane") || strings.Contains(all, "Inventato") {
					t.Errorf("%s%s names a guest", path, ext)
				}
			}
		}
	}
	if strings.Contains(w.log.String(), "Ousmane") {
		t.Error("the log names a guest")
	}
}

// The list of what is missing says on which day a reminder goes out: never on one
// on which the office does not work.
func TestTheNextReminderIsOnAWorkingDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`INSERT INTO closures (office_id, on_date, it, en) SELECT id, '2026-11-09', 'Trasloco', 'Removal' FROM offices`)
	w.sql(`UPDATE obligations SET nudge_on = '2026-11-08' WHERE status = 'open'`) // a Sunday
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get("/missing"), http.StatusOK, "prossimo il 10/11/2026")
	rev.lack(rev.get("/missing"), "08/11/2026")
	if page := rev.get("/missing.csv").body; !strings.Contains(page, ";10/11/2026;") || strings.Contains(page, "08/11/2026") {
		t.Errorf("the file says %s", page)
	}
}

// Why an e-mail did not leave or did not arrive is told in the language of whoever
// reads it.
func TestWhatBecameOfAnEmailIsToldInBothLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.actor(province.OperatorEmail)
	full := workflow.Text{It: "La casella è piena.", En: "The mailbox is full."}
	w.sql(`WITH n AS (INSERT INTO notices (office_id, body_id, person_id, kind, subject_id, created_at) VALUES ($1, $2, $3, 'chase', 0, now()), ($1, $2, $3, 'chase', 0, now()) RETURNING id)
		INSERT INTO deliveries (office_id, notice_id, at, outcome, detail)
		SELECT $1, id, now(), CASE WHEN id % 2 = 0 THEN 'bounced' ELSE 'not_needed' END, CASE WHEN id % 2 = 0 THEN $4 ELSE $5 END FROM n`,
		op.Office, op.Body, op.Person, full.Lines(), string(workflow.ReasonArrived))
	told := map[string][]string{"it": {"La casella è piena.", "quanto chiedeva è arrivato"}, "en": {"The mailbox is full.", "what it asked for has arrived"}}
	for lang, other := range map[string]string{"it": "en", "en": "it"} {
		w.sql(`UPDATE people SET language = $1`, lang)
		admin := w.as(province.AdministratorEmail)
		for _, page := range []string{"/jobs", "/deliveries.csv"} {
			admin.want(admin.get(page), http.StatusOK, told[lang]...)
			admin.lack(admin.get(page), told[other]...)
		}
		admin.want(admin.get("/unreachable"), http.StatusOK, told[lang][0])
		admin.lack(admin.get("/unreachable"), told[other][0])
	}
}
