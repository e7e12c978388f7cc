package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// startPostgres makes the cluster when there is none and runs it.
func (s *Stack) startPostgres(ctx context.Context) (*keeper, error) {
	data := s.path("postgres")
	bin, err := findPostgres(s.opts.Local, clusterVersion(data))
	if err != nil {
		return nil, err
	}
	if !exists(data) {
		if err := s.makeCluster(ctx, bin, data); err != nil {
			return nil, err
		}
	}
	k, err := s.onFreePort(ctx, Postgres, func(p port) spec { return s.postgresSpec(bin, data, p) })
	if err != nil {
		return nil, err
	}
	if err := s.makeDatabase(ctx); err != nil {
		return nil, errors.Join(err, k.stop())
	}
	return k, nil
}

func (s *Stack) postgresSpec(bin, data string, p port) spec {
	settings := append([]string{
		"listen_addresses=127.0.0.1", "port=" + p.String(), "unix_socket_directories=",
		"max_connections=200", "timezone=UTC", "log_timezone=UTC",
	}, s.speedSettings()...)
	args := []string{"-D", data}
	for _, set := range settings {
		args = append(args, "-c", set)
	}
	admin := postgresURL("postgres", s.state.Secrets.Postgres, p.address(), "postgres")
	return spec{
		name: Postgres, path: filepath.Join(bin, "postgres"), args: args, user: serviceUser(),
		env:    []string{"LC_ALL=C"},
		onStop: syscall.SIGINT, onOrphan: syscall.SIGQUIT, grace: 60 * time.Second,
		ready: func(ctx context.Context) error { return answers(ctx, admin) },
	}
}

// speedSettings are for tests only: a power cut would lose data. Commits are
// still written before they are acknowledged, so a killed Postgres loses none.
func (s *Stack) speedSettings() []string {
	if !s.opts.Test {
		return nil
	}
	return []string{"fsync=off", "full_page_writes=off",
		"wal_level=minimal", "max_wal_senders=0", "max_connections=400", "jit=off"}
}

// answers connects and asks one question.
func answers(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return conn.Ping(ctx)
}

// makeCluster makes a cluster beside its place and moves it there when it is
// whole: a start that was killed half-way leaves nothing that looks like one.
func (s *Stack) makeCluster(ctx context.Context, bin, data string) error {
	s.log.say("making the database cluster, once")
	fresh := data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove a half-made cluster: %w", err)
	}
	password, err := s.passwordFile()
	if err != nil {
		return err
	}
	defer os.Remove(password)
	if err := s.initdb(ctx, bin, fresh, password); err != nil {
		return err
	}
	if err := os.Rename(fresh, data); err != nil {
		return fmt.Errorf("move the new cluster to its place: %w", err)
	}
	return nil
}

func (s *Stack) initdb(ctx context.Context, bin, fresh, password string) error {
	if err := makeFor(fresh, serviceUser()); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", "postgres", "-A", "scram-sha-256", "--pwfile=" + password,
		"-E", "UTF8", "--locale=C", "--lc-ctype=" + utf8Locale(), "--data-checksums"}
	if s.opts.Test {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = attributes(spec{user: serviceUser()})
	runtime.LockOSThread() // see process.run
	defer runtime.UnlockOSThread()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the database cluster: %w:\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// utf8Locale is the locale that knows upper and lower case of every letter
// while strings are compared byte by byte.
func utf8Locale() string {
	if runtime.GOOS == "darwin" {
		return "UTF-8"
	}
	return "C.UTF-8"
}

// passwordFile writes the superuser's password where initdb can read it: a
// pipe would not be readable for another user.
func (s *Stack) passwordFile() (string, error) {
	name := s.path("postgres.password")
	if err := os.WriteFile(name, []byte(s.state.Secrets.Postgres+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("hand the password to initdb: %w", err)
	}
	return name, give(name, serviceUser())
}

// makeFor makes a private folder that belongs to a user.
func makeFor(dir string, user *account) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	return give(dir, user)
}

func give(name string, user *account) error {
	if user == nil {
		return nil
	}
	if err := os.Chown(name, int(user.uid), int(user.gid)); err != nil {
		return fmt.Errorf("give %s to the user %s: %w", name, user.name, err)
	}
	return nil
}

// makeDatabase makes the role and the database of the product when missing.
func (s *Stack) makeDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.Access().PostgresURL)
	if err != nil {
		return fmt.Errorf("connect to make the product's database: %w", err)
	}
	defer conn.Close(ctx)
	var role, database bool
	err = conn.QueryRow(ctx, `select exists (select from pg_roles where rolname = 'insiemi'),
		exists (select from pg_database where datname = 'insiemi')`).Scan(&role, &database)
	if err == nil && !role {
		_, err = conn.Exec(ctx, "create role insiemi login nosuperuser nocreatedb nocreaterole nobypassrls password '"+s.state.Secrets.App+"'")
	}
	if err == nil && !database {
		_, err = conn.Exec(ctx, "create database insiemi owner insiemi")
	}
	if err != nil {
		return fmt.Errorf("make the product's database: %w", err)
	}
	return nil
}

// clusterVersion is the major version that made a cluster, "" when there is none.
func clusterVersion(data string) string {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
