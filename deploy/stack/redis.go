package stack

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// startRedis runs Redis with an append-only file: acknowledged tasks survive a
// kill. Nothing is ever evicted.
func (s *Stack) startRedis(ctx context.Context) (*keeper, error) {
	path, env, err := findRedis(s.opts.Local)
	if err != nil {
		return nil, err
	}
	dir := s.path("redis")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of Redis: %w", err)
	}
	var confErr error
	k, err := s.onFreePort(ctx, Redis, func(p port) spec {
		confErr = writeRedisConf(dir, p, s.state.Secrets.Redis)
		return redisSpec(path, env, dir, p, s.state.Secrets.Redis)
	})
	if confErr != nil {
		return nil, confErr
	}
	return k, err
}

// writeRedisConf writes the settings, with the password, for its owner alone.
func writeRedisConf(dir string, p port, password string) error {
	conf := fmt.Sprintf(`bind 127.0.0.1
port %d
requirepass %s
dir "%s"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
`, p, password, dir)
	if err := os.WriteFile(filepath.Join(dir, "redis.conf"), []byte(conf), 0o600); err != nil {
		return fmt.Errorf("write the settings of Redis: %w", err)
	}
	return nil
}

func redisSpec(path string, env []string, dir string, p port, password string) spec {
	return spec{
		name: Redis, path: path, args: []string{filepath.Join(dir, "redis.conf")}, env: env,
		ready: func(ctx context.Context) error { return pingRedis(ctx, p.address(), password) },
	}
}

// pingRedis errs until Redis accepts the password and has loaded its data. It
// speaks the protocol itself: a client library would log each refusal.
func pingRedis(ctx context.Context, address, password string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\nPING\r\n", password); err != nil {
		return err
	}
	answer := bufio.NewScanner(conn)
	for _, want := range []string{"+OK", "+PONG"} {
		if !answer.Scan() || answer.Text() != want {
			return fmt.Errorf("redis answered %q", answer.Text())
		}
	}
	return nil
}

// startS3 runs the object store.
func (s *Stack) startS3(ctx context.Context) (*keeper, error) {
	if !exists(s.opts.S3D) {
		return nil, fmt.Errorf("the object store %s is not built: run make bin/s3d", s.opts.S3D)
	}
	path, err := filepath.Abs(s.opts.S3D)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", s.opts.S3D, err)
	}
	return s.onFreePort(ctx, S3, func(p port) spec {
		args := []string{"-listen", p.address(), "-root", s.path("objects"), "-versions", s.path("versions")}
		if s.opts.Test {
			args = append(args, "-no-fsync")
		}
		return spec{
			name: S3, path: path, args: args,
			env: []string{"S3D_ACCESS_KEY=" + s.state.Secrets.S3AccessKey, "S3D_SECRET_KEY=" + s.state.Secrets.S3SecretKey},
			ready: func(ctx context.Context) error {
				return HTTPReady(ctx, "http://"+p.address()+"/healthz")
			},
		}
	})
}

// HTTPReady errs until a GET of url is answered with 200. It serves as
// Program.Ready.
func HTTPReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, resp.Status)
	}
	return nil
}
