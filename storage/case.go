package storage

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// Definition returns the latest version of a definition of an office.
func (r *Reader) Definition(ctx context.Context, office reception.OfficeID, key string) (workflow.DefinitionID, workflow.Definition, error) {
	return r.definition(ctx, `WHERE office_id = $1 AND key = $2 ORDER BY version DESC LIMIT 1`, office, key)
}

func (r *Reader) definition(ctx context.Context, where string, args ...any) (id workflow.DefinitionID, d workflow.Definition, err error) {
	var source string
	err = r.q.QueryRow(ctx, `SELECT id, source FROM definitions `+where, args...).Scan(&id, &source)
	if err != nil {
		return 0, d, orNotFound(err, "definition", "Il modello di iter", "The workflow definition")
	}
	d, err = parsedDefinition(source)
	return id, d, err
}

// definitions are those that were parsed, by their source: offices have few, and each
// case that opens or moves on needs one. Nobody changes them.
var definitions sync.Map

func parsedDefinition(source string) (workflow.Definition, error) {
	if d, ok := definitions.Load(source); ok {
		return d.(workflow.Definition), nil
	}
	d, err := workflow.ParseDefinition([]byte(source))
	if err == nil {
		definitions.Store(source, d)
	}
	return d, err
}

// AddDefinition writes a version of a definition of an office.
func (t *Tx) AddDefinition(ctx context.Context, office reception.OfficeID, d workflow.Definition, source string, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO definitions (office_id, key, version, source, created_at) VALUES ($1, $2, $3, $4, $5)`,
		office, d.Key, d.Version, source, at)
	return err
}

// CaseFile is a case with what a rule needs to decide on it.
type CaseFile struct {
	Case       workflow.Case
	Year       int
	Number     int64
	Definition workflow.Definition
	Open       workflow.Task // the task that waits; zero when closed
	Taken      []workflow.Taken
}

type caseRow struct {
	ID           workflow.CaseID
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID
	DocumentID   document.ID
	DefinitionID workflow.DefinitionID
	Year         int
	Number       int64
	Step         string
	Outcome      workflow.Outcome
	OpenedAt     time.Time
	Version      int
}

const caseColumns = `c.id, c.office_id, c.body_id, c.document_id, c.definition_id, c.year, c.number, c.step, c.outcome, c.opened_at, c.version`

// Case returns a case with its pinned definition, open task and decisions.
func (r *Reader) Case(ctx context.Context, id workflow.CaseID) (CaseFile, error) {
	return r.caseFile(ctx, `WHERE c.id = @id`, pgx.NamedArgs{"id": id})
}

// DocumentOfCase returns the document that a case is about.
func (r *Reader) DocumentOfCase(ctx context.Context, id workflow.CaseID) (d document.ID, err error) {
	err = r.q.QueryRow(ctx, `SELECT document_id FROM cases WHERE id = $1`, id).Scan(&d)
	return d, orNotFound(err, "case", "La pratica", "The case")
}

// TouchCase makes decisions of people who saw the case before now conflict: what
// they saw has changed.
func (t *Tx) TouchCase(ctx context.Context, id workflow.CaseID) error {
	_, err := t.q.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1`, id)
	return err
}

// LockCase is Case, and keeps others from changing it until the transaction
// ends.
func (t *Tx) LockCase(ctx context.Context, id workflow.CaseID) (CaseFile, error) {
	return t.caseFile(ctx, `WHERE c.id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": id})
}

// CaseOf returns the case of a document; ok is false when it has none yet.
func (r *Reader) CaseOf(ctx context.Context, d document.ID) (f CaseFile, ok bool, err error) {
	f, err = r.caseFile(ctx, `WHERE c.document_id = @id`, pgx.NamedArgs{"id": d})
	if workflow.IsRefusal(err, "case.not_found") {
		return f, false, nil
	}
	return f, err == nil, err
}

// LockCaseOf locks the case of a document; ok is false when it has none yet.
func (t *Tx) LockCaseOf(ctx context.Context, d document.ID) (f CaseFile, ok bool, err error) {
	f, err = t.caseFile(ctx, `WHERE c.document_id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": d})
	if workflow.IsRefusal(err, "case.not_found") {
		return f, false, nil
	}
	return f, err == nil, err
}

func (r *Reader) caseFile(ctx context.Context, where string, args pgx.NamedArgs) (f CaseFile, err error) {
	c, err := one[caseRow](ctx, r.q, `SELECT `+caseColumns+` FROM cases c `+where, args)
	if err != nil {
		return f, orNotFound(err, "case", "La pratica", "The case")
	}
	f.Case = workflow.Case{ID: c.ID, OfficeID: c.OfficeID, BodyID: c.BodyID, DocumentID: c.DocumentID, Step: c.Step,
		Outcome: c.Outcome, OpenedAt: c.OpenedAt, Version: c.Version}
	f.Year, f.Number = c.Year, c.Number
	if _, f.Definition, err = r.definition(ctx, `WHERE id = $1`, c.DefinitionID); err != nil {
		return f, err
	}
	if f.Open, err = r.openTask(ctx, c.ID); err != nil {
		return f, err
	}
	f.Taken, err = r.taken(ctx, c.ID)
	return f, err
}

func (r *Reader) openTask(ctx context.Context, id workflow.CaseID) (t workflow.Task, err error) {
	err = r.q.QueryRow(ctx, `SELECT id, case_id, step, role, due_on, derivation FROM tasks WHERE case_id = $1 AND closed_at IS NULL`, id).
		Scan(&t.ID, &t.CaseID, &t.Step, &t.Role, &t.Due.On, &t.Due.Derivation)
	if errors.Is(err, pgx.ErrNoRows) {
		return workflow.Task{}, nil
	}
	return t, err
}

func (r *Reader) taken(ctx context.Context, id workflow.CaseID) ([]workflow.Taken, error) {
	rows, err := r.q.Query(ctx, `SELECT t.step, d.decided_by FROM decisions d JOIN tasks t ON t.id = d.task_id
		WHERE d.case_id = $1 ORDER BY d.id`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k workflow.Taken, err error) {
		err = row.Scan(&k.Step, &k.By)
		return k, err
	})
}

