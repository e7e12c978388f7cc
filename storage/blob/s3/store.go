// Package s3 keeps objects in any S3 server: s3d on a single machine, AWS or
// another provider elsewhere.
//
// Up to PartSize an object is hashed in memory and sent in one create-only
// request that carries its SHA-256, which the server checks. A larger one is
// hashed while it goes, part by part, to incoming/<random>; only then is its
// key known, so the server copies it there and computes the SHA-256 of the
// copy, which is compared. One Put holds at most two buffers of PartSize.
//
// Rules of use learnt from the servers, each pinned by a test here or in
// blobtest: create-only works in a single request (the client drops the
// condition when it completes an upload in parts); over plain HTTP no trailing
// checksums; a signed SHA-256 of each body instead of a streaming signature.
//
// It never lists originals, never deletes them, and never stores a content type
// for them. What it does remove is in sweep.go and draft.go.
package s3

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
)

// Config tells where the store is.
type Config struct {
	Endpoint  string // http://host:port or https://host
	AccessKey string
	SecretKey string
	Bucket    string
	Region    string // us-east-1 when empty
}

// Store is a blob.Store on one bucket.
type Store struct {
	core         minio.Core
	bucket       string
	small, large *buffers
}

var _ blob.Store = (*Store)(nil)

// Open connects to the server and makes the bucket when it is missing.
func Open(ctx context.Context, c Config) (*Store, error) {
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	exists, err := s.core.BucketExists(ctx, c.Bucket)
	if err != nil {
		return nil, fmt.Errorf("reach the object store at %s: %w", c.Endpoint, err)
	}
	if exists {
		return s, nil
	}
	err = s.core.MakeBucket(ctx, c.Bucket, minio.MakeBucketOptions{Region: c.region()})
	if err != nil && !hasCode(err, minio.BucketAlreadyOwnedByYou) {
		return nil, fmt.Errorf("make bucket %s: %w", c.Bucket, err)
	}
	return s, nil
}

func connect(c Config) (*Store, error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("object store address: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("object store address %q: want http://host:port or https://host", c.Endpoint)
	}
	core, err := minio.NewCore(u.Host, &minio.Options{
		Creds:           credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure:          u.Scheme == "https",
		Region:          c.region(),
		TrailingHeaders: false,
		MaxRetries:      5,
	})
	if err != nil {
		return nil, fmt.Errorf("object store client: %w", err)
	}
	return &Store{core: *core, bucket: c.Bucket, small: newBuffers(smallSize), large: newBuffers(PartSize)}, nil
}

func (c Config) region() string {
	if c.Region == "" {
		return "us-east-1"
	}
	return c.Region
}

// Ready errs when the bucket cannot be reached now.
func (s *Store) Ready(ctx context.Context) error {
	exists, err := s.core.BucketExists(ctx, s.bucket)
	if err != nil {
		return fmt.Errorf("reach bucket %s: %w", s.bucket, err)
	}
	if !exists {
		return fmt.Errorf("bucket %s: %w", s.bucket, blob.ErrNotFound)
	}
	return nil
}

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (blob.Stored, error) {
	src := newSource(r, limit)
	head, done, give, err := s.head(src)
	defer give()
	switch {
	case err != nil:
		return blob.Stored{}, err
	case done:
		return s.putWhole(ctx, head, src)
	}
	return s.putParts(ctx, head, src)
}

// head reads up to PartSize bytes of src into a buffer that suffices; done says that
// these are all. The caller gives the buffer back, whatever err is.
func (s *Store) head(src *source) (data []byte, done bool, give func(), err error) {
	small := s.small.take()
	data, done, err = src.fill(small[:0])
	if err != nil || done {
		return data, done, func() { s.small.give(small) }, err
	}
	defer s.small.give(small)
	large := s.large.take()
	data, done, err = src.fill(append(large[:0], data...))
	return data, done, func() { s.large.give(large) }, err
}

// putWhole stores an object that is all in memory.
func (s *Store) putWhole(ctx context.Context, data []byte, src *source) (blob.Stored, error) {
	stored := blob.Stored{SHA256: src.sum(), Size: src.size}
	if stored.Size == 0 {
		return blob.Stored{}, blob.ErrEmpty
	}
	err := s.create(ctx, data, stored.SHA256, true)
	if hasCode(err, minio.PreconditionFailed) {
		return s.found(ctx, data, stored)
	}
	if err != nil {
		return blob.Stored{}, fmt.Errorf("store %s: %w", stored.SHA256, err)
	}
	return stored, nil
}

// found ends a create-only write that met an object under its key. One of
// another size is the remains of a damaged disk: it is repaired with the right
// bytes, which are at hand.
func (s *Store) found(ctx context.Context, data []byte, stored blob.Stored) (blob.Stored, error) {
	same, err := s.has(ctx, stored)
	if err != nil {
		return blob.Stored{}, err
	}
	stored.Existed = same
	if same {
		return stored, nil
	}
	if err := s.create(ctx, data, stored.SHA256, false); err != nil {
		return blob.Stored{}, fmt.Errorf("repair %s: %w", stored.SHA256, err)
	}
	return stored, nil
}

