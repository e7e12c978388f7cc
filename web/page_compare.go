package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/compare"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// maxCompared is how many words of a text are compared.
const maxCompared = 50_000

// compareView is what changed between two revisions of a document.
type compareView struct {
	Line      storage.DocumentLine
	Title     string
	Back      pageLink
	From, To  storage.RevisionLine
	Revisions []storage.RevisionLine
	WhyNot    string   // nothing can be compared: why
	Notes     []string // how far the comparison can be relied on
	Values    []changedValue
	Rows      []changedRow
	Days      []changedTotals
	Same      int // values that did not change
	Text      *changedText
	Nothing   bool // nothing differs, as far as it was read
}

// changedValue is a value before and after.
type changedValue struct {
	Label                 string
	Before, After         string
	ShowBefore, ShowAfter string // where they stand; "": nowhere
	Unsure                bool
}

// compared is two revisions with what was read of them.
type compared struct {
	line      storage.DocumentLine
	revisions []storage.RevisionLine
	from, to  storage.RevisionLine
	was, is   storage.ReadingShown
	read      bool // both were
	words     [2][]storage.PageWord
	paper     paperRead
}

func (s *site) loadCompared(v *visit) (c compared, err error) {
	ctx := v.r.Context()
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if c.line, err = r.DocumentLine(ctx, document.ID(v.pathID())); err != nil {
			return err
		}
		if c.paper, err = s.paperOf(v, r, c.line.ID); err != nil {
			return err
		}
		if c.revisions, err = r.RevisionLines(ctx, c.line.ID); err != nil {
			return fmt.Errorf("revisions of document %d: %w", c.line.ID, err)
		}
		if err = c.choose(v); err != nil {
			return err
		}
		return c.load(v, r)
	})
	return c, err
}

// choose takes the two revisions of the address: by default the latest and the one
// before the later one.
func (c *compared) choose(v *visit) error {
	to, from := v.number("to"), v.number("from")
	if v.query("to") == "" {
		to = c.revisions[0].Number
	}
	if v.query("from") == "" {
		from = to - 1
	}
	from, to = min(from, to), max(from, to)
	for _, rev := range c.revisions {
		switch rev.Number {
		case from:
			c.from = rev
		case to:
			c.to = rev
		}
	}
	if c.from.ID == 0 || c.to.ID == 0 {
		return workflow.Refuse(workflow.NotFound, "compare.none",
			"Non ci sono due versioni con questi numeri da confrontare. Tornare al documento e scegliere «Che cosa è cambiato» accanto a una versione.",
			"There are no two revisions of these numbers to compare. Go back to the document and choose “What changed” beside a revision.")
	}
	return nil
}

func (c *compared) load(v *visit, r *storage.Reader) error {
	ctx := v.r.Context()
	for i, rev := range []storage.RevisionLine{c.from, c.to} {
		shown, ok, err := r.ReadingShown(ctx, rev.ID)
		if err != nil {
			return fmt.Errorf("reading of revision %d: %w", rev.ID, err)
		}
		if !ok {
			return nil
		}
		if i == 0 {
			c.was = shown
		} else {
			c.is = shown
		}
		if c.words[i], err = r.WordsOf(ctx, rev.ID, maxCompared+1); err != nil {
			return fmt.Errorf("words of revision %d: %w", rev.ID, err)
		}
	}
	c.read = true
	return nil
}

// comparePage shows what changed between two revisions of a document.
func (s *site) comparePage(v *visit) error {
	c, err := s.loadCompared(v)
	if err != nil {
		return err
	}
	if err := s.record(v, c.paper, "compare"); err != nil {
		return err
	}
	view := compareView{Line: c.line, Title: v.documentTitle(c.line), From: c.from, To: c.to, Revisions: c.revisions, Back: pageLink{documentHref(c.line.ID), v.documentTitle(c.line)}}
	if v.isOffice() && c.line.CaseID != 0 {
		view.Back.Href = caseHref(c.line.CaseID)
	}
	if view.WhyNot = v.notCompared(c); view.WhyNot == "" {
		v.fillCompared(&view, c)
	}
	return s.page(v, http.StatusOK, "compare", v.t("compare.title", view.Title), view)
}

