package web

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// findingsView is what a body is to mend, document by document, the worst first.
type findingsView struct {
	Counts    storage.FindingCounts
	Documents []findingsOf
	Pages     pagesView
	Files     downloads
}

// findingsOf is the findings on one document.
type findingsOf struct {
	Title, Href, File string
	Badge             badge
	At                badge // where the document stands
	Findings          []foundRow
}

// foundRow is one finding in a list.
type foundRow struct {
	findingView
	Row   string // of the sheet, or line of the invoice
	Where string // file, cells or pages or XPaths
	Href  string // of the document, at the first place that the finding names
}

// forOffice are the rules of which the office mends what they find.
func forOffice() []string {
	out := []string{}
	for _, r := range check.Rules() {
		if r.ForOffice {
			out = append(out, r.ID)
		}
	}
	return out
}

// foundOn is documents with the findings on them.
type foundOn struct {
	lines  []storage.DocumentLine
	found  map[document.ID][]check.Finding
	acts   map[document.ID]map[string][]workflow.OverrideStep // for the office
	counts storage.FindingCounts
}

// load reads the findings on the lines, but for those of some rules.
func (d *foundOn) load(v *visit, r *storage.Reader, except []string) (err error) {
	ids := make([]document.ID, len(d.lines))
	for i, l := range d.lines {
		ids[i] = l.ID
	}
	if d.found, err = r.FindingsOn(v.r.Context(), ids); err != nil {
		return fmt.Errorf("findings on %d documents: %w", len(ids), err)
	}
	if v.isOffice() {
		if d.acts, err = r.OverrideActsOn(v.r.Context(), ids); err != nil {
			return fmt.Errorf("overrides on %d documents: %w", len(ids), err)
		}
	}
	for id, all := range d.found {
		d.found[id] = slices.DeleteFunc(all, func(f check.Finding) bool { return slices.Contains(except, f.Rule) })
	}
	return nil
}

// ownFindings reads what the visitor's body is to mend.
func (s *site) ownFindings(v *visit, limit, skip int) (d foundOn, err error) {
	ctx := v.r.Context()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if d.counts, err = r.OpenFindings(ctx, forOffice()); err != nil {
			return fmt.Errorf("count findings: %w", err)
		}
		if d.lines, err = r.LinesWithFindings(ctx, forOffice(), limit, skip); err != nil {
			return fmt.Errorf("documents with findings: %w", err)
		}
		return d.load(v, r, forOffice())
	})
	return d, err
}

