package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Rule is one rule of the table. Find is called only where Applies says so.
type Rule struct {
	ID               string // stable: findings and overrides are kept under it
	Version          int    // grows when the rule may judge the same facts otherwise
	TitleIt, TitleEn string
	Basis            string   // the law or clause it rests on, in Italian
	Severity         Severity // of its findings, where neither they nor the office set another
	// Kinds are the kinds of document whose content the rule reads. A rule
	// without kinds looks at any document, readable or not.
	Kinds []document.Kind
	// NeedsIt and NeedsEn are the facts that the rule judges by, beside the paper itself.
	NeedsIt, NeedsEn string
	// From and Until are the first and the last day of what the rule judges, by its
	// basis (see desk.matterOn); zero: no bound.
	From, Until calendar.Date
	// ForOffice says that what the rule finds is for the office to mend: no reason
	// to give to a body.
	ForOffice bool

	applies func(*desk) (it, en string, ok bool)
	find    func(*desk) []Finding
	// unchecked says, where the rule applies, what of it could not be checked and why;
	// nil: nothing is ever left out.
	unchecked func(*desk) (it, en string)
}

// Applies says whether the rule has something to judge in the facts, and why
// not.
func (r Rule) Applies(f Facts) (whyNotIt, whyNotEn string, ok bool) { return r.appliesTo(open(f)) }

// Unchecked says what of a rule that applies could not be checked in the facts, and
// why; empty where nothing was left out.
func (r Rule) Unchecked(f Facts) (it, en string) {
	d := open(f)
	if _, _, ok := r.appliesTo(d); !ok || r.unchecked == nil {
		return "", ""
	}
	return r.unchecked(d)
}

// Find returns what the rule has to say: complete findings, in an order that
// depends on the facts alone. It is empty where the rule does not apply.
func (r Rule) Find(f Facts) []Finding {
	d := open(f)
	if _, _, ok := r.appliesTo(d); !ok {
		return nil
	}
	return r.findOn(d)
}

func (r Rule) appliesTo(d *desk) (it, en string, ok bool) {
	if len(r.Kinds) > 0 {
		if it, en, ok := d.readable(r.Kinds); !ok {
			return it, en, false
		}
	}
	if it, en, ok := r.inForce(d); !ok {
		return it, en, false
	}
	if r.applies == nil {
		return "", "", true
	}
	return r.applies(d)
}

func (r Rule) findOn(d *desk) []Finding {
	found := r.find(d)
	for i := range found {
		found[i] = r.settle(found[i], Severity(d.Severities[r.ID]))
	}
	return found
}

// settle signs a finding with its rule, and gives it the severity that the office
// wants ("": none). What rests on a value that the reading does not vouch for never
// blocks: it becomes a task to verify that value.
func (r Rule) settle(f Finding, wanted Severity) Finding {
	f.Rule, f.Version = r.ID, r.Version
	f.Severity = r.weigh(f.Severity, wanted)
	if f.Severity != Block {
		return f
	}
	for _, in := range f.Inputs {
		if !in.Unsure {
			continue
		}
		f.Severity = Task
		f.DoIt = fmt.Sprintf("Verificare prima il valore letto (%s: %s), che non è certo. %s", in.It, seen(in, "it", " oppure "), f.DoIt)
		f.DoEn = fmt.Sprintf("First verify the value as read (%s: %s), which is not certain. %s", in.En, seen(in, "en", " or "), f.DoEn)
		break
	}
	return f
}

// seen lists the values that the readers saw, as a language writes them.
func seen(in Input, lang, or string) string {
	all := []string{in.ValueIn(lang)}
	for _, o := range in.OthersIn(lang) {
		if !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return strings.Join(all, or)
}

// Rules returns the table of rules, in the order in which people read them:
// terms, the paper itself, the invoice, the register.
func Rules() []Rule {
	all := []Rule{
		onTime(), kindOfPaper(), slotOfPaper(), doubts(), copies(), sellerOfInvoice(), creditNote(), holderOfPaper(), soundSignature(),
		cigOfInvoice(), buyerOfInvoice(), presencesBilled(), rateBilled(), arithmetic(),
		vatTreatment(), splitPayment(), stampDuty(), dedicatedAccount(), billedTwice(),
		attachments(), validDURC(), expiredInPeriod(), termsOfInvoice(),
		overCapacity(), guestTwice(), noticesKept(), monthToMonth(), declaredTotals(), unsignedDays(), kitsBilled(), pocketMoney(),
		longAbsences(), unknownMarks(),
	}
	known := grounds()
	for i := range all {
		all[i] = grounded(all[i], known)
	}
	return all
}

// RuleOf returns the rule of an id.
func RuleOf(id string) (Rule, bool) {
	all := Rules()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}

// IsForOffice says that what the rule of that id finds is for the office to mend.
func IsForOffice(id string) bool {
	r, _ := RuleOf(id)
	return r.ForOffice
}

// Run applies every rule to the facts. Findings come worst first, then in the
// order of the table; the order in which the facts list things does not matter.
func Run(f Facts) Result {
	d := open(f)
	var res Result
	for _, r := range Rules() {
		o := Outcome{Rule: r.ID, Version: r.Version, TitleIt: r.TitleIt, TitleEn: r.TitleEn}
		o.WhyNotIt, o.WhyNotEn, o.Applied = r.appliesTo(d)
		if o.Applied {
			found := r.findOn(d)
			o.Findings = len(found)
			res.Findings = append(res.Findings, found...)
			if r.unchecked != nil {
				o.UncheckedIt, o.UncheckedEn = r.unchecked(d)
			}
		}
		res.Outcomes = append(res.Outcomes, o)
	}
	slices.SortStableFunc(res.Findings, func(a, b Finding) int { return rank(a.Severity) - rank(b.Severity) })
	return res
}

// rank orders severities, worst first.
func rank(s Severity) int { return slices.Index(Severities(), s) }

// Worst returns the worst severity of the findings, or "" when there are none.
func (r Result) Worst() Severity {
	if len(r.Findings) == 0 {
		return ""
	}
	return r.Findings[0].Severity
}
