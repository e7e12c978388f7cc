package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/nation"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

const (
	ledgerVisitors = 24  // of each kind, of offices all over the country
	ledgerRounds   = 300 // times that each page is asked for
)

// BenchmarkLedger loads a nation (NATION_OFFICES: only so many of its
// offices) and asks for the pages that stand on the ledger, each visitor in turn,
// beside a SELECT 1 to the same database; then it lets the clock tick, with
// nothing due, and with the reminders of a morning.
func BenchmarkLedger(b *testing.B) {
	w := newNation(b)
	w.serve()
	w.pages()
	w.ticks()
	finish(b)
}

// newNation is a world with a nation in it instead of a province.
func newNation(b *testing.B) *world {
	b.Helper()
	w := &world{B: b, program: program(b), stack: stacktest.Durable(b)}
	w.access = w.stack.Access()
	w.command("migrate")
	var err error
	if w.db, err = storage.Open(b.Context(), w.access.DatabaseURL, 4); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.db.Close)
	if w.look, err = pgx.Connect(b.Context(), w.access.AdminURL("insiemi")); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.look.Close(context.Background()) })
	start := time.Now()
	l := nation.Loader{URL: w.access.DatabaseURL, DB: w.db, Engine: engine.New(w.db, time.Now), Password: password,
		Year: calendar.DateOf(time.Now()).Year(), Offices: nationOffices(b), Progress: func(int, int, int) {}}
	all, err := l.Load(b.Context())
	w.must(err)
	b.ReportMetric(float64(all), "obligations")
	b.ReportMetric(time.Since(start).Seconds(), "seed-s")
	return w
}

func nationOffices(b *testing.B) (n int) {
	if s := os.Getenv("NATION_OFFICES"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			b.Fatalf("NATION_OFFICES: %v", err)
		}
	}
	return n
}

// page asks for an address as one of the visitors after the other.
func page(ctx context.Context, name, path string, visitors []*visitor) contestant {
	n := 0
	return contestant{name, func() (time.Duration, error) {
		v := visitors[n%len(visitors)]
		n++
		start := time.Now()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+path, nil)
		if err != nil {
			return 0, err
		}
		res, err := v.http.Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		took := time.Since(start)
		if err == nil && (res.StatusCode != http.StatusOK || res.Request.URL.Path != strings.SplitN(path, "?", 2)[0]) {
			err = fmt.Errorf("%s answered %s: %.200s", path, res.Status, body)
		}
		return took, err
	}}
}

// pages measures what operators and offices look at, from the browser's side of
// the loopback: the time of the server and a little more.
func (w *world) pages() {
	w.Helper()
	rows, err := w.look.Query(w.Context(), `SELECT p.email FROM people p WHERE p.role = 'operator' ORDER BY hashint8(p.id) LIMIT $1`, ledgerVisitors)
	w.must(err)
	operators, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	rows, err = w.look.Query(w.Context(), `SELECT p.email FROM people p WHERE p.role = 'reviewer' ORDER BY hashint8(p.id) LIMIT $1`, ledgerVisitors)
	w.must(err)
	reviewers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	var bodies, offices []*visitor
	for _, e := range operators {
		bodies = append(bodies, w.signIn(e))
	}
	for _, e := range reviewers {
		offices = append(offices, w.signIn(e))
	}
	all := []contestant{
		page(w.Context(), "home", "/", bodies),
		page(w.Context(), "wall", "/overview", offices),
		page(w.Context(), "months", "/overview?view=months", offices),
		page(w.Context(), "missing", "/missing", offices),
		page(w.Context(), "queue", "/tasks", offices),
		{"select1", w.selectOne},
	}
	_, err = takeTurns(ledgerVisitors+2, all...) // each visitor's first page warms the caches
	w.must(err)
	got, err := takeTurns(ledgerRounds, all...)
	w.must(err)
	for name, s := range got {
		w.ReportMetric(s.quantile(0.5), name+"-p50-ms")
		w.ReportMetric(s.quantile(0.95), name+"-p95-ms")
	}
}

func (w *world) selectOne() (time.Duration, error) {
	start := time.Now()
	var one int
	err := w.look.QueryRow(w.Context(), `SELECT 1`).Scan(&one)
	return time.Since(start), err
}

// ticks measures the clock: with nothing left to decide, and when more and more
// is due, so that the cost of one reminder shows.
func (w *world) ticks() {
	w.Helper()
	day := workingDay(calendar.DateOf(time.Now()))
	e := engine.New(w.db, func() time.Time { return day.At(10, 0) })
	tick := func() (engine.Ticked, float64) {
		start := time.Now()
		done, err := e.Tick(w.Context())
		w.must(err)
		return done, float64(time.Since(start)) / float64(time.Millisecond)
	}
	first, took := tick()
	w.ReportMetric(took, "tick-morning-ms")
	w.ReportMetric(float64(first.Reminders), "tick-morning-reminders")
	var idle samples
	for range 20 {
		done, took := tick()
		if done.Reminders != 0 {
			w.Fatalf("the tick after the morning's decided on %d reminders", done.Reminders)
		}
		idle = append(idle, time.Duration(took*float64(time.Millisecond)))
	}
	w.ReportMetric(idle.quantile(0.5), "tick-idle-ms")
	for _, n := range []int{100, 1000, 10000} {
		w.makeDue(n, day)
		done, took := tick()
		w.ReportMetric(took, fmt.Sprintf("tick-%d-ms", n))
		w.ReportMetric(float64(done.Reminders), fmt.Sprintf("tick-%d-reminders", n))
	}
}

// workingDay is the day, or the next from Monday to Friday that is no holiday.
func workingDay(d calendar.Date) calendar.Date {
	if cal := calendar.Named("it"); !cal.IsWorkingDay(d) {
		return cal.NextWorkingDay(d)
	}
	return d
}

// makeDue lets n obligations that nobody was reminded of become due on the day,
// all over the country, and forgets the morning's digests.
func (w *world) makeDue(n int, day calendar.Date) {
	w.Helper()
	_, err := w.look.Exec(w.Context(), `WITH chosen AS (SELECT id FROM obligations WHERE status = 'accepted' ORDER BY hashint8(id + $1) LIMIT $1)
		UPDATE obligations o SET status = 'open', submitted_at = NULL, due_on = $2, nudge_on = $2 FROM chosen WHERE chosen.id = o.id`, n, day)
	w.must(err)
	_, err = w.look.Exec(w.Context(), `UPDATE notices SET digest_on = digest_on - 1000 - $1::int WHERE digest_on = $2`, n, day)
	w.must(err)
}
