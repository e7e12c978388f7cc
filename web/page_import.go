package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// The import of the registry: a file goes to the object store, is checked as often
// as its page is looked at, and imported under its SHA-256, so that what is
// imported is what was checked. A workbook of at most workbook.MaxSize bytes is
// read in memory: the one upload that is.

const importPath = "/registry/import"

// importView is the page from which the registry is taken and to which it is
// brought.
type importView struct {
	Sections []navItem
	Done     string
	On       string // as of which day it is downloaded, YYYY-MM-DD
	From     string // from which day changes hold
	MaxSize  int64  // bytes
	Sheets   []workbook.Words
}

func (s *site) importPage(v *visit) error {
	view := importView{Sections: v.sections(), On: s.Engine.Today().String(), From: s.Engine.Today().String(), MaxSize: workbook.MaxSize, Sheets: workbook.Sheets()}
	if n := v.number("done"); n > 0 {
		view.Done = s.texts.count(v.lang, "import.done", n)
	}
	return s.page(v, http.StatusOK, "import", v.t("import.title"), view)
}

// exportRegistry answers with the whole registry as a workbook or as a ZIP of CSV
// files.
func (s *site) exportRegistry(v *visit) error {
	as, err := s.asOf(v)
	if err != nil {
		return err
	}
	on := as.on(s.Engine.Today())
	reg, err := s.Engine.RegistryOn(v.r.Context(), v.actor(), v.person.OfficeID, on)
	if err != nil {
		return err
	}
	f := workbook.Format(mux.Vars(v.r)["format"])
	data, err := workbook.Write(reg, on, f)
	if err != nil {
		return fmt.Errorf("write the registry: %w", err)
	}
	return sendFile(v, fmt.Sprintf("%s-%s-%s.%s", v.t("import.file"), reg.Office.Code, on, f), data)
}

// registryTemplate answers with a workbook to be filled in.
func (s *site) registryTemplate(v *visit) error {
	data, err := workbook.Template(s.Engine.Today())
	if err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return sendFile(v, v.t("import.template.file")+".xlsx", data)
}

// sendFile answers with a workbook or a ZIP, which are compressed by themselves.
func sendFile(v *visit, name string, data []byte) error {
	h := v.w.Header()
	h.Set("Content-Type", xlsxType)
	if strings.HasSuffix(name, ".zip") {
		h.Set("Content-Type", "application/zip")
	}
	h.Set("Content-Disposition", attachment(name))
	h.Set("Content-Length", strconv.Itoa(len(data)))
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(data) // whoever asked may have gone
	return nil
}

// sentFile is a file to import that has arrived.
type sentFile struct {
	sha  document.SHA256
	name string
	from string // the day that was typed
}

// receiveImport takes a file in and leads to the page that checks it.
func (s *site) receiveImport(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, workbook.MaxSize+formOverhead)
	mr, err := v.r.MultipartReader()
	if err != nil {
		return errNoWorkbook()
	}
	f, err := s.readImport(v, mr)
	if err != nil {
		return err
	}
	from, err := s.importDay(f.from)
	if err != nil {
		return err
	}
	if err := s.ownImport(v, f); err != nil {
		return err
	}
	return v.redirect(importHref(f.sha, "", from))
}

func (s *site) readImport(v *visit, mr *multipart.Reader) (f sentFile, err error) {
	for {
		part, err := mr.NextPart()
		switch {
		case errors.Is(err, io.EOF) && f.sha.IsZero():
			return f, errNoWorkbook()
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return f, importRefusal(err)
		case part.FormName() == "from":
			b, err := io.ReadAll(io.LimitReader(part, 40))
			if err != nil {
				return f, importRefusal(err)
			}
			f.from = string(b)
		case part.FileName() != "" && f.sha.IsZero():
			stored, err := s.Blobs.Put(v.r.Context(), part, workbook.MaxSize)
			if err != nil {
				return f, importRefusal(err)
			}
			f.sha, f.name = stored.SHA256, displayName(part.FileName())
		}
	}
}

func errNoWorkbook() error {
	return workflow.Refuse(workflow.Invalid, "import.no_file",
		"Non è stato scelto nessun file. Tornare indietro e scegliere la cartella di lavoro compilata.",
		"No file was chosen. Go back and choose the workbook that was filled in.")
}

// importRefusal gives what goes wrong with a file that is sent a sentence.
func importRefusal(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, blob.ErrTooLarge), errors.As(err, &large):
		return workflow.Refuse(workflow.Invalid, "upload.too_large",
			fmt.Sprintf("Il file supera i %d MB. Togliere fogli, immagini e righe che non servono e inviarlo di nuovo.", workbook.MaxSize>>20),
			fmt.Sprintf("The file is larger than %d MB. Remove sheets, images and rows that are not needed and send it again.", workbook.MaxSize>>20))
	case errors.Is(err, blob.ErrEmpty):
		return workflow.Refuse(workflow.Invalid, "upload.empty", "Il file è vuoto: non contiene nemmeno un byte. Sceglierne un altro.",
			"The file is empty: it does not hold a single byte. Choose another one.")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCutOff(err)
	}
	return err
}

