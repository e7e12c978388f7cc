package blob

import (
	"context"
	"fmt"
	"regexp"

	"github.com/insiemi/insiemi/document"
)

// A draft is what somebody looks at before sending it. It lies apart from the
// originals, under a random key that is no hash, and it may be removed: nothing
// was received yet. What is sent of it becomes an original by Keep.

// DraftKey names a draft in its store: 26 of A-Z 2-7, at random. It is made by
// PutDraft alone.
type DraftKey string

var draftKey = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// Validate errs on what PutDraft never made.
func (k DraftKey) Validate() error {
	if !draftKey.MatchString(string(k)) {
		return fmt.Errorf("draft key %q: want 26 of A-Z 2-7", string(k))
	}
	return nil
}

// String is the key of the draft in the store.
func (k DraftKey) String() string { return "drafts/" + string(k) }

// Draft tells what PutDraft did.
type Draft struct {
	Key    DraftKey
	SHA256 document.SHA256
	Size   int64 // bytes
}

// Keep makes an original of a draft, as if its bytes had been Put, and errs as Put
// and OpenDraft do: with ErrNotFound where the draft is gone, with ErrCorrupt where
// its bytes are no longer those that were put there. The draft itself stays until it
// is dropped or swept, so that keeping it twice is harmless.
func Keep(ctx context.Context, s Store, d Draft) (stored Stored, err error) {
	r, err := s.OpenDraft(ctx, d)
	if err != nil {
		return stored, err
	}
	defer r.Close()
	return s.Put(ctx, r, d.Size)
}
