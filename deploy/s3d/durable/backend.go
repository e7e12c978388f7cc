// Package durable makes versitygw's posix backend keep what it acknowledges.
//
// The backend writes each object to an unnamed file and links it under its key,
// which survives the death of the process, but it never calls fsync: a power
// cut may lose or tear objects whose upload was answered with 200. This package
// wraps it so that
//
//   - the bytes of a file reach the disk before the file gets its name;
//   - an answer leaves only when the object, its attributes and each folder
//     above it, up to the root, are on disk;
//   - a create-only upload that is refused because the key exists (412) leaves
//     only when the existing object is on disk too: the client will count on it.
//
// It also takes the transfer encoding "aws-chunked" out of Content-Encoding,
// which the backend would store and hand to browsers.
//
// It never changes what is stored nor decides who may store it. The removal of
// an aborted or completed upload's parts is not flushed: after a power cut they
// may be back, and the sweeper of unfinished uploads removes them.
package durable

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

// copyThreshold is the largest object, in bytes, that one CopyObject may copy:
// the limit of S3 itself. The posix backend's own default refuses every copy.
const copyThreshold = 5 << 30

// Backend is a posix backend whose acknowledgements survive a power cut.
type Backend struct {
	backend.Backend
	disk disk
}

// Open returns a backend that keeps buckets in root and older versions of
// objects in versions, which must not lie inside root. Both folders are made
// when missing. A nil flush means (*os.File).Sync. As the posix backend does,
// it changes the working folder of the process to root.
func Open(root, versions string, flush Flush) (*Backend, error) {
	if flush == nil {
		flush = (*os.File).Sync
	}
	d := disk{flush: flush}
	var err error
	if d.root, err = folder(root); err != nil {
		return nil, err
	}
	if d.versions, err = folder(versions); err != nil {
		return nil, err
	}
	xattrs := meta.XattrMeta{}
	if err := xattrs.Test(d.root); err != nil {
		return nil, fmt.Errorf("%s cannot hold objects: %w", d.root, err)
	}
	opts := posix.PosixOpts{VersioningDir: d.versions, CopyObjectThreshold: copyThreshold}
	opts.SetNewDirPerm(0o700)
	opts.SetNewFilePerm(0o600)
	p, err := posix.New(d.root, attributes{MetadataStorer: xattrs, disk: d}, opts)
	if err != nil {
		return nil, fmt.Errorf("open the store in %s: %w", d.root, err)
	}
	return &Backend{Backend: p, disk: d}, nil
}

// folder makes a private folder when it is missing and returns its absolute path.
func folder(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of objects: %w", err)
	}
	return abs, nil
}

// CreateBucket makes a bucket and flushes it, its folder of versions and both roots.
func (b *Backend) CreateBucket(ctx context.Context, in *s3.CreateBucketInput, acl []byte) error {
	if err := b.Backend.CreateBucket(ctx, in, acl); err != nil {
		return err
	}
	return b.bucket(*in.Bucket)
}

// DeleteBucket removes an empty bucket and flushes the folders it was in.
func (b *Backend) DeleteBucket(ctx context.Context, bucket string) error {
	if err := b.Backend.DeleteBucket(ctx, bucket); err != nil {
		return err
	}
	return b.bucket(bucket)
}

func (b *Backend) bucket(name string) error {
	return errors.Join(
		b.disk.upTo(b.disk.root, filepath.Join(b.disk.root, name)),
		b.disk.upTo(b.disk.versions, filepath.Join(b.disk.versions, name)))
}

// PutObject stores an object and flushes it.
func (b *Backend) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := b.Backend.PutObject(ctx, in)
	return out, b.settle(err, in.Bucket, in.Key)
}

// CopyObject copies an object and flushes the copy.
func (b *Backend) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := b.Backend.CopyObject(ctx, in)
	return out, b.settle(err, in.Bucket, in.Key)
}

// CreateMultipartUpload begins an upload in parts and flushes its folder.
func (b *Backend) CreateMultipartUpload(ctx context.Context, in s3response.CreateMultipartUploadInput) (s3response.InitiateMultipartUploadResult, error) {
	in.ContentEncoding = withoutChunked(in.ContentEncoding)
	out, err := b.Backend.CreateMultipartUpload(ctx, in)
	if err != nil {
		return out, err
	}
	bucket := filepath.Join(b.disk.root, *in.Bucket)
	return out, b.disk.upTo(bucket, filepath.Join(bucket, uploadKey(*in.Key, out.UploadId)))
}

// UploadPart stores one part and flushes it and its folder.
func (b *Backend) UploadPart(ctx context.Context, in *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	out, err := b.Backend.UploadPart(ctx, in)
	if err != nil {
		return out, err
	}
	return out, b.part(*in.Bucket, *in.Key, *in.UploadId, *in.PartNumber)
}

// UploadPartCopy stores one part from an existing object and flushes it.
func (b *Backend) UploadPartCopy(ctx context.Context, in *s3.UploadPartCopyInput) (s3response.CopyPartResult, error) {
	out, err := b.Backend.UploadPartCopy(ctx, in)
	if err != nil {
		return out, err
	}
	return out, b.part(*in.Bucket, *in.Key, *in.UploadId, *in.PartNumber)
}

func (b *Backend) part(bucket, key, uploadID string, number int32) error {
	upload := filepath.Join(b.disk.root, bucket, uploadKey(key, uploadID))
	return b.disk.upTo(upload, filepath.Join(upload, strconv.Itoa(int(number))))
}

// CompleteMultipartUpload makes an object of the parts and flushes it.
func (b *Backend) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := b.Backend.CompleteMultipartUpload(ctx, in)
	return out, version, b.settle(err, in.Bucket, in.Key)
}

// DeleteObject removes an object, or marks it deleted, and flushes the folders.
func (b *Backend) DeleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	out, err := b.Backend.DeleteObject(ctx, in)
	if err != nil {
		return out, err
	}
	return out, b.removed(*in.Bucket, *in.Key)
}

// DeleteObjects removes several objects and flushes the folders of each.
func (b *Backend) DeleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (s3response.DeleteResult, error) {
	out, err := b.Backend.DeleteObjects(ctx, in)
	if err != nil {
		return out, err
	}
	for _, o := range out.Deleted {
		if o.Key == nil {
			continue
		}
		if err := b.removed(*in.Bucket, *o.Key); err != nil {
			return out, err
		}
	}
	return out, nil
}

// removed flushes every folder that a deletion may have changed, the folder of
// versions included even when its last version is gone.
func (b *Backend) removed(bucket, key string) error {
	return errors.Join(
		b.disk.object(bucket, key),
		b.disk.upTo(b.disk.versions, filepath.Join(b.disk.versions, bucket, versionKey(key))))
}

// settle flushes the object that a write made, or that a refused create-only
// write found in its place; the write's own error always comes first.
func (b *Backend) settle(err error, bucket, key *string) error {
	if bucket == nil || key == nil {
		return err
	}
	if flushed := b.disk.object(*bucket, *key); err == nil {
		return flushed
	}
	return err
}

// withoutChunked removes the transfer encoding aws-chunked from a
// Content-Encoding; nil means that none is left.
func withoutChunked(encoding *string) *string {
	if encoding == nil {
		return nil
	}
	var kept []string
	for _, e := range strings.Split(*encoding, ",") {
		if e = strings.TrimSpace(e); e != "" && !strings.EqualFold(e, "aws-chunked") {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	joined := strings.Join(kept, ", ")
	return &joined
}
