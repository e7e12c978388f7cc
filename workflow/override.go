package workflow

import (
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
)

// OverrideAct is one thing that somebody does about the override of a finding.
type OverrideAct string

// The acts. A blocking finding is overridden by two people: one proposes, another
// confirms. Any other finding is by one.
const (
	OverrideProposed  OverrideAct = "proposed"
	OverrideConfirmed OverrideAct = "confirmed"
	OverrideWithdrawn OverrideAct = "withdrawn"
)

// OverrideStep is an act that was taken on one finding.
type OverrideStep struct {
	Act    OverrideAct
	Reason string // why the finding does not stand, or why the override is withdrawn
	By     reception.PersonID
	At     time.Time
}

// Override is what stands about one finding after the acts on it.
type Override struct {
	Reason    string             // "" where nobody overrides the finding
	By        reception.PersonID // who proposed it
	At        time.Time
	Confirmed reception.PersonID // zero: nobody did
}

// OverrideOf folds the acts on one finding, oldest first.
func OverrideOf(acts []OverrideStep) (o Override) {
	for _, a := range acts {
		switch a.Act {
		case OverrideProposed:
			o = Override{Reason: a.Reason, By: a.By, At: a.At}
		case OverrideConfirmed:
			o.Confirmed = a.By
		case OverrideWithdrawn:
			o = Override{}
		}
	}
	return o
}

// Proposed says that somebody gave a reason to override the finding.
func (o Override) Proposed() bool { return o.By != 0 }

// Holds says that the finding is overridden. blocking says that it takes two.
func (o Override) Holds(blocking bool) bool { return o.Proposed() && (!blocking || o.Confirmed != 0) }

// Propose refuses, with a sentence, what may not be overridden, or not by this
// person, or without a reason. closed says that the case is.
func (o Override) Propose(by Actor, reason string, closed bool) error {
	if err := mayOverride(by, closed); err != nil {
		return err
	}
	switch {
	case o.Proposed():
		return Refuse(Conflict, "override.there", "Il rilievo è già superato, o in attesa di conferma. Per cambiare il motivo, ritirare prima quello che c'è.",
			"The finding is overridden already, or waits for a confirmation. To change the reason, withdraw the one that is there first.")
	case strings.TrimSpace(reason) == "":
		return Refuse(Invalid, "override.reason", "Manca il motivo. Scrivere perché il rilievo non impedisce l'approvazione e da che cosa risulta.",
			"The reason is missing. Write why the finding does not stand in the way of an approval, and from what that follows.")
	}
	return nil
}

// Confirm refuses the confirmation of what nobody proposed, of what is confirmed
// already, and by whoever proposed it.
func (o Override) Confirm(by Actor, closed bool) error {
	if err := mayOverride(by, closed); err != nil {
		return err
	}
	switch {
	case !o.Proposed():
		return overrideGone()
	case o.Confirmed != 0:
		return Refuse(Conflict, "override.confirmed", "Il superamento di questo rilievo è già confermato.", "The override of this finding is confirmed already.")
	case o.By == by.Person:
		return Refuse(Denied, "override.four_eyes", "Chi propone di superare un rilievo bloccante non può anche confermarlo: serve una seconda persona dell'ufficio.",
			"Whoever proposes to override a blocking finding can't confirm it too: a second person of the office is needed.")
	}
	return nil
}

// Withdraw refuses to take back what is not there.
func (o Override) Withdraw(by Actor, closed bool) error {
	if err := mayOverride(by, closed); err != nil {
		return err
	}
	if !o.Proposed() {
		return overrideGone()
	}
	return nil
}

func overrideGone() error {
	return Refuse(Conflict, "override.gone", "Nessuno ha proposto di superare questo rilievo, o la proposta è stata ritirata. Ricaricare la pagina.",
		"Nobody proposed to override this finding, or the proposal was withdrawn. Reload the page.")
}

func mayOverride(by Actor, closed bool) error {
	switch {
	case by.Role != reception.Reviewer && by.Role != reception.Head:
		return Refuse(Denied, "override.role", "Solo chi istruisce le pratiche e il dirigente possono superare un rilievo.",
			"Only reviewers and the head of office can override a finding.")
	case closed:
		return Refuse(Conflict, "case.closed", "La pratica è già chiusa: nessun'altra decisione è possibile.",
			"The case is closed: no further decision can be taken.")
	}
	return nil
}

// Blocking is a blocking finding as an approval meets it.
type Blocking struct {
	Rule     string
	Override Override
}

// Answer says what an approval does about blocking findings: which of them it
// confirms, as a second person. It refuses an approval over one that nobody
// overrides, and a last approval by whoever overrides one without a second person.
func Answer(found []Blocking, by Actor, last bool) (confirms []int, err error) {
	var open, alone []string
	for i, f := range found {
		switch {
		case !f.Override.Proposed():
			open = append(open, f.Rule)
		case f.Override.Confirmed != 0:
		case f.Override.By != by.Person:
			confirms = append(confirms, i)
		case last:
			alone = append(alone, f.Rule)
		}
	}
	switch {
	case len(open) > 0:
		rules := strings.Join(open, ", ")
		return nil, Refuse(Invalid, "override.missing",
			"Ci sono rilievi bloccanti senza un superamento che valga adesso ("+rules+"). Restituire il documento, oppure scrivere accanto a ciascun rilievo perché è superato.",
			"There are blocking findings without an override that holds now ("+rules+"). Return the document, or write beside each finding why it does not stand.")
	case len(alone) > 0:
		rules := strings.Join(alone, ", ")
		return nil, Refuse(Denied, "override.second",
			"Il superamento dei rilievi bloccanti ("+rules+") va confermato da una seconda persona dell'ufficio, dalla pagina di questa pratica. Poi si può approvare.",
			"The override of blocking findings ("+rules+") must be confirmed by a second person of the office, on the page of this case. Then it can be approved.")
	}
	return confirms, nil
}
