package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// foundLine is a finding of a document, as scripts see it.
type foundLine struct {
	File string `json:"file"`
	check.Finding
	Inputs []inputLine `json:"inputs"` // in the place of the finding's own
}

// inputLine is an input with the file that it stands in.
type inputLine struct {
	It       string         `json:"it"`
	En       string         `json:"en"`
	Value    string         `json:"value"` // as Italian screens write it
	ValueEn  string         `json:"value_en,omitempty"`
	Source   string         `json:"source"`
	File     string         `json:"file,omitempty"`
	Place    document.Place `json:"place"`
	ValidOn  calendar.Date  `json:"valid_on"`
	Unsure   bool           `json:"unsure,omitempty"`
	Others   []string       `json:"others,omitempty"`
	OthersEn []string       `json:"others_en,omitempty"`
}

// explainedLine is a document with what was made of it.
type explainedLine struct {
	File      string          `json:"file"`
	Kind      document.Kind   `json:"kind"`
	Centre    string          `json:"centre,omitempty"`
	CIG       string          `json:"cig,omitempty"`
	Start     string          `json:"start,omitempty"`
	End       string          `json:"end,omitempty"`
	WhyIt     string          `json:"not_placed_it,omitempty"`
	WhyEn     string          `json:"not_placed_en,omitempty"`
	ErrorIt   string          `json:"error_it,omitempty"`
	ErrorEn   string          `json:"error_en,omitempty"`
	Findings  int             `json:"findings"`
	Outcomes  []check.Outcome `json:"outcomes,omitempty"` // with --explain
	placedFor *check.Slot
}

// checkedFolder is what `insiemi check --json` prints.
type checkedFolder struct {
	Today     calendar.Date   `json:"today"`
	Worst     check.Severity  `json:"worst"` // "" where nothing was found
	Findings  []foundLine     `json:"findings"`
	Documents []explainedLine `json:"documents"`
}

// print writes findings, the worst first, then, where asked, what was checked.
func (o checkOptions) print(w io.Writer, f checkFacts, all []paperRead, results []check.Result) error {
	out := checkedFolder{Today: f.today, Findings: []foundLine{}, Documents: []explainedLine{}}
	for i, p := range all {
		out.Documents = append(out.Documents, f.explained(p, results[i], o.explain))
		for _, x := range results[i].Findings {
			out.Findings = append(out.Findings, foundLine{p.file, x, inputsOf(x, all)})
		}
	}
	order := []check.Severity{check.Block, check.Task, check.Warn, check.Info}
	slices.SortStableFunc(out.Findings, func(a, b foundLine) int {
		return slices.Index(order, a.Severity) - slices.Index(order, b.Severity)
	})
	if len(out.Findings) > 0 {
		out.Worst = out.Findings[0].Severity
	}
	if o.json {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(out)
	}
	for _, x := range out.Findings {
		o.printFinding(w, x)
	}
	o.printTotals(w, out)
	if o.explain {
		for _, d := range out.Documents {
			o.printExplained(w, d)
		}
	}
	return nil
}

func inputsOf(x check.Finding, all []paperRead) []inputLine {
	out := make([]inputLine, len(x.Inputs))
	for i, in := range x.Inputs {
		out[i] = inputLine{It: in.It, En: in.En, Value: in.Value, ValueEn: in.ValueEn, Source: in.Source, Place: in.Place, ValidOn: in.ValidOn, Unsure: in.Unsure, Others: in.Others, OthersEn: in.OthersEn}
		if n := int(in.Document); n >= 1 && n <= len(all) {
			out[i].File = all[n-1].file
		}
	}
	return out
}

func (f checkFacts) explained(p paperRead, r check.Result, whole bool) explainedLine {
	out := explainedLine{File: p.file, Kind: p.sub.Kind, WhyIt: p.whyIt, WhyEn: p.whyEn, Findings: len(r.Findings), placedFor: p.sub.Obligation}
	if e := p.sub.Reading.Error; e != nil {
		out.ErrorIt, out.ErrorEn = e.It, e.En
	}
	if s := p.sub.Obligation; s != nil {
		out.Start, out.End = s.For.Start.String(), s.For.End.String()
		if i := slices.IndexFunc(f.centres, func(c reception.Centre) bool { return c.ID == s.Centre }); i >= 0 {
			out.Centre = f.centres[i].Code
		}
		if i := slices.IndexFunc(f.agreements, func(a reception.Agreement) bool { return a.ID == s.Agreement }); i >= 0 {
			out.CIG = f.agreements[i].CIG
		}
	}
	if whole {
		out.Outcomes = r.Outcomes
	}
	return out
}

// severityWord is how people read a severity, as on the pages.
func (o checkOptions) severityWord(s check.Severity) string {
	switch s {
	case check.Block:
		return o.say("Bloccante", "Blocking")
	case check.Task:
		return o.say("Da valutare", "To be judged")
	case check.Warn:
		return o.say("Attenzione", "Attention")
	}
	return o.say("Nota", "Note")
}

