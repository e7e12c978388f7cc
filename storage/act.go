package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// AddAct writes what a person said on an obligation and returns its id.
func (t *Tx) AddAct(ctx context.Context, o workflow.Obligation, a workflow.Acted, by reception.PersonID, at time.Time) (id workflow.ActID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO obligation_acts (office_id, body_id, obligation_id, act, reason, from_on, to_on, at, by_person)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		o.OfficeID, o.BodyID, o.ID, a.Act, a.Reason, a.From, a.Due.On, at, by).Scan(&id)
	return id, err
}

// ActLine is an act with who did it.
type ActLine struct {
	ID     workflow.ActID
	Act    workflow.Act
	Reason string
	FromOn calendar.Date // of an extension: the date before
	ToOn   calendar.Date // of an extension: the date after
	At     time.Time
	By     string // name
	Role   reception.Role
}

const actLines = `SELECT x.id, x.act, x.reason, x.from_on, x.to_on, x.at, p.name AS by, p.role
	FROM obligation_acts x JOIN people p ON p.id = x.by_person`

// Acts returns what was said on an obligation, oldest first.
func (r *Reader) Acts(ctx context.Context, id workflow.ObligationID) ([]ActLine, error) {
	return list[ActLine](ctx, r.q, actLines+` WHERE x.obligation_id = @id ORDER BY x.id`, pgx.NamedArgs{"id": id})
}

// PartAct is an act on an obligation whose days are asked for in another one now.
type PartAct struct {
	ActLine
	ObligationID workflow.ObligationID // the withdrawn one
	PeriodStart  calendar.Date
	PeriodEnd    calendar.Date
}

// For is the period of the obligation on which it was.
func (p PartAct) For() calendar.Period {
	return calendar.Period{Start: p.PeriodStart, End: p.PeriodEnd}
}

// PartActs returns what was said on the withdrawn obligations of which days are
// asked for in this one, oldest first: see AskedInstead.
func (r *Reader) PartActs(ctx context.Context, id workflow.ObligationID) ([]PartAct, error) {
	return list[PartAct](ctx, r.q, `SELECT x.id, x.act, x.reason, x.from_on, x.to_on, x.at, p.name AS by, p.role, x.obligation_id, w.period_start, w.period_end
		FROM obligations y JOIN obligations w ON w.status = 'withdrawn' AND `+askedIn+`
		JOIN obligation_acts x ON x.obligation_id = w.id JOIN people p ON p.id = x.by_person
		WHERE y.id = @id ORDER BY x.id`, pgx.NamedArgs{"id": id})
}

// ToldAct is an act with its obligation, as a notice tells it.
type ToldAct struct {
	ActLine
	ObligationID workflow.ObligationID
}

// ToldAct returns an act as a notice tells it.
func (r *Reader) ToldAct(ctx context.Context, id workflow.ActID) (ToldAct, error) {
	a, err := one[ToldAct](ctx, r.q, `SELECT x.id, x.act, x.reason, x.from_on, x.to_on, x.at, p.name AS by, p.role, x.obligation_id
		FROM obligation_acts x JOIN people p ON p.id = x.by_person WHERE x.id = @id`, pgx.NamedArgs{"id": id})
	return a, orNotFound(err, "act", "La comunicazione", "The act")
}

// ReminderLine is a reminder of an obligation, with its reason.
type ReminderLine struct {
	ID        workflow.ReminderID
	Step      int
	Escalated bool // to the head of office
	Reason    string
	DecidedOn calendar.Date
	DueOn     calendar.Date // of what it reminded
}

// RemindersOf returns the reminders of an obligation, oldest first.
func (r *Reader) RemindersOf(ctx context.Context, id workflow.ObligationID) ([]ReminderLine, error) {
	return list[ReminderLine](ctx, r.q, `SELECT id, step, escalated, reason, decided_on, due_on FROM reminders WHERE obligation_id = @id ORDER BY id`,
		pgx.NamedArgs{"id": id})
}

