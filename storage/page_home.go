package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// FrameShown is what the head of every page shows of a signed-in person.
type FrameShown struct {
	OfficeName string
	BodyName   string // "" for people of the office
	Tasks      int    // open tasks of the person's role; for an operator those of the body
	Unplaced   int    // documents without a slot
	Overdue    int    // obligations that are open and late
	Declared   int    // declarations that wait for the office; none for a body
}

// FrameShown reads the head of the pages for a person, within the person's
// scope; what is late is late at the instant now, and only a body is told of it.
func (r *Reader) FrameShown(ctx context.Context, p reception.Person, now time.Time) (FrameShown, error) {
	return one[FrameShown](ctx, r.q, `SELECT o.name AS office_name,
			coalesce((SELECT name FROM bodies WHERE id = @body), '') AS body_name,
			(SELECT count(*) FROM tasks WHERE office_id = o.id AND role = @role AND closed_at IS NULL) AS tasks,
			(SELECT count(*) FROM documents d WHERE d.office_id = o.id AND `+unplaced+`) AS unplaced,
			(SELECT count(*) FROM obligations WHERE body_id = @body AND status = 'open' AND due_on <= @today AND `+isLate+`) AS overdue,
			(SELECT count(*) FROM obligations WHERE office_id = o.id AND status = 'declared' AND @body::bigint IS NULL) AS declared
		FROM offices o WHERE o.id = @office`,
		pgx.NamedArgs{"office": p.OfficeID, "body": orNull(p.BodyID), "role": p.Role, "now": now, "today": calendar.DateOf(now)})
}

// WaitingFiles counts documents of a body that are not where they belong yet.
type WaitingFiles struct {
	Unplaced int // wait for a person to say which slot they fill
	Working  int // machines are at them
}

// WaitingFiles counts the documents of a body that wait for a person to place
// them, and those received since a moment that were not checked yet.
func (r *Reader) WaitingFiles(ctx context.Context, body reception.BodyID, since time.Time) (WaitingFiles, error) {
	return one[WaitingFiles](ctx, r.q, `SELECT (SELECT count(*) FROM documents d WHERE d.body_id = @body AND `+unplaced+`) AS unplaced,
			(SELECT count(*) FROM documents d WHERE d.body_id = @body AND d.created_at >= @since
				AND NOT EXISTS (SELECT 1 FROM checks WHERE document_id = d.id) AND NOT `+container+`) AS working`,
		pgx.NamedArgs{"body": body, "since": since})
}

// container is the condition that a document d is nothing but what was found
// inside it: no rule looks at it.
const container = `EXISTS (SELECT 1 FROM contents x JOIN revisions y ON y.id = x.container_id WHERE y.document_id = d.id AND x.origin IN ('zip','mail'))`

// unplaced is the condition that a document d waits for a person to say which
// slot it fills: the rules ran, found none, and opened no case.
const unplaced = `d.obligation_id IS NULL AND EXISTS (SELECT 1 FROM checks WHERE document_id = d.id)
	AND NOT EXISTS (SELECT 1 FROM cases WHERE document_id = d.id) AND NOT ` + container

// BodiesUnplaced returns the bodies of which documents wait for a person to say which
// slot they fill, in the order of their codes.
func (r *Reader) BodiesUnplaced(ctx context.Context) ([]reception.Body, error) {
	rows, err := list[bodyRow](ctx, r.q, `SELECT `+bodyColumns+` FROM bodies WHERE id IN (SELECT d.body_id FROM documents d WHERE `+unplaced+`)
		ORDER BY office_id, code`, nil)
	out := make([]reception.Body, len(rows))
	for i, b := range rows {
		out[i] = reception.Body(b)
	}
	return out, err
}

// DueSoonDays is how many days before its date an office counts an obligation
// as due.
func (r *Reader) DueSoonDays(ctx context.Context, office reception.OfficeID) (days int, err error) {
	err = r.q.QueryRow(ctx, `SELECT due_soon_days FROM offices WHERE id = $1`, office).Scan(&days)
	return days, err
}
