package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// perPage is how many lines a list shows at a time.
const perPage = 50

// queueView is the reviewer's queue.
type queueView struct {
	Done     string
	Next     string // address of the next case after a decision
	Mine     bool
	Counts   storage.TaskCounts
	Declared int // declarations that wait for an answer
	Marks    []storage.ProposedMarks
	Reopened []pageLink // approved cases with new blocking findings
	Confirm  []pageLink // cases with overrides that the visitor may confirm
	Filter   listFilter
	Rows     []queueRow
	Pages    pagesView
	Bodies   []reception.Body
	Kinds    []document.KindInfo
}

// queueRow is one task.
type queueRow struct {
	storage.DocumentLine
	Title string
	Late  int // days
	Left  int // days until the date, when it is not late
	Worst badge
	At    badge
	// Because is why the task is due when it is.
	Because whyView
}

// listFilter is what the address asks a list for.
type listFilter struct {
	Body  reception.BodyID
	Kind  document.Kind
	Late  bool
	State string
	Text  string
	All   bool
	Path  string
}

// query writes the filter back into an address, without the page.
func (f listFilter) query() url.Values {
	q := url.Values{}
	set := func(k, val string) {
		if val != "" {
			q.Set(k, val)
		}
	}
	if f.Body != 0 {
		set("body", strconv.FormatInt(int64(f.Body), 10))
	}
	set("kind", string(f.Kind))
	set("state", f.State)
	set("q", f.Text)
	if f.Late {
		set("late", "1")
	}
	if f.All {
		set("all", "1")
	}
	return q
}

// Files are the addresses of the same list as a file.
func (f listFilter) Files() downloads { return downloadsOf(f.Path, f.query()) }

// Findings are the addresses of the findings on what the list shows as a file.
func (f listFilter) Findings() downloads { return downloadsOf(f.Path+"/findings", f.query()) }

// Narrow says that the filter hides something.
func (f listFilter) Narrow() bool {
	return f.Body != 0 || f.Kind != "" || f.Late || f.State != "" || f.Text != ""
}

// pagesView leads through a long list.
type pagesView struct {
	Page, Last, Total int
	Prev, Next        string // addresses, "" at the ends
}

func (f listFilter) pages(page, total int) pagesView { return pagesOf(f.Path, f.query(), page, total) }

// pagesOf leads through the pages of the list at a path, with its filters.
func pagesOf(path string, q url.Values, page, total int) pagesView {
	p := pagesView{Page: page, Last: max(1, (total+perPage-1)/perPage), Total: total}
	at := func(n int) string {
		to := url.Values{"page": {strconv.Itoa(n)}}
		for k, vs := range q {
			to[k] = vs
		}
		return path + "?" + to.Encode()
	}
	if page > 1 {
		p.Prev = at(min(page-1, p.Last))
	}
	if page < p.Last {
		p.Next = at(page + 1)
	}
	return p
}

func (v *visit) filter(path string) (listFilter, int) {
	f := listFilter{Body: reception.BodyID(v.number("body")), Kind: document.Kind(v.query("kind")), Late: v.query("late") != "",
		State: v.query("state"), Text: v.query("q"), All: v.query("all") != "", Path: path}
	if r := []rune(f.Text); len(r) > 100 {
		f.Text = string(r[:100])
	}
	return f, min(max(1, v.number("page")), 100000)
}

// queueFilter is the filter of the queue and the number of the page.
func (v *visit) queueFilter() (listFilter, int) {
	f, page := v.filter("/tasks")
	if v.person.Role == reception.Administrator {
		f.All = true // administrators have no tasks of their own
	}
	return f, page
}

func (s *site) taskFilter(v *visit, f listFilter) storage.TaskFilter {
	t := storage.TaskFilter{Body: f.Body, Kind: f.Kind, Text: f.Text}
	if !f.All {
		t.Role = v.person.Role
	}
	if f.Late {
		t.Late = s.Engine.Today()
	}
	return t
}

