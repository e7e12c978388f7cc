package workers_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workers"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// invented are the words of two guests' names. None stands in the province.
var invented = []string{"Zvanelli", "Quirino", "Okparaeze", "Blessingham"}

// logLines is a log that workers write and a test reads.
type logLines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logLines) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

// A guest's name is nowhere in the database but sealed, whatever paper names them and
// however its file is called: nor in the queue, in the log or in an e-mail. The same
// papers show the name to whoever has the key.
func TestNamesAreNowhereInTheClear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	logs := &logLines{}
	k, store := w.reading(logs)
	operator := w.actor(province.OperatorEmail)
	slot := w.guests(k.Engine, operator)
	papers := namingPapers(t)
	sent := map[string]document.RevisionID{}
	for name, b := range papers {
		stored, err := store.Put(t.Context(), bytes.NewReader(b), 0)
		if err != nil {
			t.Fatal(err)
		}
		in := engine.Incoming{FileName: name, SHA256: stored.SHA256, Size: stored.Size}
		if strings.HasSuffix(name, ".xlsx") {
			in.Obligation = slot
		}
		got, err := k.Engine.Receive(t.Context(), operator, in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sent[name] = got.Revision
	}
	w.until("every job is done", `SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL)`)
	w.teach(k.Engine)
	w.until("every job is done", `SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL)`)
	for name, id := range sent {
		w.tells(name, id)
	}
	for _, table := range []string{"reading_words", "findings", "guest_months", "corrections", "contents", "grids", "guest_reads"} {
		var some bool
		if err := w.look.QueryRow(t.Context(), `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&some); err != nil || !some {
			t.Errorf("nothing is in %s: this test tells nothing of it (%v)", table, err)
		}
	}
	for _, where := range storagetest.Find(t, w.Database, invented...) {
		t.Error("in the database " + where)
	}
	w.notInRedis()
	for _, word := range invented {
		if storagetest.Holds(logs.bytes(), word) {
			t.Errorf("a log line has %s", word)
		}
		if where := w.mailWith(word); where != "" {
			t.Errorf("an e-mail has %s: %s", word, where)
		}
	}
}

// What is looked for is found where it stands, in texts, JSON and compressed bytes: the
// search above would find a name.
func TestTheSearchFindsNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`[{"t":"ZVANELLI"}]`))
	_ = z.Close()
	for _, sql := range []string{`CREATE TABLE planted (id int, a text, b jsonb, c bytea, d text[], e bytea)`,
		`INSERT INTO planted (id, a) VALUES (1, 'di Quirino.')`, `INSERT INTO planted (id, b) VALUES (2, '{"x": ["Okparaeze"]}')`,
		`INSERT INTO planted (id, d) VALUES (3, ARRAY['blessingham'])`} {
		if _, err := w.look.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.look.Exec(t.Context(), `INSERT INTO planted (id, c, e) VALUES (4, $1, $2)`, packed.Bytes(), []byte("Blessingham")); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(storagetest.Find(t, w.Database, invented...), "; ")
	if got != "planted.a has Quirino; planted.b has Okparaeze; planted.c has Zvanelli; planted.d has Blessingham; planted.e has Blessingham" {
		t.Errorf("found: %s", got)
	}
	client := redis.NewClient(w.redisOptions())
	defer client.Close()
	client.HSet(t.Context(), "planted", "msg", "per Quirino")
	if where := inRedis(t, client, "Quirino"); where != "planted" {
		t.Errorf("in Redis it is found in %q", where)
	}
}

// reading runs workers that read papers, as the product's do.
func (w *world) reading(logs *logLines) (*workers.Workers, *s3.Store) {
	w.Helper()
	a := stacktest.Shared(w.T)
	store, err := s3.Open(w.Context(), s3.Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()})
	if err != nil {
		w.Fatal(err)
	}
	queue, err := asynq.ParseRedisURI(w.Redis)
	if err != nil {
		w.Fatal(err)
	}
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: w.SMTP, From: "Insiemi <insiemi@example.org>"})
	if err != nil {
		w.Fatal(err)
	}
	k, err := workers.New(workers.Config{DB: w.db, Engine: engine.New(w.db, now), Blobs: store, Mail: sender, BaseURL: "https://insiemi.example.org", Redis: queue,
		Log: slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})), Read: extract.ChildOptions{Self: os.Args[0]},
		Concurrency: 2, Resend: time.Minute, TickEvery: time.Hour})
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	w.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("the workers ended with %v", err)
		}
	})
	return k, store
}

func (w *world) actor(email string) (a workflow.Actor) {
	w.Helper()
	err := w.db.Read(w.Context(), storage.System(), func(r *storage.Reader) error {
		p, _, _, err := r.Credentials(w.Context(), email)
		a = workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
		return err
	})
	if err != nil || a.Person == 0 {
		w.Fatalf("%s: %v", email, err)
	}
	return a
}

// guests records guests by name, moves one, and keeps a draft of a grid: with codes,
// and in vain with a name. It returns for which month.
func (w *world) guests(e *engine.Engine, operator workflow.Actor) workflow.ObligationID {
	w.Helper()
	var slot workflow.Obligation
	err := w.db.Read(w.Context(), storage.System(), func(r *storage.Reader) error {
		all, err := r.Obligations(w.Context(), operator.Body)
		for _, o := range all {
			if o.Kind == document.Register && o.For.Key() == "2026-10" {
				slot = o
			}
		}
		return err
	})
	if err != nil || slot.ID == 0 {
		w.Fatalf("no register is owed: %v", err)
	}
	codes, err := e.AddGuests(w.Context(), operator, slot.CentreID, []string{"Zvanelli Quirino", "Okparaeze Blessingham"})
	if err != nil {
		w.Fatal(err)
	}
	names, err := e.GuestsIn(w.Context(), operator, slot.CentreID, "guests")
	if err != nil || len(names) != 2 || names[0].Name != "Zvanelli Quirino" {
		w.Fatalf("the guests are %+v, %v", names, err)
	}
	if err := e.MoveGuest(w.Context(), operator, names[1].ID, 0); err != nil {
		w.Fatal(err)
	}
	if _, _, err := e.SaveGrid(w.Context(), operator, slot.ID, 0, []reception.GridRow{{Code: codes[0], Marks: []string{"P"}}}); err != nil {
		w.Fatal(err)
	}
	if _, _, err := e.SaveGrid(w.Context(), operator, slot.ID, 1, []reception.GridRow{{Code: "Zvanelli", Marks: []string{"P"}}}); err == nil {
		w.Error("a grid keeps a name")
	}
	return slot.ID
}

// teach has the office say what each paper is that is not placed: its words teach the
// office's readings.
func (w *world) teach(e *engine.Engine) {
	w.Helper()
	reviewer := w.actor(province.ReviewerEmail)
	rows, err := w.look.Query(w.Context(), `SELECT id FROM documents WHERE obligation_id IS NULL ORDER BY id`)
	if err != nil {
		w.Fatal(err)
	}
	var ids []document.ID
	for rows.Next() {
		var id document.ID
		if err := rows.Scan(&id); err != nil {
			w.Fatal(err)
		}
		ids = append(ids, id)
	}
	taught := 0
	for _, id := range ids {
		if err := e.CorrectKind(w.Context(), reviewer, id, document.Report); err == nil {
			taught++
		}
	}
	if taught < 3 {
		w.Fatalf("the office said of %d of %d papers what they are", taught, len(ids))
	}
}

// tells checks that the paper is called as it was, and, where it has pages, that their
// words name a guest to whoever has the key.
func (w *world) tells(name string, id document.RevisionID) {
	w.Helper()
	var text strings.Builder
	err := w.db.Read(w.Context(), storage.System(), func(r *storage.Reader) error {
		v, err := r.Revision(w.Context(), id)
		if err != nil {
			return err
		}
		if v.FileName != name {
			w.Errorf("%q was sent, it is called %q now", name, v.FileName)
		}
		words, err := r.WordsOf(w.Context(), id, 10_000)
		for _, x := range words {
			text.WriteString(x.Text + " ")
		}
		if err != nil {
			return err
		}
		if _, _, ok, err := r.Reading(w.Context(), id); err != nil || !ok {
			w.Errorf("%s was not read: %v", name, err)
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	paged := strings.HasSuffix(name, ".pdf") || strings.HasSuffix(name, ".png")
	if paged && !strings.Contains(text.String(), "Zvanelli") && !strings.Contains(text.String(), "Okparaeze") {
		w.Errorf("%s names nobody: %.200s", name, text.String())
	}
}

func (w *world) redisOptions() *redis.Options {
	w.Helper()
	o, err := redis.ParseURL(w.Redis)
	if err != nil {
		w.Fatal(err)
	}
	return o
}

func (w *world) notInRedis() {
	w.Helper()
	client := redis.NewClient(w.redisOptions())
	defer client.Close()
	if n := client.DBSize(w.Context()).Val(); n < 5 {
		w.Errorf("Redis has %d keys", n)
	}
	for _, word := range invented {
		if where := inRedis(w.T, client, word); where != "" {
			w.Errorf("in Redis %s has %s", where, word)
		}
	}
}

// inRedis returns the first key that is called by a word or holds it.
func inRedis(t *testing.T, c *redis.Client, word string) string {
	t.Helper()
	keys, err := c.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if storagetest.Holds([]byte(key+" "+valueOf(t, c, key)), word) {
			return key
		}
	}
	return ""
}

func valueOf(t *testing.T, c *redis.Client, key string) string {
	t.Helper()
	kind, err := c.Type(t.Context(), key).Result()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	switch kind {
	case "string":
		return c.Get(t.Context(), key).Val()
	case "hash":
		for k, v := range c.HGetAll(t.Context(), key).Val() {
			all = append(all, k, v)
		}
	case "list":
		all = c.LRange(t.Context(), key, 0, -1).Val()
	case "set":
		all = c.SMembers(t.Context(), key).Val()
	case "zset":
		all = c.ZRange(t.Context(), key, 0, -1).Val()
	case "none": // it expired meanwhile
	default:
		t.Fatalf("%s is a %s, of which this test can't tell what it holds", key, kind)
	}
	return strings.Join(all, " ")
}

// mailWith returns a message that has a word.
func (w *world) mailWith(word string) (where string) {
	w.Helper()
	n := 0
	err := filepath.WalkDir(w.inbox.Dir(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		b, err := os.ReadFile(path)
		if storagetest.Holds(b, word) {
			where = path
		}
		return err
	})
	if err != nil || n == 0 {
		w.Fatalf("%d messages, %v", n, err)
	}
	return where
}
