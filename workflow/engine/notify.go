package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Told is everything that a notice's message is made of, as it stands when the
// message is made. Which of the parts is set depends on the notice's kind; a
// digest sets many.
type Told struct {
	Notice      storage.Notice
	To          reception.Person
	Office      reception.Office
	Body        string                     // name of the body that it goes to; "" for the office
	Decision    *storage.ToldDecision      // NoticeDecision, NoticeApproved
	Act         *storage.NoticeAct         // the notices of acts
	Unclear     *storage.Revision          // NoticeUnclear
	Unreadable  *document.Warning          // NoticeUnclear, of a file that could not be read: why
	Invite      bool                       // NoticeInvite: the link is made when the message is
	Obligations []storage.DigestObligation // what the body owes
	Tasks       []storage.DigestTask       // what the person must do
	Late        []storage.LateBody         // what the head of office is told
	Declared    []storage.NoticeAct        // declarations that await the office
	News        []News                     // what waited for the digest
	// Why is the reason why nothing is told, where it is not that all has arrived.
	Why workflow.Reason
}

// News is a notice that waited for a digest, with what it tells. One of the
// others is set.
type News struct {
	Kind     workflow.NoticeKind
	Decision *storage.ToldDecision
	Act      *storage.NoticeAct
	Task     *storage.DigestTask
	Unplaced *storage.UnplacedDocument
}

// Empty says that nothing is left to tell: what the notice asked for arrived
// meanwhile, the document was placed, or the person wants it no more.
func (t Told) Empty() bool {
	return t.Why != "" || !t.Invite && t.Decision == nil && t.Act == nil && t.Unclear == nil &&
		len(t.Obligations)+len(t.Tasks)+len(t.Late)+len(t.Declared)+len(t.News) == 0
}

// NotTold is why an empty notice tells nothing.
func (t Told) NotTold() workflow.Reason {
	if t.Why != "" {
		return t.Why
	}
	return workflow.ReasonArrived
}

// NoticeFor returns what the notice of a job tells, as it stands now; wanted is
// false when the job was done already.
func (e *Engine) NoticeFor(ctx context.Context, job workflow.JobID, id workflow.NoticeID) (told Told, wanted bool, err error) {
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		done, err := r.JobDone(ctx, job)
		if err != nil || done {
			return err
		}
		wanted = true
		if told.Notice, err = r.Notice(ctx, id); err != nil {
			return err
		}
		if err := address(ctx, r, &told); err != nil {
			return err
		}
		if told.Why == "" {
			if told.Why, err = e.notNow(ctx, r, told); err != nil {
				return err
			}
		}
		if told.Why != "" {
			return nil
		}
		return tell(ctx, r, &told)
	})
	return told, wanted, err
}

// notNow is why a digest is not sent now: a later one has taken it over, its day
// has passed, or the office is closed by now. A digest goes out on its own day and
// in office hours only, so that nobody gets two on a day or one at night when the
// mail comes back; what it was to tell is told by the next, which the clock writes
// in the office hours of a later working day.
func (e *Engine) notNow(ctx context.Context, r *storage.Reader, told Told) (workflow.Reason, error) {
	n := told.Notice
	switch {
	case n.Kind != workflow.NoticeDigest:
		return "", nil
	case n.CarriedBy != 0:
		return workflow.ReasonCarried, nil
	case n.DigestOn.Before(e.Today()):
		return workflow.ReasonPutOff, nil
	}
	cal, err := calendarOf(ctx, r, n.OfficeID)
	if err != nil {
		return "", err
	}
	if _, ok := workflow.ReminderHours(told.Office.Rules, cal, e.now()); !ok {
		return workflow.ReasonPutOff, nil
	}
	return "", nil
}

// RecordNotTold ends the job of a notice that tells nothing, with the reason. A
// digest whose day or hours have passed waits for the next of its person.
func (e *Engine) RecordNotTold(ctx context.Context, job workflow.JobID, told Told) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		if told.NotTold() == workflow.ReasonPutOff {
			if err := t.PutOffDigest(ctx, told.Notice.ID); err != nil {
				return err
			}
		}
		return t.AddDelivery(ctx, told.Notice, storage.NotNeeded, string(told.NotTold()), e.now())
	})
}

