package engine_test

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// tick lets the clock tick at half past nine of a day of 2026.
func (w *world) tick(month, day int) engine.Ticked {
	w.Helper()
	w.clock.set(calendar.MustDate(2026, time.Month(month), day).At(9, 30))
	done, err := w.engine.Tick(w.Context())
	w.must(err)
	return done
}

// behind changes rows behind the product's back.
func (w *world) behind(sql string, args ...any) {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.url))
	w.must(err)
	defer conn.Close(w.Context())
	_, err = conn.Exec(w.Context(), sql, args...)
	w.must(err)
}

// look is a connection behind the product's back.
func (w *world) look() *pgx.Conn {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.url))
	w.must(err)
	w.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// count asks the database for a number.
func (w *world) count(sql string, args ...any) (n int) {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.url))
	w.must(err)
	defer conn.Close(w.Context())
	w.must(conn.QueryRow(w.Context(), sql, args...).Scan(&n))
	return n
}

// letter is a notice that waits to be sent, with its job.
type letter struct {
	engine.Told
	job workflow.JobID
}

// lettersTo returns what waits to be sent to a person, as it would be sent now.
func (w *world) lettersTo(p reception.PersonID) (out []letter) {
	w.Helper()
	var waiting map[workflow.JobID]workflow.NoticeID
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		waiting, err = r.WaitingNotices(w.Context(), w.clock.now().Add(time.Hour))
		return err
	})
	for job, id := range waiting {
		k, wanted, err := w.engine.NoticeFor(w.Context(), job, id)
		w.must(err)
		if wanted && k.To.ID == p {
			out = append(out, letter{k, job})
		}
	}
	slices.SortFunc(out, func(a, b letter) int { return int(a.Notice.ID - b.Notice.ID) })
	return out
}

// toldTo is lettersTo without the jobs.
func (w *world) toldTo(p reception.PersonID) (out []engine.Told) {
	w.Helper()
	for _, l := range w.lettersTo(p) {
		out = append(out, l.Told)
	}
	return out
}

// deliver sends everything that waits, as the workers do.
func (w *world) deliver(people ...reception.PersonID) (sent int) {
	w.Helper()
	for _, p := range people {
		for _, l := range w.lettersTo(p) {
			if l.Empty() {
				w.must(w.engine.RecordNotTold(w.Context(), l.job, l.Told))
				continue
			}
			sent++
			w.must(w.engine.RecordDelivery(w.Context(), l.job, l.Notice, storage.Sent, ""))
		}
	}
	return sent
}

// asked are the obligations that a digest asks for.
func asked(k engine.Told) (ids []workflow.ObligationID) {
	for _, o := range k.Obligations {
		ids = append(ids, o.Obligation.ID)
	}
	return ids
}

// decided is what was decided last about an obligation.
func (w *world) decided(id workflow.ObligationID) (was workflow.Reminded) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		was, _, err = r.Reminded(w.Context(), id)
		return err
	})
	return was
}
