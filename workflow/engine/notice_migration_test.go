package engine_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// A notice of before the tokens gets one of its own: the e-mail that is still to
// be sent can come back, and one that went out without it can't be reported by
// somebody who guesses its number.
func TestNoticesOfBeforeTheTokens(t *testing.T) {
	t.Parallel()
	url := storagetest.URL(t)
	c := emptied(t, url)
	_, err := c.Exec(t.Context(), `
		INSERT INTO offices (code, name, tax_code, office_code) VALUES ('RN', 'Prefettura', '82009010404', 'ABCDEF');
		INSERT INTO people (office_id, email, name, role) VALUES (1, 'sara@example.org', 'Sara Neri', 'reviewer');
		INSERT INTO notices (office_id, person_id, kind, subject_id, created_at) SELECT 1, 1, 'digest', 0, '2026-11-02' FROM generate_series(1, 3);
		INSERT INTO deliveries (office_id, notice_id, at, outcome) SELECT 1, id, '2026-11-02', 'sent' FROM notices`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), url, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e := engine.New(db, time.Now)
	tokens := map[string]bool{}
	for id := workflow.NoticeID(1); id <= 3; id++ {
		if err := e.RecordBounce(t.Context(), id, "", "casella piena"); !workflow.IsRefusal(err, "bounce.not_believed") {
			t.Errorf("notice %d without its token: %v", id, err)
		}
		var token string
		if err := c.QueryRow(t.Context(), `SELECT token::text FROM notices WHERE id = $1`, id).Scan(&token); err != nil {
			t.Fatal(err)
		}
		tokens[token] = true
		if err := e.RecordBounce(t.Context(), id, token, "casella piena"); err != nil {
			t.Errorf("notice %d with its token: %v", id, err)
		}
	}
	if len(tokens) != 3 {
		t.Errorf("three notices have the tokens %v", tokens)
	}
}
