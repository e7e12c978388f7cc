package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// PrintSort says what a print is of.
type PrintSort string

// The sorts of prints.
const (
	PrintBytes   PrintSort = "bytes"   // the file, byte for byte
	PrintNumber  PrintSort = "number"  // an invoice: seller, number, date
	PrintAmounts PrintSort = "amounts" // an invoice: seller, total, month
	PrintLook    PrintSort = "look"    // a page that is an image: see document.Look
	PrintMarks   PrintSort = "marks"   // a register: its guests' days, whatever the month
)

// printSorts are the sorts, the strongest first.
var printSorts = []PrintSort{PrintBytes, PrintNumber, PrintAmounts, PrintLook, PrintMarks}

// Print is what documents are found by that say the same as another: the hex of a
// SHA-256, from which nothing of the document can be read.
type Print struct {
	Sort  PrintSort
	Value string
}

// Alike is a document of the office with a print of this one, or with a page that may
// look like one of this one's: the body's own, or another body's.
type Alike struct {
	Print                     // of PrintLook it has the Sort alone
	Look        document.Look // of PrintLook: what a page of it looks like
	Document    document.ID
	Revision    document.RevisionID
	Kind        document.Kind
	Centre      string // code and name; "" where it is about none
	Body        string
	For         calendar.Period // of its slot; zero without one
	SubmittedAt time.Time
	Own         bool
}

// irregular is how many changes of mark the days of a register need before two that
// agree in all of them can't be by chance: where everybody is there every day, two
// months look alike.
const irregular = 16

// comparedDays are the days of a month that are compared: every month has them.
const comparedDays = 28

// PrintsOf returns the prints of a document, each once.
func PrintsOf(f Facts) []Print { return open(f).prints() }

func (d *desk) prints() []Print {
	f := d.Facts
	var out []Print
	add := func(sort PrintSort, parts ...string) {
		for _, p := range parts {
			if p == "" {
				return
			}
		}
		sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
		out = append(out, Print{sort, hex.EncodeToString(sum[:])})
	}
	r := f.This.Reading
	if !r.SHA256.IsZero() {
		out = append(out, Print{PrintBytes, r.SHA256.String()})
	}
	if r.Error != nil {
		return out
	}
	sure := func(name string) string {
		if x, ok := r.Field(name); ok && !x.Unsure {
			return x.Value
		}
		return ""
	}
	if on, err := calendar.ParseDate(sure(document.InvoiceDate)); err == nil && f.This.Kind != document.Invoice { // those are R9's
		seller := sure(document.SellerVATID)
		add(PrintNumber, seller, bare(sure(document.InvoiceNumber)), on.String())
		add(PrintAmounts, seller, sure(document.InvoiceTotal), calendar.MonthOf(on).Key())
	}
	if marks := d.marks(); marks != "" {
		add(PrintMarks, marks)
	}
	return out
}

