package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/insiemi/insiemi/storage/blob"
)

// cleanupTime is how long a failed upload may take to remove its traces; what
// remains after it is left to Sweep.
const cleanupTime = 10 * time.Second

// putParts stores an object larger than one buffer: in parts under a random
// key, then copied by the server under its hash.
func (s *Store) putParts(ctx context.Context, head []byte, src *source) (blob.Stored, error) {
	key := incomingKey()
	if err := s.inParts(ctx, key, minio.PutObjectOptions{}, head, src); err != nil {
		return blob.Stored{}, err
	}
	defer s.discard(ctx, key)
	stored := blob.Stored{SHA256: src.sum(), Size: src.size}
	existed, err := s.has(ctx, stored)
	if err != nil {
		return blob.Stored{}, err
	}
	if stored.Existed = existed; existed {
		return stored, nil
	}
	if err := s.adopt(ctx, key, stored); err != nil {
		return blob.Stored{}, fmt.Errorf("store %s: %w", stored.SHA256, err)
	}
	return stored, nil
}

// adopt copies an upload under its hash and compares what the server says it
// has there: its size, and its SHA-256 where the server computes one.
func (s *Store) adopt(ctx context.Context, from string, want blob.Stored) error {
	to := blob.OriginalKey(want.SHA256)
	headers := map[string]string{"x-amz-checksum-algorithm": "SHA256"}
	if _, err := s.core.CopyObject(ctx, s.bucket, from, s.bucket, to, headers,
		minio.CopySrcOptions{}, minio.PutObjectOptions{}); err != nil {
		return err
	}
	o, err := s.core.StatObject(ctx, s.bucket, to, minio.StatObjectOptions{Checksum: true})
	if err != nil {
		return describe("look for", to, err)
	}
	sum := base64.StdEncoding.EncodeToString(want.SHA256[:])
	if o.Size != want.Size || (o.ChecksumSHA256 != "" && o.ChecksumSHA256 != sum) {
		s.discard(ctx, to) // it never was an original
		return fmt.Errorf("server has %d bytes with SHA-256 %q: %w", o.Size, o.ChecksumSHA256, blob.ErrCorrupt)
	}
	return nil
}

// discard removes an upload that is no longer needed, also when the caller has
// gone. A failure is left to Sweep: the object itself is safe.
func (s *Store) discard(ctx context.Context, key string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	_ = s.core.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{})
}

// inParts stores head and what follows it in src under a key, part by part.
// While one part is on its way the next is read and hashed. When anything
// fails nothing appears under the key and the parts are removed.
func (s *Store) inParts(ctx context.Context, key string, opts minio.PutObjectOptions, head []byte, src *source) error {
	id, err := s.core.NewMultipartUpload(ctx, s.bucket, key, opts)
	if err != nil {
		return fmt.Errorf("begin upload: %w", err)
	}
	u := &upload{store: s, key: key, id: id, sent: make(chan error, 1)}
	u.sent <- nil
	if err := u.run(ctx, head, src); err != nil {
		u.abort(ctx)
		return err
	}
	return nil
}

// upload is one upload in parts. At most one part is on its way: its outcome
// comes out of sent, and parts belongs to whoever has received it.
type upload struct {
	store   *Store
	key, id string
	parts   []minio.CompletePart
	sent    chan error
}

// run sends every part and completes the upload.
func (u *upload) run(ctx context.Context, head []byte, src *source) error {
	spare := u.store.large.take()
	defer u.store.large.give(spare)
	if err := u.stream(ctx, head, spare, src); err != nil {
		return err
	}
	_, err := u.store.core.CompleteMultipartUpload(ctx, u.store.bucket, u.key, u.id, u.parts, minio.PutObjectOptions{})
	if err != nil {
		return fmt.Errorf("complete upload: %w", err)
	}
	return nil
}

// stream sends buffer after buffer until src ends, and returns when no part is
// on its way any more, so that both buffers are free.
func (u *upload) stream(ctx context.Context, current, spare []byte, src *source) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for len(current) > 0 {
		if err := <-u.sent; err != nil {
			return err
		}
		go u.send(ctx, current)
		next, _, err := src.fill(spare[:0])
		if err != nil {
			cancel(err)
			<-u.sent
			return err
		}
		current, spare = next, current
	}
	return <-u.sent
}

// send sends one part with its SHA-256 in the signed header that the server
// checks the body against; a Content-MD5 would say the same again.
func (u *upload) send(ctx context.Context, data []byte) {
	number := len(u.parts) + 1
	sum := sha256.Sum256(data)
	part, err := u.store.core.PutObjectPart(ctx, u.store.bucket, u.key, u.id, number,
		bytes.NewReader(data), int64(len(data)), minio.PutObjectPartOptions{
			Sha256Hex:            hex.EncodeToString(sum[:]),
			DisableContentSha256: true, // given above, so no streaming signature
		})
	if err != nil {
		u.sent <- fmt.Errorf("send part %d: %w", number, err)
		return
	}
	u.parts = append(u.parts, minio.CompletePart{PartNumber: number, ETag: part.ETag})
	u.sent <- nil
}

// abort removes the parts, also when the caller has gone. A failure is left to
// Sweep.
func (u *upload) abort(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	_ = u.store.core.AbortMultipartUpload(ctx, u.store.bucket, u.key, u.id)
}
