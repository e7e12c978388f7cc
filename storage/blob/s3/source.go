package s3

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"sync"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage/blob"
)

const (
	// smallSize is the first buffer of a Put, in bytes: most registers and
	// invoices fit, and a thousand idle uploads hold 64 MiB.
	smallSize = 64 << 10
	// PartSize is the size of a part in bytes, and of the largest object
	// that is sent whole.
	PartSize = 8 << 20
)

// source reads what is being stored and keeps its hash, size and limit.
type source struct {
	r     io.Reader
	hash  hash.Hash
	size  int64
	limit int64
}

func newSource(r io.Reader, limit int64) *source {
	if limit <= 0 || limit > blob.MaxSize {
		limit = blob.MaxSize
	}
	return &source{r: io.LimitReader(r, limit+1), hash: sha256.New(), limit: limit}
}

// fill reads until buf is full to its capacity or the source ends, and returns
// buf with what was added, and whether the source ended. Only io.EOF is an end:
// a request cut half-way reads as io.ErrUnexpectedEOF.
func (s *source) fill(buf []byte) (data []byte, done bool, err error) {
	start := len(buf)
	for len(buf) < cap(buf) && !done {
		n, err := s.r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if done = err == io.EOF; err != nil && !done {
			return nil, false, fmt.Errorf("read what is being stored: %w", err)
		}
	}
	s.hash.Write(buf[start:])
	if s.size += int64(len(buf) - start); s.size > s.limit {
		return nil, false, fmt.Errorf("more than %d bytes: %w", s.limit, blob.ErrTooLarge)
	}
	return buf, done, nil
}

func (s *source) sum() document.SHA256 { return document.SHA256(s.hash.Sum(nil)) }

// buffers lends buffers of one capacity and keeps the returned ones for later.
type buffers struct{ pool sync.Pool }

func newBuffers(size int) *buffers {
	return &buffers{sync.Pool{New: func() any { b := make([]byte, 0, size); return &b }}}
}

func (b *buffers) take() []byte { return *b.pool.Get().(*[]byte) }

func (b *buffers) give(buf []byte) { b.pool.Put(&buf) }
