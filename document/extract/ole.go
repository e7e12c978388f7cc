package extract

import (
	"bytes"
	"io"
)

// maxOLE bounds the bytes in which the name of a stream is looked for.
const maxOLE = 64 << 20

// encryptedPackage is the name of the stream of an encrypted Office document
// within its compound file ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16.
var encryptedPackage = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// oleError tells a document with a password from one in an old format.
func oleError(c content) string {
	const step = 1 << 20
	b := make([]byte, step+len(encryptedPackage))
	for at := int64(0); at < min(c.size, maxOLE); at += step {
		n, err := c.ReadAt(b, at)
		if bytes.Contains(b[:n], encryptedPackage) {
			return "office.password"
		}
		if err != nil && err != io.EOF {
			break
		}
	}
	return "office.old"
}
