package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// kitsBilled is R17: first-entry kits and phone cards, one of each for an entry, are
// not more than the guests who entered in the period, and not more than the receipts
// tell, and cost no more than the agreement says. Whether a receipt is signed can't be known; of a scan on which there is no ink
// beside the print that is told, as a hint.
func kitsBilled() Rule {
	return Rule{
		ID: "R17", Version: 4, TitleIt: "Kit e schede telefoniche", TitleEn: "Kits and phone cards",
		Basis: "Convenzione e capitolato, kit di primo ingresso e scheda telefonica: uno per ingresso; DM 18 ottobre 2017, ricevute firmate dei beni consegnati", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if it, en, ok := d.billsDays(); !ok {
				return it, en, false
			}
			if len(d.kitLines()) == 0 {
				return "La fattura non ha righe di kit o schede telefoniche.", "The invoice has no line of kits or phone cards.", false
			}
			return "", "", true
		},
		find: findKits,
	}
}

var entryText = regexp.MustCompile(`ingress|prima accoglienza|entrata|arriv`)

// goods is something that is given at an entry.
type goods struct {
	words  words  // "kit di primo ingresso"
	field  string // in which receipts count it
	text   *regexp.Regexp
	tariff func(reception.Tariff) decimal.Decimal
}

func goodsAtEntry() []goods {
	return []goods{
		{words{"kit di primo ingresso", "first-entry kits"}, document.KitCount, regexp.MustCompile(`\bkit\b`), func(t reception.Tariff) decimal.Decimal { return t.Kit }},
		{words{"schede telefoniche", "phone cards"}, document.CardCount, regexp.MustCompile(`sched[ae] telefonic|tesser[ae] telefonic|ricaric[ah]`), func(t reception.Tariff) decimal.Decimal { return t.PhoneCard }},
	}
}

// kitLine is a line that bills goods of one sort.
type kitLine struct {
	line
	goods int // of goodsAtEntry
	n     decimal.Decimal
}

// kitLines are the lines that bill kits or cards alone, and can be placed and
// counted: by their quantity, else by the tariff's price.
func (d *desk) kitLines() []kitLine {
	var out []kitLine
	for _, l := range d.bill.lines {
		if l.sort != otherLine || l.agreement == nil || l.period.IsZero() || len(l.centres) == 0 {
			continue
		}
		found, text := -1, strings.ToLower(l.text("description"))
		for i, g := range goodsAtEntry() {
			switch {
			case !g.text.MatchString(text):
			case found >= 0: // both at once: of neither can it be said how many
				found = len(goodsAtEntry())
			default:
				found = i
			}
		}
		if found < 0 || found >= len(goodsAtEntry()) || !l.atEntry(goodsAtEntry()[found], text) {
			continue
		}
		if n, ok := l.pieces(goodsAtEntry()[found]); ok {
			out = append(out, kitLine{l, found, n})
		}
	}
	return out
}

// atEntry says that a line bills what is given at an entry, and not another kit: it says
// so, or the price is the agreement's.
func (l line) atEntry(g goods, text string) bool {
	if g.field != document.KitCount || entryText.MatchString(text) {
		return true
	}
	return slices.ContainsFunc(l.agreement.Tariffs, func(t reception.Tariff) bool { return l.has.price && g.tariff(t).Equal(l.price.Abs()) })
}

// pieces is how many pieces a line bills: its quantity, with the sign of the price,
// or its total over the price of the tariff where that is a whole number.
func (l line) pieces(g goods) (decimal.Decimal, bool) {
	if l.has.quantity {
		return l.presences(), true
	}
	t, ok := l.agreement.TariffOn(kindsOf(l.agreement, l.centres)[0], l.period.End)
	price := g.tariff(t)
	if !ok || !l.has.total || price.IsZero() {
		return decimal.Zero, false
	}
	n := l.total.Div(price)
	return n, n.IsInteger()
}

func findKits(d *desk) []Finding {
	type key struct {
		agreement reception.AgreementID
		goods     int
	}
	by := map[key][]kitLine{}
	var keys []key
	var out []Finding
	for _, l := range d.kitLines() {
		if f, ok := d.dearer(l); ok {
			out = append(out, f)
		}
		k := key{l.agreement.ID, l.goods}
		if by[k] == nil {
			keys = append(keys, k)
		}
		by[k] = append(by[k], l)
	}
	for _, k := range keys {
		out = append(out, d.judgeKits(by[k])...)
	}
	return append(out, d.receiptsWithoutInk()...)
}