// marks writes the days of a register's guests in one way, whatever their order;
// "" where they are too regular to tell one sheet from another.
func (d *desk) marks() string {
	if d.sheet == nil {
		return ""
	}
	var lines []string
	changes := 0
	for i := range d.sheet.rows {
		r := &d.sheet.rows[i]
		p := r.pattern.Value
		if len(p) < comparedDays || d.sheet.weak(r.pattern) {
			return ""
		}
		p = p[:comparedDays]
		for j := 1; j < len(p); j++ {
			if p[j] != p[j-1] {
				changes++
			}
		}
		lines = append(lines, p)
	}
	if changes < irregular {
		return ""
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// copies is D1: another document of the office says the same.
func copies() Rule {
	return Rule{
		ID: "D1", Version: 1, TitleIt: "Doppioni", TitleEn: "Near-duplicates",
		Basis: "DM 18 ottobre 2017, rendicontazione delle spese; capitolato, corrispettivo a presenza", Severity: Task,
		applies: func(d *desk) (string, string, bool) {
			if len(d.prints()) == 0 && len(d.This.Reading.Looks) == 0 {
				return "Non c'è nulla con cui riconoscere un doppione.", "There is nothing to tell a duplicate by.", false
			}
			return "", "", true
		},
		find: findCopies,
	}
}

// findCopies tells each document that says the same once, by its strongest print.
func findCopies(d *desk) []Finding {
	mine, all := d.prints(), slices.Clone(d.Alike)
	slices.SortStableFunc(all, func(a, b Alike) int { return cmp.Compare(a.Document, b.Document) })
	told := map[document.ID]bool{d.This.Document: true}
	var out []Finding
	for _, sort := range printSorts {
		for _, x := range all {
			if x.Sort != sort || told[x.Document] || !d.comesAfter(x) || sort == PrintMarks && d.sameSlot(x) {
				continue
			}
			pages := d.pagesLike(all, x)
			if len(pages) > 0 || slices.Contains(mine, x.Print) {
				told[x.Document] = true
				out = append(out, d.alike(x, pages))
			}
		}
	}
	return out
}

// pagePair is a page of this document and one of another that looks like it.
type pagePair struct{ mine, other int }

// pagesLike are the pages of this document that are a page of another one again.
// Sheets of one form, printed twice, may look the same on some page: pages that did
// not lie on the scanner the same way count where nearly all of them are like that.
func (d *desk) pagesLike(all []Alike, x Alike) (out []pagePair) {
	if x.Sort != PrintLook {
		return nil
	}
	scans, mine := 0, d.This.Reading.Looks
	for _, l := range mine {
		best, page := document.Unlike, 0
		for _, o := range all {
			if o.Sort != PrintLook || o.Document != x.Document {
				continue
			}
			if is := o.Look.Like(l); is > best {
				best, page = is, o.Look.Page
			}
		}
		switch best {
		case document.SameScan:
			scans++
			fallthrough
		case document.SamePage:
			out = append(out, pagePair{l.Page, page})
		}
	}
	if scans == 0 && len(out)*3 <= len(mine)*2 {
		return nil
	}
	return out
}

// sameSlot says that another register is of the same centre and month: which of
// several counts is R3's matter.
func (d *desk) sameSlot(x Alike) bool {
	return x.For == d.sheet.month && x.Centre == d.sheet.centre.Code+" "+d.sheet.centre.Name
}

// comesAfter says that this document is the later of the two: the earlier one is
// not told of.
func (d *desk) comesAfter(x Alike) bool {
	mine := d.This.SubmittedAt
	return mine.IsZero() || x.SubmittedAt.Before(mine) || x.SubmittedAt.Equal(mine) && x.Document < d.This.Document
}

func (d *desk) alike(x Alike, pages []pagePair) Finding {
	what := map[PrintSort]words{
		PrintBytes:   {"è lo stesso file, byte per byte", "is the same file, byte for byte"},
		PrintNumber:  {"è la stessa fattura (fornitore, numero e data)", "is the same invoice (supplier, number and date)"},
		PrintAmounts: {"ha lo stesso fornitore, lo stesso totale e lo stesso mese", "has the same supplier, the same total and the same month"},
		PrintLook:    scanWords(pages),
		PrintMarks:   {"ha gli stessi segni, ospite per ospite e giorno per giorno", "has the same marks, guest by guest and day by day"},
	}[x.Sort]
	name := paperWords(x.Kind)
	if x.Kind == "" {
		name = words{"documento", "document"}
	}
	if x.Centre != "" {
		name = words{name.it + " " + x.Centre, name.en + " " + x.Centre}
	}
	if !x.For.IsZero() {
		p := periodWords(x.For)
		name = words{name.it + " (" + p.it + ")", name.en + " (" + p.en + ")"}
	}
	other := Input{It: "documento già ricevuto: " + name.it, En: "document received before: " + name.en, Value: calendar.DateOf(x.SubmittedAt).It(), ValueEn: calendar.DateOf(x.SubmittedAt).En(),
		Source: "document", Document: x.Document, Revision: x.Revision}
	this := Input{It: "questo documento, impronta SHA-256", En: "this document, SHA-256", Value: d.This.Reading.SHA256.String()[:16] + "…",
		Source: "document", Document: d.This.Document, Revision: d.This.Revision}
	if len(pages) > 0 {
		p := pages[0]
		this.It, this.En, this.Value, this.Place.Page = "pagina di questo documento", "page of this document", strconv.Itoa(p.mine), p.mine
		other.Place.Page = p.other
	}
	f := Finding{
		It:     fmt.Sprintf("Un documento già ricevuto %s: %s.", what.it, name.it),
		En:     fmt.Sprintf("A document received before %s: %s.", what.en, name.en),
		DoIt:   "Verificare di non aver inviato di nuovo un documento di un altro mese, centro o contratto. Se è giusto così, dirlo all'ufficio.",
		DoEn:   "Check that you have not sent a document of another month, centre or agreement again. If it is right, tell the office.",
		Inputs: []Input{this, other},
	}
	if x.SubmittedAt.IsZero() { // not sent: files of a folder that is tried
		f.It, f.En = fmt.Sprintf("Un altro documento %s: %s.", what.it, name.it), fmt.Sprintf("Another document %s: %s.", what.en, name.en)
		f.Inputs[1].It, f.Inputs[1].En, f.Inputs[1].Value = "altro documento: "+name.it, "other document: "+name.en, "—"
	}
	if x.Own {
		return f
	}
	f.It = fmt.Sprintf("Un documento che l'ufficio ha già ricevuto %s. L'ufficio sta verificando.", what.it)
	f.En = fmt.Sprintf("A document that the office received before %s. The office is looking at it.", what.en)
	f.DoIt = "Verificare che il documento sia del proprio ente e del periodo giusto. Se lo è, non serve altro."
	f.DoEn = "Check that the document is yours and of the right period. If it is, nothing else is needed."
	f.Inputs = f.Inputs[:1]
	f.Aside = &Aside{
		It:     fmt.Sprintf("Lo ha già inviato %s: %s.", x.Body, name.it),
		En:     fmt.Sprintf("%s sent it before: %s.", x.Body, name.en),
		Inputs: []Input{other},
	}
	return f
}

// scanWords says which pages of this document another one has too.
func scanWords(pages []pagePair) words {
	var list []string
	for _, p := range pages {
		list = append(list, strconv.Itoa(p.mine))
	}
	if len(list) == 1 {
		return words{"contiene la stessa scansione della pagina " + list[0], "holds the same scan as page " + list[0]}
	}
	return words{"contiene le stesse scansioni delle pagine " + listIt(list), "holds the same scans as pages " + listEn(list)}
}
