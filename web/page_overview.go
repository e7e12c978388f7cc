package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// overviewView is the wall: bodies by kinds in one month, or bodies by months
// for one kind or all of them. Which month a paper is in is said
// beside SlotsOnWall in package storage.
type overviewView struct {
	ByMonths   bool
	Month      calendar.Period // that is shown, or the last of those before the next ones
	Kind       document.Kind   // that is shown by months; "": all
	Kinds      []document.KindInfo
	Prev, Next wallLink
	Views      []navItem // the two views, the other one with the same month
	Columns    []wallColumn
	Rows       []wallRow
	Sum        storage.WallCell
	Legend     []badge
	Files      downloads
}

// wallLink leads to another part of the wall.
type wallLink struct {
	Href       string
	From, Till calendar.Period // the first and the last month
}

// IsMonth says that the part is one month.
func (l wallLink) IsMonth() bool { return l.From == l.Till }

// Span is what the part shows.
func (l wallLink) Span() calendar.Period {
	return calendar.Period{Start: l.From.Start, End: l.Till.End}
}

// wallColumn is a kind or a month.
type wallColumn struct {
	Kind  document.Kind
	Month calendar.Period
	Now   bool // this month
}

// wallRow is one body.
type wallRow struct {
	ID    reception.BodyID
	Code  string
	Name  string
	Href  string     // the body in the month that is shown; "" by months
	Cells []wallCell // beside the columns
}

// wallCell tells how a body stands with one kind, or in one month.
type wallCell struct {
	storage.WallCell
	Badge badge // "" where nothing is due
	Href  string
	Rest  []string // what the badge does not say
}

// Done counts what needs nothing more from the body now.
func (c wallCell) Done() int {
	return c.Submitted + c.Accepted + c.Waived + c.Declared + c.Nothing
}

// The wall by months shows this many up to the one that is asked for, and this
// many after it.
const (
	wallPast = 6
	wallNext = 2
)

// wall is what of the wall an address asks for.
type wall struct {
	byMonths bool
	month    calendar.Period
	kind     document.Kind
}

// wallAsked reads the address: the month that has ended where it names none, or
// the present one for the view by months.
func (s *site) wallAsked(v *visit) wall {
	w := wall{byMonths: v.query("view") == "months", month: calendar.MonthOf(s.Engine.Today())}
	if !w.byMonths {
		w.month = w.month.Previous()
	} else if _, ok := document.Kind(v.query("kind")).Info(); ok {
		w.kind = document.Kind(v.query("kind"))
	}
	if p, err := calendar.ParseMonth(v.query("month")); err == nil && p.Start.Year() >= 2000 && p.Start.Year() <= 2100 {
		w.month = p
	}
	return w
}

// query is the address of the same part of the wall.
func (w wall) query() url.Values {
	q := url.Values{"month": {w.month.Key()}}
	if w.byMonths {
		q.Set("view", "months")
	}
	if w.kind != "" {
		q.Set("kind", string(w.kind))
	}
	return q
}

func (w wall) href() string { return "/overview?" + w.query().Encode() }

// at is the same view of another month.
func (w wall) at(month calendar.Period) wall {
	w.month = month
	return w
}

// months lists what is shown.
func (w wall) months() []calendar.Period {
	if !w.byMonths {
		return []calendar.Period{w.month}
	}
	out := []calendar.Period{shifted(w.month, 1-wallPast)}
	for len(out) < wallPast+wallNext {
		out = append(out, out[len(out)-1].Next())
	}
	return out
}

// shifted is so many months later, or earlier.
func shifted(m calendar.Period, by int) calendar.Period {
	for ; by > 0; by-- {
		m = m.Next()
	}
	for ; by < 0; by++ {
		m = m.Previous()
	}
	return m
}

