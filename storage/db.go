// Package storage is all the SQL of the product: reads hang off Reader, writes
// off Tx. It decides nothing; rules live in packages workflow and reception.
//
// Every transaction says for whom it works (a Scope), and row level security
// hides the rows of other offices and bodies even from a query that forgets its
// WHERE. A change can only be made through Tx, so the compiler refuses one
// outside a transaction. Work that must follow is an outbox row written by the
// same Tx (Tx.Enqueue).
//
// Rows are locked in one order, so that two transactions never wait for each
// other: the office's row (its ledger and registry), then document, then case,
// then obligation, then counters, then grid. Who holds one of these and wants an
// earlier one leaves it to a job. Before all of these a job that checks what it read
// takes the lock of its body's readings (LockReadings). A transaction that the
// database gave up all the same is run again.
//
// Never: a decision in SQL, an amount as float, a query in a loop over rows.
package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow"
)

// Scope is for whom a transaction reads and writes. The zero Scope sees
// nothing.
type Scope struct {
	all    bool
	office reception.OfficeID
	body   reception.BodyID

	plannedOnce, redone bool
}

// PlannedOnce is the same scope for a transaction of many small statements: each is
// planned once for a connection, whatever its arguments. PostgreSQL would plan it five
// times before it thinks of that, which takes longer than running it: the policies of
// row level security are part of every plan. Not for a statement whose best plan its
// arguments decide, as where a list is filtered.
func (s Scope) PlannedOnce() Scope {
	s.plannedOnce = true
	return s
}

// Redone is the same scope for the transaction of a job: it does not wait until the
// disk has it (synchronous_commit). Where the machine goes down in that moment the job
// counts as not done, and is done again. What others wrote after they saw its work
// reaches the disk after it.
func (s Scope) Redone() Scope {
	s.redone = true
	return s
}

// System is the scope of the product's own work: every row.
func System() Scope { return Scope{all: true} }

// ForOffice sees the rows of one office, all its bodies included.
func ForOffice(id reception.OfficeID) Scope { return Scope{office: id} }

// ForBody sees only the rows of one body.
func ForBody(office reception.OfficeID, body reception.BodyID) Scope {
	return Scope{office: office, body: body}
}

// For is the scope of an actor: a body's operator sees the body, a person of
// the office sees the office, the system sees all, nobody sees nothing.
func For(a workflow.Actor) Scope {
	switch {
	case a.IsSystem():
		return System()
	case a.Person == 0:
		return Scope{}
	case a.Body != 0:
		return ForBody(a.Office, a.Body)
	}
	return ForOffice(a.Office)
}

// DB is the database. It is safe for use by many goroutines.
type DB struct {
	pool *pgxpool.Pool
	key  seal.Key
}

// WithSeal is the same database with the key that guests' names, and what was read
// of papers, are sealed with.
func (db *DB) WithSeal(k seal.Key) *DB { return &DB{pool: db.pool, key: k} }

// Seal is the key of the database; zero: there is none.
func (db *DB) Seal() seal.Key { return db.key }

// Open connects to PostgreSQL (15 or newer) with a URL of libpq's form and
// waits until it answers or ctx ends.
func Open(ctx context.Context, url string, maxConns int) (*DB, error) {
	return OpenTraced(ctx, url, maxConns, nil)
}

