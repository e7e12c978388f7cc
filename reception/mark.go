package reception

import (
	"encoding/json"
	"time"
)

// MarkID is the id of what was said of a mark.
type MarkID int64

// Meaning is how a mark of a register counts. Its text is one that
// attendance.ParseMarks reads.
type Meaning string

// The meanings of marks.
const (
	MarkPresent Meaning = "present"
	MarkAbsent  Meaning = "absent"
	MarkExcused Meaning = "excused" // an absence with a reason
	MarkEntry   Meaning = "entry"   // a day that counts, with which the stay begins
	MarkExit    Meaning = "exit"    // a day that does not count, with which it ends
)

// Meanings returns the meanings in the order of a form.
func Meanings() []Meaning {
	return []Meaning{MarkPresent, MarkAbsent, MarkExcused, MarkEntry, MarkExit}
}

// MaxMark is how many characters a mark has at most; what is longer is a text, and
// may be somebody's name.
const MaxMark = 5

// Mark is what a symbol means in the registers of a body. What a body says holds
// once the office has confirmed it; what has ended is kept.
type Mark struct {
	ID          MarkID
	OfficeID    OfficeID
	BodyID      BodyID
	Mark        string // in capitals, as attendance.NormalMark has it
	Meaning     Meaning
	SaidAt      time.Time
	SaidBy      PersonID
	ConfirmedAt time.Time // zero: the office has not confirmed it
	ConfirmedBy PersonID
}

// Holds says that registers are read by it.
func (m Mark) Holds() bool { return !m.ConfirmedAt.IsZero() }

// MarksFile is the file by which registers are read: of those of the marks that
// hold, nil where none does. The same marks give the same bytes.
func MarksFile(all []Mark) ([]byte, error) {
	table := map[string]Meaning{}
	for _, m := range all {
		if m.Holds() {
			table[m.Mark] = m.Meaning
		}
	}
	if len(table) == 0 {
		return nil, nil
	}
	return json.Marshal(table)
}
