package web

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
)

// evidence is the document as the page shows it: images of its pages with the
// places of values drawn on them, or our own rendering of an invoice or of a
// register's cells. Every place that a fact or a finding names has an id here,
// so that a plain link lights it up.
type evidence struct {
	Mode     string // pages, words, invoice, register, none
	Revision storage.RevisionLine
	Sheets   []sheetView
	Invoice  template.HTML
	Grid     gridView
	Extra    []extraView // values that are read or cited but not part of the rendering
	Warnings []document.Warning
	// Unreadable says why there is nothing to show; zero where there is.
	Unreadable document.Warning
	ids        map[string]bool
}

// sheetView is one page. Geometry is in points, from the top left corner.
type sheetView struct {
	Number        int
	Width, Height float64
	Image         string // address; "" where no image is stored
	Turned        turned // zero for a page that stands upright
	Lines         string // address of the words that lie over the image
	Marks         []markView
	Words         []document.Word
	Ink           []pageLink // the marks around ink that no word was read from
}

// markView is a rectangle that can be lit up.
type markView struct {
	ID     string
	Box    document.Box
	Label  string
	Unsure bool
	Ink    bool // nothing was read there
}

// extraView is a value outside the rendering.
type extraView struct {
	ID    string
	Path  string // the XPath, the cell or the page
	Value string
}

// placeID is the id that a place has on the page; "" for the document as a
// whole. It depends on the place alone, so that links from other pages hold.
func placeID(p document.Place) string {
	switch {
	case p.XPath != "":
		return "x" + idText(p.XPath)
	case p.Cell != "":
		return "c" + idText(p.Sheet) + "-" + idText(p.Cell)
	case p.Page > 0 && p.Box != nil && p.Box.Width > 0 && p.Box.Height > 0:
		b := p.Box
		return fmt.Sprintf("p%d-%d-%d-%d-%d", p.Page, round(b.X), round(b.Y), round(b.Width), round(b.Height))
	case p.Page > 0:
		return fmt.Sprintf("p%d", p.Page)
	}
	return ""
}

func round(f float64) int { return int(math.Round(f)) }

// idText keeps letters and digits and joins them by single dashes.
func idText(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
			continue
		}
		dash = true
	}
	return b.String()
}

// show returns the fragment of a place, "" when the page does not show it.
func (e *evidence) show(p document.Place) string {
	if id := placeID(p); id != "" && e.ids[id] {
		return "#" + id
	}
	return ""
}

// evidenceOf builds what is shown of a revision. cited are the places that
// findings name beside the fields.
func (v *visit) evidenceOf(rev storage.RevisionLine, shown storage.ReadingShown, cited []check.Input) evidence {
	e := evidence{Mode: "none", Revision: rev, ids: map[string]bool{}, Warnings: withoutControls(shown.Reading.Warnings)}
	fields := shown.Reading.Fields
	switch {
	case hasMethod(fields, document.MethodXML):
		if html, err := v.invoice(fields, e.ids); err == nil {
			e.Mode, e.Invoice = "invoice", html
		}
	case hasMethod(fields, document.MethodCells):
		e.Mode = "register"
		e.Grid, e.Extra = v.grid(fields, e.ids)
	case shown.Previews > 0:
		e.Mode = "pages"
		e.sheets(v, shown, cited)
	case len(shown.Sheets) > 0:
		e.Mode = "words"
		e.sheets(v, shown, cited)
	}
	if e.Mode != "none" {
		e.extras(v, cited)
	}
	if why := shown.Reading.Error; why != nil {
		if e.Mode == "none" {
			e.Unreadable = *why
		} else {
			e.Warnings = append([]document.Warning{*why}, e.Warnings...)
		}
	}
	return e
}

// without leaves out what the findings beside it say; why there is nothing to show
// is said here as well.
func (e *evidence) without(said func(document.Warning) bool) {
	e.Warnings = slices.DeleteFunc(e.Warnings, said)
}

func hasMethod(fields []document.Field, m document.Method) bool {
	for _, f := range fields {
		if f.Method == m {
			return true
		}
	}
	return false
}

