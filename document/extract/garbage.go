package extract

import (
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
)

// muchGarbage is the share of senseless characters from which on a text layer
// is not believed. Good layers of the papers of this field are under 0.15.
const muchGarbage = 0.5

// garbage is the share of characters that stand in senseless words, 0 to 1: what
// a font without its table of characters leaves. It judges letters of the Latin
// alphabet only, and knows no dictionary; lists of codes and figures count as
// sense. A page of few characters is not judged.
func garbage(words []document.Word) float64 {
	bad, all := 0, 0
	for _, w := range words {
		n := len([]rune(w.Text))
		all += n
		if senseless(w.Text) {
			bad += n
		}
	}
	if all < 60 {
		return 0
	}
	return float64(bad) / float64(all)
}

// senseless says that a word of three characters and more is none: symbols among
// letters, capitals in the middle, letters without a vowel, or what no font can
// show.
func senseless(word string) bool {
	var latin, vowels, other, digits, symbols, unshown, turns int
	lower := false
	n := 0
	for _, r := range strings.Trim(word, ".,;:!?()[]«»“”\"'’-–/…") {
		n++
		switch {
		case r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || unicode.IsControl(r):
			unshown++
		case unicode.Is(unicode.Latin, r):
			latin++
			if strings.ContainsRune("aeiouyàèéìíòóùúäöüâêîôû", unicode.ToLower(r)) {
				vowels++
			}
			if unicode.IsUpper(r) && lower {
				turns++
			}
			lower = unicode.IsLower(r)
		case unicode.IsLetter(r) || unicode.IsMark(r):
			other++
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune(".,:/-–_'’@&%€", r):
			symbols++
		}
	}
	switch {
	case n < 3:
		return false
	case unshown*2 >= n || (symbols+unshown)*3 >= n && symbols+unshown >= 2:
		return strings.Trim(word, word[:1]) != "" // a line of underscores is no garbage
	case latin == n && n >= 5 && vowels == 0 && word != strings.ToUpper(word):
		return true
	}
	return latin == n && turns >= 2 && other == 0 && digits == 0
}
