package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// shownRows is how many changes and rows that stay the page shows; the file has
// them all.
const shownRows = 300

// planView is what an import would do, or why it can't be made.
type planView struct {
	Sections []navItem
	FileName string
	From     calendar.Date
	Ahead    bool // from another day than today
	Stamp    string
	Action   string // where it is confirmed
	Marked   string // where the marked file is; "": nothing in it can be marked
	Counts   []countRow
	New      int
	Changed  int
	Same     int
	Absent   int
	Problems []problemRow
	More     bool // problems than are told
	Changes  []changeRow
	Left     []changeRow // stored and not in the file
	Hidden   int         // changes that only the file has
	HiddenOf int         // of Left
	Notes    []string
	Files    downloads
}

// countRow is how many rows of a sheet are what.
type countRow struct {
	Sheet string
	workbook.Count
}

// problemRow is one problem.
type problemRow struct {
	Sheet, Column, Header, Value, Text string
	Row                                int
}

// changeRow is one row that is added, changed or left.
type changeRow struct {
	Sheet   string
	Row     int
	Name    string
	New     bool
	Changes []fieldChange
}

// fieldChange is one column.
type fieldChange struct{ Name, Before, After string }

func (s *site) planPage(v *visit) error {
	f, _, plan, err := s.planImport(v)
	if err != nil {
		return err
	}
	view := v.planView(f, plan)
	view.Ahead = plan.FromOn != s.Engine.Today()
	return s.page(v, http.StatusOK, "importplan", v.t("import.plan.title"), view)
}

func (v *visit) planView(f sentFile, plan engine.ImportPlan) planView {
	view := planView{Sections: v.sections(), FileName: f.name, From: plan.FromOn, Stamp: plan.Stamp, More: plan.More,
		Action: importPath + "/" + f.sha.String(), Files: v.planFiles(f.sha, plan.FromOn)}
	for _, c := range plan.Counts {
		if c.New+c.Changed+c.Same+c.Absent == 0 {
			continue
		}
		view.Counts = append(view.Counts, countRow{c.In(v.lang), c})
		view.New, view.Changed, view.Same, view.Absent = view.New+c.New, view.Changed+c.Changed, view.Same+c.Same, view.Absent+c.Absent
	}
	for _, p := range plan.Problems {
		if p.Sheet != "" { // else there are no cells that were read
			view.Marked = importHref(f.sha, "/problems.xlsx", plan.FromOn)
		}
		view.Problems = append(view.Problems, problemRow{p.Sheet, p.Column, p.Header, p.Value, p.In(v.lang), p.Row})
	}
	for _, n := range plan.Notes {
		view.Notes = append(view.Notes, n.In(v.lang))
	}
	for _, r := range plan.Rows {
		v.addRow(&view, r)
	}
	return view
}

// addRow puts a row on the page, or counts it where the page is long enough.
func (v *visit) addRow(view *planView, r workbook.Row) {
	to, hidden := &view.Changes, &view.Hidden
	if r.State == workbook.Absent {
		to, hidden = &view.Left, &view.HiddenOf
	}
	if len(*to) == shownRows {
		*hidden++
		return
	}
	row := changeRow{Sheet: r.List.In(v.lang), Row: r.Row, Name: r.Name, New: r.State == workbook.New}
	for _, c := range r.Changes {
		row.Changes = append(row.Changes, fieldChange{c.In(v.lang), c.Before, c.After})
	}
	*to = append(*to, row)
}

func (v *visit) planFiles(sha document.SHA256, from calendar.Date) downloads {
	d := downloadsOf(importPath+"/"+sha.String()+"/changes", url.Values{"from": {from.String()}})
	d.Of = v.t("import.changes")
	return d
}

// planSheet is everything that an import would do as a file.
func (s *site) planSheet(v *visit) (*sheet, error) {
	_, _, plan, err := s.planImport(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("import.changes.file", v.t("import.changes"), "import.sheet", "import.row", "import.which", "import.what", "import.field", "import.before", "import.after")
	for _, r := range plan.Rows {
		row := ""
		if r.Row > 0 {
			row = strconv.Itoa(r.Row)
		}
		what := v.t("import.is." + string(r.State))
		if len(r.Changes) == 0 {
			sh.add(word(r.List.In(v.lang)), word(row), word(r.Name), word(what), word(""), word(""), word(""))
		}
		for _, c := range r.Changes {
			sh.add(word(r.List.In(v.lang)), word(row), word(r.Name), word(what), word(c.In(v.lang)), word(strings.TrimSpace(c.Before)), word(strings.TrimSpace(c.After)))
		}
	}
	return sh, nil
}
