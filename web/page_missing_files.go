package web

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// missingSheet is the list of what is missing as a file.
func (s *site) missingSheet(v *visit) (*sheet, error) {
	f := readMissing(v.r.URL.Query())
	d := s.desk()
	ctx, office := v.r.Context(), v.person.OfficeID
	var lines []storage.MissingLine
	var whys []word
	err := s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if err = d.read(ctx, r, office); err != nil {
			return err
		}
		sf := f.stored(office, d)
		counts, err := r.MissingCounts(ctx, sf)
		if err != nil {
			return err
		}
		if err := v.fits(counts.Of(f.Standing)); err != nil {
			return err
		}
		sf.Limit = perFile
		if lines, err = r.MissingLines(ctx, sf); err != nil {
			return err
		}
		whys, err = v.whys(ctx, r, lines)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what is missing: %w", err)
	}
	sh := v.missingColumns()
	for i, l := range lines {
		sh.add(s.missingCells(v, l, d, whys[i])...)
	}
	return sh, nil
}

// missingColumns begins a file of obligations that are missing.
func (v *visit) missingColumns() *sheet {
	return v.sheet("file.missing", v.t("missing.title"), "col.due", "col.days_late", "col.state", "col.kind", "col.about", "col.body_code", "col.body",
		"col.centre_code", "col.centre", "col.cig", "col.period_start", "col.period_end", "col.first_due", "col.reminded", "col.next_reminder", "col.reminder", "col.why", "col.link")
}

// missingCells is the row of an obligation in such a file.
func (s *site) missingCells(v *visit, l storage.MissingLine, d desk, why word) []cell {
	row := v.missingRow(l, d)
	next := d.works(l.NextOn)
	switch {
	case row.Declared():
		next = calendar.Date{}
	case !next.IsZero() && next.Before(d.today):
		next = d.works(d.today)
	}
	return []cell{day(l.ByOn), whole(row.Behind), word(v.t("standing." + string(row.Standing))), word(tongue{v.lang, v.texts}.kind(l.Kind)), word(row.About),
		word(l.BodyCode), word(l.BodyName), word(l.CentreCode), word(l.CentreName), word(l.CIG), day(l.PeriodStart), day(l.PeriodEnd), day(l.FirstDueOn),
		day(lastReminder(l)), day(next), word(row.Reminded), why, s.linkTo(v, row.Href())}
}

// lastReminder is the day of the latest reminder, automatic or by hand.
func lastReminder(l storage.MissingLine) calendar.Date {
	if l.ChasedAt != nil && calendar.DateOf(*l.ChasedAt).After(l.RemindedOn) {
		return calendar.DateOf(*l.ChasedAt)
	}
	return l.RemindedOn
}

// bulkSheet makes the file of the preview of an act on a selection: each row with
// whether the act applies to it, or why it does not.
func (s *site) bulkSheet(n bulkName) func(*visit) (*sheet, error) {
	return func(v *visit) (*sheet, error) {
		c, err := s.chosen(v)
		if err != nil {
			return nil, err
		}
		c.IDs = append(c.IDs, obligationIDs(v.r.PostForm["out"])...) // what the page leaves out
		switch {
		case len(c.IDs) == 0:
			return nil, errNothingChosen()
		case len(c.IDs) > bulkMax:
			return nil, errTooManyChosen(len(c.IDs))
		}
		typed, _ := v.chosenDay()
		to, err := v.typedDay(typed)
		if err != nil {
			to = calendar.Date{} // the page says so
		}
		lines, d, err := s.linesOf(v, c.IDs)
		if err != nil {
			return nil, err
		}
		sh := v.missingColumns()
		sh.name, sh.title = v.t("file.bulk."+string(n)), v.t("bulk."+string(n)+".title")
		sh.columns = append(sh.columns, v.t("col.included"), v.t("col.left_out"))
		for _, l := range lines {
			out := ""
			if r, ok := workflow.RefusalOf(v.notFor(n, l, to, d)); ok {
				out = inLanguage(r, v.lang)
			}
			sh.add(append(s.missingCells(v, l, d, v.why(v.becauseBy(l, ""))), v.yesNo(out == ""), word(out))...)
		}
		return sh, nil
	}
}

// chaseSheet is the preview of a chase as a file: each row with who gets it, or why
// nobody does.
func (s *site) chaseSheet(v *visit) (*sheet, error) {
	c, err := s.chosen(v)
	if err != nil {
		return nil, err
	}
	if len(c.IDs) == 0 {
		return nil, errNothingChosen()
	}
	p, err := s.Engine.PreviewChase(v.r.Context(), v.actor(), c.IDs)
	if err != nil {
		return nil, err
	}
	lines, d, err := s.linesOf(v, c.IDs)
	if err != nil {
		return nil, err
	}
	to, out := map[workflow.ObligationID]string{}, map[workflow.ObligationID]string{}
	for _, b := range p.Lines {
		var emails []string
		for _, x := range b.People {
			emails = append(emails, x.Email)
		}
		for _, i := range b.Items {
			to[i.Obligation.ID] = strings.Join(emails, ", ")
		}
		for _, i := range b.LeftOut {
			out[i.Obligation.ID] = i.Why.In(v.lang)
		}
	}
	sh := v.missingColumns()
	sh.name, sh.title = v.t("file.chase"), v.t("chase.title")
	sh.columns = append(sh.columns, v.t("col.included"), v.t("col.left_out"), v.t("col.recipients"))
	for _, l := range lines {
		sh.add(append(s.missingCells(v, l, d, v.why(v.becauseBy(l, ""))), v.yesNo(out[l.ID] == ""), word(out[l.ID]), word(to[l.ID]))...)
	}
	return sh, nil
}
