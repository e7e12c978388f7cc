package check

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ write, in, want string }{
		{"count", "0", "0"}, {"count", "999", "999"}, {"count", "1000", "1.000"}, {"count", "1234567", "1.234.567"},
		{"count", "1000.00", "1.000"}, {"count", "12.50", "12,5"}, {"count", "-1000", "−1.000"},
		{"euro", "1234.56", "1.234,56 €"}, {"euro", "32310", "32.310,00 €"}, {"euro", "0.005", "0,01 €"}, {"euro", "-0.23", "−0,23 €"}, {"euro", "-0.001", "0,00 €"},
		{"price", "32.31", "32,31 €"}, {"price", "32.31000000", "32,31 €"}, {"price", "32.3125", "32,3125 €"}, {"price", "25", "25,00 €"},
		{"signed", "12", "+12"}, {"signed", "-12", "−12"}, {"signed", "0", "0"},
	} {
		write := map[string]func(decimal.Decimal) string{"count": Count, "euro": Euro, "price": Price,
			"signed": func(d decimal.Decimal) string { return signed(d, Count) }}[c.write]
		if got := write(dec(c.in)); got != c.want {
			t.Errorf("%s of %s is %q, want %q", c.write, c.in, got, c.want)
		}
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
		back := strings.NewReplacer(".", "", ",", ".", minus, "-").Replace(Count(d))
		if again, err := ParseNumber(back); err != nil || !again.Equal(d) {
			t.Fatalf("%q is written %q and read back as %s, %v", s, Count(d), again, err)
		}
		if !strings.HasSuffix(Euro(d), " €") || !strings.Contains(Price(d), ",") {
			t.Fatalf("%q is written %q and %q", s, Euro(d), Price(d))
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
