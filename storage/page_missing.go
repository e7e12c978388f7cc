package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// MissingFilter narrows the list of what is missing in an office. Zero values of
// what it narrows by do not narrow.
type MissingFilter struct {
	Office    reception.OfficeID
	Now       time.Time // decides what is late
	SoonDays  int       // how many days before its date an obligation counts as due
	Body      reception.BodyID
	Centre    reception.CentreID
	Agreement reception.AgreementID
	Kind      document.Kind
	Month     calendar.Period // in which it is due
	Late      int             // by at least so many days
	// Standing is overdue, due, to_complete or declared; "" is all but declared,
	// which waits for the office.
	Standing workflow.Standing
	Limit    int
	Skip     int
}

func (f MissingFilter) args() pgx.NamedArgs {
	today := calendar.DateOf(f.Now)
	args := pgx.NamedArgs{"office": f.Office, "now": f.Now, "today": today, "soon": today.AddDays(f.SoonDays), "body": orNull(f.Body),
		"centre": orNull(f.Centre), "agreement": orNull(f.Agreement), "kind": f.Kind, "standing": f.Standing,
		"from": f.Month.Start, "to": f.Month.End, "limit": f.Limit, "skip": f.Skip}
	if f.Late > 0 {
		if last := today.AddDays(-f.Late); f.Month.IsZero() || last.Before(f.Month.End) {
			args["to"] = last
		}
	}
	return args
}

// missing finds what matches a filter, standing and date by which the body was to
// act included. It reads the index of what is not settled, and the documents of
// what is to be completed alone.
const missing = `WITH unsettled AS (
		SELECT o.id, o.due_on AS by_on, CASE WHEN o.status = 'declared' THEN 'declared' WHEN ` + isLate + ` THEN 'overdue' ELSE 'due' END AS standing
		FROM obligations o WHERE o.office_id = @office AND o.status IN ('open','declared') AND (o.status = 'declared' OR o.due_on <= @soon)
			AND ` + missingOf + `
		UNION ALL
		SELECT o.id, coalesce(t.due_on, o.due_on), 'to_complete' FROM obligations o LEFT JOIN documents d ON d.obligation_id = o.id
			LEFT JOIN cases k ON k.document_id = d.id LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL
		WHERE o.office_id = @office AND o.status = 'to_complete' AND ` + missingOf + `),
	found AS (SELECT * FROM unsettled WHERE (@from::date IS NULL OR by_on >= @from) AND (@to::date IS NULL OR by_on <= @to)) `

const missingOf = `(@body::bigint IS NULL OR o.body_id = @body) AND (@centre::bigint IS NULL OR o.centre_id = @centre)
	AND (@agreement::bigint IS NULL OR o.agreement_id = @agreement) AND (@kind = '' OR o.kind = @kind)`

const missingStands = `(standing = @standing OR @standing = '' AND standing <> 'declared')`

// MissingCounts says how much of what matches stands how, whatever standing the
// filter asks for.
type MissingCounts struct {
	Overdue, Due, ToComplete, Declared int
}

// Missing counts all but what is declared.
func (c MissingCounts) Missing() int { return c.Overdue + c.Due + c.ToComplete }

// Of counts those of a standing; "" is all but what is declared.
func (c MissingCounts) Of(s workflow.Standing) int {
	switch s {
	case workflow.Overdue:
		return c.Overdue
	case workflow.DueSoon:
		return c.Due
	case workflow.Standing(workflow.ObligationToComplete):
		return c.ToComplete
	case workflow.Standing(workflow.ObligationDeclared):
		return c.Declared
	}
	return c.Missing()
}

// MissingCounts counts what matches a filter.
func (r *Reader) MissingCounts(ctx context.Context, f MissingFilter) (MissingCounts, error) {
	return one[MissingCounts](ctx, r.q, missing+`SELECT count(*) FILTER (WHERE standing = 'overdue') AS overdue,
			count(*) FILTER (WHERE standing = 'due') AS due, count(*) FILTER (WHERE standing = 'to_complete') AS to_complete,
			count(*) FILTER (WHERE standing = 'declared') AS declared FROM found`, f.args())
}

