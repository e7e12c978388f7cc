package workers

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
)

// sendNotice renders a notice as it stands now and sends it. A server that is
// down is tried again; one that refuses the message for good is recorded.
func (w *Workers) sendNotice(ctx context.Context, job workflow.JobID, subject int64) error {
	told, wanted, err := w.Engine.NoticeFor(ctx, job, workflow.NoticeID(subject))
	if err != nil || !wanted {
		return err
	}
	if told.Empty() {
		return w.Engine.RecordNotTold(ctx, job, told)
	}
	l := letter{Told: told, head: mail.Letterhead{Office: told.Office.Name, Contact: told.Office.Email, BaseURL: w.BaseURL, Preferences: "/profile"},
		now: w.Engine.Now()}
	if told.Invite {
		if l.invitation, wanted, err = w.Engine.NewInvitation(ctx, job, told.Notice); err != nil || !wanted {
			return err
		}
	}
	kind, data := l.message()
	m, err := mail.Render(kind, told.To.Language, data)
	if err != nil {
		return fmt.Errorf("notice %d: %w", told.Notice.ID, err)
	}
	to := netmail.Address{Name: told.To.Name, Address: told.To.Email}
	err = w.Mail.Send(ctx, m.For(mail.IDFor(told.Notice.ID, told.Notice.Token), to.String()))
	var refused *mail.Error
	if errors.As(err, &refused) && refused.Fate == mail.Refused {
		return w.Engine.RecordDelivery(ctx, job, told.Notice, storage.Refused, workflow.Text{It: refused.Reason("it"), En: refused.Reason("en")}.Lines())
	}
	if err != nil {
		return fmt.Errorf("notice %d: %w", told.Notice.ID, err)
	}
	return w.Engine.RecordDelivery(ctx, job, told.Notice, storage.Sent, "")
}
