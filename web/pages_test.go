package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

func text(s string) document.Reading {
	return document.Reading{Kind: document.Register, KindScore: 1, MediaType: "application/pdf", PageCount: 1, Text: s,
		Method: document.MethodText, Layout: []document.Page{{Number: 1, Width: 595, Height: 842}},
		Fields: []document.Field{{Name: document.CentreCode, Value: "RN-001", Written: "RN-001", Confidence: 1, Method: document.MethodText,
			Place: document.Place{Page: 1, Box: &document.Box{X: 10, Y: 20, Width: 30, Height: 40}}}}}
}

// Who may open what: everybody else is refused with a page that says so.
func TestAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.DevMailDir = t.TempDir() })
	got := w.send(w.slot(document.Register).ID, text("access"))
	f := w.caseOf(got.Document)
	doc, pratica := fmt.Sprintf("/documents/%d", got.Document), fmt.Sprintf("/cases/%d", f.Case.ID)
	file := fmt.Sprintf("/revisions/%d/file", got.Revision)
	people := map[string]*browser{"nobody": w.visitor(), "operator": w.as(province.OperatorEmail), "other body": w.as(other),
		"reviewer": w.as(province.ReviewerEmail), "head": w.as(province.HeadEmail), "administrator": w.as(province.AdministratorEmail),
		"other office": w.as(province.OtherReviewerEmail)}
	const in, ok, no, none, on = http.StatusSeeOther, http.StatusOK, http.StatusForbidden, http.StatusNotFound, http.StatusSeeOther
	for _, c := range []struct {
		path string
		want map[string]int
	}{
		{"/", map[string]int{"nobody": in, "operator": ok, "reviewer": on, "head": on, "administrator": on}},
		{"/tasks", map[string]int{"nobody": in, "operator": no, "reviewer": ok, "head": ok, "administrator": ok}},
		{"/tasks.csv", map[string]int{"nobody": in, "operator": no, "reviewer": ok}},
		{"/tasks.xlsx", map[string]int{"nobody": in, "operator": no, "reviewer": ok}},
		{"/tasks.pdf", map[string]int{"nobody": none, "reviewer": none}},
		{"/documents.xlsx", map[string]int{"nobody": in, "operator": ok, "other body": ok, "reviewer": ok}},
		{"/overview.xlsx", map[string]int{"nobody": in, "operator": no, "reviewer": ok}},
		{"/registry/bodies.csv", map[string]int{"nobody": in, "operator": no, "reviewer": ok}},
		{"/people.xlsx", map[string]int{"nobody": in, "operator": no, "reviewer": ok, "head": ok, "administrator": ok}},
		{"/jobs.csv", map[string]int{"nobody": in, "operator": no, "reviewer": no, "administrator": ok}},
		{"/deliveries.csv", map[string]int{"nobody": in, "operator": no, "reviewer": no, "administrator": ok}},
		{"/documents", map[string]int{"nobody": in, "operator": ok, "reviewer": ok}},
		{doc, map[string]int{"nobody": in, "operator": ok, "other body": none, "reviewer": on, "other office": none}},
		{pratica, map[string]int{"nobody": in, "operator": on, "other body": none, "reviewer": ok, "head": ok, "administrator": ok, "other office": none}},
		{file, map[string]int{"nobody": in, "operator": ok, "other body": none, "reviewer": ok, "other office": none}},
		{pratica + "/export", map[string]int{"nobody": in, "operator": no, "reviewer": ok, "other office": none}},
		{"/overview", map[string]int{"nobody": in, "operator": no, "head": ok, "administrator": ok}},
		{fmt.Sprintf("/overview/2026-10/bodies/%d", bodyOf(w, province.OperatorEmail)), map[string]int{"nobody": in, "operator": no, "reviewer": ok, "head": ok, "other office": none}},
		{"/overview/2026-13/bodies/1", map[string]int{"reviewer": none}},
		{"/registry", map[string]int{"nobody": in, "operator": no, "reviewer": ok}},
		{fmt.Sprintf("/registry/bodies/%d", bodyOf(w, province.OperatorEmail)), map[string]int{"reviewer": ok, "other office": none}},
		{"/people", map[string]int{"nobody": in, "operator": no, "reviewer": ok, "head": ok, "administrator": ok}},
		{"/jobs", map[string]int{"nobody": in, "operator": no, "reviewer": no, "administrator": ok}},
		{"/sign-in", map[string]int{"nobody": ok, "operator": on}},
		{"/dev/mail", map[string]int{"nobody": ok}},
		{"/nothing", map[string]int{"nobody": none, "operator": none}},
		{"/documents/99999999999999999999999", map[string]int{"operator": none}},
		{"/month/2026-13", map[string]int{"operator": none}},
		{"/month/1900-01", map[string]int{"operator": none}},
	} {
		for who, status := range c.want {
			if r := people[who].get(c.path); r.status != status {
				t.Errorf("%s for %s: %d instead of %d", c.path, who, r.status, status)
			}
		}
	}
}

