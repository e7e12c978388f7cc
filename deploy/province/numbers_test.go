package province

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Published examples: the tax code of the Prefettura di Rimini in the open data
// of ANAC, the IBAN of the Italian standard, the usual Mario Rossi.
func TestCheckCharactersOfPublishedExamples(t *testing.T) {
	if got := checkDigit("9104411040"); got != '0' {
		t.Errorf("the tax code 9104411040… ends in %c", got)
	}
	const bban = "0542811101000000123456"
	if got := checkLetter(bban); got != 'X' {
		t.Errorf("the CIN is %c", got)
	}
	if got := mod97("X" + bban + "IT60"); got != 1 {
		t.Errorf("the remainder is %d", got)
	}
	if got := personTaxCode("Rossi", "Mario", false, calendar.MustDate(1980, time.January, 1), "H501"); got != "RSSMRA80A01H501U" {
		t.Errorf("the tax code is %s", got)
	}
	if got := personTaxCode("Fo", "Gianfranca", true, calendar.MustDate(1975, time.December, 31), "H294"); got[:15] != "FOXGFR75T71H294" {
		t.Errorf("the tax code is %s", got)
	}
}

// What an office wrote to a body has its figures as the product's findings have them.
func TestCountsAreWrittenAsPeopleDo(t *testing.T) {
	for n, want := range map[int][2]string{7: {"7", "7"}, 999: {"999", "999"}, 1000: {"1.000", "1,000"}, 1183: {"1.183", "1,183"}, 70680: {"70.680", "70,680"}} {
		if it, en := countIt(n), countEn(n); it != want[0] || en != want[1] {
			t.Errorf("%d is %s, %s", n, it, en)
		}
	}
}
