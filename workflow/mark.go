package workflow

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/reception"
)

// SayMark is what somebody may say of a mark: the office what holds from then on, a
// body of its own registers what the office then confirms.
func SayMark(by Actor, m reception.Mark) (reception.Mark, error) {
	if err := CheckMark(m.Mark); err != nil {
		return m, err
	}
	if !slices.Contains(reception.Meanings(), m.Meaning) {
		return m, Refuse(Invalid, "mark.meaning", "Manca il significato. Scegliere dall'elenco se il segno vale presenza o assenza.",
			"The meaning is missing. Choose from the list whether the mark is a presence or an absence.")
	}
	switch {
	case by.Body == 0 && by.Role != reception.Operator:
		m.ConfirmedAt, m.ConfirmedBy = m.SaidAt, by.Person
	case by.Body != m.BodyID:
		return m, Refuse(Denied, "mark.other_body", "Si possono spiegare solo i segni dei registri del proprio ente.", "Only the marks of one's own body's registers can be explained.")
	}
	return m, nil
}

// CheckMark refuses what is no mark: a blank, and what may be somebody's name.
func CheckMark(mark string) error {
	switch {
	case mark == "":
		return Refuse(Invalid, "mark.missing", "Manca il segno. Scriverlo come sta nel registro; una casella vuota non è un segno e va riempita.",
			"The mark is missing. Write it as it stands in the register; a blank cell is no mark and is to be filled in.")
	case utf8.RuneCountInString(mark) > reception.MaxMark || strings.ContainsFunc(mark, unicode.IsSpace):
		return Refuse(Invalid, "mark.long", "Un segno ha al massimo 5 caratteri: quello scritto è un testo, e potrebbe essere un nome. Correggere il registro.",
			"A mark has 5 characters at most: what was written is a text, and may be a name. Correct the register.")
	case strings.ContainsFunc(mark, unseen), !strings.ContainsFunc(mark, inked):
		return Refuse(Invalid, "mark.control", "Il segno contiene caratteri che non si vedono. Scriverlo di nuovo a mano.", "The mark has characters that can't be seen. Type it again.")
	}
	return nil
}

// unseen says that a character leaves nothing on a page: with it a cell that looks blank,
// or a usual mark, would count as somebody says. Some letters and symbols are drawn blank.
func unseen(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0': // fillers of Hangul, blank of Braille
		return true
	}
	return !unicode.IsPrint(r)
}

// inked says that a character is seen by itself, and does not only change the one before.
func inked(r rune) bool { return !unicode.IsMark(r) }

// MarkKnown refuses what was said already.
func MarkKnown(m reception.Mark) error {
	if !m.Holds() {
		return Refuse(Conflict, "mark.proposed", "Il significato di «"+m.Mark+"» è già stato proposto: manca la conferma dell'ufficio.",
			"The meaning of “"+m.Mark+"” was already proposed: the office has not confirmed it yet.")
	}
	return Refuse(Conflict, "mark.known", "«"+m.Mark+"» ha già questo significato: i registri sono letti così.",
		"“"+m.Mark+"” has this meaning already: registers are read by it.")
}

// AnswerMark says whether somebody may confirm or refuse what a body said of a mark.
func AnswerMark(by Actor, m reception.Mark) error {
	if err := ofOfficeAlone(by, m.OfficeID); err != nil {
		return err
	}
	if m.Holds() {
		return Refuse(Conflict, "mark.answered", "Qualcuno ha già confermato questo segno. Ricaricare la pagina.", "Somebody has confirmed this mark already. Reload the page.")
	}
	return nil
}

// EndMark says whether somebody may end what a mark means.
func EndMark(by Actor, m reception.Mark) error {
	if by.Body != 0 && by.Body == m.BodyID && !m.Holds() {
		return nil
	}
	return ofOfficeAlone(by, m.OfficeID)
}

func ofOfficeAlone(by Actor, office reception.OfficeID) error {
	if by.Body == 0 && by.Role != reception.Operator && by.Office == office {
		return nil
	}
	return Refuse(Denied, "mark.office_only", "Il significato di un segno lo conferma o lo toglie l'ufficio.", "The office confirms or ends the meaning of a mark.")
}