// cells reads the wall.
func (s *site) wallCells(v *visit, w wall) (cells []storage.WallCell, err error) {
	months := w.months()
	ask := storage.WallAsked{Office: v.person.OfficeID, From: months[0].Start, To: months[len(months)-1].End, Kind: w.kind,
		Together: w.byMonths, Now: s.Engine.Now()}
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if ask.SoonDays, err = r.DueSoonDays(v.r.Context(), v.person.OfficeID); err != nil {
			return err
		}
		cells, err = r.WallCells(v.r.Context(), ask)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("wall of %s: %w", w.month.Key(), err)
	}
	return cells, nil
}

func (s *site) overviewPage(v *visit) error {
	w := s.wallAsked(v)
	cells, err := s.wallCells(v, w)
	if err != nil {
		return err
	}
	view := overviewView{ByMonths: w.byMonths, Month: w.month, Kind: w.kind, Kinds: document.Catalogue(), Legend: v.wallLegend(),
		Views: v.wallViews(w), Files: downloadsOf("/overview", w.query())}
	step := 1
	if w.byMonths {
		step = wallPast
	}
	view.Prev, view.Next = w.leadsTo(-step), w.leadsTo(step)
	view.Columns = w.columns(cells, calendar.MonthOf(s.Engine.Today()))
	for _, c := range cells {
		view.add(v, c)
	}
	return s.page(v, http.StatusOK, "overview", v.t("overview.title"), view)
}

// leadsTo is the link to the part so many months later.
func (w wall) leadsTo(by int) wallLink {
	to := w.at(shifted(w.month, by))
	months := to.months()
	return wallLink{Href: to.href(), From: months[0], Till: months[len(months)-1]}
}

// wallViews links the two views.
func (v *visit) wallViews(w wall) []navItem {
	month, months := w, w
	month.byMonths, month.kind, months.byMonths = false, "", true
	return []navItem{{Href: month.href(), Text: v.t("wall.view.month"), Current: !w.byMonths},
		{Href: months.href(), Text: v.t("wall.view.months"), Current: w.byMonths}}
}

// columns are the kinds that occur, in the order of the catalogue, or the months.
func (w wall) columns(cells []storage.WallCell, now calendar.Period) (out []wallColumn) {
	if w.byMonths {
		for _, m := range w.months() {
			out = append(out, wallColumn{Month: m, Now: m == now})
		}
		return out
	}
	for _, i := range document.Catalogue() {
		if slices.ContainsFunc(cells, func(c storage.WallCell) bool { return c.Kind == i.Kind }) {
			out = append(out, wallColumn{Kind: i.Kind})
		}
	}
	return out
}

// add puts a cell where it belongs.
func (w *overviewView) add(v *visit, c storage.WallCell) {
	n := len(w.Rows)
	if n == 0 || w.Rows[n-1].ID != c.BodyID {
		row := wallRow{ID: c.BodyID, Code: c.BodyCode, Name: c.BodyName, Cells: make([]wallCell, len(w.Columns))}
		if !w.ByMonths {
			row.Href = bodyMonthHref(w.Month, c.BodyID, "")
		}
		w.Rows = append(w.Rows, row)
		n++
	}
	month := calendar.MonthOf(c.Month)
	i := slices.IndexFunc(w.Columns, func(x wallColumn) bool { return x.Kind == c.Kind && !w.ByMonths || w.ByMonths && x.Month == month })
	if i >= 0 {
		kind := c.Kind
		if w.ByMonths {
			kind = w.Kind
		}
		w.Rows[n-1].Cells[i] = wallCell{c, v.wallBadge(c), bodyMonthHref(month, c.BodyID, kind), v.wallRest(c, w.ByMonths)}
	}
	w.Sum.Total += c.Total
	w.Sum.Overdue += c.Overdue
	w.Sum.Soon += c.Soon
	w.Sum.Upcoming += c.Upcoming
	w.Sum.Submitted += c.Submitted
	w.Sum.ToComplete += c.ToComplete
	w.Sum.Declared += c.Declared
	w.Sum.Accepted += c.Accepted + c.Waived + c.Nothing
	w.Sum.Rejected += c.Rejected
}

