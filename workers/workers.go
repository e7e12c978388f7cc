// Package workers does the machine work: it takes rows of the outbox to the
// queue (relay), runs the job of each (a handler per file), and ticks the clock
// (scheduler).
//
//	outbox row ─ relay: claim, enqueue, mark ─▶ asynq ─▶ handler ─▶ engine
//	                    └ a reading, where a hand is free ──┘
//
// Postgres is the truth. Redis may be emptied or killed at any moment: what was
// not done is handed to the queue again. A handler may run twice; the engine
// lets the effects happen once. A job carries an id, never data.
package workers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Config is what the workers work with.
type Config struct {
	DB      *storage.DB
	Engine  *engine.Engine
	Blobs   blob.Store
	Mail    mail.Sender
	BaseURL string // where links in messages lead, without a final slash
	Redis   asynq.RedisConnOpt
	Log     *slog.Logger
	Read    extract.ChildOptions
	// Concurrency is how many jobs run at once; 0: two for each core.
	Concurrency int
	// Resend is after how long a job that was sent but not done is handed to
	// the queue again; 0: two minutes.
	Resend time.Duration
	// TickEvery is how often the clock ticks; 0: ten minutes.
	TickEvery time.Duration
}

func (c *Config) defaults() {
	if c.Concurrency == 0 {
		c.Concurrency = 2 * runtime.GOMAXPROCS(0)
	}
	if c.Resend == 0 {
		c.Resend = 2 * time.Minute
	}
	if c.TickEvery == 0 {
		c.TickEvery = 10 * time.Minute
	}
}

// Workers runs relay, handlers and scheduler until told to stop.
type Workers struct {
	Config
	client    *asynq.Client
	inspector *asynq.Inspector
	redis     redis.UniversalClient
	models    models
	rooms     *rooms // nil where the workers do not run
	hands     *hands // as rooms
}

// New connects to the queue. It errs when the settings are not usable.
func New(c Config) (*Workers, error) {
	c.defaults()
	r, ok := c.Redis.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, errors.New("the Redis settings give no client")
	}
	return &Workers{Config: c, redis: r, client: asynq.NewClientFromRedisClient(r), inspector: asynq.NewInspectorFromRedisClient(r)}, nil
}

