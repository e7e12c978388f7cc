package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// DocumentLine is a document as lists and page heads show it: its latest
// revision, the slot it fills, and how far machines and people are. Ids are
// zero and texts empty for what is not there.
type DocumentLine struct {
	ID        document.ID
	Kind      document.Kind
	CreatedAt time.Time

	BodyID   reception.BodyID
	BodyCode string
	BodyName string

	ObligationID     workflow.ObligationID
	ObligationStatus workflow.ObligationStatus
	PeriodStart      calendar.Date
	PeriodEnd        calendar.Date
	DueOn            calendar.Date // of the obligation
	Derivation       calendar.Derivation
	AgreementID      reception.AgreementID
	AgreementTitle   string
	CIG              string `db:"cig"`
	CentreCode       string
	CentreName       string

	RevisionID     document.RevisionID
	RevisionNumber int
	FileName       string
	SealedName     []byte
	Sha            []byte
	Size           int64
	SubmittedAt    time.Time
	ReceiptID      workflow.ReceiptID
	ReceiptYear    int
	ReceiptNumber  int64

	ReadAt    *time.Time // nil: the latest revision has not been read yet
	CheckedAt *time.Time // nil: no run of the rules on it yet

	Inside int    // documents found in it, of an archive or a message
	Origin string // "zip" or "mail" where it is one

	CaseID       workflow.CaseID
	CaseYear     int
	CaseNumber   int64
	CaseVersion  int
	DefinitionID workflow.DefinitionID
	Step         string
	Outcome      workflow.Outcome
	OpenedAt     *time.Time
	ClosedAt     *time.Time

	TaskID       workflow.TaskID
	TaskRole     reception.Role
	TaskOpenedAt *time.Time
	TaskDueOn    calendar.Date
	TaskReason   calendar.Derivation

	Blocks int // current findings that nobody overrode, by severity
	Warns  int
	Tasks  int
	Infos  int
}

// Opened says that the document is nothing but what was found inside it: no rule
// looks at it and nobody is asked anything.
func (d DocumentLine) Opened() bool { return d.Inside > 0 && d.ObligationID == 0 && d.CaseID == 0 }

// For is the period of the slot; zero without one.
func (d DocumentLine) For() calendar.Period {
	return calendar.Period{Start: d.PeriodStart, End: d.PeriodEnd}
}

// SHA256 is the hash of the latest revision.
func (d DocumentLine) SHA256() (h document.SHA256) {
	copy(h[:], d.Sha)
	return h
}

// Worst is the worst severity among the current findings, "" without any.
func (d DocumentLine) Worst() check.Severity {
	switch {
	case d.Blocks > 0:
		return check.Block
	case d.Tasks > 0:
		return check.Task
	case d.Warns > 0:
		return check.Warn
	case d.Infos > 0:
		return check.Info
	}
	return ""
}

// Findings counts those that somebody should look at: all but Info.
func (d DocumentLine) Findings() int { return d.Blocks + d.Warns + d.Tasks }

