package document

import (
	"regexp"
	"strings"
)

var (
	familyCode   = regexp.MustCompile(`^([A-Z]|[A-Z]{0,3}[-/]?\d+([-/]\d+)*[-/]?[A-Z]?)$`)
	familyPrefix = regexp.MustCompile(`^(NUCLEO|NUCL|FAMIGLIA|FAMILY|HOUSEHOLD)(FAMILIARE|FAM)?N?`)
)

// familyCodeMax is the length of the longest code of a family, in characters.
const familyCodeMax = 20

// FamilyCode returns the code by which a register calls a family (nucleo familiare),
// as it is compared: in capitals, without blanks, full stops and the word for family
// ("Nucleo n. 3" is 3). ok is false for what may be a name: a code has a figure and
// at most three letters before it, or is one letter.
func FamilyCode(text string) (code string, ok bool) {
	t := strings.NewReplacer(" ", "", "\u00a0", "", ".", "", "°", "", "º", "").Replace(strings.ToUpper(strings.TrimSpace(text)))
	if p := familyPrefix.FindString(t); p != "" && p != t {
		t = t[len(p):]
	}
	if len(t) > familyCodeMax || !familyCode.MatchString(t) {
		return "", false
	}
	return t, true
}
