package calendar

import (
	"errors"
	"fmt"
)

// Refusal says what is wrong with a date, a period or a term, and what to do, in
// both languages. As an error it speaks English.
type Refusal struct {
	It, En string
}

func (r Refusal) Error() string { return r.En }

// refuse writes the same values into both sentences.
func refuse(it, en string, values ...any) error {
	return Refusal{fmt.Sprintf(it, values...), fmt.Sprintf(en, values...)}
}

// about puts what is spoken of before the sentences of a refusal.
func about(it, en string, err error) error {
	var r Refusal
	if !errors.As(err, &r) {
		return err
	}
	return Refusal{it + ": " + r.It, en + ": " + r.En}
}