func TestDevMailIsOffByDefault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if r := w.visitor().get("/dev/mail"); r.status != http.StatusNotFound {
		t.Errorf("status %d", r.status)
	}
}

// The download is the file as it came, and never runs in the portal.
func TestDownload(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	content := []byte("<script>alert(1)</script>")
	got := parse(t, op.upload("/uploads", "pagina \"à\r\n.html", content))
	var id document.RevisionID
	w.read(func(r *storage.Reader) error {
		lines, _, err := r.DocumentLines(t.Context(), storage.DocumentFilter{Limit: 1})
		id = lines[0].RevisionID
		return err
	})
	r := op.get(fmt.Sprintf("/revisions/%d/file", id))
	op.want(r, http.StatusOK, string(content))
	for k, v := range map[string]string{"Content-Type": "application/octet-stream", "Content-Security-Policy": "default-src 'none'; sandbox",
		"X-Content-Type-Options": "nosniff", "Etag": `"` + got.SHA256 + `"`} {
		if r.header.Get(k) != v {
			t.Errorf("%s: %q", k, r.header.Get(k))
		}
	}
	if d := r.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") || strings.ContainsAny(d, "\r\n") {
		t.Errorf("Content-Disposition: %q", d)
	}
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("decisions"))
	f := w.caseOf(got.Document)
	rev := w.as(province.ReviewerEmail)
	path := fmt.Sprintf("/cases/%d", f.Case.ID)
	rev.want(rev.get("/tasks"), http.StatusOK, path)
	rev.want(rev.get(path), http.StatusOK, "Da fare: ", "Restituisci con motivo", `href="#p1-10-20-30-40"`, `id="p1-10-20-30-40"`)
	form := func(outcome, reason string, version int) url.Values {
		return url.Values{"task": {fmt.Sprint(f.Open.ID)}, "version": {fmt.Sprint(version)}, "outcome": {outcome}, "reason": {reason}}
	}
	rev.want(rev.post(path+"/decisions", form("returned", " ", f.Case.Version)), http.StatusUnprocessableEntity,
		"Manca il motivo", `value="returned" required checked`)
	rev.want(rev.post(path+"/decisions", form("burnt", "x", f.Case.Version)), http.StatusUnprocessableEntity, "non è prevista")
	head := w.as(province.HeadEmail)
	head.want(head.post(path+"/decisions", form("approved", "x", f.Case.Version)), http.StatusForbidden, "spetta a un altro ruolo")
	done := rev.post(path+"/decisions", form("returned", "Manca la firma. Firmare.", f.Case.Version))
	rev.want(done, http.StatusSeeOther)
	rev.want(rev.get(done.header.Get("Location")), http.StatusOK, "restituito")
	rev.want(rev.post(path+"/decisions", form("approved", "x", f.Case.Version)), http.StatusConflict, "è cambiata")

	rev.want(rev.get(path+"/export"), http.StatusOK)
	rev.want(rev.get(path), http.StatusOK, "Pratica esportata")

	op := w.as(province.OperatorEmail)
	doc := fmt.Sprintf("/documents/%d", got.Document)
	op.want(op.get(doc), http.StatusOK, "Da fare: ", "Manca la firma. Firmare.", "Invia la versione corretta")
	op.want(op.get("/"), http.StatusOK, "Da integrare", "Manca la firma. Firmare.")
	op.want(op.upload(doc+"/revisions", "corretto.pdf", []byte("corrected")), http.StatusOK)
	op.want(op.get(doc), http.StatusOK, "Versione 2", "Versione 1", "Versione corretta trasmessa")
	again := parse(t, op.upload(doc+"/revisions", "ancora.pdf", []byte("once more")))
	if again.Name != "case.not_waiting" {
		t.Errorf("a correction that nobody awaits: %+v", again)
	}
}

func TestPlacingByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	got := w.send(0, document.Reading{Text: "what is this?", MediaType: "application/pdf"})
	doc := fmt.Sprintf("/documents/%d", got.Document)
	ask := op.get(doc)
	op.want(ask, http.StatusOK, "A quale adempimento corrisponde?", "Il contenuto non basta", "Per tutto l&#39;ente ·")
	if strings.Contains(ask.body, "CIG  ·") {
		t.Error("an obligation without an agreement is listed with an empty CIG")
	}
	op.want(op.get("/"), http.StatusOK, "1 documento ricevuto aspetta", `href="/documents?state=unplaced"`)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get("/documents?state=unplaced"), http.StatusOK, doc)
	op.want(op.post(doc+"/place", url.Values{"obligation": {""}}), http.StatusUnprocessableEntity, "scegliere dall&#39;elenco")
	o := w.slot(document.Register)
	op.want(op.post(doc+"/place", url.Values{"obligation": {fmt.Sprint(o.ID)}}), http.StatusSeeOther)
	done := op.get(doc + "?done=placed")
	op.want(done, http.StatusOK, "Registro presenze", "Fatto", "In verifica")
	if strings.Contains(done.body, "Da collegare") || strings.Contains(done.body, "Non è chiaro") {
		t.Error("the page still says that the document is to be placed")
	}
	if r := op.get("/"); strings.Contains(r.body, "state=unplaced") {
		t.Error("the home still says that a document waits to be placed")
	}
}

// A document that was recognised but finds its slot taken says both, and not
// that its content does not tell.
func TestARecognisedDocumentWhoseSlotIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	reading := text("first")
	reading.Fields = append(reading.Fields, document.Field{Name: document.PeriodMonth, Value: "2026-10", Written: "10/2026", Confidence: 1, Method: document.MethodText})
	w.send(0, reading)
	reading.Text = "second"
	got := w.send(0, reading)
	r := op.get(fmt.Sprintf("/documents/%d", got.Document))
	op.want(r, http.StatusOK, "Riconosciuto come Registro presenze (RN-001, ottobre 2026)", "chiedere all&#39;ufficio")
	if strings.Contains(r.body, "Il contenuto non basta") {
		t.Error("the page says that the content does not tell")
	}
}