// importDay reads the day from which changes hold; nothing is today.
func (s *site) importDay(typed string) (calendar.Date, error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return s.Engine.Today(), nil
	}
	d, err := parseTypedDate(typed)
	if err == nil {
		err = calendar.CheckYear(d)
	}
	if err != nil {
		r := workflow.Refuse(workflow.Invalid, "import.from_on",
			fmt.Sprintf("Il giorno da cui valgono le modifiche non va bene: serve una data come 30/09/2026, tra il %d e il %d.", calendar.FirstYear, calendar.LastYear),
			fmt.Sprintf("The day from which the changes hold won't do: it must be a date such as 2026-09-30, between %d and %d.", calendar.FirstYear, calendar.LastYear))
		r.Cause = err
		return d, r
	}
	return d, nil
}

// ownKey is the mark beside a file that says who had it checked: nobody else may
// look at it or import it, whatever hashes they know.
func ownKey(v *visit, sha document.SHA256) blob.DerivedKey {
	return blob.DerivedKey{SHA256: sha, Name: fmt.Sprintf("registry-import-%d-%d", v.person.OfficeID, v.person.ID)}
}

func (s *site) ownImport(v *visit, f sentFile) error {
	return s.Blobs.PutDerived(v.r.Context(), ownKey(v, f.sha), strings.NewReader(f.name), "text/plain; charset=utf-8")
}

// importFile opens the file of the address, which the visitor had checked.
func (s *site) importFile(v *visit) (f sentFile, data []byte, err error) {
	if err := f.sha.UnmarshalText([]byte(mux.Vars(v.r)["sha"])); err != nil {
		return f, nil, errNoSuchImport()
	}
	f.name, err = s.readDerived(v.r.Context(), ownKey(v, f.sha))
	if errors.Is(err, blob.ErrNotFound) {
		return f, nil, errNoSuchImport()
	}
	if err != nil {
		return f, nil, err
	}
	r, size, err := s.Blobs.Get(v.r.Context(), f.sha)
	if err != nil {
		return f, nil, err
	}
	defer r.Close()
	if size > workbook.MaxSize {
		return f, nil, errNoSuchImport()
	}
	data, err = io.ReadAll(r)
	return f, data, err
}

func (s *site) readDerived(ctx context.Context, key blob.DerivedKey) (string, error) {
	r, _, err := s.Blobs.GetDerived(ctx, key)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 1000))
	return string(b), err
}

func errNoSuchImport() error {
	return workflow.Refuse(workflow.NotFound, "import.not_found",
		"Questo file da importare non c'è, o l'ha caricato un'altra persona. Caricarlo di nuovo dalla pagina dell'importazione.",
		"This file to import does not exist, or somebody else sent it. Send it again from the import page.")
}

// importHref is the address of a file to import, with the day in it.
func importHref(sha document.SHA256, tail string, from calendar.Date) string {
	return importPath + "/" + sha.String() + tail + "?" + url.Values{"from": {from.String()}}.Encode()
}

// planImport checks the file of the address.
func (s *site) planImport(v *visit) (f sentFile, data []byte, plan engine.ImportPlan, err error) {
	from, err := s.importDay(v.query("from"))
	if err != nil {
		return f, nil, plan, err
	}
	if f, data, err = s.importFile(v); err != nil {
		return f, nil, plan, err
	}
	plan, err = s.Engine.PlanImport(v.r.Context(), v.actor(), engine.Importing{Office: v.person.OfficeID, Book: workbook.Read(data), FromOn: from})
	return f, data, plan, err
}

// confirmImport imports the file of the address, as it was checked.
func (s *site) confirmImport(v *visit) error {
	from, err := s.importDay(v.r.PostFormValue("from"))
	if err != nil {
		return err
	}
	_, data, err := s.importFile(v)
	if err != nil {
		return err
	}
	stamp := v.r.PostFormValue("stamp")
	if stamp == "" {
		return workflow.Refuse(workflow.Invalid, "import.not_checked", "Prima di importare occorre il controllo: aprire la pagina del file e confermare da lì.",
			"A file is checked before it is imported: open its page and confirm from there.")
	}
	plan, err := s.Engine.Import(v.r.Context(), v.actor(), engine.Importing{Office: v.person.OfficeID, Book: workbook.Read(data), FromOn: from, Stamp: stamp})
	if err != nil {
		return err
	}
	return v.redirect(fmt.Sprintf("%s?done=%d", importPath, saved(plan)))
}

// saved is how many rows a plan adds or changes.
func saved(plan engine.ImportPlan) (n int) {
	for _, c := range plan.Counts {
		n += c.New + c.Changed
	}
	return n
}

// markedImport answers with the file of the address, its wrong cells marked.
func (s *site) markedImport(v *visit) error {
	f, data, plan, err := s.planImport(v)
	if err != nil {
		return err
	}
	marked, err := workbook.Mark(data, plan.Problems, v.lang)
	if err != nil {
		return fmt.Errorf("mark the workbook: %w", err)
	}
	name := f.name
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return sendFile(v, name+"-"+v.t("import.marked.file")+".xlsx", marked)
}
