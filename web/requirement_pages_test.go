package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The catalogue: words, an example with its reason, confirming, an agreement's
// own rule.
func TestTheRequirementPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ad := w.as(province.AdministratorEmail)
	page := ad.get("/requirements")
	ad.want(page, http.StatusOK, "Registro presenze", "per centro · ogni mese", "per ottobre 2026", "Proposta da confermare")
	q := w.requirement(func(q reception.Requirement) bool {
		return q.Proposed && q.AgreementID == 0 && q.Subject == reception.PerCentre && q.Recurrence == reception.Monthly
	})
	path := fmt.Sprintf("/requirements/%d", q.ID)
	ad.want(ad.get(path), http.StatusOK, "Le prossime tre scadenze", "Conferma la proposta")
	ad.follow(ad.post(path+"/confirm", one("version", fmt.Sprint(q.Version))), "Proposta confermata")
	ad.want(ad.post(path+"/confirm", one("version", fmt.Sprint(q.Version))), http.StatusConflict)

	r := ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"term"}, "due.day": {""}, "due.months": {""}, "due.term.length": {"10"}, "due.term.unit": {"working_days"}})
	ad.want(r, http.StatusOK, "per ottobre 2026: entro", "10 giorni lavorativi dalla fine di ottobre 2026")
	bad := ad.change(path+"/edit", url.Values{"due.how": {"term"}, "due.day": {""}, "due.months": {""}, "due.term.length": {"-3"}, "due.term.unit": {"days"}})
	ad.want(bad, http.StatusUnprocessableEntity, "Un termine di -3 giorni non esiste")
	if errorOf(bad.body, "f-due-term-length") == "" {
		t.Errorf("nothing is said beside the term:\n%s", summaryOf(bad.body))
	}
	for typed, say := range map[string]string{"0": "0 non va bene", "": "Questo dato manca"} {
		none := ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"day"}, "due.day": {typed}, "due.months": {"1"}})
		if got := errorOf(none.body, "f-due-day"); !strings.Contains(got, say) {
			t.Errorf("the day %q: %q", typed, got)
		}
	}
	zero := ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"term"}, "due.day": {""}, "due.months": {""}, "due.term.length": {"0"}, "due.term.unit": {"days"}})
	if got := errorOf(zero.body, "f-due-term-length"); !strings.Contains(got, "Un termine di 0 non esiste") {
		t.Errorf("a term of 0 days: %q", got)
	}
	no := ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"day"}, "due.day": {"45"}, "due.months": {"1"}})
	if got := errorOf(no.body, "f-due-day"); !strings.Contains(got, "<span>45 non va bene") {
		t.Errorf("beside day 45 is said %q", got)
	}
	ad.lack(no, "per ottobre 2026: entro", "cambieranno data")
	r = ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"day"}, "due.day": {"12"}, "due.months": {"1"}})
	ad.want(r, http.StatusOK, "adempimenti aperti cambieranno data.")
	r = ad.change(path+"/edit", url.Values{"preview": {"1"}, "due.how": {"day"}, "due.day": {"2"}, "due.months": {"1"}}) // yesterday
	ad.want(r, http.StatusOK, "restano com&#39;erano perché la loro data è passata, o lo sarebbe la nuova.")
	ad.want(ad.change(path+"/edit", one("preview", "1")), http.StatusOK, "Nessun adempimento aperto cambierà data.")
	ad.follow(ad.change(path+"/edit", url.Values{"due.how": {"day"}, "due.day": {"12"}, "due.months": {"1"}}), "entro il giorno 12 del mese successivo")
	ad.want(ad.get(fmt.Sprintf("/registry/requirements/%d/history", q.ID)), http.StatusOK, "Giorno del mese", "12")
	was := fmt.Sprintf("entro il giorno %d del mese successivo", q.Due.Day)
	ad.want(ad.get(path), http.StatusOK, "Le versioni", `id="v3"`, `id="v2"`, `id="v1"`, was) // all of one day
	var slot workflow.Obligation
	w.read(func(r *storage.Reader) error {
		all, err := r.Obligations(w.Context(), bodyOf(w, province.OperatorEmail))
		for _, x := range all {
			if x.RequirementID == q.ID {
				slot = x
			}
		}
		return err
	})
	owed := fmt.Sprintf("/obligations/%d", slot.ID) // which has not followed yet
	ad.want(ad.get(owed), http.StatusOK, path+"#v1", "Versione 1 del tipo di adempimento", "Quella versione dice: ogni mese, "+was)
	ad.lack(ad.get(owed), "entro il giorno 12 del mese successivo")
	ad.want(w.as(province.OperatorEmail).get(owed), http.StatusOK, "Quella versione dice: ogni mese, "+was)

	ad.lack(ad.get(owed), "La data segue la regola cambiata")
	_, err := w.engine.Follow(w.Context(), slot.OfficeID)
	w.must(err)
	ad.want(ad.get(owed), http.StatusOK, `<a href="`+path+`#v3">La data segue la regola cambiata il 03/11/2026 (versione 3)</a>`, "La regola dice: ogni mese, entro il giorno 12 del mese successivo.")
	r = w.as(province.OperatorEmail).get(owed)
	ad.want(r, http.StatusOK, "<strong>La data segue la regola cambiata il 03/11/2026 (versione 3)</strong>")
	ad.lack(r, path)
	ad.want(ad.fill(owed, owed+"/extension", url.Values{"to": {"2026-12-29"}, "reason": {"Allagamento"}}), http.StatusSeeOther)
	ad.lack(ad.get(owed), `class="proposed"`)
	ad.want(ad.get(owed), http.StatusOK, "Prima della proroga la data seguiva la regola cambiata il 03/11/2026 (versione 3)")

	a := w.firstAgreement(bodyOf(w, province.OperatorEmail))
	own := ad.change(path+"/overrides/new", url.Values{"agreement_id": {fmt.Sprint(a.ID)}, "due.how": {"day"}, "due.day": {"20"}, "due.months": {"1"}})
	ad.follow(own, "Regola propria della convenzione CIG "+a.CIG, "entro il giorno 20 del mese successivo")
	ad.want(ad.get(path), http.StatusOK, "CIG "+a.CIG, "entro il giorno 20")
	o := w.requirement(func(x reception.Requirement) bool { return x.AgreementID == a.ID })
	ad.want(ad.get(fmt.Sprintf("/registry/requirements/%d/history", o.ID)), http.StatusOK, `data-label="Valore">CIG `+a.CIG, `data-label="Valore">Verifica del registro presenze`)
	ad.follow(ad.post(fmt.Sprintf("/requirements/%d/switch", o.ID), one("version", fmt.Sprint(o.Version))), "non è più richiesto", "Non richiesto")
	mine := fmt.Sprintf("/requirements/%d", o.ID)
	removal := func(done, says string) {
		t.Helper()
		x := w.requirement(func(x reception.Requirement) bool { return x.ID == o.ID })
		ad.follow(ad.post(mine+"/removal", one("version", fmt.Sprint(x.Version))), done, says)
	}
	removal("Regola propria tolta", "Tolta: vale la regola dell&#39;ufficio")
	ad.want(ad.get(path), http.StatusOK, "Regole proprie tolte", "CIG "+a.CIG)
	ad.lack(ad.get("/requirements.csv"), a.CIG)
	ad.want(ad.post(mine+"/removal", one("version", fmt.Sprint(o.Version))), http.StatusConflict)
	removal("vale di nuovo", "Non richiesto")
	removal("Regola propria tolta", "Rimetti la regola propria")
	again := ad.change(path+"/overrides/new", url.Values{"agreement_id": {fmt.Sprint(a.ID)}, "due.how": {"day"}, "due.day": {"25"}, "due.months": {"1"}})
	ad.follow(again, "Regola propria della convenzione CIG "+a.CIG, "entro il giorno 25 del mese successivo", "Regola propria tolta") // its versions go on
	ad.want(ad.post(path+"/removal", one("version", fmt.Sprint(q.Version+2))), http.StatusUnprocessableEntity, "La regola dell&#39;ufficio non si toglie")
	ad.want(ad.get("/requirements.csv"), http.StatusOK, a.CIG, "entro il giorno 12 del mese successivo")

	added := ad.change("/requirements/new", url.Values{"kind": {"RELAZIONE"}, "subject": {"body"}, "recurrence": {"yearly"}, "due.how": {"day"}, "due.day": {"31"}, "due.months": {"1"}})
	ad.follow(added, "Relazione sulle attività", "ogni anno", "entro il giorno 31 del mese successivo")
}

