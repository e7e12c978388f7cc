package storagetest

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Find looks for words in every row of every column of every table, as the superuser
// sees them, and returns where they stand: "table.column has word". Bytes are looked
// through as they are and, where they are compressed, as what they hold. Words are
// found in any case and within others.
func Find(t testing.TB, address string, words ...string) (found []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	columns, err := columnsOf(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, col := range columns {
		all, err := col.read(ctx, c)
		if err != nil {
			t.Fatalf("%s.%s: %v", col.Table, col.Column, err)
		}
		for _, w := range words {
			if slices.ContainsFunc(all, func(b []byte) bool { return Holds(b, w) }) {
				found = append(found, fmt.Sprintf("%s.%s has %s", col.Table, col.Column, w))
			}
		}
	}
	return found
}

// Holds says that a word stands in bytes, in any case, or in what they hold where they
// are compressed.
func Holds(b []byte, word string) bool {
	if bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(word))) {
		return true
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return false
	}
	inner, _ := io.ReadAll(r)
	return Holds(inner, word)
}

type column struct {
	Table, Column string
	Bytes         bool
}

func columnsOf(ctx context.Context, c *pgx.Conn) ([]column, error) {
	rows, err := c.Query(ctx, `SELECT c.relname AS table, a.attname AS column, a.atttypid = 'bytea'::regtype AS bytes
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE n.nspname = 'public' AND c.relkind IN ('r','p','m') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[column])
}

func (col column) read(ctx context.Context, c *pgx.Conn) ([][]byte, error) {
	name := pgx.Identifier{col.Column}.Sanitize()
	if !col.Bytes {
		name = "convert_to(" + name + "::text, 'UTF8')"
	}
	rows, err := c.Query(ctx, `SELECT `+name+` FROM `+pgx.Identifier{col.Table}.Sanitize())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}
