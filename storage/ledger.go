package storage

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Ledger is how far the obligations of an office follow its registry.
type Ledger struct {
	OfficeID         reception.OfficeID
	RegistryRevision int64         // grows with each change that obligations follow
	ExpectedRevision int64         // of the registry that they follow
	ExpectedUntil    calendar.Date // how far ahead they were written; zero: never yet
	LedgerFrom       calendar.Date // what is about an earlier time is not owed; zero: not begun
}

// Behind says that there is something to do to be written until a day.
func (l Ledger) Behind(until calendar.Date) bool {
	return l.ExpectedRevision != l.RegistryRevision || l.ExpectedUntil.Before(until)
}

const ledgerColumns = `id AS office_id, registry_revision, expected_revision, expected_until, ledger_from`

// Ledger returns how far the obligations of an office follow its registry.
func (r *Reader) Ledger(ctx context.Context, office reception.OfficeID) (Ledger, error) {
	l, err := one[Ledger](ctx, r.q, `SELECT `+ledgerColumns+` FROM offices WHERE id = @id`, pgx.NamedArgs{"id": office})
	return l, orNotFound(err, "office", "L'ufficio", "The office")
}

// LockLedger is Ledger, and keeps others from following or changing the registry
// until the transaction ends.
func (t *Tx) LockLedger(ctx context.Context, office reception.OfficeID) (Ledger, error) {
	l, err := one[Ledger](ctx, t.q, `SELECT `+ledgerColumns+` FROM offices WHERE id = @id FOR NO KEY UPDATE`, pgx.NamedArgs{"id": office})
	return l, orNotFound(err, "office", "L'ufficio", "The office")
}

// SetLedger writes how far the obligations follow.
func (t *Tx) SetLedger(ctx context.Context, l Ledger) error {
	_, err := t.q.Exec(ctx, `UPDATE offices SET expected_revision = $2, expected_until = $3, ledger_from = $4 WHERE id = $1`,
		l.OfficeID, l.ExpectedRevision, l.ExpectedUntil, l.LedgerFrom)
	return err
}

// LedgerRows returns the obligations of an office, or of one body where it is not
// zero, as far as following needs them: dates and derivations come only of those
// that are open. With ofHappenings only those of a happening.
func (r *Reader) LedgerRows(ctx context.Context, office reception.OfficeID, body reception.BodyID, ofHappenings bool) ([]workflow.Obligation, error) {
	return r.ledgerRows(ctx, `(@body::bigint IS NULL OR o.body_id = @body) AND (NOT @happenings::boolean OR o.happening_id IS NOT NULL)`,
		pgx.NamedArgs{"office": office, "body": orNull(body), "happenings": ofHappenings})
}

// TouchedSince returns the obligations of an office's periods that end on a day
// or later, for which something was received or about which something was said.
func (r *Reader) TouchedSince(ctx context.Context, office reception.OfficeID, day calendar.Date) ([]workflow.Obligation, error) {
	return r.ledgerRows(ctx, `o.period_end >= @day AND o.happening_id IS NULL AND o.status <> 'withdrawn' AND NOT (`+untouched+`)`,
		pgx.NamedArgs{"office": office, "day": day})
}

func (r *Reader) ledgerRows(ctx context.Context, where string, args pgx.NamedArgs) ([]workflow.Obligation, error) {
	rows, err := list[obligationRow](ctx, r.q, `SELECT o.id, o.office_id, o.body_id, o.kind, o.requirement_id, o.requirement_version,
			coalesce(o.agreement_id, 0) AS agreement_id, coalesce(o.centre_id, 0) AS centre_id, coalesce(o.happening_id, 0) AS happening_id, o.slot,
			o.period_start, o.period_end, o.due_on, o.due_at, o.first_due_on, o.status, o.submitted_at,
			CASE WHEN o.status = 'open' THEN o.derivation ELSE '{}' END AS derivation
		FROM obligations o WHERE o.office_id = @office AND `+where, args)
	out := make([]workflow.Obligation, len(rows))
	for i, o := range rows {
		out[i] = o.obligation()
	}
	return out, err
}