// Asking again for what would be late at once is asked about first; what makes
// nobody late takes one click.
func TestAskingAgainForWhatIsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	office := w.actor(province.AdministratorEmail).Office
	follow := func() {
		t.Helper()
		_, err := w.engine.Follow(w.Context(), office)
		w.must(err)
	}
	follow()
	w.now = calendar.MustDate(2027, 4, 20).At(9, 0)
	follow()
	ad := w.as(province.AdministratorEmail)
	kind := func(k document.Kind) reception.Requirement {
		return w.requirement(func(q reception.Requirement) bool { return q.Kind == k && q.AgreementID == 0 })
	}
	press := func(k document.Kind, sure string) answer {
		return ad.post(requirementPath(kind(k))+"/switch", url.Values{"version": {fmt.Sprint(kind(k).Version)}, "sure": {sure}})
	}
	ad.follow(press("RENDICONTO_COSTI", ""), "è di nuovo richiesto", "01/04/2027")
	ad.follow(press(document.Register, ""), "non è più richiesto")
	follow()
	r := press(document.Register, "")
	ad.want(r, http.StatusOK, "Prima di chiederlo di nuovo", "Se ne aggiungeranno", "saranno in ritardo da subito", "Chiedi anche quelli in ritardo", `name="sure"`)
	if kind(document.Register).Active {
		t.Fatal("it is asked for before anybody said so")
	}
	ad.follow(press(document.Register, "1"), "è di nuovo richiesto")
}

func requirementPath(q reception.Requirement) string { return fmt.Sprintf("/requirements/%d", q.ID) }

func (w *world) requirement(fit func(reception.Requirement) bool) reception.Requirement {
	w.Helper()
	var found reception.Requirement
	w.read(func(r *storage.Reader) error {
		all, err := r.Requirements(w.Context())
		for _, q := range all {
			if q.OfficeID == w.actor(province.AdministratorEmail).Office && fit(q) {
				found = q
			}
		}
		return err
	})
	if found.ID == 0 {
		w.Fatal("there is no such requirement")
	}
	return found
}
