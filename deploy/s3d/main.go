// Command s3d is the object store of a single machine: versitygw's S3 gateway
// over a folder, with acknowledgements that survive a power cut (package
// durable). It is a program and a Go module of its own because the gateway
// changes the working folder of its process, allows one instance per process
// and brings some sixty modules that the product does not need.
//
// It never listens beyond the address it is given, and reads its two keys from
// the environment only, so that they do not show in a list of processes.
//
//	S3D_ACCESS_KEY=… S3D_SECRET_KEY=… s3d -listen 127.0.0.1:9000 -root objects -versions versions
//
// GET /healthz answers 200 without a key. SIGINT and SIGTERM stop it in order.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/versity/versitygw/embedgw"

	"github.com/insiemi/insiemi/deploy/s3d/durable"
)

// settings is what one run needs.
type settings struct {
	listen, root, versions string
	access, secret         string
	unsafe                 bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "s3d:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, stderr io.Writer) error {
	set, err := parse(args, getenv, stderr)
	if err != nil {
		return err
	}
	var flush durable.Flush
	if set.unsafe {
		flush = func(*os.File) error { return nil }
	}
	store, err := durable.Open(set.root, set.versions, flush)
	if err != nil {
		return err
	}
	return serve(ctx, store, set)
}

// parse reads flags and keys and reports every problem together.
func parse(args []string, getenv func(string) string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("s3d", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:9000", "address to listen on, host:port")
	flags.StringVar(&s.root, "root", "", "folder of the objects, one folder per bucket")
	flags.StringVar(&s.versions, "versions", "", "folder of older versions, outside -root")
	flags.BoolVar(&s.unsafe, "no-fsync", false, "do not flush to disk; for tests, a power cut loses objects")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.access, s.secret = getenv("S3D_ACCESS_KEY"), getenv("S3D_SECRET_KEY")
	return s, errors.Join(
		require(s.root != "", "-root is missing: name the folder of the objects"),
		require(s.versions != "", "-versions is missing: name a folder outside -root"),
		require(s.access != "", "S3D_ACCESS_KEY is not set"),
		require(len(s.secret) >= 8, "S3D_SECRET_KEY is not set or shorter than 8 characters"),
		listenable(s.listen))
}

func require(ok bool, problem string) error {
	if ok {
		return nil
	}
	return errors.New(problem)
}

func listenable(address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return fmt.Errorf("-listen %q is not host:port: %w", address, err)
	}
	return nil
}

func serve(ctx context.Context, store *durable.Backend, set settings) error {
	return embedgw.RunVersityGW(ctx, store, &embedgw.Config{
		RootUserAccess:    set.access,
		RootUserSecret:    set.secret,
		Ports:             []string{set.listen},
		MaxConnections:    4096,
		MaxRequests:       1024,
		MultipartMaxParts: 10000,
		HealthPath:        "/healthz",
		Quiet:             true,
	})
}
