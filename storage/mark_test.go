package storage_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
)

// marked is a body of an office with a mark that holds and one that it proposed, and
// a connection of the product's role.
type marked struct {
	w               world
	holds, proposed reception.MarkID
	db              *storage.DB
	conn            *pgx.Conn
}

func seedMarks(t *testing.T) (m marked) {
	t.Helper()
	url := storagetest.URL(t)
	m.db = storagetest.Open(t, url, 2)
	m.w = seed(t, m.db)
	at := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	err := m.db.Write(t.Context(), storage.System(), func(tx *storage.Tx) (err error) {
		one := reception.Mark{OfficeID: m.w.office, BodyID: m.w.bodies[0], Mark: "PN", Meaning: reception.MarkPresent, SaidAt: at, SaidBy: m.w.people[0]}
		if m.proposed, err = tx.AddMark(t.Context(), one); err != nil {
			return err
		}
		one.Mark, one.ConfirmedAt, one.ConfirmedBy = "ZZ", at, m.w.people[1]
		m.holds, err = tx.AddMark(t.Context(), one)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if m.conn, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.conn.Close(context.WithoutCancel(t.Context())) })
	return m
}

// as runs a statement as somebody of a body would, 0: of the office. rows is how many
// it changed; what it changed does not stay.
func (m marked) as(t *testing.T, body reception.BodyID, sql string, args ...any) (rows int64, err error) {
	t.Helper()
	tx, err := m.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	of := ""
	if body != 0 {
		of = fmt.Sprint(int64(body))
	}
	if _, err := tx.Exec(t.Context(), `SELECT set_config('insiemi.office', $1, true), set_config('insiemi.body', $2, true)`, fmt.Sprint(int64(m.w.office)), of); err != nil {
		t.Fatal(err)
	}
	tag, err := tx.Exec(t.Context(), sql, args...)
	return tag.RowsAffected(), err
}

// A body changes, ends and removes no mark that holds, whatever a statement in its
// scope says: registers are counted by it.
func TestABodyNeverTouchesAMarkThatHolds(t *testing.T) {
	t.Parallel()
	m := seedMarks(t)
	for _, sql := range []string{
		`UPDATE marks SET ended_at = now(), ended_by = said_by WHERE id = $1`,
		`UPDATE marks SET confirmed_at = NULL, confirmed_by = NULL WHERE id = $1`,
		`UPDATE marks SET confirmed_at = NULL, confirmed_by = NULL, ended_at = now() WHERE id = $1`,
		`UPDATE marks SET confirmed_at = NULL, meaning = 'absent' WHERE id = $1`,
		`DELETE FROM marks WHERE id = $1`,
	} {
		rows, err := m.as(t, m.w.bodies[0], sql, m.holds)
		if err == nil || rows != 0 {
			t.Errorf("%s in the body's scope changed %d rows (%v)", sql, rows, err)
		}
		if rows, err := m.as(t, m.w.bodies[1], sql, m.holds); err == nil && rows != 0 {
			t.Errorf("%s in another body's scope changed %d rows", sql, rows)
		}
	}
	if _, err := m.as(t, m.w.bodies[0], `UPDATE marks SET confirmed_at = now(), confirmed_by = said_by WHERE id = $1`, m.proposed); err == nil {
		t.Error("a body confirmed what it proposed")
	}
	if _, err := m.as(t, m.w.bodies[0], `INSERT INTO marks (office_id, body_id, mark, meaning, said_at, said_by, confirmed_at)
			SELECT office_id, body_id, 'QQ', meaning, said_at, said_by, confirmed_at FROM marks WHERE id = $1`, m.holds); err == nil {
		t.Error("a body wrote a mark that holds")
	}
	if rows, err := m.as(t, m.w.bodies[0], `UPDATE marks SET ended_at = now(), ended_by = said_by WHERE id = $1`, m.proposed); err != nil || rows != 1 {
		t.Errorf("a body must withdraw what it proposed: %d rows, %v", rows, err)
	}
}

// What was said of a mark never changes; it is confirmed once and ended once, and
// stays, whoever asks.
func TestWhatWasSaidOfAMarkStays(t *testing.T) {
	t.Parallel()
	m := seedMarks(t)
	for _, sql := range []string{
		`UPDATE marks SET meaning = 'absent' WHERE id = $1`,
		`UPDATE marks SET mark = 'P' WHERE id = $1`,
		`UPDATE marks SET said_by = said_by + 1 WHERE id = $1`,
		`UPDATE marks SET confirmed_at = now() WHERE id = $1`,
		`UPDATE marks SET confirmed_at = NULL, confirmed_by = NULL WHERE id = $1`,
		`DELETE FROM marks WHERE id = $1`,
	} {
		_, err := m.as(t, 0, sql, m.holds)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.ConstraintName != "marks_stay" {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if rows, err := m.as(t, 0, `UPDATE marks SET confirmed_at = now(), confirmed_by = said_by WHERE id = $1`, m.proposed); err != nil || rows != 1 {
		t.Errorf("the office must confirm what was proposed: %d rows, %v", rows, err)
	}
	end := `UPDATE marks SET ended_at = $2, ended_by = said_by WHERE id = $1`
	if rows, err := m.as(t, 0, end, m.holds, time.Now()); err != nil || rows != 1 {
		t.Errorf("the office must end what holds: %d rows, %v", rows, err)
	}
	if err := m.db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		return tx.EndMark(t.Context(), m.holds, m.w.people[1], time.Now())
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.as(t, 0, end, m.holds, time.Now()); err == nil {
		t.Error("a mark was ended twice")
	}
	if _, err := m.conn.Exec(t.Context(), `TRUNCATE marks CASCADE`); err == nil {
		t.Error("marks were emptied")
	}
}
