package engine_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"github.com/insiemi/insiemi/migrations"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// emptied makes the test's database one that has only the first migration, and
// returns a connection that sees every row.
func emptied(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(t.Context()) })
	if _, err := c.Exec(t.Context(), `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION insiemi`); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return c
}

// A centre that changed agreement within a month had two registers to send. The
// one that was sent stays, whichever it was; the other one is no longer owed.
func TestTwinsOfTheFirstLedger(t *testing.T) {
	t.Parallel()
	url := storagetest.URL(t)
	c := emptied(t, url)
	// Agreement 2 follows agreement 1 on 16 October. Its obligations have the lower
	// ids in centre 1 and 3, the higher ones in 2 and 4.
	script := `
		INSERT INTO offices (code, name, tax_code, office_code) VALUES ('RN', 'Prefettura', '82009010404', 'ABCDEF');
		INSERT INTO bodies (office_id, code, name, vat_profile) VALUES (1, 'E1', 'Cooperativa', 'exempt');
		INSERT INTO centres (office_id, body_id, code, name, kind, places, opened_on) SELECT 1, 1, 'C' || n, 'Centro ' || n, 'CC', 10, '2020-01-01' FROM generate_series(1, 5) n;
		INSERT INTO agreements (office_id, body_id, cig, title, starts_on, ends_on) VALUES (1, 1, 'B000000001', 'Prima', '2025-01-01', '2026-10-15'), (1, 1, 'B000000002', 'Seconda', '2026-10-16', '2027-12-31');
		INSERT INTO agreement_centres (office_id, body_id, agreement_id, centre_id) SELECT 1, 1, a, c FROM generate_series(1, 2) a, generate_series(1, 5) c;
		INSERT INTO requirements (office_id, kind, subject, recurrence, due_day, definition) VALUES (1, 'REGISTRO_PRESENZE', 'centre', 'monthly', 5, 'standard');
		`
	for _, twin := range []struct{ agreement, centre int }{{2, 1}, {1, 1}, {1, 2}, {2, 2}, {2, 3}, {1, 3}, {1, 4}, {2, 4}, {1, 5}, {2, 5}} {
		script += fmt.Sprintf(`INSERT INTO obligations (office_id, body_id, requirement_id, kind, agreement_id, centre_id, period_start, period_end, due_on, derivation)
			VALUES (1, 1, 1, 'REGISTRO_PRESENZE', %d, %d, '2026-10-01', '2026-10-31', '2026-11-05', '{"steps":[]}');`, twin.agreement, twin.centre)
	}
	// 1: accepted under the old one, with the higher id; 2: a document came for the
	// new one, with the higher id; 3: nothing came; 4: both came; 5: nothing came.
	script += `
		UPDATE obligations SET status = 'accepted', submitted_at = '2026-11-02' WHERE centre_id = 1 AND agreement_id = 1;
		INSERT INTO documents (office_id, body_id, kind, obligation_id, created_at) SELECT 1, 1, kind, id, '2026-11-02' FROM obligations WHERE centre_id = 2 AND agreement_id = 2;
		UPDATE obligations SET status = 'accepted', submitted_at = '2026-11-02' WHERE centre_id = 4;`
	if _, err := c.Exec(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), url, 4)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e := engine.New(db, calendar.MustDate(2026, 11, 3).At(9, 0).UTC)
	if _, err := e.Follow(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if again, err := e.Follow(t.Context(), 1); err != nil || !again.IsZero() {
		t.Errorf("following again does %+v, %v", again, err)
	}
	var got string
	if err := c.QueryRow(t.Context(), `SELECT string_agg(format('%s %s a%s %s', centre_id, slot, agreement_id, status), E'\n' ORDER BY centre_id, slot DESC)
		FROM obligations WHERE period_start = '2026-10-01' AND status <> 'withdrawn'`).Scan(&got); err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{"1 c1/2026-10-01/1m a1 accepted", "2 c2/2026-10-01/1m a2 open", "3 c3/2026-10-01/1m a2 open", "4 c4/2026-10-01/1m a2 accepted",
		"4 a1c4/2026-10-01/1m a1 accepted", "5 c5/2026-10-01/1m a2 open"}, "\n")
	if got != want {
		t.Errorf("owed for October\n%s\nwant\n%s", got, want)
	}
}
