package durable

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/pkg/xattr"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

// drive remembers what was on disk: the state of each file and folder at the
// moment it was flushed. What it does not remember, a power cut may take away.
type drive struct {
	mu      sync.Mutex
	flushed map[string]string // path to state
	before  map[string]bool   // SHA-256 of contents flushed before they had a name
	count   int
}

func newDrive() *drive { return &drive{flushed: map[string]string{}, before: map[string]bool{}} }

// flush is the Flush of the tests: it flushes in earnest and remembers.
func (d *drive) flush(f *os.File) error {
	if err := f.Sync(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	// The backend writes to files without a name, or with a passing one where
	// the system has none such.
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && (nlink(f) == 0 || passing(f.Name())) {
		d.before[contentOf(f)] = true
		return nil
	}
	d.flushed[f.Name()] = stateOf(f.Name())
	return nil
}

// passing says whether a name is one that the backend gives a file for the time
// of writing, <hash>.<random>; parts are named by their number.
func passing(name string) bool {
	return strings.Contains(name, posix.MetaTmpDir) && strings.Contains(filepath.Base(name), ".")
}

// contentOf is the SHA-256 of a file that has no name.
func contentOf(f *os.File) string {
	h := sha256.New()
	info, _ := f.Stat()
	buf := make([]byte, info.Size())
	_, _ = f.ReadAt(buf, 0)
	h.Write(buf)
	return string(h.Sum(nil))
}

// stateOf is all that matters of a file (bytes, attributes) or folder (names,
// attributes); "gone" when there is none.
func stateOf(name string) string {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "gone"
	}
	var parts []string
	if info.IsDir() {
		entries, _ := os.ReadDir(name)
		for _, e := range entries {
			parts = append(parts, e.Name())
		}
	} else {
		data, _ := os.ReadFile(name)
		sum := sha256.Sum256(data)
		parts = append(parts, string(sum[:]))
	}
	attrs, _ := xattr.List(name)
	slices.Sort(attrs)
	for _, a := range attrs {
		v, _ := xattr.Get(name, a)
		parts = append(parts, a+"="+string(v))
	}
	return strings.Join(parts, "\n")
}

// safe fails the test when a path, or a folder between it and top, is not on
// the drive as it is now.
func (d *drive) safe(t *testing.T, top, name string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		now := stateOf(name)
		if was, ok := d.flushed[name]; now != "gone" && (!ok || was != now) {
			t.Errorf("%s was not flushed in its present state (flushed at all: %v)", name, ok)
		}
		if name == top {
			return
		}
		name = filepath.Dir(name)
	}
}

// store is a backend on a remembered drive with one bucket, "bucket".
type store struct {
	*Backend
	drive *drive
}

func open(t *testing.T) store {
	t.Helper()
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chdir(wd) })
	d, dir := newDrive(), t.TempDir()
	b, err := Open(filepath.Join(dir, "root"), filepath.Join(dir, "versions"), d.flush)
	if err != nil {
		t.Fatal(err)
	}
	s := store{b, d}
	in := &s3.CreateBucketInput{Bucket: ptr("bucket"), CreateBucketConfiguration: &types.CreateBucketConfiguration{}}
	if err := s.CreateBucket(t.Context(), in, []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	return s
}

func ptr[T any](v T) *T { return &v }

// at is the path of an object.
func (s store) at(key string) string { return filepath.Join(s.disk.root, "bucket", key) }

func (s store) put(ctx context.Context, key string, data []byte, change ...func(*s3response.PutObjectInput)) error {
	in := s3response.PutObjectInput{Bucket: ptr("bucket"), Key: &key, Body: bytes.NewReader(data), ContentLength: ptr(int64(len(data)))}
	for _, c := range change {
		c(&in)
	}
	_, err := s.PutObject(ctx, in)
	return err
}

func (s store) mustPut(t *testing.T, key string, data []byte) {
	t.Helper()
	if err := s.put(t.Context(), key, data); err != nil {
		t.Fatal(err)
	}
}

// named fails the test unless these bytes were flushed before they had a name.
func (s store) named(t *testing.T, data []byte) {
	t.Helper()
	sum := sha256.Sum256(data)
	if !s.drive.before[string(sum[:])] {
		t.Error("the bytes had a name before they were on disk: a power cut can leave them torn")
	}
}

