package extract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
)

// Lesson is a paper of which a person of the office said the kind: by correcting
// it, by placing it, or by deciding on it.
type Lesson struct {
	Kind  document.Kind
	From  document.Kind // what the machine had taken it for, where that was another
	Terms []string      // of the paper's reading
}

// Model is what an office's lessons taught: for each kind, in how many of its
// papers a word stands. It is all counts, so a reading can name the words that
// weighed. The same lessons give the same bytes.
//
// It only shifts the scores of Classify. A kind is believed more the more papers
// taught it and the more of the words that tell it from the office's other papers
// are there; the kinds from which such papers were corrected are believed less.
// Where the sums stay below the threshold the reading still asks.
type Model struct {
	Version int                              `json:"v"`
	Papers  map[document.Kind]int            `json:"papers"`
	Words   map[string]map[document.Kind]int `json:"words"`
	// From counts, for each kind, what its papers had been taken for.
	From map[document.Kind]map[document.Kind]int `json:"from,omitempty"`
}

const modelVersion = 1

// Limits of learning.
const (
	fewPapers    = 3       // papers of a kind below which nothing is learned of it
	fewSightings = 2       // papers in which a word must stand: a name of one paper teaches nothing
	perPaper     = 0.35    // weight that each paper adds …
	maxLearned   = 2.0     // … up to this
	telling      = 30      // words that a kind is known by
	leastSupport = 0.4     // share of them, by weight, below which a paper is not alike
	fullSupport  = 0.8     // and from which on it is fully alike
	maxTerms     = 160     // words that are kept of a paper
	termsEnd     = 4000    // bytes of text that they are taken from
	maxModel     = 8 << 20 // bytes of a model's file
)

// empty are words that stand in any paper and tell nothing.
var empty = " " + strings.Join(strings.Fields(`dello della degli delle allo alla agli alle dallo dalla dagli dalle nello nella negli nelle sullo sulla sugli sulle
	come cosi sono essere stato stata stati state quale quali questo questa quello quella presso anche ogni dopo prima fino
	sino oltre entro circa loro ovvero oppure nonche quanto`), " ") + " "

// Terms returns the words by which a paper is compared with others: of its
// beginning, folded, of four letters and more, without months, each once, sorted.
func Terms(text string) []string {
	text = fold(text[:cutAt(text, termsEnd)])
	seen := map[string]bool{}
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) < 4 || len(w) > 40 || strings.ContainsFunc(w, unicode.IsDigit) || seen[w] || slices.Contains(monthNames, w) || strings.Contains(empty, " "+w+" ") {
			continue
		}
		seen[w] = true
		if out = append(out, w); len(out) == maxTerms {
			break
		}
	}
	slices.Sort(out)
	return out
}

// Learn counts the words of lessons.
func Learn(lessons []Lesson) Model {
	m := Model{Version: modelVersion, Papers: map[document.Kind]int{}, Words: map[string]map[document.Kind]int{},
		From: map[document.Kind]map[document.Kind]int{}}
	for _, l := range lessons {
		if _, known := l.Kind.Info(); !known || len(l.Terms) == 0 {
			continue
		}
		m.Papers[l.Kind]++
		for _, w := range l.Terms {
			tally(m.Words, w, l.Kind)
		}
		if l.From != "" && l.From != l.Kind {
			tally(m.From, l.Kind, l.From)
		}
	}
	for w, kinds := range m.Words {
		most := 0
		for _, n := range kinds {
			most = max(most, n)
		}
		if most < fewSightings {
			delete(m.Words, w)
		}
	}
	return m
}

func tally[A, B comparable](m map[A]map[B]int, a A, b B) {
	if m[a] == nil {
		m[a] = map[B]int{}
	}
	m[a][b]++
}

// Teaches says that the model has learned enough to weigh anything.
func (m Model) Teaches() bool {
	for _, n := range m.Papers {
		if n >= fewPapers {
			return true
		}
	}
	return false
}

