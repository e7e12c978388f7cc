package document

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// BareName returns what of a file's name can name nobody: figures, the one or two
// letters of a code, and the words that names of such files are made of. Each other word
// is "…": dimissioni Tizio Caio 12-10.pdf is dimissioni … 12-10.pdf. A name may be of two
// letters: dimissioni Ba 12-10.pdf is the same.
func BareName(name string) string {
	var b strings.Builder
	gap := false // the last thing written is a "…", but for blanks
	before := ' '
	for len(name) > 0 {
		run, rest := letters(name)
		if run == "" {
			r, n := utf8.DecodeRuneInString(name)
			run, rest = name[:n], name[n:]
			if gap && (run == " " || run == "_" || run == "-" || run == "'" || run == "’") && nextHides(r, rest) {
				name, before = rest, r
				continue
			}
			b.WriteString(run)
			gap = false
		} else if plainWord(before, run, rest) {
			b.WriteString(run)
			gap = false
		} else if !gap {
			b.WriteString("…")
			gap = true
		}
		before, _ = utf8.DecodeLastRuneInString(run)
		name = rest
	}
	return b.String()
}

// letters cuts the letters off that a text begins with.
func letters(s string) (run, rest string) {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if n < 0 {
		n = len(s)
	}
	return s[:n], s[n:]
}

func nextHides(before rune, s string) bool {
	run, rest := letters(s)
	return run != "" && !plainWord(before, run, rest)
}

func plainWord(before rune, run, rest string) bool {
	return ofCode(before, run, rest) || fileWords()[strings.ToLower(run)]
}

// centreNumber is what follows the letters of a centre's code.
var centreNumber = regexp.MustCompile(`^-\d{3}`)

// ofCode says that letters, with what stands before and after them, are of a code: one,
// or two capitals, right beside a digit, or those of a centre's code (RN-001). Two
// letters by themselves may be a name.
func ofCode(before rune, run, rest string) bool {
	switch {
	case len(run) == 1 && asciiLetter.MatchString(run), len(run) == 2 && asciiCapitals.MatchString(run):
		return digit(before) || rest != "" && digit(rune(rest[0])) || len(run) == 2 && centreNumber.MatchString(rest)
	}
	return false
}

var asciiLetter, asciiCapitals = regexp.MustCompile(`^[A-Za-z]$`), regexp.MustCompile(`^[A-Z]{2}$`)

func digit(r rune) bool { return '0' <= r && r <= '9' }

// fileWords are words of the names of files that name nobody: those of the
// catalogue's kinds, months, endings, and what people add.
var fileWords = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			known[w] = true
		}
	}
	for _, k := range Catalogue() {
		add(k.It)
		add(k.En)
		add(string(k.Kind))
	}
	add(`gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
		gen feb mar apr mag giu lug ago set ott nov dic january february march april may june july august september october november december
		pdf xlsx xls xlsm ods csv xml eml msg zip docx doc odt txt rtf html htm jpg jpeg png tif tiff heic heif tsd
		file documento documenti paper allegato allegati copia foglio fogli presenze ospiti ospite mensile mese mesi anno
		dimissione dimissioni uscita entrata ingresso arrivo partenza assenza congedo permesso comunicazione lettera modulo nota credito
		definitivo definitiva bozza versione corretto corretta correzione rettifica integrazione firmato firmata signed scansione scan
		timbrato originale centro centri ente struttura convenzione contratto tariffa register invoice notice grid griglia
		di del dei della per n nr`)
	return known
})
