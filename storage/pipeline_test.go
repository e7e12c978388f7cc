package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
)

// What a transaction wrote is there for all that it asks afterwards, however it asks,
// though the statement went to the server only then.
func TestWhatWaitsIsWrittenBeforeWhatFollows(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w, ctx := seed(t, db), t.Context()
	enqueue := func(tx *storage.Tx, subject int64) {
		if err := tx.Enqueue(ctx, w.office, workflow.JobCheck, subject); err != nil {
			t.Fatal(err)
		}
	}
	err := db.Write(ctx, storage.System(), func(tx *storage.Tx) error {
		enqueue(tx, 1)
		if n, err := tx.WaitingJobs(ctx); err != nil || n != 1 { // one row
			t.Errorf("%d jobs, %v", n, err)
		}
		enqueue(tx, 2)
		enqueue(tx, 3)
		jobs, err := tx.ClaimJobs(ctx, 10, []workflow.JobKind{workflow.JobCheck}, time.Hour) // rows
		if err != nil || len(jobs) != 3 || jobs[2].SubjectID != 3 {
			t.Errorf("claimed %+v, %v", jobs, err)
		}
		enqueue(tx, 4)
		if err := tx.NoteJobError(ctx, jobs[0].ID, "noted"); err != nil { // no rows
			t.Error(err)
		}
		enqueue(tx, 5)
		id, _, err := tx.JobFor(ctx, workflow.JobCheck, 5)
		if err != nil || id == 0 {
			t.Errorf("job %d, %v", id, err)
		}
		if err := tx.AddEvent(ctx, storage.Event{OfficeID: w.office, Kind: "something", At: time.Now()}); err != nil {
			t.Error(err)
		}
		if _, err := tx.Slots(ctx, w.bodies[0], document.Register); err != nil { // a batch
			t.Error(err)
		}
		enqueue(tx, 6) // goes with the commit
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		n, err := r.WaitingJobs(ctx)
		if n != 6 {
			t.Errorf("%d jobs, want 6", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// What can't be written loses the transaction, with its reason, wherever that shows.
func TestWhatWaitsAndCannotBeWritten(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w, ctx := seed(t, db), t.Context()
	for name, then := range map[string]func(*storage.Tx) error{
		"commit":    func(*storage.Tx) error { return nil },
		"row":       func(tx *storage.Tx) error { _, err := tx.WaitingJobs(ctx); return err },
		"rows":      func(tx *storage.Tx) error { _, err := tx.Centres(ctx, w.bodies[0]); return err },
		"execution": func(tx *storage.Tx) error { return tx.NoteJobError(ctx, 1, "x") },
		"batch": func(tx *storage.Tx) error {
			_, err := tx.Slots(ctx, w.bodies[0], document.Register)
			if err == nil {
				err = tx.SaveLooks(ctx, storage.Revision{}, nil)
			}
			return err
		},
	} {
		err := db.Write(ctx, storage.System(), func(tx *storage.Tx) error {
			if err := tx.Enqueue(ctx, w.office, workflow.JobCheck, 1); err != nil {
				return err
			}
			if err := tx.Enqueue(ctx, w.office+99, workflow.JobCheck, 2); err != nil { // an office that is not there
				return err
			}
			return then(tx)
		})
		if err == nil || errors.Is(err, pgx.ErrNoRows) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		n, err := r.WaitingJobs(ctx)
		if n != 0 {
			t.Errorf("%d jobs of transactions that were lost", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
