// Package stack is the private stack: Postgres, Redis, the object store and a
// mail sink, run in one data folder for one person, one machine or one test run.
//
//	Start ── lock ── state.json ──┬── postgres (own cluster, loopback, scram)
//	                              ├── redis    (append-only file, noeviction)
//	                              ├── s3       (s3d, our object store)
//	                              └── mail     (in this process; writes .eml files)
//	Supervise ──────────────────────── insiemi serve, insiemi work
//
// The parts are child processes that die with this one. One that dies is
// started again, with a growing pause; one that cannot start the first time
// fails the start with its last words. Everything listens on 127.0.0.1 only,
// with passwords that are random, stored, and never on a command line.
//
// It never touches a cluster, a Redis or a file outside its data folder, never
// runs Postgres as root, and never deletes data.
//
// Invariants:
//   - at most one stack runs on a data folder (flock on lock);
//   - a half-made cluster is never used (it is made in postgres.new, then renamed);
//   - killing any part, this process, or all of them loses nothing that was
//     acknowledged, unless Options.Test says that speed matters more.
package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/stack/mailbox"
)

// The names of the parts, for Kill, Down, Up, Pause and Resume, and of their
// log files in the folder log.
const (
	Postgres = "postgres"
	Redis    = "redis"
	S3       = "s3"
)

// startTime is how long a part may take until it is ready: a cluster that
// recovers from a power cut reads its log first.
const startTime = 90 * time.Second

// Options says where and how to run a stack.
type Options struct {
	// Dir is the data folder; it is made when missing. When this process is
	// root and Dir lies below a folder that the user postgres may not enter,
	// /var/lib/insiemi is used instead and Dir/moved-to names it.
	Dir string
	// S3D is the path of the s3d program (module deploy/s3d).
	S3D string
	// Local is the folder in which deploy/bootstrap.sh puts programs when it
	// may not install packages; empty when there is none.
	Local string
	// Web is the port of the product's pages; 0: the one of last time, or the
	// first free one from 8080.
	Web int
	// Test trades safety for speed: nothing is flushed to disk.
	Test bool
	// Log receives plain sentences about what happens, one a line; nil for none.
	Log io.Writer
}

// Stack is a running stack.
type Stack struct {
	opts    Options
	dir     string
	lock    *lock
	state   *state
	sink    *mailbox.Sink
	log     *sayer
	parts   []*keeper // in the order of stopping, after the programs
	mu      sync.Mutex
	extra   []*keeper // programs, in the order of starting
	stop    sync.Once
	stopped chan struct{}
	stopErr error
}

// Start prepares the data folder, starts every part, and returns when all are
// ready. The end of ctx gives up a start; it does not stop a stack that runs.
// Errors are sentences for the person at the terminal.
func Start(ctx context.Context, opts Options) (*Stack, error) {
	s := &Stack{opts: opts, log: &sayer{w: opts.Log}, stopped: make(chan struct{})}
	if err := s.open(serviceUser()); err != nil {
		return nil, err
	}
	if err := s.startParts(ctx); err != nil {
		_ = s.Stop()
		return nil, err
	}
	return s, nil
}

// open takes the data folder, which user must be able to enter (nil for
// whoever runs this), and reads or makes its state.
func (s *Stack) open(user *account) (err error) {
	if s.dir, err = prepareDir(s.opts.Dir, user, sharedDir, s.log); err != nil {
		return err
	}
	if s.lock, err = takeLock(s.dir); err != nil {
		return err
	}
	if s.state, err = loadState(s.dir); err != nil {
		s.lock.release()
	}
	return err
}

// startParts starts the mail sink and the three children, side by side.
func (s *Stack) startParts(ctx context.Context) error {
	endOrphans(s.dir, s.log)
	group, ctx := errgroup.WithContext(ctx)
	var postgres, redis, s3 *keeper
	group.Go(func() error { return s.startMail() })
	group.Go(func() (err error) { postgres, err = s.startPostgres(ctx); return err })
	group.Go(func() (err error) { redis, err = s.startRedis(ctx); return err })
	group.Go(func() (err error) { s3, err = s.startS3(ctx); return err })
	err := group.Wait()
	for _, k := range []*keeper{s3, redis, postgres} {
		if k != nil {
			s.parts = append(s.parts, k)
		}
	}
	if err != nil {
		return err
	}
	if err := s.pickListen(); err != nil {
		return err
	}
	return s.state.save(s.dir)
}

