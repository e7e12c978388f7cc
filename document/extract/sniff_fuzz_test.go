package extract_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/insiemi/insiemi/document/extract"
)

// Whatever bytes begin with, they are of one format, always the same, that has a
// media type and a name in both languages; and what is taken out of envelopes is
// within the limit.
func FuzzSniff(f *testing.F) {
	for _, s := range []string{"", "%PDF-1.7\n", "PK\x03\x04", "<?xml version=\"1.0\"?><a/>", "\xEF\xBB\xBF\xEF\xBB\xBF<a>", "\xFF\xFE<\x00a\x00>\x00",
		"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02", "MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwGggCSABAN4eHg=",
		"-----BEGIN PKCS7-----\nComment: x\n\nMIAGCSqGSIb3DQEHAqCA\n", "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\n", "a;b;c\n1;2;3\n",
		"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "\x00\x00\x00\x18ftypheic", "II*\x00", "GIF89a", "RIFF\x00\x00\x00\x00WEBP", "\xFF\xD8\xFF\xE0", "{\\rtf1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		format := extract.Sniff(r, int64(len(b)))
		if format.MediaType() == "" || format.Italian() == "" || format.English() == "" {
			t.Fatalf("format %q has no names", format)
		}
		if again := extract.Sniff(bytes.NewReader(b), int64(len(b))); again != format {
			t.Fatalf("%q, then %q", format, again)
		}
		const limit = 1 << 16
		if inner, _, err := extract.Content(bytes.NewReader(b), limit); err == nil {
			if n, err := io.Copy(io.Discard, inner); err != nil || n > limit {
				t.Fatalf("%d bytes of content, %v", n, err)
			}
		}
	})
}
