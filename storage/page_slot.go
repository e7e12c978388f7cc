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

// SlotLine is an obligation of a body with the document that fills it.
type SlotLine struct {
	ID             workflow.ObligationID
	BodyID         reception.BodyID
	Kind           document.Kind
	Recurrence     reception.Recurrence
	AgreementID    reception.AgreementID // zero: not about one agreement
	AgreementTitle string
	CIG            string             `db:"cig"`
	CentreID       reception.CentreID // zero: not about one centre
	CentreCode     string
	CentreName     string
	PeriodStart    calendar.Date
	PeriodEnd      calendar.Date
	What           reception.What // that it comes before or after; "" for a period
	WhatOn         calendar.Date
	Reference      string // of what happened: a code, never a name
	DueOn          calendar.Date
	DueAt          *time.Time    // where the hour counts
	FirstDueOn     calendar.Date // before the office moved it; zero: it did not
	Derivation     calendar.Derivation
	Basis          string // law or clause of the requirement
	Proposed       bool   // the due date is a proposal that no source fixes
	Status         workflow.ObligationStatus
	FirstAt        *time.Time // first revision received
	LateDays       int        // at the first submission

	Said       workflow.Act // the latest said about it: declared, refused, extended …; "" for nothing
	SaidReason string
	SaidAt     *time.Time

	DocumentID     document.ID // zero: nothing received
	RevisionNumber int
	SubmittedAt    *time.Time // latest revision
	ReceiptID      workflow.ReceiptID
	ReceiptYear    int
	ReceiptNumber  int64
	Findings       int // current ones that block, warn or ask
	Read           bool
	Unreadable     bool          // nothing could be read of what is under review
	Unsigned       bool          // the signature of what is under review does not match it
	TaskDueOn      calendar.Date // of the open task
	TaskReason     calendar.Derivation
	Reason         string // of the latest return or rejection
}

// Obligation is the line as the rules of package workflow see it.
func (s SlotLine) Obligation() workflow.Obligation {
	o := workflow.Obligation{ID: s.ID, BodyID: s.BodyID, Kind: s.Kind, AgreementID: s.AgreementID, CentreID: s.CentreID,
		For: calendar.Period{Start: s.PeriodStart, End: s.PeriodEnd},
		Due: calendar.Due{On: s.DueOn, Derivation: s.Derivation}, FirstDueOn: s.FirstDueOn,
		Status: s.Status, LateDays: s.LateDays}
	if s.DueAt != nil {
		o.Due.At = *s.DueAt
	}
	if s.FirstAt != nil {
		o.SubmittedAt = *s.FirstAt
	}
	return o
}

const slotColumns = `o.id, o.body_id, o.kind, q.recurrence, coalesce(o.agreement_id, 0) AS agreement_id, coalesce(a.title, '') AS agreement_title,
		coalesce(a.cig, '') AS cig, coalesce(o.centre_id, 0) AS centre_id, coalesce(c.code, '') AS centre_code, coalesce(c.name, '') AS centre_name,
		o.period_start, o.period_end, coalesce(h.what, q.happening) AS what, h.on_date AS what_on, coalesce(h.reference, '') AS reference,
		o.due_on, o.due_at, o.first_due_on, o.derivation, q.basis, q.proposed, o.status, o.submitted_at AS first_at, coalesce(o.late_days, 0) AS late_days,
		coalesce(x.act, '') AS said, coalesce(x.reason, '') AS said_reason, x.at AS said_at,
		coalesce(d.id, 0) AS document_id, coalesce(v.number, 0) AS revision_number, v.submitted_at,
		coalesce(rc.id, 0) AS receipt_id, coalesce(rc.year, 0) AS receipt_year, coalesce(rc.number, 0) AS receipt_number,
		(SELECT count(*) FROM findings f WHERE f.document_id = d.id AND f.superseded_at IS NULL AND f.severity <> 'info') AS findings,
		EXISTS (SELECT 1 FROM readings WHERE revision_id = v.id) AS read,
		o.status IN ('submitted','under_review') AND coalesce((SELECT readings.kind = '' AND reading->'error'->>'code' <> '' FROM readings WHERE revision_id = v.id
			ORDER BY ` + inForce + ` LIMIT 1), false) AS unreadable,
		o.status IN ('submitted','under_review') AND EXISTS (SELECT 1 FROM findings f WHERE f.document_id = d.id AND f.superseded_at IS NULL
			AND f.rule = 'K7' AND f.severity = 'block') AS unsigned, t.due_on AS task_due_on, coalesce(t.derivation, '{}') AS task_reason,
		coalesce((SELECT reason FROM decisions z WHERE z.case_id = k.id AND z.outcome <> 'approved' ORDER BY z.id DESC LIMIT 1), '') AS reason`

