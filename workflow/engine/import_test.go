package engine_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// sheets makes the book of CSV files: the name of each and its rows.
func (w *world) sheets(files ...string) *workbook.Book {
	w.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := z.Create(files[i] + ".csv")
		w.must(err)
		_, err = io.WriteString(f, files[i+1])
		w.must(err)
	}
	w.must(z.Close())
	return workbook.Read(b.Bytes())
}

func (w *world) registry(on calendar.Date) reception.Registry {
	w.Helper()
	g, err := w.engine.RegistryOn(w.Context(), w.actor(province.AdministratorEmail), w.reviewer.Office, on)
	w.must(err)
	return g
}

// export is the registry as it stands today, as a book.
func (w *world) export() *workbook.Book {
	w.Helper()
	data, err := workbook.Write(w.registry(w.engine.Today()), w.engine.Today(), workbook.XLSX)
	w.must(err)
	return workbook.Read(data)
}

func (w *world) importing(b *workbook.Book) engine.Importing {
	return engine.Importing{Office: w.reviewer.Office, Book: b}
}

// everything counts what an import could leave behind.
func (w *world) everything() (n int) {
	w.Helper()
	g := w.registry(w.engine.Today())
	n = len(g.Bodies) + len(g.Centres) + len(g.Agreements) + len(g.People) + len(g.Requirements) + len(g.Happenings) + len(g.Closures)
	for _, b := range g.Bodies {
		w.read(storage.System(), func(r *storage.Reader) error {
			c, err := r.Changes(w.Context(), reception.EntityBody, int64(b.ID))
			n += len(c)
			return err
		})
	}
	return n + w.waiting()
}

func told(p engine.ImportPlan) string {
	var out []string
	for _, x := range p.Problems {
		out = append(out, x.Place.Words().It+x.It)
	}
	return strings.Join(out, "\n")
}

const (
	newBodies  = "codice ente;denominazione;codice fiscale;regime IVA\nN1;Cooperativa Nuova;91044110400;ridotta\n"
	newCentres = "codice centro;codice ente;nome;tipo;posti;aperto dal\nNU-001;N1;Casa Nuova;CC;30;01/10/2026\n"
	newDeal    = "CIG;codice ente;oggetto;decorre dal;scade il\nB9999999ZZ;N1;Servizi di accoglienza;01/10/2026;30/09/2027\n"
	newTariffs = "CIG;tipo di centro;dal;diaria;pocket money;kit;scheda telefonica\nB9999999ZZ;CC;01/10/2026;32,08;2,50;0;5\n"
	newCovers  = "CIG;codice centro\nB9999999ZZ;NU-001\n"
	newPeople  = "e-mail;nome;ruolo;codice ente\nnuova@ente.example;Ada Nuova;operatore;N1\n"
	newOwed    = "documento;per ogni;ricorrenza;CIG;termine in giorni;iter\nPOLIZZA_RCT;convenzione;una volta;B9999999ZZ;10;document\n"
	newFacts   = "codice ente;fatto;giorno;ora;codice centro;riferimento\nN1;ingresso;02/11/2026;14:30;NU-001;2026/1\n"
	newClosed  = "data;nome\n07/12/2026;Ponte\n"
)

// An export imported again changes nothing.
func TestImportSameAgain(t *testing.T) {
	w := newWorld(t)
	admin, before := w.actor(province.AdministratorEmail), w.everything()
	plan, err := w.engine.Import(t.Context(), admin, w.importing(w.export()))
	w.must(err)
	if !plan.Nothing() || len(plan.Rows) > 0 {
		t.Errorf("the plan has rows: %+v", plan.Rows)
	}
	if got := w.everything(); got != before {
		t.Errorf("there were %d, there are %d", before, got)
	}
}

