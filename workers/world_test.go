package workers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/mailbox"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workers"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// asWorker makes the test binary a worker process, which the tests kill.
const asWorker = "INSIEMI_TEST_WORKER"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == extract.ChildCommand { // the child process that reads documents
		if err := extract.ServeChild(context.Background(), os.Args[2:], os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	if v := os.Getenv(asWorker); v != "" {
		os.Exit(workerProcess(v))
	}
	os.Exit(stacktest.Main(m))
}

// settings is where a worker finds its parts.
type settings struct {
	Database, Redis, SMTP string
	S3                    s3.Config
	RelayOnly             bool
}

// now stands still on a working day, so that the clock ticks the same whenever
// the tests run.
func now() time.Time { return calendar.MustDate(2026, 11, 3).At(9, 0) }

func newWorkers(ctx context.Context, s settings, log *slog.Logger) (*workers.Workers, error) {
	db, err := storage.Open(ctx, s.Database, 6)
	if err != nil {
		return nil, err
	}
	db = db.WithSeal(storagetest.Key())
	queue, err := asynq.ParseRedisURI(s.Redis)
	if err != nil {
		return nil, err
	}
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: s.SMTP, From: "Insiemi <insiemi@example.org>"})
	if err != nil {
		return nil, err
	}
	blobs, err := s3.Open(ctx, s.S3)
	if err != nil {
		return nil, err
	}
	return workers.New(workers.Config{DB: db, Engine: engine.New(db, now), Blobs: blobs, Read: extract.ChildOptions{Self: os.Args[0]},
		Mail: sender, BaseURL: "https://insiemi.example.org", Redis: queue, Log: log, Concurrency: 4, Resend: 2 * time.Second, TickEvery: time.Hour})
}

// workerProcess is a worker, or only a relay, as a process of its own.
func workerProcess(v string) int {
	var s settings
	if err := json.Unmarshal([]byte(v), &s); err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	w, err := newWorkers(ctx, s, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if s.RelayOnly {
		_, err = w.Relay(ctx)
	} else {
		err = w.Run(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// world is a small province whose clock has ticked: its notices wait in the
// outbox.
type world struct {
	*testing.T
	settings
	db      *storage.DB
	redis   *stack.RedisServer
	inbox   *mailbox.Sink
	notices int
	look    *pgx.Conn // behind the product's back
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, redis: stacktest.Redis(t), inbox: stacktest.Mail(t)}
	w.Database = storagetest.URL(t)
	w.Redis, w.SMTP = w.redis.URL(), "smtp://"+w.inbox.Addr()
	a := stacktest.Shared(t)
	w.S3 = s3.Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()}
	var err error
	w.db = storagetest.Open(t, w.Database, 4)
	p := province.New(province.Options{Seed: 7, Today: calendar.DateOf(now()), Bodies: 6, Centres: 8, Months: 1, OtherBodies: 1, OtherCentres: 1})
	e := engine.New(w.db, now)
	l := &demo.Loader{DB: w.db, Engine: e, Log: slog.New(slog.DiscardHandler), Password: "secret", Now: now()}
	if err := l.Registry(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	done, err := e.Tick(t.Context())
	if err != nil || done.Notices < 5 {
		t.Fatalf("ticked: %+v, %v", done, err)
	}
	w.notices = done.Notices
	if w.look, err = pgx.Connect(t.Context(), storagetest.AdminURL(t, w.Database)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.look.Close(context.Background()) })
	return w
}

// run runs workers in this process until the test ends.
func (w *world) run() {
	w.Helper()
	w.start(w.workers())
}

// start runs workers until the test ends.
func (w *world) start(k *workers.Workers) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	w.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("the workers ended with %v", err)
		}
	})
}

func (w *world) workers() *workers.Workers {
	w.Helper()
	k, err := newWorkers(w.Context(), w.settings, slog.New(slog.NewTextHandler(stacktest.Log(w.T), nil)))
	if err != nil {
		w.Fatal(err)
	}
	return k
}

// process starts a worker process and returns what kills it as kill -9 does.
func (w *world) process(s settings) (kill func()) {
	w.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		w.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWorker+"="+string(b))
	cmd.Stderr = stacktest.Log(w.T)
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	dead := make(chan error, 1)
	go func() { dead <- cmd.Wait() }()
	kill = func() {
		_ = cmd.Process.Kill()
		<-dead
		dead <- nil
	}
	w.Cleanup(kill)
	return kill
}

// until asks the database again and again until the query gives true.
func (w *world) until(what, sql string, args ...any) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 2*time.Minute)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		var yes bool
		if err := w.look.QueryRow(ctx, sql, args...).Scan(&yes); err != nil {
			w.Fatalf("%s: %v", what, err)
		}
		if yes {
			return
		}
		select {
		case <-ctx.Done():
			w.Fatalf("it never came about that %s", what)
		case <-again.C:
		}
	}
}

// second is the same world seen over another connection, for looking while the
// first holds a lock.
func (w *world) second() *world {
	w.Helper()
	other := *w
	var err error
	if other.look, err = pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.Database)); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { other.look.Close(context.Background()) })
	return &other
}

// everythingIsDoneOnce waits until no job waits, and checks that each notice was
// sent once and recorded once.
func (w *world) everythingIsDoneOnce() {
	w.Helper()
	w.until("every job is done", `SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL)`)
	all, err := mailbox.List(w.inbox.Dir())
	if err != nil {
		w.Fatal(err)
	}
	if len(all) != w.notices {
		w.Errorf("%d messages arrived for %d notices", len(all), w.notices)
	}
	w.haveTheirIDs(all)
	var recorded int
	if err := w.look.QueryRow(w.Context(), `SELECT count(*) FROM deliveries WHERE outcome = 'sent'`).Scan(&recorded); err != nil {
		w.Fatal(err)
	}
	if recorded != w.notices {
		w.Errorf("%d deliveries were recorded for %d notices", recorded, w.notices)
	}
}

// haveTheirIDs checks that the Message-ID of each message has the token of a
// notice of its own, which a report must bear that it came back.
func (w *world) haveTheirIDs(all []mailbox.Message) {
	w.Helper()
	var ids []string
	for _, m := range all {
		ids = append(ids, m.MessageID)
	}
	var told int
	if err := w.look.QueryRow(w.Context(), `SELECT count(DISTINCT token) FROM notices WHERE 'insiemi.notice-' || id || '.' || token || '@example.org' = ANY($1)`, ids).Scan(&told); err != nil {
		w.Fatal(err)
	}
	if told != len(all) {
		w.Errorf("%d of %d messages have the Message-ID of their notice: %q", told, len(all), ids)
	}
}
