package workflow

import (
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Open says how a case starts on its definition.
func Open(def Definition, cal calendar.Calendar, today calendar.Date) Move {
	first := def.Steps[0]
	return Move{Reason: "opened", Step: first.Name, Open: taskOf(first, cal, today), Obligation: ObligationUnderReview}
}

func taskOf(s Step, cal calendar.Calendar, today calendar.Date) *NewTask {
	return &NewTask{Step: s.Name, Role: s.Role, Due: s.Due.From(cal, today)}
}

// Asked is a decision that somebody asks to take.
type Asked struct {
	Outcome Outcome
	Reason  string
	By      Actor
	// Before are the decisions taken on the case, oldest first, with the step
	// of their task.
	Before []Taken
}

// Taken is a decision that was taken, with the step it was taken at.
type Taken struct {
	Step string
	By   reception.PersonID
}

// Decide says what a decision leads to, or refuses it with a sentence.
func Decide(def Definition, c Case, t Task, asked Asked, cal calendar.Calendar, today calendar.Date) (Move, error) {
	step, err := decidable(def, c, t)
	if err != nil {
		return Move{}, err
	}
	if err := mayDecide(step, asked); err != nil {
		return Move{}, err
	}
	next, ok := step.Next(asked.Outcome)
	if !ok {
		return Move{}, Refuse(Invalid, "outcome.not_offered",
			"In questa fase la decisione scelta non è prevista. Scegliere una delle decisioni mostrate nella pagina.",
			"This step does not offer that decision. Choose one of those shown on the page.")
	}
	if asked.Outcome != Approved && strings.TrimSpace(asked.Reason) == "" {
		return Move{}, Refuse(Invalid, "reason.missing",
			"Manca il motivo. Scrivere che cosa non va e che cosa deve fare l'ente.",
			"The reason is missing. Write what is wrong and what the body must do.")
	}
	m := follow(def, next, cal, today)
	m.Reason = string(asked.Outcome) + " at " + step.Name
	m.Tell = asked.Outcome != Approved || isEnd(next)
	return m, nil
}

func decidable(def Definition, c Case, t Task) (Step, error) {
	if c.Closed() {
		return Step{}, Refuse(Conflict, "case.closed",
			"La pratica è già chiusa: nessun'altra decisione è possibile.",
			"The case is closed: no further decision can be taken.")
	}
	if t.Closed || t.CaseID != c.ID || t.Step != c.Step {
		return Step{}, Refuse(Conflict, "task.closed",
			"Qualcuno ha già deciso questo compito. Ricaricare la pagina per vedere a che punto è la pratica.",
			"Somebody has already decided this task. Reload the page to see where the case stands.")
	}
	step, ok := def.Step(t.Step)
	if !ok {
		return Step{}, Refuse(Internal, "step.unknown",
			"La fase della pratica non esiste più nel modello. Avvisare l'amministratore.",
			"The step of the case is not in its definition. Tell the administrator.")
	}
	return step, nil
}

func mayDecide(step Step, asked Asked) error {
	if asked.By.Role != step.Role {
		return Refuse(Denied, "role.other",
			"Questo compito spetta a un altro ruolo: "+RoleName(step.Role, "it")+".",
			"This task belongs to another role: "+RoleName(step.Role, "en")+".")
	}
	if step.OtherThan == "" {
		return nil
	}
	for i := len(asked.Before) - 1; i >= 0; i-- {
		if b := asked.Before[i]; b.Step == step.OtherThan {
			if b.By != asked.By.Person {
				return nil
			}
			return Refuse(Denied, "four_eyes",
				"Chi ha deciso la fase precedente non può decidere anche questa. Serve una seconda persona.",
				"Whoever decided the previous step can't decide this one too. A second person is needed.")
		}
	}
	return nil
}

// follow says what arriving at a step or end means.
func follow(def Definition, next string, cal calendar.Calendar, today calendar.Date) Move {
	switch next {
	case string(Approved):
		return Move{Outcome: Approved, Obligation: ObligationAccepted}
	case string(Rejected):
		return Move{Outcome: Rejected, Obligation: ObligationRejected}
	}
	s, _ := def.Step(next)
	m := Move{Step: s.Name, Open: taskOf(s, cal, today), Obligation: ObligationUnderReview}
	if s.Role == reception.Operator {
		m.Obligation = ObligationToComplete
	}
	return m
}

// Resubmit says what a corrected revision leads to. A revision is accepted only
// while the case waits for the operator.
func Resubmit(def Definition, c Case, cal calendar.Calendar, today calendar.Date) (Move, error) {
	if c.Closed() {
		return Move{}, Refuse(Conflict, "case.closed",
			"La pratica di questo documento è chiusa e non ammette correzioni. Per chiarimenti scrivere all'ufficio indicando il numero della pratica.",
			"The case of this document is closed and takes no corrections. If you have questions, write to the office and name the number of the case.")
	}
	step, ok := def.Step(c.Step)
	if !ok || step.Resubmit == "" {
		return Move{}, Refuse(Conflict, "case.not_waiting",
			"Questo documento è in esame e non attende correzioni. Se serve sostituirlo, chiedere all'ufficio di restituirlo.",
			"This document is under review and does not await a correction. To replace it, ask the office to return it.")
	}
	m := follow(def, step.Resubmit, cal, today)
	m.Reason = "resubmitted"
	return m, nil
}

// RoleName returns the role's name for screens.
func RoleName(r reception.Role, lang string) string {
	names := map[reception.Role]Text{
		reception.Operator:      {"operatore dell'ente", "operator of the body"},
		reception.Reviewer:      {"istruttore", "reviewer"},
		reception.Head:          {"dirigente", "head of office"},
		reception.Administrator: {"amministratore", "administrator"},
	}
	return names[r].In(lang)
}
