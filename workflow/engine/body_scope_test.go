package engine_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// asBody runs statements in a transaction with a body's scope and keeps nothing
// of it. It returns how many rows the last one wrote, and the first error.
func (w *world) asBody(a workflow.Actor, statements ...string) (rows int64, err error) {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), w.url)
	w.must(err)
	defer conn.Close(w.Context())
	tx, err := conn.Begin(w.Context())
	w.must(err)
	defer func() { w.must(tx.Rollback(w.Context())) }()
	_, err = tx.Exec(w.Context(), `SELECT set_config('insiemi.scope', '', true), set_config('insiemi.office', $1, true), set_config('insiemi.body', $2, true)`,
		fmt.Sprint(a.Office), fmt.Sprint(a.Body))
	w.must(err)
	for _, s := range statements {
		tag, err := tx.Exec(w.Context(), s)
		if err != nil {
			return 0, err
		}
		rows = tag.RowsAffected()
	}
	return rows, nil
}

// What a body's scope may write of its own obligations is what the body sent or
// said. The dates, the answers and the list itself are not its to write, even in
// plain SQL; neither are the office's preferences, definitions and versions.
func TestWhatABodysScopeMayWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := w.slot(document.Register).ID
	var filled workflow.ObligationID
	for _, o := range w.slots {
		if o.ID != open && o.Status == workflow.ObligationOpen {
			filled = o.ID
		}
	}
	sent := w.send(w.operator, engine.Incoming{Obligation: filled})
	mine, theirs := w.operator.Person, w.reviewer.Person
	act := func(what string, by reception.PersonID) string {
		return fmt.Sprintf(`INSERT INTO obligation_acts (office_id, body_id, obligation_id, act, reason, at, by_person)
			VALUES (%d, %d, %d, '%s', 'perché sì', now(), %d)`, w.operator.Office, w.operator.Body, open, what, by)
	}
	set := func(id workflow.ObligationID, what string) string {
		return fmt.Sprintf(`UPDATE obligations SET %s WHERE id = %d`, what, id)
	}
	preference := func(p reception.PersonID) string {
		return fmt.Sprintf(`INSERT INTO preferences (office_id, person_id, kind, channel) VALUES (%d, %d, 'reminder', 'none')
			ON CONFLICT (person_id, kind) DO UPDATE SET channel = 'none'`, w.operator.Office, p)
	}
	w.sql(fmt.Sprintf(`INSERT INTO preferences (office_id, person_id, kind, channel) VALUES (%d, %d, 'reminder', 'now')`, w.operator.Office, theirs))
	refused := map[string][]string{
		"another's preference":          {preference(theirs)},
		"a definition":                  {`INSERT INTO definitions (office_id, key, version, source, created_at) SELECT office_id, key, version + 1, source, now() FROM definitions LIMIT 1`},
		"a version of a requirement":    {`INSERT INTO requirement_versions SELECT requirement_id, office_id, version + 1, data, now() FROM requirement_versions LIMIT 1`},
		"another due date":              {set(open, `due_on = due_on + 30`)},
		"a date that was moved":         {set(open, `first_due_on = due_on`)},
		"waived":                        {set(open, `status = 'waived'`)},
		"nothing":                       {set(open, `status = 'nothing'`)},
		"accepted":                      {set(filled, `status = 'accepted'`)},
		"rejected":                      {set(filled, `status = 'rejected'`)},
		"withdrawn":                     {set(open, `status = 'withdrawn'`)},
		"submitted without a document":  {set(open, `status = 'submitted', submitted_at = now(), late_days = 0`)},
		"under review":                  {set(filled, `status = 'under_review'`)},
		"in time after all":             {set(filled, `late_days = 0, submitted_at = submitted_at - interval '90 days'`)},
		"no reminders":                  {set(open, `nudge_on = NULL`)},
		"declared without an act":       {set(open, `status = 'declared', nudge_on = NULL`)},
		"declared and revoked at once":  {act("revoked", mine), set(open, `status = 'declared', nudge_on = NULL`)},
		"an obligation of its own":      {`INSERT INTO obligations (office_id, body_id, requirement_id, kind, slot, period_start, period_end, due_on, derivation) SELECT office_id, body_id, requirement_id, kind, 'x', period_start, period_end, due_on, derivation FROM obligations LIMIT 1`},
		"an act in somebody's name":     {act("declared", theirs)},
		"an extension":                  {act("extended", mine)},
		"a waiver":                      {act("waived", mine)},
		"an acknowledgement":            {act("acknowledged", mine)},
		"a refusal":                     {act("refused", mine)},
		"a restoration":                 {act("restored", mine)},
		"a chase":                       {act("chased", mine)},
		"a date together with a return": {act("declared", mine), set(open, `status = 'declared', due_on = due_on + 1`)},
	}
	for name, statements := range refused {
		if _, err := w.asBody(w.operator, statements...); err == nil {
			t.Errorf("a body's scope wrote %s", name)
		}
	}
	if n, err := w.asBody(w.operator, fmt.Sprintf(`DELETE FROM obligations WHERE id = %d`, open)); err == nil && n > 0 {
		t.Error("a body's scope removed an obligation")
	}
	allowed := map[string][]string{
		"its own preference":    {preference(mine)},
		"a declaration":         {act("declared", mine), set(open, `status = 'declared', nudge_on = NULL`)},
		"what was said, undone": {act("declared", mine), set(open, `status = 'declared', nudge_on = NULL`), act("revoked", mine), set(open, `status = 'open', nudge_on = due_on`)},
		"what came for it": {fmt.Sprintf(`INSERT INTO documents (office_id, body_id, kind, obligation_id, created_at) VALUES (%d, %d, 'REGISTRO', %d, now())`,
			w.operator.Office, w.operator.Body, open), set(open, `status = 'submitted', submitted_at = now(), late_days = 0, sequence = sequence + 1`)},
	}
	for name, statements := range allowed {
		if n, err := w.asBody(w.operator, statements...); err != nil || n != 1 {
			t.Errorf("a body's scope does not write %s: %d rows, %v", name, n, err)
		}
	}
	if sent.Document == 0 {
		t.Error("nothing was sent")
	}
}