// judgeKits compares the pieces billed with the entries of the registers, else with
// the receipts. Where a register is missing or does not tell entries nothing is said
// of them: the missing one is R3's.
func (d *desk) judgeKits(lines []kitLine) []Finding {
	g, a := goodsAtEntry()[lines[0].goods], lines[0].agreement
	days, billed := cover{}, decimal.Zero
	var inputs []Input
	for _, l := range lines {
		days.addLine(l.line)
		billed = billed.Add(l.n)
		inputs = append(inputs, d.bill.cites(l.line, "quantity", "total")...)
	}
	e := d.entries(a, days)
	if e.complete() && billed.GreaterThan(decimal.NewFromInt(int64(e.high))) {
		return []Finding{tellKits(g, billed, e, inputs)}
	}
	if r, ok := d.receipts(a, days, g); ok && billed.GreaterThan(decimal.NewFromInt(int64(r.n))) {
		return []Finding{tellReceipts(g, billed, r, inputs)}
	}
	return nil
}

func tellKits(g goods, billed decimal.Decimal, e census, inputs []Input) Finding {
	diff := billed.Sub(decimal.NewFromInt(int64(e.high)))
	f := Finding{
		It: fmt.Sprintf("%s: la fattura ne conta %s, i registri del periodo hanno %s %s.", capital(g.words.it), figure(billed).it, count(e.high).it, plural(e.high, "ingresso", "ingressi")),
		En: fmt.Sprintf("%s: the invoice counts %s, the registers of the period have %s %s.", capital(g.words.en), figure(billed).en, count(e.high).en, plural(e.high, "entry", "entries")),

		DoIt: "Correggere la riga, oppure il registro se vi manca un ingresso. Se sono di un altro mese, dirlo all'ufficio.",
		DoEn: "Correct the line, or the register if an entry is missing there. If they are of another month, tell the office.",

		Figures: compared(figure(billed), count(e.high), signed(diff, figure)),
		Inputs:  append(inputs, e.inputs()...),
	}
	for _, p := range e.parts {
		f.ArithmeticIt = append(f.ArithmeticIt, fmt.Sprintf("%s: ingressi %s", p.name.it, count(p.high).it))
		f.ArithmeticEn = append(f.ArithmeticEn, fmt.Sprintf("%s: entries %s", p.name.en, count(p.high).en))
	}
	how := step("%s − %s = %s", figure(billed), count(e.high), signed(diff, figure))
	f.ArithmeticIt, f.ArithmeticEn = append(f.ArithmeticIt, "fatturati "+how.it), append(f.ArithmeticEn, "billed "+how.en)
	return f.verifyFirst()
}

func tellReceipts(g goods, billed decimal.Decimal, r census, inputs []Input) Finding {
	diff := billed.Sub(decimal.NewFromInt(int64(r.n)))
	how := step("%s − %s = %s", figure(billed), count(r.n), signed(diff, figure))
	return Finding{
		It: fmt.Sprintf("%s: la fattura ne conta %s, le ricevute %s.", capital(g.words.it), figure(billed).it, count(r.n).it),
		En: fmt.Sprintf("%s: the invoice counts %s, the receipts %s.", capital(g.words.en), figure(billed).en, count(r.n).en),

		DoIt: "Inviare le ricevute che mancano, oppure correggere la riga della fattura.",
		DoEn: "Send the receipts that are missing, or correct the line of the invoice.",

		Figures:      compared(figure(billed), count(r.n), signed(diff, figure)),
		ArithmeticIt: []string{"fatturati " + how.it}, ArithmeticEn: []string{"billed " + how.en},
		Inputs: append(inputs, r.inputs()...),
	}.verifyFirst()
}

// entries counts the guests who entered on the days of a cover, by the registers of
// the agreement's centres.
func (d *desk) entries(a *reception.Agreement, c cover) census {
	return d.tour(a, c, func(s *sheet, days []int) (tally, Input, bool) {
		p, ok := s.entries(days)
		return p.tally, p.in, ok
	})
}

