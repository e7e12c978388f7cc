package workflow

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

//go:embed requirements.yaml
var requirementsYAML []byte

// DefaultRequirement is one of the requirements that a new office starts with.
type DefaultRequirement struct {
	reception.Requirement
	Explained Text // why, and what is a proposal
}

type requirementYAML struct {
	Kind       document.Kind        `yaml:"kind"`
	Subject    reception.Subject    `yaml:"subject"`
	Recurrence reception.Recurrence `yaml:"recurrence"`
	Happening  reception.What       `yaml:"happening"`
	Due        dueYAML              `yaml:"due"`
	Definition string               `yaml:"definition"`
	Ladder     []int                `yaml:"ladder"` // steps of its own; nothing: the office's
	Active     bool                 `yaml:"active"`
	Proposed   bool                 `yaml:"proposed"`
	Basis      string               `yaml:"basis"`
	Note       Text                 `yaml:"note"`
}

type dueYAML struct {
	Day    int `yaml:"day"`
	Months int `yaml:"months"`
	Term   struct {
		Hours       int `yaml:"hours"`
		Days        int `yaml:"days"`
		WorkingDays int `yaml:"working_days"`
		Months      int `yaml:"months"`
		Years       int `yaml:"years"`
	} `yaml:"term"`
}

func (d dueYAML) rule() reception.DueRule {
	return reception.DueRule{Day: d.Day, Months: d.Months, Term: calendar.Term{Hours: d.Term.Hours, Days: d.Term.Days,
		WorkingDays: d.Term.WorkingDays, Months: d.Term.Months, Years: d.Term.Years}}
}

var defaultRequirements = sync.OnceValues(func() ([]DefaultRequirement, error) { return parseRequirements(requirementsYAML) })

// DefaultRequirements returns the requirements that a new office starts with. It
// errs, naming every problem, when the catalogue that was compiled in can't be
// used: call it at the start.
func DefaultRequirements() ([]DefaultRequirement, error) {
	all, err := defaultRequirements()
	return slices.Clone(all), err
}

// DefaultChecklist is what goes with each invoice where an agreement does not say
// otherwise: the ten attachments of DM 18 October 2017, in their order.
func DefaultChecklist() []document.Kind {
	return []document.Kind{document.CostStatement, document.Register, document.StaffContracts, document.StaffSheets, document.MealStatement,
		document.GoodsStatement, document.PocketMoney, document.KitReceipts, document.Suppliers, document.Subcontracts}
}

func parseRequirements(src []byte) ([]DefaultRequirement, error) {
	var rows []requirementYAML
	if err := yaml.UnmarshalWithOptions(src, &rows, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("the default requirements are not readable: %w", err)
	}
	out := make([]DefaultRequirement, len(rows))
	for i, r := range rows {
		if r.Definition == "" {
			r.Definition = FallbackDefinition
		}
		var ladder *reception.Ladder
		if r.Ladder != nil {
			ladder = &reception.Ladder{Steps: r.Ladder}
		}
		out[i] = DefaultRequirement{reception.Requirement{Version: 1, Active: r.Active, Kind: r.Kind, Subject: r.Subject, Recurrence: r.Recurrence,
			Happening: r.Happening, Due: r.Due.rule(), Ladder: ladder, Definition: r.Definition, Basis: r.Basis, Proposed: r.Proposed, Note: r.Note.It}, r.Note}
	}
	if problems := lintRequirements(out); len(problems) > 0 {
		return nil, fmt.Errorf("the default requirements can't be used:\n%s", strings.Join(problems, "\n"))
	}
	return out, nil
}

// lintRequirements returns every problem of a catalogue.
func lintRequirements(all []DefaultRequirement) []string {
	var out []string
	known := map[string]bool{}
	definitions, err := DefaultDefinitions()
	if err != nil {
		out = append(out, err.Error())
	}
	for _, d := range definitions {
		known[d.Key] = true
	}
	seen := map[string]bool{}
	for i, q := range all {
		at := fmt.Sprintf("row %d (%s): ", i+1, q.Kind)
		for _, p := range q.Validate() {
			out = append(out, at+p.Field+": "+p.En)
		}
		if !known[q.Definition] {
			out = append(out, at+"there is no definition "+q.Definition)
		}
		if q.Recurrence == reception.Daily && (q.Ladder == nil || len(q.Ladder.Steps) > 0 && q.Ladder.Steps[0] < 0) {
			out = append(out, at+"what is owed for every day needs a ladder that begins on the due day: before it, the day has not come")
		}
		if q.Basis == "" || q.Explained.It == "" || q.Explained.En == "" {
			out = append(out, at+"it needs a basis and a note in both languages")
		}
		if k := fmt.Sprint(q.Kind, q.Subject, q.Recurrence, q.Happening); seen[k] {
			out = append(out, at+"it is there twice")
		} else {
			seen[k] = true
		}
	}
	return out
}
