package extract_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// joined puts PDFs one after the other.
func joined(t *testing.T, pdfs ...[]byte) []byte {
	t.Helper()
	var args []string
	for _, b := range pdfs {
		args = append(args, write(t, b))
	}
	out := filepath.Join(t.TempDir(), "all.pdf")
	if b, err := exec.Command("pdfunite", append(args, out)...).CombinedOutput(); err != nil {
		t.Fatalf("pdfunite (poppler-utils is required): %v\n%s", err, b)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The sums of a register of which a page was not read are unsure.
func TestRegisterOfUnreadPages(t *testing.T) {
	two := joined(t, registerPDF(t), scanned(t, registerPDF(t), 100))
	for name, c := range map[string]struct {
		pdf  []byte
		how  extract.Options
		part bool
	}{
		"a scan waits":           {two, extract.Options{NoOCR: true}, true},
		"no time is left":        {two, extract.Options{OCRTime: time.Nanosecond}, true},
		"more pages than may be": {joined(t, registerPDF(t), registerPDF(t)), extract.Options{MaxPages: 1}, true},
		"nothing else is there":  {registerPDF(t), extract.Options{NoOCR: true}, false},
		"a blank page":           {joined(t, registerPDF(t), paper(t, " ")), extract.Options{NoOCR: true}, false},
	} {
		r := readWith(t, c.pdf, "a.pdf", c.how)
		f, ok := r.Field(document.PersonDays)
		row, _ := r.Field(document.RowField(1, "days"))
		if !ok || f.Unsure != c.part || row.Unsure != c.part || has(r, "register.truncated") != c.part {
			t.Errorf("%s: %+v, row %+v, warnings %v", name, f, row, r.Warnings)
		}
	}
}
