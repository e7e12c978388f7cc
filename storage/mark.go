package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

const markSelect = `SELECT m.id, m.office_id, m.body_id, m.mark, m.meaning, m.said_at, m.said_by,
	coalesce(m.confirmed_at, '0001-01-01 00:00Z') AS confirmed_at, coalesce(m.confirmed_by, 0) AS confirmed_by`

// Marks returns what marks mean in the registers of a body: what holds and what is
// proposed, by mark.
func (r *Reader) Marks(ctx context.Context, body reception.BodyID) ([]reception.Mark, error) {
	return list[reception.Mark](ctx, r.q, markSelect+` FROM marks m WHERE m.body_id = @body AND m.ended_at IS NULL ORDER BY m.mark, m.id`,
		pgx.NamedArgs{"body": body})
}

// MarkLine is a mark as a page lists it.
type MarkLine struct {
	reception.Mark
	SaidName      string
	SaidByBody    bool // by somebody of the body
	ConfirmedName string
}

// MarkLines returns what Marks does, with who said so.
func (r *Reader) MarkLines(ctx context.Context, body reception.BodyID) ([]MarkLine, error) {
	return list[MarkLine](ctx, r.q, markSelect+`, coalesce(p.name, '') AS said_name, p.body_id IS NOT NULL AS said_by_body,
			coalesce(c.name, '') AS confirmed_name FROM marks m LEFT JOIN people p ON p.id = m.said_by LEFT JOIN people c ON c.id = m.confirmed_by
		WHERE m.body_id = @body AND m.ended_at IS NULL ORDER BY m.mark, m.id`, pgx.NamedArgs{"body": body})
}

// ProposedMarks is a body with marks that wait for the office.
type ProposedMarks struct {
	BodyID   reception.BodyID
	BodyName string
	N        int
}

// MarksProposed returns the bodies of an office with marks that wait for it, by name.
func (r *Reader) MarksProposed(ctx context.Context, office reception.OfficeID) ([]ProposedMarks, error) {
	return list[ProposedMarks](ctx, r.q, `SELECT b.id AS body_id, b.name AS body_name, count(*)::int AS n FROM marks m JOIN bodies b ON b.id = m.body_id
		WHERE m.office_id = @office AND m.confirmed_at IS NULL AND m.ended_at IS NULL GROUP BY b.id, b.name ORDER BY b.name, b.id`,
		pgx.NamedArgs{"office": office})
}

// LockMark returns a mark that has not ended, which nobody else changes meanwhile.
func (t *Tx) LockMark(ctx context.Context, id reception.MarkID) (reception.Mark, error) {
	m, err := one[reception.Mark](ctx, t.q, markSelect+` FROM marks m WHERE m.id = @id AND m.ended_at IS NULL FOR UPDATE`, pgx.NamedArgs{"id": id})
	return m, orNotFound(err, "mark", "Il segno", "The mark")
}

// HoldMarks keeps what marks mean in the registers of a body as it is until the
// transaction ends: for a reading that is kept by it.
func (t *Tx) HoldMarks(ctx context.Context, body reception.BodyID) error {
	t.q.later(`SELECT pg_advisory_xact_lock_shared(hashtextextended('marks', $1))`, int64(body))
	return nil
}

// MoveMarks waits for the readings of a body's files that are being kept, and has those
// that come wait: whoever changes what marks mean then finds all that were judged by
// what they meant. Who takes it takes nothing that HoldMarks comes after.
func (t *Tx) MoveMarks(ctx context.Context, body reception.BodyID) error {
	_, err := t.q.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('marks', $1))`, int64(body))
	return err
}

// AddMark writes what a mark means.
func (t *Tx) AddMark(ctx context.Context, m reception.Mark) (id reception.MarkID, err error) {
	var confirmed *time.Time
	if m.Holds() {
		confirmed = &m.ConfirmedAt
	}
	err = t.q.QueryRow(ctx, `INSERT INTO marks (office_id, body_id, mark, meaning, said_at, said_by, confirmed_at, confirmed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		m.OfficeID, m.BodyID, m.Mark, m.Meaning, m.SaidAt, m.SaidBy, confirmed, orNull(m.ConfirmedBy)).Scan(&id)
	return id, err
}

