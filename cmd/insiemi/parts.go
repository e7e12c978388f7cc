package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"

	"github.com/hibiken/asynq"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/storage/blob/s3"
)

// openBlobs connects to the object store of the settings.
func openBlobs(ctx context.Context, c Config) (blob.Store, error) {
	store, err := s3.Open(ctx, s3.Config{Endpoint: c.S3Endpoint, AccessKey: c.S3AccessKey, SecretKey: c.S3SecretKey, Bucket: c.S3Bucket})
	if err != nil {
		return nil, fmt.Errorf("the object store at %s can't be used: %w", c.S3Endpoint, err)
	}
	return store, nil
}

// openDB connects to the database of the settings, with the key of what is sealed
// there.
func openDB(ctx context.Context, c Config, conns int) (*storage.DB, error) {
	db, err := storage.Open(ctx, c.DatabaseURL, conns)
	if err != nil {
		return nil, err
	}
	return db.WithSeal(c.GuestKey), nil
}

// tellKey warns where what was read last was sealed with another key: what is written
// from now on can't be read with that one.
func tellKey(ctx context.Context, db *storage.DB, log *slog.Logger) {
	err := db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		other, err := r.OtherKey(ctx)
		if err == nil && other {
			log.Warn("INSIEMI_GUEST_KEY is not the key with which the latest papers were sealed: if it is wrong, stop and set the right one; if it was changed on purpose, run insiemi reread --all")
		}
		return err
	})
	if err != nil {
		log.Warn("whether INSIEMI_GUEST_KEY is the key of the latest papers is not known", "err", err)
	}
}

// redisOf returns the queue's connection of the settings.
func redisOf(c Config) (asynq.RedisConnOpt, error) {
	opt, err := asynq.ParseRedisURI(c.RedisURL)
	if err != nil {
		u, _ := url.Parse(c.RedisURL)
		return nil, fmt.Errorf("the Redis URL of %s is not usable: %w", u.Host, err)
	}
	return opt, nil
}

// logTo returns the log: lines of key=value for people and machines.
func logTo(w io.Writer, c Config) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: c.LogLevel}))
}
