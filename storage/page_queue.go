package storage

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// TaskFilter narrows the queue. Zero values do not narrow.
type TaskFilter struct {
	Role  reception.Role
	Body  reception.BodyID
	Kind  document.Kind
	Late  calendar.Date // only tasks due before this day
	Text  string
	Limit int
	Skip  int
}

const taskMatches = `t.id IS NOT NULL AND (@role = '' OR t.role = @role) AND (@body::bigint IS NULL OR d.body_id = @body)
	AND (@kind = '' OR d.kind = @kind) AND (@late::date IS NULL OR t.due_on < @late)
	AND (@text = '' OR concat_ws(' ', b.code, b.name, c.code, c.name, a.cig, v.file_name, k.number || '/' || k.year) ILIKE '%' || @text || '%')`

func (f TaskFilter) args() pgx.NamedArgs {
	return pgx.NamedArgs{"role": f.Role, "body": orNull(f.Body), "kind": f.Kind, "late": f.Late, "text": likeText(f.Text),
		"limit": f.Limit, "skip": f.Skip}
}

// TaskLines returns the documents with an open task that matches, the earliest
// due date first, and how many match in all.
func (r *Reader) TaskLines(ctx context.Context, f TaskFilter) (lines []DocumentLine, total int, err error) {
	lines, err = r.documentLines(ctx, `SELECT `+documentColumns+` FROM `+documentTables+`
		WHERE `+taskMatches+` ORDER BY t.due_on, t.id LIMIT @limit OFFSET @skip`, f.args())
	if err != nil {
		return nil, 0, err
	}
	err = r.q.QueryRow(ctx, `SELECT count(*) FROM `+documentTables+` WHERE `+taskMatches, f.args()).Scan(&total)
	return lines, total, err
}

// TaskCounts says how much is waiting in an office.
type TaskCounts struct {
	Mine     int // of the role that was asked for
	Late     int // of that role and past their date
	All      int // of any role
	Unplaced int // documents without a slot
}

// TaskCounts counts the open tasks of the scope, for a role and a day.
func (r *Reader) TaskCounts(ctx context.Context, role reception.Role, today calendar.Date) (TaskCounts, error) {
	return one[TaskCounts](ctx, r.q, `SELECT count(*) FILTER (WHERE role = @role) AS mine,
			count(*) FILTER (WHERE role = @role AND due_on < @today) AS late, count(*) AS all,
			(SELECT count(*) FROM documents d WHERE `+unplaced+`) AS unplaced
		FROM tasks WHERE closed_at IS NULL`, pgx.NamedArgs{"role": role, "today": today})
}

// NextTask returns the case of the next open task of a role, in the order of
// the queue, other than a given case; zero when there is none.
func (r *Reader) NextTask(ctx context.Context, role reception.Role, other workflow.CaseID) (workflow.CaseID, error) {
	ids, err := list[struct{ CaseID workflow.CaseID }](ctx, r.q, `SELECT case_id FROM tasks
		WHERE closed_at IS NULL AND role = @role AND case_id <> @other ORDER BY due_on, id LIMIT 1`,
		pgx.NamedArgs{"role": role, "other": other})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0].CaseID, nil
}