// notCompared says why there is nothing to compare; "" where there is.
func (v *visit) notCompared(c compared) string {
	switch {
	case !c.read:
		return v.t("compare.unread")
	case c.was.Reading.Error != nil:
		return v.t("compare.unreadable", c.from.Number)
	case c.is.Reading.Error != nil:
		return v.t("compare.unreadable", c.to.Number)
	}
	return ""
}

func (v *visit) fillCompared(view *compareView, c compared) {
	was, is := c.was.Reading, c.is.Reading
	d := compare.Readings(was, is)
	view.Same = d.Same
	view.Values = append(v.changedOfFile(was, is), v.changedValues(d.Values, c)...)
	view.Days = v.changedTotals(d.Days)
	for _, r := range d.Rows {
		view.Rows = append(view.Rows, v.changedRow(r, c))
	}
	if was.Method == document.MethodOCR || is.Method == document.MethodOCR {
		view.Notes = append(view.Notes, v.t("compare.scan"))
	}
	if was.ReaderVersion != is.ReaderVersion {
		view.Notes = append(view.Notes, v.t("compare.readers"))
	}
	if len(c.words[0]) > maxCompared || len(c.words[1]) > maxCompared {
		view.Notes = append(view.Notes, v.texts.count(v.lang, "compare.long", maxCompared))
	}
	view.Text = v.changedText(c)
	view.Nothing = len(view.Values)+len(view.Days)+len(view.Rows) == 0 && (view.Text == nil || view.Text.Changed == 0)
}

// changedOfFile is what differs of the files as a whole.
func (v *visit) changedOfFile(was, is document.Reading) (out []changedValue) {
	g := tongue{v.lang, v.texts}
	add := func(label, before, after string) {
		if before != after {
			out = append(out, changedValue{Label: label, Before: before, After: after})
		}
	}
	add(v.t("compare.kind"), g.kind(was.Kind), g.kind(is.Kind))
	add(v.t("compare.pages"), strconv.Itoa(was.PageCount), strconv.Itoa(is.PageCount))
	add(v.t("compare.signatures"), strconv.Itoa(len(was.Signatures)), strconv.Itoa(len(is.Signatures)))
	return out
}

func (v *visit) changedValues(all []compare.Value, c compared) (out []changedValue) {
	g := tongue{v.lang, v.texts}
	labels := v.changedLabels(all)
	for i, x := range all {
		y := changedValue{Label: labels[i]}
		if x.Before != nil {
			y.Before, y.ShowBefore, y.Unsure = g.value(*x.Before), c.show(c.from, x.Before.Place), x.Before.Unsure
		}
		if x.After != nil {
			y.After, y.ShowAfter, y.Unsure = g.value(*x.After), c.show(c.to, x.After.Place), y.Unsure || x.After.Unsure
		}
		if y.Before == y.After { // no difference that people would see: what is written differs
			y.Before, y.After = writtenOf(x.Before), writtenOf(x.After)
		}
		out = append(out, y)
	}
	return out
}

// changedLabel names a value: by the words of the page of a document, where there
// are any, else by its elements in the file.
func (v *visit) changedLabel(x compare.Value) string {
	if n, rest := document.CutBody(x.Name); n > 1 {
		x.Name = rest
		return v.t("compare.of_lot", v.changedLabel(x), n)
	}
	if n, rest := compare.CutRegister(x.Name); n > 1 {
		x.Name = rest
		return v.changedLabel(x) + " (" + v.t("compare.register", n) + ")"
	}
	label := v.fieldLabel(x.Name)
	f := x.After
	if f == nil {
		f = x.Before
	}
	if parts := strings.Split(f.Place.XPath, "/"); label == x.Name && len(parts) > 2 {
		return strings.Join(parts[len(parts)-2:], ", ")
	}
	return label
}

func writtenOf(f *document.Field) string {
	if f == nil {
		return ""
	}
	if f.Value != "" {
		return f.Value
	}
	return f.Written
}

// show leads to a place in a revision.
func (c compared) show(rev storage.RevisionLine, p document.Place) string {
	id := placeID(p)
	if id == "" {
		return ""
	}
	if rev.ID == c.revisions[0].ID {
		return documentHref(c.line.ID) + "#" + id
	}
	return fmt.Sprintf("%s?revision=%d#%s", documentHref(c.line.ID), rev.Number, id)
}
