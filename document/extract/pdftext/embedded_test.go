package pdftext_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// carrier is a PDF with a file in its tree of names, one on its page, and a tree
// that bites its tail. The cross-reference table is left out.
func carrier() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 8 0 R >> << /Subtype /Link >>] >>",
		"<< /Kids [5 0 R 4 0 R] >>",
		"<< /Names [(a) 6 0 R (again) 6 0 R (no file) (text)] >>",
		"<< /Type /Filespec /F (a.txt) /UF (presenze.txt) /EF << /F 7 0 R >> >>",
		"<< /Type /EmbeddedFile /Length 9 >>\nstream\nUna nota.\nendstream",
		"<< /Type /Filespec /F (b.txt) /EF << /UF 9 0 R >> >>",
		"<< /Type /EmbeddedFile /Length 10 >>\nstream\nUn'altra n\nendstream",
	} {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	b.WriteString("trailer\n<< /Root 1 0 R /Size 10 >>\n%%EOF\n")
	return b.Bytes()
}

func TestEmbedded(t *testing.T) {
	b := carrier()
	files := pdftext.Embedded(bytes.NewReader(b), int64(len(b)), 10)
	got := map[string]string{}
	for _, f := range files {
		content, more, err := f.Content(100)
		if err != nil || more {
			t.Errorf("%s: %v", f.Name, err)
		}
		got[f.Name] = string(content)
		if _, more, _ = f.Content(3); !more {
			t.Errorf("%s: the limit was not kept", f.Name)
		}
	}
	if len(files) != 2 || got["presenze.txt"] != "Una nota." || got["b.txt"] != "Un'altra n" {
		t.Errorf("%d files: %q", len(files), got)
	}
	if files = pdftext.Embedded(bytes.NewReader(b), int64(len(b)), 1); len(files) != 1 {
		t.Errorf("%d files, at most one was asked for", len(files))
	}
	if files = pdftext.Embedded(bytes.NewReader(b[:40]), 40, 9); len(files) > 0 {
		t.Error("a damaged PDF has files")
	}
}

// No PDF makes looking for its files panic, or find more than was asked for.
func FuzzEmbedded(f *testing.F) {
	f.Add(carrier())
	f.Fuzz(func(t *testing.T, b []byte) {
		files := pdftext.Embedded(bytes.NewReader(b), int64(len(b)), 5)
		if len(files) > 5 {
			t.Errorf("%d files", len(files))
		}
		for _, file := range files {
			_, _, _ = file.Content(1 << 16)
		}
	})
}
