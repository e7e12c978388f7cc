package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow/engine"
)

// runServe serves the portal until told to stop.
func runServe(ctx context.Context, args []string, _, stderr io.Writer) error {
	if err := parse(flags("serve", stderr), args); err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	log := logTo(stderr, c)
	db, err := openDB(ctx, c, 20)
	if err != nil {
		return err
	}
	defer db.Close()
	tellKey(ctx, db, log)
	blobs, err := openBlobs(ctx, c)
	if err != nil {
		return err
	}
	handler, err := web.New(web.Config{DB: db, Engine: engine.New(db, time.Now), Blobs: blobs, Log: log,
		UploadLimit: c.UploadLimit, DevMailDir: c.DevMailDir, Demo: demoAccounts(c.Demo), BaseURL: c.BaseURL, Secure: strings.HasPrefix(c.BaseURL, "https://"),
		Version: Version, Now: time.Now})
	if err != nil {
		return err
	}
	return serve(ctx, c, handler)
}

// serve listens and answers until ctx ends, then lets running answers finish.
func serve(ctx context.Context, c Config, h http.Handler) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s (INSIEMI_LISTEN): %w", c.Listen, err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := srv.Shutdown(wait); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
