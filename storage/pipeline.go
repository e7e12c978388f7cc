package storage

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pipeline is a transaction in which statements whose answer nobody needs wait for the
// next one, and go to the server together with it: a round trip takes as long as most
// of ours run. The server runs them in their order all the same. An error of one comes
// with the statement that it went with, or with the commit; the transaction is lost
// either way.
type pipeline struct {
	pgx.Tx
	waiting *pgx.Batch
}

// later has a statement go with the next one.
func (p *pipeline) later(sql string, args ...any) {
	if p.waiting == nil {
		p.waiting = &pgx.Batch{}
	}
	p.waiting.Queue(sql, args...)
}

// laterAll has the statements of a batch go with the next one.
func (p *pipeline) laterAll(b *pgx.Batch) {
	for _, q := range b.QueuedQueries {
		p.later(q.SQL, q.Arguments...)
	}
}

// send sends what waits together with statements, the first of whose results is the next
// of those that it returns; err is that of one before.
func (p *pipeline) send(ctx context.Context, next *pgx.Batch) (got pgx.BatchResults, err error) {
	b := p.waiting
	p.waiting = nil
	n := b.Len()
	b.QueuedQueries = append(b.QueuedQueries, next.QueuedQueries...)
	got = p.Tx.SendBatch(ctx, b)
	for range n {
		if _, err = got.Exec(); err != nil {
			break
		}
	}
	return got, err
}

// sendOne is send for one statement; where one before fails nothing is left to read.
func (p *pipeline) sendOne(ctx context.Context, sql string, args []any) (pgx.BatchResults, error) {
	b := &pgx.Batch{}
	b.Queue(sql, args...)
	got, err := p.send(ctx, b)
	if err != nil {
		_ = got.Close()
	}
	return got, err
}

// Exec runs a statement.
func (p *pipeline) Exec(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	if p.waiting == nil {
		return p.Tx.Exec(ctx, sql, args...)
	}
	got, err := p.sendOne(ctx, sql, args)
	if err != nil {
		return tag, err
	}
	tag, err = got.Exec()
	if e := got.Close(); err == nil {
		err = e
	}
	return tag, err
}

// Query runs a statement for its rows.
func (p *pipeline) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if p.waiting == nil {
		return p.Tx.Query(ctx, sql, args...)
	}
	got, err := p.sendOne(ctx, sql, args)
	if err != nil {
		return failed{err: err}, err
	}
	rows, err := got.Query()
	if err != nil {
		_ = got.Close()
		return failed{err: err}, err
	}
	return &lastRows{rows, got}, nil
}

// QueryRow runs a statement for its first row.
func (p *pipeline) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if p.waiting == nil {
		return p.Tx.QueryRow(ctx, sql, args...)
	}
	rows, err := p.Query(ctx, sql, args...)
	if err != nil {
		return failed{err: err}
	}
	return firstRow{rows}
}

// SendBatch runs statements.
func (p *pipeline) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if p.waiting == nil {
		return p.Tx.SendBatch(ctx, b)
	}
	got, _ := p.send(ctx, b) // what follows in it says the error too
	return got
}

// Commit runs what waits, and commits.
func (p *pipeline) Commit(ctx context.Context) error {
	if p.waiting != nil {
		b := p.waiting
		p.waiting = nil
		if err := p.Tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
	}
	return p.Tx.Commit(ctx)
}

// lastRows are the rows of the last statement of several.
type lastRows struct {
	pgx.Rows
	of pgx.BatchResults
}

func (r *lastRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *lastRows) Close() {
	r.Rows.Close()
	_ = r.of.Close() // the rows have its error
}

// firstRow is the first of some rows.
type firstRow struct{ rows pgx.Rows }

func (r firstRow) Scan(into ...any) error {
	defer r.rows.Close()
	if !r.rows.Next() {
		r.rows.Close()
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// failed is what a statement gives that could not run.
type failed struct {
	pgx.Rows
	err error
}

func (f failed) Close()            {}
func (f failed) Err() error        { return f.err }
func (f failed) Next() bool        { return false }
func (f failed) Scan(...any) error { return f.err }
