package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/engine"
)

// bring sends a file to import, as the form without scripts does.
func (b *browser) bring(name, from string, content []byte) (r answer, at *url.URL) {
	b.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	b.must(m.WriteField("from", from))
	f, err := m.CreateFormFile("file", name)
	b.must(err)
	_, err = f.Write(content)
	b.must(err)
	b.must(m.Close())
	req := b.request(http.MethodPost, "/registry/import", &buf)
	req.Header.Set("Content-Type", m.FormDataContentType())
	return b.led(b.do(req))
}

// led opens the page that an answer leads to.
func (b *browser) led(r answer) (answer, *url.URL) {
	b.Helper()
	if r.status != http.StatusSeeOther {
		return r, nil
	}
	at, err := url.Parse(r.header.Get("Location"))
	b.must(err)
	return b.get(at.RequestURI()), at
}

// brought is bring where nothing more is asked of the page.
func (b *browser) brought(name, from string, content []byte) answer {
	b.Helper()
	r, _ := b.bring(name, from, content)
	return r
}

// registryZIP is a ZIP of CSV files: the name of each and what it says.
func registryZIP(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := z.Create(files[i] + ".csv")
		if err == nil {
			_, err = io.WriteString(f, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var stampField = regexp.MustCompile(`name="stamp" value="([0-9a-f]+)"`)

const zipBodies = "codice ente;denominazione;codice fiscale;regime IVA\nN1;Cooperativa Nuova;91044110400;ridotta\n"

func (w *world) bodyCodes() (out []string) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		all, err := r.Bodies(w.Context())
		for _, b := range all {
			out = append(out, b.Code+" "+b.Name)
		}
		return err
	})
	return out
}

// The whole way: download, change, check, confirm; and again, with nothing to do.
func TestImportPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(province.AdministratorEmail)
	admin.want(admin.get("/registry/import"), http.StatusOK, "Importa ed esporta", "Controlla il file", "Proroghe")
	r := admin.get("/registry/export.xlsx")
	admin.want(r, http.StatusOK)
	if got := r.header.Get("Content-Disposition"); got != "attachment; filename=anagrafe-rimini-2026-11-03.xlsx" {
		t.Errorf("the file is called %s", got)
	}
	f, err := excelize.OpenReader(strings.NewReader(r.body))
	w.must(err)
	w.must(f.SetCellValue("Enti", "B2", "Un nome <b>nuovo</b>"))
	w.must(f.SetSheetRow("Enti", "A5", &[]any{"N1", "Cooperativa Nuova", "", "", "91044110400", "ridotta"}))
	var edited bytes.Buffer
	_, err = f.WriteTo(&edited)
	w.must(err)

	r, at := admin.bring("nostra anagrafe.xlsx", "2026-11-10", edited.Bytes())
	admin.want(r, http.StatusOK, "nostra anagrafe.xlsx", "valgono dal 10/11/2026", "Un nome &lt;b&gt;nuovo", "N1 Cooperativa Nuova", "Importa: 1 da aggiungere, 1 da modificare")
	path := at.Path
	before := w.bodyCodes()
	if strings.Contains(strings.Join(before, "\n"), "Nuova") {
		t.Fatal("the check has imported the file")
	}
	list := admin.get(path + "/changes.csv?from=2026-11-10")
	admin.want(list, http.StatusOK, "Enti;5;N1 Cooperativa Nuova;nuova;codice ente;;N1")

	stamp := stampField.FindStringSubmatch(r.body)
	if stamp == nil {
		t.Fatal("the page has no stamp")
	}
	for who, b := range map[string]*browser{"another administrator's": w.as(province.HeadEmail), "nobody's": w.visitor()} {
		if r := b.post(path, url.Values{"stamp": {stamp[1]}, "from": {"2026-11-10"}}); r.status != http.StatusForbidden && r.status != http.StatusUnauthorized {
			t.Errorf("%s confirmation answers %d", who, r.status)
		}
	}
	admin.want(admin.post(path, url.Values{"from": {"2026-11-10"}}), http.StatusUnprocessableEntity, "Prima di importare occorre il controllo")
	done, _ := admin.led(admin.post(path, url.Values{"stamp": {stamp[1]}, "from": {"2026-11-10"}}))
	admin.want(done, http.StatusOK, "Importazione riuscita: 2 righe")
	if got := w.bodyCodes(); len(got) != len(before)+1 || strings.Contains(strings.Join(got, "\n"), "<b>") {
		t.Errorf("the bodies are %q", got) // the new name holds from the 10th
	}
	admin.want(admin.get("/registry?on=2026-11-10"), http.StatusOK, "Un nome &lt;b&gt;nuovo")
	admin.want(admin.get(path+"?from=2026-11-10"), http.StatusOK, "non c&#39;è nulla da importare")
	admin.want(admin.post(path, url.Values{"stamp": {stamp[1]}, "from": {"2026-11-10"}}), http.StatusConflict, "qualcuno ha cambiato l&#39;anagrafe")
}

