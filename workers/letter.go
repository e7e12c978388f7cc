package workers

import (
	"fmt"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// letter turns what a notice tells into the typed data of its message.
type letter struct {
	engine.Told
	head       mail.Letterhead
	now        time.Time
	invitation engine.Invitation
}

func (l letter) message() (mail.Kind, mail.Notice) {
	switch l.Notice.Kind {
	case workflow.NoticeDecision, workflow.NoticeApproved:
		return mail.KindDecision, l.decision()
	case workflow.NoticeAcknowledged, workflow.NoticeRefused:
		return mail.KindDeclaration, l.declaration()
	case workflow.NoticeExtension:
		return mail.KindExtension, l.extension()
	case workflow.NoticeWaiver:
		return mail.KindWaiver, mail.Waiver{Letterhead: l.head, Item: actItem(*l.Act), Reason: l.Act.Reason, Path: obligationPath(l.Act.ObligationID)}
	case workflow.NoticeRestored:
		return mail.KindChase, l.restored()
	case workflow.NoticeChase:
		return mail.KindChase, mail.Chase{Letterhead: l.head, Now: l.now, Body: l.Body, Items: l.owed(), ToComplete: l.toComplete(), Message: l.Notice.Note, Path: "/"}
	case workflow.NoticeUnclear:
		return mail.KindUnclear, l.unclear()
	case workflow.NoticeInvite:
		i := l.invitation
		return mail.KindInvite, mail.Invite{Letterhead: l.head, Reset: i.Reset, Body: i.Body, By: i.By, Until: i.Until, Path: "/invitations/" + i.Token}
	}
	return mail.KindDigest, l.daily()
}

func (l letter) decision() mail.Decision {
	d := l.Decision
	out := mail.Decision{Letterhead: l.head, Item: mailItem(d.Kind, d.About, d.Start, d.End),
		Outcome: d.Outcome, By: d.Office, Reason: d.Reason,
		Number: engine.CaseNumber(d.Year, d.Number), Path: documentPath(d.DocumentID)}
	if d.Derivation != nil {
		out.Due = calendar.Due{On: d.DueOn, Derivation: *d.Derivation}
	}
	return out
}

func (l letter) declaration() mail.Declaration {
	a := *l.Act
	return mail.Declaration{Letterhead: l.head, Item: actItem(a), Acknowledged: a.Act == workflow.ActAcknowledged,
		Reason: a.Reason, Due: a.Due(), Path: obligationPath(a.ObligationID)}
}

func (l letter) extension() mail.Extension {
	a := *l.Act
	due := calendar.Due{On: a.ToOn, Derivation: a.Derivation}
	if !a.DueOn.Equal(a.ToOn) { // moved again since: that derivation is of another date
		due.Derivation = calendar.Derivation{}
	}
	return mail.Extension{Letterhead: l.head, Item: actItem(a), FirstDue: a.FromOn, Due: due, Reason: a.Reason, Path: obligationPath(a.ObligationID)}
}

// restored asks for a document again, with the reason in the office's words.
func (l letter) restored() mail.Chase {
	a := *l.Act
	return mail.Chase{Letterhead: l.head, Now: l.now, Body: l.Body, Message: a.Reason, Again: true, Path: obligationPath(a.ObligationID),
		Items: []mail.DueItem{{Item: actItem(a), Due: a.Due(), Path: obligationPath(a.ObligationID)}}}
}

func (l letter) unclear() mail.Unclear {
	v := l.Unclear
	out := mail.Unclear{Letterhead: l.head, Number: v.Receipt.String(), At: v.SubmittedAt,
		Name: document.BareName(v.FileName), SHA256: v.SHA256.String(), Path: documentPath(v.DocumentID)}
	if w := l.Unreadable; w != nil {
		out.Unreadable = workflow.Text{It: w.It, En: w.En}.In(l.To.Language)
	}
	return out
}

// daily is the digest, and every notice that is laid out like one.
func (l letter) daily() mail.Daily {
	out := mail.Daily{Letterhead: l.head, Now: l.now, AtOnce: l.Notice.Kind != workflow.NoticeDigest, Body: l.Body, Owed: l.owed(), Path: l.home()}
	if l.To.Role == reception.Operator {
		out.ToComplete = l.toComplete()
	} else {
		for _, k := range l.Tasks {
			out.Tasks = append(out.Tasks, taskItem(k, casePath(k.CaseID), k.Body))
		}
	}
	for _, b := range l.Late {
		out.Late = append(out.Late, mail.LateBody{Body: b.Body, Obligations: b.Obligations, Oldest: b.Oldest, Path: fmt.Sprintf("/missing?body=%d", b.BodyID)})
	}
	for _, a := range l.Declared {
		out.Declarations = append(out.Declarations, mail.Declared{Item: actItem(a), Body: a.Body, On: calendar.DateOf(a.At), Path: obligationPath(a.ObligationID)})
	}
	out.News = newsItems(l.News)
	return out
}

// home is the page that lists what a digest carries.
func (l letter) home() string {
	if l.To.Role != reception.Operator && len(l.Late) == 0 {
		return "/tasks"
	}
	return "/"
}

// owed are the obligations that are asked for, with both dates where one moved.
func (l letter) owed() []mail.DueItem {
	var out []mail.DueItem
	for _, d := range l.Obligations {
		o := d.Obligation
		out = append(out, mail.DueItem{Item: mailItem(o.Kind, d.About, o.For.Start, o.For.End),
			Due: o.Due, FirstDue: o.FirstDueOn, Path: obligationPath(o.ID)})
	}
	return out
}

// toComplete are the documents that were returned to whoever reads it.
func (l letter) toComplete() (out []mail.DueItem) {
	for _, k := range l.Tasks {
		out = append(out, taskItem(k, documentPath(k.DocumentID), ""))
	}
	return out
}

func taskItem(k storage.DigestTask, path, body string) mail.DueItem {
	return mail.DueItem{Item: mailItem(k.Kind, k.About, k.Start, k.End), Body: body,
		Number: engine.CaseNumber(k.Year, k.Number), Due: calendar.Due{On: k.DueOn, Derivation: k.Derivation}, Path: path}
}

// newsItems are the news; the documents to be placed that came inside others are
// one item, which leads to the list of them.
func newsItems(all []engine.News) (out []mail.NewsItem) {
	var many []mail.NewsItem
	for _, n := range all {
		if n.Unplaced != nil && n.Unplaced.Inside {
			many = append(many, newsItem(n))
			continue
		}
		out = append(out, newsItem(n))
	}
	if len(many) > 1 {
		last := many[len(many)-1].At
		many = []mail.NewsItem{{What: mail.NewsUnclear, Many: len(many), At: last, Path: "/documents?state=unplaced"}}
	}
	return append(out, many...)
}

func newsItem(n engine.News) mail.NewsItem {
	switch {
	case n.Decision != nil:
		d := n.Decision
		return mail.NewsItem{Item: mailItem(d.Kind, d.About, d.Start, d.End), What: mail.NewsApproved,
			At: d.DecidedAt, Path: documentPath(d.DocumentID)}
	case n.Act != nil:
		return mail.NewsItem{Item: actItem(*n.Act), What: mail.NewsDeclarationAccepted, At: n.Act.At, Path: obligationPath(n.Act.ObligationID)}
	case n.Task != nil:
		k := taskItem(*n.Task, casePath(n.Task.CaseID), n.Task.Body)
		what := mail.NewsTask
		if n.Kind == workflow.NoticeConfirm {
			what = mail.NewsConfirm
		}
		return mail.NewsItem{Item: k.Item, What: what, Body: k.Body, At: n.Task.OpenedAt, Due: k.Due, Path: k.Path}
	}
	return mail.NewsItem{Item: mail.Item{Kind: n.Unplaced.Kind}, What: mail.NewsUnclear, At: n.Unplaced.SubmittedAt, Path: documentPath(n.Unplaced.DocumentID)}
}

func actItem(a storage.NoticeAct) mail.Item {
	return mailItem(a.Kind, a.About, a.Start, a.End)
}

// mailItem says which document a message speaks of.
func mailItem(k document.Kind, of storage.About, start, end calendar.Date) mail.Item {
	return mail.Item{Kind: k, Centre: of.Centre, CIG: of.CIG, Expires: of.What.Expires(), Period: told(start, end)}
}

func obligationPath(id workflow.ObligationID) string { return fmt.Sprintf("/obligations/%d", id) }
func documentPath(id document.ID) string             { return fmt.Sprintf("/documents/%d", id) }
func casePath(id workflow.CaseID) string             { return fmt.Sprintf("/cases/%d", id) }

// told is the period as a message tells it; a contract's whole term of more than
// a year says nothing there.
func told(start, end calendar.Date) calendar.Period {
	p := calendar.Period{Start: start, End: end}
	if p.IsZero() || p.Days() > 366 {
		return calendar.Period{}
	}
	return p
}
