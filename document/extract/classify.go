package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// facts is what classification and fields are taken from.
type facts struct {
	flat      flat
	registers []attendance.Register
}

func (j *job) factsOf(sheets []sheet) facts {
	lines := make([]sheet, len(sheets))
	for i, s := range sheets { // what stands on a line belongs together, in tables above all
		lines[i] = arrange(s.Page)
	}
	return facts{flat: flatten(lines), registers: j.marks().Find(attendance.FromPages(pagesOf(sheets)))}
}

// Below minScore, or with the second best within minLead, a person must say the
// kind. The lead is of the sums of weights, which scores near 1 hide.
const (
	minScore = 0.70
	minLead  = 0.4
	titleEnd = 420     // bytes of text that are looked at as the title
	bodyEnd  = 200_000 // bytes of text that are looked at altogether
)

// classify sets the kind, its score and the three best guesses.
func (j *job) classify(f facts) {
	guesses := Classify(f.flat.text, f.hasRows())
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
	if guesses[0].Score >= minScore && lead >= minLead {
		j.r.Kind = guesses[0].Kind
	}
}

// Classify returns the kinds that a folded text may be, best first, with a
// score between 0 and 1 and the reasons. grid says that it holds a table with
// one column per day.
func Classify(text string, grid bool) []document.Guess {
	sums := map[document.Kind]float64{}
	why := map[document.Kind][]string{}
	add := func(k document.Kind, weight float64, reason string) {
		sums[k] += weight
		if weight > 0 {
			why[k] = append(why[k], reason)
		}
	}
	text = text[:min(len(text), bodyEnd)]
	head := text[:min(len(text), titleEnd)]
	for _, s := range signals() {
		where := text
		if s.zone == title {
			where = head
		}
		if s.re.MatchString(where) {
			add(s.kind, s.weight, s.why)
		}
	}
	if grid {
		add(document.Register, gridWeight, "it has a table with one column per day")
	}
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

// score turns a sum of weights into 0 to 1: 1 is 0.65, 1.6 is 0.81, 3 is 0.96.
func score(sum float64) float64 {
	return math.Round(1000*(1-math.Exp(-steepness*sum))) / 1000
}

const steepness = 1.05

// weight is the sum of weights that gives a score.
func weight(score float64) float64 { return -math.Log(1.0005-score) / steepness }