func TestCreateBucket(t *testing.T) {
	s := open(t)
	s.drive.safe(t, s.disk.root, filepath.Join(s.disk.root, "bucket"))
}

func TestPutObject(t *testing.T) {
	s, data := open(t), []byte("register of May")
	s.mustPut(t, "sha256/ab/cd/abcd", data)
	s.drive.safe(t, s.disk.root, s.at("sha256/ab/cd/abcd"))
	s.named(t, data)
}

func TestOverwrite(t *testing.T) {
	s := open(t)
	s.mustPut(t, "derived/x", []byte("first"))
	s.mustPut(t, "derived/x", []byte("second"))
	s.drive.safe(t, s.disk.root, s.at("derived/x"))
	s.named(t, []byte("second"))
}

// A client that is told "it exists already" relies on the object as much as
// the client that wrote it.
func TestRefusedCreationLeavesTheExistingObjectOnDisk(t *testing.T) {
	s, data := open(t), []byte("register of May")
	s.mustPut(t, "key", data)
	clear(s.drive.flushed)
	err := s.put(t.Context(), "key", data, func(in *s3response.PutObjectInput) { in.IfNoneMatch = ptr("*") })
	if err == nil {
		t.Fatal("created twice")
	}
	s.drive.safe(t, s.disk.root, s.at("key"))
}

func TestAnswerWaitsForTheDisk(t *testing.T) {
	broken := errors.New("the disk is gone")
	dir := t.TempDir()
	wd, _ := os.Getwd()
	defer os.Chdir(wd)
	var fail bool
	b, err := Open(filepath.Join(dir, "root"), filepath.Join(dir, "versions"), func(*os.File) error {
		if fail {
			return broken
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	in := &s3.CreateBucketInput{Bucket: ptr("bucket"), CreateBucketConfiguration: &types.CreateBucketConfiguration{}}
	if err := b.CreateBucket(t.Context(), in, []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	fail = true
	if err := (store{b, nil}).put(t.Context(), "key", []byte("x")); !errors.Is(err, broken) {
		t.Errorf("acknowledged with %v although the disk failed", err)
	}
}

func TestMultipart(t *testing.T) {
	s, key := open(t), "incoming/abc"
	up, err := s.CreateMultipartUpload(t.Context(), s3response.CreateMultipartUploadInput{Bucket: ptr("bucket"), Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.at(""), s.at(uploadKey(key, up.UploadId)))
	data := bytes.Repeat([]byte("0123456789"), 600_000)
	first, second := data[:5<<20], data[5<<20:]
	var parts []types.CompletedPart
	for i, part := range [][]byte{first, second} {
		out, err := s.UploadPart(t.Context(), &s3.UploadPartInput{Bucket: ptr("bucket"), Key: &key, UploadId: &up.UploadId,
			PartNumber: ptr(int32(i + 1)), Body: bytes.NewReader(part), ContentLength: ptr(int64(len(part)))})
		if err != nil {
			t.Fatal(err)
		}
		s.named(t, part)
		parts = append(parts, types.CompletedPart{ETag: out.ETag, PartNumber: ptr(int32(i + 1))})
	}
	s.drive.safe(t, s.at(uploadKey(key, up.UploadId)), s.at(uploadKey(key, up.UploadId)+"/2"))
	_, _, err = s.CompleteMultipartUpload(t.Context(), &s3.CompleteMultipartUploadInput{Bucket: ptr("bucket"), Key: &key,
		UploadId: &up.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}})
	if err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.at("incoming"), s.at(key))
	s.named(t, data)
}

func TestCopyObject(t *testing.T) {
	s, data := open(t), []byte("register of May")
	s.mustPut(t, "incoming/abc", data)
	clear(s.drive.before)
	_, err := s.CopyObject(t.Context(), s3response.CopyObjectInput{Bucket: ptr("bucket"), Key: ptr("sha256/ab/abcd"),
		CopySource: ptr("bucket/incoming/abc"), ExpectedBucketOwner: ptr("owner")})
	if err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.root, s.at("sha256/ab/abcd"))
	s.named(t, data)
}

func TestDeleteObject(t *testing.T) {
	s := open(t)
	s.mustPut(t, "a/b/c", []byte("x"))
	s.mustPut(t, "a/d", []byte("y"))
	if _, err := s.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: ptr("bucket"), Key: ptr("a/b/c")}); err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.root, s.at("a/b/c"))
	s.mustPut(t, "a/b/c", []byte("x"))
	_, err := s.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: ptr("bucket"),
		Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: ptr("a/b/c")}, {Key: ptr("a/d")}}}})
	if err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.root, s.at("a/b/c"))
	s.drive.safe(t, s.disk.root, s.at("a/d"))
}

