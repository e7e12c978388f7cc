// Package blobtest is the conformance suite of blob.Store: what every
// implementation must do, run on the real server behind it.
//
// It never looks behind the interface: keys, buckets and requests are the
// implementation's own business and are tested beside it.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
)

// Sizes, in bytes, around the points at which implementations change their ways.
var sizes = []int{1, 100, 64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20, 8<<20 - 1, 8 << 20, 8<<20 + 1, 20<<20 + 7}

// Bytes returns n bytes that look random and are the same for the same seed.
func Bytes(n int, seed uint64) []byte {
	b := make([]byte, n)
	_, _ = io.ReadFull(rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), 1}), b)
	return b
}

// Run runs the suite. open returns an empty store, a new one at each call.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store){
		"whatever the size, the same bytes come back":         sameBytes,
		"equal bytes are one object":                          oneObject,
		"equal bytes at the same time are one object":         oneObjectAtOnce,
		"limits are kept":                                     limits,
		"no bytes are refused":                                empty,
		"an upload cut half-way leaves nothing":               cut,
		"an upload given up leaves nothing":                   givenUp,
		"what was never stored is not found":                  notFound,
		"ranges":                                              ranges,
		"derived objects may be replaced and keep their type": derived,
		"derived names are plain":                             derivedNames,
		"sweeping spares originals and derived objects":       sweep,
		"a draft comes back and is no original":               draft,
		"a draft that is kept is an original":                 kept,
		"a draft is removed, an original of its bytes is not": dropped,
		"drafts are swept by their age":                       sweptDrafts,
		"drafts have the limits of originals":                 draftLimits,
		"a draft cut half-way leaves nothing":                 draftCut,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func mustPut(t *testing.T, s blob.Store, data []byte) blob.Stored {
	t.Helper()
	stored, err := s.Put(t.Context(), bytes.NewReader(data), 0)
	if err != nil {
		t.Fatalf("put %d bytes: %v", len(data), err)
	}
	return stored
}

func read(t *testing.T, rc io.ReadCloser, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer rc.Close()
	data, err := io.ReadAll(rc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func get(t *testing.T, s blob.Store, sha document.SHA256) []byte {
	t.Helper()
	rc, size, err := s.Get(t.Context(), sha)
	data := read(t, rc, err)
	if size != int64(len(data)) {
		t.Errorf("Get says %d bytes and gives %d", size, len(data))
	}
	return data
}

func sameBytes(t *testing.T, s blob.Store) {
	for i, size := range sizes {
		data := Bytes(size, uint64(i))
		before := time.Now()
		stored := mustPut(t, s, data)
		if want := (blob.Stored{SHA256: document.Sum(data), Size: int64(size)}); stored != want {
			t.Errorf("%d bytes: got %+v, want %+v", size, stored, want)
		}
		info, err := s.Stat(t.Context(), stored.SHA256)
		if err != nil || info.Size != int64(size) {
			t.Errorf("%d bytes: Stat says %+v, %v", size, info, err)
		}
		if d := info.StoredAt.Sub(before); d < -time.Minute || d > time.Minute {
			t.Errorf("%d bytes: stored at %s, want about %s", size, info.StoredAt, before)
		}
		if !bytes.Equal(get(t, s, stored.SHA256), data) {
			t.Errorf("%d bytes: other bytes came back", size)
		}
	}
}

func oneObject(t *testing.T, s blob.Store) {
	for _, size := range []int{300, 9 << 20} {
		data := Bytes(size, 1)
		first := mustPut(t, s, data)
		second := mustPut(t, s, data)
		if first.Existed || !second.Existed || first.SHA256 != second.SHA256 || first.Size != second.Size {
			t.Errorf("%d bytes: first %+v, second %+v", size, first, second)
		}
	}
}

func oneObjectAtOnce(t *testing.T, s blob.Store) {
	for _, size := range []int{300, 9 << 20} {
		data := Bytes(size, 2)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				stored, err := s.Put(context.Background(), bytes.NewReader(data), 0)
				if err != nil || stored.SHA256 != document.Sum(data) {
					t.Errorf("%d bytes: %+v, %v", size, stored, err)
				}
			})
		}
		all.Wait()
		if !bytes.Equal(get(t, s, document.Sum(data)), data) {
			t.Errorf("%d bytes: other bytes came back", size)
		}
	}
	nothingUnfinished(t, s)
}

