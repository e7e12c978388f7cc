package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// firstAgreement is the first agreement of a body, as of today.
func (w *world) firstAgreement(body reception.BodyID) (a reception.Agreement) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		all, err := r.AgreementsOn(w.Context(), body, calendar.DateOf(w.now))
		a = all[0]
		return err
	})
	return a
}

func (w *world) bodyOn(id reception.BodyID, day calendar.Date) (b reception.Body) {
	w.Helper()
	w.read(func(r *storage.Reader) (err error) {
		b, err = r.BodyOn(w.Context(), id, day)
		return err
	})
	return b
}

func one(name, value string) url.Values { return url.Values{name: {value}} }

// follow opens the page that an answer leads to.
func (b *browser) follow(r answer, texts ...string) answer {
	b.Helper()
	if r.status != http.StatusSeeOther {
		b.Fatalf("status %d instead of a way on:\n%.3000s", r.status, r.body)
	}
	to, _, _ := strings.Cut(r.header.Get("Location"), "#")
	next := b.get(to)
	b.want(next, http.StatusOK, texts...)
	return next
}

// A form that is sent as it was shown changes nothing, and says nothing wrong.
func TestFormsComeBackAsTheyWereShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	body := bodyOf(w, province.OperatorEmail)
	a := w.firstAgreement(body)
	for _, lang := range []string{"it", "en"} {
		ad.want(ad.post("/language", url.Values{"language": {lang}, "back": {"/"}}), http.StatusSeeOther)
		for _, path := range []string{fmt.Sprintf("/registry/bodies/%d/edit", body), fmt.Sprintf("/registry/centres/%d/edit", a.Covers[0].CentreID),
			fmt.Sprintf("/registry/agreements/%d/edit", a.ID), "/office/edit", fmt.Sprintf("/people/%d/edit", w.actor(province.ReviewerEmail).Person)} {
			before := ad.shownForm(path)
			if r := ad.change(path, nil); r.status != http.StatusSeeOther {
				t.Errorf("%s: status %d\n%.3000s", path, r.status, r.body)
				continue
			}
			after := ad.shownForm(path)
			for name := range before {
				if !slices.Equal(before[name], after[name]) {
					t.Errorf("%s: %s was %q and is %q", path, name, before[name], after[name])
				}
			}
		}
	}
	if again := w.firstAgreement(body); again.CIG != a.CIG || len(again.Tariffs) != len(a.Tariffs) || !again.Tariffs[0].DailyRate.Equal(a.Tariffs[0].DailyRate) {
		t.Errorf("the agreement was %+v and is %+v", a, again)
	}
}

