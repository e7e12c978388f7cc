package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// doubts is K3: what of the reading can't be relied on, and dates that can't be.
func doubts() Rule {
	return Rule{
		ID: "K3", Version: 8, TitleIt: "Valori dubbi e date non plausibili", TitleEn: "Doubtful values and implausible dates",
		Basis: "Controllo di lettura; controllo SdI 00403 per la data della fattura", Severity: Warn,
		find: func(d *desk) []Finding {
			out := append(findUnreadable(d), findDates(d)...)
			out = append(out, findUnsure(d)...)
			return append(out, findLot(d)...)
		},
	}
}

// howRead are warnings that say how a page was read, true of every sheet that was
// signed and scanned: what is doubtful on it is told value by value.
var howRead = map[string]bool{"ocr.used": true, "ocr.outside": true}

// findUnreadable repeats what the reading itself has to say, each once. Its code,
// the value of the input, is for support: screens show the sentence.
func findUnreadable(d *desk) []Finding {
	var out []Finding
	told := map[document.Warning]bool{}
	add := func(w document.Warning, s Severity, doIt, doEn string) {
		if told[w] {
			return
		}
		told[w] = true
		in := d.this.cite(document.Field{Place: document.Place{XPath: w.XPath}}, words{"punto del file", "place in the file"}, same(w.Code))
		in.Source = SourceReading
		out = append(out, Finding{Severity: s, It: w.It, En: w.En, DoIt: doIt, DoEn: doEn, Inputs: []Input{in}})
	}
	if e := d.This.Reading.Error; e != nil {
		add(*e, Task, "Aprire il file: se non si apre o non è quello giusto, inviarne un altro.",
			"Open the file: if it does not open or is not the right one, send another.")
	}
	all := slices.Clone(d.This.Reading.Warnings)
	slices.SortStableFunc(all, func(a, b document.Warning) int {
		return strings.Compare(a.Code+"\x00"+a.It+"\x00"+a.XPath, b.Code+"\x00"+b.It+"\x00"+b.XPath)
	})
	said := d.exchangeSaid()
	for _, w := range all {
		if said.has(w) || d.saidElsewhere(w.Code) {
			continue
		}
		if strings.HasPrefix(w.Code, document.ControlCode) {
			add(w, Warn, mendIt, mendEn)
			continue
		}
		if howRead[w.Code] {
			add(w, Info, "Non serve correggere il file: guardare la pagina, se un valore non torna.", "The file needs no correction: look at the page where a value seems wrong.")
			continue
		}
		look := lookAt(document.Place{XPath: w.XPath})
		add(w, Warn, look.it+": se è sbagliato, inviare una nuova versione.", look.en+": if it is wrong, send a new version.")
	}
	return out
}

// lookAt asks to look at a place of the file, or at the file where no place is known.
func lookAt(p document.Place) words {
	w := where(p)
	if w.it == "" {
		return words{"Controllare il file", "Check the file"}
	}
	return words{"Controllare nel file l'" + w.it, "Check the " + w.en + " of the file"}
}

// listed says that a warning only sums up values that findUnsure lists.
func (d *desk) listed(code string) bool {
	return code == "date.impossible" || code == "code.wrong" && !slices.ContainsFunc(d.This.Reading.Fields, exact)
}

// saidElsewhere says that another rule tells what a warning of the reading does, or
// that there is nothing to tell.
func (d *desk) saidElsewhere(code string) bool {
	switch code {
	case "register.unread", coveringLetter: // M1, K1
		return true
	case "register.unknown": // M1
		return d.This.Kind == document.Register && len(d.this.all(document.UnknownMark)) > 0
	case "register.twice": // R12
		return d.This.Kind == document.Register && d.sheet.tellsTwins()
	case "invoice.copy": // K1
		return d.This.Kind == document.Invoice && isPrint(d.This.Reading)
	case "register.unfilled":
		return d.nobodyThere()
	}
	return d.listed(code) || d.signatureSays(code)
}

// signatureSays says that K7 tells what a warning of a signature does.
func (d *desk) signatureSays(code string) bool {
	return code == digestDiffers || code == notIntact && len(d.This.Reading.BrokenSignatures()) > 0
}

// nobodyThere says that the days of the register without any mark are those on which
// the centre was not open (on its last day guests may have left), or for which the
// register itself counts nobody.
func (d *desk) nobodyThere() bool {
	s := d.sheet
	if s == nil || s.centre.ID == 0 || s.month.IsZero() || !s.hasMarks() {
		return false
	}
	for day := 1; day <= s.month.Days(); day++ {
		marked := slices.ContainsFunc(s.rows, func(r row) bool { m := r.at(day); return m == 'P' || m == 'A' })
		total, _, counted := s.number(document.DeclaredDayField(day))
		if !marked && !s.shutOn(day) && !s.dateOf(day).Equal(s.centre.ClosedOn) && !(counted && total.IsZero()) {
			return false
		}
	}
	return true
}

