package s3

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"
)

// incoming is where uploads wait until their hash is known.
const incoming = "incoming/"

func incomingKey() string { return incoming + rand.Text() }

// Sweep implements blob.Store.
func (s *Store) Sweep(ctx context.Context, olderThan time.Time) (int, error) {
	removed, err := s.removeOld(ctx, incoming, olderThan)
	if err != nil {
		return removed, err
	}
	aborted, err := s.abortUploads(ctx, olderThan)
	return removed + aborted, err
}

// removeOld removes what was stored below a prefix before an instant. The prefix is
// never that of originals.
func (s *Store) removeOld(ctx context.Context, prefix string, olderThan time.Time) (removed int, err error) {
	for o := range s.core.Client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return removed, fmt.Errorf("list %s: %w", prefix, o.Err)
		}
		if !o.LastModified.Before(olderThan) {
			continue
		}
		if err := s.core.RemoveObject(ctx, s.bucket, o.Key, minio.RemoveObjectOptions{}); err != nil {
			return removed, fmt.Errorf("remove %s: %w", o.Key, err)
		}
		removed++
	}
	return removed, nil
}

// abortUploads ends the uploads in parts that were begun before an instant.
func (s *Store) abortUploads(ctx context.Context, olderThan time.Time) (int, error) {
	aborted := 0
	for u := range s.core.ListIncompleteUploads(ctx, s.bucket, "", true) {
		if u.Err != nil {
			return aborted, fmt.Errorf("list unfinished uploads: %w", u.Err)
		}
		if !u.Initiated.Before(olderThan) {
			continue
		}
		err := s.core.AbortMultipartUpload(ctx, s.bucket, u.Key, u.UploadID)
		if err != nil && !hasCode(err, minio.NoSuchUpload) {
			return aborted, fmt.Errorf("abort unfinished upload %s: %w", u.Key, err)
		}
		aborted++
	}
	return aborted, nil
}
