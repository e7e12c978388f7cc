package workflow

import (
	"cmp"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Recipient is a person who may be told something, and what the person chose.
type Recipient struct {
	Person reception.PersonID
	Body   reception.BodyID // zero: of the office
	Role   reception.Role
	Chosen map[NoticeKind]Channel
	LastOn calendar.Date // of the latest digest; zero: none yet
}

// Wants says how the person gets a kind of notice.
func (r Recipient) Wants(k NoticeKind) Channel { return ChannelOf(k, r.Chosen[k]) }

// Desk is the desk at which the person is told.
func (r Recipient) Desk() Desk { return Desk{r.Role, r.Body} }

// Desk is who is told together: the operators of a body, or the people of the
// office who have a role.
type Desk struct {
	Role reception.Role
	Body reception.BodyID // zero: of the office
}

// Audience says who of a desk is told of a kind of thing in the digest of a day.
// When nobody is, the reason is named: there is nobody, they chose none, or one
// of them had the digest of the day already, and then all of them wait for the
// next, so that none is left out.
func Audience(desk []Recipient, k NoticeKind, today calendar.Date) (told []reception.PersonID, why Reason) {
	if len(desk) == 0 {
		return nil, ReasonNobody
	}
	desk = slices.DeleteFunc(slices.Clone(desk), func(r Recipient) bool { return r.Wants(k) == ChannelNone })
	if len(desk) == 0 {
		return nil, ReasonChoseNone
	}
	for _, r := range desk {
		if !r.LastOn.IsZero() && !r.LastOn.Before(today) {
			return nil, ReasonDigestToday
		}
		told = append(told, r.Person)
	}
	return told, ""
}

// Put is what a decision to remind comes to, once it is known who would be told.
type Put struct {
	Nudge
	To     []reception.PersonID // who is reminded, when Send
	Heads  []reception.PersonID // who is told that it stays late, when Escalate
	Reason Reason
	Next   calendar.Date // the day on which to decide again; zero: never
}

// Owed decides about an obligation that nothing was received for: whom of the
// body to remind and whether to tell the head of office, on a day.
func Owed(l reception.Ladder, due calendar.Date, sent []Sent, body, heads []Recipient, today calendar.Date) Put {
	return owed(NoticeReminder, l, due, sent, body, heads, today)
}

// Mending decides about a document that was returned to the body, which still owes
// it: as Owed does, by the day by which it is to be completed.
func Mending(l reception.Ladder, due calendar.Date, sent []Sent, body, heads []Recipient, today calendar.Date) Put {
	return owed(NoticeTasks, l, due, sent, body, heads, today)
}

func owed(k NoticeKind, l reception.Ladder, due calendar.Date, sent []Sent, body, heads []Recipient, today calendar.Date) Put {
	to, why := Audience(body, k, today)
	if why == ReasonNobody || why == ReasonChoseNone {
		return unheard(l, due, sent, heads, why, today)
	}
	p := Put{Nudge: NudgeFor(l, due, sent, today), To: to}
	p.Reason, p.Next = p.Nudge.Reason, p.Nudge.Next
	if p.Send && why != "" {
		p.wait(why, today.AddDays(1))
	}
	return p.withHeads(heads, today)
}

// Waiting decides about a task of the office that is past its date: whom of its
// desk to remind.
func Waiting(l reception.Ladder, due calendar.Date, sent []Sent, desk []Recipient, today calendar.Date) Put {
	to, why := Audience(desk, NoticeTasks, today)
	p := Put{Nudge: NudgeFor(reception.Ladder{Steps: l.Steps}, due, sent, today), To: to}
	p.Reason, p.Next = p.Nudge.Reason, p.Nudge.Next
	switch {
	case !p.Send || why == "":
	case why == ReasonChoseNone: // the next step finds whether they still do
		p.wait(why, p.Next)
	default:
		p.wait(why, today.AddDays(1))
	}
	return p
}

// unheard decides about what nobody of the body would be reminded of: the head
// of office is told all the same. Whoever comes is reminded from the next day.
func unheard(l reception.Ladder, due calendar.Date, sent []Sent, heads []Recipient, why Reason, today calendar.Date) Put {
	p := Put{Nudge: NudgeFor(Unheard(l), due, sent, today)}
	p.Reason, p.Next = p.Nudge.Reason, p.Nudge.Next
	if len(l.Steps) == 0 {
		return p.withHeads(heads, today)
	}
	full := NudgeFor(reception.Ladder{Steps: l.Steps}, due, sent, today)
	p.Reason, p.Next = full.Reason, sooner(full.Next, p.Next)
	if full.Send {
		p.Reason = why
		if why == ReasonNobody {
			p.Next = today.AddDays(1)
		}
	}
	return p.withHeads(heads, today)
}

// withHeads finds who is told that the body stays late. Where there is no head of
// office, or none can be told today, it waits for the next day.
func (p Put) withHeads(heads []Recipient, today calendar.Date) Put {
	if !p.Escalate {
		return p
	}
	to, why := Audience(heads, NoticeEscalation, today)
	p.Heads, p.Escalate = to, why == ""
	if why != "" && why != ReasonChoseNone { // those who chose none see it on the wall
		p.Next = sooner(p.Next, today.AddDays(1))
	}
	if !p.Send && !p.Reason.waits() {
		p.Reason = cmp.Or(why, ReasonEscalated)
	}
	return p
}

// wait puts a reminder off.
func (p *Put) wait(why Reason, until calendar.Date) {
	p.Send, p.To, p.Reason = false, nil, why
	p.Next = until
}

// sooner is the earlier of two days; zero is no day.
func sooner(a, b calendar.Date) calendar.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
