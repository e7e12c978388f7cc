package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
)

// documentsView is the list of what was sent.
type documentsView struct {
	Office  bool
	Filter  listFilter
	Rows    []documentRow
	Pages   pagesView
	Bodies  []reception.Body // for the office
	Kinds   []document.KindInfo
	States  []string
	Placing string // where several of those that wait are placed at once; "" for one or none
	Live    liveView
}

// documentRow is one document.
type documentRow struct {
	storage.DocumentLine
	Title string
	Badge badge
	Worst badge
	Href  string
}

func (f listFilter) documents() storage.DocumentFilter {
	return storage.DocumentFilter{Body: f.Body, Kind: f.Kind, State: f.State, Text: f.Text}
}

func (s *site) documentsPage(v *visit) error {
	f, page := v.filter("/documents")
	df := f.documents()
	df.Limit, df.Skip = perPage, (page-1)*perPage
	view := documentsView{Office: v.isOffice(), Filter: f, Kinds: document.Catalogue(), States: []string{"open", "unplaced", "approved", "rejected"}}
	var lines []storage.DocumentLine
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if lines, total, err = r.DocumentLines(v.r.Context(), df); err != nil {
			return fmt.Errorf("documents: %w", err)
		}
		if view.Office {
			view.Bodies, err = r.Bodies(v.r.Context())
		}
		return err
	})
	if err != nil {
		return err
	}
	view.Pages = f.pages(page, total)
	if f.State == "unplaced" && total > 1 {
		view.Placing = placingHref(f.Body, 0)
	}
	marks := ""
	for _, l := range lines {
		row := v.documentRow(s, l)
		view.Rows = append(view.Rows, row)
		view.Live.Working = view.Live.Working || l.ReadAt == nil || l.CheckedAt == nil && !l.Opened()
		marks += fmt.Sprint(l.ID, row.Badge, l.RevisionNumber, l.Findings())
	}
	view.Live.Stamp = stamp(marks)
	fr := frame{Title: v.t("documents.title")}
	if view.Live.Working {
		fr.Refresh = 5
	}
	return s.pageIn(v, http.StatusOK, "documents", fr, view)
}

func (v *visit) documentRow(s *site, l storage.DocumentLine) documentRow {
	row := documentRow{DocumentLine: l, Title: v.documentTitle(l), Badge: v.documentBadge(l, s.Now()), Href: documentHref(l.ID)}
	if v.isOffice() && l.CaseID != 0 {
		row.Href = caseHref(l.CaseID)
	}
	if w := l.Worst(); w != "" {
		row.Worst = v.severityBadge(w)
	}
	return row
}

// documentsSheet is the same list as a file.
func (s *site) documentsSheet(v *visit) (*sheet, error) {
	f, _ := v.filter("/documents")
	df := f.documents()
	df.Limit = perFile
	var lines []storage.DocumentLine
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		lines, total, err = r.DocumentLines(v.r.Context(), df)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	sh := v.sheet("file.documents", v.t("documents.title"), "col.received", "col.kind", "col.body", "col.body_code", "col.centre", "col.period",
		"col.period_start", "col.period_end", "col.state", "col.case", "col.findings", "col.worst", "col.revision", "col.receipt", "col.sha", "col.link")
	for _, l := range lines {
		row := v.documentRow(s, l)
		sh.add(moment(l.SubmittedAt), word(v.whatItIs(l)), word(l.BodyName), word(l.BodyCode), word(l.CentreCode), word(g.period(l.For())),
			day(l.PeriodStart), day(l.PeriodEnd), word(row.Badge.Text), word(caseNumber(l)), whole(l.Findings()), word(row.Worst.Text),
			whole(l.RevisionNumber), word(receiptNumber(l)), word(l.SHA256().String()), s.linkTo(v, row.Href))
	}
	return sh, nil
}

// receiptNumber writes the number of the receipt as people quote it.
func receiptNumber(l storage.DocumentLine) string {
	if l.ReceiptID == 0 {
		return ""
	}
	return storage.Receipt{Year: l.ReceiptYear, Number: l.ReceiptNumber}.String()
}
