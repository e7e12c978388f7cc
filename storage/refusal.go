package storage

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/insiemi/insiemi/workflow"
)

// sentence is what people are told when the database refuses a change.
type sentence struct {
	code   workflow.Code
	it, en string
}

// sentences maps constraint names to what people are told.
func sentences() map[string]sentence {
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
		"people_email_unique": {workflow.Conflict,
			"C'è già una persona con questo indirizzo e-mail. Usare un altro indirizzo.",
			"There is already a person with this e-mail address. Use another one."},
		"centres_code_unique": {workflow.Conflict,
			"C'è già un centro con questo codice. Usare un altro codice.",
			"There is already a centre with this code. Use another one."},
		"bodies_code_unique": {workflow.Conflict,
			"C'è già un ente con questo codice. Usare un altro codice.",
			"There is already a body with this code. Use another one."},
		"agreements_cig_form": {workflow.Invalid,
			"Il CIG deve avere 10 caratteri, lettere maiuscole e cifre.",
			"The CIG must have 10 characters, capital letters and digits."},
		"agreements_end_after_start": {workflow.Invalid,
			"La convenzione finisce prima di cominciare. Controllare le due date.",
			"The agreement ends before it starts. Check the two dates."},
		"append_only": {workflow.Internal,
			"Ciò che è stato ricevuto o deciso non si può modificare.",
			"What was received or decided can't be changed."},
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
