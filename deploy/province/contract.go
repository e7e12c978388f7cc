package province

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// comma writes an amount as Italian texts do: 32,31.
func comma(d decimal.Decimal) string { return strings.Replace(d.StringFixed(2), ".", ",", 1) }

// contract is an agreement on its way to becoming a file.
type contract struct {
	p         *Province
	agreement *reception.Agreement
	cig       string // as written
}

// signedOn is the day on which the parties signed.
func (c *contract) signedOn() calendar.Date { return c.agreement.StartsOn.AddDays(-6) }

// bytes writes the agreement as the office's text with the parties' data.
func (c *contract) bytes() ([]byte, error) {
	a, b, o := c.agreement, c.p.body(c.agreement.BodyID), c.p.office(c.agreement.OfficeID)
	f, encode, family := newPDF("P", "Convenzione CIG "+c.cig, o.Name, c.signedOn().At(12, 0), int(a.ID)%3 == 0)
	t := newAct(f, encode, family, "Convenzione CIG "+c.cig)
	c.opening(t, b, o)
	c.object(t)
	c.price(t)
	c.duties(t)
	c.ending(t, b)
	return finish(f, "a contract")
}

func (c *contract) opening(t *act, b *reception.Body, o *reception.Office) {
	a, d := c.agreement, c.p.detail(b.ID)
	t.center(13, true, strings.ToUpper(o.Name))
	t.center(9, false, "Area IV – Diritti civili, cittadinanza, condizione giuridica dello straniero, immigrazione e diritto d'asilo")
	t.space(5)
	t.center(12, true, "CONVENZIONE PER L'AFFIDAMENTO DEL SERVIZIO DI ACCOGLIENZA DI CITTADINI STRANIERI RICHIEDENTI PROTEZIONE INTERNAZIONALE")
	t.space(2)
	t.center(10.5, false, a.Title)
	t.center(11, true, "CIG "+c.cig)
	t.space(3)
	t.par("Rep. n. %d/%d. Il %s, in %s, nella sede della Prefettura,", 40+int(a.ID)*3, c.signedOn().Year(),
		inWords(c.signedOn()), c.p.officeTown(o.ID).name)
	t.center(10.5, true, "TRA")
	t.par("la %s (di seguito «Prefettura»), codice fiscale %s, rappresentata dal dirigente dell'Area IV, a ciò delegato dal Prefetto,", o.Name, o.TaxCode)
	t.center(10.5, true, "E")
	t.par("%s (di seguito «Ente gestore»), %s, con sede legale in %s, %s %s, codice fiscale e partita IVA %s, PEC %s, rappresentata dal legale rappresentante %s, codice fiscale %s,",
		b.Name, strings.ToLower(d.kind.form[:1])+d.kind.form[1:], d.street, d.seat.cap, d.seat.name, b.TaxCode, b.PEC, d.signer.full(), d.signer.taxCode)
	t.center(10.5, true, "PREMESSO CHE")
	t.par("l'articolo 11 del decreto legislativo 18 agosto 2015, n. 142, affida al Prefetto l'individuazione di strutture temporanee quando i posti dei centri ordinari sono esauriti; la procedura di affidamento si è conclusa con l'aggiudicazione in favore dell'Ente gestore; le verifiche sul possesso dei requisiti hanno avuto esito positivo,")
	t.center(10.5, true, "SI CONVIENE E SI STIPULA QUANTO SEGUE")
}

func (c *contract) object(t *act) {
	a := c.agreement
	t.article("Art. 1 – Oggetto")
	t.par("L'Ente gestore assicura, nei centri elencati qui di seguito, il servizio di accoglienza delle persone che la Prefettura gli assegna, secondo lo schema di capitolato vigente e l'offerta presentata, che fanno parte di questa convenzione anche se non materialmente allegati.")
	widths := []float64{20, 44, 76, 14, 12}
	t.row(true, widths, "Codice", "Centro", "Indirizzo", "Tipo", "Posti")
	for _, id := range a.Covered() {
		k := c.p.centre(id)
		t.row(false, widths, k.Code, k.Name, k.Address, string(k.Kind), fmt.Sprint(k.Places))
	}
	t.article("Art. 2 – Durata")
	t.par("La convenzione ha efficacia dal %s al %s. Alla scadenza cessa senza necessità di disdetta; la Prefettura può chiederne la proroga per il tempo necessario a individuare un nuovo contraente, alle stesse condizioni.", a.StartsOn.It(), a.EndsOn.It())
}

