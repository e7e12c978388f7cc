package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// DateReason is why an obligation is due when it is, and why what came of it is
// to be completed when it is.
type DateReason struct {
	ID         workflow.ObligationID
	Derivation calendar.Derivation
	Basis      string // law or clause of the requirement
	Proposed   bool   // the due date is a proposal that no source fixes, and the office has not moved it
	TaskReason calendar.Derivation
}

// DateReasons returns the reasons of the dates of some obligations. A derivation
// is the widest part of a row: a list looks for its rows without it, and asks for
// those of the rows that it shows.
func (r *Reader) DateReasons(ctx context.Context, ids []workflow.ObligationID) (map[workflow.ObligationID]DateReason, error) {
	out := make(map[workflow.ObligationID]DateReason, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := list[DateReason](ctx, r.q, `SELECT o.id, o.derivation, q.basis, q.proposed AND o.first_due_on IS NULL AS proposed, coalesce(t.derivation, '{}') AS task_reason
		FROM obligations o JOIN requirements q ON q.id = o.requirement_id
		LEFT JOIN documents d ON d.obligation_id = o.id AND o.status = 'to_complete'
		LEFT JOIN cases k ON k.document_id = d.id
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
		WHERE o.id = ANY(@ids)`, pgx.NamedArgs{"ids": ids})
	for _, x := range rows {
		out[x.ID] = x
	}
	return out, err
}

// Explain fills in the reasons of the dates of some lines.
func (r *Reader) Explain(ctx context.Context, lines []MissingLine) error {
	ids := make([]workflow.ObligationID, len(lines))
	for i, l := range lines {
		ids[i] = l.ID
	}
	all, err := r.DateReasons(ctx, ids)
	for i := range lines {
		x := all[lines[i].ID]
		lines[i].Derivation, lines[i].TaskReason, lines[i].Basis, lines[i].Proposed = x.Derivation, x.TaskReason, x.Basis, x.Proposed
	}
	return err
}