// What is new is saved with everything that refers to it, in one go, as a change
// by hand: with events, and an invitation for the new person. The plan says the
// same beforehand and changes nothing; the second time there is nothing to do.
func TestImportNew(t *testing.T) {
	w := newWorld(t)
	admin, before, jobs := w.actor(province.AdministratorEmail), w.everything(), w.waiting()
	book := func() engine.Importing {
		return w.importing(w.sheets("Fatti", newFacts, "Persone", newPeople, "Coperture", newCovers, "Tariffe", newTariffs, "Convenzioni", newDeal,
			"Centri", newCentres, "Enti", newBodies, "Adempimenti", newOwed, "Chiusure", newClosed))
	}
	plan, err := w.engine.PlanImport(t.Context(), admin, book())
	w.must(err)
	if !plan.OK() || w.everything() != before {
		t.Fatalf("planning: %s; %d before, %d after", told(plan), before, w.everything())
	}
	in := book()
	in.Stamp, in.FromOn = plan.Stamp, plan.FromOn
	done, err := w.engine.Import(t.Context(), admin, in)
	if err != nil {
		t.Fatalf("%v: %s", err, told(done))
	}
	added := 0
	for _, r := range done.Rows {
		if r.State == workbook.New {
			added++
		}
	}
	if added != 9 || len(done.Rows) != len(plan.Rows) {
		t.Errorf("%d new rows; the plan had %d rows, the import %d", added, len(plan.Rows), len(done.Rows))
	}
	g := w.registry(w.engine.Today())
	a := g.Agreements[len(g.Agreements)-1]
	for _, x := range g.Agreements {
		if x.CIG == "B9999999ZZ" {
			a = x
		}
	}
	if len(a.Covers) != 1 || len(a.Tariffs) != 1 || a.Tariffs[0].DailyRate.String() != "32.08" || a.Kind != reception.CallOff || !a.Counting.EntryDay {
		t.Errorf("the agreement is %+v", a)
	}
	h := g.Happenings[slices.IndexFunc(g.Happenings, func(h reception.Happening) bool { return h.What == reception.Entry })]
	if !h.At.Equal(calendar.MustDate(2026, 11, 2).At(14, 30)) || h.BodyID != a.BodyID {
		t.Errorf("the happening is %+v", h)
	}
	w.read(storage.System(), func(r *storage.Reader) error {
		c, err := r.Changes(t.Context(), reception.EntityAgreement, int64(a.ID))
		if err == nil && (len(c) != 1 || !c[0].New || c[0].By == "") {
			t.Errorf("the agreement's changes are %+v", c)
		}
		return err
	})
	if w.waiting() <= jobs {
		t.Error("no work follows: nobody is invited")
	}
	again, err := w.engine.PlanImport(t.Context(), admin, book())
	w.must(err)
	if !again.OK() || !again.Nothing() {
		t.Errorf("the second time: %s %+v", told(again), again.Rows)
	}
}

// A change holds from the day that was chosen, field by field; the past answers as
// before.
func TestImportFromADay(t *testing.T) {
	w := newWorld(t)
	admin, from := w.actor(province.AdministratorEmail), calendar.MustDate(2027, 1, 1)
	in := w.importing(w.sheets("Enti", "codice ente;pec\n"+w.body.Code+";altra@pec.example\n"))
	in.FromOn = from
	plan, err := w.engine.Import(t.Context(), admin, in)
	w.must(err)
	if len(plan.Counts) != 1 || plan.Counts[0].Changed != 1 || plan.Counts[0].Absent != 1 {
		t.Errorf("counts %+v", plan.Counts)
	}
	for on, want := range map[calendar.Date]string{from.AddDays(-1): w.body.PEC, from: "altra@pec.example"} {
		for _, b := range w.registry(on).Bodies {
			if b.ID == w.body.ID && b.PEC != want {
				t.Errorf("on %s the PEC is %s", on, b.PEC)
			}
		}
	}
}

