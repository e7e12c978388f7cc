package proof

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception/check"
)

// Report is what the rules found of what was planted, and what they said of files
// that are right.
type Report struct {
	Options      province.Options
	Files, Right int
	Formats      map[province.Format]int
	Rules        []RuleCount // in the order of the table of rules
	Kinds        []KindCount // in the order of the ledger
	Missed       []string    // a line for each fault that was not found
	FalseAlarms  []Alarm     // each finding on a file that is right, but for Info
}

// Alarm is a finding on a file that is right.
type Alarm struct {
	Rule     string
	Severity check.Severity
	Text     string // what, on which file
	// Scanned says that it rests on a page that was read by optical recognition.
	Scanned bool
}

// RuleCount is what one rule did.
type RuleCount struct {
	Rule, Title string
	Planted     int // faults that it must find
	Found       int
	Missed      int // not found, or with less than the severity that they must have
	// Alarms are findings on files that are right, by severity, but for Info.
	Alarms map[check.Severity]int
	// Echoes are findings on such files that cite a paper that is wrong, or one that
	// has not come: they are true.
	Echoes int
	Notes  int // findings of Info, and of R21, which tells the terms of every invoice
}

// KindCount is what became of one kind of fault.
type KindCount struct {
	province.FaultKind
	Planted, Found int
	// Said counts the rules that had something to say of the files, whatever it was.
	Said map[string]int
}

// NewReport counts.
func NewReport(p *province.Province, cases []Judged) Report {
	r := Report{Options: p.Options, Files: len(cases), Formats: map[province.Format]int{}}
	for _, x := range check.Rules() {
		r.Rules = append(r.Rules, RuleCount{Rule: x.ID, Title: x.TitleEn, Alarms: map[check.Severity]int{}})
	}
	for _, k := range province.FaultKinds() {
		r.Kinds = append(r.Kinds, KindCount{FaultKind: k, Said: map[string]int{}})
	}
	for _, c := range cases {
		r.Formats[c.File.Format]++
		late := c.File.Fault != nil && c.File.Fault.Code == province.FaultLate
		if c.File.Fault != nil {
			r.planted(c)
		}
		if c.File.Fault == nil || late { // but for coming late it is right
			r.Right++
			r.right(c, late)
		}
	}
	return r
}

func (r *Report) rule(id string) *RuleCount {
	i := slices.IndexFunc(r.Rules, func(x RuleCount) bool { return x.Rule == id })
	if i < 0 {
		return &RuleCount{Alarms: map[check.Severity]int{}} // none of the table: counted nowhere
	}
	return &r.Rules[i]
}

func (r *Report) planted(c Judged) {
	i := slices.IndexFunc(r.Kinds, func(k KindCount) bool { return k.Code == c.File.Fault.Code })
	k := &r.Kinds[i]
	k.Planted++
	for _, f := range c.Result.Findings {
		if f.Severity != check.Info {
			k.Said[f.Rule]++
		}
	}
	if k.Rule == "" {
		return
	}
	x := r.rule(k.Rule)
	x.Planted++
	if c.found(k.FaultKind) {
		k.Found++
		x.Found++
		return
	}
	x.Missed++
	r.Missed = append(r.Missed, fmt.Sprintf("%s (%s) in %s, %s: %s said nothing", k.Code, c.File.Fault.En, c.File.Name, c.File.Fault.At, k.Rule))
}

// found says that the rule speaks, with the severity that the kind asks for.
func (c Judged) found(k province.FaultKind) bool {
	return slices.ContainsFunc(c.Result.Findings, func(f check.Finding) bool { return f.Rule == k.Rule && rank(f.Severity) <= rank(k.AtLeast) })
}

func rank(s check.Severity) int {
	return slices.Index([]check.Severity{check.Block, check.Task, check.Warn, check.Info}, s)
}

