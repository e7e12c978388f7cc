package fatturapa

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

// Control is a fault for which the exchange system (SdI) discards a file.
type Control struct {
	Code   string // of the list of controls: 00423
	It, En string // what is wrong and what to do
	XPath  string // where; "" for the file's name
	Body   int    // number of the invoice in the lot, from 1; 0: the header
	// Missing says that something is not there: what is there is not in doubt.
	Missing bool
}

// Controls judges an invoice by those controls of the exchange system that need
// nothing but the file: "Elenco dei controlli" v2.0. It returns the faults in
// the order of the file; none means that these controls pass, not that the file
// will be accepted. Dates are compared with today, unless it is zero; the name
// of the file is judged unless it is "".
//
// Not judged, because they need registers outside: that VAT numbers, tax codes
// and office codes exist (00312 and the like: their form and check digits are),
// invoices sent before (00002, 00404), signatures (00100 to 00107).
func Controls(inv Invoice, today calendar.Date, fileName string) []Control {
	if inv.root == nil {
		return nil
	}
	c := &judge{inv: inv, today: today}
	if fileName != "" {
		c.fileName(fileName)
	}
	c.structure()
	c.header()
	for i, b := range inv.Bodies {
		c.body = i + 1
		c.general(b)
		c.vat(b)
		c.sums(b)
		c.kindOfDocument(b)
	}
	c.lot()
	return c.out
}

// judge gathers the faults of one invoice.
type judge struct {
	inv    Invoice
	today  calendar.Date
	body   int
	faults int // of structure
	out    []Control
}

func (c *judge) add(code string, body int, xpath, it, en string) {
	c.out = append(c.out, Control{Code: code, It: it, En: en, XPath: xpath, Body: body})
}

// here adds a fault of the body at hand.
func (c *judge) here(code, xpath, it, en string) { c.add(code, c.body, xpath, it, en) }

var fileNameForm = regexp.MustCompile(`^(IT[A-Za-z0-9]{11,16}|[A-HJ-Z][A-Z][A-Za-z0-9]{2,28}|I[A-SU-Z][A-Za-z0-9]{2,28})_[A-Za-z0-9]{1,5}\.(?i:xml|xml\.p7m)$`)

func (c *judge) fileName(name string) {
	if !fileNameForm.MatchString(name) {
		c.add("00001", 0, "", "Il nome del file non è come IT01234567890_00001.xml: paese, codice fiscale di chi trasmette, trattino basso, progressivo di al massimo 5 caratteri. Rinominare il file.",
			"The name of the file is not like IT01234567890_00001.xml: country, tax code of the sender, underscore, progressive of at most 5 characters. Rename the file.")
	}
}

var recipientForm = regexp.MustCompile(`^[A-Z0-9]{6,7}$`)

// header are the controls of who sends, sells and buys.
func (c *judge) header() {
	c.codes()
	c.recipient()
	if b := c.inv.Buyer; !b.VATCode.Found() && !b.TaxCode.Found() {
		c.add("00417", 0, c.placeOf("FatturaElettronicaHeader/CessionarioCommittente"), "Del committente mancano sia la partita IVA sia il codice fiscale: indicarne almeno uno.",
			"The buyer has neither VAT number nor tax code: give at least one.")
	}
	seller, buyer := c.inv.Seller.VATCountry, c.inv.Buyer.VATCountry
	if seller.Found() && buyer.Found() && seller.Text != "IT" && buyer.Text != "IT" {
		c.add("00476", 0, buyer.XPath, "Cedente e committente sono entrambi di un paese diverso dall'Italia: controllare i due IdPaese.",
			"Seller and buyer are both of a country other than Italy: check the two IdPaese.")
	}
}

// placeOf is the XPath of an element, or of the root where it is missing.
func (c *judge) placeOf(path string) string {
	if n := c.inv.root.at(path); n != nil {
		return n.path
	}
	return c.inv.root.path
}

// recipient are the controls of CodiceDestinatario and FormatoTrasmissione.
func (c *judge) recipient() {
	code, format := c.inv.OfficeCode, c.inv.Format
	if code.Found() && !recipientForm.MatchString(code.Text) {
		c.add("00311", 0, code.XPath, "Il codice destinatario non ha la forma giusta: 6 lettere maiuscole o cifre per un ufficio pubblico, 7 per un privato.",
			"The recipient code is not of the right form: 6 capital letters or digits for a public office, 7 for others.")
	}
	switch {
	case format.Text == "FPA12" && len(code.Text) == 7:
		c.add("00427", 0, code.XPath, "Il codice destinatario ha 7 caratteri, ma una fattura FPA12 va a un ufficio pubblico, che ne ha 6. Indicate il codice univoco dell'ufficio.",
			"The recipient code has 7 characters, but an FPA12 invoice goes to a public office, whose code has 6. Give the office's code.")
	case format.Text != "FPA12" && len(code.Text) == 6:
		c.add("00427", 0, code.XPath, fmt.Sprintf("Il codice destinatario ha 6 caratteri, come quello di un ufficio pubblico, ma il formato è %s: per un ufficio serve FPA12.", clip(format.Text)),
			fmt.Sprintf("The recipient code has 6 characters, as that of a public office, but the format is %s: for an office it must be FPA12.", clip(format.Text)))
	}
	if format.Found() && format.Text != c.inv.Version {
		c.add("00428", 0, format.XPath, fmt.Sprintf("Il formato di trasmissione è %s, ma l'attributo versione dice %s: devono essere uguali.", clip(format.Text), orNothing(c.inv.Version, "nulla")),
			fmt.Sprintf("The transmission format is %s, but the attribute versione says %s: they must be the same.", clip(format.Text), orNothing(c.inv.Version, "nothing")))
	}
}