// bodyMonthHref leads to a body's month, at a kind of document.
func bodyMonthHref(month calendar.Period, id reception.BodyID, kind document.Kind) string {
	href := fmt.Sprintf("/overview/%s/bodies/%d", month.Key(), id)
	if kind != "" {
		href += "#" + string(kind)
	}
	return href
}

// wallState is one way in which some of a cell stand; its texts have its key.
type wallState struct {
	key        string
	count      int
	tone, icon string
}

// wallStates are the ways to stand, what asks for most attention first.
func wallStates(c storage.WallCell) []wallState {
	return []wallState{
		{"overdue", c.Overdue, "bad", "warning-circle"},
		{"rejected", c.Rejected, "bad", "close-circle"},
		{"to_complete", c.ToComplete, "warn", "pencil"},
		{"soon", c.Soon, "warn", "clock"},
		{"declared", c.Declared, "info", "inbox"},
		{"submitted", c.Submitted, "info", "search"},
		{"upcoming", c.Upcoming, "wait", "calendar"},
		{"accepted", c.Accepted, "ok", "check-circle"},
		{"nothing", c.Nothing, "ok", "minus-circle"},
		{"waived", c.Waived, "wait", "ban"},
	}
}

// settled says that nothing is left to do for anybody.
func (s wallState) settled() bool {
	return s.key == "accepted" || s.key == "nothing" || s.key == "waived"
}

// say writes the state with how many stand so.
func (s wallState) say(v *visit) string { return v.texts.count(v.lang, "wall."+s.key, s.count) }

// wallBadge is what asks for most attention in a cell, with how many.
func (v *visit) wallBadge(c storage.WallCell) badge {
	for _, s := range wallStates(c) {
		if s.count > 0 {
			return badge{s.tone, s.icon, s.say(v)}
		}
	}
	return badge{}
}

// wallRest says how the others of a cell stand; a narrow one leaves out what is
// settled.
func (v *visit) wallRest(c storage.WallCell, narrow bool) (out []string) {
	first := true
	for _, s := range wallStates(c) {
		if s.count == 0 {
			continue
		}
		if !first && !(narrow && s.settled()) {
			out = append(out, s.say(v))
		}
		first = false
	}
	return out
}

// wallLegend says what each colour and symbol means.
func (v *visit) wallLegend() (out []badge) {
	for _, s := range wallStates(storage.WallCell{}) {
		out = append(out, badge{s.tone, s.icon, v.t("wall.legend." + s.key)})
	}
	return out
}

// overviewSheet is the wall as a file: a row for each cell.
func (s *site) overviewSheet(v *visit) (*sheet, error) {
	w := s.wallAsked(v)
	cells, err := s.wallCells(v, w)
	if err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	title := v.t("overview.heading", g.period(w.month))
	if w.byMonths {
		title = v.t("wall.months.title", g.period(calendar.Period{Start: w.months()[0].Start, End: w.months()[wallPast+wallNext-1].End}))
	}
	sh := v.sheet("file.overview", title, "col.body_code", "col.body", "col.kind", "col.month", "col.state", "tile.total",
		"tile.overdue", "col.latest", "tile.to_complete", "col.soon", "col.upcoming", "tile.submitted", "tile.declared", "col.accepted",
		"col.nothing", "col.waived", "col.rejected", "col.link")
	sh.name += "-" + w.month.Key()
	for _, c := range cells {
		month, kind := calendar.MonthOf(c.Month), v.t("wall.all_kinds")
		if c.Kind != "" {
			kind = g.kind(c.Kind)
		} else if w.kind != "" {
			kind = g.kind(w.kind)
		}
		sh.add(word(c.BodyCode), word(c.BodyName), word(kind), word(g.period(month)), word(v.wallBadge(c).Text), whole(c.Total), whole(c.Overdue),
			whole(c.LatestLate), whole(c.ToComplete), whole(c.Soon), whole(c.Upcoming), whole(c.Submitted), whole(c.Declared), whole(c.Accepted),
			whole(c.Nothing), whole(c.Waived), whole(c.Rejected), s.linkTo(v, bodyMonthHref(month, c.BodyID, "")))
	}
	return sh, nil
}
