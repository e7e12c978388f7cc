package extract

import (
	"bytes"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// FuzzTSV: rows of pdftotext and tesseract, whole or not, give words of pages
// with lines that begin within them.
func FuzzTSV(f *testing.F) {
	f.Add([]byte("level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t9\t96.5\tRegistro\n"))
	f.Add([]byte("5\t1\t1\t1\t1\t1\t1e999\tNaN\t-3\t+Inf\t96\ta\tb\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range parseTSV(b, document.ReaderTesseract) {
			last := -1
			for _, at := range s.breaks {
				if at <= last || at >= len(s.Words) {
					t.Fatalf("line breaks %v of %d words", s.breaks, len(s.Words))
				}
				last = at
			}
			for _, w := range s.Words {
				if w.Text == "" {
					t.Fatal("a word without text")
				}
			}
			_ = s.text()
		}
	})
}

// FuzzTIFF: whatever the tags say, pages are decoded or refused.
func FuzzTIFF(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x05\x00" +
		"\x00\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00" + "\x01\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00" +
		"\x02\x01\x03\x00\x01\x00\x00\x00\x08\x00\x00\x00" + "\x06\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00" +
		"\x11\x01\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00"))
	f.Add([]byte("MM\x00+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x01\x01\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x09\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, _ := tiffPages(bytes.NewReader(b), int64(len(b)))
		for i, p := range pages[:min(len(pages), 3)] {
			if w, h := p.number(tagWidth, 0), p.number(tagHeight, 0); w > 0 && h > 0 && w > 1_000_000/h {
				continue // time is not what is looked for
			}
			if g, err := p.decode(); err == nil && (g.W <= 0 || g.H <= 0 || len(g.Pix) != g.W*g.H) {
				t.Fatalf("page %d: %d by %d in %d bytes", i, g.W, g.H, len(g.Pix))
			}
		}
	})
}

// FuzzPhoto: Exif and HEIF headers never break, and turn by known ways only.
func FuzzPhoto(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00avifmif1\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x03\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s := exifOrientation(b); s.turn < 0 || s.turn > 3 {
			t.Fatalf("%+v", s)
		}
		if w, h := heifSize(bytes.NewReader(b), int64(len(b))); w < 0 || h < 0 {
			t.Fatalf("%d by %d", w, h)
		}
		if got := sniffHEIF(b); got != "" && got != HEIC && got != AVIF {
			t.Fatalf("sniffed as %q", got)
		}
	})
}
