package workflow

import (
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// A draft is a file that somebody of a body tries before sending it for an
// obligation: it is read and checked, and nothing is received. It is its body's
// alone, and goes by itself.

// DraftID identifies a draft.
type DraftID int64

// DraftLasts is how long a draft that is not sent is there.
const DraftLasts = 24 * time.Hour

// DraftNotedFor is how long it is remembered afterwards that there was one.
const DraftNotedFor = 30 * 24 * time.Hour

// Draft is a file that is tried before it is sent.
type Draft struct {
	ID           DraftID
	ObligationID ObligationID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	PersonID     reception.PersonID
	FileName     string // for display only; "" once it was sent or has ended
	SHA256       document.SHA256
	Size         int64  // bytes
	StoredAs     string // its key in the object store
	PutAt        time.Time
	EndsAt       time.Time
	Scanned      bool       // its pages are images, and wait to be recognised
	CheckedAt    *time.Time // nil: the rules have not run yet, or are to run again
	FailedAt     *time.Time // since when its reading does not succeed; nil: it may
	// RevisionID is the revision that was sent of it, or that the body had sent of
	// the same bytes; zero: none.
	RevisionID document.RevisionID
}

// DraftState is where a draft stands.
type DraftState string

// The states of a draft.
const (
	DraftNone    DraftState = ""        // there is none
	DraftReading DraftState = "reading" // machines are at it
	DraftFailed  DraftState = "failed"  // machines did not succeed, and go on trying
	DraftChecked DraftState = "checked"
	DraftSent    DraftState = "sent"
	DraftEnded   DraftState = "ended" // its time was over before it was sent
)

// StateAt is where a draft stands at an instant.
func (d Draft) StateAt(now time.Time) DraftState {
	switch {
	case d.ID == 0:
		return DraftNone
	case d.RevisionID != 0:
		return DraftSent
	case !now.Before(d.EndsAt):
		return DraftEnded
	case d.CheckedAt != nil:
		return DraftChecked
	case d.FailedAt != nil:
		return DraftFailed
	}
	return DraftReading
}

// There says that a draft can be looked at, replaced or sent.
func (s DraftState) There() bool { return s == DraftReading || s == DraftFailed || s == DraftChecked }

// ToRead says that machines are to read the draft.
func (s DraftState) ToRead() bool { return s == DraftReading || s == DraftFailed }

// MayTry says whether somebody may have a draft for an obligation: an operator of a
// body, while something can be sent for it.
func MayTry(by Actor, o Obligation) error {
	if err := triesFor(by); err != nil {
		return err
	}
	if o.Status == ObligationOpen || o.Status == ObligationToComplete {
		return nil
	}
	return Refuse(Conflict, "draft.closed",
		"Per questo adempimento al momento non si può trasmettere un file, quindi non c'è niente da provare. La pagina dell'adempimento dice perché.",
		"No file can be submitted for this obligation at the moment, so there is nothing to try. The page of the obligation says why.")
}

func triesFor(by Actor) error {
	if by.Role == reception.Operator && by.Body != 0 {
		return nil
	}
	return Refuse(Denied, "draft.role", "Le prove prima dell'invio sono degli operatori dell'ente.", "Trying files before sending them is for the body's operators.")
}

// MaySend says whether a draft can still be sent; what was sent already is no matter
// of this.
func (d Draft) MaySend(by Actor, now time.Time) error {
	if err := triesFor(by); err != nil {
		return err
	}
	switch d.StateAt(now) {
	case DraftNone:
		return NoDraft()
	case DraftEnded:
		return DraftGone()
	}
	return nil
}

// NoDraft refuses what is asked of a draft that is not there, or not any more.
func NoDraft() error {
	return Refuse(Conflict, "draft.none",
		"Questa prova non c'è più: è stata eliminata o sostituita da un'altra. Ricaricare la pagina e provare di nuovo il file.",
		"This draft is no longer there: it was deleted, or another one took its place. Reload the page and try the file again.")
}

// DraftGone refuses to send a draft whose time is over.
func DraftGone() error {
	return Refuse(Conflict, "draft.ended",
		"La prova è scaduta e il file non è più qui. Non è stato trasmesso nulla: scegliere di nuovo il file.",
		"The draft has ended and its file is no longer here. Nothing was submitted: choose the file again.")
}

// DraftSummary is what is kept of the reading of a draft: what it is and its
// totals, no words, names or guests.
type DraftSummary struct {
	Kind   document.Kind     `json:"kind,omitempty"`
	Score  float64           `json:"score,omitempty"` // of the kind, 0 to 1
	Pages  int               `json:"pages,omitempty"`
	Values []DraftValue      `json:"values,omitempty"`
	Inside int               `json:"inside,omitempty"` // documents in an archive
	Meant  bool              `json:"meant,omitempty"`  // one of these is what was checked
	Error  *document.Warning `json:"error,omitempty"`  // why nothing could be read
	Rules  int               `json:"rules,omitempty"`  // that there are
	Ran    int               `json:"ran,omitempty"`    // of these, that applied
}

// DraftValue is one value of a reading.
type DraftValue struct {
	Name   string `json:"name"` // of the vocabulary of fields
	Value  string `json:"value"`
	Unsure bool   `json:"unsure,omitempty"`
}

// summed are the values that a summary keeps: what a paper is about, and its
// totals. None of them is about a person.
func summed() []string {
	return []string{document.CentreCode, document.PeriodMonth, document.PeriodStart, document.PeriodEnd, document.CIG, document.InvoiceCIG,
		document.GuestCount, document.PersonDays, document.DeclaredPersonDays,
		document.InvoiceNumber, document.InvoiceDate, document.InvoiceType, document.InvoiceBodies, document.InvoiceTaxable, document.InvoiceTax, document.InvoiceTotal, document.InvoicePayable,
		document.Total, document.TotalCount, document.KitCount, document.CardCount,
		document.ContractDate, document.ContractStart, document.ContractEnd, document.IssuedOn, document.ValidUntil,
		document.DepartedOn, document.LeaveStart, document.LeaveEnd}
}

// mostSummed is how many values of one name a summary keeps.
const mostSummed = 4

// SummaryOf is what is kept of a reading.
func SummaryOf(d document.Reading) DraftSummary {
	s := DraftSummary{Kind: d.Kind, Score: d.KindScore, Pages: d.PageCount, Error: d.Error}
	for _, name := range summed() {
		var of []DraftValue
		for _, f := range d.Fields {
			v := DraftValue{f.Name, f.Value, f.Unsure}
			if f.Name == name && strings.TrimSpace(f.Value) != "" && len(of) < mostSummed && !slices.Contains(of, v) {
				of = append(of, v)
			}
		}
		s.Values = append(s.Values, of...)
	}
	return s
}
