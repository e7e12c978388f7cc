package province

import (
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// checkDigit returns the eleventh digit of a partita IVA, or of the codice
// fiscale of a body, from the first ten (DM 23 December 1976: Luhn's sum).
func checkDigit(ten string) byte {
	sum := 0
	for i, r := range ten {
		d := int(r - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// vatNumber makes a partita IVA of 11 digits. Its serial number is in the
// highest hundred thousand, which no office has reached; 099 is the office.
func vatNumber(serial int) string {
	ten := fmt.Sprintf("%07d099", 9_900_000+serial%100_000)
	return ten + string(checkDigit(ten))
}

// oddValues are the weights of characters in odd places of a codice fiscale and
// of the CIN of an IBAN; digits weigh as the letters A to J.
var oddValues = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// checkLetter is the check character of a codice fiscale and the CIN of an
// Italian account.
func checkLetter(s string) byte {
	sum := 0
	for i := 0; i < len(s); i++ {
		v := int(s[i] - 'A')
		if s[i] <= '9' {
			v = int(s[i] - '0')
		}
		if i%2 == 0 {
			v = oddValues[v]
		}
		sum += v
	}
	return byte('A' + sum%26)
}

// iban makes an Italian IBAN (ISO 13616) of 27 characters with right CIN and
// check digits, at a bank whose code (09987) is not given out.
func iban(account string) string {
	bban := "0998724200" + account
	bban = string(checkLetter(bban)) + bban
	return fmt.Sprintf("IT%02d%s", 98-mod97(bban+"IT00"), bban)
}

// mod97 is the remainder of ISO 7064 with letters as 10 to 35.
func mod97(s string) int {
	var digits strings.Builder
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits.WriteRune(r)
			continue
		}
		fmt.Fprintf(&digits, "%d", r-'A'+10)
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	return int(n.Mod(n, big.NewInt(97)).Int64())
}

// personTaxCode makes the codice fiscale of a person (DM 23 December 1976);
// place is the land registry's code of the town of birth.
func personTaxCode(surname, name string, female bool, born calendar.Date, place string) string {
	day := born.Day()
	if female {
		day += 40
	}
	s := threeLetters(surname, false) + threeLetters(name, true) +
		fmt.Sprintf("%02d%c%02d", born.Year()%100, "ABCDEHLMPRST"[born.Month()-1], day) + place
	return s + string(checkLetter(s))
}

// threeLetters are the consonants, then the vowels, then X; a given name with
// four consonants or more gives the first, the third and the fourth.
func threeLetters(name string, given bool) string {
	var cons, vowels []rune
	for _, r := range strings.ToUpper(name) {
		switch {
		case r < 'A' || r > 'Z':
		case strings.ContainsRune("AEIOU", r):
			vowels = append(vowels, r)
		default:
			cons = append(cons, r)
		}
	}
	if given && len(cons) > 3 {
		cons = append(cons[:1], cons[2:]...)
	}
	return string(append(append(cons, vowels...), 'X', 'X', 'X')[:3])
}
