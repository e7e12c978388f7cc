// Package codes checks the codes that papers of this field carry: tax codes and
// VAT numbers, IBANs, tender codes (CIG) and project codes (CUP).
//
// A code with check characters can be told wrong by arithmetic alone; whether a
// right one belongs to somebody is never said here. CIG and CUP are checked by
// their form.
//
// The package is a pure leaf: no I/O, no clock, no other package of the project.
// Codes are given as they are compared: in capitals, without blanks (Bare).
package codes

import (
	"regexp"
	"strings"
)

var (
	cig      = regexp.MustCompile(`^[0-9A-Z]{10}$`)
	cup      = regexp.MustCompile(`^[A-Z][0-9]{2}[A-Z][0-9]{11}$`)
	digits   = regexp.MustCompile(`^[0-9]{11}$`)
	personal = regexp.MustCompile(`^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$`)
	iban     = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$`)
	italian  = regexp.MustCompile(`^IT[0-9]{2}[A-Z][0-9]{10}[0-9A-Z]{12}$`)
)

// Bare writes a code as it is compared: in capitals, without blanks.
func Bare(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// IsCIG says that s has the form of a tender code (codice identificativo di
// gara): ten capital letters and digits.
func IsCIG(s string) bool { return cig.MatchString(s) }

// IsCUP says that s has the form of a project code (codice unico di progetto,
// CIPE decision 143/2002): a letter, two digits, a letter, eleven digits.
func IsCUP(s string) bool { return cup.MatchString(s) }

// IsCompany says that s has the form of a VAT number or of the tax code of a
// legal person: eleven digits.
func IsCompany(s string) bool { return digits.MatchString(s) }

// IsPerson says that s has the form of a person's tax code: 16 characters, of
// which up to seven digits may have been replaced by letters so that two people
// do not share a code (omocodia; DM 23 December 1976 art. 6).
func IsPerson(s string) bool { return personal.MatchString(s) }

// IsIBAN says that s has the form of an IBAN (ISO 13616). An Italian one has 27
// characters: after the check digits a letter (CIN), ABI and CAB of five digits
// each, and the account of twelve digits and letters.
func IsIBAN(s string) bool {
	if strings.HasPrefix(s, "IT") {
		return italian.MatchString(s)
	}
	return iban.MatchString(s)
}

// ValidCompany checks form and check digit of a VAT number or of the tax code of
// a legal person (DPR 605/1973; DM 23 December 1976 art. 11): the Luhn sum of
// all eleven digits is a multiple of ten.
func ValidCompany(s string) bool {
	if !IsCompany(s) {
		return false
	}
	sum := 0
	for i, r := range s {
		n := int(r - '0')
		if i%2 == 1 {
			n *= 2
			n -= 9 * (n / 10)
		}
		sum += n
	}
	return sum%10 == 0
}

// oddValues are what the characters in odd places of a personal tax code count
// for (DM 23 December 1976 art. 12): digits and letters A to J share the first
// ten.
const oddValues = "\x01\x00\x05\x07\x09\x0d\x0f\x11\x13\x15\x02\x04\x12\x14\x0b\x03\x06\x08\x0c\x0e\x10\x0a\x16\x19\x18\x17"

// ValidPerson checks form and check letter of a person's tax code, which is
// counted over the characters as they stand, omocodia included.
func ValidPerson(s string) bool {
	if !IsPerson(s) {
		return false
	}
	sum := 0
	for i := range 15 {
		n := int(s[i] - 'A')
		if s[i] <= '9' {
			n = int(s[i] - '0')
		}
		if i%2 == 0 { // the first place is odd
			n = int(oddValues[n])
		}
		sum += n
	}
	return s[15] == byte('A'+sum%26)
}

// ValidTaxCode checks a codice fiscale of either form.
func ValidTaxCode(s string) bool { return ValidCompany(s) || ValidPerson(s) }

// ValidVATID checks a VAT number with its country. Only Italian ones (IT) have a
// check digit that is known here: of others the form alone is looked at.
func ValidVATID(s string) bool {
	if n, ok := strings.CutPrefix(s, "IT"); ok {
		return ValidCompany(n)
	}
	return len(s) > 4 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// ValidIBAN checks form and check digits (ISO 13616; ISO 7064 mod 97-10).
func ValidIBAN(s string) bool {
	if !IsIBAN(s) {
		return false
	}
	rest := 0
	for _, r := range s[4:] + s[:4] {
		n := int(r - '0')
		if r >= 'A' {
			n = int(r-'A') + 10
			rest = rest * 10 % 97
		}
		rest = (rest*10 + n) % 97
	}
	return rest == 1
}