// A decision does not wait for whoever works on the office's ledger, and the
// renewal of what it accepted follows by a job.
func TestADecisionDoesNotWaitForTheLedger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(reception.Requirement{Kind: document.Insurance, Subject: reception.PerBody, Recurrence: reception.BeforeExpiry,
		Happening: reception.ExpiryOf(document.Insurance), Due: reception.DueRule{Term: calendar.Term{Days: 30}}})
	w.sql(`DELETE FROM obligations WHERE happening_id IS NOT NULL`)
	w.sql(`DELETE FROM happenings`)
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, document.Reading{Kind: document.Insurance, KindScore: 1, MediaType: "application/pdf", PageCount: 1, Method: document.MethodText,
		Fields: []document.Field{{Name: document.ValidUntil, Value: "2026-12-31", Confidence: 1}}})

	conn, err := pgx.Connect(t.Context(), w.url)
	w.must(err)
	defer conn.Close(t.Context())
	tx, err := conn.Begin(t.Context())
	w.must(err)
	_, err = tx.Exec(t.Context(), `SELECT set_config('insiemi.scope', 'all', true)`)
	w.must(err)
	_, err = tx.Exec(t.Context(), `SELECT 1 FROM offices WHERE id = $1 FOR NO KEY UPDATE`, w.operator.Office)
	w.must(err)
	w.approve(got.Document) // waits until the lock times out where it follows at once
	w.must(tx.Rollback(t.Context()))

	if n := len(w.owed(document.Insurance)); n != 0 {
		t.Errorf("%d renewals are owed before the job ran", n)
	}
	job, id := w.toFollow()
	for range 2 {
		w.must(w.engine.FollowHappening(t.Context(), job, id))
		if n := len(w.owed(document.Insurance)); n != 1 {
			t.Errorf("%d renewals are owed", n)
		}
	}
}

// toFollow is the job by which a happening is followed.
func (w *world) toFollow() (job workflow.JobID, id reception.HappeningID) {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), w.url)
	w.must(err)
	defer conn.Close(w.Context())
	_, err = conn.Exec(w.Context(), `SELECT set_config('insiemi.scope', 'all', false)`)
	w.must(err)
	w.must(conn.QueryRow(w.Context(), `SELECT id, subject_id FROM outbox WHERE kind = $1 AND done_at IS NULL`, workflow.JobFollow).Scan(&job, &id))
	return job, id
}
