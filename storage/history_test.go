package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Versions answer for any day, whatever the row itself says meanwhile; before the
// first one, the first holds.
func TestAsOf(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	ctx := t.Context()
	version := func(tx *storage.Tx, from calendar.Date, name string) error {
		return tx.PutVersion(ctx, storage.Version{OfficeID: w.office, BodyID: w.bodies[0], Entity: reception.EntityBody, EntityID: int64(w.bodies[0]),
			FromOn: from, Data: reception.Fields{"name": []byte(`"` + name + `"`)}, Applied: from.Year() < 2027, At: time.Now()})
	}
	err := db.Write(ctx, storage.ForOffice(w.office), func(tx *storage.Tx) error {
		for from, name := range map[string]string{"1990-01-01": "first", "2026-06-01": "second", "2027-01-01": "third"} {
			d, err := calendar.ParseDate(from)
			if err != nil {
				return err
			}
			if err := version(tx, d, name); err != nil {
				return err
			}
		}
		return version(tx, calendar.MustDate(2026, 6, 1), "second, put right") // in the place of the other
	})
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[calendar.Date]string{calendar.MustDate(1985, 1, 1): "first", calendar.MustDate(2026, 5, 31): "first",
		calendar.MustDate(2026, 6, 1): "second, put right", calendar.MustDate(2026, 12, 31): "second, put right", calendar.MustDate(2030, 1, 1): "third"} {
		err := db.Read(ctx, storage.ForBody(w.office, w.bodies[0]), func(r *storage.Reader) error {
			one, err := r.BodyOn(ctx, w.bodies[0], on)
			if err != nil {
				return err
			}
			all, err := r.BodiesOn(ctx, on)
			if one.Name != want || one.ID != w.bodies[0] || len(all) != 1 || all[0].Name != want {
				t.Errorf("on %s: %s, %+v; want %s", on, one.Name, all, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err = db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		early, err := r.Coming(ctx, calendar.MustDate(2026, 12, 31))
		if err != nil {
			return err
		}
		late, err := r.Coming(ctx, calendar.MustDate(2027, 1, 1))
		if len(early) != 0 || len(late) != 1 || late[0].EntityID != int64(w.bodies[0]) {
			t.Errorf("coming: %+v, %+v", early, late)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Another body's scope sees nothing of them.
	err = db.Read(ctx, storage.ForBody(w.office, w.bodies[1]), func(r *storage.Reader) error {
		_, err := r.BodyOn(ctx, w.bodies[0], calendar.MustDate(2026, 6, 1))
		if !workflow.IsRefusal(err, "body.not_found") {
			t.Errorf("another body reads it: %v", err)
		}
		h, err := storage.HistoryOf(ctx, r, reception.EntityBody, int64(w.bodies[0]), reception.Body{ID: w.bodies[0]})
		if len(h) != 1 || h[0].Is.Name != "" {
			t.Errorf("another body reads the past: %+v", h)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever the database refuses of the registry is told in a sentence.
func TestEveryConstraintOfTheRegistryHasASentence(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), storagetest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `SELECT conname FROM pg_constraint WHERE contype IN ('c','u','x')
		AND conrelid::regclass::text = ANY('{offices,bodies,centres,agreements,agreement_centres,agreement_extensions,tariffs,people,closures}')
		UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND NOT indisprimary AND indrelid = 'people'::regclass ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 30 {
		t.Fatalf("%d constraints, %v", len(names), err)
	}
	for _, name := range names {
		if name == "bodies_office" {
			continue // of a primary key and the office: what others refer to
		}
		it, en, ok := storage.Sentence(name)
		if !ok || it == en || !strings.HasSuffix(it, ".") || !strings.HasSuffix(en, ".") {
			t.Errorf("%s: %q, %q", name, it, en)
		}
	}
}
