// Package pattern is regular expressions that are asked of many texts of which few
// have them: whether a paper is a lease, where it names a CIG.
//
// A Pattern knows some words of which every match has one, and the first bytes that
// a match may have. Where a text has none of the words it is not tried; else only
// from where such bytes stand, each time for as long as the expression goes along.
// Package regexp, which knows neither, carries all beginnings through the whole
// text at once. An expression that is never tried is not even compiled. What a
// Pattern finds is what package regexp finds.
package pattern

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Pattern is a regular expression in the syntax of package regexp. It is safe for
// use by several goroutines.
type Pattern struct {
	expr  string
	known func() known
	// The expression, where it begins the text, and behind one letter that does.
	compiled, first, behind func() *regexp.Regexp
}

// known is what is known of the matches of an expression.
type known struct {
	words  []string // of which each has one; empty: not known
	starts *starts  // where they may begin; nil: they may be empty, or it can't be told
	begin  bool     // they begin where the text does
}

var (
	mu  sync.Mutex
	all []*Pattern
)

// New returns a pattern. An expression that does not parse panics at its first use;
// tests ask All.
func New(expr string) *Pattern {
	p := of(expr)
	mu.Lock()
	defer mu.Unlock()
	all = append(all, p)
	return p
}

// of makes a pattern that All does not know.
func of(expr string) *Pattern {
	compile := func(before string) func() *regexp.Regexp {
		return sync.OnceValue(func() *regexp.Regexp {
			re, err := regexp.Compile(before + "(?:" + expr + ")")
			if err != nil { // it ends in a quotation (\Q) that goes on behind it
				re = regexp.MustCompile(before + "(?:" + expr + `\E)`)
			}
			return re
		})
	}
	return &Pattern{expr: expr, known: sync.OnceValue(func() known { return learn(expr) }),
		compiled: compile(""), first: compile(`\A`), behind: compile(`\A(?s:.)`)}
}

func learn(expr string) known {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic("pattern: " + err.Error())
	}
	k := known{words: needed(tree), begin: isAnchored(tree)}
	if leastLength(tree) > 0 {
		k.starts = startsOf(tree)
	}
	return k
}

// All returns every pattern that was made, for tests.
func All() []*Pattern {
	mu.Lock()
	defer mu.Unlock()
	return append([]*Pattern(nil), all...)
}

// Warm compiles the pattern, so that its first use need not.
func (p *Pattern) Warm() {
	switch k := p.known(); {
	case k.starts == nil:
		p.compiled()
	case k.begin:
		p.first()
	default:
		p.behind()
	}
}

// String returns the expression.
func (p *Pattern) String() string { return p.expr }

// Words returns words of which each match has one; none where no such words are
// known.
func (p *Pattern) Words() []string { return p.known().words }

// fewWords is how many words are looked for before beginnings are: more take longer.
const fewWords = 3

// may says that the text can have a match, as far as words tell.
func (k known) may(text string) bool {
	for _, w := range k.words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return len(k.words) == 0
}

// find returns up to n matches, with their groups where groups is set; all when n is
// negative, nil when there is none.
func (p *Pattern) find(text string, n int, groups bool) [][]int {
	if m := remembered.Load(); m != nil && len(text) >= leastRemembered {
		return m.recall(asked{p, text, n, groups})
	}
	return p.search(text, n, groups)
}

// search is find without memory.
func (p *Pattern) search(text string, n int, groups bool) [][]int {
	k := p.known()
	s := k.starts
	switch {
	case n == 0, k.begin && s != nil && !s.at(text, 0):
		return nil
	case !k.begin && (s == nil || len(k.words) <= fewWords) && !k.may(text):
		return nil
	case s == nil || !utf8.ValidString(text):
		return p.compiled().FindAllStringSubmatchIndex(text, n)
	case k.begin:
		t := tries{Pattern: p, text: text, groups: groups}
		if m := t.from(0); m != nil {
			return [][]int{m}
		}
		return nil
	}
	return p.tryAll(text, n, groups)
}

