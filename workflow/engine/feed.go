package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// What a feed shows: what is due from so many days back to the office's horizon,
// and what still waits however late it is.
// A phone reads the whole of it several times a day, so it stays small.
const (
	feedDaysBack = 60
	feedMax      = 500 // entries
	feedCounts   = 200 // of them, days of the office with how much is due on each
)

// FeedEntry is one thing of a person's calendar. One of the ids says which page
// shows it; none: the office's missing list on the day Due.On.
type FeedEntry struct {
	UID        string // stable whatever happens to it: "obligation-12", "task-7", "due-2026-11-05"
	Sequence   int
	ChangedAt  time.Time
	Obligation workflow.ObligationID
	Document   document.ID
	Case       workflow.CaseID
	Kind       document.Kind
	Number     string // of the case of a task
	Centre     string
	CIG        string
	Body       string // whose paper it is, in a feed of the office
	Basis      string
	For        calendar.Period
	Daily      bool // one of every day: too many to ring for
	Due        calendar.Due
	FirstDueOn calendar.Date
	Status     workflow.ObligationStatus // "" for a task or a count
	Missing    int                       // of a count: papers that are due that day and not there
	Bodies     int                       // of a count: of how many bodies
	Kinds      []storage.KindCount       // of a count: of which kinds
	Done       bool                      // nothing is left to do for whoever reads it
	Withdrawn  bool                      // not asked for
	Full       bool                      // the last entry of a calendar that has no room for everything
}

// CalendarFeed is what a calendar program gets for a token.
type CalendarFeed struct {
	Person  reception.Person
	Office  reception.Office
	Body    string // name; "" for people of the office
	Entries []FeedEntry
}

// NewFeed opens the actor's calendar feed and returns the token of its address,
// which is shown once: only its SHA-256 is kept. The address before it stops
// working.
func (e *Engine) NewFeed(ctx context.Context, a workflow.Actor) (token string, err error) {
	if a.Person == 0 {
		return "", errNoFeed()
	}
	if token, err = newToken(); err != nil {
		return "", err
	}
	err = e.write(ctx, system(), func(t *storage.Tx) error { return t.OpenFeed(ctx, a.Person, tokenHash(token), e.now()) })
	return token, err
}

// RevokeFeed closes the actor's calendar feed; its address stops working.
func (e *Engine) RevokeFeed(ctx context.Context, a workflow.Actor) error {
	return e.write(ctx, system(), func(t *storage.Tx) error { return t.RevokeFeed(ctx, a.Person, e.now()) })
}

// FeedState says whether the actor has an open feed, since when, and when it was
// last read.
func (e *Engine) FeedState(ctx context.Context, a workflow.Actor) (f storage.Feed, ok bool, err error) {
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		f, ok, err = r.FeedOf(ctx, a.Person)
		return err
	})
	return f, ok, err
}

// FeedOf returns the calendar of a token. A token that never was, one that was
// revoked and one of somebody who no longer has access get the same refusal
// ("feed.not_found"). What the feed shows is read in the scope of its person.
func (e *Engine) FeedOf(ctx context.Context, token string) (c CalendarFeed, err error) {
	hash := tokenHash(token)
	var ok bool
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		f, found, err := r.FeedByToken(ctx, hash)
		if ok = found; err != nil || !found {
			return err
		}
		c.Person, err = r.Person(ctx, f.PersonID)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("calendar feed: %w", err)
	}
	if !ok {
		return c, errNoFeed()
	}
	p := c.Person
	a := workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
	if err := e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error { return e.fillFeed(ctx, r, &c) }); err != nil {
		return c, fmt.Errorf("calendar feed: %w", err)
	}
	return c, e.write(ctx, system(), func(t *storage.Tx) error { return t.TouchFeed(ctx, hash, e.now()) })
}

func errNoFeed() error {
	return workflow.Refuse(workflow.NotFound, "feed.not_found",
		"Questo calendario non esiste o non è più attivo. Crearne uno nuovo dalla pagina delle preferenze.",
		"This calendar does not exist or is no longer active. Make a new one from the preferences page.")
}

