package extract

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/insiemi/insiemi/document/cades"
)

// Limits of signed envelopes.
const (
	maxLayers   = 4
	maxEnvelope = 96 << 20 // bytes held in memory
)

// readEnvelope opens a signed envelope and reads what is in it.
func (j *job) readEnvelope(c content, depth int) {
	if depth >= maxLayers {
		j.fail("p7m.too_deep", itoa(maxLayers))
		return
	}
	if c.size > maxEnvelope {
		j.fail("read.too_large")
		return
	}
	raw, err := io.ReadAll(c.reader())
	if err != nil {
		j.fail("p7m.damaged")
		return
	}
	e, err := cades.Open(raw)
	j.addSignatures("CAdES", e.Signatures)
	switch {
	case errors.Is(err, cades.ErrDetached):
		j.fail("p7m.detached")
	case errors.Is(err, cades.ErrEncrypted):
		j.fail("p7m.encrypted")
	case err != nil:
		j.fail("p7m.damaged")
	case len(e.Content) == 0:
		j.fail("file.empty")
	default:
		inner := content{ReaderAt: bytes.NewReader(e.Content), size: int64(len(e.Content))}
		f := Sniff(inner, inner.size)
		j.r.ContentType = f.MediaType()
		j.dispatch(inner, f, depth+1)
	}
}

// Content takes the signed envelopes off a revision: it returns what is inside,
// at most limit bytes, and its media type. What is no envelope is returned as
// it is. It errs when an envelope can't be opened or holds no content.
func Content(r io.Reader, limit int64) (io.Reader, string, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, "", fmt.Errorf("read content: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, "", fmt.Errorf("read content: it is larger than %d bytes", limit)
	}
	for range maxLayers {
		f := Sniff(bytes.NewReader(b), int64(len(b)))
		if f != P7M {
			return bytes.NewReader(b), f.MediaType(), nil
		}
		e, err := cades.Open(b)
		if err != nil {
			return nil, "", fmt.Errorf("open envelope: %w", err)
		}
		b = e.Content
	}
	return nil, "", fmt.Errorf("open envelope: more than %d layers", maxLayers)
}
