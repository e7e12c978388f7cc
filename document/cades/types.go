package cades

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// maxInflated bounds what CompressedData may hold, in bytes.
const maxInflated = 128 << 20

// openRoot opens a structure by its content type.
func openRoot(root element, repaired, cut bool) (Envelope, error) {
	t := types[string(contentType(root))]
	e := Envelope{Type: t, Repaired: repaired, Cut: cut}
	inner, ok := explicit0(root)
	switch {
	case t == Encrypted:
		return e, ErrEncrypted
	case t == "":
		return e, ErrNotCMS
	case !ok:
		return e, fmt.Errorf("%w: it holds nothing", ErrDamaged)
	}
	switch t {
	case Data:
		e.Content = inner.octets()
	case Digested:
		return openDigested(e, inner)
	case Compressed:
		return openCompressed(e, inner)
	case TimeStamped:
		return openTimeStamped(e, inner)
	default:
		return openSigned(e, root, inner)
	}
	return e, nil
}

func openSigned(e Envelope, root, inner element) (Envelope, error) {
	sd, err := signedData(root)
	if err != nil {
		return e, err
	}
	e.Content = sd.content
	if sd.contentType == oidTSTInfo {
		e.Signatures = e.judged([]Signature{stampAlone(root)})
		return e, ErrTimestamp
	}
	e.Signatures = e.judged(sd.signatures(sd.content, sd.content != nil))
	switch {
	case sd.content == nil && e.Cut:
		return e, fmt.Errorf("%w: it ends early", ErrDamaged)
	case sd.content == nil && len(sd.signers) == 0:
		return e, ErrNoSignature
	case sd.content == nil:
		return e, ErrDetached
	}
	return e, nil
}

// judged takes back the verdicts on signatures that are not whole.
func (e Envelope) judged(all []Signature) []Signature {
	for i := range all {
		if s := &all[i]; e.Cut && s.Integrity != Intact {
			s.Integrity, s.Why = Unverified, "the envelope ends before the end of the signature"
		}
	}
	return all
}

// openDigested compares the digest of DigestedData with its content: version,
// algorithm, content, digest.
func openDigested(e Envelope, dd element) (Envelope, error) {
	content, ok := explicit0(dd.kid(2))
	if !ok {
		return e, ErrDetached
	}
	e.Content = content.octets()
	h, known := hashes[string(dd.kid(1).kid(0).body)]
	if known && h.hash.Available() && !bytes.Equal(digestOf(h.hash, e.Content), dd.kid(3).octets()) {
		e.DigestDiffers = true
	}
	return e, nil
}

// openCompressed inflates CompressedData: version, algorithm (zlib is the only
// one), content.
func openCompressed(e Envelope, cd element) (Envelope, error) {
	content, ok := explicit0(cd.kid(2))
	if !ok {
		return e, fmt.Errorf("%w: it holds nothing", ErrDamaged)
	}
	z, err := zlib.NewReader(bytes.NewReader(content.octets()))
	if err != nil {
		return e, fmt.Errorf("%w: its content is not compressed with zlib", ErrDamaged)
	}
	defer z.Close()
	e.Content, err = io.ReadAll(io.LimitReader(z, maxInflated+1))
	switch {
	case len(e.Content) > maxInflated:
		e.Content = nil
		return e, ErrTooLarge
	case err != nil && !errors.Is(err, io.EOF):
		e.Content = nil
		return e, fmt.Errorf("%w: its compressed content is not whole", ErrDamaged)
	}
	return e, nil
}

// openTimeStamped reads TimeStampedData: version, address, metadata, content,
// evidence.
func openTimeStamped(e Envelope, td element) (Envelope, error) {
	found := false
	for i, k := range td.kids {
		if k.tag&^constructed == tagOctets && !found {
			e.Content, found = k.octets(), true
		} else if found || i == len(td.kids)-1 {
			e.Timestamps = append(e.Timestamps, tokens(k, 0)...)
		}
	}
	if !found {
		return e, ErrDetached
	}
	e.Signatures = stampsOfData(td, e.Content)
	return e, nil
}

// tokens returns the time-stamp tokens in the evidence of TimeStampedData.
func tokens(e element, depth int) [][]byte {
	if bytes.Equal(contentType(e), oidSignedData) {
		return [][]byte{e.der()}
	}
	var out [][]byte
	for _, k := range e.kids {
		if depth < 4 && k.tag&constructed != 0 {
			out = append(out, tokens(k, depth+1)...)
		}
	}
	return out
}
