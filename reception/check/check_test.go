package check

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

func cases() []given {
	return slices.Concat(paperCases(), invoiceCases(), besideCases(), registerCases(), monthCases(), noticeCases(), kitCases(), copyCases(), creditCases(), splitCases(), holderCases(), signatureCases())
}

func ruleOf(t *testing.T, id string) Rule {
	t.Helper()
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("there is no rule %s", id)
	return Rule{}
}

func brief(all []Finding) []string {
	var out []string
	for _, f := range all {
		out = append(out, fmt.Sprintf("%s: %s | %s | %s", f.Severity, f.Declared, f.Computed, f.Difference))
	}
	return out
}

func TestRules(t *testing.T) {
	for _, c := range cases() {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			r := ruleOf(t, c.rule)
			it, en, ok := r.Applies(c.facts)
			if ok == c.not {
				t.Fatalf("applies = %v (%s / %s)", ok, it, en)
			}
			if c.not && (it == "" || en == "") {
				t.Error("a rule that does not apply says why in both languages")
			}
			if got := brief(r.Find(c.facts)); !slices.Equal(got, c.want) {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

// TestEveryRule: each rule of the table has a case in which it speaks, one in
// which it is silent (but those that always speak), and one in which it does not
// apply (but those that always do).
func TestEveryRule(t *testing.T) {
	always, speaks := []string{"K3"}, []string{"R21"} // always apply; always speak
	seen := map[string][3]bool{}
	for _, c := range cases() {
		s := seen[c.rule]
		s[0] = s[0] || len(c.want) > 0
		s[1] = s[1] || len(c.want) == 0 && !c.not
		s[2] = s[2] || c.not
		seen[c.rule] = s
	}
	ids := map[string]bool{}
	for _, r := range Rules() {
		if ids[r.ID] {
			t.Errorf("two rules are called %s", r.ID)
		}
		ids[r.ID] = true
		s := seen[r.ID]
		if !s[0] || !s[1] && !slices.Contains(speaks, r.ID) || !s[2] && !slices.Contains(always, r.ID) {
			t.Errorf("%s: cases that speak, are silent, do not apply: %v", r.ID, s)
		}
		if r.Version < 1 || r.TitleIt == "" || r.TitleEn == "" || r.Basis == "" || rank(r.Severity) < 0 || r.NeedsIt == "" || r.NeedsEn == "" {
			t.Errorf("%s: the row of the table is not complete: %+v", r.ID, r)
		}
	}
}

// TestFindings: what every finding must have, whichever rule made it.
func TestFindings(t *testing.T) {
	for _, c := range cases() {
		for _, f := range Run(c.facts).Findings {
			at := c.rule + "/" + c.name + "/" + f.Rule
			for _, s := range []string{f.It, f.En, f.DoIt, f.DoEn} {
				if s == "" || strings.Contains(s, "%!") || !strings.HasSuffix(s, ".") {
					t.Errorf("%s: not a sentence: %q", at, s)
				}
			}
			if len(f.Inputs) == 0 || len(f.ArithmeticIt) != len(f.ArithmeticEn) || f.Version < 1 {
				t.Errorf("%s: %+v", at, f)
			}
			for _, in := range f.Inputs {
				if in.It == "" || in.En == "" || in.Value == "" || !slices.Contains([]string{"document", "registry", "calendar", SourceReading}, in.Source) {
					t.Errorf("%s: input %+v", at, in)
				}
				if (in.Source == "document" || in.Source == SourceReading) && in.Document == 0 {
					t.Errorf("%s: an input of no document: %+v", at, in)
				}
				if f.Severity == Block && in.Unsure {
					t.Errorf("%s blocks on a value that is not certain: %+v", at, in)
				}
			}
		}
	}
}

// TestUnsureNeverBlocks makes every value of every case unsure: nothing that was
// read may block any more.
func TestUnsureNeverBlocks(t *testing.T) {
	for _, c := range cases() {
		f := c.facts
		f.This = doubted(f.This)
		f.Registers = each(f.Registers, doubted)
		f.Invoices = each(f.Invoices, doubted)
		f.Receipts = each(f.Receipts, doubted)
		f.Neighbours, f.GuestNotices = each(f.Neighbours, doubted), each(f.GuestNotices, doubted)
		for _, x := range Run(f).Findings {
			if x.Severity == Block && slices.ContainsFunc(x.Inputs, func(i Input) bool { return i.Source == "document" && i.Value != "—" }) && x.Rule != "K1" {
				t.Errorf("%s/%s: %s blocks: %s", c.rule, c.name, x.Rule, x.It)
			}
		}
	}
}

func doubted(s Submission) Submission {
	s.Reading.Fields = slices.Clone(s.Reading.Fields)
	for i := range s.Reading.Fields {
		s.Reading.Fields[i].Unsure, s.Reading.Fields[i].Why = true, "the readers differ"
		s.Reading.Fields[i].Others = []string{"0"}
	}
	return s
}

func each(all []Submission, change func(Submission) Submission) []Submission {
	out := make([]Submission, len(all))
	for i, s := range all {
		out[i] = change(s)
	}
	return out
}

// TestOrderOfFactsDoesNotMatter shuffles everything that the facts list.
func TestOrderOfFactsDoesNotMatter(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases() {
		want := Run(c.facts)
		for range 5 {
			f := c.facts
			f.Centres, f.Agreements = shuffled(rnd, f.Centres), shuffled(rnd, f.Agreements)
			f.Owed, f.Expiries = shuffled(rnd, f.Owed), shuffled(rnd, f.Expiries)
			f.Registers, f.Invoices = shuffled(rnd, each(f.Registers, stirred(rnd))), shuffled(rnd, each(f.Invoices, stirred(rnd)))
			f.Receipts = shuffled(rnd, each(f.Receipts, stirred(rnd)))
			f.Neighbours, f.GuestNotices = shuffled(rnd, each(f.Neighbours, stirred(rnd))), shuffled(rnd, each(f.GuestNotices, stirred(rnd)))
			f.This = stirred(rnd)(f.This)
			if got := Run(f); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s/%s: another order of the same facts gives\n%v\nand not\n%v", c.rule, c.name, brief(got.Findings), brief(want.Findings))
			}
		}
	}
}

func shuffled[T any](r *rand.Rand, all []T) []T {
	out := slices.Clone(all)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// stirred shuffles the fields of a reading; those of one name keep their order,
// which the reading vouches for.
func stirred(r *rand.Rand) func(Submission) Submission {
	return func(s Submission) Submission {
		byName := map[string][]document.Field{}
		for _, f := range s.Reading.Fields {
			byName[f.Name] = append(byName[f.Name], f)
		}
		s.Reading.Fields = shuffled(r, s.Reading.Fields)
		for i, f := range s.Reading.Fields {
			s.Reading.Fields[i] = byName[f.Name][0]
			byName[f.Name] = byName[f.Name][1:]
		}
		return s
	}
}

// TestRunIsPure: the facts are not touched, and the same facts give the same
// result.
func TestRunIsPure(t *testing.T) {
	for _, c := range cases() {
		before := fmt.Sprintf("%+v", c.facts)
		a, b := Run(c.facts), Run(c.facts)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s/%s: two runs differ", c.rule, c.name)
		}
		if fmt.Sprintf("%+v", c.facts) != before {
			t.Errorf("%s/%s: the facts were changed", c.rule, c.name)
		}
	}
}

// TestOutcomes: every rule gives an outcome, in the order of the table, and the
// findings are worst first.
func TestOutcomes(t *testing.T) {
	for _, c := range cases() {
		res, n := Run(c.facts), 0
		for i, r := range Rules() {
			o := res.Outcomes[i]
			if o.Rule != r.ID || o.Applied != (o.WhyNotIt == "") || !o.Applied && o.Findings > 0 {
				t.Errorf("%s/%s: outcome %+v", c.rule, c.name, o)
			}
			n += o.Findings
		}
		if n != len(res.Findings) || len(res.Outcomes) != len(Rules()) {
			t.Errorf("%s/%s: %d findings, outcomes count %d", c.rule, c.name, len(res.Findings), n)
		}
		if !slices.IsSortedFunc(res.Findings, func(a, b Finding) int { return rank(a.Severity) - rank(b.Severity) }) {
			t.Errorf("%s/%s: not worst first: %v", c.rule, c.name, brief(res.Findings))
		}
	}
}

// TestScenarios keeps a file for each rule that a clerk can read: what the rule is,
// and in each situation what it says or why it says nothing.
func TestScenarios(t *testing.T) {
	for _, r := range Rules() {
		var b bytes.Buffer
		fmt.Fprintf(&b, "# %s %s / %s\n%s. Gravità: %s. Versione %d.\nServe: %s. / Needs: %s.\n%s\n", r.ID, r.TitleIt, r.TitleEn, r.Basis, r.Severity, r.Version, r.NeedsIt, r.NeedsEn, since(r))
		for _, c := range cases() {
			if c.rule == r.ID {
				scenario(&b, r, c)
			}
		}
		golden(t, "testdata/scenarios/"+r.ID+".txt", b.Bytes())
	}
}

// since says from when to when the basis of a rule holds.
func since(r Rule) (s string) {
	if !r.From.IsZero() {
		s = "Vale dal " + r.From.It() + ".\n"
	}
	if !r.Until.IsZero() {
		s += "Vale fino al " + r.Until.It() + ".\n"
	}
	return s
}

// TestTheDaysOfARule: a rule says nothing of what is of before its basis, or of after,
// and takes no date that was read for that.
func TestTheDaysOfARule(t *testing.T) {
	bill := with(invoice(1, "12", presences("1012", "32.31")), set(document.InvoiceDate, "1999-11-03"))
	f := facts(this(bill), registers(thousand()))
	r := ruleOf(t, "R3")
	if len(r.Find(f)) == 0 {
		t.Error("a date that was read wrong silences the rule")
	}
	for _, days := range [][2]string{{"2025-11-01", ""}, {"", "2025-10-30"}} {
		late := r
		for i, to := range []*calendar.Date{&late.From, &late.Until} {
			if days[i] != "" {
				*to = day(days[i])
			}
		}
		if it, en, ok := late.Applies(f); ok || it == "" || en == "" || len(late.Find(f)) > 0 {
			t.Errorf("from %s to %s the rule judges October", days[0], days[1])
		}
	}
	r.From, r.Until = day("2025-10-31"), day("2025-10-31")
	if _, _, ok := r.Applies(f); !ok {
		t.Error("the first and the last day count")
	}
}

func scenario(b *bytes.Buffer, r Rule, c given) {
	fmt.Fprintf(b, "## %s\n", c.name)
	it, en, ok := r.Applies(c.facts)
	found := r.Find(c.facts)
	switch {
	case !ok:
		fmt.Fprintf(b, "Non si applica: %s\nDoes not apply: %s\n", it, en)
	case len(found) == 0:
		fmt.Fprintln(b, "Nessun rilievo. / No finding.")
	}
	if it, en := r.Unchecked(c.facts); it != "" {
		fmt.Fprintf(b, "Non controllato: %s\nNot checked: %s\n", it, en)
	}
	for _, f := range found {
		fmt.Fprintf(b, "%s\n  it: %s\n      %s\n  en: %s\n      %s\n", f.Severity, f.It, f.DoIt, f.En, f.DoEn)
		if f.Declared+f.Computed+f.Difference != "" {
			fmt.Fprintf(b, "  dichiarato %s, calcolato %s, differenza %s\n", cmp.Or(f.Declared, "–"), cmp.Or(f.Computed, "–"), cmp.Or(f.Difference, "–"))
			if en := f.FiguresIn("en"); en != f.FiguresIn("it") {
				fmt.Fprintf(b, "  declared %s, computed %s, difference %s\n", cmp.Or(en.Declared, "–"), cmp.Or(en.Computed, "–"), cmp.Or(en.Difference, "–"))
			}
		}
		for i := range f.ArithmeticIt {
			fmt.Fprintf(b, "  = %s / %s\n", f.ArithmeticIt[i], f.ArithmeticEn[i])
		}
		for _, in := range f.Inputs {
			fmt.Fprintf(b, "  - %s: %s", in.It, in.Value)
			if in.ValueEn != "" {
				fmt.Fprintf(b, " / %s", in.ValueEn)
			}
			fmt.Fprintln(b)
		}
	}
	b.WriteByte('\n')
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: run the test with -update and look at what changed", path)
	}
}
