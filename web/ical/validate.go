package ical

import (
	"errors"
	"fmt"
	"math"
	"net/mail"
	"regexp"
	"strings"
)

// maxAlarmDays is the longest time before that an alarm may be set for.
const maxAlarmDays = 365

var hostName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?$`)

// validate tells every problem of the feed at once.
func (f Feed) validate() error {
	var problems []error
	tell := func(bad bool, sentence string, args ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(sentence, args...))
		}
	}
	tell(blank(f.Name), "the calendar has no name")
	tell(!hostName.MatchString(f.Host), "the host %q is not a DNS name", f.Host)
	tell(f.Now.IsZero(), "the calendar has no date of its own (Now)")
	tell(f.OfficePEC != "" && !plainAddress(f.OfficePEC), "the PEC %q of the office is not an e-mail address", f.OfficePEC)
	seen := map[string]bool{}
	for i, e := range f.Entries {
		tell(seen[clean(e.UID)], "entry %d (%s): another one has the same UID", i+1, e.UID)
		seen[clean(e.UID)] = true
		for _, p := range e.problems() {
			tell(true, "entry %d (%s): %s", i+1, e.UID, p)
		}
	}
	return errors.Join(problems...)
}

func (e Entry) problems() (out []string) {
	tell := func(bad bool, sentence string) {
		if bad {
			out = append(out, sentence)
		}
	}
	tell(blank(e.UID), "it has no UID")
	tell(blank(e.Title), "it has no title")
	tell(e.Due.On.IsZero(), "it has no date")
	tell(e.Sequence < 0 || e.Sequence > math.MaxInt32, "its sequence is not between 0 and 2147483647")
	tell(e.link() == nil, fmt.Sprintf("its address %q is not one of the web", e.URL))
	for _, d := range e.AlarmDays {
		tell(d < 0 || d > maxAlarmDays, fmt.Sprintf("an alarm %d days before is not between 0 and %d", d, maxAlarmDays))
	}
	return out
}

func blank(s string) bool { return strings.TrimSpace(clean(s)) == "" }

// plainAddress says that s is an address as it stands, with nothing that a
// mailto: URI would have to quote.
func plainAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == "" && !strings.ContainsAny(s, "\"%?&#<>\\ ")
}