func (s *site) queuePage(v *visit) error {
	f, page := v.queueFilter()
	today := s.Engine.Today()
	view := queueView{Filter: f, Mine: !f.All, Kinds: document.Catalogue(), Done: v.doneText()}
	tf := s.taskFilter(v, f)
	tf.Limit, tf.Skip = perPage, (page-1)*perPage
	var lines []storage.DocumentLine
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if lines, total, err = r.TaskLines(v.r.Context(), tf); err != nil {
			return fmt.Errorf("tasks: %w", err)
		}
		if view.Counts, err = r.TaskCounts(v.r.Context(), v.person.Role, today); err != nil {
			return fmt.Errorf("count tasks: %w", err)
		}
		if view.Reopened, err = v.reopened(r); err != nil {
			return fmt.Errorf("approved cases with findings: %w", err)
		}
		if view.Confirm, err = v.toConfirm(r); err != nil {
			return fmt.Errorf("overrides to confirm: %w", err)
		}
		if view.Declared, err = r.DeclaredCount(v.r.Context(), v.person.OfficeID); err != nil {
			return fmt.Errorf("count declarations: %w", err)
		}
		if view.Marks, err = r.MarksProposed(v.r.Context(), v.person.OfficeID); err != nil {
			return fmt.Errorf("marks to confirm: %w", err)
		}
		if view.Bodies, err = r.Bodies(v.r.Context()); err != nil || view.Done == "" {
			return err
		}
		next, err := r.NextTask(v.r.Context(), v.person.Role, workflow.CaseID(v.number("case")))
		if next != 0 {
			view.Next = caseHref(next)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		view.Rows = append(view.Rows, v.queueRow(l, today))
	}
	view.Pages = f.pages(page, total)
	return s.page(v, http.StatusOK, "queue", v.t("queue.title"), view)
}

func (v *visit) queueRow(l storage.DocumentLine, today calendar.Date) queueRow {
	left := today.DaysUntil(l.TaskDueOn)
	row := queueRow{DocumentLine: l, Title: v.documentTitle(l), Late: max(0, -left), Left: max(0, left)}
	row.Because = v.because(l.TaskReason, whose(row.Title, l.BodyName))
	row.At = badge{"info", "user", v.t("list.at." + string(l.TaskRole))}
	if w := l.Worst(); w != "" {
		row.Worst = v.severityBadge(w)
	}
	return row
}

// queueSheet is the same list as a file.
func (s *site) queueSheet(v *visit) (*sheet, error) {
	f, _ := v.queueFilter()
	tf := s.taskFilter(v, f)
	tf.Limit = perFile
	var lines []storage.DocumentLine
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		lines, total, err = r.TaskLines(v.r.Context(), tf)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("tasks: %w", err)
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	g := tongue{v.lang, v.texts}
	today := s.Engine.Today()
	sh := v.sheet("file.tasks", v.t("queue.title"), "col.due", "col.days_late", "col.case", "col.role", "col.kind", "col.body", "col.body_code", "col.centre",
		"col.period", "col.period_start", "col.period_end", "col.findings", "col.worst", "col.received", "col.revision", "col.why", "col.link")
	for _, l := range lines {
		row := v.queueRow(l, today)
		sh.add(day(l.TaskDueOn), whole(row.Late), word(caseNumber(l)), word(v.t("role."+string(l.TaskRole))), word(g.kind(l.Kind)), word(l.BodyName),
			word(l.BodyCode), word(l.CentreCode), word(g.period(l.For())), day(l.PeriodStart), day(l.PeriodEnd), whole(l.Findings()),
			word(row.Worst.Text), moment(l.SubmittedAt), whole(l.RevisionNumber), v.why(row.Because), s.linkTo(v, caseHref(l.CaseID)))
	}
	return sh, nil
}

// caseNumber writes the number of a case as people quote it.
func caseNumber(l storage.DocumentLine) string {
	if l.CaseID == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%06d", l.CaseYear, l.CaseNumber)
}

// toConfirm leads to the cases with an override that waits for the visitor, or for
// somebody like them.
func (v *visit) toConfirm(r *storage.Reader) ([]pageLink, error) {
	if v.person.Role != reception.Reviewer && v.person.Role != reception.Head {
		return nil, nil
	}
	lines, err := r.Unconfirmed(v.r.Context(), v.person.OfficeID, v.person.ID)
	return v.caseLinks(lines), err
}

// reopened leads to approved cases on which a later check found what blocks.
func (v *visit) reopened(r *storage.Reader) ([]pageLink, error) {
	lines, err := r.ApprovedWithBlocks(v.r.Context(), v.person.OfficeID)
	return v.caseLinks(lines), err
}

func (v *visit) caseLinks(lines []storage.DocumentLine) []pageLink {
	out := make([]pageLink, len(lines))
	for i, l := range lines {
		out[i] = pageLink{caseHref(l.CaseID) + "#findings", fmt.Sprintf("%s · %s", v.documentTitle(l), l.BodyName)}
	}
	return out
}
