package blob

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"github.com/insiemi/insiemi/document"
)

// Verify returns a reader of rc that ends with ErrCorrupt instead of io.EOF
// when the bytes read do not have the hash wanted. Implementations of Store use
// it for Get.
func Verify(rc io.ReadCloser, want document.SHA256) io.ReadCloser {
	return &verifier{ReadCloser: rc, hash: sha256.New(), want: want}
}

type verifier struct {
	io.ReadCloser
	hash hash.Hash
	want document.SHA256
}

// Read implements io.Reader.
func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	v.hash.Write(p[:n])
	if err != io.EOF {
		return n, err
	}
	if got := document.SHA256(v.hash.Sum(nil)); got != v.want {
		return n, fmt.Errorf("object %s has %s: %w", v.want, got, ErrCorrupt)
	}
	return n, io.EOF
}