// EventsOfObligation returns what happened to an obligation and to the document
// that fills it, oldest first.
func (r *Reader) EventsOfObligation(ctx context.Context, id workflow.ObligationID) ([]Happened, error) {
	return list[Happened](ctx, r.q, `SELECT e.id, e.kind, e.at, coalesce(p.name, '') AS by, coalesce(p.role, '') AS role, e.data
		FROM events e LEFT JOIN people p ON p.id = e.by_person
		WHERE e.id IN (SELECT id FROM events WHERE entity = 'obligation' AND entity_id = @id
			UNION SELECT v.id FROM events v JOIN documents d ON d.id = v.document_id WHERE d.obligation_id = @id)
		ORDER BY e.id`, pgx.NamedArgs{"id": id})
}

// ObligationPage is everything that the page of an obligation shows.
type ObligationPage struct {
	Line       SlotLine
	Obligation workflow.Obligation // as the rules see it: both dates, lateness, what the reminder decided
	Template   RequirementVersion  // of which it came
	Rule       RequirementVersion  // of the same: where its rule for the date was last changed; zero: it is the first
	Nudged     NudgeShown
	Acts       []ActLine
	PartActs   []PartAct // on those that were withdrawn in favour of this one
	Reminders  []ReminderLine
	Events     []Happened
}

// NudgeShown is what was decided last about reminding of an obligation.
type NudgeShown struct {
	On     calendar.Date // zero: nothing was decided yet
	Reason string
	Next   calendar.Date // when it is decided next; zero: never
}

// ObligationPage reads the page of an obligation.
func (r *Reader) ObligationPage(ctx context.Context, id workflow.ObligationID) (p ObligationPage, err error) {
	if p.Line, err = r.SlotLine(ctx, id); err != nil {
		return p, err
	}
	if p.Obligation, err = r.Obligation(ctx, id); err != nil {
		return p, err
	}
	versions, err := r.RequirementVersions(ctx, p.Obligation.RequirementID)
	if err != nil {
		return p, err
	}
	if p.Template, err = versionOf(versions, p.Obligation.RequirementVersion); err != nil {
		return p, err
	}
	p.Rule = ruleOf(versions, p.Obligation.RequirementVersion)
	if p.Nudged, err = one[NudgeShown](ctx, r.q, `SELECT nudged_on AS on, nudge_reason AS reason, nudge_on AS next FROM obligations WHERE id = @id`,
		pgx.NamedArgs{"id": id}); err != nil {
		return p, err
	}
	if p.Acts, err = r.Acts(ctx, id); err != nil {
		return p, err
	}
	if p.PartActs, err = r.PartActs(ctx, id); err != nil {
		return p, err
	}
	if p.Reminders, err = r.RemindersOf(ctx, id); err != nil {
		return p, err
	}
	p.Events, err = r.EventsOfObligation(ctx, id)
	return p, err
}

// DeclaredLine is an obligation of which a body declared that there is nothing to
// submit, and which the office has not answered.
type DeclaredLine struct {
	SlotLine
	BodyCode   string
	BodyName   string
	Act        workflow.ActID
	Why        string // the body's reason
	DeclaredAt time.Time
	DeclaredBy string // name
}

// DeclaredObligations returns the declarations of an office that wait for an
// answer, the oldest first.
func (r *Reader) DeclaredObligations(ctx context.Context, office reception.OfficeID) ([]DeclaredLine, error) {
	return list[DeclaredLine](ctx, r.q, `SELECT s.*, b.code AS body_code, b.name AS body_name, x.id AS act, x.reason AS why, x.at AS declared_at, p.name AS declared_by
		FROM (`+slotLines+` WHERE o.office_id = @office AND o.status = 'declared') s JOIN bodies b ON b.id = s.body_id
		JOIN LATERAL (SELECT * FROM obligation_acts WHERE obligation_id = s.id AND act = 'declared' ORDER BY id DESC LIMIT 1) x ON true
		JOIN people p ON p.id = x.by_person ORDER BY x.at, s.id`, pgx.NamedArgs{"office": office})
}