const slotTables = ` FROM obligations o JOIN requirements q ON q.id = o.requirement_id
	LEFT JOIN agreements a ON a.id = o.agreement_id
	LEFT JOIN centres c ON c.id = o.centre_id
	LEFT JOIN happenings h ON h.id = o.happening_id
	LEFT JOIN LATERAL (SELECT act, reason, at FROM obligation_acts WHERE obligation_id = o.id AND act <> 'chased' ORDER BY id DESC LIMIT 1) x ON true
	LEFT JOIN documents d ON d.obligation_id = o.id
	LEFT JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
	LEFT JOIN receipts rc ON rc.revision_id = v.id
	LEFT JOIN cases k ON k.document_id = d.id
	LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL`

const slotLines = `SELECT ` + slotColumns + slotTables

// ofMonth is the condition that an obligation o of a requirement q belongs to
// the month @start to @end. Each belongs to exactly one month: that in which its
// period ends, or what happens or expires does; and for what comes once, whose
// period is a whole agreement, that in which it is due. What was withdrawn
// belongs to none. A body has few periods longer than a month, which have an
// index of their own.
const ofMonth = `o.id = ANY(ARRAY(
		SELECT id FROM obligations WHERE body_id = @body AND status <> 'withdrawn' AND period_end - period_start <= 31
			AND period_start BETWEEN @start::date - 31 AND @end AND period_end BETWEEN @start AND @end
		UNION ALL SELECT l.id FROM obligations l JOIN requirements r ON r.id = l.requirement_id
			WHERE l.body_id = @body AND l.status <> 'withdrawn' AND l.period_end - l.period_start > 31
			AND CASE r.recurrence WHEN 'once' THEN l.due_on ELSE l.period_end END BETWEEN @start AND @end))`

// ofTheBody is the condition that an obligation o waits for the body, whatever
// its month: it is to be completed, or open and due by @due.
const ofTheBody = `o.body_id = @body AND o.status IN ('open','to_complete') AND (o.due_on <= @due OR o.status = 'to_complete')`

// inOrder is how the obligations of a month come: what is about the whole body,
// then each centre, then what is about a whole agreement.
const inOrder = ` ORDER BY c.code NULLS FIRST, a.starts_on NULLS FIRST, a.id, o.due_on, o.kind, o.id`

func monthOf(body reception.BodyID, month calendar.Period) pgx.NamedArgs {
	return pgx.NamedArgs{"body": body, "start": month.Start, "end": month.End}
}

// SlotsOfMonth returns the obligations of a body that belong to a month, by
// centre and agreement. Those of every day are left out: see DaysOfMonth.
func (r *Reader) SlotsOfMonth(ctx context.Context, body reception.BodyID, month calendar.Period) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE `+ofMonth+` AND q.recurrence <> 'daily'`+inOrder, monthOf(body, month))
}

// SlotsToMend returns the obligations of a body, of any month, that wait for
// it: to be completed, or open and due by a day; the earliest date first. Those
// of every day are left out: see DaysToMend.
func (r *Reader) SlotsToMend(ctx context.Context, body reception.BodyID, due calendar.Date) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE `+ofTheBody+` AND q.recurrence <> 'daily'
		ORDER BY coalesce(t.due_on, o.due_on), c.code NULLS FIRST, o.kind, o.id`, pgx.NamedArgs{"body": body, "due": due})
}

