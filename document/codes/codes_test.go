package codes

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
)

func TestCompany(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"91044110400": true, "80009220809": true, // published by the Prefetture of Rimini and Catanzaro
		"91044110401": false, "91044110040": false, "9104411040": false, "9104411040A": false, "": false,
	} {
		if got := ValidCompany(s); got != want || ValidTaxCode(s) != want || ValidVATID("IT"+s) != want {
			t.Errorf("%s: %v", s, got)
		}
	}
	if ValidVATID("91044110400") || !ValidVATID("DE123456789") {
		t.Error("VAT numbers of other countries")
	}
}

// The examples are invented people; the second is the first after omocodia, each
// time with another check letter.
func TestPerson(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"RSSMRA85T10A562S": true, "RSSMRA85T10A56NH": true, "RSSMRAURTMLARSNL": true,
		"RSSMRA85T10A562T": false, "RSSMRA85T01A562S": false, "RSSMRA85Z10A562S": false, "RSSMRA85T10A562": false,
	} {
		if got := ValidPerson(s); got != want || ValidTaxCode(s) != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}

// One wrong digit is always told.
func TestOneWrongDigitIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code  string
		alpha string
		valid func(string) bool
	}{{"91044110400", "0123456789", ValidCompany}, {"IT60X0542811101000000123456", "0123456789", ValidIBAN}} {
		for i := range c.code {
			for _, r := range c.alpha {
				if wrong := c.code[:i] + string(r) + c.code[i+1:]; wrong != c.code && c.valid(wrong) {
					t.Errorf("%s passes for %s", wrong, c.code)
				}
			}
		}
	}
}

func TestIBAN(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"IT60X0542811101000000123456": true, "DE89370400440532013000": true, "GB82WEST12345698765432": true, // examples of the registry of ISO 13616
		"IT60X054281110100000012345": false, "IT61X0542811101000000123456": false, "IT60X05428111O1000000123456": false, // an O for a zero, which the digits alone do not tell
		"it60x0542811101000000123456": false, "": false,
	} {
		if got := ValidIBAN(s); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
	if Bare("it60 x054 2811 1010\t0000 0123 456") != "IT60X0542811101000000123456" {
		t.Error("Bare")
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]bool{"B6DB8A4C65": {true, false}, "B31H22000280006": {false, true}, "b6db8a4c65": {}, "B31H2200028000": {}, "B6DB8A4C6-": {}} {
		if IsCIG(s) != want[0] || IsCUP(s) != want[1] {
			t.Errorf("%s: CIG %v, CUP %v", s, IsCIG(s), IsCUP(s))
		}
	}
}

// FuzzIBAN compares the arithmetic with that of whole numbers.
func FuzzIBAN(f *testing.F) {
	f.Add("IT60X0542811101000000123456")
	f.Add("GB82WEST12345698765432")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := ValidIBAN(s), IsIBAN(s) && remainder(s).Int64() == 1; got != want {
			t.Fatalf("%q: %v, by whole numbers %v", s, got, want)
		}
	})
}

func remainder(s string) *big.Int {
	var b strings.Builder
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' {
			fmt.Fprint(&b, r-'A'+10)
		} else {
			b.WriteRune(r)
		}
	}
	n, _ := new(big.Int).SetString(b.String(), 10)
	return n.Mod(n, big.NewInt(97))
}

// FuzzTaxCode never panics, and takes exactly one check character.
func FuzzTaxCode(f *testing.F) {
	f.Add("RSSMRA85T10A562S")
	f.Add("91044110400")
	f.Fuzz(func(t *testing.T, s string) {
		if !ValidTaxCode(s) {
			return
		}
		last := s[len(s)-1]
		for c := byte('0'); c <= 'Z'; c++ {
			if c != last && ValidTaxCode(s[:len(s)-1]+string(rune(c))) {
				t.Fatalf("%q and %q end in two check characters", s, string(rune(c)))
			}
		}
	})
}