// A body, its centre, its agreement and a fact, from nothing to the page.
func TestANewBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	r := ad.change("/registry/bodies/new", url.Values{"code": {"E77"}, "name": {"Cooperativa Nuova"}, "legal_form": {"cooperativa sociale"}, "vat_profile": {"reduced"}, "tax_code": {"123456 78903"},
		"contacts.0.name": {"Ada Verdi"}, "contacts.0.phone": {"0541 000000"}})
	ad.follow(r, "Cooperativa Nuova", "Aggiunto all&#39;anagrafe", "Ada Verdi", "E77", "12345678903")
	path, _, _ := strings.Cut(r.header.Get("Location"), "?")
	ad.want(ad.get("/registry?q=nuova"), http.StatusOK, `href="`+path+`"`, "1 enti su")
	r = ad.change(path+"/centres/new", url.Values{"code": {"RN-900"}, "name": {"Casa Nuova"}, "kind": {"CC"}, "places": {"30"}, "municipality": {"Rimini"}, "opened_on": {"2026-10-01"}})
	ad.follow(r, "RN-900", "Casa Nuova")
	form := ad.shownForm(path + "/agreements/new")
	if form.Get("covers.0.centre_id") == "" {
		t.Error("the centre of the body is not offered as covered")
	}
	r = ad.change(path+"/agreements/new", url.Values{"cig": {"A1B2C3D4E5"}, "title": {"Accoglienza"}, "starts_on": {"2026-10-01"}, "ends_on": {"2027-09-30"},
		"counting.entry_day": {"1"}, "tariffs.0.centre_kind": {"CC"}, "tariffs.0.from_on": {"01/10/2026"}, "tariffs.0.daily_rate": {"32,31"}, "tariffs.0.pocket_money": {"2,50"}, "tariffs.0.kit": {"0"}, "tariffs.0.phone_card": {"5"},
		"penalties.0.text": {"Ritardo, art. 12"}, "penalties.0.per_mille": {"0,5"}, "penalties.0.reply_days": {"10"}})
	ad.lack(ad.follow(r, "A1B2C3D4E5", "32,31 €", "In vigore", "Entrata pagata, uscita non pagata; es. ospite entrato il 3 e uscito il 7: 4 giornate", "Ritardo, art. 12", "0,5 ‰ al giorno"), "Nessuna tariffa", "è compreso anche")
	centre := form.Get("covers.0.centre_id")
	if form = ad.shownForm(path + "/agreements/new"); form.Get("covers.0.centre_id") != "" {
		t.Error("a centre that is covered is offered again")
	}
	twice := url.Values{"cig": {"B1B2C3D4E5"}, "title": {"Accoglienza bis"}, "starts_on": {"2027-09-01"}, "ends_on": {"2028-09-30"}, "covers.0.centre_id": {centre}, "preview": {"1"}}
	const says = "RN-900 è compreso anche nella convenzione con CIG A1B2C3D4E5, dal 01/09/2027 al 30/09/2027"
	ad.want(ad.change(path+"/agreements/new", twice), http.StatusOK, says)
	twice.Del("preview")
	ad.follow(ad.change(path+"/agreements/new", twice), "B1B2C3D4E5", says, "Nessuna tariffa: le fatture non si possono controllare.")
	r = ad.change(path+"/facts/new", url.Values{"what": {"expiry:POLIZZA_RCT"}, "on": {"2026-12-20"}, "reference": {"pol-7"}})
	facts := ad.follow(r, "Scadenza: Polizza RCT/RCO", "POL-7", "tra 47 giorni")
	ad.want(ad.get(path+"/facts.csv"), http.StatusOK, "20/12/2026;;Scadenza: Polizza RCT/RCO;")
	_, rest, _ := strings.Cut(facts.body, `href="/registry/facts/`)
	id, _, _ := strings.Cut(rest, "/")
	ad.want(ad.get("/registry/facts/"+id+"/cancel"), http.StatusOK, "Scadenza: Polizza RCT/RCO, 20/12/2026", "Ne segu")
	ad.follow(ad.change("/registry/facts/"+id+"/cancel", nil), "Fatto annullato", "Nessuna scadenza e nessun fatto")
}

