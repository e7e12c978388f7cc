package blobtest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
)

func mustDraft(t *testing.T, s blob.Store, data []byte) blob.Draft {
	t.Helper()
	d, err := s.PutDraft(t.Context(), bytes.NewReader(data), 0)
	if err != nil {
		t.Fatalf("draft of %d bytes: %v", len(data), err)
	}
	return d
}

// gone checks that a draft can be neither opened nor kept.
func gone(t *testing.T, s blob.Store, d blob.Draft) {
	t.Helper()
	if _, err := s.OpenDraft(t.Context(), d); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a draft that is gone opens: %v", err)
	}
	if _, err := blob.Keep(t.Context(), s, d); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a draft that is gone is kept: %v", err)
	}
}

func draft(t *testing.T, s blob.Store) {
	seen := map[blob.DraftKey]bool{}
	for i, size := range sizes {
		data := Bytes(size, uint64(i))
		d := mustDraft(t, s, data)
		if d.SHA256 != document.Sum(data) || d.Size != int64(size) || d.Key.Validate() != nil || seen[d.Key] {
			t.Errorf("%d bytes: got %+v", size, d)
		}
		if strings.Contains(d.SHA256.String(), strings.ToLower(string(d.Key))) {
			t.Errorf("the key tells the hash: %+v", d)
		}
		seen[d.Key] = true
		rc, err := s.OpenDraft(t.Context(), d)
		if !bytes.Equal(read(t, rc, err), data) {
			t.Errorf("%d bytes: other bytes came back", size)
		}
		nothingUnder(t, s, data)
	}
	if again := mustDraft(t, s, Bytes(100, 1)); seen[again.Key] {
		t.Error("the same bytes again replace the first draft")
	}
	for _, key := range []blob.DraftKey{"", "../sha256/ab", "abc", blob.DraftKey(strings.Repeat("a", 26)), blob.DraftKey(strings.Repeat("A", 25)) + "/"} {
		if _, err := s.OpenDraft(t.Context(), blob.Draft{Key: key}); err == nil || errors.Is(err, blob.ErrNotFound) {
			t.Errorf("OpenDraft accepts %q: %v", key, err)
		}
		if err := s.DropDraft(t.Context(), key); err == nil {
			t.Errorf("DropDraft accepts %q", key)
		}
	}
}

func kept(t *testing.T, s blob.Store) {
	for _, size := range []int{300, 100 << 10, 9 << 20} {
		data := Bytes(size, 11)
		d := mustDraft(t, s, data)
		first, err := blob.Keep(t.Context(), s, d)
		if want := (blob.Stored{SHA256: document.Sum(data), Size: int64(size)}); err != nil || first != want {
			t.Errorf("%d bytes: kept as %+v, %v", size, first, err)
		}
		if second, err := blob.Keep(t.Context(), s, d); err != nil || !second.Existed || second.SHA256 != first.SHA256 {
			t.Errorf("%d bytes: kept twice as %+v, %v", size, second, err)
		}
		if !bytes.Equal(get(t, s, d.SHA256), data) {
			t.Errorf("%d bytes: other bytes were kept", size)
		}
		other := d
		other.SHA256 = document.Sum([]byte("others"))
		if _, err := blob.Keep(t.Context(), s, other); !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("%d bytes that are not those that were put: %v", size, err)
		}
		nothingUnder(t, s, []byte("others"))
	}
	nothingUnfinished(t, s)
}

func dropped(t *testing.T, s blob.Store) {
	data := Bytes(5000, 12)
	mustPut(t, s, data)
	one, two := mustDraft(t, s, data), mustDraft(t, s, data)
	for range 2 { // the second time it is gone
		if err := s.DropDraft(t.Context(), one.Key); err != nil {
			t.Fatal(err)
		}
	}
	gone(t, s, one)
	rc, err := s.OpenDraft(t.Context(), two)
	if !bytes.Equal(read(t, rc, err), data) || !bytes.Equal(get(t, s, document.Sum(data)), data) {
		t.Error("the original, or another draft of the same bytes, is gone")
	}
}

func sweptDrafts(t *testing.T, s blob.Store) {
	data := Bytes(5000, 13)
	mustPut(t, s, data)
	key := blob.DerivedKey{SHA256: document.Sum(data), Name: "text.json"}
	if err := s.PutDerived(t.Context(), key, bytes.NewReader(data), "application/json"); err != nil {
		t.Fatal(err)
	}
	all := []blob.Draft{mustDraft(t, s, data), mustDraft(t, s, Bytes(9<<20, 14))}
	nothingUnfinished(t, s) // which spares drafts, however old
	if n, err := s.SweepDrafts(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("%d drafts of this minute count as old (%v)", n, err)
	}
	for _, d := range all {
		rc, err := s.OpenDraft(t.Context(), d)
		if read(t, rc, err); err != nil {
			t.Error(err)
		}
	}
	for _, want := range []int{len(all), 0} {
		if n, err := s.SweepDrafts(t.Context(), time.Now().Add(time.Hour)); n != want || err != nil {
			t.Errorf("%d drafts were removed, want %d (%v)", n, want, err)
		}
	}
	for _, d := range all {
		gone(t, s, d)
	}
	rc, _, err := s.GetDerived(t.Context(), key)
	if !bytes.Equal(read(t, rc, err), data) || !bytes.Equal(get(t, s, document.Sum(data)), data) {
		t.Error("an original or a derived object is gone")
	}
}

func draftLimits(t *testing.T, s blob.Store) {
	for _, size := range []int{10, 64 << 10, 8 << 20, 9 << 20} {
		data := Bytes(size, 15)
		if _, err := s.PutDraft(t.Context(), bytes.NewReader(data), int64(size)-1); !errors.Is(err, blob.ErrTooLarge) {
			t.Errorf("%d bytes with a limit of one less: %v", size, err)
		}
		if _, err := s.PutDraft(t.Context(), bytes.NewReader(data), int64(size)); err != nil {
			t.Errorf("%d bytes with that limit: %v", size, err)
		}
	}
	if _, err := s.PutDraft(t.Context(), bytes.NewReader(nil), 0); !errors.Is(err, blob.ErrEmpty) {
		t.Errorf("no bytes: %v", err)
	}
	nothingUnfinished(t, s)
}

func draftCut(t *testing.T, s blob.Store) {
	for _, size := range []int{0, 10, 70 << 10, 9 << 20} {
		_, err := s.PutDraft(t.Context(), io.MultiReader(bytes.NewReader(Bytes(size, 16)), iotest.ErrReader(io.ErrUnexpectedEOF)), 0)
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut after %d bytes: got %v", size, err)
		}
	}
	nothingUnfinished(t, s)
	if n, err := s.SweepDrafts(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d drafts are left (%v)", n, err)
	}
}