// documentColumns and documentTables make DocumentLine rows; d is the document,
// b its body, v the latest revision, o the obligation, k the case, t the open
// task.
const (
	documentColumns = `d.id, d.kind, d.created_at, d.body_id, b.code AS body_code, b.name AS body_name,
		coalesce(o.id, 0) AS obligation_id, coalesce(o.status, '') AS obligation_status, o.period_start, o.period_end, o.due_on,
		coalesce(o.derivation, '{}') AS derivation, coalesce(a.id, 0) AS agreement_id,
		coalesce(a.title, '') AS agreement_title, coalesce(a.cig, '') AS cig,
		coalesce(c.code, '') AS centre_code, coalesce(c.name, '') AS centre_name,
		v.id AS revision_id, v.number AS revision_number, v.file_name, v.sealed_name, v.sha256 AS sha, v.size, v.submitted_at,
		coalesce(rc.id, 0) AS receipt_id, coalesce(rc.year, 0) AS receipt_year, coalesce(rc.number, 0) AS receipt_number,
		(SELECT max(read_at) FROM readings WHERE revision_id = v.id) AS read_at,
		(SELECT max(checked_at) FROM checks WHERE document_id = d.id AND revision_id = v.id) AS checked_at,
		coalesce(k.id, 0) AS case_id, coalesce(k.year, 0) AS case_year, coalesce(k.number, 0) AS case_number,
		coalesce(k.version, 0) AS case_version, coalesce(k.definition_id, 0) AS definition_id,
		coalesce(k.step, '') AS step, coalesce(k.outcome, '') AS outcome, k.opened_at, k.closed_at,
		coalesce(t.id, 0) AS task_id, coalesce(t.role, '') AS task_role, t.opened_at AS task_opened_at,
		(SELECT count(*) FROM contents x WHERE x.container_id = v.id AND x.origin IN ('zip','mail')) AS inside,
		coalesce((SELECT min(x.origin) FROM contents x WHERE x.container_id = v.id AND x.origin IN ('zip','mail')), '') AS origin,
		t.due_on AS task_due_on, coalesce(t.derivation, '{}') AS task_reason, f.blocks, f.warns, f.tasks, f.infos`
	documentTables = `documents d
		JOIN bodies b ON b.id = d.body_id
		JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
		LEFT JOIN receipts rc ON rc.revision_id = v.id
		LEFT JOIN obligations o ON o.id = d.obligation_id
		LEFT JOIN agreements a ON a.id = o.agreement_id
		LEFT JOIN centres c ON c.id = o.centre_id
		LEFT JOIN cases k ON k.document_id = d.id
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL
		CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE severity = 'block') AS blocks,
			count(*) FILTER (WHERE severity = 'warn') AS warns, count(*) FILTER (WHERE severity = 'task') AS tasks,
			count(*) FILTER (WHERE severity = 'info') AS infos
			FROM findings x WHERE document_id = d.id AND superseded_at IS NULL AND NOT ` + overridden + `) f`
)

// DocumentFilter narrows the list of documents. Zero values do not narrow.
type DocumentFilter struct {
	Body  reception.BodyID
	Kind  document.Kind
	State string // "unplaced", "open", "approved", "rejected"
	Text  string // in body, centre, CIG, case number or what is bare of the file's name
	// Inside is an archive or a message: what was found in it, however deep.
	Inside document.ID
	Limit  int
	Skip   int
}

// documentMatches is the condition of a DocumentFilter.
const documentMatches = `(@body::bigint IS NULL OR d.body_id = @body) AND (@kind = '' OR d.kind = @kind)
	AND CASE @state::text WHEN 'unplaced' THEN ` + unplaced + ` WHEN 'open' THEN coalesce(k.outcome, '') = '' AND (k.id IS NOT NULL OR d.obligation_id IS NOT NULL OR NOT ` + container + `)
		WHEN 'approved' THEN k.outcome = 'approved' WHEN 'rejected' THEN k.outcome = 'rejected' ELSE true END
	AND (@text = '' OR concat_ws(' ', b.code, b.name, c.code, c.name, a.cig, v.file_name, k.number || '/' || k.year, rc.number || '/' || rc.year)
		ILIKE '%' || @text || '%')
	AND (@inside::bigint IS NULL OR d.id IN (` + downward + `))`

// downward is the documents found inside the document @inside, through all containers
// within it.
const downward = `WITH RECURSIVE down AS (
		SELECT x.document_id FROM contents x JOIN revisions y ON y.id = x.container_id WHERE y.document_id = @inside
		UNION
		SELECT x.document_id FROM down JOIN revisions y ON y.document_id = down.document_id JOIN contents x ON x.container_id = y.id)
	SELECT document_id FROM down`

func (f DocumentFilter) args() pgx.NamedArgs {
	return pgx.NamedArgs{"body": orNull(f.Body), "kind": f.Kind, "state": f.State, "text": likeText(f.Text), "inside": orNull(f.Inside),
		"limit": f.Limit, "skip": f.Skip}
}

