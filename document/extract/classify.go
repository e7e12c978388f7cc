package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/pattern"
)

// facts is what classification and fields are taken from.
type facts struct {
	flat      flat
	title     string // folded: lines that are written larger than the rest
	registers []attendance.Register
}

func (j *job) factsOf(sheets []sheet) facts {
	lines := make([]sheet, len(sheets))
	for i, s := range sheets { // what stands on a line belongs together, in tables above all
		lines[i] = arrange(s.Page)
	}
	table := attendance.FromPages(pagesOf(sheets), blanksOf(sheets))
	table.Truncated = j.partial
	return facts{flat: flatten(lines), title: titleOf(sheets), registers: j.marks().Find(table)}
}

// Below minScore, or with the second best within minLead, a person must say the
// kind. The lead is of the sums of weights, which scores near 1 hide.
const (
	minScore = 0.70
	minLead  = 0.4
	titleEnd = 420 // bytes of text that are looked at as the title
	// A letter's subject is looked for among its first lines only.
	subjectEnd = 3000
	bodyEnd    = 200_000 // bytes of text that are looked at altogether
)

// classify sets the kind, its score and the three best guesses.
func (j *job) classify(f facts) {
	guesses := guess(f.flat.text, f.title, f.hasRows(), j.learned())
	j.r.Terms = Terms(f.flat.text)
	j.r.Guesses = guesses[:min(len(guesses), 3)]
	j.r.Kind, j.r.KindScore = "", 0
	if len(guesses) == 0 {
		return
	}
	lead := weight(guesses[0].Score)
	if len(guesses) > 1 {
		lead -= weight(guesses[1].Score)
	}
	j.r.KindScore = guesses[0].Score
	if guesses[0].Kind == document.Invoice { // in words: the XML has a root element
		j.warn("invoice.copy")
	}
	// A print of an invoice is not taken for it: the invoice is the XML, whose root
	// element is certain.
	if guesses[0].Score >= minScore && lead >= minLead && guesses[0].Kind != document.Invoice {
		j.r.Kind = guesses[0].Kind
	}
	if j.r.Kind == "" && onlyNames(f.flat.text, guesses) {
		j.warn("letter.cover")
	}
}

// Classify returns the kinds that a folded text may be, best first, with a
// score between 0 and 1 and the reasons. grid says that it holds a table with
// one column per day.
func Classify(text string, grid bool) []document.Guess { return guess(text, "", grid, Model{}) }

// guess is Classify with the lines that are written large, and with what the
// office's decisions taught.
func guess(text, large string, grid bool, m Model) []document.Guess {
	sums := map[document.Kind]float64{}
	why := map[document.Kind][]string{}
	add := func(k document.Kind, weight float64, reason string) {
		sums[k] += weight
		if weight > 0 && !slices.Contains(why[k], reason) {
			why[k] = append(why[k], reason)
		}
	}
	text = text[:min(len(text), bodyEnd)]
	own, head := text, headOf(text)+"\n"+large
	title := head
	if l, ok := readCovering(text); ok {
		own, title = l.own, headOf(l.own)+l.next()
		l.weigh(add)
	}
	for _, s := range signals() {
		if s.re.MatchString(s.zone.of(own, title, head, s.weight)) {
			add(s.kind, s.weight, s.why)
		}
	}
	if grid {
		add(document.Register, gridWeight, whyGrid)
	}
	for _, l := range m.judge(Terms(own)) {
		if l.weight < 0 && l.kind == document.Register && grid {
			continue // the table is there, whatever was learned
		}
		add(l.kind, l.weight, l.why)
	}
	return ranked(sums, why)
}

// ranked turns sums of weights into guesses, best first.
func ranked(sums map[document.Kind]float64, why map[document.Kind][]string) []document.Guess {
	var out []document.Guess
	for k, sum := range sums {
		if sum > 0 {
			out = append(out, document.Guess{Kind: k, Score: score(sum), Why: why[k]})
		}
	}
	slices.SortFunc(out, func(a, b document.Guess) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

const whyGrid = "it has a table with one column per day"

// subject is the line of a letter that says what it is about.
var subject = pattern.New(`(?:^|[\n\f])\s*oggetto\s*:[^\f]{0,220}`)

// headOf is where a document says what it is: its first lines, and the subject of
// a letter.
func headOf(text string) string {
	head := text[:min(len(text), titleEnd)]
	from := max(0, len(head)-10)
	if m := subject.FindString(text[from:min(len(text), subjectEnd)]); m != "" {
		head += "\n" + m
	}
	return head
}

// score turns a sum of weights into 0 to 1: 1 is 0.65, 1.6 is 0.81, 3 is 0.96.
func score(sum float64) float64 {
	return math.Round(1000*(1-math.Exp(-steepness*sum))) / 1000
}

const steepness = 1.05

// weight is the sum of weights that gives a score.
func weight(score float64) float64 { return -math.Log(1.0005-score) / steepness }

// Reasons returns every reason that a guess may give but those that were learned,
// for screens to say them in other languages.
func Reasons() []string {
	out := []string{whyGrid, whyNamed, whyItself, "the root element is FatturaElettronica"}
	for _, s := range signals() {
		if s.weight > 0 && !slices.Contains(out, s.why) {
			out = append(out, s.why)
		}
	}
	return out
}