// How many rows are written and rewritten by one statement. Rewriting finds them
// by their key even where the table has grown faster than its statistics, and a
// plan without them costs the square of the batch.
const (
	obligationBatch = 2000
	rewriteBatch    = 200
)

// Which obligations there are, and by when, is the system's to write, also where a
// body's own transaction makes them follow: row level security refuses it to a
// body's scope.

// AddObligations writes obligations and passes over those that are there
// already. It returns how many were new.
func (t *Tx) AddObligations(ctx context.Context, os []workflow.Obligation, at time.Time) (added int, err error) {
	err = t.asSystem(ctx, func() error {
		added, err = t.addObligations(ctx, os, at)
		return err
	})
	return added, err
}

func (t *Tx) addObligations(ctx context.Context, os []workflow.Obligation, at time.Time) (added int, err error) {
	for chunk := range slices.Chunk(os, obligationBatch) {
		args, err := obligationArgs(chunk, at)
		if err != nil {
			return added, err
		}
		tag, err := t.q.Exec(ctx, `INSERT INTO obligations (office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, happening_id,
				slot, period_start, period_end, due_on, due_at, derivation, nudge_on, changed_at)
			SELECT x.office, x.body, x.requirement, x.version, x.kind, nullif(x.agreement, 0), nullif(x.centre, 0), nullif(x.happening, 0),
				x.slot, x.start, x.until, x.due, x.due_at, x.derivation::jsonb, x.nudge, @at
			FROM `+obligationsGiven+` ON CONFLICT DO NOTHING`, args)
		if err != nil {
			return added, err
		}
		added += int(tag.RowsAffected())
	}
	return added, nil
}

// untouched is the condition that nothing was received or said about an
// obligation o: it is workflow.Obligation.Untouched.
const untouched = `o.status = 'open' AND o.submitted_at IS NULL AND o.first_due_on IS NULL`

// ChangeObligations makes open and untouched obligations what they are from now
// on. One that was touched meanwhile stays as it is. It returns how many changed.
func (t *Tx) ChangeObligations(ctx context.Context, os []workflow.Obligation, at time.Time) (int, error) {
	return t.rewrite(ctx, os, untouched, at)
}

// ReviveObligations makes withdrawn obligations open again.
func (t *Tx) ReviveObligations(ctx context.Context, os []workflow.Obligation, at time.Time) (int, error) {
	return t.rewrite(ctx, os, `o.status = 'withdrawn'`, at)
}

// rewrite writes what a template makes of rows. What tells of a row, its sequence
// and the instant of its change, moves only when its date or status does; what was
// decided about reminding goes then.
func (t *Tx) rewrite(ctx context.Context, os []workflow.Obligation, where string, at time.Time) (changed int, err error) {
	err = t.asSystem(ctx, func() error {
		changed, err = t.rewriteRows(ctx, os, where, at)
		return err
	})
	return changed, err
}

func (t *Tx) rewriteRows(ctx context.Context, os []workflow.Obligation, where string, at time.Time) (changed int, err error) {
	for chunk := range slices.Chunk(os, rewriteBatch) {
		args, err := obligationArgs(chunk, at)
		if err != nil {
			return changed, err
		}
		tag, err := t.q.Exec(ctx, `UPDATE obligations o SET requirement_id = x.requirement, requirement_version = x.version,
				agreement_id = nullif(x.agreement, 0), centre_id = nullif(x.centre, 0), happening_id = nullif(x.happening, 0),
				period_start = x.start, period_end = x.until, due_on = x.due, due_at = x.due_at, derivation = x.derivation::jsonb,
				nudge_on = x.nudge, status = 'open',
				nudged_on = CASE WHEN `+moved+` THEN NULL ELSE o.nudged_on END, nudge_reason = CASE WHEN `+moved+` THEN '' ELSE o.nudge_reason END,
				sequence = o.sequence + (`+moved+`)::int, changed_at = CASE WHEN `+moved+` THEN @at ELSE o.changed_at END
			FROM `+obligationsGiven+` WHERE o.id = ANY(@id::bigint[]) AND o.id = x.id AND `+where, args)
		if err != nil {
			return changed, err
		}
		changed += int(tag.RowsAffected())
	}
	return changed, nil
}

