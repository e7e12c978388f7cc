// Package storagetest gives each test a database of its own on a real
// PostgreSQL: a copy of a template that was migrated once. Tests run in
// parallel, each in its own world.
package storagetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/migrations"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/seal"
)

// templateLock keeps two test processes from making the template at once.
const templateLock = 7413026

// DB returns a migrated, empty database that only this test uses.
func DB(t testing.TB) *storage.DB {
	t.Helper()
	return Open(t, URL(t), 8)
}

// Open opens the database at an address, with the tests' key.
func Open(t testing.TB, address string, conns int) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), address, conns)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db.WithSeal(Key())
}

// KeyText is the key of tests as a setting has it.
func KeyText() string {
	return base64.StdEncoding.EncodeToString([]byte("the key of tests, of 32 bytes  ."))
}

// Key is the key of tests, always the same.
func Key() seal.Key {
	k, err := seal.ParseKey(KeyText())
	if err != nil {
		panic(err) // 32 bytes
	}
	return k
}

// URL returns the address of a migrated, empty database that only this test
// uses, for the product's role.
func URL(t testing.TB) string {
	t.Helper()
	return URLOn(t, stacktest.Shared(t))
}

// URLOn is URL on a stack of the test's own.
func URLOn(t testing.TB, a stack.Access) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tpl, err := template(ctx, a)
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text()[:16])
	if err := admin(ctx, a, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s OWNER insiemi STRATEGY file_copy`, name, tpl)); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		// A stack that the test has stopped takes its databases with it.
		_ = admin(ctx, a, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name))
	})
	return on(a.DatabaseURL, name)
}

// AdminURL returns the address of the same database for the superuser, whom row
// level security does not bind: for looking behind the product's back.
func AdminURL(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return on(stacktest.Shared(t).PostgresURL, strings.TrimPrefix(u.Path, "/"))
}

// Dump returns every row of some tables as text, as the superuser sees them: for
// finding what must not be there.
func Dump(t testing.TB, address string, tables ...string) string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), AdminURL(t, address))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	var all strings.Builder
	for _, table := range tables {
		var rows string
		if err := c.QueryRow(t.Context(), `SELECT coalesce(string_agg(x::text, E'\n'), '') FROM `+pgx.Identifier{table}.Sanitize()+` x`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		all.WriteString(rows)
	}
	return all.String()
}

func on(address, database string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err) // the stack's own address
	}
	u.Path = "/" + database
	return u.String()
}

func admin(ctx context.Context, a stack.Access, sql string) error {
	c, err := pgx.Connect(ctx, a.PostgresURL)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}

var made sync.Map // of address and name: the templates that this process has seen

// template makes the migrated template if the server does not have it yet.
func template(ctx context.Context, a stack.Access) (string, error) {
	name := "tpl_" + fingerprint()
	if _, ok := made.Load(a.PostgresURL + name); ok {
		return name, nil
	}
	c, err := pgx.Connect(ctx, a.PostgresURL)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return "", err
	}
	var there bool
	if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		if err := build(ctx, c, a, name); err != nil {
			return "", err
		}
	}
	made.Store(a.PostgresURL+name, true)
	return name, nil
}

// build migrates a new database and renames it when it is whole.
func build(ctx context.Context, c *pgx.Conn, a stack.Access, name string) error {
	raw := name + "_new"
	for _, sql := range []string{`DROP DATABASE IF EXISTS ` + raw + ` WITH (FORCE)`, `CREATE DATABASE ` + raw + ` OWNER insiemi`} {
		if _, err := c.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if _, err := storage.Migrate(ctx, on(a.DatabaseURL, raw)); err != nil {
		return err
	}
	_, err := c.Exec(ctx, `ALTER DATABASE `+raw+` RENAME TO `+name)
	return err
}

// fingerprint names the state of the migrations.
func fingerprint() string {
	h := sha256.New()
	_ = fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b, _ := migrations.FS.ReadFile(path)
			fmt.Fprintf(h, "%s %d\n", path, len(b))
			h.Write(b)
		}
		return nil
	})
	return hex.EncodeToString(h.Sum(nil))[:16]
}
