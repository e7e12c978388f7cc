package s3

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/storage/blob/blobtest"
)

func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }

func config(t testing.TB) Config { return configOf(stacktest.Shared(t)) }

func configOf(a stack.Access) Config {
	return Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()}
}

func open(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), config(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t) })
}

func TestOpenMakesTheBucketOnceAndIsReady(t *testing.T) {
	c := config(t)
	if s, err := connect(c); err != nil || s.Ready(t.Context()) == nil {
		t.Errorf("ready before the bucket exists (%v)", err)
	}
	for range 2 {
		s, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefusesBadAddressesAndKeys(t *testing.T) {
	for _, endpoint := range []string{"", "127.0.0.1:9000", "ftp://x", "http://", "http://a b"} {
		c := config(t)
		c.Endpoint = endpoint
		if _, err := Open(t.Context(), c); err == nil {
			t.Errorf("%q was accepted", endpoint)
		}
	}
	c := config(t)
	c.SecretKey = "wrong-secret"
	if _, err := Open(t.Context(), c); err == nil {
		t.Error("a wrong secret key was accepted")
	}
}

// plant writes an object past the store, as a damaged disk would.
func plant(t *testing.T, s *Store, key string, data []byte) {
	t.Helper()
	_, err := s.core.PutObject(t.Context(), s.bucket, key, bytes.NewReader(data), int64(len(data)), "",
		document.Sum(data).String(), minio.PutObjectOptions{DisableContentSha256: true})
	if err != nil {
		t.Fatal(err)
	}
}

func TestGetTellsCorruptBytes(t *testing.T) {
	s, data := open(t), []byte("what was received")
	for _, damaged := range [][]byte{[]byte("what was receivee"), data[:5], {}, append(data, 'x')} {
		plant(t, s, blob.OriginalKey(document.Sum(data)), damaged)
		rc, _, err := s.Get(t.Context(), document.Sum(data))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(rc); !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("%q was read as %v", damaged, err)
		}
		rc.Close()
	}
}

func TestPutRepairsATornObject(t *testing.T) {
	for _, size := range []int{1000, 9 << 20} {
		s, data := open(t), blobtest.Bytes(size, 1)
		plant(t, s, blob.OriginalKey(document.Sum(data)), data[:size/2])
		stored, err := s.Put(t.Context(), bytes.NewReader(data), 0)
		if err != nil || stored.Existed {
			t.Fatalf("%d bytes: %+v, %v", size, stored, err)
		}
		rc, _, err := s.Get(t.Context(), stored.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(rc); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: %d came back, %v", size, len(got), err)
		}
		rc.Close()
	}
}

func TestTheServerRefusesBytesThatChangedOnTheWay(t *testing.T) {
	s, data := open(t), []byte("what was received")
	err := s.create(t.Context(), []byte("what was receivee"), document.Sum(data), true)
	if err == nil {
		t.Error("the server accepted other bytes than the SHA-256 says")
	}
	if there, err := s.Exists(t.Context(), document.Sum(data)); there || err != nil {
		t.Errorf("something was stored (%v)", err)
	}
}

func TestTheServerRefusesAPartThatChangedOnTheWay(t *testing.T) {
	s, data := open(t), blobtest.Bytes(9<<20, 1)
	key := incomingKey()
	id, err := s.core.NewMultipartUpload(t.Context(), s.bucket, key, minio.PutObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	sum := document.Sum(data).String()
	data[5]++
	_, err = s.core.PutObjectPart(t.Context(), s.bucket, key, id, 1, bytes.NewReader(data), int64(len(data)),
		minio.PutObjectPartOptions{Sha256Hex: sum, DisableContentSha256: true})
	if err == nil {
		t.Error("the server accepted other bytes than the SHA-256 says")
	}
}

func TestSweepRemovesOnlyWhatIsStale(t *testing.T) {
	s := open(t)
	plant(t, s, incomingKey(), []byte("left by a killed upload"))
	if _, err := s.core.NewMultipartUpload(t.Context(), s.bucket, incomingKey(), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("removed %d that may still be on their way (%v)", n, err)
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 2 || err != nil {
		t.Errorf("removed %d, want 2 (%v)", n, err)
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("removed %d the second time (%v)", n, err)
	}
}

// TestMemoryStaysFlat streams 200 MB and fails when the live heap ever grows by
// more than the two buffers of an upload and some change.
func TestMemoryStaysFlat(t *testing.T) {
	const size, allowed = 200 << 20, 2*PartSize + 16<<20
	s := open(t)
	if _, err := s.Put(t.Context(), &watched{left: 9 << 20}, 0); err != nil { // warms up
		t.Fatal(err)
	}
	base := liveHeap()
	w := &watched{left: size, every: 4 << 20}
	stored, err := s.Put(t.Context(), w, 0)
	if err != nil || stored.Size != size {
		t.Fatalf("%+v, %v", stored, err)
	}
	if grew := int64(w.peak) - int64(base); grew > allowed {
		t.Errorf("the live heap grew by %d MiB, want at most %d", grew>>20, int64(allowed)>>20)
	}
	if w.looks < 20 {
		t.Errorf("the heap was looked at %d times only", w.looks)
	}
}

// watched gives bytes and looks at the live heap after every so many.
type watched struct {
	left, every, since int64
	peak               uint64
	looks              int
	at                 byte
}

// Read implements io.Reader.
func (w *watched) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), w.left))
	w.at++
	for i := range p[:n] {
		p[i] = w.at + byte(i)
	}
	w.left -= int64(n)
	if w.since += int64(n); w.every > 0 && w.since >= w.every {
		w.since = 0
		w.looks++
		w.peak = max(w.peak, liveHeap())
	}
	return n, nil
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