// MissingIDs returns the obligations that match a filter, the latest first, at
// most limit.
func (r *Reader) MissingIDs(ctx context.Context, f MissingFilter, limit int) ([]workflow.ObligationID, error) {
	args := f.args()
	args["limit"] = limit
	rows, err := r.q.Query(ctx, missing+`SELECT id FROM found WHERE `+missingStands+` ORDER BY by_on, id LIMIT @limit`, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[workflow.ObligationID])
}

// MissingLine is an obligation that is missing, with what was done about it. Of
// SlotLine it fills the part that a list shows; the reasons of its dates are empty
// until Explain fills them in.
type MissingLine struct {
	SlotLine
	BodyCode   string
	BodyName   string
	ByOn       calendar.Date // by when the body is or was to act: the task's date for what is to be completed
	CaseID     workflow.CaseID
	RemindedOn calendar.Date // the latest reminder for its date; zero: none
	ChasedAt   *time.Time    // the latest time that the office asked by hand
	NudgedOn   calendar.Date // when it was decided last whether to remind; zero: not yet
	Nudge      workflow.Reason
	NextOn     calendar.Date // when it is decided next; zero: never
	DeclaredAt *time.Time
	DeclaredBy string
	Why        string // of the declaration
}

// missingLines shows the obligations of the rows m(id, by_on).
const missingLines = `SELECT o.id, o.body_id, b.code AS body_code, b.name AS body_name, o.kind, q.recurrence, coalesce(o.agreement_id, 0) AS agreement_id,
		coalesce(a.title, '') AS agreement_title, coalesce(a.cig, '') AS cig, coalesce(o.centre_id, 0) AS centre_id, coalesce(c.code, '') AS centre_code,
		coalesce(c.name, '') AS centre_name, o.period_start, o.period_end, coalesce(h.what, q.happening) AS what, h.on_date AS what_on,
		coalesce(h.reference, '') AS reference, o.due_on, o.due_at, o.first_due_on, o.status, o.submitted_at AS first_at, coalesce(o.late_days, 0) AS late_days,
		coalesce(d.id, 0) AS document_id, coalesce(k.id, 0) AS case_id, t.due_on AS task_due_on, m.by_on,
		greatest(mo.reminded_on, mt.reminded_on) AS reminded_on, ch.at AS chased_at,
		CASE WHEN t.id IS NULL THEN o.nudged_on END AS nudged_on, coalesce(t.nudge_reason, o.nudge_reason) AS nudge,
		CASE WHEN t.id IS NULL THEN o.nudge_on ELSE t.nudge_on END AS next_on,
		de.at AS declared_at, coalesce(p.name, '') AS declared_by, coalesce(de.reason, '') AS why
	FROM m JOIN obligations o ON o.id = m.id JOIN requirements q ON q.id = o.requirement_id JOIN bodies b ON b.id = o.body_id
	LEFT JOIN agreements a ON a.id = o.agreement_id LEFT JOIN centres c ON c.id = o.centre_id LEFT JOIN happenings h ON h.id = o.happening_id
	LEFT JOIN documents d ON d.obligation_id = o.id LEFT JOIN cases k ON k.document_id = d.id
	LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
	LEFT JOIN LATERAL (SELECT max(decided_on) AS reminded_on FROM reminders WHERE obligation_id = o.id AND due_on = o.due_on AND NOT escalated) mo ON true
	LEFT JOIN LATERAL (SELECT max(decided_on) AS reminded_on FROM reminders WHERE task_id = t.id AND due_on = t.due_on AND NOT escalated) mt ON true
	LEFT JOIN LATERAL (SELECT max(at) AS at FROM obligation_acts WHERE obligation_id = o.id AND act = 'chased') ch ON true
	LEFT JOIN LATERAL (SELECT at, reason, by_person FROM obligation_acts WHERE obligation_id = o.id AND act = 'declared' AND o.status = 'declared'
		ORDER BY id DESC LIMIT 1) de ON true
	LEFT JOIN people p ON p.id = de.by_person `

