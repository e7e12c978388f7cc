package engine

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// The limits of a password: NIST SP 800-63B §5.1.1.2 asks for length and a list
// of known ones, not for kinds of characters. bcrypt reads 72 bytes.
const (
	passwordChars  = 12
	passwordBytes  = 72
	passwordUnlike = 5 // different characters
)

// checkPassword refuses a password that is short, well known, monotonous or made
// of the person's own address.
func checkPassword(password string, p reception.Person) error {
	switch n := utf8.RuneCountInString(password); {
	case n < passwordChars:
		return workflow.Refuse(workflow.Invalid, "password.short",
			fmt.Sprintf("La password ha %s: ne servono almeno %d. Tre o quattro parole qualsiasi vanno bene.", plural(n, "carattere", "caratteri"), passwordChars),
			fmt.Sprintf("The password has %s: it needs at least %d. Any three or four words will do.", plural(n, "character", "characters"), passwordChars))
	case len(password) > passwordBytes:
		return workflow.Refuse(workflow.Invalid, "password.long",
			fmt.Sprintf("La password è troppo lunga: al massimo %d caratteri, meno se ci sono lettere accentate.", passwordBytes),
			fmt.Sprintf("The password is too long: at most %d characters, fewer with accented letters.", passwordBytes))
	case ownWords(password, p):
		return workflow.Refuse(workflow.Invalid, "password.own",
			"La password contiene l'indirizzo e-mail o il nome di chi la usa: sceglierne una che non si possa indovinare.",
			"The password contains your address or your name: choose one that can't be guessed.")
	case monotonous(password) || wellKnown(password):
		return workflow.Refuse(workflow.Invalid, "password.common",
			"Questa password è tra quelle che si provano per prime. Sceglierne un'altra: tre o quattro parole qualsiasi vanno bene.",
			"This password is among those that are tried first. Choose another: any three or four words will do.")
	}
	return nil
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// ownWords says that the password holds the person's address, its first part, or
// their whole name.
func ownWords(password string, p reception.Person) bool {
	password = strings.ToLower(password)
	address := strings.ToLower(p.Email)
	local, _, _ := strings.Cut(address, "@")
	name := strings.ToLower(strings.ReplaceAll(p.Name, " ", ""))
	return strings.Contains(password, address) || len(local) >= 4 && strings.Contains(password, local) ||
		len(name) >= 6 && strings.Contains(strings.ReplaceAll(password, " ", ""), name)
}

// monotonous says that the password has few different characters, or only runs
// like 1234567890 and qwertyuiop.
func monotonous(password string) bool {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[unicode.ToLower(r)] = true
	}
	if len(seen) < passwordUnlike {
		return true
	}
	rest := strings.ToLower(password)
	for _, row := range []string{"01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp"} {
		rest = withoutRuns(withoutRuns(rest, row), backwards(row))
	}
	return len(rest) < passwordChars/2
}

// withoutRuns takes away every piece of four characters or more that is also one
// of a row.
func withoutRuns(s, row string) string {
	const least = 4
	for n := len(row); n >= least; n-- {
		for i := 0; i+n <= len(row); i++ {
			s = strings.ReplaceAll(s, row[i:i+n], "")
		}
	}
	return s
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// wellKnown says that the password is made of words that are tried first, with
// digits and signs around them and letters written as digits.
func wellKnown(password string) bool {
	plain := strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(strings.ToLower(password))
	for _, s := range []string{letters(strings.ToLower(password)), letters(plain)} {
		left := s
		for _, w := range knownWords() {
			left = strings.ReplaceAll(left, w, "")
		}
		if len(left) < 4 && s != left {
			return true
		}
	}
	return false
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// knownWords are words of which common passwords are made, in Italy and in this
// field; longer ones first where one holds another.
func knownWords() []string {
	return strings.Fields(`password passwort passw pass parolachiave amministratore administrator administrador admin superuser root
		benvenuto benvenuti benvenuta welcome ciaociao ciao salve buongiorno amoremio amore tiamo iloveyou love
		juventus juve milan inter napoli lazio roma fiorentina torino forza italia italiana italiano sempre
		prefettura prefetto ministero interno interni insiemi rimini accoglienza migranti cooperativa coop ufficio lavoro
		francesco francesca alessandro alessandra giuseppe giovanni antonio andrea marco matteo martina chiara giulia valentina maria luca
		stella stellina principessa cucciolo tesoro bambina angelo angela gattina pulcino farfalla
		qwerty qwertz azerty asdf zxcv letmein login signin accesso accedi segreto segreta secret master monkey dragon sunshine princess
		football baseball superman batman pokemon computer internet telefono samsung google facebook microsoft windows
		gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
		lunedi martedi mercoledi giovedi venerdi sabato domenica primavera estate autunno inverno
		changeme cambiami cambia default temporanea temporary provvisoria prova test esempio example guest ospite utente user`)
}