// A document that bears the CIG of another agreement of its body says that, and
// not that its slot is taken, which it is not.
func TestADocumentOfAnotherAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	slot := w.slot(document.Register)
	const cig = "B0C1D2E3F4"
	var another reception.Agreement
	var code string
	w.read(func(r *storage.Reader) error {
		agreements, err := r.Agreements(t.Context(), slot.BodyID)
		w.must(err)
		another = agreements[0]
		centres, err := r.Centres(t.Context(), slot.BodyID)
		for _, c := range centres {
			if c.ID == slot.CentreID {
				code = c.Code
			}
		}
		return err
	})
	another.ID, another.CIG = 0, cig
	_, err := w.engine.SaveAgreement(t.Context(), w.actor(province.AdministratorEmail), another, engine.Saving{})
	w.must(err)
	reading := text("another agreement")
	reading.Fields[0].Value = code
	reading.Fields = append(reading.Fields, document.Field{Name: document.PeriodMonth, Value: "2026-10"}, document.Field{Name: document.CIG, Value: cig})
	got := w.send(0, reading)
	r := op.get(fmt.Sprintf("/documents/%d", got.Document))
	op.want(r, http.StatusOK, "il CIG "+cig+" sul documento è di un&#39;altra convenzione dell&#39;ente", fmt.Sprintf(`<option value="%d"`, slot.ID))
	if strings.Contains(r.body, "già un documento in esame") {
		t.Error("the page says that the slot is taken")
	}
}

// The wall leads to the obligations that a figure counts, with their dates.
func TestTheMonthOfABody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	got := w.send(o.ID, text("month of a body"))
	rev := w.as(province.ReviewerEmail)
	path := fmt.Sprintf("/overview/2026-10/bodies/%d", bodyOf(w, province.OperatorEmail))
	rev.want(rev.get("/overview?month=2026-10"), http.StatusOK, path+"#"+string(document.Register))
	r := rev.get(path)
	rev.want(r, http.StatusOK, `id="`+string(document.Register)+`"`, fmt.Sprintf(`href="/documents/%d"`, got.Document), "nulla ricevuto", "perché", o.Due.On.It(), o.Due.Derivation.It())
	if strings.Contains(r.body, "data-upload") {
		t.Error("the office is offered an upload")
	}
}

// A file that can't be read says why where its content would be shown.
func TestAnUnreadableFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(0, document.Reading{MediaType: "application/pdf", Error: &document.Warning{Code: "pdf.locked",
		It: "Il PDF è protetto da una password. Toglierla e inviarlo di nuovo.", En: "The PDF is locked with a password. Remove it and send it again."}})
	op := w.as(province.OperatorEmail)
	r := op.get(fmt.Sprintf("/documents/%d", got.Document))
	op.want(r, http.StatusOK)
	_, pane, _ := strings.Cut(r.body, `id="evidence"`)
	pane, _, _ = strings.Cut(pane, "</section>")
	if n := strings.Count(pane, "Il PDF è protetto da una password. Toglierla"); n != 1 {
		t.Errorf("the document's pane says %d times that the file is locked", n)
	}
	if strings.Contains(pane, "anteprima") {
		t.Error("the document's pane speaks of a preview")
	}
	script := op.request(http.MethodGet, fmt.Sprintf("/documents/%d", got.Document), nil)
	script.Header.Set("Accept", "application/json")
	op.want(op.do(script), http.StatusOK, `"reading":false`, "Ricevuto e conservato, ma non si è potuto leggere. Il PDF è protetto")
	o := w.slot(document.Register)
	w.send(o.ID, document.Reading{MediaType: "application/pdf", Error: &document.Warning{Code: "pdf.damaged", It: "Il PDF è danneggiato.", En: "The PDF is damaged."}})
	op.want(op.get("/month/2026-10"), http.StatusOK, "Ricevuto, ma non leggibile")
}

// A warning of the reading is said once, in words: as a finding. Its code is for
// support.
func TestAWarningIsSaidOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	r := text("of a scan")
	r.Warnings = []document.Warning{{Code: "ocr.used", It: "Le pagine sono state riconosciute da un'immagine.", En: "The pages were recognised from an image."}}
	got := w.send(o.ID, r)
	op := w.as(province.OperatorEmail)
	page := op.get(fmt.Sprintf("/documents/%d", got.Document))
	op.want(page, http.StatusOK, `title="Codice per l&#39;assistenza: ocr.used"`)
	if n := strings.Count(page.body, "riconosciute da un&#39;immagine"); n != 1 {
		t.Errorf("the warning is said %d times", n)
	}
	if strings.Contains(page.body, "<strong>ocr.used") || strings.Contains(page.body, "punto del file") {
		t.Error("the code is shown to people")
	}
}

