package workers_test

import (
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

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
	opts, err := redis.ParseURL(w.Redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opts)
	defer c.Close()
	if err := c.Set(t.Context(), "insiemi:remembers", "yes", 0).Err(); err != nil {
		t.Fatal(err)
	}
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
	// Whoever looks for free rows locks them: not before the relay has them.
	w.until("the relay holds a claim", `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
		AND state = 'idle in transaction' AND query LIKE 'WITH due AS%')`)
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

// A great many jobs on an emptied Redis are each handed over once, and jobs of a
// kind that this version does not know are in nobody's way.
func TestManyJobsOnAnEmptiedRedis(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 250
	_, err := w.look.Exec(t.Context(), `INSERT INTO outbox (office_id, kind, subject_id)
		SELECT (SELECT min(id) FROM offices), CASE WHEN i = 1 THEN 'paper:shred' ELSE 'document:check' END, 0 FROM generate_series(1, $1) i`, many+1)
	if err != nil {
		t.Fatal(err)
	}
	k := w.workers()
	passes := 0
	for {
		n, err := k.Relay(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		if passes++; passes > 20 {
			t.Fatal("the relay hands the same jobs over again and again")
		}
	}
	var unsent, most int
	if err := w.look.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE sent_at IS NULL), max(attempts) FROM outbox`).Scan(&unsent, &most); err != nil {
		t.Fatal(err)
	}
	if unsent != 1 || most != 1 {
		t.Errorf("%d jobs were not handed over, one %d times", unsent, most)
	}
}

// A mail server that never answers does not hold up other work.
func TestAMuteMailServerHoldsUpOnlyMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	w.SMTP = "smtp://" + mute.Addr().String()
	w.run()
	for range 2 { // every hand that sends mail is stuck
		if _, err := mute.Accept(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.look.Exec(t.Context(), `INSERT INTO outbox (office_id, kind, subject_id) SELECT min(id), 'document:check', 0 FROM offices`); err != nil {
		t.Fatal(err)
	}
	w.until("the check was tried", `SELECT EXISTS (SELECT 1 FROM outbox WHERE kind = 'document:check' AND last_error <> '')`)
}

// A reading that is done at once and fails is handed to the queue, which tries again.
func TestAReadingThatFailsAtOnceGoesToTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.run()
	if _, err := w.look.Exec(t.Context(), `INSERT INTO outbox (office_id, kind, subject_id) SELECT min(id), 'revision:read', 0 FROM offices`); err != nil {
		t.Fatal(err)
	}
	w.until("the reading was tried", `SELECT EXISTS (SELECT 1 FROM outbox WHERE kind = 'revision:read' AND last_error <> '')`)
	opts, err := redis.ParseURL(w.Redis)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opts)
	defer c.Close()
	var id int64
	if err := w.look.QueryRow(t.Context(), `SELECT id FROM outbox WHERE kind = 'revision:read'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C { // the test's own time limits it
		if n, err := c.Exists(t.Context(), fmt.Sprintf("asynq:{read}:t:%d", id)).Result(); err != nil || n > 0 {
			if err != nil {
				t.Error(err)
			}
			return
		}
	}
}
