package extract

import (
	"math"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// A covering letter names the papers that it accompanies: what it names is not what it
// is. What stands behind the words that enclose something says nothing of the kind,
// unless the letter goes on to say what such a paper has to say.

var (
	// encloses are the words with which a letter says what comes with it.
	encloses = pattern.New(`\b(?:si\s+(?:[a-z]+\s+){0,3}?(?:trasmett|invia|inoltra|rimett|consegna|allega)[a-z]*|(?:trasmett|invi|inoltr|rimett|consegn|alleg)iamo|in\s+allegato|allegat[oaie]\s+alla\s+presente|lettera\s+(?:di\s+)?(?:trasmissione|accompagnament[a-z]*)|oggetto\s*:(?:[^\n\f]{0,160}[-,:;.(]\s*|\s*(?:[a-z]+\s+){0,2}?)(?:trasmissione|invio|inoltro))\b`)
	// itself is what follows where a paper says that it is sent itself, or that something
	// is handed to a guest.
	itself = pattern.New(`^\s*(?:(?:(?:l[ae']?|il|i|gli|quest[aeoi])\s*)?(?:present[ei]|quest[aeoi])\b|(?:all'|al(?:l[ao])?\s+|agli\s+|ai\s+)\s*(?:sig|ospit|benefici|richiedent|minor))`)
	// letterWords are what a letter has, and a paper that only names its annexes has not.
	letterWords = pattern.New(`\boggetto\s*:|\bspett|\bcon\s+la\s+presente|\b(?:distinti|cordiali|migliori)\s+saluti|\balla\s+(?:c\.?\s?a\b|cortese|prefettura)|\bgentil[ei]|\blettera\s+d|\b(?:trasm(?:ett|ission)|inoltr|rimett)|\b(?:si\s+invi|invi(?:amo|o)\b)`)
	// endsNaming is where a letter has named all that it encloses.
	endsNaming = pattern.New(`\.\s*\n|\f|\b(?:distinti|cordiali|migliori)\s+saluti|\bin\s+fede\b`)
)

const (
	letterEnd   = 3000 // bytes of text among which a letter says what it encloses
	namingEnd   = 900  // bytes that a letter takes to name it, at most
	namedWeight = 0.4  // of the kind of a paper that a letter names: it is thought of, and asked about
	// enoughSaid is the share of the weights of a kind's words, outside of what a letter
	// encloses, from which on the letter is taken for the paper itself.
	enoughSaid = 0.75
	whyNamed   = "a covering letter names it among what it encloses"
	whyItself  = "a letter that encloses it says what such a paper says"
)

// coveringLetter is a text of which the parts are known that name what it accompanies.
type coveringLetter struct {
	own   string // the text without them: as long, blanks in their place
	named string
	// said is own with what follows the first line of a subject, which may go on there
	// or not.
	said string
}

// readCovering tells in a folded text what it names as enclosed; ok is false where it
// encloses nothing.
func readCovering(text string) (l coveringLetter, ok bool) {
	first := text[:min(len(text), letterEnd)]
	if page := strings.IndexByte(first, '\f'); page >= 0 {
		first = first[:page]
	}
	own, said := []byte(text), []byte(text)
	for from := 0; from < len(first); {
		at := encloses.FindStringIndex(first[from:])
		if at == nil {
			break
		}
		verb, begin := from+at[0], from+at[1]
		end := min(len(first), begin+namingEnd)
		if stop := endsNaming.FindStringIndex(first[begin:end]); stop != nil {
			end = begin + stop[0]
		}
		if from = begin; strings.TrimSpace(first[begin:end]) == "" || itself.MatchString(first[begin:end]) {
			continue
		}
		start, line := sentenceStart(first, verb), endOfSubject(first, verb, end)
		l.named += first[min(begin, line):line] + "\n"
		blankOut(own[start:end])
		blankOut(said[start:line])
		from, ok = max(line, begin), true
	}
	l.own, l.said = string(own), string(said)
	return l, ok
}

// endOfSubject is the end of the line of a subject in which something is enclosed, else
// end.
func endOfSubject(text string, at, end int) int {
	line, _, _ := strings.Cut(text[at:end], "\n")
	if strings.HasPrefix(line, "oggetto") {
		return at + len(line)
	}
	return end
}

// blankOut puts blanks in the place of a text, but for the ends of its lines.
func blankOut(text []byte) {
	for i, b := range text {
		if b != '\n' {
			text[i] = ' '
		}
	}
}

// fullLine is the length of a line, in bytes, from which on the next one may go on with
// its sentence; titles are shorter.
const fullLine = 50

// sentenceStart is where the sentence begins that has a word at a place: what the
// letter refers to before it says what it encloses. A subject is none of it.
func sentenceStart(text string, at int) int {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	for start > 0 && strings.TrimSpace(text[start:at]) != "" {
		before := strings.LastIndexByte(text[:start-1], '\n') + 1
		line := strings.TrimSpace(text[before : start-1])
		if len(line) < fullLine || strings.HasPrefix(line, "oggetto") || strings.ContainsAny(line[len(line)-1:], ".:;,") {
			break
		}
		start = before
	}
	return start
}

// next is where the paper behind a covering letter of one page says what it is: the
// beginning of the second page.
func (l coveringLetter) next() string {
	_, rest, _ := strings.Cut(l.own, "\f")
	return "\n" + rest[:min(len(rest), titleEnd)]
}

// enclosed are the kinds of the papers that a letter names, by the signals of titles,
// with the weight of the title that it would have.
func (l coveringLetter) enclosed() map[document.Kind]float64 {
	out := map[document.Kind]float64{}
	for _, s := range signals() {
		if s.zone == title && s.weight > 0 && s.re.MatchString(l.named) {
			out[s.kind] += s.weight
		}
	}
	return out
}

// isItself says that a letter which names one kind of paper goes on to say what such a
// paper says: a report in the form of a letter, or the receipt that it names.
func (l coveringLetter) isItself(k document.Kind) bool {
	said, all := 0.0, 0.0
	for _, s := range signals() {
		if s.kind == k && s.zone == anywhere && s.weight > 0 {
			all += s.weight
			if s.re.MatchString(l.said) {
				said += s.weight
			}
		}
	}
	return all > 0 && said >= enoughSaid*all-1e-9
}

// weigh adds to the sums what a letter names: little, or as a title where it is the
// paper itself.
func (l coveringLetter) weigh(add func(k document.Kind, weight float64, reason string)) {
	named := l.enclosed()
	for k, weight := range named {
		if len(named) == 1 && l.isItself(k) {
			add(k, weight, whyItself)
		} else {
			add(k, math.Min(weight, namedWeight), whyNamed)
		}
	}
}

// onlyNames says that what is best known of a paper is what it encloses, and that it is
// a letter: a statement of costs encloses its invoices too.
func onlyNames(text string, guesses []document.Guess) bool {
	return slices.Contains(guesses[0].Why, whyNamed) && letterWords.MatchString(text[:min(len(text), letterEnd)])
}
