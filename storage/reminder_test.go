package storage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// manyObligations writes 50,000 obligations of a body, of which 100 are due to be
// decided on 3 November 2026, and returns the address of the database.
func manyObligations(t *testing.T) (address string, w world) {
	t.Helper()
	address = storagetest.URL(t)
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w = seed(t, db)
	conn, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		fmt.Sprintf(`INSERT INTO requirements (office_id, kind, subject, recurrence, definition, basis, proposed)
			VALUES (%d, 'REGISTRO', 'agreement', 'monthly', 'base', 'prova', false)`, w.office),
		fmt.Sprintf(`INSERT INTO obligations (office_id, body_id, requirement_id, kind, slot, period_start, period_end, due_on, derivation, status, nudge_on)
			SELECT %d, %d, q.id, 'REGISTRO', 'slot/' || g, '2026-10-01', '2026-10-31', '2026-11-05', '{}',
				CASE WHEN g %% 2 = 0 THEN 'accepted' ELSE 'open' END, CASE WHEN g <= 200 THEN date '2026-11-03' ELSE date '2026-12-03' END
			FROM requirements q, generate_series(1, 50000) g`, w.office, w.bodies[0]),
		`ANALYZE obligations`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	return address, w
}

// What is due is found in its own index: a tick costs in proportion to what is
// due, not to how many obligations there are. The plan is that of the product's
// role, to whom row level security applies.
func TestATickReadsOnlyWhatIsDue(t *testing.T) {
	t.Parallel()
	address, w := manyObligations(t)
	today := calendar.MustDate(2026, 11, 3)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), `SELECT set_config('insiemi.scope', 'all', false)`); err != nil {
		t.Fatal(err)
	}
	plan := explain(t, conn, `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) `+storage.DueNudgesSQL, today)
	if !strings.Contains(plan, "obligations_to_nudge") || strings.Contains(plan, "Seq Scan on obligations") || strings.Contains(plan, "Rows Removed by Filter") {
		t.Errorf("the plan is\n%s", plan)
	}
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Read(t.Context(), storage.System(), func(r *storage.Reader) error {
		due, err := r.DueNudges(t.Context(), today)
		if len(due) != 1 || len(due[w.office].Obligations) != 100 {
			t.Errorf("%d offices, %d obligations are due", len(due), len(due[w.office].Obligations))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What was due yesterday costs nothing today: the entries that a morning leaves
// behind in the index are marked by the next tick, and passed over by those after.
func TestATickForgetsWhatWasDue(t *testing.T) {
	t.Parallel()
	address, _ := manyObligations(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("random_page_cost", "40") // these two tempt the planner to a bitmap, as a large table does
	q.Set("enable_seqscan", "off")
	u.RawQuery = q.Encode()
	address = u.String()
	today := calendar.MustDate(2026, 11, 3)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		`SELECT set_config('insiemi.scope', 'all', false)`,
		`UPDATE obligations SET nudge_on = date '2026-12-01' + (hashint8(id) & 63)`,
		`UPDATE obligations SET nudge_on = date '2026-11-03' WHERE status = 'open' AND hashint8(id) & 15 = 0`,
		`ANALYZE obligations`, // the planner believes what it saw in the morning
		`UPDATE obligations SET nudge_on = date '2026-12-03' WHERE status = 'open'`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Read(t.Context(), storage.System(), func(r *storage.Reader) error {
		due, err := r.DueNudges(t.Context(), today)
		if len(due) != 0 {
			t.Errorf("%d offices have something due", len(due))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	plan := explain(t, conn, `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS, FORMAT JSON) `+storage.DueNudgesSQL, today)
	var top []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	if err := json.Unmarshal([]byte(plan), &top); err != nil {
		t.Fatal(err)
	}
	// The entries are some pages of the index, their rows more than a thousand of the table.
	if n := top[0].Plan.Hit + top[0].Plan.Read; n == 0 || n > 100 {
		t.Errorf("a tick with nothing due looked at %d pages:\n%s", n, plan)
	}
}

// explain is the plan of a statement in a transaction as DueNudges has it.
func explain(t *testing.T, conn *pgx.Conn, sql string, today calendar.Date) string {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), storage.WalkIndexesSQL); err != nil {
		t.Fatal(err)
	}
	rows, err := tx.Query(t.Context(), sql, pgx.NamedArgs{"today": today})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// A step is written once, and a person has one digest a day, whoever asks.
func TestRemindersAndDigestsAreUnique(t *testing.T) {
	t.Parallel()
	address, w := manyObligations(t)
	db, err := storage.Open(t.Context(), address, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	day := calendar.MustDate(2026, 11, 3)
	var id workflow.ObligationID
	err = db.Write(t.Context(), storage.ForOffice(w.office), func(tx *storage.Tx) error {
		due, err := tx.DueNudges(t.Context(), day)
		if err != nil {
			return err
		}
		id = due[w.office].Obligations[0]
		m := storage.Reminder{OfficeID: w.office, BodyID: w.bodies[0], ObligationID: id, DueOn: day, Step: -2, Reason: workflow.ReasonDueSoon, DecidedOn: day}
		head, moved := m, m
		head.Escalated, moved.DueOn = true, day.AddDays(5)
		ids, err := tx.AddReminders(t.Context(), []storage.Reminder{m, m, head, moved})
		if err != nil {
			return err
		}
		if ids[0] == 0 || ids[1] != 0 || ids[2] == 0 || ids[3] == 0 {
			t.Errorf("reminders %v", ids)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	digest := func(on calendar.Date) error {
		return db.Write(t.Context(), storage.ForOffice(w.office), func(tx *storage.Tx) error {
			return tx.AddDigests(t.Context(), w.office, on, day.At(9, 0), []storage.DraftDigest{{PersonID: w.people[0], BodyID: w.bodies[0]}})
		})
	}
	if err := digest(day); err != nil {
		t.Fatal(err)
	}
	if err := digest(day); !errors.Is(err, storage.ErrDigestThere) {
		t.Errorf("a second digest of the day: %v", err)
	}
	if err := digest(day.AddDays(1)); err != nil {
		t.Errorf("a digest of the next day: %v", err)
	}
}

// A body sees neither another body's notices nor who chose what, and no feed.
func TestScopeOfPreferencesAndFeeds(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	err := db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		if err := tx.SetPreference(t.Context(), w.office, w.people[1], workflow.NoticeReminder, workflow.ChannelNone); err != nil {
			return err
		}
		return tx.OpenFeed(t.Context(), w.people[1], []byte("a hash"), calendar.MustDate(2026, 11, 3).At(9, 0))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), storage.ForBody(w.office, w.bodies[0]), func(r *storage.Reader) error {
		chosen, err := r.ChannelsOf(t.Context(), []reception.PersonID{w.people[0], w.people[1]})
		if _, ok := chosen[w.people[1]]; ok || len(chosen) != 1 {
			t.Errorf("a body sees what %v chose", chosen)
		}
		if err != nil {
			return err
		}
		if _, ok, err := r.FeedByToken(t.Context(), []byte("a hash")); ok || err != nil {
			t.Errorf("a body sees a feed: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
