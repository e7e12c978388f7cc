// Package seal encrypts what a copy of the database must not show: the names of
// guests, and the words of papers, which may name them. A sealed text is bound to the row that it is of, so that it
// can't be moved to another.
//
// The form is a version byte (1), a nonce of 12 random bytes, and AES-256-GCM (NIST
// SP 800-38D) of the text in UTF-8.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

const version = 1

// ErrUnreadable says that a sealed text is not of this key, not of this row, or
// was changed.
var ErrUnreadable = errors.New("the sealed text can't be opened: another key, another row, or changed bytes")

// Key seals and opens. The zero Key does neither.
type Key struct {
	aead cipher.AEAD
	mark string
}

// ParseKey reads a key: 32 bytes in base64, as `openssl rand -base64 32` writes them.
func ParseKey(text string) (Key, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != KeySize {
		return Key{}, fmt.Errorf("must be %d random bytes in base64, as openssl rand -base64 %d writes them", KeySize, KeySize)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, err
	}
	aead, err := cipher.NewGCM(block)
	return Key{aead, markOf(raw)}, err
}

// NewKey makes a key, as text.
func NewKey() string {
	raw := make([]byte, KeySize)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program first
	return base64.StdEncoding.EncodeToString(raw)
}

// IsZero says that there is no key.
func (k Key) IsZero() bool { return k.aead == nil }

// Seal encrypts a text of a row, which of names ("office 3 guest RI00042K").
func (k Key) Seal(text, of string) ([]byte, error) {
	if k.IsZero() {
		return nil, errors.New("there is no key to seal with")
	}
	nonce := make([]byte, k.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return k.aead.Seal(append([]byte{version}, nonce...), nonce, []byte(text), []byte(of)), nil
}

// Open returns the text that was sealed for that row, or ErrUnreadable.
func (k Key) Open(sealed []byte, of string) (string, error) {
	text, err := k.open(sealed, of)
	return string(text), err
}

func (k Key) open(sealed []byte, of string) ([]byte, error) {
	if k.IsZero() {
		return nil, errors.New("there is no key to open with")
	}
	n := k.aead.NonceSize()
	if len(sealed) < 1+n || sealed[0] != version {
		return nil, ErrUnreadable
	}
	text, err := k.aead.Open(nil, sealed[1:1+n], sealed[1+n:], []byte(of))
	if err != nil {
		return nil, ErrUnreadable
	}
	return text, nil
}
