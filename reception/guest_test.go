package reception_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/reception"
)

// A wrong digit, or two that changed places, make no code.
func TestGuestCodes(t *testing.T) {
	office := reception.Office{Code: "rimini"}
	if got := reception.GuestCode(office, 42); !strings.HasPrefix(got, "RI00042") || len(got) != 8 {
		t.Fatalf("the 42nd guest is %q", got)
	}
	if got := reception.GuestCode(reception.Office{Code: "7"}, 1); !strings.HasPrefix(got, "XX00001") {
		t.Errorf("an office without letters gives %q", got)
	}
	check := func(n int64) byte { c := reception.GuestCode(office, n); return c[len(c)-1] }
	for n := int64(1); n < 20000; n += 37 {
		digits := []byte(strings.Repeat("0", 5-len(strconv.FormatInt(n, 10))) + strconv.FormatInt(n, 10))
		number := func(d []byte) int64 { v, _ := strconv.ParseInt(string(d), 10, 64); return v }
		for i := range digits {
			for d := byte('0'); d <= '9'; d++ {
				other := append([]byte(nil), digits...)
				other[i] = d
				if d != digits[i] && check(number(other)) == check(n) {
					t.Fatalf("%s and %s have the same check character", digits, other)
				}
			}
			if i > 0 && digits[i] != digits[i-1] {
				other := append([]byte(nil), digits...)
				other[i], other[i-1] = other[i-1], other[i]
				if check(number(other)) == check(n) {
					t.Fatalf("%s and %s have the same check character", digits, other)
				}
			}
		}
	}
}

func TestGuestNames(t *testing.T) {
	names, ps := reception.GuestNames("  Prova   Ànna \n\nProva Bruno\r\n")
	if len(ps) != 0 || len(names) != 2 || names[0] != "Prova Ànna" {
		t.Errorf("%q, %v", names, ps)
	}
	for text, want := range map[string]string{
		"":                               "Manca almeno un ospite",
		"Prova Anna\n123":                "riga 2 non c'è un nome",
		strings.Repeat("a", 121):         "più lunga di 120",
		strings.Repeat("Prova A\n", 201): "al massimo 200",
	} {
		if _, ps := reception.GuestNames(text); len(ps) != 1 || !strings.Contains(ps[0].It, want) || ps[0].En == "" {
			t.Errorf("%.20q: %v", text, ps)
		}
	}
}