// versions is the folder of the older versions of a key.
func (s store) versionsOf(key string) string {
	return filepath.Join(s.disk.versions, "bucket", versionKey(key))
}

func TestVersionedOverwriteAndDelete(t *testing.T) {
	s := open(t)
	if err := s.PutBucketVersioning(t.Context(), "bucket", types.BucketVersioningStatusEnabled); err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.root, s.at(""))
	s.mustPut(t, "a/b", []byte("first"))
	clear(s.drive.before)
	s.mustPut(t, "a/b", []byte("second"))
	s.named(t, []byte("first")) // put aside whole
	s.named(t, []byte("second"))
	s.drive.safe(t, s.disk.root, s.at("a/b"))
	kept, err := os.ReadDir(s.versionsOf("a/b"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("%d versions put aside, %v", len(kept), err)
	}
	s.drive.safe(t, s.disk.versions, filepath.Join(s.versionsOf("a/b"), kept[0].Name()))

	if _, err := s.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: ptr("bucket"), Key: ptr("a/b")}); err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.root, s.at("a/b")) // the delete marker is an attribute
	kept, err = os.ReadDir(s.versionsOf("a/b"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("%d versions put aside, %v", len(kept), err)
	}
	for _, v := range kept {
		s.drive.safe(t, s.disk.versions, filepath.Join(s.versionsOf("a/b"), v.Name()))
	}
	_, err = s.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: ptr("bucket"), Key: ptr("a/b"), VersionId: ptr(kept[0].Name())})
	if err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.disk.versions, s.versionsOf("a/b"))
}

func TestAttributesOfObjectsAndBuckets(t *testing.T) {
	s := open(t)
	s.mustPut(t, "a/b", []byte("x"))
	clear(s.drive.flushed)
	if err := s.PutObjectTagging(t.Context(), "bucket", "a/b", "", map[string]string{"k": "v"}); err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.at("a/b"), s.at("a/b"))
	if err := s.PutBucketPolicy(t.Context(), "bucket", []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	s.drive.safe(t, s.at(""), s.at(""))
}

func TestTransferEncodingIsNotStored(t *testing.T) {
	s := open(t)
	for sent, want := range map[string]string{"aws-chunked": "", "aws-chunked,gzip": "gzip", "gzip, AWS-Chunked": "gzip", "gzip": "gzip"} {
		if err := s.put(t.Context(), "key", []byte("x"), func(in *s3response.PutObjectInput) { in.ContentEncoding = &sent }); err != nil {
			t.Fatal(err)
		}
		out, err := s.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: ptr("bucket"), Key: ptr("key")})
		if err != nil {
			t.Fatal(err)
		}
		if got := str(out.ContentEncoding); got != want {
			t.Errorf("sent %q, stored %q, want %q", sent, got, want)
		}
	}
}

func str(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func TestTheDefaultFlushIsTheSystems(t *testing.T) {
	wd, _ := os.Getwd()
	defer os.Chdir(wd)
	b, err := Open(filepath.Join(t.TempDir(), "root"), filepath.Join(t.TempDir(), "versions"), nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.disk.flush(f); err != nil {
		t.Error(err)
	}
	f.Close()
	if err := b.disk.flush(f); !errors.Is(err, os.ErrClosed) {
		t.Errorf("flushing a closed file gave %v: it does not reach the system", err)
	}
}

func TestVersionsInsideTheRootAreRefused(t *testing.T) {
	wd, _ := os.Getwd()
	defer os.Chdir(wd)
	dir := t.TempDir()
	if _, err := Open(dir, filepath.Join(dir, "versions"), nil); err == nil {
		t.Error("accepted")
	}
}