// Run works until ctx ends, then lets running jobs finish for a while and
// returns. Jobs that did not finish are done by the next worker.
func (w *Workers) Run(ctx context.Context) error {
	defer w.redis.Close()
	w.warnOfForgetfulRedis(ctx)
	w.rooms = &rooms{options: w.Read, most: runtime.GOMAXPROCS(0), log: w.Log}
	defer w.rooms.close()
	w.rooms.refill()
	w.hands = newHands(ctx)
	mux := w.mux()
	var servers []*asynq.Server
	defer func() {
		w.hands.close()
		for _, srv := range servers {
			srv.Shutdown()
		}
	}()
	for _, srv := range []*asynq.Server{
		w.server(ctx, soon, w.Concurrency, map[string]int{queueQuick: 6, queueRead: 3, queueDraw: 1}),
		w.server(ctx, late, scansAtOnce, map[string]int{queueScan: 1}),
		w.server(ctx, late, mailAtOnce, map[string]int{queueMail: 1}),
	} {
		if err := srv.Start(mux); err != nil {
			return fmt.Errorf("start the job server: %w", err)
		}
		servers = append(servers, srv)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.relay(gctx) })
	g.Go(func() error { return w.schedule(gctx) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// server returns a server of some queues, with their weights, that looks for jobs
// every so often.
func (w *Workers) server(ctx context.Context, every time.Duration, atOnce int, queues map[string]int) *asynq.Server {
	return asynq.NewServerFromRedisClient(w.redis, asynq.Config{
		Concurrency:       atOnce,
		Queues:            queues,
		TaskCheckInterval: every,
		ShutdownTimeout:   20 * time.Second,
		RetryDelayFunc:    retryDelay,
		Logger:            logger{w.Log},
		LogLevel:          asynq.WarnLevel,
		BaseContext:       func() context.Context { return context.WithoutCancel(ctx) },
	})
}

// warnOfForgetfulRedis tells when Redis is set up to forget: nothing is lost,
// as the outbox hands everything over again, but each time costs a delay.
func (w *Workers) warnOfForgetfulRedis(ctx context.Context) {
	for name, want := range map[string]string{"appendonly": "yes", "maxmemory-policy": "noeviction"} {
		got, err := w.redis.ConfigGet(ctx, name).Result()
		if err != nil {
			continue // managed servers do not tell
		}
		if got[name] != want {
			w.Log.Warn("Redis is set up to forget work, which then starts late: set " + name + " to " + want)
		}
	}
}

// mux routes each kind to its handler.
func (w *Workers) mux() *asynq.ServeMux {
	mux := asynq.NewServeMux()
	for kind, p := range policies() {
		mux.Handle(string(kind), w.adapt(kind, p))
	}
	mux.HandleFunc(tickTask, func(ctx context.Context, _ *asynq.Task) error { return w.tick(ctx) })
	return mux
}

// payload is what the queue carries: ids, never data.
type payload struct {
	Job     workflow.JobID `json:"job"`
	Subject int64          `json:"subject"`
}

// adapt decodes the job, runs the handler and keeps an error where the
// administrator sees it.
func (w *Workers) adapt(kind workflow.JobKind, p policy) asynq.HandlerFunc {
	return func(ctx context.Context, t *asynq.Task) error {
		var in payload
		if err := json.Unmarshal(t.Payload(), &in); err != nil {
			return fmt.Errorf("job of kind %s: %w: %w", kind, err, asynq.SkipRetry)
		}
		err := w.do(ctx, kind, p, in)
		if n, _ := asynq.GetRetryCount(ctx); err != nil && n > 0 && p.tell != nil {
			w.tell(context.WithoutCancel(ctx), p, in)
		}
		return err
	}
}

// tell says to whoever waits for it that a job does not succeed.
func (w *Workers) tell(ctx context.Context, p policy, in payload) {
	if err := p.tell(w, ctx, in.Subject); err != nil {
		w.Log.Error("who waits for a job could not be told that it fails", "job", in.Job, "error", err)
	}
}

// do runs a job's handler and keeps its error.
func (w *Workers) do(ctx context.Context, kind workflow.JobKind, p policy, in payload) error {
	start := time.Now()
	err := p.attempt(ctx, w, in)
	log := w.Log.With("job", in.Job, "kind", kind, "subject", in.Subject, "ms", time.Since(start).Milliseconds())
	if err == nil {
		log.Info("job done")
		return nil
	}
	log.Warn("job failed", "error", err)
	note := context.WithoutCancel(ctx)
	if e := w.DB.Write(note, storage.System(), func(t *storage.Tx) error { return t.NoteJobError(note, in.Job, err.Error()) }); e != nil {
		log.Error("the error could not be kept", "error", e)
	}
	return err
}

// attempt runs a job's handler; a panic of it is an error, with where it was: it must
// not end the process, which does other jobs and may serve pages.
func (p policy) attempt(ctx context.Context, w *Workers, in payload) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
		}
	}()
	return p.run(w, ctx, in.Job, in.Subject)
}

// logger writes the queue's own messages to ours.
type logger struct{ *slog.Logger }

func (l logger) Debug(args ...any) { l.Logger.Debug(fmt.Sprint(args...)) }
func (l logger) Info(args ...any)  { l.Logger.Info(fmt.Sprint(args...)) }
func (l logger) Warn(args ...any)  { l.Logger.Warn(fmt.Sprint(args...)) }
func (l logger) Error(args ...any) { l.Logger.Error(fmt.Sprint(args...)) }
func (l logger) Fatal(args ...any) { l.Logger.Error(fmt.Sprint(args...)) }
