package stack_test

import (
	"context"
	"errors"
	"net"
	"net/smtp"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/mailbox"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(helper(dir))
	}
	os.Exit(stacktest.Main(m))
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func redisClient(t *testing.T, url string) *redis.Client {
	t.Helper()
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(opts)
	t.Cleanup(func() { c.Close() })
	return c
}

func TestTheProductsRoleIsBoundByRowLevelSecurity(t *testing.T) {
	conn := connect(t, stacktest.Shared(t).DatabaseURL)
	var super, bypass, createdb bool
	var owner string
	err := conn.QueryRow(t.Context(), `select rolsuper, rolbypassrls, rolcreatedb,
		(select pg_get_userbyid(datdba) from pg_database where datname = current_database())
		from pg_roles where rolname = current_user`).Scan(&super, &bypass, &createdb, &owner)
	if err != nil {
		t.Fatal(err)
	}
	if super || bypass || createdb || owner != "insiemi" {
		t.Errorf("super %v, bypasses row security %v, creates databases %v, owner %q", super, bypass, createdb, owner)
	}
}

func TestPostgresKnowsLettersAndHasChecksums(t *testing.T) {
	conn := connect(t, stacktest.Shared(t).DatabaseURL)
	var lower, checksums, encoding, timezone string
	err := conn.QueryRow(t.Context(), `select lower('È PERCIÒ'), current_setting('data_checksums'),
		current_setting('server_encoding'), current_setting('timezone')`).Scan(&lower, &checksums, &encoding, &timezone)
	if err != nil {
		t.Fatal(err)
	}
	if lower != "è perciò" || checksums != "on" || encoding != "UTF8" || timezone != "UTC" {
		t.Errorf("lower %q, checksums %s, encoding %s, timezone %s", lower, checksums, encoding, timezone)
	}
}

func TestWrongPasswordsAreRefused(t *testing.T) {
	a := stacktest.Shared(t)
	wrong := strings.Replace(a.DatabaseURL, "insiemi:", "insiemi:x", 1)
	if conn, err := pgx.Connect(t.Context(), wrong); err == nil {
		conn.Close(t.Context())
		t.Error("Postgres let a wrong password in")
	}
	if err := redisClient(t, strings.Replace(a.RedisURL, "redis://:", "redis://:x", 1)).Ping(t.Context()).Err(); err == nil {
		t.Error("Redis let a wrong password in")
	}
}

func TestRedisKeepsAndNeverEvicts(t *testing.T) {
	c := redisClient(t, stacktest.Shared(t).RedisURL)
	for name, want := range map[string]string{"appendonly": "yes", "maxmemory-policy": "noeviction", "bind": "127.0.0.1"} {
		got, err := c.ConfigGet(t.Context(), name).Result()
		if err != nil || got[name] != want {
			t.Errorf("%s is %q (%v), want %q", name, got[name], err, want)
		}
	}
}