// A file with something wrong shows each problem where it is, comes back marked,
// and changes nothing.
func TestImportProblems(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(province.AdministratorEmail)
	before := w.bodyCodes()
	data := registryZIP(t, "Enti", zipBodies, "Centri", "codice centro;codice ente;nome;tipo;posti;aperto dal\nX-1;N1;Casa;CC;30;12/10/1500\nX-1;N9;Casa;CC;30;01/10/2026\n")
	r, at := admin.bring("a.zip", "", data)
	admin.want(r, http.StatusOK, "Ci sono 2 errori.", "12/10/1500", "è fuori dagli anni dal 1980 al 2199", "compare due volte in questo foglio: alle righe 2 e 3", "Non è stato importato nulla")
	if strings.Contains(r.body, `name="stamp"`) {
		t.Error("a file with problems can be confirmed")
	}
	marked := admin.get(at.Path + "/problems.xlsx?" + at.RawQuery)
	admin.want(marked, http.StatusOK)
	f, err := excelize.OpenReader(strings.NewReader(marked.body))
	w.must(err)
	if v, _ := f.GetCellValue("Problemi", "F2"); !strings.Contains(v, "1500") {
		t.Errorf("the list says %q", v)
	}
	english := w.as(province.AdministratorEmail)
	english.post("/language", url.Values{"language": {"en"}, "back": {"/"}})
	english.want(english.get(at.RequestURI()), http.StatusOK, "There are 2 errors.", "is there twice in this sheet: in rows 2 and 3")
	if got := w.bodyCodes(); len(got) != len(before) {
		t.Errorf("the bodies are %q", got)
	}
}

// What can't be a file, or is not the visitor's, is refused with a sentence.
func TestImportRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(province.AdministratorEmail)
	admin.want(admin.brought("a.xlsx", "", nil), http.StatusUnprocessableEntity, "Il file è vuoto")
	admin.want(admin.brought("a.xlsx", "", make([]byte, 21<<20)), http.StatusRequestEntityTooLarge, "supera i 20 MB")
	admin.want(admin.brought("a.xlsx", "ieri", []byte("x")), http.StatusUnprocessableEntity, "serve una data come 30/09/2026")
	unread := admin.brought("a.xlsx", "", []byte("x"))
	admin.want(unread, http.StatusOK, "C&#39;è 1 errore.", "non è una cartella di lavoro .xlsx")
	admin.lack(unread, "errori segnati", "celle sbagliate sono rosse") // there are no cells
	admin.want(admin.post("/registry/import", url.Values{"from": {"2026-11-03"}}), http.StatusUnprocessableEntity, "Non è stato scelto nessun file")
	admin.want(admin.get("/registry/import/"+strings.Repeat("0", 64)), http.StatusNotFound, "l&#39;ha caricato un&#39;altra persona")

	// A file that another administrator had checked stays theirs.
	r, at := admin.bring("a.zip", "", registryZIP(t, "Enti", zipBodies))
	admin.want(r, http.StatusOK, "Cooperativa Nuova")
	second := w.administrator("seconda@insiemi.example")
	second.want(second.get(at.RequestURI()), http.StatusNotFound, "l&#39;ha caricato un&#39;altra persona")
	second.want(second.post(at.Path, url.Values{"stamp": {"x"}}), http.StatusNotFound)
}

// administrator is a second administrator of the office.
func (w *world) administrator(email string) *browser {
	w.Helper()
	a := w.actor(province.AdministratorEmail)
	err := w.db.Write(w.Context(), storage.System(), func(t *storage.Tx) error {
		hash, err := engine.HashPassword(password)
		if err != nil {
			return err
		}
		_, err = t.AddPerson(w.Context(), reception.Person{OfficeID: a.Office, Email: email, Name: "Seconda Persona", Role: reception.Administrator, Language: "it"}, hash)
		return err
	})
	w.must(err)
	return w.as(email)
}
