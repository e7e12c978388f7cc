package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// factView is a value that was read, with how far it can be relied on.
type factView struct {
	Label   string
	Value   string
	Written string // where it differs
	Show    string // fragment that lights it up
	Unsure  bool
	Others  []string
	Why     string // it is unsure
	Percent int    // confidence
}

// facts lists the values that describe the document; those of single lines,
// rows and days are in the document itself.
func (v *visit) facts(r document.Reading, e *evidence) []factView {
	g := tongue{v.lang, v.texts}
	var out []factView
	for _, f := range r.Fields {
		if isDetail(f.Name) || v.onlyInRendering(f) {
			continue
		}
		if slices.ContainsFunc(out, func(x factView) bool { return x.Label == v.fieldLabel(f.Name) && x.Value == g.value(f) }) {
			continue // the same value elsewhere in the document
		}
		fact := factView{Label: v.fieldLabel(f.Name), Value: g.value(f), Show: e.show(f.Place), Unsure: f.Unsure,
			Others: f.Others, Percent: int(f.Confidence*100 + 0.5)}
		if f.Unsure && f.Written != f.Value {
			fact.Written = f.Written
		}
		if f.Unsure && f.Why != "" {
			fact.Why = v.reason(f.Why)
		}
		out = append(out, fact)
	}
	return out
}

func isDetail(name string) bool {
	for _, p := range []string{"invoice.line.", "invoice.summary.", "row.", "day.", document.UnknownMark, document.UnreadMark} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// fieldLabel names a field of the vocabulary for people.
func (v *visit) fieldLabel(name string) string {
	key := "field." + name
	if v.texts.has(key) {
		return v.t(key)
	}
	parts := strings.Split(name, ".")
	switch {
	case strings.HasPrefix(name, "invoice.line.") && len(parts) == 4:
		return v.t("field.line", parts[2], v.t("column."+parts[3]))
	case strings.HasPrefix(name, "invoice.summary.") && len(parts) == 4:
		return v.t("field.summary", parts[2], v.t("column."+parts[3]))
	case strings.HasPrefix(name, "row.") && len(parts) >= 3:
		return v.t("field.row", parts[1], v.t("field.row."+strings.Join(parts[2:], ".")))
	case strings.HasPrefix(name, "day.") && len(parts) == 3:
		return v.t("field.day.declared", parts[1])
	case strings.HasPrefix(name, "day.") && len(parts) == 2:
		return v.t("field.day", parts[1])
	}
	return name
}

// findingView is a finding with its inputs made clickable.
type findingView struct {
	check.Finding
	Badge      badge
	Text, Do   string
	Arithmetic []string
	Inputs     []inputView
	Aside      string        // for the office alone
	Override   *overrideView // for the office
	Marks      string        // address of the page on which a mark is explained
	Code       string        // of the reading's warning that it repeats, for support
}

// inputView is one value that a finding was computed from.
type inputView struct {
	Label   string
	Value   string
	Where   string // in words
	Show    string // fragment on this page, or address of another document
	Another bool   // Show leads to another document
}

func (v *visit) findings(all []check.Finding, of storage.DocumentLine, e *evidence) []findingView {
	doc := of.ID
	out := make([]findingView, len(all))
	for i, f := range all {
		fv := findingView{Finding: f, Badge: v.severityBadge(f.Severity), Text: f.It, Do: f.DoIt, Arithmetic: f.ArithmeticIt}
		if v.lang == "en" {
			fv.Text, fv.Do, fv.Arithmetic = f.En, f.DoEn, f.ArithmeticEn
		}
		fv.Figures = f.FiguresIn(v.lang)
		for _, in := range f.Inputs {
			if in.Source == check.SourceReading {
				fv.Code = in.Value
				if in.Value, in.ValueEn = v.placeText(in.Place), ""; in.Value == "" {
					continue // about the file as a whole
				}
			}
			fv.Inputs = append(fv.Inputs, v.input(in, doc, e))
		}
		if f.AsksMeaning() {
			fv.Marks = marksHref(of.BodyID)
		}
		if a := f.Aside; a != nil {
			fv.Aside = workflow.Text{It: a.It, En: a.En}.In(v.lang)
			for _, in := range a.Inputs {
				fv.Inputs = append(fv.Inputs, v.input(in, doc, e))
			}
		}
		out[i] = fv
	}
	return out
}

func (v *visit) input(in check.Input, doc document.ID, e *evidence) inputView {
	iv := inputView{Label: in.It, Value: in.ValueIn(v.lang), Where: v.placeText(in.Place)}
	if v.lang == "en" {
		iv.Label = in.En
	}
	if iv.Where == iv.Value {
		iv.Where = ""
	}
	switch {
	case in.Source == "registry":
		iv.Where = v.t("input.registry")
		if !in.ValidOn.IsZero() {
			iv.Where = v.t("input.registry.on", tongue{v.lang, v.texts}.date(in.ValidOn))
		}
	case in.Source == "calendar":
		iv.Where = v.t("input.calendar")
	case in.Document != 0 && in.Document != doc:
		iv.Show, iv.Another = documentHref(in.Document)+of(in.Revision), true
		if id := placeID(in.Place); id != "" {
			iv.Show += "#" + id
		}
	case in.Revision == e.Revision.ID:
		iv.Show = e.show(in.Place)
	case in.Document == doc && placeID(in.Place) != "": // of another revision than is shown
		iv.Show = documentHref(doc) + of(in.Revision) + "#" + placeID(in.Place)
	}
	return iv
}

// of is the end of an address that asks for a revision of a document, so that what
// was concluded from it is found there when another one came meanwhile.
func of(rev document.RevisionID) string {
	if rev == 0 {
		return ""
	}
	return fmt.Sprintf("?of=%d", rev)
}

// placeText says where a value stands.
func (v *visit) placeText(p document.Place) string {
	switch {
	case p.XPath != "":
		return p.XPath[strings.LastIndexByte(p.XPath, '/')+1:]
	case p.Cell != "":
		return strings.TrimSpace(fmt.Sprintf("%s %s", v.t("place.cell"), p.Cell))
	case p.Page > 0:
		return v.t("place.page", p.Page)
	}
	return ""
}

// inputsOf gathers the inputs of findings.
func inputsOf(all []check.Finding) []check.Input {
	var out []check.Input
	for _, f := range all {
		out = append(out, f.Inputs...)
		if f.Aside != nil {
			out = append(out, f.Aside.Inputs...)
		}
	}
	return out
}

// saidBy are the warnings of a reading that findings about its revision tell: K3 in the
// warning's own words, a rule of its own in other words, for all of its code.
func saidBy(all []check.Finding, rev document.RevisionID) func(document.Warning) bool {
	said := map[string]bool{}
	for _, f := range all {
		for _, in := range f.Inputs {
			if in.Source == check.SourceReading && in.Revision == rev {
				said[in.Value+" "+f.It] = true
				said[in.Value] = said[in.Value] || f.Rule != "K3"
			}
		}
	}
	return func(w document.Warning) bool { return said[w.Code] || said[w.Code+" "+w.It] }
}