// create sends an original in one request whose SHA-256 the server checks.
func (s *Store) create(ctx context.Context, data []byte, sha document.SHA256, only bool) error {
	opts := minio.PutObjectOptions{
		DisableMultipart:     true,
		DisableContentSha256: true, // the SHA-256 is given, so no streaming signature
		UserMetadata:         map[string]string{"x-amz-checksum-sha256": base64.StdEncoding.EncodeToString(sha[:])},
	}
	if only {
		opts.SetMatchETagExcept("*")
	}
	_, err := s.core.PutObject(ctx, s.bucket, blob.OriginalKey(sha),
		bytes.NewReader(data), int64(len(data)), "", sha.String(), opts)
	return err
}

// has says whether an original of that hash and size is stored.
func (s *Store) has(ctx context.Context, want blob.Stored) (bool, error) {
	info, err := s.Stat(ctx, want.SHA256)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	return err == nil && info.Size == want.Size, err
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, sha document.SHA256) (io.ReadCloser, int64, error) {
	rc, info, err := s.open(ctx, blob.OriginalKey(sha), minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, err
	}
	return blob.Verify(rc, sha), info.Size, nil
}

// Range implements blob.Store.
func (s *Store) Range(ctx context.Context, sha document.SHA256, offset, length int64) (io.ReadCloser, error) {
	if offset < 0 || length < 0 {
		return nil, fmt.Errorf("range of %d bytes from %d: neither may be negative", length, offset)
	}
	if length == 0 {
		return http.NoBody, nil
	}
	var opts minio.GetObjectOptions
	if err := opts.SetRange(offset, offset+length-1); err != nil {
		return nil, fmt.Errorf("range of %d bytes from %d: %w", length, offset, err)
	}
	rc, _, err := s.open(ctx, blob.OriginalKey(sha), opts)
	if hasCode(err, minio.InvalidRange) {
		return http.NoBody, nil
	}
	return rc, err
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, sha document.SHA256) (blob.Info, error) {
	key := blob.OriginalKey(sha)
	o, err := s.core.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return blob.Info{}, describe("look for", key, err)
	}
	return blob.Info{Size: o.Size, StoredAt: o.LastModified}, nil
}

// Exists implements blob.Store.
func (s *Store) Exists(ctx context.Context, sha document.SHA256) (bool, error) {
	_, err := s.Stat(ctx, sha)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// PutDerived implements blob.Store.
func (s *Store) PutDerived(ctx context.Context, key blob.DerivedKey, r io.Reader, contentType string) error {
	if err := key.Validate(); err != nil {
		return err
	}
	src := newSource(r, blob.MaxSize)
	buf := s.large.take()
	defer s.large.give(buf)
	data, done, err := src.fill(buf[:0])
	if err != nil {
		return err
	}
	opts := minio.PutObjectOptions{ContentType: contentType, DisableContentSha256: true}
	if !done {
		return s.inParts(ctx, key.String(), opts, data, src)
	}
	_, err = s.core.PutObject(ctx, s.bucket, key.String(), bytes.NewReader(data), int64(len(data)), "", src.sum().String(), opts)
	if err != nil {
		return fmt.Errorf("store %s: %w", key, err)
	}
	return nil
}

// GetDerived implements blob.Store.
func (s *Store) GetDerived(ctx context.Context, key blob.DerivedKey) (io.ReadCloser, blob.Info, error) {
	if err := key.Validate(); err != nil {
		return nil, blob.Info{}, err
	}
	rc, o, err := s.open(ctx, key.String(), minio.GetObjectOptions{})
	if err != nil {
		return nil, blob.Info{}, err
	}
	return rc, blob.Info{Size: o.Size, StoredAt: o.LastModified, ContentType: o.ContentType}, nil
}

// open starts reading an object.
func (s *Store) open(ctx context.Context, key string, opts minio.GetObjectOptions) (io.ReadCloser, minio.ObjectInfo, error) {
	rc, info, _, err := s.core.GetObject(ctx, s.bucket, key, opts)
	if err != nil {
		return nil, info, describe("open", key, err)
	}
	return rc, info, nil
}

// describe wraps a server's answer, as ErrNotFound when it says so.
func describe(verb, key string, err error) error {
	if hasCode(err, minio.NoSuchKey) {
		return fmt.Errorf("%s %s: %w", verb, key, blob.ErrNotFound)
	}
	return fmt.Errorf("%s %s: %w", verb, key, err)
}

func hasCode(err error, code string) bool {
	var answer minio.ErrorResponse
	return errors.As(err, &answer) && answer.Code == code
}
