package storage_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// asked keeps the statements that a database was asked, with their arguments.
type asked struct {
	mu  sync.Mutex
	sql []string
	arg [][]any
}

func (a *asked) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sql, a.arg = append(a.sql, q.SQL), append(a.arg, q.Args)
	return ctx
}

func (a *asked) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// many writes the obligations of a year of five offices: 900 of each month and
// office, most of them accepted, some open or returned, one template of each
// office for what comes once.
const many = `WITH f AS (INSERT INTO offices (code, name, tax_code, office_code) SELECT 'M' || i, 'Ufficio ' || i, 'x', 'ABC123' FROM generate_series(1, 5) i RETURNING id),
	b AS (INSERT INTO bodies (office_id, code, name, vat_profile) SELECT id, 'E' || i, 'Ente ' || i, 'exempt' FROM f, generate_series(1, 6) i RETURNING id, office_id),
	q AS (INSERT INTO requirements (office_id, kind, subject, recurrence, definition, basis)
		SELECT id, k.kind, 'body', k.recurrence, 'base', '' FROM f, (VALUES ('REGISTRO_PRESENZE', 'monthly'), ('COM_GIORNALIERA', 'daily'), ('CARTA_SERVIZI', 'once')) k(kind, recurrence)
		RETURNING id, office_id, kind, recurrence)
	INSERT INTO obligations (office_id, body_id, requirement_id, kind, slot, period_start, period_end, due_on, derivation, status)
		SELECT b.office_id, b.id, q.id, q.kind, g.day || '/' || g.n, date '2026-01-01' + g.day, date '2026-01-01' + g.day, date '2026-01-01' + g.day + 5, '{}',
			CASE WHEN g.day < 310 AND (g.day + g.n) % 40 <> 0 THEN 'accepted' WHEN (g.day + g.n) % 80 = 0 THEN 'to_complete' ELSE 'open' END
		FROM b JOIN q USING (office_id), (SELECT day, n FROM generate_series(0, 360) day, generate_series(1, 5) n) g
		WHERE q.recurrence = 'daily' OR g.n = 1 AND g.day % 30 = 0`

// plans returns the plans of what was asked of obligations, as the product's role
// runs them for an office.
func plans(t *testing.T, address string, office reception.OfficeID, a *asked) (out []string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), `SELECT set_config('insiemi.office', $1, false)`, fmt.Sprint(office)); err != nil {
		t.Fatal(err)
	}
	for i, sql := range a.sql {
		if !strings.Contains(sql, "FROM obligations") {
			continue
		}
		if strings.Contains(sql, "derivation") && !strings.Contains(sql, "WHERE o.id = ANY(@ids)") {
			t.Errorf("a list carries derivations of more than the rows that it shows: %s", sql)
		}
		rows, err := conn.Query(t.Context(), `EXPLAIN (COSTS OFF) `+sql, a.arg[i]...)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// The wall and the list of what is missing read the part of their index that is
// one office's, and never the table.
func TestOfficePagesReadTheirIndex(t *testing.T) {
	t.Parallel()
	address := storagetest.URL(t)
	admin, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	for _, sql := range []string{many, `VACUUM ANALYZE obligations`, `ANALYZE requirements`, `ANALYZE bodies`} {
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var office reception.OfficeID
	if err := admin.QueryRow(t.Context(), `SELECT id FROM offices WHERE code = 'M3'`).Scan(&office); err != nil {
		t.Fatal(err)
	}
	now := calendar.MustDate(2026, 11, 20).At(9, 0)
	var shown []storage.MissingLine
	quiet, err := storage.Open(t.Context(), address, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer quiet.Close()
	if err := quiet.Read(t.Context(), storage.ForOffice(office), func(r *storage.Reader) (err error) {
		shown, err = r.MissingLines(t.Context(), storage.MissingFilter{Office: office, Now: now, SoonDays: 7, Limit: 50})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		index string
		read  func(context.Context, *storage.Reader) error
	}{
		"wall of a month": {"obligations_wall", func(ctx context.Context, r *storage.Reader) error {
			cells, err := r.WallCells(ctx, storage.WallAsked{Office: office, From: calendar.MustDate(2026, 10, 1), To: calendar.MustDate(2026, 10, 31), Now: now, SoonDays: 7})
			return wantRows(len(cells), 12, err)
		}},
		"wall of months": {"obligations_wall", func(ctx context.Context, r *storage.Reader) error {
			cells, err := r.WallCells(ctx, storage.WallAsked{Office: office, From: calendar.MustDate(2026, 8, 1), To: calendar.MustDate(2026, 10, 31), Now: now, SoonDays: 7, Together: true})
			return wantRows(len(cells), 18, err)
		}},
		"counts of what is missing": {"obligations_missing", func(ctx context.Context, r *storage.Reader) error {
			c, err := r.MissingCounts(ctx, storage.MissingFilter{Office: office, Now: now, SoonDays: 7})
			return wantRows(c.Missing(), 100, err)
		}},
		"what is missing": {"obligations_missing", func(ctx context.Context, r *storage.Reader) error {
			lines, err := r.MissingLines(ctx, storage.MissingFilter{Office: office, Now: now, SoonDays: 7, Standing: workflow.Overdue, Limit: 50})
			return wantRows(len(lines), 50, err)
		}},
		"why what is shown is due": {"obligations_pkey", func(ctx context.Context, r *storage.Reader) error {
			return wantRows(len(shown), 50, r.Explain(ctx, shown))
		}},
		"declarations": {"obligations_declared", func(ctx context.Context, r *storage.Reader) error {
			_, err := r.DeclaredCount(ctx, office)
			return err
		}},
	} {
		a := &asked{}
		db, err := storage.OpenTraced(t.Context(), address, 1, a)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), storage.ForOffice(office), func(r *storage.Reader) error { return x.read(t.Context(), r) })
		db.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found := plans(t, address, office, a)
		if len(found) == 0 {
			t.Errorf("%s: no statement about obligations", name)
		}
		for _, plan := range found {
			if !strings.Contains(plan, x.index) || strings.Contains(plan, "Seq Scan on obligations") {
				t.Errorf("%s: the plan is\n%s", name, plan)
			}
		}
	}
}

func wantRows(n, least int, err error) error {
	if err == nil && n < least {
		err = fmt.Errorf("%d rows instead of %d or more", n, least)
	}
	return err
}
