package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
)

// Confidence of a value of a text layer.
const (
	agreed    = 0.99 // both readers saw it
	unchecked = 0.90 // the second reader could not judge it
	unread    = 0.75 // the second reader reads too little of the page to judge it
	doubtful  = 0.40 // they differ
)

// trusted is the share of a page's words that the second reader must have found
// for a value that it did not see to count as a disagreement.
const trusted = 0.90

// compare marks the fields of the first reader by what the second one found:
// the same field from its own words, or failing that the words at the field's
// place.
func (j *job) compare(other []document.Field, first, second []sheet) {
	c := comparison{first: byNumber(first), second: byNumber(second), fields: occurrences(other)}
	seen := map[string]int{}
	differ := 0
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		key := occurrence{f.Name, seen[f.Name]}
		seen[f.Name]++
		if f.Method != document.MethodText {
			continue
		}
		if !c.judge(f, key) {
			differ++
		}
	}
	j.r.Agreement = c.agreement()
	if differ > 0 {
		j.warn("readers.differ", itoa(differ))
	}
}

// alone caps the confidence of what one program read of a text layer, without a
// second reading to compare it with.
func (j *job) alone() {
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		if f.Method != document.MethodText || f.Place.Page == 0 {
			continue
		}
		if f.Confidence = min(f.Confidence, unchecked); f.Why == "" {
			f.Why = "one program alone read the page"
		}
	}
}

type occurrence struct {
	name string
	n    int
}

func occurrences(fields []document.Field) map[occurrence]document.Field {
	out := map[occurrence]document.Field{}
	seen := map[string]int{}
	for _, f := range fields {
		out[occurrence{f.Name, seen[f.Name]}] = f
		seen[f.Name]++
	}
	return out
}

func byNumber(sheets []sheet) map[int]sheet {
	out := make(map[int]sheet, len(sheets))
	for _, s := range sheets {
		out[s.Number] = s
	}
	return out
}

type comparison struct {
	first, second map[int]sheet
	fields        map[occurrence]document.Field
	recalls       map[int]float64
}

// judge sets the field's confidence; false is a disagreement.
func (c *comparison) judge(f *document.Field, key occurrence) bool {
	o, ok := c.fields[key]
	switch {
	case !ok:
		return c.judgeByPlace(f)
	case o.Value == f.Value, !hasDigit(f.Value+o.Value) && bareName(o.Value) == bareName(f.Value):
		f.Confidence = min(f.Confidence, agreed)
		return true
	}
	return c.settle(f, o)
}

// bareName is a name as two readers' are compared: letters and figures alone.
// Where blanks and quotation marks stand is a matter of the reader.
func bareName(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, fold(s))
}

// settle compares two values of the same field. Different places are two
// values of the document, of which the readers took different ones first: then
// the words at the place decide.
func (c *comparison) settle(f *document.Field, o document.Field) bool {
	if !samePlace(f.Place, o.Place) {
		return c.judgeByPlace(f)
	}
	if !c.isTrusted(f.Place.Page) && f.Place.Page > 0 {
		c.leave(f)
		return true
	}
	c.disagree(f, o.Value)
	return false
}

// leave keeps a value that the second reader did not see on a page of which it
// sees too little to contradict: the reading says so.
func (c *comparison) leave(f *document.Field) {
	f.Confidence = min(f.Confidence, unread)
	if f.Why == "" {
		f.Why = "the second reader sees too little of the page to confirm it"
	}
}

func (c *comparison) disagree(f *document.Field, other string) {
	f.Unsure, f.Confidence = true, min(f.Confidence, doubtful)
	if other != "" {
		f.Others = append(f.Others, other)
	}
	f.Why = "the two readers of the page differ"
}

// samePlace says that two places are the same one, or can't be told apart.
func samePlace(a, b document.Place) bool {
	if a.Page != b.Page || a.Box == nil || b.Box == nil {
		return a.Page == b.Page
	}
	ax, ay := a.Box.X+a.Box.Width/2, a.Box.Y+a.Box.Height/2
	bx, by := b.Box.X+b.Box.Width/2, b.Box.Y+b.Box.Height/2
	return abs(ax-bx) < max(a.Box.Width, b.Box.Width, 12) && abs(ay-by) < max(a.Box.Height, b.Box.Height, 8)
}

func abs(v float64) float64 { return max(v, -v) }

// judgeByPlace looks a value up among the second reader's words at its place.
func (c *comparison) judgeByPlace(f *document.Field) bool {
	page, ok := c.second[f.Place.Page]
	if !ok || f.Place.Box == nil || f.Written == "" {
		f.Confidence = min(f.Confidence, unchecked)
		return true
	}
	there := wordsIn(page, *f.Place.Box)
	switch {
	case strings.Contains(squeeze(there), squeeze(f.Written)), !hasDigit(f.Written) && namesAlike(there, f.Written):
		f.Confidence = min(f.Confidence, agreed)
		return true
	case !c.isTrusted(f.Place.Page):
		c.leave(f)
		return true
	}
	c.disagree(f, there)
	return false
}

// namesAlike says that all words of a name are among those at its place: a name
// that takes two lines has a box that holds more than the name.
func namesAlike(there, name string) bool {
	bag := map[string]bool{}
	for w := range strings.FieldsSeq(there) {
		bag[bareName(w)] = true
	}
	for w := range strings.FieldsSeq(name) {
		if b := bareName(w); b != "" && !bag[b] {
			return false
		}
	}
	return true
}

// fullRecall is the share of the first reader's words from which on a page
// counts as read alike.
const fullRecall = 0.98

// agreement sums up the pages that have a text layer.
func (c *comparison) agreement() *document.Agreed {
	var a document.Agreed
	for n, s := range c.first {
		if s.Method != document.MethodText || len(s.Words) == 0 {
			continue
		}
		c.isTrusted(n)
		a.Pages++
		a.Recall += c.recalls[n]
		if c.recalls[n] >= fullRecall {
			a.Agreeing++
		}
	}
	if a.Pages > 0 {
		a.Recall = math.Round(1000*a.Recall/float64(a.Pages)) / 1000
	}
	return &a
}

// isTrusted says that the second reader found nearly all words of a page.
func (c *comparison) isTrusted(number int) bool {
	if c.recalls == nil {
		c.recalls = map[int]float64{}
	}
	r, ok := c.recalls[number]
	if !ok {
		r = recall(c.first[number], c.second[number])
		c.recalls[number] = r
	}
	return r >= trusted
}

// recall is the share of a's words, as a bag, that are in b.
func recall(a, b sheet) float64 {
	if len(a.Words) == 0 {
		return 0
	}
	bag := map[string]int{}
	for _, w := range b.Words {
		bag[fold(w.Text)]++
	}
	found := 0
	for _, w := range a.Words {
		if t := fold(w.Text); bag[t] > 0 {
			bag[t]--
			found++
		}
	}
	return float64(found) / float64(len(a.Words))
}

// wordsIn joins the words whose centres lie in a box.
func wordsIn(s sheet, b document.Box) string {
	var out []string
	for _, w := range s.Words {
		x, y := w.Box.X+w.Box.Width/2, w.Box.Y+w.Box.Height/2
		if x > b.X-2 && x < b.X+b.Width+2 && y > b.Y-2 && y < b.Y+b.Height+2 {
			out = append(out, w.Text)
		}
	}
	return strings.Join(out, " ")
}

func squeeze(s string) string { return strings.Join(strings.Fields(fold(s)), "") }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