// likeText takes the meaning of pattern characters from a text that is searched
// for.
func likeText(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '%' || r == '_' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// DocumentLines returns the documents of the scope that match, latest
// submission first, and how many match in all.
func (r *Reader) DocumentLines(ctx context.Context, f DocumentFilter) (lines []DocumentLine, total int, err error) {
	lines, err = r.documentLines(ctx, `SELECT `+documentColumns+` FROM `+documentTables+`
		WHERE `+documentMatches+` ORDER BY v.submitted_at DESC, d.id DESC LIMIT @limit OFFSET @skip`, f.args())
	if err != nil {
		return nil, 0, err
	}
	err = r.q.QueryRow(ctx, `SELECT count(*) FROM `+documentTables+` WHERE `+documentMatches, f.args()).Scan(&total)
	return lines, total, err
}

// DocumentLine returns a document.
func (r *Reader) DocumentLine(ctx context.Context, id document.ID) (DocumentLine, error) {
	d, err := r.documentLine(ctx, `SELECT `+documentColumns+` FROM `+documentTables+` WHERE d.id = @id`, pgx.NamedArgs{"id": id})
	return d, orNotFound(err, "document", "Il documento", "The document")
}

// CaseLine returns the document of a case.
func (r *Reader) CaseLine(ctx context.Context, id workflow.CaseID) (DocumentLine, error) {
	d, err := r.documentLine(ctx, `SELECT `+documentColumns+` FROM `+documentTables+` WHERE k.id = @id`, pgx.NamedArgs{"id": id})
	return d, orNotFound(err, "case", "La pratica", "The case")
}

// RevisionLine is a revision with its receipt.
type RevisionLine struct {
	ID            document.RevisionID
	DocumentID    document.ID
	Number        int
	FileName      string
	SealedName    []byte
	Sha           []byte
	Size          int64
	SubmittedAt   time.Time
	SubmittedBy   string // name
	ReceiptID     workflow.ReceiptID
	ReceiptYear   int
	ReceiptNumber int64
	MediaType     string // by content; "" until read
	Previews      int    // page images that are stored
}

// SHA256 is the hash of the revision's bytes.
func (v RevisionLine) SHA256() (h document.SHA256) {
	copy(h[:], v.Sha)
	return h
}

const revisionLines = `SELECT v.id, v.document_id, v.number, v.file_name, v.sealed_name, v.sha256 AS sha, v.size, v.submitted_at,
		coalesce(p.name, '') AS submitted_by, coalesce(rc.id, 0) AS receipt_id, coalesce(rc.year, 0) AS receipt_year,
		coalesce(rc.number, 0) AS receipt_number, coalesce(rd.media_type, '') AS media_type, coalesce(rd.previews, 0) AS previews
	FROM revisions v LEFT JOIN people p ON p.id = v.submitted_by LEFT JOIN receipts rc ON rc.revision_id = v.id
	LEFT JOIN LATERAL (SELECT media_type, previews FROM readings WHERE revision_id = v.id ORDER BY ` + inForce + ` LIMIT 1) rd ON true`

// RevisionLines returns the revisions of a document, latest first.
func (r *Reader) RevisionLines(ctx context.Context, id document.ID) ([]RevisionLine, error) {
	return r.revisionLines(ctx, ` WHERE v.document_id = @id ORDER BY v.number DESC`, pgx.NamedArgs{"id": id})
}

// RevisionLine returns a revision.
func (r *Reader) RevisionLine(ctx context.Context, id document.RevisionID) (RevisionLine, error) {
	v, err := r.revisionLine(ctx, ` WHERE v.id = @id`, pgx.NamedArgs{"id": id})
	return v, orNotFound(err, "revision", "Il file", "The file")
}

// ReceiptRevision returns the revision that a receipt is for.
func (r *Reader) ReceiptRevision(ctx context.Context, id workflow.ReceiptID) (RevisionLine, error) {
	v, err := r.revisionLine(ctx, ` WHERE rc.id = @id`, pgx.NamedArgs{"id": id})
	return v, orNotFound(err, "receipt", "La ricevuta", "The receipt")
}
