package pattern

import (
	"io"
	"regexp"
	"unicode/utf8"
)

// mostRead is how often a text may be read by the tries together: a try may go along
// to the end of the text, and there are texts, of blanks or dots, that would have one
// begin at each letter. Package regexp, which carries all of them at once, takes as
// long as some ten tries through the whole text.
const mostRead = 8

// tries are attempts to match a text from some of its places.
type tries struct {
	*Pattern
	text   string
	groups bool
	read   int // bytes that all of them went along
	runes  runes
}

// from returns the match that begins at an offset, or nil.
func (t *tries) from(at int) (m []int) {
	re, off := t.first, 0
	if at > 0 { // what stands before may matter
		_, n := utf8.DecodeLastRuneInString(t.text[:at])
		re, off = t.behind, at-n
	}
	m = t.match(re(), off)
	if m == nil {
		return nil
	}
	for i := range m {
		if m[i] >= 0 {
			m[i] += off
		}
	}
	m[0] = at
	return m
}

// match matches what follows an offset, and counts what was read of it.
func (t *tries) match(re *regexp.Regexp, off int) (m []int) {
	t.runes = runes{t.text[off:]}
	defer func() { t.read += len(t.text) - off - len(t.runes.left) }()
	if t.groups {
		return re.FindReaderSubmatchIndex(&t.runes)
	}
	return re.FindReaderIndex(&t.runes)
}

// runes reads a text letter by letter.
type runes struct{ left string }

// ReadRune implements io.RuneReader.
func (r *runes) ReadRune() (rune, int, error) {
	if r.left == "" {
		return 0, 0, io.EOF
	}
	c, n := rune(r.left[0]), 1
	if c >= utf8.RuneSelf {
		c, n = utf8.DecodeRuneInString(r.left)
	}
	r.left = r.left[n:]
	return c, n, nil
}