// A change that holds from a day leaves the days before it as they were.
func TestTheRegistryAsOfADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	id := bodyOf(w, province.OperatorEmail)
	path, was := fmt.Sprintf("/registry/bodies/%d", id), w.bodyOn(bodyOf(w, province.OperatorEmail), calendar.DateOf(w.now)).Name
	r := ad.change(path+"/edit", url.Values{"name": {"Nome di Dicembre"}, "from_on": {"2026-12-01"}})
	ad.follow(r, was)
	ad.want(ad.get(path), http.StatusOK, "modifica programmata")
	now, later, before := ad.get(path), ad.get(path+"?on=2026-12-01"), ad.get(path+"?on=2026-11-30")
	ad.want(later, http.StatusOK, "Nome di Dicembre", "Anagrafe al 01/12/2026.")
	for name, r := range map[string]answer{"today": now, "the day before": before} {
		if ad.want(r, http.StatusOK); strings.Contains(r.body, "Nome di Dicembre") {
			t.Errorf("%s the body has its name of December", name)
		}
	}
	if strings.Contains(now.body, "Anagrafica al") {
		t.Error("today's page has the banner of another day")
	}
	ad.want(ad.get("/registry?on=2026-12-24"), http.StatusOK, "Nome di Dicembre", "Anagrafe al 24/12/2026.", path+"?on=2026-12-24")
	ad.want(ad.get("/registry/bodies.csv?on=2026-12-24"), http.StatusOK, "Nome di Dicembre")
	ad.want(ad.get("/registry?on=1500-01-01"), http.StatusUnprocessableEntity, "tra il 1980 e il 2199")
	ad.want(ad.change(path+"/edit?on=2026-12-10", one("name", "Nome di Natale")), http.StatusSeeOther)
	for day, name := range map[string]string{"2026-11-30": was, "2026-12-09": "Nome di Dicembre", "2026-12-10": "Nome di Natale"} {
		d, err := calendar.ParseDate(day)
		w.must(err)
		if got := w.bodyOn(id, d).Name; got != name {
			t.Errorf("on %s the body is called %q, want %q", day, got, name)
		}
	}
	ad.want(ad.get(fmt.Sprintf("/registry/bodies/%d/history", id)), http.StatusOK, "Vale dal 01/12/2026", "Nome di Dicembre", "Denominazione", "data-label=\"Prima\">")
	ad.want(ad.get(fmt.Sprintf("/registry/bodies/%d/history.csv", id)), http.StatusOK, ";01/12/2026;Denominazione;", ";Nome di Dicembre")
}

// What the issue calls bad input gets its sentence beside the control, keeps what
// was typed, and changes nothing.
func TestBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	body := bodyOf(w, province.OperatorEmail)
	a := w.firstAgreement(body)
	agreement, centre := fmt.Sprintf("/registry/agreements/%d/edit", a.ID), fmt.Sprintf("/registry/centres/%d/edit", a.Covers[0].CentreID)
	var codes []string
	w.read(func(r *storage.Reader) error {
		all, err := r.Centres(t.Context(), 0)
		for _, c := range all {
			if c.ID != a.Covers[0].CentreID && c.OfficeID == a.OfficeID {
				codes = append(codes, c.Code)
			}
		}
		return err
	})
	kind, from := string(a.Tariffs[0].CentreKind), a.Tariffs[0].FromOn.String()
	n := len(a.Tariffs)
	row := func(name string) string { return fmt.Sprintf("tariffs.%d.%s", n, name) }
	for name, c := range map[string]struct {
		path    string
		changes url.Values
		control string
		says    string
	}{
		"a CIG with 9 characters":           {agreement, one("cig", "A1B2C3D4E"), "cig", "9 caratteri"},
		"an agreement that ends before":     {agreement, one("ends_on", a.StartsOn.AddDays(-1).String()), "ends_on", "prima"},
		"overlapping tariffs":               {agreement, url.Values{row("centre_kind"): {kind}, row("from_on"): {from}, row("daily_rate"): {"30"}}, row("from_on"), "valgono negli stessi giorni"},
		"−3 days":                           {agreement, one("payment_days", "-3"), "payment_days", "-3 non va bene: serve un numero da 1 a 60"},
		"the year 1500":                     {agreement, one("starts_on", "1500-01-01"), "starts_on", "Il 01/01/1500 è fuori dagli anni dal 1980 al 2199"},
		"a centre with the code of another": {centre, one("code", codes[0]), "code", codes[0]},
		"a tariff without a rate":           {agreement, url.Values{row("centre_kind"): {kind}, row("from_on"): {"2027-01-01"}}, row("daily_rate"), "manca"},
		"a tariff without a kit":            {agreement, url.Values{row("centre_kind"): {kind}, row("from_on"): {"2027-01-01"}, row("daily_rate"): {"30"}, row("pocket_money"): {"0"}, row("phone_card"): {"5"}}, row("kit"), "Scrivere 0 se non è previsto"},
		"a negative amount":                 {agreement, one("tariffs.0.daily_rate", "-24,57"), "tariffs.0.daily_rate", "senza segno meno"},
		"an office that closes too early":   {"/office/edit", url.Values{"rules.hours_from": {"18:00"}, "rules.hours_to": {"08:00"}}, "rules.hours_to", "prima di cominciare"},
		"a reminder of −3 days":             {"/office/edit", one("rules.ladder.before", "-3"), "rules.ladder.before", "«-3» non va bene"},
		"a code with a name in it":          {fmt.Sprintf("/registry/bodies/%d/facts/new", body), url.Values{"what": {"departure"}, "reference": {"Mario Rossi"}}, "reference", "mai il nome di un ospite"},
		"no name":                           {"/people/new", url.Values{"email": {"x@insiemi.example"}}, "name", "manca"},
		"an operator of no body":            {"/people/new", url.Values{"name": {"X Y"}, "email": {"x@insiemi.example"}}, "body_id", "ente"},
		"a closure on Christmas":            {"/office/closures/new", url.Values{"on": {"2026-12-25"}, "it": {"ponte"}}, "on", "Questo giorno, venerdì 25 dicembre 2026, è già festivo: Natale."},
		"a closure on the patron's day":     {"/office/closures/new", url.Values{"on": {"2026-10-14"}, "every": {"1"}, "it": {"ponte"}}, "on", "è già chiuso ogni anno: San Gaudenzo, patrono."},
		"a closure in 1500":                 {"/office/closures/new", url.Values{"on": {"1500-01-01"}, "it": {"ponte"}}, "on", "fuori dagli anni"},
	} {
		t.Run(name, func(t *testing.T) {
			r := ad.change(c.path, c.changes)
			ad.want(r, http.StatusUnprocessableEntity, "Nulla è stato salvato", "Da correggere")
			id := "f-" + strings.ReplaceAll(c.control, ".", "-")
			text := errorOf(r.body, id)
			if !strings.Contains(text, c.says) {
				t.Errorf("beside %s it says %q, not %q\n%s", c.control, text, c.says, summaryOf(r.body))
			}
			if !strings.Contains(r.body, `href="#`+id+`"`) {
				t.Errorf("the summary does not lead to %s:\n%s", id, summaryOf(r.body))
			}
			for key, vs := range c.changes {
				if again := formIn(ad, r.body).Get(key); again != vs[0] && !strings.EqualFold(again, vs[0]) {
					t.Errorf("%s was typed as %q and is shown as %q", key, vs[0], again)
				}
			}
		})
	}
	if again := w.firstAgreement(body); fmt.Sprint(again) != fmt.Sprint(a) {
		t.Errorf("the agreement changed:\n%+v\n%+v", a, again)
	}
}

