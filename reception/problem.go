package reception

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is one thing that is wrong with a row of the registry: where, and in a
// sentence what is wrong and what to do.
type Problem struct {
	// Field is the key of the field as the row's JSON names it: "cig",
	// "tariffs[2].from_on" (from 0). In a Registry it begins with the list and the
	// row: "centres[3].code".
	Field string
	It    string
	En    string
	// Of is how the sentences begin when they name what they are about, without the
	// colon: "PEC". Where the field itself shows it, Beside leaves it out.
	Of Name
}

// Name is what something is called, in Italian and English.
type Name struct{ It, En string }

// In returns the sentence in a language, Italian by default.
func (p Problem) In(lang string) string {
	if lang == "en" {
		return p.En
	}
	return p.It
}

// Beside returns the sentence as it stands beside its field, which shows its own
// name.
func (p Problem) Beside(lang string) string {
	of := p.Of.It
	if lang == "en" {
		of = p.Of.En
	}
	rest, named := strings.CutPrefix(p.In(lang), of+": ")
	if of == "" || !named || rest == "" {
		return p.In(lang)
	}
	first, size := utf8.DecodeRuneInString(rest)
	return string(unicode.ToUpper(first)) + rest[size:]
}

// Problems is everything that is wrong. As an error it travels inside a refusal,
// as its cause; ProblemsOf finds it again.
type Problems []Problem

// Error lists the fields, without their sentences.
func (ps Problems) Error() string {
	fields := make([]string, len(ps))
	for i, p := range ps {
		fields[i] = p.Field
	}
	return "problems with " + strings.Join(fields, ", ")
}

// Of returns the problems of a field and of what it holds: "tariffs" has those of
// "tariffs[0].from_on".
func (ps Problems) Of(field string) Problems {
	var out Problems
	for _, p := range ps {
		rest, ok := strings.CutPrefix(p.Field, field)
		if ok && (rest == "" || rest[0] == '[' || rest[0] == '.') {
			out = append(out, p)
		}
	}
	return out
}

// ProblemsOf finds the problems in an error chain; nil when there are none.
func ProblemsOf(err error) Problems {
	var ps Problems
	if errors.As(err, &ps) {
		return ps
	}
	return nil
}

// add notes a problem with a field.
func (ps *Problems) add(field, it, en string) {
	*ps = append(*ps, Problem{Field: field, It: it, En: en})
}

// named notes a problem with a field, in a sentence that begins with its name.
func (ps *Problems) named(field string, of Name, it, en string) {
	*ps = append(*ps, Problem{Field: field, It: of.It + ": " + it, En: of.En + ": " + en, Of: of})
}

// under puts the problems of a part under its own key.
func (ps *Problems) under(prefix string, of Problems) {
	for _, p := range of {
		p.Field = prefix + p.Field
		*ps = append(*ps, p)
	}
}
