package engine

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// RecordDelivery records what became of sending a notice, and ends its job.
func (e *Engine) RecordDelivery(ctx context.Context, job workflow.JobID, n storage.Notice, o storage.DeliveryOutcome, detail string) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		return t.AddDelivery(ctx, n, o, detail, e.now())
	})
}

// RecordBounce records that a notice which a mail server had taken came back
// undelivered, with what the server said; the second time changes nothing. It
// refuses a notice that there is not, a report that does not bear the notice's
// token ("bounce.not_believed"), a notice that was not sent ("bounce.not_sent"),
// and one of which it is not known yet ("bounce.too_soon": try again).
func (e *Engine) RecordBounce(ctx context.Context, id workflow.NoticeID, token, detail string) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		n, was, err := t.LockNotice(ctx, id)
		switch {
		case err != nil:
			return err
		case subtle.ConstantTimeCompare([]byte(token), []byte(n.Token)) != 1:
			return notBelieved()
		case slices.Contains(was, storage.Bounced):
			return nil
		case slices.Contains(was, storage.Sent):
			return t.AddDelivery(ctx, n, storage.Bounced, detail, e.now())
		case len(was) > 0:
			return workflow.Refuse(workflow.Conflict, "bounce.not_sent",
				"Questo avviso non è stato inviato: il rapporto non viene registrato.",
				"This notice was not sent: the report is not recorded.")
		}
		return workflow.Refuse(workflow.Conflict, "bounce.too_soon",
			"L'invio di questo avviso non è ancora registrato. Riprovare più tardi.",
			"The sending of this notice is not recorded yet. Try again later.")
	})
}

func notBelieved() error {
	return workflow.Refuse(workflow.Denied, "bounce.not_believed",
		"Il rapporto non contiene il codice dell'e-mail di cui parla: può averlo scritto chiunque. Non viene registrato; se l'indirizzo non funziona, lo dirà il ritorno della prossima e-mail.",
		"The report does not bear the token of the e-mail that it is about: anybody may have written it. It is not recorded; if the address does not work, the return of the next e-mail will tell.")
}

// arrives is how long after a server took a message it counts as arrived, unless
// it came back before.
const arrives = 24 * time.Hour

// Unreachable returns the people of the actor's office whose e-mails do not
// arrive, the longest first. Only people of an office are told.
func (e *Engine) Unreachable(ctx context.Context, a workflow.Actor) (out []storage.UnreachablePerson, err error) {
	if a.Person == 0 || a.Body != 0 || a.Role == reception.Operator {
		return nil, officeOnly()
	}
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		out, err = r.UnreachablePeople(ctx, e.now().Add(-arrives))
		return err
	})
	return out, err
}

func officeOnly() error {
	return workflow.Refuse(workflow.Denied, "office_only",
		"Questa pagina è per il personale dell'ufficio. Accedere con un'utenza della Prefettura.",
		"This page is for the people of the office. Sign in with an account of the Prefettura.")
}
