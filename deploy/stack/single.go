package stack

import "context"

// RedisServer is one Redis of its own, for a test.
type RedisServer struct {
	stack *Stack
	keep  *keeper
}

// StartRedis starts only Redis in a data folder of its own and returns when it
// is ready.
func StartRedis(ctx context.Context, opts Options) (*RedisServer, error) {
	s := &Stack{opts: opts, log: &sayer{w: opts.Log}, stopped: make(chan struct{})}
	if err := s.open(nil); err != nil {
		return nil, err
	}
	k, err := s.startRedis(ctx)
	if err != nil {
		s.lock.release()
		return nil, err
	}
	s.parts = []*keeper{k}
	return &RedisServer{stack: s, keep: k}, nil
}

// URL is redis://:password@host:port/0.
func (r *RedisServer) URL() string { return r.stack.Access().RedisURL }

// Stop stops it in order.
func (r *RedisServer) Stop() error { return r.stack.Stop() }

// Kill kills it as kill -9 does, and returns when it is dead. It is started
// again at once, with what its append-only file holds.
func (r *RedisServer) Kill() error { return r.keep.kill() }

// Down stops it and keeps it stopped until Up.
func (r *RedisServer) Down() error { return r.keep.hold() }

// Up starts it again after Down and returns when it is ready.
func (r *RedisServer) Up(ctx context.Context) error {
	r.keep.release()
	return r.keep.awaitReady(ctx)
}

// Pause freezes it: connections hang. Resume lets it go on.
func (r *RedisServer) Pause() error { return r.keep.signal(pauseSignal) }

// Resume ends Pause.
func (r *RedisServer) Resume() error { return r.keep.signal(resumeSignal) }

// AwaitReady returns when it is ready, at once if it is.
func (r *RedisServer) AwaitReady(ctx context.Context) error { return r.keep.awaitReady(ctx) }
