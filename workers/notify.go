package workers

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// sendNotice renders a notice as it stands now and sends it. A server that is
// down is tried again; one that refuses the message for good is recorded.
func (w *Workers) sendNotice(ctx context.Context, job workflow.JobID, subject int64) error {
	told, wanted, err := w.Engine.NoticeFor(ctx, job, workflow.NoticeID(subject))
	if err != nil || !wanted {
		return err
	}
	if told.Empty() {
		return w.Engine.RecordDelivery(ctx, job, told.Notice, storage.NotNeeded, "what it asked for has arrived")
	}
	kind, data := w.message(told)
	m, err := mail.Render(kind, told.To.Language, data)
	if err != nil {
		return fmt.Errorf("notice %d: %w", told.Notice.ID, err)
	}
	to := netmail.Address{Name: told.To.Name, Address: told.To.Email}
	err = w.Mail.Send(ctx, m.For(fmt.Sprintf("notice-%d", told.Notice.ID), to.String()))
	var refused *mail.Error
	if errors.As(err, &refused) && refused.Fate == mail.Refused {
		return w.Engine.RecordDelivery(ctx, job, told.Notice, storage.Refused, refused.Reason("it"))
	}
	if err != nil {
		return fmt.Errorf("notice %d: %w", told.Notice.ID, err)
	}
	return w.Engine.RecordDelivery(ctx, job, told.Notice, storage.Sent, "")
}

// message makes the typed data of a notice's message.
func (w *Workers) message(told engine.Told) (mail.Kind, mail.Notice) {
	head := mail.Letterhead{Office: told.Office.Name, Contact: told.Office.Email, BaseURL: w.BaseURL}
	switch told.Notice.Kind {
	case storage.NoticeDecision:
		return mail.KindDecision, decision(head, *told.Decision)
	case storage.NoticeTasks:
		if told.To.Role == reception.Operator { // what a body must complete is what it owes
			return mail.KindReminder, w.tasks(head, told, "/documents/%d", func(k storage.DigestTask) int64 { return int64(k.DocumentID) })
		}
		return mail.KindTaskReminder, w.tasks(head, told, "/cases/%d", func(k storage.DigestTask) int64 { return int64(k.CaseID) })
	case storage.NoticeUnclear:
		v := told.Unclear
		return mail.KindUnclear, mail.Unclear{Letterhead: head, Number: v.Receipt.String(), At: v.SubmittedAt,
			Name: v.FileName, SHA256: v.SHA256.String(), Path: fmt.Sprintf("/documents/%d", v.DocumentID)}
	}
	return mail.KindReminder, w.obligations(head, told)
}

func decision(head mail.Letterhead, d storage.ToldDecision) mail.Decision {
	out := mail.Decision{Letterhead: head, Item: mail.Item{Kind: d.Kind, Centre: d.Centre, Period: monthOnly(d.Start, d.End)},
		Outcome: d.Outcome, By: d.Office, Reason: d.Reason,
		Number: engine.CaseNumber(d.Year, d.Number), Path: fmt.Sprintf("/documents/%d", d.DocumentID)}
	if d.Derivation != nil {
		out.Due = calendar.Due{On: d.DueOn, Derivation: *d.Derivation}
	}
	return out
}

func (w *Workers) obligations(head mail.Letterhead, told engine.Told) mail.Digest {
	out := mail.Digest{Letterhead: head, Today: w.Engine.Today(), Body: told.Body, Path: "/"}
	for _, d := range told.Obligations {
		o := d.Obligation
		path := "/"
		if o.For.IsMonth() {
			path = fmt.Sprintf("/month/%s#obligation-%d", o.For.Key(), o.ID)
		}
		out.Items = append(out.Items, mail.DigestItem{Due: o.Due, Path: path,
			Item: mail.Item{Kind: o.Kind, Centre: d.Centre, Period: monthOnly(o.For.Start, o.For.End)}})
	}
	return out
}

func (w *Workers) tasks(head mail.Letterhead, told engine.Told, path string, id func(storage.DigestTask) int64) mail.Digest {
	out := mail.Digest{Letterhead: head, Today: w.Engine.Today(), Body: told.Body, Path: "/"}
	for _, k := range told.Tasks {
		out.Items = append(out.Items, mail.DigestItem{Body: k.Body, Path: fmt.Sprintf(path, id(k)),
			Due:  calendar.Due{On: k.DueOn, Derivation: k.Derivation},
			Item: mail.Item{Kind: k.Kind, Centre: k.Centre, Period: monthOnly(k.Start, k.End)}})
	}
	return out
}

// monthOnly is the period where it is one month; a contract's whole term says
// nothing in a message.
func monthOnly(start, end calendar.Date) calendar.Period {
	p := calendar.Period{Start: start, End: end}
	if p.IsZero() || !p.IsMonth() {
		return calendar.Period{}
	}
	return p
}
