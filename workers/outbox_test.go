package workers_test

import (
	"net"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

// A relay that is killed after it claimed rows and before it marked them loses
// none and sends none twice. Redis is frozen, so the relay is caught exactly
// there.
func TestARelayKilledBetweenClaimAndMark(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// The relay first asks Redis what it remembers, and must be past that when
	// Redis freezes: until then the outbox is locked.
	lock, err := w.look.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	s := w.settings
	s.RelayOnly = true
	kill := w.process(s)
	other := w.second()
	other.until("the relay waits for the table", `SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
		WHERE c.relname = 'outbox' AND NOT l.granted)`)
	if err := w.redis.Pause(); err != nil {
		t.Fatal(err)
	}
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("the relay has claimed every row", `WITH free AS (SELECT id FROM outbox WHERE done_at IS NULL FOR UPDATE SKIP LOCKED)
		SELECT count(*) = 0 FROM free`)
	kill()
	if err := w.redis.Resume(); err != nil {
		t.Fatal(err)
	}
	w.until("nothing was marked", `SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE sent_at IS NOT NULL)`)
	w.run()
	w.everythingIsDoneOnce()
}

// Redis is emptied while it holds all the work.
func TestAnEmptiedRedis(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if n, err := w.workers().Relay(t.Context()); err != nil || n != w.notices {
		t.Fatalf("%d jobs were handed over, %v; want %d", n, err, w.notices)
	}
	opts, err := redis.ParseURL(w.Redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opts)
	defer c.Close()
	if keys, err := c.DBSize(t.Context()).Result(); err != nil || keys < int64(w.notices) {
		t.Fatalf("Redis holds %d keys, %v", keys, err)
	}
	if err := c.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	w.run()
	w.everythingIsDoneOnce()
}

// Several relays and workers at once do each job once.
func TestSeveralRelays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for range 4 {
		k := w.workers()
		wg.Go(func() {
			n, err := k.Relay(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			sum += n
		})
	}
	wg.Wait()
	if sum < w.notices {
		t.Errorf("the relays handed over %d jobs of %d", sum, w.notices)
	}
	for range 3 {
		w.run()
	}
	w.everythingIsDoneOnce()
}

// Redis is killed, and stays away for a moment, while workers work.
func TestRedisKilledWhileWorking(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.redis.Down(); err != nil {
		t.Fatal(err)
	}
	w.run()
	if err := w.redis.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("something is done", `SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NOT NULL)`)
	if err := w.redis.Kill(); err != nil {
		t.Fatal(err)
	}
	w.everythingIsDoneOnce()
}

// A worker is killed in the middle of a job: another does it. The worker is
// caught while it talks to a mail server that never answers.
func TestAWorkerKilledInTheMiddleOfAJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	s := w.settings
	s.SMTP = "smtp://" + mute.Addr().String()
	kill := w.process(s)
	if _, err := mute.Accept(); err != nil { // a job is under way
		t.Fatal(err)
	}
	kill()
	w.run()
	w.everythingIsDoneOnce()
}