func orNothing(s, nothing string) string {
	if s == "" {
		return nothing
	}
	return clip(s)
}

// general are the controls of number, date and discounts of a body.
func (c *judge) general(b Body) {
	if b.Number.Found() && !strings.ContainsAny(b.Number.Text, "0123456789") {
		c.here("00425", b.Number.XPath, "Il numero della fattura non contiene cifre: deve averne almeno una.", "The number of the invoice has no digit: it needs at least one.")
	}
	date, err := b.Date.Date()
	if err == nil && !c.today.IsZero() && date.After(c.today) {
		c.here("00403", b.Date.XPath, fmt.Sprintf("La data della fattura, %s, è nel futuro: correggerla.", date.It()), fmt.Sprintf("The date of the invoice, %s, is in the future: correct it.", date))
	}
	if err == nil && b.Type.Text == "TD04" {
		c.creditDate(b, date)
	}
	c.discounts(b)
	c.withholding(b)
}

// creditDate: a credit note is not older than the invoice that it corrects.
func (c *judge) creditDate(b Body, date calendar.Date) {
	for _, r := range b.References {
		linked, err := r.Date.Date()
		if r.Kind == "DatiFattureCollegate" && err == nil && date.Before(linked) {
			c.here("00418", b.Date.XPath, fmt.Sprintf("La nota di credito è del %s, prima della fattura collegata, che è del %s: correggere la data.", date.It(), linked.It()),
				fmt.Sprintf("The credit note is of %s, before the linked invoice, which is of %s: correct the date.", date, linked))
		}
	}
}

// discounts: each has an amount or a percent.
func (c *judge) discounts(b Body) {
	empty := func(code string, all []Discount) {
		for _, d := range all {
			if d.Kind.Found() && !d.Percent.Found() && !d.Amount.Found() {
				c.here(code, d.Kind.XPath, "Lo sconto o la maggiorazione non ha né percentuale né importo: indicarne uno.", "The discount or surcharge has neither percent nor amount: give one.")
			}
		}
	}
	empty("00437", b.Discounts)
	for _, l := range b.Lines {
		empty("00438", l.Discounts)
	}
}

// withholding: what is subject to it needs a DatiRitenuta.
func (c *judge) withholding(b Body) {
	if len(b.Withholdings) > 0 {
		return
	}
	for _, l := range b.Lines {
		if l.Withheld.Text == "SI" {
			c.here("00411", l.Withheld.XPath, fmt.Sprintf("La riga %d è soggetta a ritenuta, ma mancano i DatiRitenuta: aggiungerli.", l.Number), fmt.Sprintf("Line %d is subject to withholding, but DatiRitenuta is missing: add it.", l.Number))
			break
		}
	}
	for _, f := range b.Funds {
		if f.Withheld.Text == "SI" {
			c.here("00415", f.Withheld.XPath, "Il contributo alla cassa è soggetto a ritenuta, ma mancano i DatiRitenuta: aggiungerli.", "The contribution to the fund is subject to withholding, but DatiRitenuta is missing: add it.")
			break
		}
	}
}

// lot: numbers are each used once in a lot, credit notes apart (00409, of which
// 00404 is the counterpart among the invoices sent before).
func (c *judge) lot() {
	type key struct{ number, when, credit string }
	seen := map[key]int{}
	for i, b := range c.inv.Bodies {
		date, err := b.Date.Date()
		if err != nil || b.Number.Text == "" {
			continue
		}
		k := key{b.Number.Text, date.String()[:4], ""}
		if b.Art73.Text == "SI" {
			k.when = date.String()
		}
		if b.Type.Text == "TD04" {
			k.credit = "TD04"
		}
		if first, ok := seen[k]; ok {
			c.add("00409", i+1, b.Number.XPath, fmt.Sprintf("Nel lotto il numero %s è usato due volte nello stesso anno, nelle fatture %d e %d: date a ognuna il suo.", clip(b.Number.Text), first, i+1),
				fmt.Sprintf("In the lot the number %s is used twice in the same year, by invoices %d and %d: give each its own.", clip(b.Number.Text), first, i+1))
			continue
		}
		seen[k] = i + 1
	}
}

// amountIt and amountEn write an amount for people: 1.234,50 and 1,234.50.
func amountIt(d decimal.Decimal) string { return grouped(d, ".", ",") }
func amountEn(d decimal.Decimal) string { return grouped(d, ",", ".") }

// grouped writes at least two decimals, more only where they say something.
func grouped(d decimal.Decimal, thousands, point string) string {
	text := d.StringFixed(max(2, -decimal.RequireFromString(d.String()).Exponent()))
	whole, decimals, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	var b strings.Builder
	if d.IsNegative() {
		b.WriteByte('-')
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(r)
	}
	return b.String() + point + decimals
}