// ConfirmMark makes a mark hold.
func (t *Tx) ConfirmMark(ctx context.Context, id reception.MarkID, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE marks SET confirmed_at = $2, confirmed_by = $3 WHERE id = $1`, id, at, by)
	return err
}

// EndMark ends a mark.
func (t *Tx) EndMark(ctx context.Context, id reception.MarkID, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE marks SET ended_at = $2, ended_by = $3 WHERE id = $1`, id, at, by)
	return err
}

// registers are the current revisions of documents with the reading in force and the
// slot; undecidedOnes is which of them are registers of a body on which nobody has
// decided for good.
const (
	registers = ` FROM documents d JOIN revisions v ON v.document_id = d.id AND v.number = (SELECT max(number) FROM revisions x WHERE x.document_id = d.id)
		JOIN LATERAL (SELECT reader_version, attempt, reading, sealed FROM readings WHERE revision_id = v.id ORDER BY ` + inForce + ` LIMIT 1) l ON true
		LEFT JOIN cases k ON k.document_id = d.id LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id`
	undecidedOnes = ` d.body_id = @body AND k.closed_at IS NULL AND coalesce(nullif(d.kind, ''), l.reading->>'kind') = @register`
)

// unknownOnes are the files of a body in no slot of which nobody knows what they are: a
// register whose marks nobody understands is not known for one.
const unknownOnes = ` d.body_id = @body AND d.obligation_id IS NULL AND d.kind = '' AND coalesce(l.reading->>'kind', '') = ''
	AND l.reading->'error' IS NULL AND NOT EXISTS (SELECT 1 FROM contents x WHERE x.container_id = v.id)`

// RegistersByMarks returns the revisions of a body's registers that are read again
// when the meaning of its marks changes: those on which nobody has decided for good,
// and those that may be registers.
func (r *Reader) RegistersByMarks(ctx context.Context, body reception.BodyID) (ids []document.RevisionID, err error) {
	rows, err := r.q.Query(ctx, `SELECT v.id`+registers+` WHERE (`+undecidedOnes+`) OR (`+unknownOnes+`) ORDER BY v.id`, pgx.NamedArgs{"body": body, "register": document.Register})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.RevisionID])
}

// UnknownMark is a symbol that a register of a body has and nobody has explained.
type UnknownMark struct {
	Written    string
	DocumentID document.ID
	CaseID     int64 // 0: no case is open
	CentreCode string
	PeriodEnd  calendar.Date // of its slot; zero: in none
	Cells      int
}

// UnknownMarks returns the symbols that nobody has explained of a body's registers on
// which nobody has decided for good, with the registers: by symbol, the latest first.
// What cells say is sealed, as a table that was read askew has names there.
func (r *Reader) UnknownMarks(ctx context.Context, body reception.BodyID) ([]UnknownMark, error) {
	type row struct {
		UnknownMark
		keptReading
	}
	rows, err := list[row](ctx, r.q, `SELECT d.id AS document_id, coalesce(k.id, 0) AS case_id, coalesce(c.code, '') AS centre_code, o.period_end,
			v.id AS revision_id, l.reader_version, l.attempt, l.reading, l.sealed`+registers+` WHERE`+undecidedOnes+`
			AND jsonb_path_exists(l.reading, '$.fields[*] ? (@.name like_regex "(^|[.])mark[.]unknown$")') ORDER BY o.period_end DESC NULLS LAST, d.id`,
		pgx.NamedArgs{"body": body, "register": document.Register})
	if err != nil {
		return nil, err
	}
	var out []UnknownMark
	for _, x := range rows {
		d, err := r.openOrBare(x.keptReading)
		if err != nil {
			return nil, err
		}
		for written, cells := range unknownCells(d) {
			x.Written, x.Cells = written, cells
			out = append(out, x.UnknownMark)
		}
	}
	slices.SortStableFunc(out, func(a, b UnknownMark) int { return strings.Compare(a.Written, b.Written) })
	return out, nil
}

// unknownCells counts the cells of registers by the symbol that nobody has explained.
func unknownCells(d document.Reading) map[string]int {
	out := map[string]int{}
	for _, f := range d.Fields {
		if f.Name == document.UnknownMark || strings.HasPrefix(f.Name, "register.") && strings.HasSuffix(f.Name, "."+document.UnknownMark) {
			out[f.Written]++
		}
	}
	return out
}