// address says to whom the notice goes. Whoever left the body that it is about, or
// the office, is told nothing of it any more.
func address(ctx context.Context, r *storage.Reader, told *Told) (err error) {
	if told.To, err = r.Person(ctx, told.Notice.PersonID); err != nil {
		return err
	}
	if told.Office, err = r.Office(ctx, told.Notice.OfficeID); err != nil {
		return err
	}
	if told.To.BodyID != 0 {
		b, err := r.Body(ctx, told.To.BodyID)
		if err != nil {
			return err
		}
		told.Body = b.Name
	}
	if told.To.Inactive || told.To.BodyID != told.Notice.BodyID && told.Notice.Kind != workflow.NoticeInvite {
		told.Why = workflow.ReasonInactive
	}
	return nil
}

// tell loads what one kind of notice tells.
func tell(ctx context.Context, r *storage.Reader, told *Told) (err error) {
	n, subject := told.Notice, []int64{told.Notice.SubjectID}
	switch n.Kind {
	case workflow.NoticeDecision, workflow.NoticeApproved:
		found, err := r.ToldDecisions(ctx, subject)
		told.Decision = first(found)
		return err
	case workflow.NoticeAcknowledged, workflow.NoticeRefused, workflow.NoticeExtension, workflow.NoticeWaiver, workflow.NoticeRestored:
		found, err := r.NoticeActs(ctx, subject)
		told.Act = first(found)
		return err
	case workflow.NoticeChase:
		if told.Obligations, err = r.DigestObligations(ctx, n.ID); err != nil {
			return err
		}
		told.Tasks, err = r.DigestTasks(ctx, n.ID)
		return err
	case workflow.NoticeDeclared: // at once: that one, if it still waits
		told.Declared, err = r.WaitingDeclarations(ctx, told.Office.ID)
		told.Declared = slices.DeleteFunc(told.Declared, func(a storage.NoticeAct) bool { return int64(a.ID) != n.SubjectID })
		return err
	case workflow.NoticeTaskOpened:
		told.Tasks, err = r.OpenTasksOf(ctx, subject, told.To.Role)
		return err
	case workflow.NoticeConfirm:
		return newsOf(ctx, r, told, map[workflow.NoticeKind][]int64{n.Kind: subject})
	case workflow.NoticeInvite:
		told.Invite = true
		return nil
	case workflow.NoticeUnclear:
		return tellUnclear(ctx, r, told)
	}
	return tellDigest(ctx, r, told)
}

func first[T any](found []T) *T {
	if len(found) == 0 {
		return nil
	}
	return &found[0]
}

func tellUnclear(ctx context.Context, r *storage.Reader, told *Told) error {
	doc, err := r.Document(ctx, document.ID(told.Notice.SubjectID))
	if err != nil || doc.ObligationID != 0 {
		return err
	}
	v, err := r.CurrentRevision(ctx, doc.ID)
	if err != nil {
		return err
	}
	d, _, _, err := r.Reading(ctx, v.ID)
	told.Unclear, told.Unreadable = &v, d.Error
	return err
}

// tellDigest loads what a digest carries and still stands, without what the
// person has chosen meanwhile not to be told.
func tellDigest(ctx context.Context, r *storage.Reader, told *Told) (err error) {
	all, err := r.ChannelsOf(ctx, []reception.PersonID{told.To.ID})
	if err != nil {
		return err
	}
	wants := func(k workflow.NoticeKind) bool {
		return workflow.ChannelOf(k, all[told.To.ID][k]) != workflow.ChannelNone
	}
	id := told.Notice.ID
	if wants(workflow.NoticeReminder) {
		if told.Obligations, err = r.DigestObligations(ctx, id); err != nil {
			return err
		}
	}
	if wants(workflow.NoticeTasks) {
		if told.Tasks, err = r.DigestTasks(ctx, id); err != nil {
			return err
		}
	}
	if wants(workflow.NoticeEscalation) {
		if told.Late, err = r.DigestLate(ctx, id); err != nil {
			return err
		}
	}
	return tellNews(ctx, r, told, wants)
}

// tellNews loads what waited for the digest: one query for each kind.
func tellNews(ctx context.Context, r *storage.Reader, told *Told, wants func(workflow.NoticeKind) bool) error {
	carried, err := r.CarriedNotices(ctx, told.Notice.ID)
	if err != nil {
		return err
	}
	subjects := map[workflow.NoticeKind][]int64{}
	for _, n := range carried {
		if wants(n.Kind) {
			subjects[n.Kind] = append(subjects[n.Kind], n.SubjectID)
		}
	}
	if len(subjects[workflow.NoticeDeclared]) > 0 { // all that wait, as one page answers them
		if told.Declared, err = r.WaitingDeclarations(ctx, told.Office.ID); err != nil {
			return err
		}
	}
	return newsOf(ctx, r, told, subjects)
}

