package province

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// letter is a paper that no requirement asks for, on its way to becoming a file:
// bodies send such papers of their own accord, or because the agreement wants
// them.
type letter struct {
	p     *Province
	kind  document.Kind
	body  *reception.Body
	month calendar.Period
	on    calendar.Date
	// holder is whose the certificate is, where it is not the body's.
	holder *reception.Body
	// Of a notice of departure: of which guest, by code, of which centre, and the day.
	guest  string
	centre reception.CentreID
	left   calendar.Date
}

// bytes writes the paper.
func (l *letter) bytes() ([]byte, error) {
	h := l.p.detail(l.body.ID).habits
	f, encode, family := newPDF("P", "", l.body.Name, l.on.At(11, 20), h.embedded)
	switch l.kind {
	case document.DURC:
		l.durc(newAct(f, encode, family, "Durc On Line"))
	case document.Insurance:
		l.policy(newAct(f, encode, family, "Polizza RCT/RCO"))
	case document.Departure:
		l.departure(newAct(f, encode, family, l.body.Name))
	default:
		l.report(newAct(f, encode, family, l.body.Name))
	}
	return finish(f, "a paper")
}

func (l *letter) durc(t *act) {
	of := l.body
	if l.holder != nil {
		of = l.holder
	}
	d := l.p.detail(of.ID)
	c := l.p.chance("durc", int(of.ID))
	t.center(14, true, "Durc On Line")
	t.space(6)
	widths := []float64{55, 111}
	t.row(false, widths, "Numero Protocollo", "INAIL_"+c.digits(8))
	t.row(false, widths, "Data richiesta", l.on.It())
	t.row(false, widths, "Scadenza validità", l.on.AddDays(120).It())
	t.space(4)
	t.row(false, widths, "Denominazione/ragione sociale", of.Name)
	t.row(false, widths, "Codice fiscale", of.TaxCode)
	t.row(false, widths, "Sede legale", fmt.Sprintf("%s %s %s", d.street, d.seat.cap, d.seat.name))
	t.space(6)
	t.par("Con il presente Documento si dichiara che il soggetto sopra identificato RISULTA REGOLARE nei confronti di")
	t.row(false, widths, "I.N.P.S.", "regolare")
	t.row(false, widths, "I.N.A.I.L.", "regolare")
	t.space(4)
	t.par("Il Documento ha validità di 120 giorni dalla data della richiesta e si riferisce alla risultanza, alla stessa data, dell'interrogazione degli archivi dell'INPS, dell'INAIL e della CNCE per le imprese che svolgono attività dell'edilizia.")
}

func (l *letter) policy(t *act) {
	c := l.p.chance("policy", int(l.body.ID))
	d := l.p.detail(l.body.ID)
	t.center(13, true, "POLIZZA DI ASSICURAZIONE DELLA RESPONSABILITÀ CIVILE")
	t.center(11, false, "verso terzi (RCT) e verso prestatori d'opera (RCO)")
	t.space(6)
	widths := []float64{60, 106}
	for _, r := range [][2]string{
		{"Compagnia", "Assicurazioni di Prova della Riviera S.p.A."},
		{"Polizza n.", c.digits(4) + "/" + c.digits(2) + "/" + c.digits(6)},
		{"Contraente e assicurato", l.body.Name},
		{"Codice fiscale / partita IVA", l.body.TaxCode},
		{"Sede", fmt.Sprintf("%s %s %s", d.street, d.seat.cap, d.seat.name)},
		{"Effetto dalle ore 24 del", l.on.It()},
		{"Scadenza alle ore 24 del", l.on.AddDays(365).It()},
		{"Massimale RCT per sinistro", "EUR 3.000.000,00"},
		{"Massimale RCO per sinistro", "EUR 2.000.000,00"},
		{"Premio lordo annuo", fmt.Sprintf("EUR %d.%s,00", c.between(1, 4), c.digits(3))},
	} {
		t.row(false, widths, r[0], r[1])
	}
	t.space(5)
	t.par("La garanzia opera per i danni a persone e a cose nell'esercizio dell'attività di gestione di centri di accoglienza, compresa la responsabilità per fatto dei prestatori d'opera e dei volontari.")
	t.signatures("La Compagnia", "", "Il Contraente", d.signer.full())
}

func (l *letter) report(t *act) {
	d := l.p.detail(l.body.ID)
	days, entries, centres := 0, 0, 0
	for _, c := range l.p.centresOfBody(l.body.ID) {
		if n := l.p.PersonDays(c, l.month); n > 0 {
			days, entries, centres = days+n, entries+l.p.Entries(c, l.month), centres+1
		}
	}
	t.center(12, true, l.body.Name)
	t.center(12, true, "Relazione sulle attività svolte")
	t.center(11, false, fmt.Sprintf("Mese di %s %d", monthName(l.month.Start.Month()), l.month.Start.Year()))
	t.space(5)
	t.article("1. Andamento delle presenze")
	t.par("Nel mese sono stati gestiti %d centri, per %d giornate di presenza complessive e %d nuovi ingressi. A ciascun nuovo ospite sono stati consegnati il kit di primo ingresso e la scheda telefonica.", centres, days, entries)
	t.article("2. Servizi alla persona")
	t.par("Le mediatrici e i mediatori hanno assicurato la presenza settimanale in ogni centro. Sono stati accompagnati gli ospiti agli appuntamenti in Questura e presso l'Azienda sanitaria; si sono tenuti gli incontri informativi sulle regole della casa, sulla raccolta differenziata e sulla sicurezza domestica.")
	t.article("3. Manutenzione e forniture")
	t.par("È stata eseguita la manutenzione ordinaria degli impianti. Sono stati sostituiti i materassi usurati e integrata la biancheria; nessuna interruzione del servizio di vitto.")
	t.article("4. Criticità e proposte")
	t.par("Si segnala il tempo di attesa per l'iscrizione al servizio sanitario. Si propone un incontro con l'Ufficio per concordare il calendario delle visite.")
	t.space(4)
	t.par("%s, %s", d.seat.name, l.on.It())
	t.signatures("", "", "Il legale rappresentante", d.signer.full())
}

// departure is a notice that a guest has left (D.Lgs. 142/2015, art. 23 c. 3). It
// names the guest by the code alone.
func (l *letter) departure(t *act) {
	d, c := l.p.detail(l.body.ID), l.p.centre(l.centre)
	t.center(13, true, l.body.Name)
	t.center(12, true, "Comunicazione di allontanamento")
	t.space(6)
	widths := []float64{55, 111}
	t.row(false, widths, "Codice centro", c.Code)
	t.row(false, widths, "Codice ospite", l.guest)
	t.row(false, widths, "Data di allontanamento", l.left.It())
	t.space(4)
	t.par("Ai sensi dell'articolo 23, comma 3, del decreto legislativo 18 agosto 2015, n. 142, si comunica che l'ospite indicato ha lasciato il centro e non vi ha fatto rientro.")
	t.space(4)
	t.par("%s, %s", d.seat.name, l.on.It())
	t.signatures("", "", "Il legale rappresentante", d.signer.full())
}
