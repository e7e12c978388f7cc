package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workers"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow/engine"
)

// runWork runs the workers until told to stop.
func runWork(ctx context.Context, args []string, _, stderr io.Writer) error {
	if err := parse(flags("work", stderr), args); err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	w, closeAll, err := openWorkers(ctx, c, stderr)
	if err != nil {
		return err
	}
	defer closeAll()
	return w.Run(ctx)
}

func openWorkers(ctx context.Context, c Config, stderr io.Writer) (*workers.Workers, func(), error) {
	db, err := openDB(ctx, c, max(c.Workers, 2*runtime.GOMAXPROCS(0))+6)
	if err != nil {
		return nil, nil, err
	}
	tellKey(ctx, db, logTo(stderr, c))
	w, err := newWorkers(ctx, c, stderr, workers.Config{DB: db, Engine: engine.New(db, time.Now)})
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return w, db.Close, nil
}

func newWorkers(ctx context.Context, c Config, stderr io.Writer, wc workers.Config) (*workers.Workers, error) {
	var err error
	if wc.Blobs, err = openBlobs(ctx, c); err != nil {
		return nil, err
	}
	if wc.Redis, err = redisOf(c); err != nil {
		return nil, err
	}
	if wc.Mail, err = mail.NewSMTP(mail.SMTPConfig{URL: c.SMTPURL, From: c.MailFrom, Bounces: c.BounceAddress}); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the own binary, which reads documents in child processes: %w", err)
	}
	wc.Read = extract.ChildOptions{Self: self, Trust: c.TrustStore}
	wc.BaseURL, wc.Log, wc.Concurrency = c.BaseURL, logTo(stderr, c), c.Workers
	return workers.New(wc)
}