const moved = `o.due_on <> x.due OR o.due_at IS DISTINCT FROM x.due_at OR o.status <> 'open'`

// WithdrawObligations takes back open and untouched obligations that are no
// longer owed, and returns how many were.
func (t *Tx) WithdrawObligations(ctx context.Context, os []workflow.Obligation, at time.Time) (n int, err error) {
	ids := make([]int64, len(os))
	for i, o := range os {
		ids[i] = int64(o.ID)
	}
	err = t.asSystem(ctx, func() error {
		tag, err := t.q.Exec(ctx, `UPDATE obligations o SET status = 'withdrawn', nudge_on = NULL, sequence = sequence + 1, changed_at = $2
			WHERE o.id = ANY($1) AND `+untouched, ids, at)
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}

const obligationsGiven = `unnest(@id::bigint[], @office::bigint[], @body::bigint[], @requirement::bigint[], @version::int[], @kind::text[],
		@agreement::bigint[], @centre::bigint[], @happening::bigint[], @slot::text[], @start::date[], @until::date[], @due::date[],
		@due_at::timestamptz[], @derivation::text[], @nudge::date[])
	AS x(id, office, body, requirement, version, kind, agreement, centre, happening, slot, start, until, due, due_at, derivation, nudge)`

// obligationArgs are the columns of obligations, one array each.
func obligationArgs(os []workflow.Obligation, at time.Time) (pgx.NamedArgs, error) {
	n := len(os)
	id, office, body, requirement := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	agreement, centre, happening, version := make([]int64, n), make([]int64, n), make([]int64, n), make([]int, n)
	kind, slot, derivation := make([]string, n), make([]string, n), make([]string, n)
	start, until, due, nudge := make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n)
	dueAt := make([]*time.Time, n)
	for i, o := range os {
		d, err := json.Marshal(o.Due.Derivation)
		if err != nil {
			return nil, err
		}
		id[i], office[i], body[i], requirement[i] = int64(o.ID), int64(o.OfficeID), int64(o.BodyID), int64(o.RequirementID)
		agreement[i], centre[i], happening[i], version[i] = int64(o.AgreementID), int64(o.CentreID), int64(o.HappeningID), o.RequirementVersion
		kind[i], slot[i], derivation[i] = string(o.Kind), o.Slot, string(d)
		start[i], until[i], due[i], nudge[i] = o.For.Start, o.For.End, o.Due.On, o.NudgeOn
		if !o.Due.At.IsZero() {
			dueAt[i] = &o.Due.At
		}
	}
	return pgx.NamedArgs{"id": id, "office": office, "body": body, "requirement": requirement, "version": version, "kind": kind,
		"agreement": agreement, "centre": centre, "happening": happening, "slot": slot, "start": start, "until": until, "due": due,
		"due_at": dueAt, "derivation": derivation, "nudge": nudge, "at": at}, nil
}

// LedgersBehind returns the offices of the scope whose obligations do not follow
// their registry, or are not written as far ahead as their horizon reaches.
func (r *Reader) LedgersBehind(ctx context.Context, today calendar.Date) ([]reception.OfficeID, error) {
	rows, err := r.q.Query(ctx, `SELECT id FROM offices WHERE expected_revision <> registry_revision OR expected_until IS NULL
		OR expected_until < $1::date + horizon_days ORDER BY id`, today)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[reception.OfficeID])
}