// AddCase opens a case on a definition and returns its id and number.
func (t *Tx) AddCase(ctx context.Context, c workflow.Case, def workflow.DefinitionID, year int) (id workflow.CaseID, number int64, err error) {
	if number, err = t.nextNumber(ctx, c.OfficeID, "case", year); err != nil {
		return 0, 0, err
	}
	err = t.q.QueryRow(ctx, `INSERT INTO cases (office_id, body_id, document_id, definition_id, year, number, step, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		c.OfficeID, c.BodyID, c.DocumentID, def, year, number, c.Step, c.OpenedAt).Scan(&id)
	return id, number, err
}

// MoveCase writes where a move leads: the open task closes, the next opens, the
// case changes step or closes.
func (t *Tx) MoveCase(ctx context.Context, c workflow.Case, m workflow.Move, by reception.PersonID, at time.Time) error {
	closed := time.Time{}
	if m.Outcome != "" {
		closed = at
	}
	_, err := t.q.Exec(ctx, `UPDATE cases SET step = $2, outcome = $3, closed_at = $4, version = version + 1 WHERE id = $1`,
		c.ID, m.Step, m.Outcome, instant(closed))
	if err != nil {
		return err
	}
	if _, err = t.q.Exec(ctx, `UPDATE tasks SET closed_at = $2, closed_by = $3 WHERE case_id = $1 AND closed_at IS NULL`,
		c.ID, at, orNull(by)); err != nil || m.Open == nil {
		return err
	}
	return t.AddTask(ctx, c, *m.Open, at)
}

// AddTask opens a task of a case, with the day on which to decide first whether to
// remind of it.
func (t *Tx) AddTask(ctx context.Context, c workflow.Case, n workflow.NewTask, at time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO tasks (office_id, body_id, case_id, step, role, opened_at, due_on, derivation)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.OfficeID, c.BodyID, c.ID, n.Step, n.Role, at, n.Due.On, n.Due.Derivation)
	b.Queue(nudgeTasks+`AND t.case_id = $1`, c.ID)
	t.q.laterAll(b)
	return nil
}

// AddDecision writes a decision, with the reading that it relies on, and returns
// its id.
func (t *Tx) AddDecision(ctx context.Context, c workflow.Case, d workflow.Decision) (id workflow.DecisionID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO decisions (office_id, body_id, case_id, task_id, revision_id, reading_id, outcome, reason, decided_at, decided_by)
		VALUES ($1, $2, $3, $4, $5, (SELECT id FROM readings WHERE revision_id = $5 ORDER BY `+inForce+` LIMIT 1), $6, $7, $8, $9) RETURNING id`,
		c.OfficeID, c.BodyID, c.ID, d.TaskID, d.Revision, d.Outcome, d.Reason, d.DecidedAt, d.DecidedBy).Scan(&id)
	return id, err
}

// Event is something that happened; append-only.
type Event struct {
	OfficeID   reception.OfficeID
	BodyID     reception.BodyID
	DocumentID document.ID
	CaseID     workflow.CaseID
	Kind       string // past tense: "revision.received"
	At         time.Time
	By         reception.PersonID // zero: the system
	Data       any                // a struct; never a guest's data
	// Entity and EntityID say of which row of the registry, or of which
	// obligation, where the event is about one.
	Entity   reception.Entity
	EntityID int64
}

// EntityObligation is the entity of events about an obligation.
const EntityObligation reception.Entity = "obligation"

// AddEvent writes an event.
func (t *Tx) AddEvent(ctx context.Context, e Event) error {
	if e.Data == nil {
		e.Data = struct{}{}
	}
	t.q.later(`INSERT INTO events (office_id, body_id, document_id, case_id, kind, at, by_person, data, entity, entity_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10)`,
		e.OfficeID, orNull(e.BodyID), orNull(e.DocumentID), orNull(e.CaseID), e.Kind, e.At, orNull(e.By), e.Data, e.Entity, orNull(e.EntityID))
	return nil
}
