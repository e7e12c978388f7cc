// Package pattern is regular expressions that are asked of many texts of which few
// have them: whether a paper is a lease, where it names a CIG.
//
// A Pattern knows some words of which every match has one. Where a text has none of
// them it is not tried; an expression that is never tried is not even compiled. What
// it finds is what package regexp finds.
package pattern

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// Pattern is a regular expression in the syntax of package regexp. It is safe for
// use by several goroutines.
type Pattern struct {
	expr     string
	words    func() []string // of which each match has one; empty: not known
	compiled func() *regexp.Regexp
}

var (
	mu  sync.Mutex
	all []*Pattern
)

// New returns a pattern. An expression that does not parse panics at its first use;
// tests ask All.
func New(expr string) *Pattern {
	p := &Pattern{expr: expr,
		words: sync.OnceValue(func() []string {
			tree, err := syntax.Parse(expr, syntax.Perl)
			if err != nil {
				panic("pattern: " + err.Error())
			}
			return needed(tree)
		}),
		compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
	mu.Lock()
	defer mu.Unlock()
	all = append(all, p)
	return p
}

// All returns every pattern that was made, for tests.
func All() []*Pattern {
	mu.Lock()
	defer mu.Unlock()
	return append([]*Pattern(nil), all...)
}

// Warm compiles the pattern, so that its first use need not.
func (p *Pattern) Warm() {
	p.words()
	p.compiled()
}

// String returns the expression.
func (p *Pattern) String() string { return p.expr }

// Words returns words of which each match has one; none where no such words are
// known.
func (p *Pattern) Words() []string { return p.words() }

// may says that the text can have a match.
func (p *Pattern) may(text string) bool {
	words := p.words()
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return len(words) == 0
}

// MatchString says whether the text has a match.
func (p *Pattern) MatchString(s string) bool { return p.may(s) && p.compiled().MatchString(s) }

// FindString returns the first match, or "".
func (p *Pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.compiled().FindString(s)
}

// FindStringIndex returns where the first match is, or nil.
func (p *Pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindStringIndex(s)
}

// FindStringSubmatch returns the first match and its groups, or nil.
func (p *Pattern) FindStringSubmatch(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindStringSubmatch(s)
}

// FindStringSubmatchIndex returns where the first match and its groups are, or nil.
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindStringSubmatchIndex(s)
}

// FindAllString returns up to n matches; all when n is negative.
func (p *Pattern) FindAllString(s string, n int) []string {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindAllString(s, n)
}

// FindAllStringIndex returns where up to n matches are; all when n is negative.
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch returns up to n matches with their groups; all when n is
// negative.
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex returns where up to n matches and their groups are; all
// when n is negative.
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !p.may(s) {
		return nil
	}
	return p.compiled().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString replaces all matches, with $1 for groups.
func (p *Pattern) ReplaceAllString(s, by string) string {
	if !p.may(s) {
		return s
	}
	return p.compiled().ReplaceAllString(s, by)
}

// leastWord is the length in bytes of the shortest word that is worth looking for.
const leastWord = 2

// needed are words of which every match of an expression has one: of a sequence
// those of the part that has the longest, of a choice those of all its branches.
func needed(e *syntax.Regexp) []string {
	switch e.Op {
	case syntax.OpLiteral:
		if e.Flags&syntax.FoldCase != 0 {
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