func (e *evidence) sheets(v *visit, shown storage.ReadingShown, cited []check.Input) {
	marks := v.marksOf(shown.Reading.Fields, cited, e.Revision.ID)
	ink := v.inkOf(shown.Reading.Outside, marks)
	for i, s := range shown.Sheets {
		sv := sheetView{Number: s.Number, Width: s.Width, Height: s.Height, Marks: marks[s.Number], Ink: ink[s.Number]}
		if sv.Width <= 0 || sv.Height <= 0 {
			sv.Width, sv.Height = 595, 842 // A4
		}
		sv.turn(s.Turn)
		if i < shown.Previews {
			sv.Image = fmt.Sprintf("/revisions/%d/pages/%d.jpg", e.Revision.ID, s.Number)
			sv.Lines = fmt.Sprintf("/revisions/%d/pages/%d.json", e.Revision.ID, s.Number)
		} else {
			sv.Words = upright(s.Words, s.Turn, sv.Turned.Width, sv.Turned.Height)
		}
		e.ids[fmt.Sprintf("p%d", s.Number)] = true
		for _, m := range sv.Marks {
			e.ids[m.ID] = true
		}
		e.Sheets = append(e.Sheets, sv)
	}
}

// marksOf collects the boxes that fields and findings name, by page, each once.
func (v *visit) marksOf(fields []document.Field, cited []check.Input, rev document.RevisionID) map[int][]markView {
	out := map[int][]markView{}
	at := map[string]int{}
	add := func(p document.Place, label string, unsure bool) {
		id := placeID(p)
		if p.Page == 0 || p.Box == nil || p.Box.Width <= 0 || p.Box.Height <= 0 {
			return
		}
		if i, ok := at[id]; ok {
			m := &out[p.Page][i]
			m.Unsure = m.Unsure || unsure
			if len(m.Label) < 200 && !strings.Contains(m.Label, label) {
				m.Label += "; " + label
			}
			return
		}
		at[id] = len(out[p.Page])
		out[p.Page] = append(out[p.Page], markView{ID: id, Box: *p.Box, Label: label, Unsure: unsure})
	}
	g := tongue{v.lang, v.texts}
	for _, f := range fields {
		add(f.Place, v.fieldLabel(f.Name)+": "+g.value(f), f.Unsure)
	}
	for _, in := range cited {
		if in.Revision == rev {
			add(in.Place, in.It, false)
		}
	}
	return out
}

// inkOf adds the regions with ink outside the text that was read to the marks of
// their pages, below the others, and returns links to them by page.
func (v *visit) inkOf(regions []document.Region, marks map[int][]markView) map[int][]pageLink {
	out := map[int][]pageLink{}
	for _, r := range regions {
		id := "ink-" + placeID(document.Place{Page: r.Page, Box: &r.Box})
		n := len(out[r.Page])
		if r.Box.Width <= 0 || r.Box.Height <= 0 || slices.ContainsFunc(marks[r.Page], func(m markView) bool { return m.ID == id }) {
			continue
		}
		m := markView{ID: id, Box: r.Box, Label: v.t("evidence.ink"), Ink: true}
		marks[r.Page] = slices.Insert(marks[r.Page], n, m)
		out[r.Page] = append(out[r.Page], pageLink{"#" + id, strconv.Itoa(n + 1)})
	}
	return out
}

// extras shows the values that findings cite but the rendering does not have, so
// that whatever has a place can be lit up.
func (e *evidence) extras(v *visit, cited []check.Input) {
	for _, in := range cited {
		id := placeID(in.Place)
		if in.Revision != e.Revision.ID || id == "" || e.ids[id] {
			continue
		}
		e.ids[id] = true
		e.Extra = append(e.Extra, extraView{id, v.placePath(in.Place), in.Value})
	}
}

// placePath says in full where a value stands: "Ottobre F9".
func (v *visit) placePath(p document.Place) string {
	switch {
	case p.XPath != "":
		return p.XPath
	case p.Cell != "":
		return strings.TrimSpace(p.Sheet + " " + p.Cell)
	}
	return v.placeText(p)
}