func (o checkOptions) printFinding(w io.Writer, x foundLine) {
	fmt.Fprintf(w, "%s · %s · %s\n  %s\n  %s %s\n", o.severityWord(x.Severity), x.Rule, x.File, o.say(x.It, x.En), o.say("Che cosa fare:", "What to do:"), o.say(x.DoIt, x.DoEn))
	steps := x.ArithmeticIt
	if o.lang == "en" {
		steps = x.ArithmeticEn
	}
	for _, s := range steps {
		fmt.Fprintf(w, "  = %s\n", s)
	}
	for _, in := range x.Inputs {
		if in.Source == check.SourceReading { // its value is a code for support
			if at := o.placeWords(in.Place); at != "" {
				fmt.Fprintf(w, "  - %s: %s\n", o.say(in.It, in.En), at)
			}
			continue
		}
		fmt.Fprintf(w, "  - %s: %s%s\n", o.say(in.It, in.En), o.say(in.Value, cmp.Or(in.ValueEn, in.Value)), o.whence(in))
	}
	fmt.Fprintln(w)
}

// whence says in brackets where an input stands, and whether it is certain.
func (o checkOptions) whence(in inputLine) string {
	var s string
	switch in.Source {
	case "document":
		s = in.File
		if at := o.placeWords(in.Place); at != "" {
			s += ", " + at
		}
	case "registry":
		s = o.say("dati del contratto", "facts of the agreement")
		if !in.ValidOn.IsZero() {
			s += o.say(", al "+in.ValidOn.It(), ", on "+in.ValidOn.En())
		}
	case "calendar":
		s = o.say("calendario", "calendar")
	}
	if in.Unsure {
		s += o.say("; da verificare", "; to be verified")
	}
	return " (" + s + ")"
}

func (o checkOptions) placeWords(p document.Place) string {
	cell := o.say("cella ", "cell ")
	if strings.Contains(p.Cell, ":") {
		cell = o.say("celle ", "cells ")
	}
	switch {
	case p.XPath != "":
		return p.XPath
	case p.Cell != "" && p.Sheet != "":
		return o.say("foglio ", "sheet ") + p.Sheet + ", " + cell + p.Cell
	case p.Cell != "":
		return cell + p.Cell
	case p.Page > 0:
		return o.say("pagina ", "page ") + strconv.Itoa(p.Page)
	}
	return ""
}

// printTotals says how many findings there are of each severity.
func (o checkOptions) printTotals(w io.Writer, c checkedFolder) {
	fmt.Fprintf(w, o.say("Documenti: %d; rilievi: %d", "Documents: %d; findings: %d"), len(c.Documents), len(c.Findings))
	sep := " ("
	for _, s := range []check.Severity{check.Block, check.Task, check.Warn, check.Info} {
		n := 0
		for _, x := range c.Findings {
			if x.Severity == s {
				n++
			}
		}
		if n > 0 {
			fmt.Fprintf(w, "%s%s %d", sep, o.severityWord(s), n)
			sep = ", "
		}
	}
	if sep != " (" {
		fmt.Fprint(w, ")")
	}
	fmt.Fprintln(w, ".")
}

// printExplained says what a document was taken for, and of each rule what became.
func (o checkOptions) printExplained(w io.Writer, d explainedLine) {
	title := o.say("tipo non riconosciuto", "kind not recognised")
	if info, ok := d.Kind.Info(); ok {
		title = o.say(info.It, info.En)
	}
	fmt.Fprintf(w, "\n%s: %s", d.File, title)
	for _, s := range []string{d.Centre, o.span(d.placedFor), cigWords(d.CIG)} {
		if s != "" {
			fmt.Fprintf(w, ", %s", s)
		}
	}
	fmt.Fprintln(w)
	if d.WhyIt != "" {
		fmt.Fprintf(w, o.say("  non collocato: %s\n", "  not placed: %s\n"), o.say(d.WhyIt, d.WhyEn))
	}
	if d.ErrorIt != "" {
		fmt.Fprintf(w, o.say("  non letto: %s\n", "  not read: %s\n"), o.say(d.ErrorIt, d.ErrorEn))
	}
	var why []string
	without := map[string][]string{}
	for _, x := range d.Outcomes {
		if x.Applied {
			said := o.say("nulla da dire", "nothing to say")
			if x.Findings > 0 {
				said = fmt.Sprintf(o.say("rilievi: %d", "findings: %d"), x.Findings)
			}
			fmt.Fprintf(w, "  %-4s %s: %s\n", x.Rule, o.say(x.TitleIt, x.TitleEn), said)
			if x.UncheckedIt != "" {
				fmt.Fprintf(w, o.say("       non controllato: %s\n", "       not checked: %s\n"), o.say(x.UncheckedIt, x.UncheckedEn))
			}
			continue
		}
		reason := o.say(x.WhyNotIt, x.WhyNotEn)
		if without[reason] == nil {
			why = append(why, reason)
		}
		without[reason] = append(without[reason], x.Rule)
	}
	for _, reason := range why {
		fmt.Fprintf(w, o.say("  non si applica: %s %s\n", "  does not apply: %s %s\n"), strings.Join(without[reason], " "), "– "+reason)
	}
}

func cigWords(cig string) string {
	if cig == "" {
		return ""
	}
	return "CIG " + cig
}

func (o checkOptions) span(s *check.Slot) string {
	switch {
	case s == nil:
		return ""
	case s.For.IsMonth():
		return s.For.Key()
	case s.For.Start.Equal(s.For.End):
		return s.For.Start.It()
	}
	return s.For.Start.It() + "–" + s.For.End.It()
}
