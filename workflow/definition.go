package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Text is a text in the two languages of the screens.
type Text struct {
	It string `yaml:"it"`
	En string `yaml:"en"`
}

// In returns the text in that language, Italian by default.
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.It
}

// Lines is the text on two lines, Italian first, as it is kept where there is one
// place for it.
func (t Text) Lines() string {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return line(t.It) + "\n" + line(t.En)
}

// TextOf reads what Lines wrote; a single line stands for both languages.
func TextOf(lines string) Text {
	it, en, _ := strings.Cut(lines, "\n")
	return Text{it, en}
}

// Wait is how long a task may take. Exactly one of the two is set.
type Wait struct {
	Days        int `yaml:"days,omitempty"`
	WorkingDays int `yaml:"working_days,omitempty"`
}

// From returns the due date of a wait that starts on a day.
func (w Wait) From(cal calendar.Calendar, start calendar.Date) calendar.Due {
	if w.WorkingDays > 0 {
		return cal.AfterWorkingDays(start, w.WorkingDays)
	}
	return cal.AfterDays(start, w.Days)
}

// Step is one place where a case waits for a person.
type Step struct {
	Name  string         `yaml:"name"`
	Title Text           `yaml:"title"`
	Role  reception.Role `yaml:"role"`
	Due   Wait           `yaml:"due"`
	// Approve, Return and Reject name where the decision leads: a step, or one
	// of the ends "approved" and "rejected". Empty: not offered here.
	Approve string `yaml:"approve,omitempty"`
	Return  string `yaml:"return,omitempty"`
	Reject  string `yaml:"reject,omitempty"`
	// Resubmit names where a corrected revision leads; only on steps of the
	// operator.
	Resubmit string `yaml:"resubmit,omitempty"`
	// OtherThan names a step whose decider may not decide here too (two pairs
	// of eyes).
	OtherThan string `yaml:"other_than,omitempty"`
}

// Definition is an approval workflow as data. Cases are pinned to its version.
type Definition struct {
	Key     string `yaml:"key"`
	Version int    `yaml:"version"`
	Title   Text   `yaml:"title"`
	Steps   []Step `yaml:"steps"` // the first is where a case opens
}

// Step returns the step of that name.
func (d Definition) Step(name string) (Step, bool) {
	for _, s := range d.Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}

// ParseDefinition reads a definition from YAML and lints it. The error names
// every problem, a line each.
func ParseDefinition(src []byte) (Definition, error) {
	var d Definition
	if err := yaml.UnmarshalWithOptions(src, &d, yaml.Strict()); err != nil {
		return d, fmt.Errorf("the definition is not readable: %w", err)
	}
	if problems := d.Lint(); len(problems) > 0 {
		return d, fmt.Errorf("the definition %q can't be used:\n%s", d.Key, strings.Join(problems, "\n"))
	}
	return d, nil
}

func isEnd(name string) bool { return name == string(Approved) || name == string(Rejected) }

// Lint returns every problem of a definition: a name used twice, an edge to
// nowhere, a step that can't be reached, a step from which no end can be
// reached, a wait that is missing.
func (d Definition) Lint() []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if d.Key == "" || d.Version < 1 {
		add("it needs a key and a version from 1")
	}
	if len(d.Steps) == 0 {
		add("it has no steps")
		return out
	}
	seen := map[string]bool{}
	for _, s := range d.Steps {
		if s.Name == "" || isEnd(s.Name) || seen[s.Name] {
			add("the step name %q is empty, reserved or used twice", s.Name)
		}
		seen[s.Name] = true
	}
	for _, s := range d.Steps {
		out = append(out, d.lintStep(s)...)
	}
	reached := d.reach(d.Steps[0].Name)
	for _, s := range d.Steps {
		if !reached[s.Name] {
			add("step %q can't be reached", s.Name)
		}
		ends := d.reach(s.Name)
		if !ends[string(Approved)] && !ends[string(Rejected)] {
			add("no end can be reached from step %q", s.Name)
		}
	}
	return out
}

func (d Definition) lintStep(s Step) []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("step %q ", s.Name)+fmt.Sprintf(format, args...))
	}
	if !slices.Contains([]reception.Role{reception.Operator, reception.Reviewer, reception.Head}, s.Role) {
		add("has the role %q, which can't have tasks", s.Role)
	}
	if (s.Due.Days > 0) == (s.Due.WorkingDays > 0) {
		add("needs either due.days or due.working_days")
	}
	for _, next := range s.edges() {
		if _, ok := d.Step(next); !ok && !isEnd(next) {
			add("leads to %q, which is neither a step nor an end", next)
		}
	}
	if (s.Role == reception.Operator) != (s.Resubmit != "") {
		add("must have resubmit if and only if it is the operator's")
	}
	if back, ok := d.Step(s.Return); ok && back.Role != reception.Operator {
		add("returns to %q, which is not a step of the operator", s.Return)
	}
	if s.Role == reception.Operator && (s.Approve != "" || s.Return != "" || s.Reject != "") {
		add("is the operator's, who can't decide on papers of their own")
	}
	if s.Approve == string(Rejected) || s.Reject == string(Approved) || isEnd(s.Return) {
		add("leads to the opposite of what is decided")
	}
	if s.OtherThan != "" {
		if before, ok := d.Step(s.OtherThan); !ok || s.OtherThan == s.Name || before.Role == reception.Operator {
			add("names other_than %q, which is not another step of the office", s.OtherThan)
		}
	}
	return out
}

func (s Step) edges() []string {
	var out []string
	for _, e := range []string{s.Approve, s.Return, s.Reject, s.Resubmit} {
		if e != "" {
			out = append(out, e)
		}
	}
	return out
}

// reach returns every step and end that can be reached from a step, itself
// included.
func (d Definition) reach(from string) map[string]bool {
	seen := map[string]bool{}
	todo := []string{from}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		if s, ok := d.Step(name); ok {
			todo = append(todo, s.edges()...)
		}
	}
	return seen
}

// Next returns where an outcome leads from this step; ok is false when the
// step does not offer it.
func (s Step) Next(o Outcome) (next string, ok bool) {
	switch o {
	case Approved:
		next = s.Approve
	case Returned:
		next = s.Return
	case Rejected:
		next = s.Reject
	}
	return next, next != ""
}
