package workflow

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Act is what people said on an obligation.
type Act string

// The acts.
const (
	ActDeclared     Act = "declared"     // the body: there is nothing to submit
	ActRevoked      Act = "revoked"      // the body: that declaration no longer holds
	ActAcknowledged Act = "acknowledged" // the office: nothing to submit, indeed
	ActRefused      Act = "refused"      // the office: the paper is owed all the same
	ActExtended     Act = "extended"     // the office: a later date
	ActWaived       Act = "waived"       // the office does not ask for it
	ActRestored     Act = "restored"     // the office asks for it again
	ActChased       Act = "chased"       // the office reminded of it by hand
)

// ActID is the id of an act.
type ActID int64

// Acted is what an act that the rules allow changes.
type Acted struct {
	Act    Act
	Reason string
	Status ObligationStatus
	Due    calendar.Due  // of an extension: the new date, with both in its derivation
	From   calendar.Date // of an extension: the date before
	// Tell says that the operators of the body are told.
	Tell bool
}

// extensionLimit is how far from today, or from the present date, an extension
// may lead.
const extensionLimit = 1 // year

// declarationLeast is how many characters the reason of a declaration has at least:
// a few words.
const declarationLeast = 8

// DeclareNothing is a body's declaration that it has nothing to submit for an
// obligation.
func DeclareNothing(o Obligation, by Actor, reason string) (Acted, error) {
	if err := ofBody(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status == ObligationDeclared {
		return Acted{}, Refuse(Conflict, "obligation.declared_already",
			"Per questo adempimento è già stato dichiarato che non c'è nulla da trasmettere: l'ufficio deve ancora rispondere.",
			"It was already declared that there is nothing to submit for this obligation: the office has not answered yet.")
	}
	if o.Status != ObligationOpen {
		return Acted{}, notOpen()
	}
	why, err := given(reason, "Manca il motivo. Scrivere perché per questo periodo non c'è nulla da trasmettere.",
		"The reason is missing. Write why there is nothing to submit for this period.")
	if err == nil && utf8.RuneCountInString(why) < declarationLeast {
		err = Refuse(Invalid, "reason.short",
			"Il motivo è troppo breve. Scrivere in poche parole perché per questo periodo non c'è nulla da trasmettere: l'ufficio decide su quello.",
			"The reason is too short. Write in a few words why there is nothing to submit for this period: the office decides on it.")
	}
	return Acted{Act: ActDeclared, Reason: why, Status: ObligationDeclared}, err
}

// TakenBack is the reason of a declaration that was taken back without one: it is
// kept in Italian and told in the language of whoever reads it.
func TakenBack() Text {
	return Text{"Dichiarazione ritirata dall'ente.", "Declaration taken back by the body."}
}

// RevokeDeclaration takes a declaration back that the office has not answered.
func RevokeDeclaration(o Obligation, by Actor, reason string) (Acted, error) {
	if err := ofBody(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status != ObligationDeclared {
		return Acted{}, notDeclared()
	}
	if strings.TrimSpace(reason) == "" {
		reason = TakenBack().It
	}
	return Acted{Act: ActRevoked, Reason: strings.TrimSpace(reason), Status: ObligationOpen}, nil
}

// AnswerDeclaration is the office's answer to a declaration: it acknowledges that
// there is nothing to submit, or refuses it with a reason.
func AnswerDeclaration(o Obligation, by Actor, acknowledge bool, reason string) (Acted, error) {
	if err := ofOffice(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status != ObligationDeclared {
		return Acted{}, notDeclared()
	}
	if acknowledge {
		return Acted{Act: ActAcknowledged, Reason: strings.TrimSpace(reason), Status: ObligationNothing, Tell: true}, nil
	}
	why, err := given(reason, "Manca il motivo. Scrivere perché il documento è dovuto comunque.",
		"The reason is missing. Write why the document is owed all the same.")
	return Acted{Act: ActRefused, Reason: why, Status: ObligationOpen, Tell: true}, err
}

// Extend gives an open obligation a later date: after today, after the present
// date, and within a year of the later of the two.
func Extend(o Obligation, by Actor, to calendar.Date, reason string, today calendar.Date) (Acted, error) {
	if err := ofOffice(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status == ObligationDeclared {
		return Acted{}, answerFirst()
	}
	if o.Status != ObligationOpen {
		return Acted{}, notOpen()
	}
	if err := laterDate(to, o.Due.On, today); err != nil {
		return Acted{}, err
	}
	why, err := given(reason, "Manca il motivo. Scrivere perché si concede la proroga.",
		"The reason is missing. Write why the extension is granted.")
	return Acted{Act: ActExtended, Reason: why, Status: ObligationOpen, Due: o.Due.Extend(to), From: o.Due.On, Tell: true}, err
}

func laterDate(to, due, today calendar.Date) error {
	latest := later(due, today)
	switch {
	case to.IsZero():
		return Refuse(Invalid, "extension.no_date", "Manca la nuova scadenza. Scegliere una data.", "The new date is missing. Choose one.")
	case !to.After(due):
		return Refuse(Invalid, "extension.not_later",
			"La nuova scadenza deve venire dopo quella attuale, "+due.It()+". Scegliere una data successiva.",
			"The new date must come after the present one, "+due.String()+". Choose a later one.")
	case !to.After(today):
		return Refuse(Invalid, "extension.past",
			"La nuova scadenza deve essere nel futuro. Scegliere una data dopo oggi.",
			"The new date must be in the future. Choose one after today.")
	case to.After(calendar.MustDate(latest.Year()+extensionLimit, latest.Month(), min(latest.Day(), 28)).AddDays(max(0, latest.Day()-28))):
		return Refuse(Invalid, "extension.too_long",
			"La nuova scadenza è a più di un anno. Controllare l'anno; per tempi più lunghi, non chiedere il documento o cambiare il tipo di adempimento.",
			"The new date is more than a year away. Check the year; for more time, waive the document or change the requirement.")
	}
	return nil
}

// Waive says that the office does not ask for an obligation.
func Waive(o Obligation, by Actor, reason string) (Acted, error) {
	if err := ofOffice(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status == ObligationDeclared {
		return Acted{}, answerFirst()
	}
	if o.Status != ObligationOpen {
		return Acted{}, notOpen()
	}
	why, err := given(reason, "Manca il motivo. Scrivere perché il documento non è richiesto.",
		"The reason is missing. Write why the document is not asked for.")
	return Acted{Act: ActWaived, Reason: why, Status: ObligationWaived, Tell: true}, err
}

// Restore asks again for what was waived, or acknowledged as nothing to submit.
func Restore(o Obligation, by Actor, reason string) (Acted, error) {
	if err := ofOffice(o, by); err != nil {
		return Acted{}, err
	}
	if o.Status != ObligationWaived && o.Status != ObligationNothing {
		return Acted{}, Refuse(Conflict, "obligation.not_waived",
			"Questo adempimento è già richiesto. Ricaricare la pagina per vedere a che punto è.",
			"This obligation is asked for already. Reload the page to see where it stands.")
	}
	why, err := given(reason, "Manca il motivo. Scrivere perché il documento è di nuovo richiesto.",
		"The reason is missing. Write why the document is asked for again.")
	return Acted{Act: ActRestored, Reason: why, Status: ObligationOpen, Tell: true}, err
}

// Lateness is by how much something came after its date: whole calendar days, and
// hours where the date has an hour.
type Lateness struct {
	Days  int
	Hours int // begun ones, after an hour that counts; 0 where the day counts
}

// NoLongerOwed refuses an act that would ask for what the registry no longer makes
// owed, and says what to do instead.
func NoLongerOwed(a Act) error {
	it, en := "Correggere prima l'anagrafe (centro, convenzione o tipo di adempimento), poi chiedere di nuovo il documento.",
		"Correct the registry first (centre, agreement or requirement), then ask for the document again."
	switch a {
	case ActRevoked:
		it, en = "La dichiarazione può restare com'è; in caso di dubbio, chiedere alla Prefettura.",
			"The declaration may stay as it is; in case of doubt, ask the Prefettura."
	case ActRefused:
		it, en = "Prendere atto della dichiarazione, oppure correggere prima l'anagrafe (centro, convenzione o tipo di adempimento).",
			"Acknowledge the declaration, or correct the registry first (centre, agreement or requirement)."
	}
	return Refuse(Conflict, "obligation.not_owed", "Secondo l'anagrafe questo documento non è più dovuto. "+it,
		"As the registry stands, this document is no longer owed. "+en)
}

// LateAt says by how much what is received at an instant comes late.
func (o Obligation) LateAt(received time.Time) Lateness {
	return Lateness{Days: o.Due.DaysLate(calendar.DateOf(received)), Hours: o.Due.HoursLate(received)}
}

func ofBody(o Obligation, by Actor) error {
	if by.Role == reception.Operator && by.Body != 0 && by.Body == o.BodyID {
		return nil
	}
	return Refuse(Denied, "obligation.body_only",
		"Solo l'ente può dichiarare che non ha nulla da trasmettere. Accedere con l'utenza dell'ente.",
		"Only the body can declare that it has nothing to submit. Sign in with the body's account.")
}

func ofOffice(o Obligation, by Actor) error {
	switch by.Role {
	case reception.Reviewer, reception.Head, reception.Administrator:
		if by.Body == 0 && by.Office == o.OfficeID {
			return nil
		}
	}
	return Refuse(Denied, "obligation.office_only",
		"Questa decisione spetta all'ufficio. Chiedere alla Prefettura indicando l'adempimento.",
		"This decision belongs to the office. Ask the Prefettura and name the obligation.")
}

// given returns the reason without blanks around it, or refuses a missing one.
func given(reason, it, en string) (string, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return "", Refuse(Invalid, "reason.missing", it, en)
	}
	return reason, nil
}

func notOpen() error {
	return Refuse(Conflict, "obligation.not_open",
		"Per questo adempimento è già arrivato un documento, o l'ufficio ha già deciso. Ricaricare la pagina per vedere a che punto è.",
		"A document has already arrived for this obligation, or the office has already decided. Reload the page to see where it stands.")
}

func notDeclared() error {
	return Refuse(Conflict, "obligation.not_declared",
		"Non c'è una dichiarazione in attesa di risposta per questo adempimento. Ricaricare la pagina per vedere a che punto è.",
		"No declaration waits for an answer on this obligation. Reload the page to see where it stands.")
}

func answerFirst() error {
	return Refuse(Conflict, "obligation.declared",
		"L'ente ha dichiarato che non c'è nulla da trasmettere. Rispondere prima alla dichiarazione.",
		"The body has declared that there is nothing to submit. Answer the declaration first.")
}
