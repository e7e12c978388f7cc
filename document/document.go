// Package document is what people send: a Document is one paper owed or
// offered (a register, an invoice, a contract), a Revision is the bytes of it
// sent once, a Reading is what a machine understood of a revision, made of
// Fields that each say where on the page they come from.
//
// The package is a pure leaf: no I/O, no clock, no other package of the
// project. Packages below it turn bytes of one format into typed facts
// (extract, fatturapa, attendance, cades).
//
// Invariants:
//   - a revision is named by the SHA-256 of its bytes, and never edited;
//   - a field without a place is a defect: a figure names page and box, XPath
//     or cell, or says that it came from the whole document;
//   - an unsure value is marked Unsure and keeps every value that was seen; it
//     is never silently replaced by a guess.
package document

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// ID names a document of an office.
type ID int64

// RevisionID names a revision: bytes sent once.
type RevisionID int64

// SHA256 is the SHA-256 (FIPS 180-4) of the bytes of a revision.
type SHA256 [sha256.Size]byte

// Sum returns the SHA-256 of b.
func Sum(b []byte) SHA256 { return sha256.Sum256(b) }

// String returns the hash as 64 lower-case hexadecimal digits.
func (h SHA256) String() string { return hex.EncodeToString(h[:]) }

// Short returns the first 12 hexadecimal digits, for people to compare.
func (h SHA256) Short() string { return h.String()[:12] }

// IsZero says that no hash was set.
func (h SHA256) IsZero() bool { return h == SHA256{} }

// MarshalText writes the hash as hexadecimal digits.
func (h SHA256) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *SHA256) UnmarshalText(b []byte) error {
	v, err := ParseSHA256(string(b))
	if err != nil {
		return err
	}
	*h = v
	return nil
}

// ParseSHA256 reads 64 hexadecimal digits. It errs on any other text.
func ParseSHA256(s string) (SHA256, error) {
	var h SHA256
	if hex.DecodedLen(len(s)) != len(h) {
		return h, fmt.Errorf("a SHA-256 has 64 hexadecimal digits, this text has %d characters", len(s))
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return SHA256{}, fmt.Errorf("not a SHA-256: %w", err)
	}
	return h, nil
}
