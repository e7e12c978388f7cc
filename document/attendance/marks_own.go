package attendance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Marks is the table by which marks are judged: an office's or a body's own
// meanings first, then the default table. The zero Marks are the default table.
type Marks struct {
	own map[string]symbol // by normalMark
}

// ErrMarks is a file of meanings that cannot be used.
var ErrMarks = errors.New("the meanings of marks cannot be used")

const (
	maxMarksFile = 64 << 10 // bytes
	maxMarkRunes = 20
)

// ParseMarks reads meanings of marks: one JSON object whose keys are symbols
// and whose values are meanings, in Italian or English:
//
//	{"F": "presente", "FE": "assente", "K": "uscita", "X": "chiedere"}
//
// Meanings are presente, assente, giustificata (an absence with a reason), ingresso (a day that counts, with which the
// stay begins), uscita (a day that does not count, with which it ends) and
// chiedere (a person is asked, even where the default table knows the symbol).
// An unknown meaning is an error: nothing is guessed.
func ParseMarks(r io.Reader) (Marks, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMarksFile+1))
	if err != nil {
		return Marks{}, fmt.Errorf("read meanings of marks: %w", err)
	}
	var table map[string]string
	if err := json.Unmarshal(b, &table); err != nil || len(b) > maxMarksFile {
		return Marks{}, fmt.Errorf("%w: not a JSON object of texts", ErrMarks)
	}
	m := Marks{own: make(map[string]symbol, len(table))}
	for mark, meaning := range table {
		s, ok := meaningOf(meaning)
		key := normalMark(mark)
		if !ok || key == "" || len([]rune(key)) > maxMarkRunes {
			return Marks{}, fmt.Errorf("%w: %q is no meaning of %q", ErrMarks, meaning, mark)
		}
		s.mark = key
		m.own[key] = s
	}
	return m, nil
}

// meanings are the words of ParseMarks, folded.
var meanings = []struct {
	words  string
	symbol symbol
}{
	{"presente presenza present firma", symbol{presence: Present, meaning: "presente"}},
	{"assente assenza absent", symbol{presence: Absent, meaning: "assente"}},
	{"giustificata autorizzata excused ospedale ricovero hospital", symbol{presence: Absent, excused: true, meaning: "assenza con un motivo"}},
	{"ingresso entrata arrivo entry", symbol{presence: Present, enters: true, meaning: "ingresso"}},
	{"uscita dimissione trasferimento exit", symbol{presence: Absent, leaves: true, meaning: "uscita"}},
	{"chiedere sconosciuto ask unknown", symbol{presence: Unknown, meaning: "da chiedere"}},
}

func meaningOf(text string) (symbol, bool) {
	t := strings.TrimSpace(fold(text))
	for _, m := range meanings {
		for w := range strings.FieldsSeq(m.words) {
			if t == w {
				return m.symbol, true
			}
		}
	}
	return symbol{}, false
}
