// Package blob is the contract of the object store: where the bytes of every
// revision are kept under their SHA-256, beside what was derived from them.
//
//	Put ──▶ sha256/ab/cd/abcd…      originals: written once, never edited
//	PutDerived ──▶ derived/abcd…/name   previews, texts, renderings: may be replaced
//	PutDraft ──▶ drafts/random      looked at before sending: dropped, swept, or Kept as an original
//	(in between) incoming/random    uploads not finished; Sweep removes the stale ones
//
// It never deletes or edits an original: the interface has no way to ask for
// it. It knows nothing of cases, people or permissions; whoever holds a hash
// may read the bytes, so the callers decide who learns a hash.
//
// Invariants, which package blobtest proves on every implementation:
//   - the bytes under a hash have that hash, and a reader that reaches the end
//     has checked it;
//   - Put returns nil only when the object is durable and readable, so a row
//     that names it may be committed afterwards;
//   - an upload cut half-way leaves nothing under a hash;
//   - equal bytes uploaded twice, even at the same time, are one object;
//   - a draft is no original, and removing one never touches an original of the
//     same bytes;
//   - memory does not grow with the size of an object.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/insiemi/insiemi/document"
)

// MaxSize is the largest object, in bytes, that a store accepts whatever the
// limit given to Put: what S3 copies in one request (5 GiB).
const MaxSize int64 = 5 << 30

// What a store answers. Test with errors.Is.
var (
	// ErrNotFound: nothing is stored under that hash or name.
	ErrNotFound = errors.New("no such object")
	// ErrTooLarge: the bytes go on after the limit; none of them was kept.
	ErrTooLarge = errors.New("object larger than the limit")
	// ErrEmpty: there was not a single byte to store.
	ErrEmpty = errors.New("object without bytes")
	// ErrCorrupt: the bytes read back are not those that were stored. The
	// object must be restored from a backup; its content must not be used.
	ErrCorrupt = errors.New("object does not match its SHA-256")
)

// Store keeps objects. All methods may be called at the same time from many
// goroutines, honour the end of their context, and wrap the errors above.
type Store interface {
	// Put stores the bytes of r under their SHA-256 and returns when they are
	// durable. It reads at most limit+1 bytes; a limit of 0, or above
	// MaxSize, means MaxSize. When r fails, the error wraps r's own and
	// nothing is left behind. It does not close r.
	Put(ctx context.Context, r io.Reader, limit int64) (Stored, error)
	// Get opens an original and tells its size in bytes. The reader returns
	// ErrCorrupt instead of io.EOF when the bytes have another SHA-256. The
	// caller closes it, and ctx must live until then.
	Get(ctx context.Context, sha document.SHA256) (io.ReadCloser, int64, error)
	// Range opens length bytes of an original from offset, for previews and
	// resumed downloads; fewer when the object ends before. A part cannot be
	// checked against the hash of the whole. An offset at or after the end
	// gives no bytes.
	Range(ctx context.Context, sha document.SHA256, offset, length int64) (io.ReadCloser, error)
	// Stat describes an original without reading it.
	Stat(ctx context.Context, sha document.SHA256) (Info, error)
	// Exists says whether an original is stored.
	Exists(ctx context.Context, sha document.SHA256) (bool, error)
	// PutDerived stores what was made from an original, replacing what was
	// there under the same key: readers see the old bytes or the new, whole.
	PutDerived(ctx context.Context, key DerivedKey, r io.Reader, contentType string) error
	// GetDerived opens what PutDerived stored. The caller closes it, and ctx
	// must live until then.
	GetDerived(ctx context.Context, key DerivedKey) (io.ReadCloser, Info, error)
	// PutDraft stores the bytes of r where they may be removed again, under a
	// new key at each call. Limits and errors are those of Put.
	PutDraft(ctx context.Context, r io.Reader, limit int64) (Draft, error)
	// OpenDraft opens a draft; ErrNotFound where it is gone. The reader returns
	// ErrCorrupt instead of io.EOF when the bytes have another SHA-256. The
	// caller closes it, and ctx must live until then.
	OpenDraft(ctx context.Context, d Draft) (io.ReadCloser, error)
	// DropDraft removes a draft; one that is gone is no error.
	DropDraft(ctx context.Context, key DraftKey) error
	// SweepDrafts removes the drafts that were put before the given instant, as
	// Sweep does what uploads left.
	SweepDrafts(ctx context.Context, olderThan time.Time) (int, error)
	// Sweep removes what uploads that never ended left before the given
	// instant, and returns how many it removed. It never touches originals,
	// derived objects nor drafts. Running it twice, or from two places, is
	// harmless.
	Sweep(ctx context.Context, olderThan time.Time) (int, error)
}

// Stored tells what Put did.
type Stored struct {
	SHA256 document.SHA256
	Size   int64 // bytes
	// Existed says that the same bytes were there before. After a retry on a
	// broken connection it may also be the caller's own first attempt.
	Existed bool
}

// Info describes a stored object.
type Info struct {
	Size        int64 // bytes
	StoredAt    time.Time
	ContentType string // of derived objects; originals have none of their own
}

// DerivedKey names what was made from an original, "page-1.png" say.
type DerivedKey struct {
	SHA256 document.SHA256 // of the original
	Name   string          // 1 to 100 of a-z 0-9 . _ -, not starting with . or -
}

var derivedName = regexp.MustCompile(`^[a-z0-9_][a-z0-9._-]{0,99}$`)

// Validate errs on a name that is no plain file name. Names must carry no
// personal data: they are visible to whoever administers the store.
func (k DerivedKey) Validate() error {
	if !derivedName.MatchString(k.Name) {
		return fmt.Errorf("derived name %q: want 1 to 100 of a-z 0-9 . _ -, not starting with . or -", k.Name)
	}
	return nil
}

// String is the key of the derived object in the store.
func (k DerivedKey) String() string { return "derived/" + k.SHA256.String() + "/" + k.Name }

// OriginalKey is the key of an original in the store. Two levels of folders
// keep each small on a disk, and no key is the folder of another.
func OriginalKey(sha document.SHA256) string {
	hex := sha.String()
	return "sha256/" + hex[:2] + "/" + hex[2:4] + "/" + hex
}
