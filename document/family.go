package document

import (
	"regexp"
	"strings"
)

var (
	familyCode   = regexp.MustCompile(`^([A-Z]|[A-Z]{0,3}[-/]?\d+([-/]\d+)*[-/]?[A-Z]?)$`)
	familyPrefix = regexp.MustCompile(`^(NUCLEO|NUCL|FAMIGLIA|FAMILY|HOUSEHOLD)(FAMILIARE|FAM)?N?`)

	// lettersApart are two or three letters that do not stand right before a figure.
	lettersApart = regexp.MustCompile(`\b([A-Z]{2,3})[\s\x{a0}.°º]+\d`)
	shortFamily  = regexp.MustCompile(`^(NR|NF|NUC|FAM|COD)$`)
)

// familyCodeMax is the length of the longest code of a family, in characters.
const familyCodeMax = 20

// FamilyCode returns the code by which a register calls a family (nucleo familiare),
// as it is compared: in capitals, without blanks, full stops and the word for family
// ("Nucleo n. 3" is 3). ok is false for what may be a name: a code has a figure and
// at most three letters before it, or is one letter. Two or three letters that stand
// apart from the figure are a name ("Bah 2"), unless they are short for family.
func FamilyCode(text string) (code string, ok bool) {
	t := strings.ToUpper(strings.TrimSpace(text))
	if m := lettersApart.FindStringSubmatch(t); m != nil && !shortFamily.MatchString(m[1]) {
		return "", false
	}
	t = strings.NewReplacer(" ", "", "\u00a0", "", ".", "", "°", "", "º", "").Replace(t)
	if p := familyPrefix.FindString(t); p != "" && p != t {
		t = t[len(p):]
	}
	if len(t) > familyCodeMax || !familyCode.MatchString(t) {
		return "", false
	}
	return t, true
}
