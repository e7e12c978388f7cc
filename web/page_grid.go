package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// monthGridView is a centre's month to be filled in.
type monthGridView struct {
	Href     string // of the obligation
	Register blank.Register
	Done     string
	Alert    string
	Open     bool
	Other    bool // another file was sent than what the grid shows
	Read     bool // rows come from what was read of that file
	Document document.ID
	Receipt  string // of what was sent
	SentAt   time.Time
	Version  int
	Saved    string // when and by whom, in words
	Days     []monthGridDay
	Rows     []monthRowView
	Total    int
	Blank    int    // cells of a stay without a mark
	Month    string // 2026-10
	Today    int    // the last day that has begun; 0: none
	Marks    []signView
	Others   []reception.Guest
	Problems []gridProblemView
	Add      string // the code that was refused
	AddError string
	Findings []draftView
	Checked  bool // the rules have run
	Sample   draftView
}

// signView is a mark with the key that sets it, where that is not the mark itself.
type signView struct {
	blank.Mark
	Key string
}

func signViews() (out []signView) {
	keys := map[string]string{"AA": "Z", "AG": "G"}
	for _, m := range blank.Marks() {
		out = append(out, signView{m, keys[m.Sign]})
	}
	return out
}

type monthGridDay struct {
	N       int
	Letter  string // of the weekday
	Weekend bool
	Places  int
	Present int
}

// Over says that more guests are present than the centre may have.
func (d monthGridDay) Over() bool { return d.Present > d.Places }

type monthRowView struct {
	N          int // from 1
	Code, Name string
	Came, Went string // as typed
	Family     string // as typed
	FamilyBad  bool
	CameBad    bool
	WentBad    bool
	CodeBad    bool
	Cells      []monthCell
	Total      int
}

type monthCell struct {
	Day     int
	Mark    string // as typed
	Bad     bool
	Out     bool // before the entry or after the exit
	Weekend bool
}

type gridProblemView struct{ Text, Href string }

// draftView is a finding about what is not sent yet.
type draftView struct {
	Tone  string `json:"tone"`
	Icon  string `json:"icon"`
	Label string `json:"label"`
	Rule  string `json:"rule"`
	Text  string `json:"text"`
	Do    string `json:"do"`
	Href  string `json:"href"` // of the cell, guest or day; "" where it is about none
	Where string `json:"where"`
}

func gridHref(id workflow.ObligationID) string { return obligationHref(id) + "/grid" }

func (s *site) gridPage(v *visit) error {
	return s.showGrid(v, http.StatusOK, monthGridView{Done: v.doneText()}, nil)
}

// showGrid shows a grid as it was saved, or as it was typed where that was refused.
func (s *site) showGrid(v *visit, status int, view monthGridView, typed *typedGrid) error {
	ctx, id := v.r.Context(), workflow.ObligationID(v.pathID())
	g, err := s.Engine.Grid(ctx, v.actor(), id, "grid")
	if err != nil {
		return err
	}
	view.Href, view.Register, view.Open, view.Marks, view.Others = obligationHref(id), g.Register, g.Open, signViews(), g.Others
	view.Version, view.Sample = g.Saved.Version, draftView{Tone: "info", Icon: "info-circle", Href: "#main", Where: "…"}
	view.Document, view.Other = g.Current.DocumentID, g.Current.ID != 0 && g.Current.ID != g.Sent.ID
	if g.Sent.ID != 0 {
		view.Receipt, view.SentAt = g.Sent.Receipt.String(), g.Sent.SubmittedAt
	}
	view.Read = g.Read
	if g.Saved.Version > 0 {
		view.Saved = v.savedText(g.Saved.SavedAt, g.Saved.SavedByName)
	}
	if view.Open && typed == nil && g.Saved.Version > 0 {
		if fs, err := s.Engine.DraftFindings(ctx, v.actor(), id); err != nil {
			s.Log.Error("a draft was not checked", "request", v.id, "err", err)
		} else {
			view.Findings, view.Checked = v.drafts(fs), true
		}
	}
	s.fillGrid(v, &view, g, typed)
	v.w.Header().Set("Cache-Control", "no-store")
	return s.pageIn(v, status, "grid", frame{Title: v.t("fill.title") + " " + g.Register.Centre.Code + ", " + tongue{v.lang, v.texts}.period(g.Obligation.For)}, view)
}