func (e *Engine) fillFeed(ctx context.Context, r *storage.Reader, c *CalendarFeed) (err error) {
	if c.Office, err = r.Office(ctx, c.Person.OfficeID); err != nil {
		return err
	}
	today := e.Today()
	days := calendar.Period{Start: today.AddDays(-feedDaysBack), End: today.AddDays(c.Office.Rules.HorizonDays)}
	if c.Person.BodyID != 0 {
		return e.fillBodyFeed(ctx, r, c, days)
	}
	full := false
	if c.Person.Role != reception.Reviewer {
		counts, err := r.DueCounts(ctx, c.Office.ID, days.End, today, feedCounts)
		if err != nil {
			return err
		}
		for _, n := range counts {
			c.Entries = append(c.Entries, countEntry(n))
			full = n.Among > len(counts)
		}
	}
	tasks, err := r.FeedTasks(ctx, c.Office.ID, c.Person.Role, days.End, today, feedMax-len(c.Entries))
	for _, k := range tasks {
		c.Entries = append(c.Entries, taskEntry(k))
		full = full || k.Among > len(tasks)
	}
	if full {
		c.sayFull(today)
	}
	return err
}

// sayFull says in the calendar itself that it is full: who reads it on a phone must
// not take it for everything. It is said on the Monday of the week, and not of how
// many, so that a calendar which a day did not change stays the same for a week.
func (c *CalendarFeed) sayFull(today calendar.Date) {
	monday := today.AddDays(-((int(today.Weekday()) + 6) % 7))
	c.Entries = append(c.Entries, FeedEntry{UID: "left-out", Sequence: calendar.MustDate(2020, 1, 1).DaysUntil(monday), ChangedAt: monday.At(0, 0),
		Due: calendar.Due{On: monday}, Full: true})
}

// countEntry is a day with how much is due on it. What is counted keeps no history:
// each day on which something that is due then changed is a revision of the entry.
func countEntry(n storage.DueCount) FeedEntry {
	return FeedEntry{UID: "due-" + n.On.String(), Sequence: calendar.MustDate(2020, 1, 1).DaysUntil(calendar.DateOf(n.ChangedAt)), ChangedAt: n.ChangedAt,
		Due: calendar.Due{On: n.On}, Missing: n.Open, Bodies: n.Bodies, Kinds: n.Kinds}
}

func (e *Engine) fillBodyFeed(ctx context.Context, r *storage.Reader, c *CalendarFeed, days calendar.Period) error {
	b, err := r.Body(ctx, c.Person.BodyID)
	if err != nil {
		return err
	}
	c.Body = b.Name
	tasks, err := r.FeedLooseTasks(ctx, b.ID, e.Today(), feedMax)
	if err != nil {
		return err
	}
	full := false
	for _, k := range tasks {
		x := taskEntry(k)
		x.Body, x.Case = "", 0
		c.Entries = append(c.Entries, x)
		full = k.Among > len(tasks)
	}
	obligations, err := r.FeedObligations(ctx, b.ID, days.Start, days.End, e.Today(), feedMax-len(tasks))
	for _, o := range obligations {
		c.Entries = append(c.Entries, obligationEntry(o))
		full = full || o.Among > len(obligations)
	}
	if full {
		c.sayFull(e.Today())
	}
	return err
}

func taskEntry(k storage.FeedTask) FeedEntry {
	return FeedEntry{UID: fmt.Sprintf("task-%d", k.ID), ChangedAt: k.OpenedAt, Document: k.DocumentID, Case: k.CaseID, Kind: k.Kind,
		Number: CaseNumber(k.Year, k.Number), Centre: k.Centre, Body: k.Body, For: calendar.Period{Start: k.Start, End: k.End},
		Due: calendar.Due{On: k.DueOn, Derivation: k.Derivation}}
}

func obligationEntry(o storage.FeedObligation) FeedEntry {
	x := FeedEntry{UID: fmt.Sprintf("obligation-%d", o.ID), Sequence: o.Sequence, ChangedAt: o.ChangedAt, Obligation: o.ID, Document: o.DocumentID,
		Kind: o.Kind, Centre: o.Centre, CIG: o.CIG, Basis: o.Basis, For: calendar.Period{Start: o.Start, End: o.End},
		Daily: o.Recurrence == reception.Daily,
		Due:   calendar.Due{On: o.DueOn, Derivation: o.Derivation}, FirstDueOn: o.FirstDueOn, Status: o.Status}
	if o.DueAt != nil {
		x.Due.At = *o.DueAt
	}
	switch o.Status {
	case workflow.ObligationOpen, workflow.ObligationToComplete:
	case workflow.ObligationWaived, workflow.ObligationNothing:
		x.Withdrawn = true
	default:
		x.Done = true
	}
	return x
}