// MissingLines returns what matches a filter, the latest first.
func (r *Reader) MissingLines(ctx context.Context, f MissingFilter) ([]MissingLine, error) {
	return list[MissingLine](ctx, r.q, missing+`, m AS MATERIALIZED (SELECT id, by_on FROM found WHERE `+missingStands+`
		ORDER BY by_on, id LIMIT @limit OFFSET @skip) `+missingLines+`ORDER BY m.by_on, m.id`, f.args())
}

// LinesOf returns some obligations of the scope as the list of what is missing
// shows them, by body and date. Those that were withdrawn are left out.
func (r *Reader) LinesOf(ctx context.Context, ids []workflow.ObligationID) ([]MissingLine, error) {
	return list[MissingLine](ctx, r.q, `WITH m AS MATERIALIZED (SELECT id, due_on AS by_on FROM obligations WHERE id = ANY(@ids) AND status <> 'withdrawn') `+
		missingLines+`ORDER BY b.code, b.id, m.by_on, m.id`, pgx.NamedArgs{"ids": ids})
}

// DeclaredLines returns the declarations of an office that wait for its answer,
// the oldest first, and how many there are.
func (r *Reader) DeclaredLines(ctx context.Context, office reception.OfficeID, limit, skip int) (lines []MissingLine, total int, err error) {
	lines, err = list[MissingLine](ctx, r.q, `WITH m AS MATERIALIZED (SELECT o.id, o.due_on AS by_on, x.at FROM obligations o
			JOIN LATERAL (SELECT max(at) AS at FROM obligation_acts WHERE obligation_id = o.id AND act = 'declared') x ON true
			WHERE o.office_id = @office AND o.status = 'declared' ORDER BY x.at, o.id LIMIT @limit OFFSET @skip) `+
		missingLines+`ORDER BY m.at, m.id`, pgx.NamedArgs{"office": office, "limit": limit, "skip": skip})
	if err != nil {
		return nil, 0, err
	}
	total, err = r.DeclaredCount(ctx, office)
	return lines, total, err
}

// DeclaredCount counts the declarations of an office that wait for its answer.
func (r *Reader) DeclaredCount(ctx context.Context, office reception.OfficeID) (n int, err error) {
	err = r.q.QueryRow(ctx, `SELECT count(*) FROM obligations WHERE office_id = $1 AND status = 'declared'`, office).Scan(&n)
	return n, err
}

// MissingChoice is a body, a centre or an agreement to narrow a list by.
type MissingChoice struct {
	ID   int64
	Code string
	Name string
}

// MissingChoices is what a list may be narrowed by.
type MissingChoices struct{ Bodies, Centres, Agreements []MissingChoice }

// MissingChoices returns the bodies of an office, and its centres and agreements
// or those of one body.
func (r *Reader) MissingChoices(ctx context.Context, office reception.OfficeID, body reception.BodyID) (c MissingChoices, err error) {
	args := pgx.NamedArgs{"office": office, "body": orNull(body)}
	if c.Bodies, err = list[MissingChoice](ctx, r.q, `SELECT id, code, name FROM bodies WHERE office_id = @office AND active ORDER BY code, id`, args); err != nil {
		return c, err
	}
	if c.Centres, err = list[MissingChoice](ctx, r.q, `SELECT id, code, name FROM centres
		WHERE office_id = @office AND (@body::bigint IS NULL OR body_id = @body) ORDER BY code, id`, args); err != nil {
		return c, err
	}
	c.Agreements, err = list[MissingChoice](ctx, r.q, `SELECT id, cig AS code, title AS name FROM agreements
		WHERE office_id = @office AND (@body::bigint IS NULL OR body_id = @body) ORDER BY cig, id`, args)
	return c, err
}