// Encode writes the model as the file that Options.Model names.
func (m Model) Encode() ([]byte, error) { return json.Marshal(m) }

// ParseModel reads what Encode wrote. It errs on anything else.
func ParseModel(b []byte) (Model, error) {
	var m Model
	if err := json.Unmarshal(b, &m); err != nil {
		return Model{}, fmt.Errorf("read the model: %w", err)
	}
	if m.Version != modelVersion {
		return Model{}, fmt.Errorf("read the model: version %d is not known", m.Version)
	}
	return m, nil
}

// learned loads the model that the options name. Without one, or with one that
// cannot be read, nothing was learned: the signals alone decide.
func (j *job) learned() Model {
	if j.in.Model == "" {
		return Model{}
	}
	f, err := os.Open(j.in.Model)
	if err != nil {
		return Model{}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxModel))
	if err != nil {
		return Model{}
	}
	m, _ := ParseModel(b) // the zero model on an error
	return m
}

// shifted is what the model adds to a kind's sum of weights.
type shifted struct {
	kind   document.Kind
	weight float64
	why    string
}

// judge weighs the terms of a paper.
func (m Model) judge(terms []string) (out []shifted) {
	kinds := make([]document.Kind, 0, len(m.Papers))
	for k, n := range m.Papers {
		if n >= fewPapers {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		support, words := m.support(k, terms)
		alike := min(1, (support-leastSupport)/(fullSupport-leastSupport))
		if alike <= 0 {
			continue
		}
		weight := round(alike * min(maxLearned, perPaper*float64(m.Papers[k])))
		out = append(out, shifted{k, weight, fmt.Sprintf("the office said so of %d papers like it: %s", m.Papers[k], strings.Join(words, ", "))})
		out = append(out, m.away(k, weight)...)
	}
	return out
}

// away lowers the kinds from which papers of a kind were corrected, by the share
// of its papers that were.
func (m Model) away(k document.Kind, weight float64) (out []shifted) {
	for from, n := range m.From[k] {
		out = append(out, shifted{kind: from, weight: -round(weight * min(1, float64(n)/float64(m.Papers[k])))})
	}
	slices.SortFunc(out, func(a, b shifted) int { return cmp.Compare(a.kind, b.kind) })
	return out
}

func round(x float64) float64 { return math.Round(1000*x) / 1000 }

// weighed is a word with its log-odds for a kind.
type weighed struct {
	word   string
	weight float64
}

// support is the share, by weight, of the words that tell a kind which are among
// the terms, and the three of them that weigh most.
func (m Model) support(k document.Kind, terms []string) (share float64, words []string) {
	var all, there float64
	for _, w := range m.tell(k) {
		all += w.weight
		if _, ok := slices.BinarySearch(terms, w.word); ok {
			there += w.weight
			if len(words) < 3 {
				words = append(words, w.word)
			}
		}
	}
	if all == 0 {
		return 0, nil
	}
	return there / all, words
}

// tell returns the words that tell a kind from the office's other papers, the
// heaviest first: those whose log-odds, with half a paper of doubt on each side,
// speak for it.
func (m Model) tell(k document.Kind) []weighed {
	var out []weighed
	mine, others := float64(m.Papers[k]), 0.0
	for _, n := range m.Papers {
		others += float64(n)
	}
	others -= mine
	for w, kinds := range m.Words {
		n := float64(kinds[k])
		if kinds[k] < fewSightings {
			continue
		}
		elsewhere := -n
		for _, c := range kinds {
			elsewhere += float64(c)
		}
		odds := math.Log((n+0.5)/(mine-n+0.5)) - math.Log((elsewhere+0.5)/(others-elsewhere+0.5))
		if odds > 0 {
			out = append(out, weighed{w, odds})
		}
	}
	slices.SortFunc(out, func(a, b weighed) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word, b.word)) })
	return out[:min(len(out), telling)]
}
