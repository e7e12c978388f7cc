package xades

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var declared = regexp.MustCompile(`^<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']`)

// decode returns a document as UTF-8 without its byte order mark. It errs on an
// encoding that is not known here: signatures are over UTF-8, so that a guess
// would call a good one broken.
func decode(b []byte) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xFE\xFF")), bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return utf8Text(unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), b)
	}
	b = bytes.TrimLeft(b, " \t\r\n")
	m := declared.FindSubmatch(b[:min(len(b), 200)])
	if m == nil {
		return utf8Text(nil, b)
	}
	switch string(bytes.ToLower(m[1])) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return utf8Text(nil, b)
	case "iso-8859-1", "latin1", "latin-1", "iso8859-1":
		return utf8Text(charmap.ISO8859_1, b)
	case "iso-8859-15", "iso8859-15":
		return utf8Text(charmap.ISO8859_15, b)
	case "windows-1252", "cp1252":
		return utf8Text(charmap.Windows1252, b)
	}
	return "", errEncoding
}

func utf8Text(e encoding.Encoding, b []byte) (string, error) {
	if e != nil {
		out, err := e.NewDecoder().Bytes(b)
		if err != nil {
			return "", errEncoding
		}
		b = out
	}
	if !utf8.Valid(b) {
		return "", errEncoding
	}
	return string(b), nil
}
