package storage

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Happened is an event as a timeline tells it.
type Happened struct {
	ID   workflow.EventID
	Kind string
	At   time.Time
	By   string // name of the person, "" for the system
	Role reception.Role
	Data json.RawMessage
}

// Timeline returns everything that happened to a document and its case, oldest
// first.
func (r *Reader) Timeline(ctx context.Context, id document.ID) ([]Happened, error) {
	return list[Happened](ctx, r.q, `SELECT e.id, e.kind, e.at, coalesce(p.name, '') AS by, coalesce(p.role, '') AS role, e.data
		FROM events e LEFT JOIN people p ON p.id = e.by_person WHERE e.document_id = @id
		AND (e.kind NOT LIKE 'override.%' OR (SELECT insiemi_body()) IS NULL) ORDER BY e.id`, pgx.NamedArgs{"id": id})
}

// WaitsForPlace says that it was told of a document that it must be placed by hand,
// and that nobody placed it or said its kind since.
func (r *Reader) WaitsForPlace(ctx context.Context, id document.ID) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT coalesce((SELECT kind = 'document.unplaced' FROM events
		WHERE document_id = $1 AND kind IN ('document.unplaced','document.placed','document.kind_corrected') ORDER BY id DESC LIMIT 1), false)`, id).Scan(&yes)
	return yes, err
}

// MovedSince says that somebody said what a document is, or where it belongs, since
// an instant.
func (r *Reader) MovedSince(ctx context.Context, id document.ID, since time.Time) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE document_id = $1 AND at > $2
		AND kind IN ('document.placed','document.kind_corrected','case.refiled'))`, id, since).Scan(&yes)
	return yes, err
}

// ReadSince says that the document was read, or read again, since an instant.
func (r *Reader) ReadSince(ctx context.Context, id document.ID, since time.Time) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE document_id = $1 AND at > $2 AND kind = 'revision.read')`, id, since).Scan(&yes)
	return yes, err
}

// Happened says that an event of a kind ever happened.
func (r *Reader) Happened(ctx context.Context, kind string) (yes bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE kind = $1)`, kind).Scan(&yes)
	return yes, err
}

// Sizes counts the scope's revisions, decisions and cases.
func (r *Reader) Sizes(ctx context.Context) (n [3]int, err error) {
	err = r.q.QueryRow(ctx, `SELECT (SELECT count(*) FROM revisions), (SELECT count(*) FROM decisions), (SELECT count(*) FROM cases)`).Scan(&n[0], &n[1], &n[2])
	return n, err
}

// Decided is a decision with the name of who took it.
type Decided struct {
	Step       string
	RevisionID document.RevisionID
	Outcome    workflow.Outcome
	Reason     string
	DecidedAt  time.Time
	By         string
	Role       reception.Role
}

// Decisions returns the decisions on a case, oldest first.
func (r *Reader) Decisions(ctx context.Context, id workflow.CaseID) ([]Decided, error) {
	return list[Decided](ctx, r.q, `SELECT t.step, d.revision_id, d.outcome, d.reason, d.decided_at, p.name AS by, p.role
		FROM decisions d JOIN tasks t ON t.id = d.task_id JOIN people p ON p.id = d.decided_by
		WHERE d.case_id = @id ORDER BY d.id`, pgx.NamedArgs{"id": id})
}

// Subject is what a document is about, in words.
type Subject struct {
	Body       string
	BodyCode   string
	Office     string
	Kind       document.Kind
	Centre     string // code and name, or ""
	CIG        string `db:"cig"`
	Start, End calendar.Date
	DueOn      calendar.Date
	Derivation *calendar.Derivation
	Definition string // the YAML that the case is pinned to
}

// SubjectOf returns what the document of a case is about.
func (r *Reader) SubjectOf(ctx context.Context, id workflow.CaseID) (Subject, error) {
	s, err := one[Subject](ctx, r.q, `SELECT b.name AS body, b.code AS body_code, f.name AS office, d.kind,
			coalesce(c.code || ' ' || c.name, '') AS centre, coalesce(a.cig, '') AS cig,
			o.period_start AS start, o.period_end AS "end", o.due_on, o.derivation, w.source AS definition
		FROM cases k JOIN documents d ON d.id = k.document_id JOIN bodies b ON b.id = k.body_id JOIN offices f ON f.id = k.office_id
		JOIN definitions w ON w.id = k.definition_id
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN agreements a ON a.id = o.agreement_id
		LEFT JOIN centres c ON c.id = o.centre_id WHERE k.id = @id`, pgx.NamedArgs{"id": id})
	return s, orNotFound(err, "case", "La pratica", "The case")
}

// AddExport records that a case was exported.
func (t *Tx) AddExport(ctx context.Context, c workflow.Case, sum document.SHA256, size int64, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO exports (office_id, body_id, case_id, sha256, size, exported_at, exported_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.OfficeID, c.BodyID, c.ID, sum[:], size, at, by)
	return err
}
