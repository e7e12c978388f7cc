package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document/extract"
)

// Sizes of what the readers are measured on.
const (
	shortFiles = 30  // one to three pages each
	longPages  = 120 // of one document
	longRounds = 5
)

// BenchmarkReaders measures both readers of PDF pages beside bare pdftotext, in
// turns on the same files: the short ones that bodies of a province send, and one
// that is long.
//
//	first-ratio    pdftotext's time over that of the first reader (pdftotext -tsv
//	               and what is made of it): 1 is as fast
//	second-ratio   the same of the second reader, which runs in our own process and
//	               starts none
//	command-ratio  the same of the whole command insiemi read, with both readers,
//	               its process and its child
func BenchmarkReaders(b *testing.B) {
	tool(b, "pdftotext", "poppler-utils")
	short := shortPapers(b)
	b.Run("short", func(b *testing.B) { readersBeside(b, short, 1) })
	b.Run("long", func(b *testing.B) { readersBeside(b, []string{longPaper(b)}, longRounds) })
}

func readersBeside(b *testing.B, files []string, rounds int) {
	insiemi := program(b)
	var bare, first, second, command samples
	pages := 0
	for range rounds {
		for _, file := range files {
			m, err := extract.Measure(b.Context(), extract.Input{Path: file})
			if err != nil || m.PDF == nil || m.PDF.SecondFailed {
				b.Fatalf("%s: %+v, %v", filepath.Base(file), m.PDF, err)
			}
			pages += m.PDF.Pages
			bare, first, second = append(bare, m.PDF.Bare), append(first, m.PDF.FirstIn), append(second, m.PDF.SecondIn)
			start := time.Now()
			if out, err := exec.CommandContext(b.Context(), insiemi, "read", "--json", file).Output(); err != nil || !bytes.Contains(out, []byte(`"error":null`)) {
				b.Fatalf("insiemi read: %v", err)
			}
			command = append(command, time.Since(start))
		}
	}
	for name, s := range map[string]samples{"bare": bare, "first": first, "second": second, "command": command} {
		b.ReportMetric(s.quantile(0.5)*float64(len(s))/float64(pages), name+"-ms/page")
		if name != "bare" {
			reportRatio(b, name, ratios(s, bare))
		}
	}
	finish(b)
}

// shortPapers are digital PDFs of a province, on disk.
func shortPapers(b *testing.B) (out []string) {
	b.Helper()
	dir := b.TempDir()
	for _, f := range province.New(province.Options{Seed: 7, Bodies: 20, Centres: 40, Months: 1, OtherBodies: 1, OtherCentres: 1}).Files {
		if f.Format != province.PDF || f.Fault != nil || len(out) == shortFiles {
			continue
		}
		content, err := f.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, onDisk(b, filepath.Join(dir, fmt.Sprintf("%d.pdf", len(out))), content))
	}
	if len(out) < shortFiles {
		b.Fatalf("the province has %d digital PDFs, %d are needed", len(out), shortFiles)
	}
	return out
}

// longPaper is a document of many pages of prose.
func longPaper(b *testing.B) string {
	b.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	for page := range longPages {
		p.AddPage()
		p.SetFont("Times", "", 11)
		for line := range 12 {
			p.MultiCell(0, 5, tr(fmt.Sprintf("Articolo %d.%d. %s", page+1, line+1, strings.Repeat("Il gestore assicura i servizi alla persona, perché così è stato convenuto per 1.240 giornate. ", 3))), "", "J", false)
		}
	}
	var content bytes.Buffer
	if err := p.Output(&content); err != nil {
		b.Fatal(err)
	}
	return onDisk(b, filepath.Join(b.TempDir(), "long.pdf"), content.Bytes())
}

func onDisk(b *testing.B, path string, content []byte) string {
	b.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}