// fillGrid lays out days and rows, with what is wrong in them.
func (s *site) fillGrid(v *visit, view *monthGridView, g engine.Grid, typed *typedGrid) {
	month := g.Register.Month
	view.Month = month.Key()
	view.Today = min(max(month.Start.DaysUntil(calendar.DateOf(s.Engine.Now()))+1, 0), month.Days())
	names := map[string]string{}
	for _, r := range g.Register.Rows {
		names[r.Code] = r.Name
	}
	for _, x := range g.Others {
		names[x.Code] = x.Name
	}
	if typed == nil {
		typed = typedOf(g.Register.GridRows(), month.Days())
	} else {
		view.Version = typed.version
	}
	rows, bad := typed.rows()
	bad = append(bad, reception.ValidateGrid(rows, month, blank.Signs())...)
	g.Register.Rows = nil
	for i, r := range rows {
		g.Register.Rows = append(g.Register.Rows, blank.Row{Code: r.Code, Family: r.Family, Came: r.Came, Went: r.Went, Marks: r.Marks})
		view.Rows = append(view.Rows, monthRowView{N: i + 1, Code: r.Code, Name: names[r.Code], Family: typed.Rows[i].Family, Came: typed.Rows[i].Came, Went: typed.Rows[i].Went})
	}
	for d := range month.Days() {
		on := month.Start.AddDays(d)
		day := monthGridDay{N: d + 1, Letter: v.t("fill.weekdays")[on.Weekday() : on.Weekday()+1], Places: g.Register.Centre.PlacesOn(on), Present: g.Register.PresentOn(d + 1)}
		day.Weekend = on.Weekday() == time.Saturday || on.Weekday() == time.Sunday
		view.Total += day.Present
		view.Days = append(view.Days, day)
		for i, r := range rows {
			c := monthCell{Day: d + 1, Mark: typed.Rows[i].mark(d), Weekend: day.Weekend, Out: outside(r, on)}
			if c.Mark == "" && !c.Out && d < view.Today {
				view.Blank++
			}
			if blank.Counts(c.Mark) {
				view.Rows[i].Total++
			}
			view.Rows[i].Cells = append(view.Rows[i].Cells, c)
		}
	}
	view.mark(bad, v.lang)
}

// outside says that a day is before a guest's entry or after the exit.
func outside(r reception.GridRow, on calendar.Date) bool {
	return !r.Came.IsZero() && on.Before(r.Came) || !r.Went.IsZero() && on.After(r.Went)
}

// mark shows what is wrong, and where.
func (view *monthGridView) mark(bad []reception.GridProblem, lang string) {
	for _, p := range bad {
		r := &view.Rows[p.Row]
		href := fmt.Sprintf("#g%d", r.N)
		switch {
		case p.Day > 0 && p.Day <= len(r.Cells):
			r.Cells[p.Day-1].Bad = true
			href = fmt.Sprintf("#c%d-%d", r.N, p.Day)
		case p.Field == "family":
			r.FamilyBad = true
		case p.Field == "came":
			r.CameBad = true
		case p.Field == "went":
			r.WentBad = true
		case p.Field == "code":
			r.CodeBad = true
		}
		view.Problems = append(view.Problems, gridProblemView{p.In(lang), href})
	}
}

func (v *visit) savedText(at time.Time, by string) string {
	return v.t("fill.saved", tongue{v.lang, v.texts}.when(at), by)
}

// drafts shows findings about what is not sent yet.
func (v *visit) drafts(fs []engine.DraftFinding) []draftView {
	out := make([]draftView, len(fs))
	for i, f := range fs {
		b := v.severityBadge(f.Severity)
		d := draftView{Tone: b.Tone, Icon: b.Icon, Label: b.Text, Rule: v.t("findings.rule", f.Rule), Text: f.It, Do: f.DoIt}
		if v.lang == "en" {
			d.Text, d.Do = f.En, f.DoEn
		}
		switch {
		case f.Row > 0 && f.Day > 0:
			d.Href, d.Where = fmt.Sprintf("#c%d-%d", f.Row, f.Day), v.t("fill.go.cell", f.Row, f.Day)
		case f.Row > 0:
			d.Href, d.Where = fmt.Sprintf("#g%d", f.Row), v.t("fill.go.row", f.Row)
		case f.Day > 0:
			d.Href, d.Where = fmt.Sprintf("#d%d", f.Day), v.t("fill.go.day", f.Day)
		}
		out[i] = d
	}
	return out
}

// gridPDF sends the register for signing, as it was saved last.
func (s *site) gridPDF(v *visit) error {
	g, err := s.Engine.Grid(v.r.Context(), v.actor(), workflow.ObligationID(v.pathID()), "fill.pdf")
	if err != nil {
		return err
	}
	b, err := g.Register.PDF(s.Engine.Now().In(calendar.Rome()))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", attachment(fmt.Sprintf("registro-%s-%s.pdf", g.Register.Centre.Code, g.Register.Month.Key())))
	h.Set("Cache-Control", "no-store")
	return send(v, http.StatusOK, b)
}