// asRead writes an unsure value as screens do; empty for a code, which stays as it
// stands.
func asRead(f document.Field) words {
	for _, code := range []string{"cig", "cup", "iban", "tax_code", "vat_id", "office_code", "number"} {
		if strings.HasSuffix(f.Name, code) {
			return words{}
		}
	}
	return onScreen("", f.Value)
}

// datedField is a date of the vocabulary, and how far from today it may lie.
type datedField struct {
	name          string
	words         words
	before, after int // years
}

var dated = []datedField{
	{document.InvoiceDate, words{"data della fattura", "invoice date"}, 10, 0},
	{document.InvoiceDueOn, words{"scadenza del pagamento", "payment due date"}, 10, 2},
	{document.PeriodStart, words{"inizio del periodo", "start of the period"}, 10, 1},
	{document.PeriodEnd, words{"fine del periodo", "end of the period"}, 10, 1},
	{document.PeriodMonth, words{"mese", "month"}, 10, 1},
	{document.ContractDate, words{"data del contratto", "date of the contract"}, 30, 1},
	{document.ContractStart, words{"inizio del contratto", "start of the contract"}, 30, 5},
	{document.ContractEnd, words{"fine del contratto", "end of the contract"}, 30, 30},
}

func findDates(d *desk) []Finding {
	var out []Finding
	for _, x := range dated {
		f, ok := d.this.first(x.name)
		if !ok {
			continue
		}
		text := f.Value
		if x.name == document.PeriodMonth {
			text += "-01"
		}
		on, err := calendar.ParseDate(text)
		if err != nil || d.plausible(on, x) {
			continue
		}
		out = append(out, Finding{
			It: fmt.Sprintf("La data del %s (%s) non è plausibile.", on.It(), x.words.it),
			En: fmt.Sprintf("The date %s (%s) is not plausible.", on.En(), x.words.en),

			DoIt:    "Controllare la data: se è sbagliata nel documento, correggerla e inviarlo di nuovo.",
			DoEn:    "Check the date: if it is wrong in the document, correct it and send it again.",
			Figures: compared(date(on), words{}, words{}),
			Inputs:  []Input{d.this.cite(f, x.words, date(on))},
		})
	}
	return append(append(out, findReversed(d)...), findStays(d)...)
}

// findStays tells implausible dates of entry and exit in the rows of a register.
func findStays(d *desk) []Finding {
	var it, en []string
	var inputs []Input
	for _, f := range d.sortedFields() {
		entry, exit := strings.HasSuffix(f.Name, ".entry"), strings.HasSuffix(f.Name, ".exit")
		on, err := calendar.ParseDate(f.Value)
		if !strings.HasPrefix(f.Name, "row.") || !entry && !exit || err != nil || d.plausible(on, datedField{before: 15, after: 1}) {
			continue
		}
		w := fieldWords(f.Name)
		inputs = append(inputs, d.this.cite(f, w, date(on)))
		it = append(it, doubtOf(w.it, where(f.Place).it, on.It()))
		en = append(en, doubtOf(w.en, where(f.Place).en, on.En()))
	}
	if len(inputs) == 0 {
		return nil
	}
	return []Finding{{
		It:     "Nel registro ci sono date non plausibili: " + strings.Join(atMost(it, maxDoubts, "altre"), "; ") + ".",
		En:     "The register has implausible dates: " + strings.Join(atMost(en, maxDoubts, "more"), "; ") + ".",
		DoIt:   "Correggere le date di ingresso e uscita e inviare di nuovo il registro.",
		DoEn:   "Correct the dates of entry and exit and send the register again.",
		Inputs: inputs,
	}}
}

// plausible measures in years of 366 days, so that no date within the bounds is
// told.
func (d *desk) plausible(on calendar.Date, x datedField) bool {
	away := d.Today.DaysUntil(on)
	return away >= -366*x.before && away <= 366*x.after
}

