package durable

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// etagAttribute is the one attribute that the posix backend stores on every
// object, part and version after its bytes are complete and before it gives the
// file its name (backend/posix: PutObject, UploadPart, CompleteMultipartUpload,
// createObjVersion; CopyObject goes through PutObject).
const etagAttribute = "etag"

// attributes stores the metadata of objects and buckets as extended attributes
// and keeps two promises: the bytes of a file are on disk before it has a name,
// so a power cut never leaves a torn object under a key; and an attribute
// stored by path (a bucket's policy, a retention, a delete marker) is on disk
// when the call returns.
type attributes struct {
	meta.MetadataStorer
	disk disk
}

// StoreAttribute stores one attribute and flushes as the type says.
func (a attributes) StoreAttribute(f *os.File, bucket, object, attribute string, value []byte) error {
	if err := a.MetadataStorer.StoreAttribute(f, bucket, object, attribute, value); err != nil {
		return err
	}
	if f == nil {
		return a.flushNamed(bucket, object)
	}
	if attribute != etagAttribute {
		return nil
	}
	if err := a.disk.flush(f); err != nil {
		return fmt.Errorf("flush %s before it has a name: %w", f.Name(), err)
	}
	return nil
}

// DeleteAttribute removes one attribute and flushes its file or folder.
func (a attributes) DeleteAttribute(bucket, object, attribute string) error {
	if err := a.MetadataStorer.DeleteAttribute(bucket, object, attribute); err != nil {
		return err
	}
	return a.flushNamed(bucket, object)
}

// flushNamed flushes what carries the attributes of an object or bucket.
// Uploads in progress are left out: CreateMultipartUpload stores several
// attributes on them and flushes once.
func (a attributes) flushNamed(bucket, object string) error {
	if strings.HasPrefix(object, posix.MetaTmpMultipartDir) {
		return nil
	}
	name := filepath.Join(bucket, object) // versions come with an absolute bucket
	if !filepath.IsAbs(name) {
		name = filepath.Join(a.disk.root, name)
	}
	return a.disk.path(name)
}

// versionKey is the folder, below a bucket's folder of versions, in which the
// posix backend keeps the older versions of a key.
func versionKey(key string) string {
	sum := hexSum(key)
	return filepath.Join(sum[:2], sum[2:4], sum[4:6], sum)
}

// uploadKey is the folder, below a bucket, in which the posix backend keeps the
// parts of one multipart upload.
func uploadKey(key, uploadID string) string {
	return filepath.Join(posix.MetaTmpMultipartDir, hexSum(key), uploadID)
}

func hexSum(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }
