package storage

import (
	"errors"
	"maps"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/insiemi/insiemi/workflow"
)

// sentence is what people are told when the database refuses a change.
type sentence struct {
	code   workflow.Code
	it, en string
}

// sentences maps constraint names to what people are told. What people type is
// validated before it gets here, with better sentences: these are for what two of
// them do at once.
func sentences() map[string]sentence {
	all := registrySentences()
	maps.Copy(all, workSentences())
	return all
}

// workSentences are about documents and decisions.
func workSentences() map[string]sentence {
	return map[string]sentence{
		"revisions_same_bytes": {workflow.Conflict,
			"Questo file è già stato trasmesso: la ricevuta è tra i documenti inviati. Non serve inviarlo di nuovo.",
			"This file was already submitted: its receipt is among the documents sent. There is no need to send it again."},
		"documents_one_per_obligation": {workflow.Conflict,
			"Per questo adempimento c'è già un documento. Se va corretto, aprire quel documento e inviare una nuova versione quando l'ufficio lo restituisce.",
			"This obligation already has a document. To correct it, open that document and send a new revision once the office returns it."},
		"decisions_one_per_task": {workflow.Conflict,
			"Qualcuno ha già deciso questo compito. Ricaricare la pagina per vedere a che punto è la pratica.",
			"Somebody has already decided this task. Reload the page to see where the case stands."},
		"decisions_reason_given": {workflow.Invalid,
			"Manca il motivo. Scrivere che cosa non va e che cosa deve fare l'ente.",
			"The reason is missing. Write what is wrong and what the body must do."},
		"marks_one_each": {workflow.Conflict,
			"Qualcuno ha appena detto che cosa significa questo segno. Ricaricare la pagina per vederlo.",
			"Somebody has just said what this mark means. Reload the page to see it."},
		"marks_stay": {workflow.Denied,
			"Ciò che un segno significa lo conferma e lo fa cessare l'ufficio, una volta sola. Ricaricare la pagina per vedere che cosa vale.",
			"What a mark means is confirmed and ended by the office, once. Reload the page to see what holds."},
		"append_only": {workflow.Internal,
			"Ciò che è stato ricevuto o deciso non si può modificare.",
			"What was received or decided can't be changed."},
	}
}