func TestKilledPartsComeBackWithWhatTheyAcknowledged(t *testing.T) {
	s := stacktest.Private(t)
	a := s.Access()
	conn := connect(t, a.DatabaseURL)
	if _, err := conn.Exec(t.Context(), "create table kept (n int); insert into kept values (7)"); err != nil {
		t.Fatal(err)
	}
	if err := redisClient(t, a.RedisURL).Set(t.Context(), "kept", "7", 0).Err(); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{stack.Postgres, stack.Redis, stack.S3} {
		if err := s.Kill(part); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, part := range []string{stack.Postgres, stack.Redis, stack.S3} {
		if err := s.AwaitReady(ctx, part); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := connect(t, a.DatabaseURL).QueryRow(ctx, "select n from kept").Scan(&n); err != nil || n != 7 {
		t.Errorf("Postgres: %d, %v", n, err)
	}
	if v, err := redisClient(t, a.RedisURL).Get(ctx, "kept").Result(); err != nil || v != "7" {
		t.Errorf("Redis: %q, %v", v, err)
	}
	if err := stack.HTTPReady(ctx, a.S3Endpoint+"/healthz"); err != nil {
		t.Error(err)
	}
}

func TestDownStaysDownUntilUp(t *testing.T) {
	r := stacktest.Redis(t)
	c := redisClient(t, r.URL())
	if err := c.Set(t.Context(), "kept", "1", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := r.Down(); err != nil {
		t.Fatal(err)
	}
	if c.Ping(t.Context()).Err() == nil {
		t.Error("Redis answers while it is down")
	}
	if err := r.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err := c.Get(t.Context(), "kept").Result(); err != nil || v != "1" {
		t.Errorf("after Up: %q, %v", v, err)
	}
}

func TestPauseHangsUntilResume(t *testing.T) {
	r := stacktest.Redis(t)
	c := redisClient(t, r.URL())
	if err := c.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if err := r.Pause(); err != nil {
		t.Fatal(err)
	}
	answer := make(chan error, 1)
	go func() { answer <- c.Ping(context.Background()).Err() }()
	select {
	case err := <-answer:
		t.Errorf("Redis answered while it was paused: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if err := r.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(t.Context()).Err(); err != nil {
		t.Errorf("after Resume: %v", err)
	}
}

func TestPrograms(t *testing.T) {
	s := stacktest.Private(t)
	t.Run("one that cannot start says why", func(t *testing.T) { brokenProgram(t, s) })
	t.Run("they get the settings and stop first", func(t *testing.T) { goodProgram(t, s) })
}

func brokenProgram(t *testing.T, s *stack.Stack) {
	err := s.Supervise(t.Context(), stack.Program{
		Name: "broken", Path: "/bin/sh", Args: []string{"-c", "echo no settings for me >&2; exit 3"},
		Ready: func(context.Context) error { return errors.New("not yet") },
	})
	if err == nil || !strings.Contains(err.Error(), "no settings for me") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v", err)
	}
}

func goodProgram(t *testing.T, s *stack.Stack) {
	out := filepath.Join(t.TempDir(), "out")
	script := `trap 'echo "stopped" >> "$0"; exit 0' TERM; echo "$INSIEMI_S3_BUCKET $EXTRA" > "$0"; while :; do sleep 0.05; done`
	err := s.Supervise(t.Context(), stack.Program{
		Name: "program", Path: "/bin/sh", Args: []string{"-c", script, out}, Env: []string{"EXTRA=more"},
		Ready: func(context.Context) error {
			if b, _ := os.ReadFile(out); len(b) == 0 {
				return errors.New("not yet")
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(out); string(b) != "insiemi more\nstopped\n" {
		t.Errorf("the program wrote %q", b)
	}
}

// startIn starts a stack for tests in a folder that may hold an earlier one.
func startIn(t *testing.T, dir string, log *safeBuffer) *stack.Stack {
	t.Helper()
	s, err := stack.Start(t.Context(), stack.Options{Dir: dir, S3D: s3d(t), Test: true, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

func TestTheNextRunGoesOnWhenPortsAreTaken(t *testing.T) {
	dir, said := openDir(t), &safeBuffer{}
	first := startIn(t, dir, said)
	before := first.Access()
	if _, err := connect(t, before.DatabaseURL).Exec(t.Context(), "create table kept (n int); insert into kept values (7)"); err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{before.DatabaseURL, before.RedisURL, before.S3Endpoint, before.SMTPURL, before.BaseURL} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp4", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
	after := startIn(t, dir, said).Access()
	if after.S3Endpoint == before.S3Endpoint || after.BaseURL == before.BaseURL || after.SMTPURL == before.SMTPURL {
		t.Errorf("a taken port was used again: %v", after)
	}
	var n int
	if err := connect(t, after.DatabaseURL).QueryRow(t.Context(), "select n from kept").Scan(&n); err != nil || n != 7 {
		t.Errorf("%d, %v", n, err)
	}
	if c := strings.Count(said.String(), "taken by another program"); c != 4 {
		t.Errorf("it told of %d taken ports, want 4:\n%s", c, said)
	}
}

func TestAHalfMadeClusterIsMadeAnew(t *testing.T) {
	dir := openDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "postgres.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := startIn(t, dir, &safeBuffer{})
	if err := connect(t, s.Access().DatabaseURL).Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres.new")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half-made cluster is still there (%v)", err)
	}
}

func TestAPartThatCannotStartFailsTheStartWithItsLastWords(t *testing.T) {
	dir := openDir(t)
	broken := filepath.Join(t.TempDir(), "s3d")
	if err := os.WriteFile(broken, []byte("#!/bin/sh\necho this disk cannot hold objects >&2\nexit 4\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := stack.Start(t.Context(), stack.Options{Dir: dir, S3D: broken, Test: true})
	if err == nil || !strings.Contains(err.Error(), "s3 cannot start") || !strings.Contains(err.Error(), "this disk cannot hold objects") {
		t.Errorf("got %v", err)
	}
	_, err = stack.Start(t.Context(), stack.Options{Dir: dir, S3D: broken + "-missing", Test: true})
	if err == nil || !strings.Contains(err.Error(), "make bin/s3d") {
		t.Errorf("got %v", err)
	}
	startIn(t, dir, &safeBuffer{}) // nothing was left running or locked
}

func TestMailIsKept(t *testing.T) {
	a := stacktest.Shared(t)
	if err := smtp.SendMail(strings.TrimPrefix(a.SMTPURL, "smtp://"), nil, "a@example.org", []string{"b@example.org"},
		[]byte("Subject: Sollecito del registro\r\n\r\nManca il registro.\r\n")); err != nil {
		t.Fatal(err)
	}
	all, err := mailbox.List(a.MailDir)
	if err != nil || !slices.ContainsFunc(all, func(m mailbox.Message) bool { return m.Subject == "Sollecito del registro" }) {
		t.Errorf("%v, %v", all, err)
	}
}