// errorOf is the sentence beside a control, which is marked as wrong.
func errorOf(page, id string) string {
	_, rest, found := strings.Cut(page, `id="`+id+`-error"`)
	if !found || !strings.Contains(page, id+`-error`) || !strings.Contains(page, `aria-invalid="true"`) {
		return ""
	}
	text, _, _ := strings.Cut(rest, "</p>")
	return text
}

func summaryOf(page string) string {
	_, rest, _ := strings.Cut(page, `id="problems"`)
	text, _, _ := strings.Cut(rest, "</ul>")
	return text
}

// Of two who change the same row, the second is told and keeps what they typed.
func TestTwoChangeTheSameRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad, again := w.as(province.AdministratorEmail), w.as(province.AdministratorEmail)
	path := fmt.Sprintf("/registry/bodies/%d/edit", bodyOf(w, province.OperatorEmail))
	mine := ad.shownForm(path)
	again.want(again.change(path, one("legal_form", "associazione")), http.StatusSeeOther)
	mine.Set("name", "Il mio nome")
	r := ad.post(path, mine)
	ad.want(r, http.StatusConflict, "sono cambiati mentre", "/history", "Il mio nome")
	if b := w.bodyOn(bodyOf(w, province.OperatorEmail), calendar.DateOf(w.now)); b.Name == "Il mio nome" || b.LegalForm != "associazione" {
		t.Errorf("the body is %+v", b)
	}
	after := formIn(ad, r.body)
	ad.want(ad.post(path, after), http.StatusSeeOther) // whoever was told may save
	if b := w.bodyOn(bodyOf(w, province.OperatorEmail), calendar.DateOf(w.now)); b.Name != "Il mio nome" {
		t.Errorf("the body is %+v", b)
	}
}

