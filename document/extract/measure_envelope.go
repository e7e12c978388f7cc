package extract

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// MeasuredEnvelope compares what we take out of a signed envelope with what
// openssl does.
type MeasuredEnvelope struct {
	Ours    bool `json:"ours"`    // we opened it and it has content
	Openssl bool `json:"openssl"` // openssl did
	Equal   bool `json:"equal"`   // both, and the innermost content is the same
	// Oracle says that openssl is installed.
	Oracle bool `json:"oracle"`
}

// opensslTimeout bounds one try of openssl.
const opensslTimeout = 10 * time.Second

// measureEnvelope compares the innermost contents; nil where neither the bytes
// nor the name are those of an envelope.
func (j *job) measureEnvelope(c content) *MeasuredEnvelope {
	if f := Sniff(c, c.size); f != P7M && !IsEnvelopeName(j.in.Name) || c.size > maxEnvelope {
		return nil
	}
	m := &MeasuredEnvelope{}
	ours, opened := innermost(c)
	m.Ours = opened && len(ours) > 0
	openssl, err := exec.LookPath("openssl")
	if m.Oracle = err == nil; !m.Oracle {
		return m
	}
	theirs := j.opensslInnermost(openssl, c)
	if m.Openssl = len(theirs) > 0; m.Openssl && m.Ours {
		m.Equal = bytes.Equal(theirs, ours)
		// openssl knows no base64 within a layer, we do: what it took out may be
		// wrapped for it and not for us.
		if rest, ok := innermost(content{ReaderAt: bytes.NewReader(theirs), size: int64(len(theirs))}); ok && !m.Equal {
			m.Equal = bytes.Equal(rest, ours)
		}
	}
	return m
}

// IsEnvelopeName says that a name promises a signed envelope or a signature.
func IsEnvelopeName(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".p7m", ".p7s", ".p7c", ".p7b", ".p7", ".tsd", ".m7m", ".tsr":
		return true
	}
	return false
}

// innermost is what Content gives; ok is false when there was nothing to open, or
// it did not open.
func innermost(c content) (b []byte, ok bool) {
	r, _, err := Content(c.reader(), maxEnvelope)
	if err != nil {
		return nil, false
	}
	if b, err = io.ReadAll(r); err != nil {
		return nil, false
	}
	return b, int64(len(b)) != c.size
}

// opensslInnermost opens layer after layer; nil when openssl opens none.
func (j *job) opensslInnermost(openssl string, c content) []byte {
	path, err := j.file(c, "envelope")
	if err != nil {
		return nil
	}
	dir, err := j.scratchDir()
	if err != nil {
		return nil
	}
	var last []byte
	for layer := range maxLayers {
		next := filepath.Join(dir, "layer-"+strconv.Itoa(layer))
		b := opensslOpen(j.ctx, openssl, path, next)
		if len(b) == 0 {
			return last
		}
		last, path = b, next
	}
	return last
}

// opensslOpen tries the three forms that openssl knows. Neither certificates nor
// signatures are judged: this is about the content.
func opensslOpen(ctx context.Context, openssl, in, out string) []byte {
	for _, form := range []string{"DER", "PEM", "SMIME"} {
		timed, cancel := context.WithTimeout(ctx, opensslTimeout)
		cmd := exec.CommandContext(timed, openssl, "cms", "-verify", "-noverify", "-nosigs", "-binary", "-inform", form, "-in", in, "-out", out)
		cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull)
		err := runTied(cmd)
		cancel()
		if err != nil {
			continue
		}
		if b, err := os.ReadFile(out); err == nil && len(b) > 0 && len(b) <= maxEnvelope {
			return b
		}
	}
	return nil
}
