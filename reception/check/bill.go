package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bill is an invoice, opened.
type bill struct {
	*paper
	kind      string // TipoDocumento
	lines     []line
	summaries []group
}

// group is the fields of one repeated part of an invoice, by what they are.
type group struct {
	number int
	at     string // XPath of the part
	fields map[string]document.Field
}

// line is one line of an invoice, and what it is taken to be about.
type line struct {
	group
	sort  lineSort
	sure  bool // false: per diem by its words only
	price decimal.Decimal
	// quantity is 1 where the line has none (SdI control 00423), and negative
	// where the price is: a reversal.
	quantity  decimal.Decimal
	total     decimal.Decimal
	has       struct{ price, quantity, total bool }
	period    calendar.Period      // zero: not told
	agreement *reception.Agreement // nil: not told
	centres   []reception.Centre   // that it may be about
	centre    bool                 // it names its centres
	of        reception.CentreKind // empty: not told
}

func (d *desk) openBill(p *paper) *bill {
	b := &bill{paper: p, kind: p.Reading.Value(document.InvoiceType)}
	b.summaries = groups(p, "invoice.summary.")
	for _, g := range groups(p, "invoice.line.") {
		l := line{group: g, quantity: decimal.NewFromInt(1)}
		l.read()
		d.place(b, &l)
		b.lines = append(b.lines, l)
	}
	return b
}

// isCredit says that the document takes back (TD04, and TD08 of simplified
// invoices).
func (b *bill) isCredit() bool { return b.kind == "TD04" || b.kind == "TD08" }

// cigs returns the invoice's CIGs, each once, in order of their text.
func (b *bill) cigs() []document.Field {
	all := slices.Clone(b.all(document.InvoiceCIG))
	slices.SortStableFunc(all, func(a, b document.Field) int { return cmp.Compare(a.Value, b.Value) })
	return slices.CompactFunc(all, func(a, b document.Field) bool { return a.Value == b.Value })
}

// groups collects the fields prefix + N + "." + what. Parts that carry the same
// number are told apart by their element.
func groups(p *paper, prefix string) []group {
	type key struct {
		number int
		at     string
	}
	found := map[key]*group{}
	for _, f := range p.Reading.Fields {
		rest, ok := strings.CutPrefix(f.Name, prefix)
		number, what, ok2 := strings.Cut(rest, ".")
		n, err := strconv.Atoi(number)
		if !ok || !ok2 || err != nil {
			continue
		}
		k := key{n, element(f.Place.XPath)}
		if found[k] == nil {
			found[k] = &group{n, k.at, map[string]document.Field{}}
		}
		found[k].fields[what] = f
	}
	out := make([]group, 0, len(found))
	for _, g := range found {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b group) int { return cmp.Or(a.number-b.number, cmp.Compare(a.at, b.at)) })
	return out
}

// element is the path of the repeated element that holds a value, wherever
// below it the value stands.
func element(xpath string) string {
	for _, name := range []string{"/DettaglioLinee", "/DatiRiepilogo", "/DatiCassaPrevidenziale"} {
		if i := strings.Index(xpath, name); i >= 0 {
			if end := strings.IndexByte(xpath[i+1:], '/'); end >= 0 {
				return xpath[:i+1+end]
			}
		}
	}
	return ""
}

// decimal returns a value of the part; ok is false where there is none or it is
// no number.
func (g group) decimal(what string) (decimal.Decimal, bool) {
	n, err := ParseNumber(g.fields[what].Value)
	return n, err == nil
}

func (g group) text(what string) string { return g.fields[what].Value }

func (l *line) read() {
	l.price, l.has.price = l.decimal("unit_price")
	l.total, l.has.total = l.decimal("total")
	if q, ok := l.decimal("quantity"); ok {
		l.quantity, l.has.quantity = q, true
	}
}

// presences is the quantity with the sign of the price: a reversal counts
// backwards.
func (l line) presences() decimal.Decimal {
	if l.price.IsNegative() {
		return l.quantity.Neg()
	}
	return l.quantity
}

// cites returns inputs of the line's fields that are there.
func (b *bill) cites(l line, whats ...string) []Input {
	names := map[string]words{
		"quantity": {"quantità", "quantity"}, "unit_price": {"prezzo unitario", "unit price"},
		"total": {"prezzo totale", "total"}, "vat_rate": {"aliquota IVA", "VAT rate"},
		"nature": {"natura", "nature"}, "start": {"inizio periodo", "period start"}, "end": {"fine periodo", "period end"},
	}
	var out []Input
	for _, what := range whats {
		f, ok := l.fields[what]
		if !ok {
			continue
		}
		n := strconv.Itoa(l.number)
		in := b.cite(f, words{"riga " + n + ", " + names[what].it, "line " + n + ", " + names[what].en}, onScreen(what, f.Value))
		out = append(out, in.readAlso(shown(what, f.Others)))
	}
	return out
}

// onScreen writes a value of the vocabulary as screens do.
func onScreen(what, value string) words {
	if d, err := calendar.ParseDate(value); err == nil {
		return date(d)
	}
	if m, err := calendar.ParseMonth(value); err == nil {
		return words{m.Start.It()[3:], periodWords(m).en}
	}
	n, err := ParseNumber(value)
	if err != nil {
		return same(value)
	}
	switch what {
	case "unit_price", "total", "taxable", "tax":
		return price(n)
	case "vat_rate":
		return percent(n)
	}
	return figure(n)
}

func shown(what string, values []string) []words {
	var out []words
	for _, v := range values {
		out = append(out, onScreen(what, v))
	}
	return out
}
