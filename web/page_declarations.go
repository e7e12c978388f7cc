package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// declarationsView lists what bodies declared that there is nothing to submit
// for, and that the office has not answered.
type declarationsView struct {
	Rows   []declaredRow
	Pages  pagesView
	Files  downloads
	Done   string
	Alert  string
	Chosen map[workflow.ObligationID]bool
}

// declaredRow is one declaration.
type declaredRow struct {
	missingRow
	At      time.Time
	By      string
	Waits   string // for how long the body has waited
	Refusal string // the reason of a refusal, as typed
	Error   string // what is wrong with it
	Chosen  bool
}

const declarationsPath = "/declarations"

func (s *site) declarationsPage(v *visit) error {
	return s.showDeclarations(v, http.StatusOK, declarationsView{Done: v.doneCount()}, nil)
}

// showDeclarations renders the list; tried is a refusal that was refused itself.
func (s *site) showDeclarations(v *visit, status int, view declarationsView, tried *declaredRow) error {
	page := pageWithin(v.number("page"), 100000)
	var lines []storage.MissingLine
	total, d, err := s.declared(v, perPage, (page-1)*perPage, func(r *storage.Reader, found []storage.MissingLine) error {
		lines = found
		return r.Explain(v.r.Context(), lines)
	})
	if err != nil {
		return err
	}
	view.Pages, view.Files = pagesOf(declarationsPath, nil, page, total), downloadsOf(declarationsPath, nil)
	for _, l := range lines {
		row := v.declaredRow(l, d)
		row.Chosen = view.Chosen[l.ID]
		if tried != nil && tried.ID == l.ID {
			row.Refusal, row.Error = tried.Refusal, tried.Error
		}
		view.Rows = append(view.Rows, row)
	}
	return s.page(v, status, "declarations", v.t("declarations.title"), view)
}

// declared reads the declarations that wait, and hands them to then within the
// same snapshot.
func (s *site) declared(v *visit, limit, skip int, then func(*storage.Reader, []storage.MissingLine) error) (total int, d desk, err error) {
	ctx := v.r.Context()
	d = s.desk()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if d.soon, err = r.DueSoonDays(ctx, v.person.OfficeID); err != nil {
			return err
		}
		lines, n, err := r.DeclaredLines(ctx, v.person.OfficeID, limit, skip)
		if total = n; err != nil {
			return err
		}
		return then(r, lines)
	})
	if err != nil {
		return 0, d, fmt.Errorf("declarations: %w", err)
	}
	return total, d, nil
}

func (v *visit) declaredRow(l storage.MissingLine, d desk) declaredRow {
	row := declaredRow{missingRow: v.missingRow(l, d), By: l.DeclaredBy}
	if l.DeclaredAt != nil {
		row.At = *l.DeclaredAt
		row.Waits = v.ago("waits", daysSince(row.At, d))
	}
	return row
}

// answerDeclarations acknowledges what was chosen, all or nothing, or refuses one
// declaration with a reason.
func (s *site) answerDeclarations(v *visit) error {
	c, err := s.chosen(v)
	if err != nil {
		return err
	}
	if refuse := v.r.PostForm.Get("refuse"); refuse != "" {
		return s.refuseDeclaration(v, refuse)
	}
	if len(c.IDs) == 0 {
		return s.declarationsAgain(v, c, errNothingDeclared())
	}
	if err := s.Engine.AnswerDeclarations(v.r.Context(), v.actor(), c.IDs, true, ""); err != nil {
		return s.declarationsAgain(v, c, err)
	}
	return v.redirect(answered("acknowledged", len(c.IDs)))
}

func answered(how string, n int) string {
	return withQuery(declarationsPath, url.Values{"done": {how}, "count": {strconv.Itoa(n)}})
}

func errNothingDeclared() error {
	return workflow.Refuse(workflow.Invalid, "acts.none", "Non è stata scelta nessuna dichiarazione. Spuntare almeno una riga.",
		"No declaration was chosen. Tick at least one row.")
}

// declarationsAgain shows the list with what was refused and what was chosen.
func (s *site) declarationsAgain(v *visit, c selection, err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Code != workflow.Invalid && r.Code != workflow.Conflict {
		return err
	}
	view := declarationsView{Alert: inLanguage(r, v.lang), Chosen: map[workflow.ObligationID]bool{}}
	for _, id := range c.IDs {
		view.Chosen[id] = true
	}
	return s.showDeclarations(v, statusOf(r), view, nil)
}

func (s *site) refuseDeclaration(v *visit, which string) error {
	n, _ := strconv.ParseInt(which, 10, 64) // no number: there is no such obligation
	id, reason := workflow.ObligationID(n), strings.TrimSpace(v.r.PostForm.Get("reason"))
	err := s.Engine.AnswerDeclaration(v.r.Context(), v.actor(), id, false, reason)
	if err == nil {
		return v.redirect(answered("refused", 1))
	}
	r, ok := workflow.RefusalOf(err)
	switch {
	case ok && r.Code == workflow.Invalid:
		tried := declaredRow{Refusal: reason, Error: inLanguage(r, v.lang)}
		tried.ID = id
		return s.showDeclarations(v, statusOf(r), declarationsView{}, &tried)
	case ok && r.Code == workflow.Conflict:
		return s.showDeclarations(v, statusOf(r), declarationsView{Alert: inLanguage(r, v.lang)}, nil)
	}
	return err
}

// declarationsSheet is the same list as a file.
func (s *site) declarationsSheet(v *visit) (*sheet, error) {
	var lines []storage.MissingLine
	var whys []word
	total, d, err := s.declared(v, perFile, 0, func(r *storage.Reader, found []storage.MissingLine) (err error) {
		lines = found
		whys, err = v.whys(v.r.Context(), r, lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	sh := v.sheet("file.declarations", v.t("declarations.title"), "col.declared_at", "col.waiting_days", "col.body_code", "col.body", "col.kind", "col.about",
		"col.centre_code", "col.centre", "col.cig", "col.due", "col.reason", "col.declared_by", "col.why", "col.link")
	for i, l := range lines {
		row := v.declaredRow(l, d)
		sh.add(moment(row.At), whole(daysSince(row.At, d)), word(l.BodyCode), word(l.BodyName), word(g.kind(l.Kind)), word(row.About), word(l.CentreCode),
			word(l.CentreName), word(l.CIG), day(l.DueOn), word(l.Why), word(l.DeclaredBy), whys[i], s.linkTo(v, row.Href()))
	}
	return sh, nil
}
