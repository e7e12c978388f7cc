package check

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ write, in, it, en string }{
		{"figure", "0", "0", "0"}, {"figure", "999", "999", "999"}, {"figure", "1000", "1.000", "1,000"}, {"figure", "1234567", "1.234.567", "1,234,567"},
		{"figure", "1000.00", "1.000", "1,000"}, {"figure", "12.50", "12,5", "12.5"}, {"figure", "-1000", "−1.000", "−1,000"},
		{"euro", "1234.56", "1.234,56 €", "€1,234.56"}, {"euro", "32310", "32.310,00 €", "€32,310.00"}, {"euro", "0.005", "0,01 €", "€0.01"},
		{"euro", "-0.23", "−0,23 €", "−€0.23"}, {"euro", "-0.001", "0,00 €", "€0.00"},
		{"price", "32.31", "32,31 €", "€32.31"}, {"price", "32.31000000", "32,31 €", "€32.31"}, {"price", "32.3125", "32,3125 €", "€32.3125"}, {"price", "25", "25,00 €", "€25.00"},
		{"percent", "5.00", "5 %", "5%"}, {"percent", "0.5", "0,5 %", "0.5%"},
		{"signed", "12", "+12", "+12"}, {"signed", "-12", "−12", "−12"}, {"signed", "0", "0", "0"}, {"signed", "1000.5", "+1.000,5", "+1,000.5"},
		{"more", "69", "+69,00 €", "+€69.00"}, {"more", "-69", "−69,00 €", "−€69.00"},
	} {
		write := map[string]func(decimal.Decimal) words{"figure": figure, "euro": euro, "price": price, "percent": percent,
			"signed": func(d decimal.Decimal) words { return signed(d, figure) },
			"more":   func(d decimal.Decimal) words { return signed(d, euro) }}[c.write]
		if got := write(dec(c.in)); got != (words{c.it, c.en}) {
			t.Errorf("%s of %s is %q, want %q and %q", c.write, c.in, got, c.it, c.en)
		}
	}
	if got := date(day("2026-10-01")); got != (words{"01/10/2026", "1 Oct 2026"}) {
		t.Errorf("a date is %q", got)
	}
}

func TestParseNumber(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "1000": "1000", "+5": "5", "-32.31": "-32.31", "32.31000000": "32.31"} {
		if got, err := ParseNumber(in); err != nil || !got.Equal(dec(want)) {
			t.Errorf("%q is read as %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", " 1", "1.", ".5", "1,5", "1e9", "1.000.000", "0x1f", "١٢", "NaN", "9999999999999999", "1.123456789", "--1", strings.Repeat("1", 100000)} {
		if got, err := ParseNumber(in); err == nil {
			t.Errorf("%.20q is read as %s", in, got)
		}
	}
}

// FuzzParseNumber: what is read is written and read back as the same number,
// and nothing else than plain numbers is read.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0", "-0", "1000.00", "32.31", "-0.001", "1e400000000", "999999999999999.99999999", "+1", "1_000", "0.00000001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseNumber(s)
		if err != nil {
			return
		}
		if strings.ContainsAny(s, "eE_, ") || len(s) > 25 {
			t.Fatalf("%q was read", s)
		}
		for _, back := range []string{strings.NewReplacer(".", "", ",", ".", minus, "-").Replace(figure(d).it), strings.NewReplacer(",", "", minus, "-").Replace(figure(d).en)} {
			if again, err := ParseNumber(back); err != nil || !again.Equal(d) {
				t.Fatalf("%q is written %q and read back as %s, %v", s, figure(d), again, err)
			}
		}
		if !strings.HasSuffix(euro(d).it, " €") || !strings.Contains(price(d).it, ",") || !strings.Contains(euro(d).en, "€") || !strings.Contains(price(d).en, ".") {
			t.Fatalf("%q is written %q and %q", s, euro(d), price(d))
		}
	})
}

func TestIBAN(t *testing.T) {
	for iban, want := range map[string]bool{
		"IT60X0542811101000000123456": true, "IT60 X054 2811 1010 0000 0123 456": true, "DE89370400440532013000": true,
		"IT60X0542811101000000123465": false, "IT61X0542811101000000123456": false, "IT60X054281110100000012345": false,
		"": false, "IT": false, "XX00": false, "DE89370400440532013001": false,
	} {
		if got := validIBAN(iban); got != want {
			t.Errorf("%q valid: %v", iban, got)
		}
	}
}
