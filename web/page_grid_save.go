package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// typedGrid is a grid as a form sends it.
type typedGrid struct {
	version int
	Rows    []typedRow
}

type typedRow struct {
	Code, Family, Came, Went string
	Marks                    []string
}

func (r typedRow) mark(d int) string {
	if d < len(r.Marks) {
		return r.Marks[d]
	}
	return ""
}

// typedOf writes rows as people type them.
func typedOf(rows []reception.GridRow, days int) *typedGrid {
	t := &typedGrid{}
	for _, r := range rows {
		x := typedRow{Code: r.Code, Family: r.Family, Came: r.Came.It(), Went: r.Went.It(), Marks: make([]string, days)}
		copy(x.Marks, r.Marks)
		t.Rows = append(t.Rows, x)
	}
	return t
}

// readGrid reads the form: code, family, came and went once a row, m once a row and day.
func readGrid(form url.Values) (*typedGrid, error) {
	t := &typedGrid{}
	var err error
	t.version, err = strconv.Atoi(form.Get("version"))
	codes, families, came, went, marks := form["code"], form["family"], form["came"], form["went"], form["m"]
	n := len(codes)
	if err != nil || t.version < 0 || len(families) != n || len(came) != n || len(went) != n || n == 0 && len(marks) > 0 || n > 0 && len(marks)%n != 0 {
		return nil, workflow.Refuse(workflow.Invalid, "grid.cut_off",
			"La griglia non è arrivata intera e non è stata salvata. Tornare alla pagina e salvare di nuovo.",
			"The grid did not arrive whole and was not saved. Go back to the page and save it again.")
	}
	for i, c := range codes {
		r := typedRow{Code: strings.TrimSpace(c), Family: strings.TrimSpace(families[i]), Came: strings.TrimSpace(came[i]), Went: strings.TrimSpace(went[i])}
		days := len(marks) / n
		for _, m := range marks[i*days : (i+1)*days] {
			r.Marks = append(r.Marks, strings.ToUpper(strings.TrimSpace(m)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t, nil
}

// rows understands what was typed; dates that it does not are told.
func (t *typedGrid) rows() (out []reception.GridRow, bad []reception.GridProblem) {
	for i, r := range t.Rows {
		x := reception.GridRow{Code: r.Code, Family: r.Family, Marks: r.Marks}
		if code, ok := document.FamilyCode(r.Family); ok {
			x.Family = code
		}
		var ok bool
		if x.Came, ok = typedDay(r.Came); !ok {
			bad = append(bad, noDay(i, "came"))
		}
		if x.Went, ok = typedDay(r.Went); !ok {
			bad = append(bad, noDay(i, "went"))
		}
		out = append(out, x)
	}
	return out, bad
}

func noDay(row int, field string) reception.GridProblem {
	it, en := "l'ingresso", "the entry"
	if field == "went" {
		it, en = "l'uscita", "the exit"
	}
	return reception.GridProblem{Row: row, Problem: reception.Problem{Field: field,
		It: fmt.Sprintf("Riga %d: %s non è una data. Scriverla come 05/10/2026, o lasciare vuoto.", row+1, it),
		En: fmt.Sprintf("Row %d: %s is no date. Write it like 05/10/2026, or leave it empty.", row+1, en)}}
}

// typedDay reads 5/10/2026, 05.10.26 or 2026-10-05; nothing is the zero date.
func typedDay(s string) (d calendar.Date, ok bool) {
	if s == "" {
		return d, true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '.' || r == '-' || r == ' ' })
	if len(parts) != 3 {
		return d, false
	}
	if len(parts[0]) == 4 {
		slices.Reverse(parts)
	}
	if len(parts[2]) == 2 {
		parts[2] = "20" + parts[2]
	}
	d, err := calendar.ParseDate(fmt.Sprintf("%s-%02s-%02s", parts[2], parts[1], parts[0]))
	return d, err == nil
}

// savedJSON is what our script is told of a save.
type savedJSON struct {
	Version  int         `json:"version"`
	Text     string      `json:"text"` // the sentence
	Checked  bool        `json:"checked"`
	Findings []draftView `json:"findings"`
}

// saveGrid keeps what was typed, after adding or taking out a row where that was
// asked for.
func (s *site) saveGrid(v *visit) error {
	t, done, err := s.keepGrid(v)
	if done || err != nil {
		return err
	}
	id := workflow.ObligationID(v.pathID())
	if !v.wantsJSON() {
		at := ""
		if v.r.PostForm.Get("do") == "add" {
			at = fmt.Sprintf("#g%d", len(t.Rows))
		}
		return v.redirect(gridHref(id) + "?done=fill.saved" + at)
	}
	out := savedJSON{Version: t.version, Text: v.savedText(s.Engine.Now(), v.person.Name)}
	fs, err := s.Engine.DraftFindings(v.r.Context(), v.actor(), id)
	if err != nil {
		s.Log.Error("a draft was not checked", "request", v.id, "err", err)
	} else {
		out.Checked, out.Findings = true, v.drafts(fs)
	}
	writeJSON(v, http.StatusOK, out)
	return nil
}

// keepGrid saves what was typed; done says that the answer is given already: the page
// with what was typed and why it was refused.
func (s *site) keepGrid(v *visit) (t *typedGrid, done bool, err error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 2<<20)
	if err := v.r.ParseForm(); err != nil {
		return nil, false, errCutOff(err)
	}
	if t, err = readGrid(v.r.PostForm); err != nil {
		return nil, false, err
	}
	view := monthGridView{}
	if err := s.changeGrid(v, t, &view); err != nil && view.AddError == "" {
		return t, false, err
	} else if err != nil {
		return t, true, s.showGrid(v, http.StatusUnprocessableEntity, view, t)
	}
	rows, bad := t.rows()
	if len(bad) == 0 {
		rows = slices.DeleteFunc(rows, reception.GridRow.IsBlank)
		var now int
		now, _, err = s.Engine.SaveGrid(v.r.Context(), v.actor(), workflow.ObligationID(v.pathID()), t.version, rows)
		if err == nil {
			t.version = now
			return t, false, nil
		}
	} else {
		err = workflow.Refuse(workflow.Invalid, "grid.invalid", bad[0].It, bad[0].En)
	}
	r, ok := workflow.RefusalOf(err)
	if !ok || v.wantsJSON() || r.Code != workflow.Invalid && r.Name != "grid.moved" {
		return t, false, err
	}
	if r.Name != "grid.invalid" { // that is told beside each cell
		view.Alert = inLanguage(r, v.lang)
	}
	return t, true, s.showGrid(v, statusOf(r), view, t)
}

// changeGrid does to the rows what a button of the form asks for.
func (s *site) changeGrid(v *visit, t *typedGrid, view *monthGridView) error {
	what, which, _ := strings.Cut(v.r.PostForm.Get("do"), " ")
	n, _ := strconv.Atoi(which) // no number is no row
	switch {
	case what == "remove" && n >= 1 && n <= len(t.Rows):
		t.Rows = slices.Delete(t.Rows, n-1, n)
	case what == "fill" && n >= 1 && n <= len(t.Rows):
		return s.fillRow(v, t, n-1)
	case what == "add":
		typed := strings.ToUpper(v.r.PostForm.Get("new"))
		codes := append(strings.Fields(v.r.PostForm.Get("guest")), strings.FieldsFunc(typed, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })...)
		for _, code := range codes {
			if !reception.IsGuestCode(code) {
				view.Add, view.AddError = typed, v.t("fill.add.bad")
				return workflow.Refuse(workflow.Invalid, "grid.code", "Questo non è un codice.", "This is no code.")
			}
		}
		for _, code := range codes {
			t.Rows = append(t.Rows, typedRow{Code: code})
		}
	}
	return nil
}

// fillRow marks as present the days of a guest's stay that have no mark, up to today.
func (s *site) fillRow(v *visit, t *typedGrid, i int) error {
	g, err := s.Engine.Grid(v.r.Context(), v.actor(), workflow.ObligationID(v.pathID()), "grid")
	if err != nil {
		return err
	}
	rows, _ := t.rows() // what is no date is told when it is saved
	r, month := rows[i], g.Register.Month
	marks := make([]string, month.Days())
	copy(marks, r.Marks)
	for d := range marks {
		on := month.Start.AddDays(d)
		switch {
		case marks[d] != "" || outside(r, on) || on.After(calendar.DateOf(s.Engine.Now())):
		case on == r.Went:
			marks[d] = "U"
		default:
			marks[d] = "P"
		}
	}
	t.Rows[i].Marks = marks
	return nil
}

// sendGrid saves what was typed and sends it like a file for the obligation.
func (s *site) sendGrid(v *visit) error {
	t, done, err := s.keepGrid(v)
	if done || err != nil {
		return err
	}
	ctx, id := v.r.Context(), workflow.ObligationID(v.pathID())
	b, in, err := s.Engine.GridFile(ctx, v.actor(), id, t.version)
	if r, ok := workflow.RefusalOf(err); ok && r.Code == workflow.Invalid {
		return s.showGrid(v, statusOf(r), monthGridView{Alert: inLanguage(r, v.lang)}, nil)
	}
	if err != nil {
		return err
	}
	stored, err := s.Blobs.Put(ctx, bytes.NewReader(b), s.UploadLimit)
	if err != nil {
		return s.putRefusal(err)
	}
	in.SHA256, in.Size = stored.SHA256, stored.Size
	got, err := s.Engine.Receive(ctx, v.actor(), in)
	if r, ok := workflow.RefusalOf(err); ok && r.Code == workflow.Conflict {
		return s.showGrid(v, statusOf(r), monthGridView{Alert: inLanguage(r, v.lang)}, nil)
	}
	if err != nil {
		return err
	}
	return v.redirect(documentHref(got.Document) + "?done=received")
}