// startMail starts the mail sink on its port, and on another when somebody took
// it between the choice and the start.
func (s *Stack) startMail() error {
	for attempt := 1; ; attempt++ {
		port, err := s.port("mail")
		if err != nil {
			return err
		}
		s.sink, err = mailbox.Listen(s.path("mail"), port.address())
		if err == nil {
			return nil
		}
		if attempt == 3 || !errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("start the mail sink: %w", err)
		}
	}
}

// Dir is the data folder in use, which may differ from Options.Dir.
func (s *Stack) Dir() string { return s.dir }

// Mail is the sink that receives every message.
func (s *Stack) Mail() *mailbox.Sink { return s.sink }

// Program is a process to keep running beside the parts.
type Program struct {
	Name string   // of its log file, log/<Name>.log
	Path string   // of the program
	Args []string // after the program's name
	Env  []string // added to this process's environment and to Stack.Env
	// Ready returns nil when the program serves; it is asked again and again
	// until then. Nil means ready once started.
	Ready func(context.Context) error
}

// Supervise starts a program, returns when it is ready, and keeps it running
// until Stop, which stops programs before parts, the last one first.
func (s *Stack) Supervise(ctx context.Context, p Program) error {
	k := s.keeper(spec{
		name: p.Name, path: p.Path, args: p.Args,
		env: append(s.Env(), p.Env...), ready: p.Ready, grace: 20 * time.Second,
	})
	if err := k.start(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.extra = append(s.extra, k)
	return nil
}

// Stop stops programs, then s3, redis, postgres and mail, and gives the data
// folder back. It may be called more than once.
func (s *Stack) Stop() error {
	s.stop.Do(func() {
		s.stopErr = s.stopAll()
		close(s.stopped)
	})
	<-s.stopped
	return s.stopErr
}

func (s *Stack) stopAll() error {
	s.mu.Lock()
	programs := s.extra
	s.mu.Unlock()
	var errs []error
	for i := len(programs) - 1; i >= 0; i-- {
		errs = append(errs, programs[i].stop())
	}
	for _, k := range s.parts {
		errs = append(errs, k.stop())
	}
	if s.sink != nil {
		errs = append(errs, s.sink.Close())
	}
	s.lock.release()
	return errors.Join(errs...)
}

// Wait blocks until the stack was stopped.
func (s *Stack) Wait() { <-s.stopped }

// Kill kills a part or program as kill -9 does, and returns when it is dead. It
// is started again at once; AwaitReady waits for that.
func (s *Stack) Kill(name string) error {
	return s.with(name, func(k *keeper) error { return k.kill() })
}

// Down stops a part or program and keeps it stopped until Up.
func (s *Stack) Down(name string) error {
	return s.with(name, func(k *keeper) error { return k.hold() })
}

// Up starts again what Down stopped and returns when it is ready.
func (s *Stack) Up(ctx context.Context, name string) error {
	return s.with(name, func(k *keeper) error { k.release(); return k.awaitReady(ctx) })
}

// Pause freezes the process of a part or program: connections are accepted by
// the system and never answered. Postgres's open connections go on, they are
// processes of their own.
func (s *Stack) Pause(name string) error {
	return s.with(name, func(k *keeper) error { return k.signal(pauseSignal) })
}

// Resume lets a paused process go on.
func (s *Stack) Resume(name string) error {
	return s.with(name, func(k *keeper) error { return k.signal(resumeSignal) })
}

// AwaitReady returns when a part or program is ready, at once if it is.
func (s *Stack) AwaitReady(ctx context.Context, name string) error {
	return s.with(name, func(k *keeper) error { return k.awaitReady(ctx) })
}

func (s *Stack) with(name string, do func(*keeper) error) error {
	s.mu.Lock()
	all := append(append([]*keeper{}, s.parts...), s.extra...)
	s.mu.Unlock()
	for _, k := range all {
		if k.spec.name == name {
			return do(k)
		}
	}
	return fmt.Errorf("the stack has no part named %q", name)
}

// sayer writes sentences to a log, one at a time.
type sayer struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *sayer) say(format string, args ...any) {
	if l.w == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, format+"\n", args...)
}