// SlotsToFill returns the obligations of a body that have no document, the
// latest period first: those that an unrecognised document may be for.
func (r *Reader) SlotsToFill(ctx context.Context, body reception.BodyID) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE o.body_id = @body AND d.id IS NULL AND o.status = 'open'
		ORDER BY q.recurrence = 'daily', o.period_start DESC, c.code NULLS FIRST, o.id LIMIT 400`, pgx.NamedArgs{"body": body})
}

// askedIn says that days of the obligation w are days of y too, another paper about
// the same.
const askedIn = `y.body_id = w.body_id AND y.kind = w.kind AND y.slot LIKE '%/%/%' AND w.slot LIKE '%/%/%'
	AND split_part(y.slot, '/', 1) = split_part(w.slot, '/', 1) AND y.period_start <= w.period_end AND y.period_end >= w.period_start`

// insteadOf is the expression of the obligation in which the days of a withdrawn one
// are asked for now, the earliest of several; NULL where they are not.
func insteadOf(id string) string {
	return `(SELECT y.id FROM obligations w
		JOIN obligations y ON y.status <> 'withdrawn' AND ` + askedIn + `
		WHERE w.id = ` + id + ` AND w.status = 'withdrawn' ORDER BY y.period_start, y.id LIMIT 1)`
}

// AskedInstead returns the obligation in which the days of a withdrawn one are asked
// for now, the earliest of several: periods were cut anew. Zero where they are not,
// or where the obligation is not a withdrawn one.
func (r *Reader) AskedInstead(ctx context.Context, id workflow.ObligationID) (other workflow.ObligationID, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce(`+insteadOf("$1")+`, 0)`, id).Scan(&other)
	return other, err
}

// SlotLine returns one obligation. One that was withdrawn is refused with a
// sentence of its own: people may come from an old e-mail.
func (r *Reader) SlotLine(ctx context.Context, id workflow.ObligationID) (SlotLine, error) {
	s, err := one[SlotLine](ctx, r.q, slotLines+` WHERE o.id = @id`, pgx.NamedArgs{"id": id})
	if err == nil && s.Status == workflow.ObligationWithdrawn {
		return s, workflow.Refuse(workflow.NotFound, "obligation.withdrawn",
			"Questo adempimento non è più richiesto: la convenzione, il centro o il calendario degli adempimenti sono cambiati. Non occorre fare nulla.",
			"This obligation is no longer asked for: the agreement, the centre or the calendar of obligations changed. Nothing needs to be done.")
	}
	return s, orNotFound(err, "obligation", "L'adempimento", "The obligation")
}

// DayLine is an obligation of every day, as a calendar shows it: a month of a
// centre has some thirty of a kind.
type DayLine struct {
	ID         workflow.ObligationID
	Kind       document.Kind
	CIG        string `db:"cig"`
	CentreCode string
	CentreName string
	On         calendar.Date // the day it is about
	DueOn      calendar.Date
	DueAt      *time.Time // where the hour counts
	Status     workflow.ObligationStatus
	LateDays   int
	DocumentID document.ID // zero: nothing received
	Read       bool
}

// Obligation is the line as the rules of package workflow see it.
func (d DayLine) Obligation() workflow.Obligation {
	o := workflow.Obligation{ID: d.ID, Kind: d.Kind, For: calendar.Period{Start: d.On, End: d.On},
		Due: calendar.Due{On: d.DueOn}, Status: d.Status, LateDays: d.LateDays}
	if d.DueAt != nil {
		o.Due.At = *d.DueAt
	}
	return o
}

const dayLines = `SELECT o.id, o.kind, coalesce(a.cig, '') AS cig, coalesce(c.code, '') AS centre_code, coalesce(c.name, '') AS centre_name,
		o.period_start AS on, o.due_on, o.due_at, o.status, coalesce(o.late_days, 0) AS late_days, coalesce(d.id, 0) AS document_id,
		EXISTS (SELECT 1 FROM revisions v JOIN readings ON readings.revision_id = v.id WHERE v.document_id = d.id) AS read
	FROM obligations o JOIN requirements q ON q.id = o.requirement_id AND q.recurrence = 'daily'
	LEFT JOIN agreements a ON a.id = o.agreement_id LEFT JOIN centres c ON c.id = o.centre_id LEFT JOIN documents d ON d.obligation_id = o.id`

const inDays = ` ORDER BY c.code NULLS FIRST, o.kind, a.id, o.period_start, o.id`

// DaysOfMonth returns the obligations of every day of a body that belong to a
// month, by centre, kind and day.
func (r *Reader) DaysOfMonth(ctx context.Context, body reception.BodyID, month calendar.Period) ([]DayLine, error) {
	return list[DayLine](ctx, r.q, dayLines+` WHERE `+ofMonth+inDays, monthOf(body, month))
}

// DaysToMend returns the obligations of every day of a body that wait for it, of
// any month, by centre, kind and day.
func (r *Reader) DaysToMend(ctx context.Context, body reception.BodyID, due calendar.Date) ([]DayLine, error) {
	return list[DayLine](ctx, r.q, dayLines+` WHERE `+ofTheBody+inDays, pgx.NamedArgs{"body": body, "due": due})
}
