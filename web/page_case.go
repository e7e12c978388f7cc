package web

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// decideForm is the decision that the visitor may take.
type decideForm struct {
	Case     workflow.CaseID
	Task     workflow.TaskID
	Version  int
	Offers   []offerView
	Chosen   workflow.Outcome // after a refusal
	Reason   string           // after a refusal
	Error    string
	Blocking int      // blocking findings that nobody overrides
	Confirms int      // overrides of others that an approval confirms
	Alone    bool     // a second person must confirm first
	FromHere []string // reasons made of the findings
	Library  []string // reasons kept ready
}

// offerView is one outcome that the step offers.
type offerView struct {
	Outcome workflow.Outcome
	Label   string
	Hint    string // what follows
	Badge   badge
}

func (s *site) casePage(v *visit) error {
	d, err := s.loadCase(v)
	if err != nil {
		return err
	}
	if !v.isOffice() {
		return v.redirect(v.withQuery(documentHref(d.line.ID)))
	}
	return s.showDocument(v, d, http.StatusOK, documentView{Done: v.doneText()})
}

func (s *site) loadCase(v *visit) (loaded, error) {
	return s.loadDocument(v, func(r *storage.Reader) (storage.DocumentLine, error) {
		return r.CaseLine(v.r.Context(), workflow.CaseID(v.pathID()))
	})
}

// decideForm makes the form, or says whose turn it is.
func (v *visit) decideForm(d loaded, step workflow.Step, found []findingView) (*decideForm, string) {
	if step.Role != v.person.Role {
		return nil, v.t("decide.other_role", v.t("role."+string(step.Role)))
	}
	if by, ok := v.fourEyes(d, step); ok {
		return nil, by
	}
	f := &decideForm{Case: d.line.CaseID, Task: d.line.TaskID, Version: d.line.CaseVersion,
		FromHere: reasonsFrom(found), Library: v.reasons()}
	for _, o := range []workflow.Outcome{workflow.Approved, workflow.Returned, workflow.Rejected} {
		if next, ok := step.Next(o); ok {
			f.Offers = append(f.Offers, v.offer(d.file.Definition, o, next))
		}
	}
	next, _ := step.Next(workflow.Approved)
	f.Blocking, f.Confirms, f.Alone = v.answersOf(d, next == string(workflow.Approved))
	if r := v.refused; r != nil {
		f.Chosen, f.Reason, f.Error = r.outcome, r.reason, r.sentence
	}
	return f, ""
}

// fourEyes says that the visitor took the decision before this one, where a
// second person is needed.
func (v *visit) fourEyes(d loaded, step workflow.Step) (string, bool) {
	if step.OtherThan == "" {
		return "", false
	}
	for i := len(d.file.Taken) - 1; i >= 0; i-- {
		if d.file.Taken[i].Step == step.OtherThan {
			return v.t("decide.four_eyes"), d.file.Taken[i].By == v.person.ID
		}
	}
	return "", false
}

func (v *visit) offer(def workflow.Definition, o workflow.Outcome, next string) offerView {
	b := map[workflow.Outcome]badge{
		workflow.Approved: {"ok", "check-circle", ""},
		workflow.Returned: {"warn", "pencil", ""},
		workflow.Rejected: {"bad", "close-circle", ""},
	}[o]
	of := offerView{Outcome: o, Badge: b, Label: v.t("decide." + string(o)), Hint: v.t("decide." + string(o) + ".end")}
	if st, ok := def.Step(next); ok {
		of.Hint = v.t("decide.goes_to", st.Title.In(v.lang), v.t("role."+string(st.Role)))
	}
	return of
}

// reasonsFrom makes a ready reason of each finding that asks the body for something.
func reasonsFrom(found []findingView) []string {
	var out []string
	for _, f := range found {
		if f.Severity == check.Info || f.Do == "" || check.IsForOffice(f.Rule) {
			continue
		}
		out = append(out, f.Text+" "+f.Do)
	}
	return out
}

// reasons is the library of ready reasons.
func (v *visit) reasons() []string {
	var out []string
	for i := 1; v.texts.has("reason." + strconv.Itoa(i)); i++ {
		out = append(out, v.t("reason."+strconv.Itoa(i)))
	}
	return out
}

func (s *site) decide(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
	form := func(name string) string { return v.r.PostFormValue(name) }
	task, _ := strconv.ParseInt(form("task"), 10, 64)
	version, _ := strconv.Atoi(form("version"))
	asked := engine.Deciding{Case: workflow.CaseID(v.pathID()), Task: workflow.TaskID(task), Version: version,
		Outcome: workflow.Outcome(form("outcome")), Reason: form("reason")}
	err := s.Engine.Decide(v.r.Context(), v.actor(), asked)
	if err == nil {
		return v.redirect(fmt.Sprintf("/tasks?done=%s&case=%d", asked.Outcome, asked.Case))
	}
	r, ok := workflow.RefusalOf(err)
	if !ok || (r.Code != workflow.Invalid && r.Code != workflow.Conflict && r.Code != workflow.Denied) {
		return err
	}
	return s.decideAgain(v, asked, r)
}

// decideAgain shows the case again, as it is now, with what was refused and
// what the person had written.
func (s *site) decideAgain(v *visit, asked engine.Deciding, r *workflow.Refusal) error {
	d, err := s.loadCase(v)
	if err != nil {
		return err
	}
	view := documentView{Alert: inLanguage(r, v.lang)}
	if r.Code == workflow.Invalid {
		v.refused = &refusedDecision{asked.Outcome, asked.Reason, view.Alert}
		view.Alert = ""
	}
	return s.showDocument(v, d, statusOf(r), view)
}

// refusedDecision is what a person asked for and why it was refused.
type refusedDecision struct {
	outcome  workflow.Outcome
	reason   string
	sentence string
}

// exportCase sends the package of a case. It is written to a temporary file
// first, so that a failure gives a page instead of half a package.
func (s *site) exportCase(v *visit) error {
	id := workflow.CaseID(v.pathID())
	var line storage.DocumentLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		line, err = r.CaseLine(v.r.Context(), id)
		return err
	})
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp("", "insiemi-export-*")
	if err != nil {
		return fmt.Errorf("export case %d: %w", id, err)
	}
	defer tmp.Close()
	if err := os.Remove(tmp.Name()); err != nil { // it lives as long as it is open, and no longer
		return fmt.Errorf("export case %d: %w", id, err)
	}
	open := func(sha document.SHA256) (io.ReadCloser, error) {
		rc, _, err := s.Blobs.Get(v.r.Context(), sha)
		return rc, err
	}
	if err := s.Engine.Export(v.r.Context(), v.actor(), id, open, tmp); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", attachment(engine.ExportName(line.CaseYear, line.CaseNumber)))
	http.ServeContent(v.w, v.r, "", s.Now(), tmp)
	return nil
}

func caseHref(id workflow.CaseID) string { return fmt.Sprintf("/cases/%d", id) }
