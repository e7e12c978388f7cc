package workflow

import "errors"

// Code says who can mend what was refused.
type Code string

// The codes.
const (
	Invalid  Code = "invalid"   // the sender, by sending something else
	NotFound Code = "not_found" // nobody: there is no such thing for this viewer
	Denied   Code = "denied"    // somebody with another role
	Conflict Code = "conflict"  // the sender, after looking at what changed
	Internal Code = "internal"  // the administrator
)

// Refusal is the one error that carries a sentence for people: what is wrong
// and what to do, in Italian and English. Cause is for the log only.
type Refusal struct {
	Code  Code
	Name  string // stable, for tests and scripts: "reason.missing"
	It    string
	En    string
	Cause error
}

func (r *Refusal) Error() string {
	s := string(r.Code) + " " + r.Name
	if r.Cause != nil {
		s += ": " + r.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Refuse returns a refusal.
func Refuse(code Code, name, it, en string) *Refusal {
	return &Refusal{Code: code, Name: name, It: it, En: en}
}

// RefusalOf finds the refusal in an error chain; ok is false when the error has
// no sentence for people.
func RefusalOf(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// IsRefusal says that the error chain holds a refusal of that name.
func IsRefusal(err error, name string) bool {
	r, ok := RefusalOf(err)
	return ok && r.Name == name
}
