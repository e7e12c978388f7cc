package bench

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// scanRounds is how often the contestants take turns.
const scanRounds = 3

// BenchmarkScan reads scans: four pages beside bare tesseract with the same
// settings, two pages at a time (pages are drawn for it beforehand, which ours
// does within its time), and two pages beside ocrmypdf --skip-text.
func BenchmarkScan(b *testing.B) {
	papers := digitalPapers(b, document.Agreement, 2, 2)
	pages := append(drawn(b, papers[0], 3508), drawn(b, papers[1], 3508)...)
	dir := b.TempDir()
	four, two := scanOf(b, pages...), scanOf(b, pages[:2]...)
	b.Run("tesseract", func(b *testing.B) {
		var files []string
		for i, g := range drawn(b, four, 3508) { // what ours draws for itself
			files = append(files, filepath.Join(dir, fmt.Sprintf("%d.pgm", i)))
			must(b, os.WriteFile(files[i], g.PGM(), 0o600))
		}
		race(b, len(pages), func() error { return readAll(b.Context(), four) },
			contestant{"tesseract", func() (time.Duration, error) { return bareTesseract(b.Context(), files) }})
	})
	b.Run("ocrmypdf", func(b *testing.B) {
		ocrmypdf := tool(b, "ocrmypdf", "ocrmypdf")
		path := filepath.Join(dir, "two.pdf")
		must(b, os.WriteFile(path, two, 0o600))
		race(b, 2, func() error { return readAll(b.Context(), two) },
			contestant{"ocrmypdf", func() (time.Duration, error) {
				return runOCR(b.Context(), ocrmypdf, paper{path: path}, "-l", "ita")
			}})
	})
}

// race lets ours and another take turns and reports pages a minute and the ratio.
func race(b *testing.B, pages int, ours func() error, other contestant) {
	b.Helper()
	work := map[string]samples{} // of processors, in this process and its programs
	counted := func(c contestant) contestant {
		return contestant{c.name, func() (time.Duration, error) {
			before := processorTime(b)
			took, err := c.run()
			work[c.name] = append(work[c.name], processorTime(b)-before)
			return took, err
		}}
	}
	got, err := takeTurns(scanRounds, counted(contestant{"insiemi", func() (time.Duration, error) {
		start := time.Now()
		err := ours()
		return time.Since(start), err
	}}), counted(other))
	must(b, err)
	reportRatio(b, other.name+"-cpu", ratios(work["insiemi"], work[other.name]))
	for name, s := range got {
		b.ReportMetric(float64(pages)*60_000/s.quantile(0.5), name+"-pages/min")
	}
	reportRatio(b, other.name, ratios(got["insiemi"], got[other.name]))
	finish(b)
}

// processorTime is what this process and the programs that it ran have used. On a
// machine that is shared it says more than the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	sum := int64(0)
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		must(b, syscall.Getrusage(who, &u))
		sum += u.Utime.Nano() + u.Stime.Nano()
	}
	return time.Duration(sum)
}

// readAll reads a scan in this process, as the child does.
func readAll(ctx context.Context, pdf []byte) error {
	r, err := extract.Read(ctx, extract.Input{ReaderAt: bytes.NewReader(pdf), Size: int64(len(pdf)), Options: extract.Options{OCRTime: 5 * time.Minute}})
	if err == nil && (r.Error != nil || r.Method != document.MethodOCR) {
		err = fmt.Errorf("not recognised: %+v", r.Warnings)
	}
	return err
}

// bareTesseract recognises files, as many at a time as there are processors.
func bareTesseract(ctx context.Context, files []string) (time.Duration, error) {
	start := time.Now()
	errs := make([]error, len(files))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, f := range files {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			_, errs[i] = tesseract(ctx, f)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// tesseract runs the program with our settings on an image, as it is.
func tesseract(ctx context.Context, file string) (string, error) {
	cmd := exec.CommandContext(ctx, "tesseract", file, "stdout", "-l", "ita", "--psm", "3", "-c", "thresholding_method=2", "tsv")
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	out, err := cmd.Output()
	return string(out), err
}

// digitalPapers returns n digital papers of the demo, of a kind and a number of
// pages, without faults.
func digitalPapers(b *testing.B, kind document.Kind, pages, n int) (out [][]byte) {
	b.Helper()
	p := province.New(province.Options{Seed: 7, Months: 1})
	for _, f := range p.Files {
		if f.Kind != kind || f.Format != province.PDF || f.Fault != nil || len(out) == n {
			continue
		}
		content, err := f.Bytes()
		must(b, err)
		if len(pdfPage.FindAll(content, -1)) == pages {
			out = append(out, content)
		}
	}
	if len(out) < n {
		b.Fatalf("the province has %d papers of kind %s, %d are needed", len(out), kind, n)
	}
	return out
}

// drawn draws the pages of a PDF.
func drawn(b *testing.B, pdf []byte, pixels int) (out []raster.Gray) {
	b.Helper()
	dir := b.TempDir()
	in := filepath.Join(dir, "in.pdf")
	must(b, os.WriteFile(in, pdf, 0o600))
	said, err := exec.CommandContext(b.Context(), tool(b, "pdftoppm", "poppler-utils"), "-gray", "-scale-to", fmt.Sprint(pixels), in, filepath.Join(dir, "p")).CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, said)
	}
	files, err := filepath.Glob(filepath.Join(dir, "p-*.pgm"))
	must(b, err)
	for _, f := range files {
		data, err := os.ReadFile(f)
		must(b, err)
		g, err := raster.ParsePGM(data)
		must(b, err)
		out = append(out, g)
	}
	return out
}

// scanOf is a PDF that holds the images of pages and nothing else.
func scanOf(b *testing.B, pages ...raster.Gray) []byte {
	b.Helper()
	f := fpdf.New("P", "mm", "A4", "")
	for i, g := range pages {
		f.AddPage()
		name, opt := fmt.Sprint(i), fpdf.ImageOptions{ImageType: "JPG"}
		f.RegisterImageOptionsReader(name, opt, bytes.NewReader(jpegOf(b, g.Image(), 75)))
		f.ImageOptions(name, 0, 0, 210, 297, false, opt, 0, "")
	}
	var out bytes.Buffer
	must(b, f.Output(&out))
	return out.Bytes()
}

func jpegOf(b *testing.B, img image.Image, quality int) []byte {
	b.Helper()
	var out bytes.Buffer
	must(b, jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}))
	return out.Bytes()
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
