package pdftext

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Logical puts a word in the order in which it is read. Pages hold the
// characters of Arabic, Hebrew and kindred scripts as they are seen, from left
// to right; figures and Latin letters within keep their order.
func Logical(word string) string {
	if !RightToLeft(word) {
		return word
	}
	r := []rune(word)
	slices.Reverse(r)
	for i := 0; i < len(r); {
		if !keepsOrder(r[i]) {
			i++
			continue
		}
		end := i + 1
		for k := end; k < len(r) && (keepsOrder(r[k]) || strings.ContainsRune(".,:/-", r[k])); k++ {
			if keepsOrder(r[k]) {
				end = k + 1
			}
		}
		slices.Reverse(r[i:end])
		i = end
	}
	return string(r)
}

// RightToLeft says that a word has a letter that is read from right to left.
func RightToLeft(word string) bool {
	for _, r := range word {
		if r < 0x0590 {
			continue
		}
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL {
			return true
		}
	}
	return false
}

// keepsOrder is for figures of any script, and for letters read from left to
// right.
func keepsOrder(r rune) bool {
	if unicode.IsDigit(r) {
		return true
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.L
}