func newsOf(ctx context.Context, r *storage.Reader, told *Told, subjects map[workflow.NoticeKind][]int64) error {
	decisions, err := ask(ctx, subjects[workflow.NoticeApproved], r.ToldDecisions)
	if err != nil {
		return err
	}
	acts, err := ask(ctx, subjects[workflow.NoticeAcknowledged], r.NoticeActs)
	if err != nil {
		return err
	}
	unplaced, err := ask(ctx, subjects[workflow.NoticeUnclear], r.UnplacedOf)
	if err != nil {
		return err
	}
	tasks, err := ask(ctx, subjects[workflow.NoticeTaskOpened], func(ctx context.Context, ids []int64) ([]storage.DigestTask, error) {
		return r.OpenTasksOf(ctx, ids, told.To.Role)
	})
	if err != nil {
		return err
	}
	confirm, err := ask(ctx, subjects[workflow.NoticeConfirm], func(ctx context.Context, ids []int64) ([]storage.DigestTask, error) {
		return r.UnconfirmedTasks(ctx, ids, told.To.ID)
	})
	for i := range decisions {
		told.News = append(told.News, News{Kind: workflow.NoticeApproved, Decision: &decisions[i]})
	}
	for i := range acts {
		told.News = append(told.News, News{Kind: workflow.NoticeAcknowledged, Act: &acts[i]})
	}
	for i := range unplaced {
		told.News = append(told.News, News{Kind: workflow.NoticeUnclear, Unplaced: &unplaced[i]})
	}
	for i := range tasks {
		told.News = append(told.News, News{Kind: workflow.NoticeTaskOpened, Task: &tasks[i]})
	}
	for i := range confirm {
		told.News = append(told.News, News{Kind: workflow.NoticeConfirm, Task: &confirm[i]})
	}
	return err
}

// ask reads what some ids stand for, and nothing where there are none.
func ask[T any](ctx context.Context, ids []int64, read func(context.Context, []int64) ([]T, error)) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return read(ctx, ids)
}

// tellOperators writes a notice to each operator of a body.
func (e *Engine) tellOperators(ctx context.Context, t *storage.Tx, office reception.OfficeID, body reception.BodyID, k workflow.NoticeKind, subject int64) error {
	people, err := t.People(ctx, office, body, reception.Operator)
	if err != nil {
		return err
	}
	all := make([]storage.Notice, len(people))
	for i, p := range people {
		all[i] = storage.Notice{OfficeID: office, BodyID: body, PersonID: p.ID, Kind: k, SubjectID: subject, CreatedAt: e.now()}
	}
	_, err = t.AddNotices(ctx, all)
	return err
}

// tellOffice writes a notice to those people of the office with some roles who
// chose to be told such things, but for one.
func (e *Engine) tellOffice(ctx context.Context, t *storage.Tx, office reception.OfficeID, k workflow.NoticeKind, subject int64, but reception.PersonID, roles ...reception.Role) error {
	people, err := t.OfficePeople(ctx, office, roles)
	if err != nil {
		return err
	}
	chosen, err := t.ChannelsOf(ctx, people)
	if err != nil {
		return err
	}
	var all []storage.Notice
	for _, p := range people {
		if p != but && workflow.ChannelOf(k, chosen[p][k]) != workflow.ChannelNone {
			all = append(all, storage.Notice{OfficeID: office, PersonID: p, Kind: k, SubjectID: subject, CreatedAt: e.now()})
		}
	}
	_, err = t.AddNotices(ctx, all)
	return err
}

// tellOpened tells the people of the office to whose role a case has come.
func (e *Engine) tellOpened(ctx context.Context, t *storage.Tx, c workflow.Case, m workflow.Move, by workflow.Actor) error {
	if m.Open == nil || m.Open.Role == reception.Operator {
		return nil
	}
	return e.tellOffice(ctx, t, c.OfficeID, workflow.NoticeTaskOpened, int64(c.ID), by.Person, m.Open.Role)
}
