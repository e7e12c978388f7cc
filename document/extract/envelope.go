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
	maxLayers   = 16        // one within the other
	maxEnvelope = 96 << 20  // bytes held in memory
	maxOpened   = 256 << 20 // bytes of all layers together
)

// readEnvelope opens a signed envelope and reads what is in it.
func (j *job) readEnvelope(c content, depth int) {
	if depth >= maxLayers {
		j.fail("p7m.too_deep", itoa(maxLayers))
		return
	}
	if j.opened += c.size; c.size > maxEnvelope || j.opened > maxOpened {
		j.fail("p7m.too_large")
		return
	}
	raw, err := io.ReadAll(c.reader())
	if err != nil {
		j.fail("p7m.damaged")
		return
	}
	e, err := cades.Open(raw)
	if errors.Is(err, cades.ErrDetached) {
		j.readDetached(raw, e, depth)
		return
	}
	j.addSignatures("CAdES", e.Signatures)
	if code := envelopeError(err); code != "" {
		j.fail(code)
		return
	}
	j.envelopeRemarks(e)
	if len(e.Content) == 0 {
		j.fail("file.empty")
		return
	}
	j.readInner(e.Content, depth)
}

// envelopeError is the code of the sentence about an envelope that did not open,
// or "".
func envelopeError(err error) string {
	for _, c := range []struct {
		err  error
		code string
	}{
		{cades.ErrTooLarge, "p7m.too_large"}, {cades.ErrEncrypted, "p7m.encrypted"}, {cades.ErrNoSignature, "p7m.certificates"},
		{cades.ErrTimestamp, "p7m.timestamp"}, {cades.ErrDetached, "p7m.detached"},
	} {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	if err != nil {
		return "p7m.damaged"
	}
	return ""
}

// envelopeRemarks says what is odd about an envelope that opened.
func (j *job) envelopeRemarks(e cades.Envelope) {
	switch {
	case e.DigestDiffers:
		j.warn("p7m.digest_differs")
	case e.Type == cades.Data, e.Type == cades.Digested:
		j.warn("p7m.unsigned")
	}
	switch {
	case e.Cut:
		j.warn("p7m.cut")
	case e.Repaired:
		j.warn("p7m.repaired")
	}
}

// readInner reads what an envelope, or another wrapping, holds.
func (j *job) readInner(b []byte, depth int) {
	inner := content{ReaderAt: bytes.NewReader(b), size: int64(len(b))}
	f := Sniff(inner, inner.size)
	j.r.ContentType = f.MediaType()
	j.dispatch(inner, f, depth+1)
}

// Content takes the signed envelopes off a revision, and the base64 or the MIME
// headers around or within them: it returns what is inside, at most limit bytes,
// and its media type. What is no envelope is returned as it is. It errs when an
// envelope can't be opened or holds no content.
func Content(r io.Reader, limit int64) (io.Reader, string, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, "", fmt.Errorf("read content: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, "", fmt.Errorf("read content: it is larger than %d bytes", limit)
	}
	for range maxLayers {
		c := content{ReaderAt: bytes.NewReader(b), size: int64(len(b))}
		f := Sniff(c, c.size)
		if inner, ok := unwrapText(c, f); ok {
			b = inner
			continue
		}
		if f != P7M {
			return bytes.NewReader(b), f.MediaType(), nil
		}
		e, err := cades.Open(b)
		if err != nil {
			return nil, "", fmt.Errorf("open envelope: %w", err)
		}
		if b = e.Content; int64(len(b)) > limit {
			return nil, "", fmt.Errorf("read content: it is larger than %d bytes", limit)
		}
	}
	return nil, "", fmt.Errorf("open envelope: more than %d layers", maxLayers)
}