// With one row wrong nothing is imported: whether how it is written, what it says,
// what a rule of the engine or the database refuses.
func TestImportAllOrNothing(t *testing.T) {
	w := newWorld(t)
	admin, before := w.actor(province.AdministratorEmail), w.everything()
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"written wrongly":    {[]string{"Enti", newBodies, "Centri", newCentres + "NU-002;N1;Casa Due;CC;boh;01/10/2026\n"}, "foglio Centri, riga 3, colonna E: «boh» non è un numero intero. Scriverlo in cifre, senza decimali."},
		"two of one code":    {[]string{"Enti", newBodies, "Centri", newCentres + "NU-001;N1;Casa Due;CC;5;01/10/2026\n"}, "foglio Centri, riga 3, colonna A: «NU-001 Casa Due» compare due volte in questo foglio: alle righe 2 e 3. Tenerne una sola."},
		"another's e-mail":   {[]string{"Enti", newBodies, "Persone", newPeople + province.OtherHeadEmail + ";Guido;istruttore;\n"}, "foglio Persone, riga 3: C'è già una persona con questo indirizzo e-mail. Usare un altro indirizzo."},
		"no such iter":       {[]string{"Enti", newBodies, "Convenzioni", newDeal, "Adempimenti", strings.Replace(newOwed, ";document\n", ";boh\n", 1)}, "foglio Adempimenti, riga 2"},
		"another body's":     {[]string{"Enti", newBodies, "Centri", "codice centro;codice ente\n" + w.registry(w.engine.Today()).Centres[0].Code + ";N1\n"}, "foglio Centri, riga 2, colonna B"},
		"another office's":   {[]string{"Ufficio", "codice ufficio;denominazione\nforli-cesena;Altra\n", "Enti", newBodies}, "foglio Ufficio, riga 2, colonna A: Questo file è dell'ufficio «forli-cesena», non di «rimini»."},
		"a consequence":      {[]string{"Enti", newBodies, "Centri", "codice centro;aperto dal\n" + w.registry(w.engine.Today()).Centres[0].Code + ";31/12/2031\n"}, "non è aperto in nessuno di questi giorni"},
		"a needless closure": {[]string{"Enti", newBodies, "Chiusure", "data;nome\n08/12/2026;Ponte\n"}, "foglio Chiusure, riga 2, colonna A: Questo giorno, martedì 8 dicembre 2026, è già festivo: Immacolata Concezione."},
		"nobody has it":      {[]string{"Enti", newBodies + "N2;Altra;00000000000;esente\n", "Tariffe", newTariffs}, "La convenzione con CIG «B9999999ZZ» non è in questo file"},
	} {
		plan, err := w.engine.PlanImport(t.Context(), admin, w.importing(w.sheets(c.files...)))
		w.must(err)
		if len(plan.Problems) != 1 || !strings.Contains(told(plan), c.want) {
			t.Errorf("%s: the plan says %s", name, told(plan))
		}
		_, err = w.engine.Import(t.Context(), admin, w.importing(w.sheets(c.files...)))
		w.refused(err, "import.problems")
		if got := w.everything(); got != before {
			t.Fatalf("%s: there were %d, there are %d", name, before, got)
		}
	}
}

// A plan that is stale is refused; so is whoever is no administrator.
func TestImportRefused(t *testing.T) {
	w := newWorld(t)
	admin := w.actor(province.AdministratorEmail)
	plan, err := w.engine.PlanImport(t.Context(), admin, w.importing(w.sheets("Enti", newBodies)))
	w.must(err)
	b := w.body
	b.Name = "Un altro nome"
	_, err = w.engine.SaveBody(t.Context(), admin, b, engine.Saving{Blind: true})
	w.must(err)
	in := w.importing(w.sheets("Enti", newBodies))
	in.Stamp = plan.Stamp
	_, err = w.engine.Import(t.Context(), admin, in)
	w.refused(err, "import.changed_meanwhile")
	for _, a := range []workflow.Actor{w.operator, w.reviewer, w.head, w.actor(province.OtherHeadEmail), {}} {
		_, err := w.engine.PlanImport(t.Context(), a, w.importing(w.sheets("Enti", newBodies)))
		w.refused(err, "registry.denied")
		_, err = w.engine.RegistryOn(t.Context(), a, w.reviewer.Office, w.engine.Today())
		w.refused(err, "registry.denied")
	}
	in.Stamp, in.FromOn = "", calendar.MustDate(1500, 1, 1)
	_, err = w.engine.PlanImport(t.Context(), admin, in)
	w.refused(err, "import.from_on")
}
