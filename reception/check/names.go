package check

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// formWords stand in the names of many bodies, and tell none from another: legal
// forms, what bodies of this field call themselves, small words.
var formWords = strings.Fields(`societa soc cooperativa cooperative coop sociale sociali sc scs arl scarl srl srls spa snc sas
	onlus ets odv aps associazione ass fondazione consorzio cons impresa imprese ditta ente organizzazione volontariato promozione
	hotel albergo responsabilita limitata nome collettivo per azioni unipersonale in liquidazione
	di del della dello dei degli delle da dal dalla il lo la gli le un una e ed al alla ai con su sul sulla`)

// nameWords are the words of a body's name that tell it from others: in small
// letters, without accents and points.
func nameWords(name string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '.': // s.r.l.
		default:
			b.WriteByte(' ')
		}
	}
	return slices.DeleteFunc(strings.Fields(b.String()), func(w string) bool { return len(w) < 2 || slices.Contains(formWords, w) })
}

// sameName says that two names may be one body's: they share a word that tells
// bodies apart, or read the same without the spaces. Two names are told different
// only where nothing speaks for their being one.
func sameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	if slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) }) {
		return true
	}
	one, two := strings.Join(x, ""), strings.Join(y, "")
	return strings.Contains(one, two) || strings.Contains(two, one)
}