func limits(t *testing.T, s blob.Store) {
	for _, size := range []int{10, 64 << 10, 100 << 10, 8 << 20, 9 << 20, 17 << 20} {
		data := Bytes(size, 3)
		_, err := s.Put(t.Context(), bytes.NewReader(data), int64(size)-1)
		if !errors.Is(err, blob.ErrTooLarge) {
			t.Errorf("%d bytes with a limit of one less: %v", size, err)
		}
		nothingUnder(t, s, data)
		if _, err := s.Put(t.Context(), bytes.NewReader(data), int64(size)); err != nil {
			t.Errorf("%d bytes with that limit: %v", size, err)
		}
	}
	endless := iotest.DataErrReader(io.LimitReader(rand.NewChaCha8([32]byte{}), 1<<40))
	if _, err := s.Put(t.Context(), endless, 1<<20); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("an endless upload: %v", err)
	}
	nothingUnfinished(t, s)
}

func empty(t *testing.T, s blob.Store) {
	if _, err := s.Put(t.Context(), bytes.NewReader(nil), 0); !errors.Is(err, blob.ErrEmpty) {
		t.Errorf("got %v", err)
	}
	nothingUnder(t, s, nil)
}

func cut(t *testing.T, s blob.Store) {
	broken := errors.New("the line dropped")
	for _, err := range []error{broken, io.ErrUnexpectedEOF} { // the latter is net/http's word for it
		for _, size := range []int{0, 10, 70 << 10, 8 << 20, 9 << 20, 20 << 20} {
			data := Bytes(size, 4)
			_, got := s.Put(t.Context(), io.MultiReader(bytes.NewReader(data), iotest.ErrReader(err)), 0)
			if !errors.Is(got, err) {
				t.Errorf("cut after %d bytes with %q: got %v", size, err, got)
			}
			nothingUnder(t, s, data)
		}
	}
	nothingUnfinished(t, s)
}

// givenUp ends the context while a large upload is on its way.
func givenUp(t *testing.T, s blob.Store) {
	ctx, giveUp := context.WithCancel(t.Context())
	data := Bytes(20<<20, 5)
	r := io.MultiReader(bytes.NewReader(data[:17<<20]), &hook{giveUp}, bytes.NewReader(data[17<<20:]))
	if _, err := s.Put(ctx, r, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	nothingUnder(t, s, data)
	nothingUnfinished(t, s)
}

// hook is a reader without bytes that calls a function when it is reached.
type hook struct{ call func() }

// Read implements io.Reader.
func (h *hook) Read([]byte) (int, error) { h.call(); return 0, io.EOF }

func nothingUnder(t *testing.T, s blob.Store, data []byte) {
	t.Helper()
	if there, err := s.Exists(t.Context(), document.Sum(data)); there || err != nil {
		t.Errorf("there is an object of %d bytes that should not be (%v)", len(data), err)
	}
}

// nothingUnfinished proves that uploads removed their own traces.
func nothingUnfinished(t *testing.T, s blob.Store) {
	t.Helper()
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("%d traces of unfinished uploads are left (%v)", n, err)
	}
}