func findReversed(d *desk) []Finding {
	start, f1, ok1 := d.this.date(document.PeriodStart)
	end, f2, ok2 := d.this.date(document.PeriodEnd)
	if !ok1 || !ok2 || !end.Before(start) {
		return nil
	}
	return []Finding{{
		It:   fmt.Sprintf("Il periodo finisce il %s, prima di cominciare il %s.", end.It(), start.It()),
		En:   fmt.Sprintf("The period ends on %s, before it starts on %s.", end.En(), start.En()),
		DoIt: "Correggere le date del periodo e inviare di nuovo il documento.",
		DoEn: "Correct the dates of the period and send the document again.",
		Inputs: []Input{d.this.cite(f1, words{"inizio del periodo", "start of the period"}, date(start)),
			d.this.cite(f2, words{"fine del periodo", "end of the period"}, date(end))},
	}}
}

// maxDoubts bounds how many doubtful values a sentence lists.
const maxDoubts = 8

// findUnsure lists the values that the reading does not vouch for and that nothing
// else confirms. Those that are unsure for cells alone that another rule tells are left
// to it.
func findUnsure(d *desk) []Finding {
	var it, en []string
	var inputs []Input
	told := map[string]bool{} // an element of an invoice may give several values
	for _, f := range d.sortedFields() {
		if key := f.Place.XPath + " " + f.Value; f.Unsure && f.Place.XPath != "" {
			if told[key] {
				continue
			}
			told[key] = true
		}
		if !f.Unsure || exact(f) || d.confirmed(f) || d.ofCells(f) || ofFamily(f) || d.neverComputed(f) {
			continue
		}
		w, about := fieldWords(f.Name), d.doubtAbout(f)
		inputs = append(inputs, about.input)
		it = append(it, doubtOf(w.it, where(f.Place).it, about.it))
		en = append(en, doubtOf(w.en, where(f.Place).en, about.en))
	}
	if len(inputs) == 0 {
		return nil
	}
	head := words{"La lettura non è certa di ", "The reading is not certain of "}
	if slices.ContainsFunc(inputs, func(i Input) bool { return len(i.Others) > 0 }) {
		head = words{"Due lettori non concordano o la lettura non è certa: ", "Two readers disagree or the reading is not certain: "}
	}
	return []Finding{{
		It:     head.it + strings.Join(atMost(it, maxDoubts, "altri valori"), "; ") + ".",
		En:     head.en + strings.Join(atMost(en, maxDoubts, "more values"), "; ") + ".",
		DoIt:   "Guardare il documento e confermare o correggere i valori.",
		DoEn:   "Look at the document and confirm or correct the values.",
		Inputs: inputs,
	}}
}

// ofFamily says that a value is the family of a row: where it is not certain, R18
// counts the guest alone and says so.
func ofFamily(f document.Field) bool {
	return strings.HasPrefix(f.Name, "row.") && strings.HasSuffix(f.Name, ".family")
}

// neverComputed says that a value is missing as its formula has no stored value, which
// the reading itself says of every such cell.
func (d *desk) neverComputed(f document.Field) bool {
	return f.Value == "" && len(f.Others) == 0 && slices.ContainsFunc(d.This.Reading.Warnings, func(w document.Warning) bool { return w.Code == "office.no_value" })
}

func doubtOf(what, place, values string) string {
	if place == "" {
		return fmt.Sprintf("%s: %s", what, values)
	}
	return fmt.Sprintf("%s (%s): %s", what, place, values)
}

// sortedFields returns the fields of this paper by name, row 2 before row 10, those of
// one name in the reading's order.
func (d *desk) sortedFields() []document.Field {
	all := slices.Clone(d.This.Reading.Fields)
	slices.SortStableFunc(all, func(a, b document.Field) int {
		return slices.CompareFunc(strings.Split(a.Name, "."), strings.Split(b.Name, "."), compareParts)
	})
	return all
}

// compareParts compares parts of two names, numbers by what they are.
func compareParts(a, b string) int {
	n, errA := strconv.Atoi(a)
	m, errB := strconv.Atoi(b)
	if errA == nil && errB == nil {
		return cmp.Compare(n, m)
	}
	return strings.Compare(a, b)
}

// findLot says that of several invoices in one file only the first was read.
func findLot(d *desk) []Finding {
	n, f, ok := d.this.number(document.InvoiceBodies)
	if !ok || n.IntPart() < 2 {
		return nil
	}
	return []Finding{{
		Severity: Task,
		It:       fmt.Sprintf("Il file contiene %s fatture: è controllata solo la prima.", figure(n).it),
		En:       fmt.Sprintf("The file holds %s invoices: only the first is checked.", figure(n).en),
		DoIt:     "Inviare ogni fattura in un file suo.",
		DoEn:     "Send each invoice in a file of its own.",
		Figures:  compared(figure(n), same("1"), words{}),
		Inputs:   []Input{d.this.cite(f, words{"fatture nel file", "invoices in the file"}, figure(n))},
	}}
}