// price writes the tariffs, each with the day from which it holds.
func (c *contract) price(t *act) {
	a := c.agreement
	t.article("Art. 3 – Corrispettivo")
	t.par("Per ogni persona accolta e per ogni giorno di effettiva presenza la Prefettura corrisponde il prezzo pro die e pro capite indicato in tabella, al netto dell'IVA se dovuta.")
	widths := []float64{60, 40, 66}
	t.row(true, widths, "Tipologia", "Decorrenza", "Prezzo pro die pro capite")
	for _, r := range a.Tariffs {
		t.row(false, widths, rateTitle(r.CentreKind), "dal "+r.FromOn.It(), "EUR "+comma(r.DailyRate))
	}
	r := a.Tariffs[0]
	t.space(1)
	t.par("Si aggiungono: il pocket money di EUR %s al giorno per persona, fino a EUR 7,50 per nucleo familiare; il kit di primo ingresso, EUR %s per persona; la scheda telefonica di primo ingresso, EUR %s per persona.",
		comma(r.PocketMoney), comma(r.Kit), comma(r.PhoneCard))
	if a.Counting.ExitDay {
		t.par("Sono retribuiti il giorno di ingresso e quello di uscita.")
	} else {
		t.par("È retribuito il giorno di ingresso; non è retribuito quello di uscita.")
	}
}

func (c *contract) duties(t *act) {
	a := c.agreement
	register, invoice := c.p.dueDay(a.OfficeID, "REGISTRO_PRESENZE"), c.p.dueDay(a.OfficeID, "FATTURA_XML")
	t.article("Art. 4 – Obblighi dell'Ente gestore")
	t.par("L'Ente gestore garantisce vitto, alloggio, assistenza generica alla persona, mediazione linguistica, fornitura dei beni e trasporto; impiega personale qualificato nel numero previsto dal capitolato; comunica immediatamente alla Prefettura ogni allontanamento, ai sensi dell'articolo 23 del decreto legislativo n. 142 del 2015; tutela la riservatezza delle persone accolte.")
	t.article("Art. 5 – Registro delle presenze")
	t.par("Per ciascun centro è tenuto un registro mensile delle presenze, sottoscritto dagli ospiti e dal responsabile. Il registro del mese è trasmesso entro il giorno %d del mese successivo.", register)
	t.article("Art. 6 – Fatturazione")
	t.par("La fattura elettronica è mensile, è intestata alla Prefettura (codice univoco ufficio %s), riporta il CIG %s e il numero delle presenze per tipologia di centro, ed è trasmessa entro il giorno %d del mese successivo con i documenti indicati dal decreto ministeriale 18 ottobre 2017.",
		c.p.office(a.OfficeID).OfficeCode, c.cig, invoice)
	t.article("Art. 7 – Pagamento e tracciabilità")
	t.par("Il pagamento avviene entro %d giorni dal ricevimento della fattura, previa verifica delle presenze e della regolarità contributiva, sul conto corrente dedicato (legge 13 agosto 2010, n. 136, articolo 3) IBAN %s.",
		a.PaymentDays, c.p.body(a.BodyID).IBAN)
}

func (c *contract) ending(t *act, b *reception.Body) {
	a := c.agreement
	t.article("Art. 8 – Controlli e penali")
	t.par("La Prefettura verifica in ogni momento, anche senza preavviso, le condizioni dei centri e la tenuta dei registri. Le inadempienze sono contestate per iscritto; l'Ente gestore può presentare controdeduzioni entro dieci giorni. Per il ritardo si applica una penale giornaliera pari all'uno per mille del valore netto della convenzione, entro il limite del dieci per cento.")
	t.article("Art. 9 – Garanzie e assicurazione")
	t.par("L'Ente gestore ha costituito la garanzia definitiva di cui all'articolo 117 del decreto legislativo 31 marzo 2023, n. 36, e una polizza di responsabilità civile verso terzi e prestatori d'opera, che mantiene valida per tutta la durata.")
	t.article("Art. 10 – Risoluzione e recesso")
	t.par("La Prefettura può risolvere la convenzione per grave inadempimento, e recedere con preavviso di trenta giorni quando il numero delle presenze non giustifichi più il servizio.")
	t.article("Art. 11 – Foro competente e rinvio")
	t.par("Per ogni controversia è competente il foro di %s. Per quanto non previsto si applicano il codice civile, il decreto legislativo n. 36 del 2023 e il decreto legislativo n. 142 del 2015.", c.p.officeTown(a.OfficeID).name)
	t.par("Letto, confermato e sottoscritto digitalmente in data %s.", c.signedOn().It())
	t.signatures("Per la Prefettura", "Il dirigente dell'Area IV", "Per l'Ente gestore", c.p.detail(b.ID).signer.full())
}
