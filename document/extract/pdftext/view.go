package pdftext

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxInMemory is the size up to which a file is held in memory, and searched
// for its objects when it is damaged. Of larger ones pieces are read.
const maxInMemory = 64 << 20

// maxPiece is what is read at once of a file not held in memory, where the
// length of what is looked for is not known.
const maxPiece = 4 << 20

// maxSize bounds one piece whatever a file claims.
const maxSize = 256 << 20

// view is the bytes of a file from its header on: offsets of a PDF count from
// there, whatever stands before it.
type view struct {
	r     io.ReaderAt
	from  int64 // of the header in r
	size  int64 // from the header to the end
	whole []byte
}

// newView finds the header within the first kilobytes, as other readers do.
func newView(r io.ReaderAt, size int64) (*view, error) {
	head := make([]byte, min(size, 2048))
	n, _ := r.ReadAt(head, 0)
	at := bytes.Index(head[:n], []byte("%PDF-"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no header", ErrDamaged)
	}
	v := &view{r: r, from: int64(at), size: size - int64(at)}
	if v.size > maxInMemory {
		return v, nil
	}
	b := make([]byte, v.size)
	n, err := r.ReadAt(b, v.from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	v.whole, v.size = b[:n], int64(n)
	return v, nil
}

// bytes returns up to n bytes at an offset; fewer at the end, none outside.
func (v *view) bytes(off int64, n int) []byte {
	if off < 0 || off >= v.size || n <= 0 {
		return nil
	}
	n = int(min(int64(n), v.size-off, maxSize))
	if v.whole != nil {
		return v.whole[off : off+int64(n)]
	}
	b := make([]byte, n)
	got, _ := v.r.ReadAt(b, v.from+off)
	return b[:got]
}

// rest returns the bytes from an offset to the end of the file, at most a piece.
func (v *view) rest(off int64) []byte { return v.bytes(off, maxPiece) }
