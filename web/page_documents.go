package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
)

// documentsView is the list of what was sent.
type documentsView struct {
	Office   bool
	Filter   listFilter
	Rows     []documentRow
	Pages    pagesView
	Bodies   []reception.Body // for the office
	Kinds    []document.KindInfo
	States   []string
	Unplaced int
	Live     liveView
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
	marks := ""
	for _, l := range lines {
		row := v.documentRow(s, l)
		view.Rows = append(view.Rows, row)
		view.Live.Working = view.Live.Working || l.ReadAt == nil || l.CheckedAt == nil
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

func (s *site) documentsCSV(v *visit) error {
	f, _ := v.filter("/documents")
	df := f.documents()
	df.Limit = perFile
	var lines []storage.DocumentLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		lines, _, err = r.DocumentLines(v.r.Context(), df)
		return err
	})
	if err != nil {
		return err
	}
	g := tongue{v.lang, v.texts}
	c := v.startCSV(v.t("csv.documents"), v.t("col.received"), v.t("col.kind"), v.t("col.body"), v.t("col.centre"), v.t("col.period"),
		v.t("col.state"), v.t("col.case"), v.t("col.findings"), v.t("col.revision"), v.t("col.receipt"), "SHA-256")
	for _, l := range lines {
		c.row(g.when(l.SubmittedAt), g.kind(l.Kind), l.BodyName, l.CentreCode, g.period(l.For()), v.documentBadge(l, s.Now()).Text,
			caseNumber(l), strconv.Itoa(l.Findings()), strconv.Itoa(l.RevisionNumber),
			storage.Receipt{Year: l.ReceiptYear, Number: l.ReceiptNumber}.String(), l.SHA256().String())
	}
	return c.send()
}