// Without its database the portal says that it is not available, and when to
// come back.
func TestWithoutADatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	at, err := pgx.ParseConfig(w.address)
	w.must(err)
	name := at.Database
	admin, err := pgx.Connect(t.Context(), stacktest.Shared(t).PostgresURL)
	w.must(err)
	defer func() { _ = admin.Close(t.Context()) }()
	_, err = admin.Exec(t.Context(), `ALTER DATABASE `+name+` ALLOW_CONNECTIONS false`)
	w.must(err)
	_, err = admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, name)
	w.must(err)
	for range 10 { // more than the pool has connections: those cut off, then those refused
		r := op.get("/")
		op.want(r, http.StatusServiceUnavailable, "non è disponibile al momento", "Riprovare tra qualche minuto")
		if r.header.Get("Retry-After") == "" {
			t.Error("nothing says when to come back")
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("lists"))
	rev := w.as(province.ReviewerEmail)
	r := rev.get("/tasks.csv")
	rev.want(r, http.StatusOK, "\ufeffEntro il;Giorni di ritardo;Pratica;", "Registro presenze")
	for path, found := range map[string]bool{
		"/tasks?kind=REGISTRO_PRESENZE": true, "/tasks?kind=DURC": false, "/tasks?q=RN-001": true, "/tasks?q=%25": false,
		"/tasks?q=nothing": false, "/tasks?late=1": false, "/tasks?all=1": true, "/tasks?page=2": false,
		fmt.Sprintf("/tasks?body=%d", bodyOf(w, other)): false,
	} {
		r := rev.get(path)
		rev.want(r, http.StatusOK)
		if has := strings.Contains(r.body, fmt.Sprintf(`href="/cases/%d"`, w.caseOf(got.Document).Case.ID)); has != found {
			t.Errorf("%s: found %t", path, has)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.visitor()
	req := v.request(http.MethodGet, "/sign-in", nil)
	req.Header.Set("Accept-Language", "fr, en-GB;q=0.8")
	v.want(v.do(req), http.StatusOK, `<html lang="en">`, "Sign in")
	op := w.as(province.OperatorEmail)
	op.want(op.get("/"), http.StatusOK, `<html lang="it">`)
	op.want(op.post("/language", url.Values{"language": {"en"}, "back": {"/documents"}}), http.StatusSeeOther)
	op.want(op.get("/"), http.StatusOK, `<html lang="en">`, "Documents for October 2026")
	w.read(func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(t.Context(), province.OperatorEmail)
		if p.Language != "en" {
			t.Errorf("e-mails would go out in %q", p.Language)
		}
		return err
	})
	for _, back := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, ""} {
		r := op.post("/language", url.Values{"language": {"it"}, "back": {back}})
		if to := r.header.Get("Location"); to != "/" {
			t.Errorf("back to %q led to %q", back, to)
		}
	}
}

func TestReceiptIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("receipt"))
	var line storage.DocumentLine
	w.read(func(r *storage.Reader) (err error) {
		line, err = r.DocumentLine(t.Context(), got.Document)
		return err
	})
	op := w.as(province.OperatorEmail)
	op.want(op.get(fmt.Sprintf("/receipts/%d", line.ReceiptID)), http.StatusOK, got.Receipt.String(), line.SHA256().String(), "03/11/2026 09:00:00 (CET)")
	o := w.as(other)
	o.want(o.get(fmt.Sprintf("/receipts/%d", line.ReceiptID)), http.StatusNotFound)
	if line.Worst() != "" || line.TaskID == 0 || line.For() != w.slot(document.Register).For {
		t.Errorf("the line is %+v", line)
	}
	if st := (storage.SlotLine{Status: workflow.ObligationOpen}).Obligation().Status; st != workflow.ObligationOpen {
		t.Errorf("status %q", st)
	}
}