func notFound(t *testing.T, s blob.Store) {
	ctx, sha := t.Context(), document.Sum([]byte("never stored"))
	_, _, getErr := s.Get(ctx, sha)
	_, rangeErr := s.Range(ctx, sha, 0, 10)
	_, statErr := s.Stat(ctx, sha)
	_, _, derivedErr := s.GetDerived(ctx, blob.DerivedKey{SHA256: sha, Name: "page-1.png"})
	for name, err := range map[string]error{"Get": getErr, "Range": rangeErr, "Stat": statErr, "GetDerived": derivedErr} {
		if !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if there, err := s.Exists(ctx, sha); there || err != nil {
		t.Errorf("Exists: %v, %v", there, err)
	}
}

func ranges(t *testing.T, s blob.Store) {
	data := Bytes(9<<20, 6)
	sha := mustPut(t, s, data).SHA256
	end := int64(len(data))
	for _, r := range []struct{ offset, length, want int64 }{
		{0, 1, 1}, {0, 100, 100}, {5 << 20, 1 << 20, 1 << 20}, {end - 10, 10, 10}, {end - 10, 50, 10},
		{end, 10, 0}, {end + 5, 10, 0}, {7, 0, 0}, {0, end, end}, {0, end + 1, end},
	} {
		rc, err := s.Range(t.Context(), sha, r.offset, r.length)
		got := read(t, rc, err)
		from := min(r.offset, end)
		if !bytes.Equal(got, data[from:from+r.want]) {
			t.Errorf("%d bytes from %d: %d bytes came, or others", r.length, r.offset, len(got))
		}
	}
	if _, err := s.Range(t.Context(), sha, -1, 5); err == nil {
		t.Error("a negative offset was accepted")
	}
}

func derived(t *testing.T, s blob.Store) {
	key := blob.DerivedKey{SHA256: document.Sum([]byte("x")), Name: "page-1.png"}
	for i, size := range []int{5000, 9 << 20, 0, 70 << 10} {
		data, kind := Bytes(size, uint64(i)), []string{"image/png", "text/plain; charset=utf-8"}[i%2]
		if err := s.PutDerived(t.Context(), key, bytes.NewReader(data), kind); err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		rc, info, err := s.GetDerived(t.Context(), key)
		if got := read(t, rc, err); !bytes.Equal(got, data) || info.Size != int64(size) || info.ContentType != kind {
			t.Errorf("%d bytes of %s: %d came, described as %+v", size, kind, len(got), info)
		}
	}
	if there, err := s.Exists(t.Context(), key.SHA256); there || err != nil {
		t.Errorf("a derived object shows as an original (%v)", err)
	}
	broken := io.MultiReader(bytes.NewReader(Bytes(9<<20, 9)), iotest.ErrReader(io.ErrUnexpectedEOF))
	if err := s.PutDerived(t.Context(), key, broken, "image/png"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	if rc, info, err := s.GetDerived(t.Context(), key); err != nil || info.Size != 70<<10 {
		t.Errorf("a cut replacement changed the object: %+v, %v", info, err)
	} else {
		rc.Close()
	}
}

func derivedNames(t *testing.T, s blob.Store) {
	for _, name := range []string{"", ".", "..", "a/b", "../x", "A", "-x", "è", "a b", string(make([]byte, 101))} {
		key := blob.DerivedKey{SHA256: document.Sum([]byte("x")), Name: name}
		if err := s.PutDerived(t.Context(), key, bytes.NewReader([]byte("x")), "text/plain"); err == nil {
			t.Errorf("PutDerived accepts %q", name)
		}
		if _, _, err := s.GetDerived(t.Context(), key); err == nil || errors.Is(err, blob.ErrNotFound) {
			t.Errorf("GetDerived accepts %q: %v", name, err)
		}
	}
}

func sweep(t *testing.T, s blob.Store) {
	small, large := Bytes(10, 7), Bytes(9<<20, 7)
	key := blob.DerivedKey{SHA256: document.Sum(small), Name: "text.json"}
	mustPut(t, s, small)
	mustPut(t, s, large)
	if err := s.PutDerived(t.Context(), key, bytes.NewReader(small), "application/json"); err != nil {
		t.Fatal(err)
	}
	nothingUnfinished(t, s)
	for _, data := range [][]byte{small, large} {
		if !bytes.Equal(get(t, s, document.Sum(data)), data) {
			t.Errorf("the object of %d bytes is gone", len(data))
		}
	}
	rc, _, err := s.GetDerived(t.Context(), key)
	if !bytes.Equal(read(t, rc, err), small) {
		t.Error("the derived object is gone")
	}
}
