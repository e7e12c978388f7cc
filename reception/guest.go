package reception

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// GuestID is the key of a guest's row.
type GuestID int64

// Guest is a guest of the reception, known to everything but one protected table by
// a code alone.
type Guest struct {
	ID       GuestID
	OfficeID OfficeID
	BodyID   BodyID
	CentreID CentreID // zero: in no centre now
	Code     string   // "RI00042K"
	// Name is set only where a screen asked for it, which is on record.
	Name string
}

// guestLetters are the check characters of a guest's code: no I, O, Q or U, which
// are read as others. They are 23, a prime that divides no power of ten.
const guestLetters = "ABCDEFGHJKLMNPRSTVWXYZ0"

// GuestCode makes the code of an office's n-th guest: the first two letters of the
// office's code, five digits or more, and a check character, which tells any one
// wrong digit and any two that changed places.
func GuestCode(o Office, n int64) string {
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return unicode.ToUpper(r)
	}, strings.ToLower(o.Code))
	prefix := (letters + "XX")[:2]
	return fmt.Sprintf("%s%05d%c", prefix, n, guestLetters[n%int64(len(guestLetters))])
}

// FoldGuestCode writes a guest's code in the one way in which codes are kept and
// compared: letters and digits, in capitals.
func FoldGuestCode(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, code)
}

// Longest and most of what is typed of guests at once.
const (
	GuestNameMax = 120 // characters of a name
	GuestsAtOnce = 200
)

// GuestNames reads names, one a line. Blank lines are passed over.
func GuestNames(text string) (names []string, ps Problems) {
	for i, line := range strings.Split(text, "\n") {
		name := strings.Join(strings.Fields(line), " ")
		if name == "" {
			continue
		}
		switch {
		case utf8.RuneCountInString(name) > GuestNameMax:
			ps = append(ps, Problem{Field: "names", It: fmt.Sprintf("La riga %d è più lunga di %d caratteri. Scrivere un ospite per riga: cognome e nome.", i+1, GuestNameMax),
				En: fmt.Sprintf("Line %d is longer than %d characters. Write one guest a line: family name and name.", i+1, GuestNameMax)})
		case !strings.ContainsFunc(name, unicode.IsLetter):
			ps = append(ps, Problem{Field: "names", It: fmt.Sprintf("Alla riga %d non c'è un nome. Scrivere un ospite per riga: cognome e nome.", i+1),
				En: fmt.Sprintf("There is no name on line %d. Write one guest a line: family name and name.", i+1)})
		}
		names = append(names, name)
	}
	switch {
	case len(names) == 0:
		ps = append(ps, Problem{Field: "names", It: "Manca almeno un ospite. Scriverne uno per riga: cognome e nome.", En: "At least one guest is missing. Write one a line: family name and name."})
	case len(names) > GuestsAtOnce:
		ps = append(ps, Problem{Field: "names", It: fmt.Sprintf("Sono %d ospiti: aggiungerne al massimo %d per volta.", len(names), GuestsAtOnce),
			En: fmt.Sprintf("These are %d guests: add at most %d at a time.", len(names), GuestsAtOnce)})
	}
	return names, ps
}