// entries counts the rows whose date of entry is one of the days of the month; a date
// that is not certain, or a row that begins later without one, may be one more. Where
// no row has a date the number that the register declares counts, for a whole month.
func (s *sheet) entries(days []int) (p part, ok bool) {
	dated := slices.ContainsFunc(s.rows, func(r row) bool { return r.came.Value != "" })
	if !dated {
		n, f, ok := s.number(document.DeclaredEntered)
		if !ok || f.Unsure || len(days) != s.month.Days() {
			return part{}, false
		}
		whole := int(n.IntPart())
		w := periodWords(s.month)
		return part{tally: tally{whole, whole, whole}, in: s.cite(f, words{"entrati, come scritto nel registro di " + s.centre.Code + ", " + w.it,
			"entered, as written in the register of " + s.centre.Code + ", " + w.en}, count(whole))}, true
	}
	for i := range s.rows {
		p.tally = p.plus(s.rows[i].entered(s.month, days))
	}
	p.in = s.citeEntries(p.high)
	return p, true
}

func (r *row) entered(month calendar.Period, days []int) tally {
	on, err := calendar.ParseDate(r.came.Value)
	switch {
	case err != nil:
		if (r.at(1) == '-' || r.isUnread(1)) && strings.Contains(r.pattern.Value, "P") {
			return tally{0, 0, 1}
		}
		return tally{}
	case r.came.Unsure:
		return tally{0, 0, 1}
	case month.Contains(on) && slices.Contains(days, on.Day()):
		return tally{1, 1, 1}
	}
	return tally{}
}

// citeEntries cites the number of entries by the first row that has a date.
func (s *sheet) citeEntries(n int) Input {
	w := periodWords(s.month)
	for _, r := range s.rows {
		if r.came.Value != "" {
			in := s.cite(r.came, words{"ingressi del registro " + s.centre.Code + ", " + w.it + " (dalla riga " + strconv.Itoa(r.number) + ")",
				"entries of register " + s.centre.Code + ", " + w.en + " (from row " + strconv.Itoa(r.number) + ")"}, count(n))
			in.Unsure, in.Others = false, nil // what is not certain is counted as an entry
			return in
		}
	}
	return Input{}
}

// receipts adds what the receipts of a cover declare; ok is false where there are
// none, or one does not tell the number.
func (d *desk) receipts(a *reception.Agreement, c cover, g goods) (out census, ok bool) {
	for _, p := range d.receiptsOf(a, c) {
		n, f, ok := p.number(g.field)
		if !ok {
			return out, false
		}
		whole := int(n.IntPart())
		out.tally = out.plus(tally{whole, whole, whole})
		out.parts = append(out.parts, part{tally: tally{whole, whole, whole}, in: p.cite(f, words{g.words.it + " nelle ricevute", g.words.en + " in the receipts"}, count(whole))})
	}
	return out, len(out.parts) > 0
}

// receiptsOf are the receipts that count for a cover, in the order in which they came.
func (d *desk) receiptsOf(a *reception.Agreement, c cover) []*paper {
	var out []*paper
	all := slices.Clone(d.Receipts)
	slices.SortFunc(all, byArrival)
	for _, s := range all {
		slot, r := s.Obligation, s.Reading
		if s.Closed && !s.Approved || r.Error != nil || r.Kind != "" && r.Kind != s.Kind || slot == nil || slot.Agreement != a.ID {
			continue
		}
		if slot.Centre == 0 || len(c[slot.Centre]) > 0 {
			out = append(out, newPaper(s))
		}
	}
	return out
}

// receiptsWithoutInk tells, as a hint, the scanned receipts on which no ink was seen
// beside what was read, and that bear no digital signature.
func (d *desk) receiptsWithoutInk() []Finding {
	seen := map[document.ID]bool{}
	var out []Finding
	for _, l := range d.kitLines() {
		for _, p := range d.receiptsOf(l.agreement, l.cover()) {
			if r := p.Reading; r.Method != document.MethodOCR || len(r.Outside) > 0 || len(r.Signatures) > 0 || seen[p.Document] {
				continue
			}
			seen[p.Document] = true
			in := p.absent(words{"segni fuori dal testo delle ricevute", "ink outside the text of the receipts"})
			in.Unsure = true
			out = append(out, Finding{
				Severity: Info,
				It:       "Sulla scansione delle ricevute non si vedono segni fuori dal testo: è solo un indizio, le firme possono esserci.",
				En:       "On the scan of the receipts no ink is seen outside the text: that is only a hint, the signatures may be there.",
				DoIt:     "Guardare le ricevute: se le firme mancano, chiederle. Decide una persona.",
				DoEn:     "Look at the receipts: if the signatures are missing, ask for them. A person decides.",
				Inputs:   []Input{in},
			})
		}
	}
	return out
}