// OpenTraced is Open with a tracer that is told of every statement; nil for
// none.
func OpenTraced(ctx context.Context, url string, maxConns int, tracer pgx.QueryTracer) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database URL is not readable: %w", err)
	}
	if maxConns > 0 {
		cfg.MaxConns = int32(maxConns)
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "insiemi"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	// Compiling a statement takes longer than any of ours runs.
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	// A host that vanished must not hold its locks for ever.
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = "30s"
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	cfg.ConnConfig.Tracer = tracer
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	if err := refuseUnbound(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return &DB{pool: pool}, nil
}

// refuseUnbound refuses a role whom row level security does not bind: bodies
// would see each other's rows wherever a query forgets its WHERE.
func refuseUnbound(ctx context.Context, pool *pgxpool.Pool) error {
	var unbound bool
	err := pool.QueryRow(ctx, `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`).Scan(&unbound)
	if err != nil {
		return fmt.Errorf("ask for the database role: %w", err)
	}
	if unbound {
		return errors.New("the database role is a superuser or has BYPASSRLS, so row level security would not hold: " +
			"make a role with CREATE ROLE insiemi LOGIN, give it the database with ALTER DATABASE … OWNER TO insiemi, and use that one")
	}
	return nil
}

// Close waits for running queries and disconnects.
func (db *DB) Close() { db.pool.Close() }

// Ping asks whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Reader reads within one transaction, for one scope.
type Reader struct {
	q   *pipeline
	key seal.Key
}

// Tx reads and writes within one transaction.
type Tx struct{ Reader }

// Read runs f in a read-only transaction for the scope. What f reads is one
// snapshot.
func (db *DB) Read(ctx context.Context, s Scope, f func(*Reader) error) error {
	opts := pgx.TxOptions{AccessMode: pgx.ReadOnly, IsoLevel: pgx.RepeatableRead}
	return db.in(ctx, s, opts, func(t *Tx) error { return f(&t.Reader) })
}

// writeTries is how often a transaction is run that the database gives up.
const writeTries = 4

// Write runs f in a transaction for the scope, and commits unless f errs. A
// constraint that the database refuses becomes a workflow.Refusal. A transaction
// that the database gave up (deadlock, serialization) is run again, so f must
// change nothing outside it but what it sets anew each time.
func (db *DB) Write(ctx context.Context, s Scope, f func(*Tx) error) (err error) {
	for range writeTries {
		if err = db.in(ctx, s, pgx.TxOptions{}, f); !givenUp(err) {
			return err
		}
	}
	return err
}

// givenUp says that the database rolled a transaction back through no fault of
// its own: 40P01 deadlock_detected, 40001 serialization_failure.
func givenUp(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

func (db *DB) in(ctx context.Context, s Scope, opts pgx.TxOptions, f func(*Tx) error) error {
	opts.BeginQuery = s.begin(opts)
	tx, err := db.pool.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		rollback, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = tx.Rollback(rollback) // after a commit this does nothing
	}()
	p := &pipeline{Tx: tx}
	if err := f(&Tx{Reader{p, db.key}}); err != nil {
		return asRefusal(err)
	}
	if err := p.Commit(ctx); err != nil {
		return asRefusal(fmt.Errorf("commit: %w", err))
	}
	return nil
}

// begin begins a transaction for the scope, in one message to the server.
func (s Scope) begin(o pgx.TxOptions) string {
	scope := ""
	if s.all {
		scope = "all"
	}
	var b strings.Builder
	b.WriteString("begin")
	if o.IsoLevel != "" {
		b.WriteString(" isolation level " + string(o.IsoLevel))
	}
	fmt.Fprintf(&b, ` %s; SELECT set_config('insiemi.scope', '%s', true), set_config('insiemi.office', '%s', true),
		set_config('insiemi.body', '%s', true)`, o.AccessMode, scope, orNothing(int64(s.office)), orNothing(int64(s.body)))
	if s.plannedOnce {
		b.WriteString(`, set_config('plan_cache_mode', 'force_generic_plan', true)`)
	}
	if s.redone {
		b.WriteString(`, set_config('synchronous_commit', 'off', true)`)
	}
	return b.String()
}

// orNothing is an id as text; "" for zero.
func orNothing(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// notFound is what a viewer is told of a row that is not there, or not theirs.
func notFound(name, it, en string) error {
	return workflow.Refuse(workflow.NotFound, name+".not_found",
		it+" non esiste o non è tra quelli che si possono vedere. Tornare all'elenco e riprovare da lì.",
		en+" does not exist or is not among those you may see. Go back to the list and try from there.")
}

func orNotFound(err error, name, it, en string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return notFound(name, it, en)
	}
	return err
}

// list collects rows into structs by column name.
func list[T any](ctx context.Context, q pgx.Tx, sql string, args pgx.NamedArgs) ([]T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByNameLax[T])
}

// one collects exactly one row, or pgx.ErrNoRows.
func one[T any](ctx context.Context, q pgx.Tx, sql string, args pgx.NamedArgs) (T, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		var zero T
		return zero, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[T])
}

// instant makes a nullable instant of a Go one: the zero time is NULL.
func instant(t time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: t, Valid: !t.IsZero()}
}

// orNull makes a nullable key of an id: zero is NULL.
func orNull[T ~int64](id T) pgtype.Int8 { return pgtype.Int8{Int64: int64(id), Valid: id != 0} }
