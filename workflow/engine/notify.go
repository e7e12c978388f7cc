package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Told is everything that a notice's message is made of. Which of the parts is
// set depends on the notice's kind.
type Told struct {
	Notice      storage.Notice
	To          reception.Person
	Office      reception.Office
	Body        string // name of the body that it goes to; "" for the office
	Decision    *storage.ToldDecision
	Obligations []storage.DigestObligation
	Tasks       []storage.DigestTask
	Unclear     *storage.Revision
}

// Empty says that nothing is left to tell: what the digest asked for arrived
// meanwhile, or the document was placed.
func (t Told) Empty() bool {
	return t.Decision == nil && t.Unclear == nil && len(t.Obligations) == 0 && len(t.Tasks) == 0
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
		if told.To, err = r.Person(ctx, told.Notice.PersonID); err != nil {
			return err
		}
		if told.Office, err = r.Office(ctx, told.Notice.OfficeID); err != nil {
			return err
		}
		if told.Notice.BodyID != 0 {
			b, err := r.Body(ctx, told.Notice.BodyID)
			if err != nil {
				return err
			}
			told.Body = b.Name
		}
		return tell(ctx, r, &told)
	})
	return told, wanted, err
}

func tell(ctx context.Context, r *storage.Reader, told *Told) (err error) {
	switch told.Notice.Kind {
	case storage.NoticeDecision:
		d, err := r.ToldDecision(ctx, workflow.DecisionID(told.Notice.SubjectID))
		told.Decision = &d
		return err
	case storage.NoticeReminder:
		told.Obligations, err = r.DigestObligations(ctx, told.Notice.ID)
	case storage.NoticeTasks:
		told.Tasks, err = r.DigestTasks(ctx, told.Notice.ID)
	case storage.NoticeUnclear:
		doc, err := r.Document(ctx, document.ID(told.Notice.SubjectID))
		if err != nil || doc.ObligationID != 0 {
			return err
		}
		v, err := r.CurrentRevision(ctx, doc.ID)
		told.Unclear = &v
		return err
	}
	return err
}

// RecordDelivery records what became of sending a notice, and ends its job.
func (e *Engine) RecordDelivery(ctx context.Context, job workflow.JobID, n storage.Notice, o storage.DeliveryOutcome, detail string) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		return t.AddDelivery(ctx, n, o, detail, e.now())
	})
}
