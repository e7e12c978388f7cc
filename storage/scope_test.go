package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// world is an office with two bodies, a centre and an agreement each.
type world struct {
	office     reception.OfficeID
	bodies     [2]reception.BodyID
	centres    [2]reception.CentreID
	agreements [2]reception.AgreementID
	people     [2]reception.PersonID
}

func seed(t testing.TB, db *storage.DB) (w world) {
	t.Helper()
	ctx := t.Context()
	err := db.Write(ctx, storage.System(), func(tx *storage.Tx) (err error) {
		w.office, err = tx.AddOffice(ctx, reception.Office{Code: "rimini", Name: "Prefettura", TaxCode: "91044110400", OfficeCode: "ABC123", Calendar: "rimini"})
		for i := range w.bodies {
			code := string(rune('A' + i))
			if err == nil {
				w.bodies[i], err = tx.AddBody(ctx, reception.Body{OfficeID: w.office, Code: code, Name: "Ente " + code, VATProfile: reception.VATExempt})
			}
			if err == nil {
				w.centres[i], err = tx.AddCentre(ctx, reception.Centre{OfficeID: w.office, BodyID: w.bodies[i], Code: "RN-00" + code, Name: "Centro " + code,
					Kind: reception.CollectiveCentre, Places: 20, OpenedOn: calendar.MustDate(2025, 1, 1)})
			}
			if err == nil {
				w.agreements[i], err = tx.AddAgreement(ctx, reception.Agreement{OfficeID: w.office, BodyID: w.bodies[i], CIG: "B6DB8A4C6" + code, Title: "Convenzione",
					StartsOn: calendar.MustDate(2025, 1, 1), EndsOn: calendar.MustDate(2027, 12, 31), PaymentDays: 30, Covers: reception.CoversAll(w.centres[i])})
			}
			if err == nil {
				w.people[i], err = tx.AddPerson(ctx, reception.Person{OfficeID: w.office, BodyID: w.bodies[i], Email: code + "@example.org", Name: "Operatore " + code,
					Role: reception.Operator, Language: "it"}, "")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A query without any WHERE shows a viewer only the rows that are theirs.
func TestABodyNeverSeesAnotherBodysRows(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	count := func(s storage.Scope) (bodies, centres, agreements int) {
		err := db.Read(t.Context(), s, func(r *storage.Reader) error {
			b, err := r.Bodies(t.Context())
			if err != nil {
				return err
			}
			c, err := r.Centres(t.Context(), 0)
			if err != nil {
				return err
			}
			a, err := r.Agreements(t.Context(), 0)
			bodies, centres, agreements = len(b), len(c), len(a)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, tc := range []struct {
		name  string
		scope storage.Scope
		want  int
	}{
		{"nobody", storage.Scope{}, 0},
		{"a body", storage.ForBody(w.office, w.bodies[0]), 1},
		{"the office", storage.ForOffice(w.office), 2},
		{"another office", storage.ForOffice(w.office + 1), 0},
		{"the system", storage.System(), 2},
	} {
		b, c, a := count(tc.scope)
		if b != tc.want || c != tc.want || a != tc.want {
			t.Errorf("%s sees %d bodies, %d centres, %d agreements; want %d of each", tc.name, b, c, a, tc.want)
		}
	}
}

// A viewer can't write a row that they could not read.
func TestABodyCannotWriteForAnother(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	err := db.Write(t.Context(), storage.ForBody(w.office, w.bodies[0]), func(tx *storage.Tx) error {
		_, err := tx.AddDocument(t.Context(), storage.Document{OfficeID: w.office, BodyID: w.bodies[1], CreatedAt: time.Now()})
		return err
	})
	if err == nil {
		t.Fatal("a body wrote a document for another body")
	}
}

// Every table with rows of an office is behind row level security, forced on the
// owner as well, and the product's role is no superuser.
func TestEveryTableIsBehindRowLevelSecurity(t *testing.T) {
	t.Parallel()
	url := storagetest.URL(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var bound bool
	if err := conn.QueryRow(t.Context(), `SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user`).Scan(&bound); err != nil || !bound {
		t.Fatalf("the product's role is not bound by row level security (%v)", err)
	}
	rows, err := conn.Query(t.Context(), `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
		AND c.relname <> 'goose_db_version'`)
	if err != nil {
		t.Fatal(err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(open) > 0 {
		t.Fatalf("not behind row level security: %v %v", open, err)
	}
}

// The policy of every table asks for the viewer: for the body where a row belongs
// to one, else for the office, else it is the system's alone.
func TestEveryPolicyAsksForTheViewer(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), storagetest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `SELECT c.relname, coalesce(string_agg(pg_get_expr(p.polqual, c.oid), ' '), ''), count(p.oid),
			bool_or(a.attname = 'office_id') IS TRUE, bool_or(a.attname = 'body_id') IS TRUE
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_policy p ON p.polrelid = c.oid
		LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('office_id', 'body_id')
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'goose_db_version' GROUP BY c.relname`)
	if err != nil {
		t.Fatal(err)
	}
	var table, policy string
	var policies int
	var hasOffice, hasBody bool
	tables := 0
	_, err = pgx.ForEachRow(rows, []any{&table, &policy, &policies, &hasOffice, &hasBody}, func() error {
		tables++
		if policies == 0 || !strings.Contains(policy, "insiemi_sees_all()") {
			t.Errorf("%s: no policy, or one that does not know the system: %s", table, policy)
		}
		if hasOffice && !strings.Contains(policy, "office_id = ") {
			t.Errorf("%s has rows of offices, but its policy does not ask for the office: %s", table, policy)
		}
		if hasBody && !strings.Contains(policy, "body_id = ") && !strings.Contains(policy, "AND (( SELECT insiemi_body() AS insiemi_body) IS NULL)") {
			t.Errorf("%s has rows of bodies, but its policy does not ask for the body: %s", table, policy)
		}
		return nil
	})
	if err != nil || tables < 25 {
		t.Fatalf("%d tables, %v", tables, err)
	}
}

// What was received, decided or happened can't be changed or removed.
func TestAppendOnly(t *testing.T) {
	t.Parallel()
	url := storagetest.URL(t)
	db := storagetest.Open(t, url, 2)
	w := seed(t, db)
	err := db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		id, err := tx.AddDocument(t.Context(), storage.Document{OfficeID: w.office, BodyID: w.bodies[0], CreatedAt: time.Now()})
		if err != nil {
			return err
		}
		v, err := tx.AddRevision(t.Context(), storage.Revision{OfficeID: w.office, BodyID: w.bodies[0], DocumentID: id, Number: 1, Size: 3,
			FileName: "a.pdf", SubmittedAt: time.Now(), SubmittedBy: w.people[0]}, 2026)
		if err != nil {
			return err
		}
		if err := tx.AddCorrection(t.Context(), storage.Correction{OfficeID: w.office, BodyID: w.bodies[0], DocumentID: id, RevisionID: v.ID,
			Kind: document.DURC, SaidAt: time.Now(), SaidBy: w.people[0]}); err != nil {
			return err
		}
		if err := tx.AddEvent(t.Context(), storage.Event{OfficeID: w.office, BodyID: w.bodies[0], DocumentID: id, Kind: "revision.received", At: time.Now()}); err != nil {
			return err
		}
		c := workflow.Case{OfficeID: w.office, BodyID: w.bodies[0], DocumentID: id, Step: "review", OpenedAt: time.Now()}
		if err := tx.AddDefinition(t.Context(), w.office, workflow.Definition{Key: "k", Version: 1}, "key: k", time.Now()); err != nil {
			return err
		}
		if c.ID, _, err = tx.AddCase(t.Context(), c, 1, 2026); err != nil {
			return err
		}
		if err := tx.AddContent(t.Context(), v, storage.Content{Position: 1, Document: id, Name: "b.pdf", Origin: "zip"}); err != nil {
			return err
		}
		return tx.AddOverride(t.Context(), c, check.Finding{Rule: "R1"}, workflow.OverrideStep{Act: workflow.OverrideProposed, Reason: "r", By: w.people[0], At: time.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, url))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range []string{"revisions", "contents", "receipts", "events", "corrections", "overrides"} {
		for _, sql := range []string{"DELETE FROM " + table, "TRUNCATE " + table + " CASCADE", "UPDATE " + table + " SET office_id = office_id"} {
			if _, err := conn.Exec(t.Context(), sql); err == nil {
				t.Errorf("%s was allowed", sql)
			}
		}
	}
}

// A constraint that the database refuses is told in a sentence.
func TestAConstraintBecomesASentence(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	err := db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
		_, err := tx.AddAgreement(t.Context(), reception.Agreement{OfficeID: w.office, BodyID: w.bodies[0], CIG: "B6DB8A4C6", Title: "x",
			StartsOn: calendar.MustDate(2026, 1, 1), EndsOn: calendar.MustDate(2026, 2, 1), PaymentDays: 30})
		return err
	})
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Name != "agreements_cig_form" || r.It == "" || r.En == "" {
		t.Fatalf("got %v", err)
	}
}

// A role whom row level security does not bind is refused, with a sentence.
func TestASuperuserIsRefused(t *testing.T) {
	t.Parallel()
	db, err := storage.Open(t.Context(), storagetest.AdminURL(t, storagetest.URL(t)), 2)
	if err == nil {
		db.Close()
		t.Fatal("the product works as a superuser")
	}
	if !strings.Contains(err.Error(), "superuser") {
		t.Fatalf("the refusal does not say why: %v", err)
	}
}
