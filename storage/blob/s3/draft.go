package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/insiemi/insiemi/storage/blob"
)

// drafts is where drafts lie; see blob.DraftKey.
const drafts = "drafts/"

// PutDraft implements blob.Store. Up to PartSize a draft is sent whole, else part by
// part: its key needs no hash, so it is never copied.
func (s *Store) PutDraft(ctx context.Context, r io.Reader, limit int64) (blob.Draft, error) {
	src := newSource(r, limit)
	data, done, give, err := s.head(src)
	defer give()
	if err != nil {
		return blob.Draft{}, err
	}
	if src.size == 0 {
		return blob.Draft{}, blob.ErrEmpty
	}
	key := blob.DraftKey(rand.Text())
	opts := minio.PutObjectOptions{DisableContentSha256: true}
	if done {
		opts.DisableMultipart = true
		_, err = s.core.PutObject(ctx, s.bucket, key.String(), bytes.NewReader(data), int64(len(data)), "", src.sum().String(), opts)
	} else {
		err = s.inParts(ctx, key.String(), opts, data, src)
	}
	if err != nil {
		return blob.Draft{}, fmt.Errorf("store %s: %w", key, err)
	}
	return blob.Draft{Key: key, SHA256: src.sum(), Size: src.size}, nil
}

// OpenDraft implements blob.Store.
func (s *Store) OpenDraft(ctx context.Context, d blob.Draft) (io.ReadCloser, error) {
	if err := d.Key.Validate(); err != nil {
		return nil, err
	}
	rc, _, err := s.open(ctx, d.Key.String(), minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return blob.Verify(rc, d.SHA256), nil
}

// DropDraft implements blob.Store.
func (s *Store) DropDraft(ctx context.Context, key blob.DraftKey) error {
	if err := key.Validate(); err != nil {
		return err
	}
	err := s.core.RemoveObject(ctx, s.bucket, key.String(), minio.RemoveObjectOptions{})
	if err != nil && !hasCode(err, minio.NoSuchKey) {
		return fmt.Errorf("remove %s: %w", key, err)
	}
	return nil
}

// SweepDrafts implements blob.Store.
func (s *Store) SweepDrafts(ctx context.Context, olderThan time.Time) (int, error) {
	return s.removeOld(ctx, drafts, olderThan)
}