func (r *Report) right(c Judged, late bool) {
	for _, f := range c.Result.Findings {
		x := r.rule(f.Rule)
		switch {
		case late && f.Rule == "T1":
		case f.Severity == check.Info, f.Rule == "R21": // the terms of every invoice, of this as of others
			x.Notes++
		case c.echo(f):
			x.Echoes++
		default:
			x.Alarms[f.Severity]++
			r.FalseAlarms = append(r.FalseAlarms, Alarm{f.Rule, f.Severity,
				fmt.Sprintf("%s %s on %s (%s): %s", f.Rule, f.Severity, c.File.Name, c.File.Format, f.En), c.rests(f)})
		}
	}
}

// echo says that a finding is about a paper that is wrong, or is missing.
func (c Judged) echo(f check.Finding) bool {
	if len(c.Missing) > 0 && (f.Rule == "R3" || f.Rule == "R10") {
		return true
	}
	return slices.ContainsFunc(f.Inputs, func(in check.Input) bool { return c.Echoes[in.Document] })
}

// rests says that a finding is on a scan, or cites one.
func (c Judged) rests(f check.Finding) bool {
	return c.File.Format == province.Scan || slices.ContainsFunc(f.Inputs, func(in check.Input) bool { return c.Scans[in.Document] })
}

// FalseBlocks is how many findings block a file that is right.
func (r Report) FalseBlocks() (n int) {
	for _, x := range r.Rules {
		n += x.Alarms[check.Block]
	}
	return n
}

// Decidable is how many of the planted faults a rule can find, and how many of those
// were found.
func (r Report) Decidable() (planted, found int) {
	for _, x := range r.Rules {
		planted, found = planted+x.Planted, found+x.Found
	}
	return planted, found
}

// Markdown writes the tables of docs/checks.md.
func (r Report) Markdown(w io.Writer) error {
	var b strings.Builder
	planted, found := r.Decidable()
	o := r.Options
	fmt.Fprintf(&b, "Seed %d, today %s, %d bodies, %d centres, %d months, %d round(s) of faults: %d files, of which %d right. ", o.Seed, o.Today, o.Bodies, o.Centres, o.Months, o.Rounds, r.Files, r.Right)
	fmt.Fprintf(&b, "Faults that a rule can decide: %d planted, **%d found**, %d missed. False blocks: **%d**.\n\n", planted, found, planted-found, r.FalseBlocks())
	b.WriteString("| rule | | planted | found | missed | false blocks | false tasks | false warnings | echoes | notes |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, x := range r.Rules {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d |\n", x.Rule, x.Title, x.Planted, x.Found, x.Missed,
			x.Alarms[check.Block], x.Alarms[check.Task], x.Alarms[check.Warn], x.Echoes, x.Notes)
	}
	b.WriteString("\n| fault | what it is | must be found by | planted | found | who spoke |\n|---|---|---|--:|--:|---|\n")
	for _, k := range r.Kinds {
		must := "no rule"
		if k.Rule != "" {
			must = k.Rule + ", " + string(k.AtLeast)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %d | %d | %s |\n", k.Code, k.En, must, k.Planted, k.Found, said(k.Said))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// said lists rules with how often they spoke, in the order of the table.
func said(all map[string]int) string {
	var out []string
	for _, r := range check.Rules() {
		switch n := all[r.ID]; {
		case n == 1:
			out = append(out, r.ID)
		case n > 1:
			out = append(out, fmt.Sprintf("%s ×%d", r.ID, n))
		}
	}
	return strings.Join(out, ", ")
}

// Details writes what was missed and every false alarm, a line each.
func (r Report) Details(w io.Writer) error {
	for _, l := range r.Missed {
		if _, err := fmt.Fprintln(w, "missed:", l); err != nil {
			return err
		}
	}
	for _, l := range r.FalseAlarms {
		if _, err := fmt.Fprintln(w, "alarm:", l.Text); err != nil {
			return err
		}
	}
	return nil
}