// An extension moves the end, keeps the act and shows both dates.
func TestAnAgreementIsExtended(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	body := bodyOf(w, province.OperatorEmail)
	a := w.firstAgreement(body)
	path := fmt.Sprintf("/registry/agreements/%d/extensions/new", a.ID)
	bad := ad.change(path, url.Values{"act": {"Proroga tecnica"}, "ends_on": {a.EndsOn.AddDays(-1).String()}})
	ad.want(bad, http.StatusUnprocessableEntity, "Nulla è stato salvato")
	if !strings.Contains(errorOf(bad.body, "f-ends_on"), "non proroga") || strings.Contains(summaryOf(bad.body), "Tariffa") {
		t.Errorf("beside the new end:\n%s", summaryOf(bad.body))
	}
	bad = ad.change(path, url.Values{"act": {"Proroga tecnica"}, "ends_on": {a.StartsOn.AddDays(-1).String()}})
	if !strings.Contains(errorOf(bad.body, "f-ends_on"), "non proroga") {
		t.Errorf("an end before the start:\n%s", summaryOf(bad.body))
	}
	later := a.EndsOn.AddDays(90)
	ad.follow(ad.change(path, url.Values{"act": {"Proroga tecnica, decreto n. 7"}, "ends_on": {later.String()}}), "Proroga registrata", "decreto n. 7", later.It())
	if got := w.firstAgreement(body); got.EndsOn != later || len(got.Extensions) != len(a.Extensions)+1 {
		t.Errorf("the agreement ends on %s with %+v", got.EndsOn, got.Extensions)
	}
	ad.want(ad.get(fmt.Sprintf("/registry/agreements/%d/history", a.ID)), http.StatusOK, "Fine", later.It(), "Proroga")
}

// Another row, and a preview, save nothing.
func TestMoreRowsAndPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	a := w.firstAgreement(bodyOf(w, province.OperatorEmail))
	path := fmt.Sprintf("/registry/agreements/%d/edit", a.ID)
	n := strings.Count(ad.get(path).body, ".daily_rate\"")
	r := ad.change(path, url.Values{"more": {"tariffs"}, "title": {"Titolo a metà"}})
	ad.want(r, http.StatusOK, "Titolo a metà")
	if got := strings.Count(r.body, ".daily_rate\""); got != n+2 {
		t.Errorf("%d rows of tariffs instead of %d", got, n+2)
	}
	r = ad.change(path, url.Values{"preview": {"1"}, "counting.exit_day": {"1"}, "counting.entry_day": {"1"}, "counting.paid_leave_hours": {"72"}})
	ad.want(r, http.StatusOK, "Nessun adempimento aperto cambierà data.", "uscita pagata; es. ospite entrato il 3 e uscito il 7: 5 giornate. Un&#39;assenza autorizzata si paga fino a 72 ore.", `says" tabindex="-1" autofocus`)
	if before, after, _ := strings.Cut(r.body, "Che cosa cambierà"); strings.Contains(before, "cambierà data") || !strings.Contains(after, "cambierà data") {
		t.Error("what saving would do is told within another group")
	}
	wrong := ad.change(path, url.Values{"preview": {"1"}, "starts_on": {"2026-10-01"}, "ends_on": {"2026-09-30"}})
	ad.want(wrong, http.StatusUnprocessableEntity, `id="problems"`, "30/09/2026")
	ad.lack(wrong, "cambierà data", `says" tabindex`)
	if got := w.firstAgreement(bodyOf(w, province.OperatorEmail)); got.Title != a.Title || got.Counting != a.Counting {
		t.Errorf("a preview changed the agreement: %+v", got)
	}
}