// registrySentences are about the registry.
func registrySentences() map[string]sentence {
	invalid := func(it, en string) sentence { return sentence{workflow.Invalid, it, en} }
	conflict := func(it, en string) sentence { return sentence{workflow.Conflict, it, en} }
	return map[string]sentence{
		"people_email_unique": conflict("C'è già una persona con questo indirizzo e-mail. Usare un altro indirizzo.",
			"There is already a person with this e-mail address. Use another one."),
		"people_operator_has_body": invalid("Un operatore è di un ente, chi lavora per l'ufficio di nessuno. Controllare ruolo ed ente.",
			"An operator belongs to a body, whoever works for the office to none. Check role and body."),
		"people_role_known":     invalid("Il ruolo non è tra quelli previsti. Sceglierne uno dell'elenco.", "The role is not one of those there are. Choose one of the list."),
		"people_language_known": invalid("La lingua è italiano o inglese.", "The language is Italian or English."),
		"offices_code_unique": conflict("C'è già un ufficio con questo codice. Usare un altro codice.",
			"There is already an office with this code. Use another one."),
		"offices_office_code_form": invalid("Il codice univoco ufficio deve avere 6 lettere maiuscole e cifre.",
			"The office code must have 6 capital letters and digits."),
		"offices_hours":         invalid("L'orario d'ufficio finisce prima di cominciare. Controllare i due orari.", "The office hours end before they begin. Check the two times."),
		"offices_due_soon_days": invalid("I giorni in cui una scadenza è vicina vanno da 0 a 60.", "The days in which a date counts as near are from 0 to 60."),
		"offices_horizon_days":  invalid("Gli adempimenti si scrivono in anticipo per 1–400 giorni.", "Obligations are written ahead for 1 to 400 days."),
		"offices_severities_by_rule": invalid("Le gravità dei controlli si scrivono per codice di controllo, come R11: bloccante.",
			"Severities of rules are written by the rule's code, such as R11: blocking."),
		"offices_escalate_after": invalid("Il dirigente si avvisa dopo 0–365 giorni.", "The head of office is told after 0 to 365 days."),
		"bodies_code_unique": conflict("C'è già un ente con questo codice. Usare un altro codice.",
			"There is already a body with this code. Use another one."),
		"bodies_vat_profile_known": invalid("Il profilo IVA è esente, al 5 % o fuori campo.", "The VAT profile is exempt, at 5 % or out of scope."),
		"centres_code_unique": conflict("C'è già un centro con questo codice. Usare un altro codice.",
			"There is already a centre with this code. Use another one."),
		"centres_kind_known":       invalid("Il tipo di centro è UA o CC.", "The kind of centre is UA or CC."),
		"centres_places_positive":  invalid("Un centro ha almeno un posto.", "A centre has at least one place."),
		"centres_close_after_open": invalid("Il centro chiude prima di aprire. Controllare le due date.", "The centre closes before it opens. Check the two dates."),
		"agreements_cig_form": invalid("Il CIG deve avere 10 caratteri, lettere maiuscole e cifre.",
			"The CIG must have 10 characters, capital letters and digits."),
		"agreements_cig_unique": conflict("C'è già una convenzione con questo CIG. Controllare il CIG sul contratto.",
			"There is already an agreement with this CIG. Look the CIG up in the agreement."),
		"agreements_end_after_start": invalid("La convenzione finisce prima di cominciare. Controllare le due date.",
			"The agreement ends before it starts. Check the two dates."),
		"agreements_kind_known":       invalid("La convenzione è un accordo quadro, un contratto attuativo o un affidamento ponte.", "The agreement is a framework, a call-off or a bridge."),
		"agreements_places":           invalid("I posti non possono essere meno di zero.", "The places can't be less than zero."),
		"agreements_payment_days":     invalid("I giorni per pagare vanno da 1 a 60 (D.Lgs. 231/2002 art. 4).", "The days to pay are from 1 to 60 (D.Lgs. 231/2002 art. 4)."),
		"agreements_invoice_months":   invalid("Una fattura è di 1, 2, 3, 4, 6 o 12 mesi.", "An invoice is of 1, 2, 3, 4, 6 or 12 months."),
		"agreements_paid_leave_hours": invalid("Le ore pagate di assenza vanno da 0 a 720.", "The paid hours of leave are from 0 to 720."),
		"agreements_absence_hours":    invalid("Le ore di assenza senza motivo vanno da 0 a 720.", "The hours of absence without a reason are from 0 to 720."),
		"agreement_extensions_later":  invalid("La proroga non proroga: finisce prima di dove parte.", "The extension does not extend: it ends before it starts."),
		"agreement_extensions_once": conflict("Due proroghe portano la convenzione allo stesso giorno. Toglierne una.",
			"Two extensions take the agreement to the same day. Take one away."),
		"agreement_centres_end_after_start": invalid("Un centro esce dalla convenzione prima di entrarvi. Controllare le due date.",
			"A centre leaves the agreement before it joins. Check the two dates."),
		"agreement_centres_overlap": conflict("Lo stesso centro è compreso due volte negli stessi giorni. Controllare le date dei centri.",
			"The same centre is covered twice on the same days. Check the dates of the centres."),
		"tariffs_overlap": conflict("Due tariffe dello stesso tipo di centro valgono negli stessi giorni. Chiudere la prima il giorno prima della seconda.",
			"Two tariffs for the same kind of centre hold on the same days. Close the first on the day before the second."),
		"tariffs_one_a_day": conflict("Due tariffe dello stesso tipo di centro cominciano lo stesso giorno. Toglierne una.",
			"Two tariffs for the same kind of centre start on the same day. Take one away."),
		"tariffs_end_after_start":     invalid("Una tariffa finisce prima di cominciare. Controllare le due date.", "A tariff ends before it starts. Check the two dates."),
		"tariffs_daily_rate_positive": invalid("Il prezzo al giorno deve essere più di zero.", "The rate a day must be more than zero."),
		"tariffs_centre_kind_known":   invalid("La tariffa è per UA o per CC.", "A tariff is for UA or for CC."),
		"happenings_reference_form": invalid("Il riferimento è un codice con almeno una cifra e mai più di quattro lettere di seguito, mai il nome di un ospite.",
			"The reference is a code with at least one digit and never more than four letters in a row, never a guest's name."),
		"requirements_unique": conflict("Questo tipo di adempimento c'è già. Aprire quello e modificarlo.",
			"This requirement is there already. Open that one and change it."),
		"closures_unique": conflict("Questo giorno di chiusura c'è già.",
			"This day of closure is there already."),
		"closures_once_or_yearly": invalid("Una chiusura è di una data, o di un giorno e mese di ogni anno.", "A closure is on a date, or on a day and month of every year."),
		"closures_named":          invalid("Manca il nome della chiusura.", "The name of the closure is missing."),
	}
}

// asRefusal makes a refusal of a constraint that has a sentence; other errors
// pass unchanged.
func asRefusal(err error) error {
	var pg *pgconn.PgError
	if _, already := workflow.RefusalOf(err); already || !errors.As(err, &pg) {
		return err
	}
	s, ok := sentences()[pg.ConstraintName]
	if !ok {
		return err
	}
	return &workflow.Refusal{Code: s.code, Name: pg.ConstraintName, It: s.it, En: s.en, Cause: err}
}
