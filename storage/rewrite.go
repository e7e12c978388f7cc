package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// What was sealed leaves its row of before on the database's disk, until the table is
// written anew. That it is to be is noted on the table itself, as its comment, in the
// transaction that seals: whoever stops in between, or seals beside, has it done by the
// next Rewrite.

// sealedTables are those of which SealLeft changes rows.
func sealedTables() []string {
	out := []string{"readings"}
	for _, t := range clearTables() {
		out = append(out, t.name)
	}
	return out
}

// noteToRewrite notes that rows of a table were sealed, where there were any.
func (t *Tx) noteToRewrite(ctx context.Context, table string, rows int) error {
	if rows == 0 {
		return nil
	}
	return comment(ctx, t.q, table, "'rows were sealed at "+time.Now().UTC().Format(time.RFC3339Nano)+": insiemi migrate writes the table anew'")
}

func comment(ctx context.Context, q pgx.Tx, table, text string) error {
	if _, err := q.Exec(ctx, `COMMENT ON TABLE `+table+` IS `+text); err != nil {
		return fmt.Errorf("note on %s: %w", table, err)
	}
	return nil
}

// Rewrite has the database write anew the tables of which SealLeft changed rows since
// they were last written, so that nothing is left on its disk of what stood there in the
// clear, and returns their names. It waits for whoever reads them, and others wait for
// it.
func (db *DB) Rewrite(ctx context.Context) (done []string, err error) {
	for _, table := range sealedTables() {
		noted, err := db.rewrite(ctx, table)
		if err != nil {
			return done, fmt.Errorf("rewrite %s: %w", table, err)
		}
		if noted {
			done = append(done, table)
		}
	}
	return done, nil
}

const noteOf = `SELECT coalesce(obj_description($1::regclass, 'pg_class'), '')`

// rewrite writes a table anew where that is noted; the note stays where rows were
// sealed meanwhile.
func (db *DB) rewrite(ctx context.Context, table string) (noted bool, err error) {
	var before, after string
	if err := db.pool.QueryRow(ctx, noteOf, table).Scan(&before); err != nil || before == "" {
		return false, err
	}
	if _, err := db.pool.Exec(ctx, `VACUUM (FULL, ANALYZE) `+table); err != nil {
		return false, err
	}
	return true, db.Write(ctx, System(), func(t *Tx) error {
		if _, err := t.q.Exec(ctx, `LOCK TABLE `+table+` IN SHARE UPDATE EXCLUSIVE MODE`); err != nil { // as COMMENT does
			return err
		}
		if err := t.q.QueryRow(ctx, noteOf, table).Scan(&after); err != nil || after != before {
			return err
		}
		return comment(ctx, t.q, table, "NULL")
	})
}
