package bench

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/storage/blob/blobtest"
	"github.com/insiemi/insiemi/storage/blob/s3"
)

const uploadRounds = 6

// BenchmarkUpload sends files of four sizes in four ways, in turns. "bare" is
// minio-go's PutObject of bytes in memory with its own defaults: several parts
// at a time from 16 MiB on, each chunk signed; it does not know the file's
// SHA-256 and overwrites what is there. "unchecked" is the least that it can be
// told to do: one request whose body nobody checks. "put" is Put of the
// product's object store, which reads from a stream. "http" is a form sent to
// the portal by an operator who has signed in, until the receipt with its number
// has come back. The workers do not run.
func BenchmarkUpload(b *testing.B) {
	w := newWorld(b, province.Options{Seed: 7, Bodies: 2, Centres: 3, Months: 1, OtherBodies: 1, OtherCentres: 1})
	w.serve()
	u := &uploads{world: w, store: w.store(), bare: w.minio(), operator: w.signIn(province.OperatorEmail)}
	for _, size := range []struct {
		name  string
		bytes int
		each  int // files in a round
	}{{"4KiB", 4 << 10, 40}, {"1MiB", 1 << 20, 15}, {"50MiB", 50 << 20, 2}, {"200MiB", 200 << 20, 1}} {
		b.Run(size.name, func(b *testing.B) { u.run(b, size.bytes, size.each) })
	}
}

func (w *world) minio() *minio.Client {
	w.Helper()
	at, err := minio.New(w.access.S3Endpoint[len("http://"):], &minio.Options{
		Creds: credentials.NewStaticV4(w.access.S3AccessKey, w.access.S3SecretKey, "")})
	w.must(err)
	return at
}

// uploads are the ways to store a file.
type uploads struct {
	*world
	store    *s3.Store
	bare     *minio.Client
	operator *visitor
	files    uint64
}

func (u *uploads) run(b *testing.B, size, each int) {
	data := blobtest.Bytes(size, 1)
	ways := u.ways(b, data)
	for _, way := range ways { // warms up
		u.stamp(data)
		if err := way.put(); err != nil {
			b.Fatalf("%s: %v", way.name, err)
		}
	}
	var all []contestant
	for _, way := range ways {
		all = append(all, contestant{way.name, func() (took time.Duration, err error) {
			for range each {
				u.stamp(data)
				start := time.Now()
				if err := way.put(); err != nil {
					return 0, err
				}
				took += time.Since(start)
			}
			return took / time.Duration(each), nil
		}})
	}
	got, err := takeTurns(uploadRounds, all...)
	if err != nil {
		b.Fatal(err)
	}
	for _, way := range ways {
		ms := got[way.name].quantile(0.5)
		b.ReportMetric(ms, way.name+"-ms")
		b.ReportMetric(float64(size)/(1<<20)/(ms/1000), way.name+"-MiB/s")
		if way.ours {
			reportRatio(b, way.name, ratios(got[way.name], got["bare"]))
			b.ReportMetric(quantile(ratios(got[way.name], got["unchecked"]), 0.5), way.name+"-unchecked-ratio")
		}
	}
	u.memory(b, data, ways)
	finish(b)
}

// way is one way to store the bytes of a file.
type way struct {
	name string
	ours bool
	put  func() error
}

func (u *uploads) ways(b *testing.B, data []byte) []way {
	bare := func(o minio.PutObjectOptions) func() error {
		return func() error {
			_, err := u.bare.PutObject(b.Context(), u.access.S3Bucket, fmt.Sprintf("bare/%d", u.files), bytes.NewReader(data), int64(len(data)), o)
			return err
		}
	}
	return []way{
		{"bare", false, bare(minio.PutObjectOptions{})},
		{"unchecked", false, bare(minio.PutObjectOptions{DisableContentSha256: true, DisableMultipart: true})},
		{"put", true, func() error {
			_, err := u.store.Put(b.Context(), io.MultiReader(bytes.NewReader(data)), 0)
			return err
		}},
		{"http", true, func() error {
			_, err := u.operator.upload(b.Context(), "file.bin", bytes.NewReader(data), int64(len(data)))
			return err
		}},
	}
}

// stamp makes the bytes new: nobody may find that they are stored already.
func (u *uploads) stamp(data []byte) {
	u.files++
	binary.LittleEndian.PutUint64(data, u.files)
}

// memory sends one more file in each way and reports what it took: of this
// process's heap, and of the portal's process altogether.
func (u *uploads) memory(b *testing.B, data []byte, ways []way) {
	for _, way := range ways {
		if way.name == "http" {
			continue
		}
		u.stamp(data)
		peak, err := peakHeap(way.put)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(peak)/(1<<20), way.name+"-heap-MiB")
	}
	u.stamp(data)
	u.forgetPeak("serve")
	got, err := u.operator.upload(b.Context(), "file.bin", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	if sum := sha256.Sum256(data); got.SHA256 != hex.EncodeToString(sum[:]) {
		b.Fatalf("the receipt names the SHA-256 %s, the file has %x", got.SHA256, sum)
	}
	b.ReportMetric(float64(u.peak("serve"))/(1<<20), "http-process-MiB")
}
