package reception

import (
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document/codes"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var thousand = decimal.New(1000, 0)

// How long texts may be, in characters.
const (
	maxName = 200
	maxText = 2000
)

var (
	officeCodeForm = regexp.MustCompile(`^[A-Z0-9]{6}$`)
	codeForm       = regexp.MustCompile(`^[\p{L}0-9][\p{L}0-9./_-]{0,19}$`)
	officeForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{1,29}$`)
	phoneForm      = regexp.MustCompile(`^\+?[0-9][0-9 ()./-]{4,24}$`)
	clockForm      = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// CheckCIG says what is wrong with a tender code (codice identificativo di gara:
// 10 capital letters and digits); ok is true when nothing is.
func CheckCIG(s string) (p Problem, ok bool) {
	n := utf8.RuneCountInString(s)
	switch {
	case codes.IsCIG(s):
		return p, true
	case s == "":
		return missing("cig", "Manca il CIG.", "The CIG is missing."), false
	case n != 10:
		return missing("cig", fmt.Sprintf("Il CIG ha %s: devono essere 10, lettere maiuscole e cifre.", characters(n, "it")),
			fmt.Sprintf("The CIG has %s: it needs 10, capital letters and digits.", characters(n, "en"))), false
	}
	return missing("cig", fmt.Sprintf("Il CIG %s contiene altro che lettere maiuscole e cifre: controllarlo sul contratto.", s),
		fmt.Sprintf("CIG %s has more than capital letters and digits: look it up in the agreement.", s)), false
}

func characters(n int, lang string) string {
	switch {
	case lang == "it" && n == 1:
		return "1 carattere"
	case lang == "it":
		return strconv.Itoa(n) + " caratteri"
	case n == 1:
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}

func missing(field, it, en string) Problem { return Problem{Field: field, It: it, En: en} }

// text asks for a text that is there, short enough and on one line.
func (ps *Problems) text(field, s, it, en string, required bool) {
	ps.length(field, s, maxName, it, en, required)
	if strings.ContainsFunc(s, unicode.IsControl) {
		ps.named(field, Name{it, en}, "il testo va scritto su una sola riga.", "write the text on one line.")
	}
}

// length asks for a text that is there and short enough.
func (ps *Problems) length(field, s string, limit int, it, en string, required bool) {
	switch n := utf8.RuneCountInString(s); {
	case required && strings.TrimSpace(s) == "":
		ps.named(field, Name{it, en}, "manca. Compilare il campo.", "missing. Fill the field in.")
	case n > limit:
		ps.named(field, Name{it, en}, fmt.Sprintf("il testo ha %d caratteri, possono essere al massimo %d.", n, limit),
			fmt.Sprintf("the text has %d characters, at most %d are allowed.", n, limit))
	}
}

// code asks for the short code of a row.
func (ps *Problems) code(s string) {
	switch {
	case s == "":
		ps.add("code", "Manca il codice.", "The code is missing.")
	case !codeForm.MatchString(s):
		ps.add("code", fmt.Sprintf("Il codice «%s» non va bene: fino a 20 lettere, cifre, punti, barre e trattini, senza spazi.", s),
			fmt.Sprintf("The code %q won't do: up to 20 letters, digits, points, slashes and hyphens, without spaces.", s))
	}
}

// address asks for an e-mail address, when there is one.
func (ps *Problems) address(field, s, it, en string) {
	if s == "" {
		return
	}
	a, err := mail.ParseAddress(s)
	at := strings.LastIndexByte(s, '@')
	if err != nil || a.Name != "" || a.Address != s || len(s) > 254 || !strings.Contains(s[at+1:], ".") || strings.ContainsFunc(s, unicode.IsSpace) {
		ps.named(field, Name{it, en}, fmt.Sprintf("«%s» non è un indirizzo. Deve essere come nome@dominio.it.", s),
			fmt.Sprintf("%q is no address. It must look like name@domain.it.", s))
	}
}

// taxCode asks for a codice fiscale: 11 digits, or 16 characters of a person.
func (ps *Problems) taxCode(field, s string, personal bool) {
	switch {
	case s == "":
		ps.add(field, "Manca il codice fiscale.", "The tax code is missing.")
	case codes.IsCompany(s):
		if !codes.ValidCompany(s) {
			ps.add(field, fmt.Sprintf("Il codice fiscale %s è sbagliato: l'ultima cifra, di controllo, non torna.", s),
				fmt.Sprintf("The tax code %s is wrong: its last digit, the check digit, does not fit.", s))
		}
	case personal && codes.IsPerson(s):
		if !codes.ValidPerson(s) {
			ps.add(field, fmt.Sprintf("Il codice fiscale %s è sbagliato: l'ultima lettera, di controllo, non torna.", s),
				fmt.Sprintf("The tax code %s is wrong: its last letter, the check letter, does not fit.", s))
		}
	case personal:
		ps.add(field, fmt.Sprintf("Il codice fiscale %s non ha la forma giusta: 11 cifre, oppure i 16 caratteri di una persona, in maiuscolo.", s),
			fmt.Sprintf("The tax code %s is not of the right form: 11 digits, or the 16 characters of a person, in capitals.", s))
	default:
		ps.add(field, fmt.Sprintf("Il codice fiscale %s non ha la forma giusta: devono essere 11 cifre.", s),
			fmt.Sprintf("The tax code %s is not of the right form: it needs 11 digits.", s))
	}
}

// vatID asks for a partita IVA, when there is one: IT and 11 digits.
func (ps *Problems) vatID(field, s string) {
	if s == "" {
		return
	}
	digits, ok := strings.CutPrefix(s, "IT")
	switch {
	case !ok || !codes.IsCompany(digits):
		ps.add(field, fmt.Sprintf("La partita IVA %s non ha la forma giusta: IT e 11 cifre.", s),
			fmt.Sprintf("The VAT number %s is not of the right form: IT and 11 digits.", s))
	case !codes.ValidCompany(digits):
		ps.add(field, fmt.Sprintf("La partita IVA %s è sbagliata: l'ultima cifra, di controllo, non torna.", s),
			fmt.Sprintf("The VAT number %s is wrong: its last digit, the check digit, does not fit.", s))
	}
}

// iban asks for the IBAN of an account, when there is one.
func (ps *Problems) iban(field, s string) {
	switch {
	case s == "" || codes.ValidIBAN(s):
	case strings.ContainsAny(s, " \t"):
		ps.add(field, fmt.Sprintf("L'IBAN %s va scritto senza spazi.", s), fmt.Sprintf("Write the IBAN %s without spaces.", s))
	case !codes.IsIBAN(s):
		ps.add(field, fmt.Sprintf("L'IBAN %s non ha la forma giusta: quello italiano ha 27 caratteri, IT e poi lettere maiuscole e cifre.", s),
			fmt.Sprintf("The IBAN %s is not of the right form: an Italian one has 27 characters, IT and then capital letters and digits.", s))
	default:
		ps.add(field, fmt.Sprintf("L'IBAN %s è sbagliato: le cifre di controllo non tornano. Ricopiarlo dalla comunicazione dell'ente.", s),
			fmt.Sprintf("The IBAN %s is wrong: its check digits do not fit. Copy it again from the body's notice.", s))
	}
}

// date asks for a date in the years that the calendar knows; it returns false
// when there is none to go on with.
func (ps *Problems) date(field string, d calendar.Date, it, en string, required bool) bool {
	switch {
	case d.IsZero():
		if required {
			ps.named(field, Name{it, en}, "manca la data.", "the date is missing.")
		}
		return false
	case d.Year() < calendar.FirstYear || d.Year() > calendar.LastYear:
		ps.named(field, Name{it, en}, fmt.Sprintf("il %s è fuori dagli anni dal %d al %d. Controllare l'anno.", d.It(), calendar.FirstYear, calendar.LastYear),
			fmt.Sprintf("%s is outside the years %d to %d. Check the year.", d, calendar.FirstYear, calendar.LastYear))
		return false
	}
	return true
}

// between asks for a number within limits.
func (ps *Problems) between(field string, n, low, high int, it, en string) {
	if n < low || n > high {
		ps.named(field, Name{it, en}, fmt.Sprintf("%d non va bene, deve essere da %d a %d.", n, low, high),
			fmt.Sprintf("%d won't do, it must be from %d to %d.", n, low, high))
	}
}