func (s *site) findingsPage(v *visit) error {
	page := min(max(1, v.number("page")), 100000)
	d, err := s.ownFindings(v, perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	view := findingsView{Counts: d.counts, Pages: pagesOf("/findings", nil, page, d.counts.Documents), Files: downloadsOf("/findings", nil)}
	for _, l := range d.lines {
		row := v.documentRow(s, l)
		of := findingsOf{Title: row.Title, Href: row.Href, File: l.FileName, At: row.Badge}
		for i, f := range d.found[l.ID] {
			if i == 0 {
				of.Badge = v.severityBadge(f.Severity)
			}
			of.Findings = append(of.Findings, v.found(l, f))
		}
		view.Documents = append(view.Documents, of)
	}
	return s.page(v, http.StatusOK, "findings", v.t("findings.page"), view)
}

// found is a finding on a document in a list.
func (v *visit) found(l storage.DocumentLine, f check.Finding) foundRow {
	none := evidence{}
	row := foundRow{findingView: v.findings([]check.Finding{f}, l, &none)[0], Href: documentHref(l.ID)}
	if v.isOffice() && l.CaseID != 0 {
		row.Href = caseHref(l.CaseID)
	}
	var places []string
	at := "#findings"
	for _, in := range f.Inputs {
		id := placeID(in.Place)
		if in.Document != l.ID || in.Revision != l.RevisionID || id == "" {
			continue
		}
		if at == "#findings" {
			at = "#" + id
		}
		row.Row = cmp.Or(row.Row, rowOf(in.Place))
		if p := v.placePath(in.Place); !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	row.Href += at
	row.Where = strings.Join(places, "; ")
	if namesFile(l.Kind) {
		row.Where = strings.TrimPrefix(l.FileName+": "+row.Where, ": ")
		row.Where = strings.TrimSuffix(row.Where, ": ")
	}
	return row
}

// namesFile says that lists of findings name the files of a kind of document. Those
// of papers about single guests may bear a name.
func namesFile(k document.Kind) bool { return k == document.Invoice || k == document.Register }

var invoiceLine = regexp.MustCompile(`/DettaglioLinee(?:\[(\d+)\])?/`)

// rowOf is the row of a sheet, or the line of an invoice, in which a place is; ""
// where there is none.
func rowOf(p document.Place) string {
	if m := invoiceLine.FindStringSubmatch(p.XPath); m != nil {
		return cmp.Or(m[1], "1")
	}
	if _, line := splitCell(p.Cell); line > 0 {
		return strconv.Itoa(line)
	}
	return ""
}

// findingsSheet is a list of findings as a file: the message first, then the case,
// the month, the centre and the row.
func (s *site) findingsSheet(v *visit, d foundOn) (*sheet, error) {
	total := 0
	for _, all := range d.found {
		total += len(all)
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	sh := v.sheet("file.findings", v.t("findings.page"), "findings.col.says", "col.case", "col.period", "col.centre", "findings.col.row", "findings.col.severity",
		"findings.col.rule", "findings.declared", "findings.computed", "findings.difference", "findings.col.do", "findings.col.where", "col.kind", "col.period_start",
		"col.period_end", "col.link")
	if v.isOffice() {
		sh.columns = append(sh.columns, v.t("findings.aside"), v.t("findings.col.override"), v.t("findings.col.override_reason"), v.t("col.body"), v.t("col.body_code"))
	}
	for _, l := range d.lines {
		for _, f := range d.found[l.ID] {
			x := v.found(l, f)
			row := []cell{prose(x.Text), word(caseNumber(l)), word(g.period(l.For())), word(l.CentreCode), word(x.Row), word(x.Badge.Text), word(x.Rule), word(x.Declared),
				word(x.Computed), word(x.Difference), prose(x.Do), prose(x.Where), word(v.whatItIs(l)), day(l.PeriodStart), day(l.PeriodEnd), s.linkTo(v, x.Href)}
			if v.isOffice() {
				row = append(row, prose(x.Aside), word(v.standsOver(d, l.ID, f)), prose(d.overrideOf(l.ID, f).Reason), word(l.BodyName), word(l.BodyCode))
			}
			sh.add(row...)
		}
	}
	return sh, nil
}

func (d foundOn) overrideOf(id document.ID, f check.Finding) workflow.Override {
	return workflow.OverrideOf(d.acts[id][f.Key()])
}

// standsOver says whether a finding is overridden, or waits for a second person; ""
// where nobody overrides it.
func (v *visit) standsOver(d foundOn, id document.ID, f check.Finding) string {
	switch o := d.overrideOf(id, f); {
	case !o.Proposed():
		return ""
	case o.Holds(f.Severity == check.Block):
		return v.t("over.holds")
	}
	return v.t("over.waits")
}

// ownFindingsSheet is what the visitor's body is to mend, as a file.
func (s *site) ownFindingsSheet(v *visit) (*sheet, error) {
	d, err := s.ownFindings(v, perFile, 0)
	if err != nil {
		return nil, err
	}
	return s.findingsSheet(v, d)
}

// queueFindingsSheet is the findings on what the queue shows, as a file.
func (s *site) queueFindingsSheet(v *visit) (*sheet, error) {
	f, _ := v.queueFilter()
	tf := s.taskFilter(v, f)
	tf.Limit = perFile
	var d foundOn
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if d.lines, total, err = r.TaskLines(v.r.Context(), tf); err != nil {
			return fmt.Errorf("tasks: %w", err)
		}
		return d.load(v, r, nil)
	})
	if err != nil {
		return nil, err
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	return s.findingsSheet(v, d)
}

// monthFindingsSheet is the findings on what a body sent for a month, as a file.
func (s *site) monthFindingsSheet(v *visit) (*sheet, error) {
	m, err := s.loadBodyMonth(v, false)
	if err != nil {
		return nil, err
	}
	var ids []document.ID
	for _, l := range m.lines {
		if l.DocumentID != 0 {
			ids = append(ids, l.DocumentID)
		}
	}
	var d foundOn
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if d.lines, err = r.DocumentLinesOf(v.r.Context(), ids); err != nil {
			return fmt.Errorf("documents of a month: %w", err)
		}
		return d.load(v, r, nil)
	})
	if err != nil {
		return nil, err
	}
	sh, err := s.findingsSheet(v, d)
	if err == nil {
		sh.name += "-" + m.month.Key() + "-" + m.body.Code
	}
	return sh, err
}
