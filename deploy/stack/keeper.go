package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
)

// The pause before a child is started again: none after it ran well, then
// doubling from the first to the last while it keeps ending early.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
	ranWell    = 5 * time.Second
)

// keeper keeps one child running until told to stop.
type keeper struct {
	spec spec
	dir  string
	log  *sayer

	mu      sync.Mutex
	current *process
	ready   bool
	held    bool
	changed chan struct{} // closed and replaced at each change of the above

	ending context.Context // ends when the child must not be started again
	end    context.CancelFunc
	over   chan struct{} // closed when keep has returned; nil before start
}

func (s *Stack) keeper(sp spec) *keeper {
	k := &keeper{spec: sp, dir: s.dir, log: s.log, changed: make(chan struct{})}
	k.ending, k.end = context.WithCancel(context.Background())
	return k
}

// start starts the child and returns when it is ready. When it cannot, the
// child's last words are in the error and nothing is left running.
func (k *keeper) start(ctx context.Context) error {
	p, err := launch(k.spec, k.dir)
	if err != nil {
		return err
	}
	if err := p.await(ctx, k.spec.ready); err != nil {
		_ = p.cmd.Process.Kill()
		<-p.done
		return fmt.Errorf("%s cannot start: %w", k.spec.name, err)
	}
	k.set(func() { k.current, k.ready = p, true })
	k.over = make(chan struct{})
	go k.keep(p)
	return nil
}

// keep starts the child again whenever it ends.
func (k *keeper) keep(p *process) {
	defer close(k.over)
	pause, since := time.Duration(0), time.Now()
	for {
		select {
		case <-p.done:
		case <-k.ending.Done():
			return
		}
		k.set(func() { k.ready = false })
		pause = nextPause(pause, time.Since(since))
		if !k.mayRestart(pause, p) {
			return
		}
		since = time.Now()
		p = k.restart(p)
	}
}

func nextPause(last, ran time.Duration) time.Duration {
	if ran >= ranWell {
		return 0
	}
	return min(max(2*last, firstPause), lastPause)
}

// mayRestart waits for the pause and for release, and says whether to go on.
func (k *keeper) mayRestart(pause time.Duration, p *process) bool {
	for {
		k.mu.Lock()
		held, changed := k.held, k.changed
		k.mu.Unlock()
		if !held {
			break
		}
		select {
		case <-changed:
		case <-k.ending.Done():
			return false
		}
		pause = 0
	}
	k.log.say("%s stopped (%v), starting it again", k.spec.name, p.err)
	select {
	case <-time.After(pause):
		return true
	case <-k.ending.Done():
		return false
	}
}

// restart starts the child again; on failure the process that ended before is
// returned, so that the next round tries again.
func (k *keeper) restart(before *process) *process {
	p, err := launch(k.spec, k.dir)
	if err != nil {
		k.log.say("%s: %v", k.spec.name, err)
		return before
	}
	held := false
	k.set(func() { k.current, held = p, k.held })
	if held { // since mayRestart looked
		_ = p.terminate(k.spec.onStop, k.spec.grace)
		return p
	}
	if err := p.await(k.ending, k.spec.ready); err != nil {
		if k.ending.Err() == nil {
			k.log.say("%s did not come back: %v", k.spec.name, err)
			_ = p.terminate(k.spec.onStop, k.spec.grace)
		}
		return p
	}
	k.set(func() { k.ready = true })
	return p
}

// set changes the keeper under its lock and wakes who waits for a change.
func (k *keeper) set(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
	close(k.changed)
	k.changed = make(chan struct{})
}

// stop ends the child in order and for good.
func (k *keeper) stop() error {
	k.end()
	<-k.over
	k.mu.Lock()
	p := k.current
	k.mu.Unlock()
	_ = p.cmd.Process.Signal(resumeSignal)
	if err := p.terminate(k.spec.onStop, k.spec.grace); err != nil {
		return fmt.Errorf("%s %w", k.spec.name, err)
	}
	return nil
}

// kill kills the child and returns when it is dead.
func (k *keeper) kill() error {
	k.mu.Lock()
	p := k.current
	k.ready = false
	k.mu.Unlock()
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", k.spec.name, err)
	}
	<-p.done
	return nil
}

// hold stops the child and keeps it stopped until release.
func (k *keeper) hold() error {
	var p *process
	k.set(func() { k.held, k.ready, p = true, false, k.current })
	return p.terminate(k.spec.onStop, k.spec.grace)
}

func (k *keeper) release() { k.set(func() { k.held = false }) }

func (k *keeper) signal(sig syscall.Signal) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.current.cmd.Process.Signal(sig); err != nil {
		return fmt.Errorf("signal %s: %w", k.spec.name, err)
	}
	return nil
}

// awaitReady returns when the child is ready.
func (k *keeper) awaitReady(ctx context.Context) error {
	for {
		k.mu.Lock()
		ready, changed := k.ready && !k.current.ended(), k.changed
		k.mu.Unlock()
		if ready {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", k.spec.name, ctx.Err())
		case <-k.ending.Done():
			return errors.New(k.spec.name + " was stopped")
		}
	}
}

// onFreePort starts a part on its port, and on another when somebody took it
// between the choice and the start.
func (s *Stack) onFreePort(ctx context.Context, part string, at func(port) spec) (*keeper, error) {
	for attempt := 1; ; attempt++ {
		p, err := s.port(part)
		if err != nil {
			return nil, err
		}
		k := s.keeper(at(p))
		err = k.start(ctx)
		if err == nil {
			return k, nil
		}
		if attempt == 3 || !errors.Is(err, errPortTaken) {
			return nil, err
		}
	}
}