// The office: its rules in words, its days off with what they move.
func TestTheOfficePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	ad.want(ad.get("/office"), http.StatusOK, "7 giorni prima, 2 giorni prima, il giorno stesso, 1, 5 e 15 giorni dopo; al dirigente dopo 15 giorni",
		"San Gaudenzo, patrono", "sposta i promemoria, non i termini di legge", "San Francesco d&#39;Assisi", "festività nazionale", "2027")
	ad.follow(ad.change("/office/edit", url.Values{"rules.ladder.before": {"10, 3"}, "rules.ladder.same": {}, "rules.ladder.escalate_after": {""}}),
		"10 giorni prima, 3 giorni prima, 1, 5 e 15 giorni dopo")
	ad.follow(ad.change("/office/closures/new", url.Values{"on": {"2026-12-07"}, "it": {"Ponte dell'Immacolata"}}), "Ponte dell&#39;Immacolata", "Chiusura aggiunta")
	ad.want(ad.get("/office/days.csv"), http.StatusOK, "07/12/2026;Ponte dell'Immacolata;chiusura dell'ufficio;")
	page := ad.get("/office").body
	_, rest, _ := strings.Cut(page, `action="/office/closures/`)
	id, _, _ := strings.Cut(rest, "/")
	if r := ad.follow(ad.post("/office/closures/"+id+"/remove", nil), "Chiusura tolta"); strings.Contains(r.body, "Ponte dell") {
		t.Error("the closure is still there")
	}
	ad.follow(ad.change("/office/closures/new", url.Values{"on": {"2026-12-24"}, "every": {"1"}, "it": {"Vigilia"}}), "giovedì 24 dicembre 2026", "venerdì 24 dicembre 2027")
}

// Readers see everything and change nothing; operators see none of it.
func TestWhoMayOpenTheRegistry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := bodyOf(w, province.OperatorEmail)
	a := w.firstAgreement(body)
	people := map[string]*browser{"nobody": w.visitor(), "operator": w.as(province.OperatorEmail), "reviewer": w.as(province.ReviewerEmail), "head": w.as(province.HeadEmail),
		"administrator": w.as(province.AdministratorEmail), "other office": w.as(province.OtherReviewerEmail)}
	b, g := fmt.Sprintf("/registry/bodies/%d", body), fmt.Sprintf("/registry/agreements/%d", a.ID)
	reads := []string{b, b + "/history", g + "/history", fmt.Sprintf("/registry/centres/%d/history", a.Covers[0].CentreID),
		fmt.Sprintf("/registry/people/%d/history", w.actor(province.ReviewerEmail).Person), fmt.Sprintf("/registry/offices/%d/history", a.OfficeID)}
	for _, path := range append(reads, "/registry", "/requirements", "/office", "/people") {
		own := !slices.Contains(reads, path)
		for who, p := range people {
			want := http.StatusOK
			switch {
			case who == "nobody":
				want = http.StatusSeeOther
			case who == "operator":
				want = http.StatusForbidden
			case who == "other office" && !own:
				want = http.StatusNotFound
			}
			if r := p.get(path); r.status != want {
				t.Errorf("%s for %s: %d instead of %d", path, who, r.status, want)
			}
		}
	}
	for _, path := range []string{"/registry/bodies/new", b + "/edit", b + "/centres/new", b + "/agreements/new", b + "/facts/new", g + "/edit", g + "/extensions/new",
		"/office/edit", "/office/closures/new", "/requirements/new", "/people/new"} {
		for _, who := range []string{"operator", "reviewer", "head"} {
			people[who].want(people[who].get(path), http.StatusForbidden, "riservata a un altro ruolo")
			people[who].want(people[who].post(path, url.Values{"name": {"x"}}), http.StatusForbidden)
		}
		people["administrator"].want(people["administrator"].get(path), http.StatusOK, "<form")
	}
	for _, path := range []string{b, "/office", "/people", "/requirements"} {
		if r := people["reviewer"].get(path); strings.Contains(r.body, "/edit\"") || strings.Contains(r.body, "/new\"") {
			t.Errorf("%s offers a reviewer to change it", path)
		}
	}
}
