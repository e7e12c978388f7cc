package fatturapa

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// sheet is an invoice as the page shows it.
type sheet struct {
	Head   record
	Bodies []bodyView
	Others []shown // elements of the header without a name
	Level  int
}

// bodyView is one invoice of the file.
type bodyView struct {
	Number, Of int
	Level      int
	record
	Lines, Summaries, Payments, References, Deliveries []record
	Withholdings, Funds, Attachments                   []record
	Others                                             []shown
}

// record is what belongs together: the values of a line, or of a whole invoice,
// by what they are.
type record struct {
	Number    int
	Discounts []record // of a line, or of the whole invoice
	values    map[string][]shown
}

// Get returns the values of that name, none or several.
func (r record) Get(what string) []shown { return r.values[what] }

// Has says that one of the names has a value.
func (r record) Has(whats ...string) bool {
	for _, w := range whats {
		if len(r.values[w]) > 0 {
			return true
		}
	}
	return false
}

// shown is one value.
type shown struct {
	Text, XPath string
	Note        string // what a code means, or why the value is unsure
	Label       string // of an element without a name
	Unsure      bool
	ids         *places
}

// places gives each XPath an id once: to the first value that is drawn there.
type places struct {
	id    func(xpath string) string
	given map[string]bool
}

// ID is called by the page for each value that it draws.
func (s shown) ID() string {
	if s.ids.id == nil || s.XPath == "" || s.ids.given[s.XPath] {
		return ""
	}
	s.ids.given[s.XPath] = true
	return s.ids.id(s.XPath)
}

// sheetOf sorts the fields of an invoice into what the page shows. Values that
// the page shows elsewhere (sums, the period) are among the records all the same.
func sheetOf(fields []document.Field, s Style) sheet {
	b := &sheetBuilder{style: s, ids: &places{id: s.ID, given: map[string]bool{}}}
	b.sheet.Level = max(s.Level, 1)
	for _, f := range fields {
		b.take(f)
	}
	for i := range b.sheet.Bodies {
		v := &b.sheet.Bodies[i]
		v.Number, v.Of, v.Level = i+1, len(b.sheet.Bodies), b.sheet.Level
	}
	return b.sheet
}

type sheetBuilder struct {
	style Style
	sheet sheet
	ids   *places
}

// body returns the view of the n-th invoice.
func (b *sheetBuilder) body(n int) *bodyView {
	for len(b.sheet.Bodies) < n {
		b.sheet.Bodies = append(b.sheet.Bodies, bodyView{})
	}
	return &b.sheet.Bodies[n-1]
}

// maxBodies bounds a lot whose fields did not come from Fields.
const maxBodies = 10_000

func (b *sheetBuilder) take(f document.Field) {
	n, name := document.CutBody(f.Name)
	v := b.value(f, name)
	switch {
	case n > maxBodies:
	case name == document.InvoiceOther && !strings.Contains(f.Place.XPath, "/FatturaElettronicaBody"):
		b.sheet.Others = append(b.sheet.Others, v)
	case name == document.InvoiceOther:
		to := b.body(n)
		to.Others = append(to.Others, v)
	case isHead(name):
		b.sheet.Head.put(name, v)
	default:
		b.body(n).take(name, v)
	}
}

func (b *sheetBuilder) value(f document.Field, name string) shown {
	text, note := f.Value, ""
	if !f.Unsure {
		text, note = written(name, f.Value, b.style.English)
	}
	switch {
	case f.Unsure:
		note = f.Why
	case isSum(name) && f.Written == "":
		note = label("computed", b.style.English)
	}
	return shown{Text: text, Note: note, XPath: f.Place.XPath, Unsure: f.Unsure, Label: elementName(f.Place.XPath), ids: b.ids}
}

// isSum says that a value may be one that is written nowhere.
func isSum(name string) bool {
	switch name {
	case document.InvoiceTaxable, document.InvoiceTax, document.InvoiceTotal, document.InvoicePayable:
		return true
	}
	return strings.HasPrefix(name, "invoice.summary.")
}

// elementName is the name of an element and of the one that holds it.
func elementName(xpath string) string {
	parts := strings.Split(xpath, "/")
	return strings.Join(parts[max(0, len(parts)-2):], " / ")
}

// isHead says that a value is of the header, which all invoices of a lot share.
func isHead(name string) bool {
	switch name {
	case document.InvoiceFormat, document.InvoiceProgressive, document.InvoiceSender, document.InvoiceIssuedBy, document.InvoiceBodies:
		return true
	}
	group, _, _ := strings.Cut(name, ".")
	return group == "seller" || group == "buyer" || group == "representative" || group == "intermediary"
}

func (r *record) put(what string, v shown) {
	if r.values == nil {
		r.values = map[string][]shown{}
	}
	r.values[what] = append(r.values[what], v)
}

// take puts a value into its part: "invoice.line.3.total" into line 3.
func (v *bodyView) take(name string, value shown) {
	parts := strings.SplitN(name, ".", 4)
	if len(parts) == 4 {
		if n, err := strconv.Atoi(parts[2]); err == nil {
			if of := v.part(parts[1]); of != nil {
				put(of, n, parts[1] == "line", parts[3], value)
				return
			}
		}
	}
	v.put(name, value)
}

func (v *bodyView) part(name string) *[]record {
	switch name {
	case "line":
		return &v.Lines
	case "summary":
		return &v.Summaries
	case "payment":
		return &v.Payments
	case "reference":
		return &v.References
	case "delivery":
		return &v.Deliveries
	case "withholding":
		return &v.Withholdings
	case "fund":
		return &v.Funds
	case "discount":
		return &v.record.Discounts
	case "attachment":
		return &v.Attachments
	}
	return nil
}

// put adds a value to the record of that number, which is the last one, as
// fields come in order. A line whose number is used again begins with its
// description or its code once more.
func put(of *[]record, n int, isLine bool, what string, v shown) {
	last := len(*of) - 1
	again := last >= 0 && isLine && what == "description" && (*of)[last].Has("description")
	if last < 0 || (*of)[last].Number != n || again {
		*of = append(*of, record{Number: n})
		last++
	}
	parts := strings.SplitN(what, ".", 3)
	if m, err := strconv.Atoi(parts[min(1, len(parts)-1)]); err == nil && len(parts) == 3 && parts[0] == "discount" {
		put(&(*of)[last].Discounts, m, false, parts[2], v)
		return
	}
	(*of)[last].put(what, v)
}