// tryAll tries every place where a match may begin.
func (p *Pattern) tryAll(text string, n int, groups bool) (out [][]int) {
	s := p.known().starts
	t := tries{Pattern: p, text: text, groups: groups}
	for i := s.after(text, 0); i < len(text); {
		m := t.from(i)
		if t.read > mostRead*len(text) {
			return p.compiled().FindAllStringSubmatchIndex(text, n)
		}
		if m == nil {
			i = s.after(text, i+1)
			continue
		}
		if out = append(out, m); len(out) == n {
			break
		}
		i = s.after(text, m[1])
	}
	return out
}

// MatchString says whether the text has a match.
func (p *Pattern) MatchString(s string) bool { return p.FindStringIndex(s) != nil }

// FindString returns the first match, or "".
func (p *Pattern) FindString(s string) string {
	m := p.FindStringIndex(s)
	if m == nil {
		return ""
	}
	return s[m[0]:m[1]]
}

// FindStringIndex returns where the first match is, or nil.
func (p *Pattern) FindStringIndex(s string) []int { return only(p.find(s, 1, false), 2) }

// FindStringSubmatch returns the first match and its groups, or nil.
func (p *Pattern) FindStringSubmatch(s string) []string {
	return texts(s, p.FindStringSubmatchIndex(s))
}

// FindStringSubmatchIndex returns where the first match and its groups are, or nil.
func (p *Pattern) FindStringSubmatchIndex(s string) []int { return only(p.find(s, 1, true), -1) }

// FindAllString returns up to n matches; all when n is negative.
func (p *Pattern) FindAllString(s string, n int) (out []string) {
	for _, m := range p.find(s, n, false) {
		out = append(out, s[m[0]:m[1]])
	}
	return out
}

// FindAllStringIndex returns where up to n matches are; all when n is negative.
func (p *Pattern) FindAllStringIndex(s string, n int) (out [][]int) {
	for _, m := range p.find(s, n, false) {
		out = append(out, m[:2])
	}
	return out
}

// FindAllStringSubmatch returns up to n matches with their groups; all when n is
// negative.
func (p *Pattern) FindAllStringSubmatch(s string, n int) (out [][]string) {
	for _, m := range p.find(s, n, true) {
		out = append(out, texts(s, m))
	}
	return out
}

// FindAllStringSubmatchIndex returns where up to n matches and their groups are; all
// when n is negative.
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int { return p.find(s, n, true) }

// ReplaceAllString replaces all matches, with $1 for groups.
func (p *Pattern) ReplaceAllString(s, by string) string {
	if !p.known().may(s) {
		return s
	}
	return p.compiled().ReplaceAllString(s, by)
}

// only returns the first n numbers of the one match, all when n is negative.
func only(matches [][]int, n int) []int {
	if len(matches) == 0 {
		return nil
	}
	if n < 0 {
		n = len(matches[0])
	}
	return matches[0][:n]
}

// texts are the stretches of a match and its groups.
func texts(s string, m []int) (out []string) {
	for i := 0; i+1 < len(m); i += 2 {
		if m[i] < 0 {
			out = append(out, "")
			continue
		}
		out = append(out, s[m[i]:m[i+1]])
	}
	return out
}

// leastWord is the length in bytes of the shortest word that is worth looking for.
const leastWord = 2

// needed are words of which every match of an expression has one: of a sequence
// those of the part that has the longest, of a choice those of all its branches.
func needed(e *syntax.Regexp) []string {
	switch e.Op {
	case syntax.OpLiteral:
		if e.Flags&syntax.FoldCase != 0 || slices.Contains(e.Rune, utf8.RuneError) { // which bytes that are no letter count as
			return nil
		}
		if w := string(e.Rune); len(w) >= leastWord {
			return []string{w}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(e.Sub[0])
	case syntax.OpRepeat:
		if e.Min > 0 {
			return needed(e.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range e.Sub {
			if words := needed(sub); shortest(words) > shortest(best) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var words []string
		for _, sub := range e.Sub {
			some := needed(sub)
			if len(some) == 0 {
				return nil
			}
			words = append(words, some...)
		}
		return words
	}
	return nil
}

func shortest(words []string) int {
	n := 0
	for i, w := range words {
		if i == 0 || len(w) < n {
			n = len(w)
		}
	}
	return n
}
