package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// How many pages BenchmarkLooks looks at: of forms filled in by hand, and of papers
// of the invented province that were printed, and scanned.
const (
	formPages, formKinds = 42, 6
	printedPages         = 48
)

// aPage is a page that was scanned, and what it is of: pages of one template have the
// same print and other contents.
type aPage struct {
	template string
	scan     func() raster.Gray
}

// copyKinds are the ways in which a scan comes again.
func copyKinds(g raster.Gray, seed uint64) map[string]raster.Gray {
	r := rand.New(rand.NewPCG(7, seed))
	return map[string]raster.Gray{
		"at 133 dpi":                     g.Resize(g.W*2/3, g.H*2/3),
		"black and white, light":         bilevelAt(g, 120),
		"black and white":                bilevelAt(g, 150),
		"black and white, dark":          bilevelAt(g, 190),
		"fax, 204 by 98 dpi":             bilevelAt(g.Resize(g.W, g.H/2), 150).Resize(g.W, g.H),
		"brighter, less contrast":        levels(g, 0.75, 62),
		"cropped by 1 to 2 %":            g.Crop(image.Rect(g.W/80, g.H/90, g.W-g.W/60, g.H-g.H/50)),
		"askew by 0.5°":                  g.Straighten(0.5),
		"another date typed over":        typedOver(g, r),
		"photo: uneven light, 0.3°":      photo(g, r),
		"the sheet scanned once more":    rescanned(g, r),
		"black and white, once more":     bilevelAt(rescanned(g, r), 150),
		"typed over and black and white": bilevelAt(typedOver(g, r), 150),
	}
}

func bilevelAt(g raster.Gray, level byte) raster.Gray {
	return mapped(g, func(p byte) byte {
		if p >= level {
			return 255
		}
		return 0
	})
}

func levels(g raster.Gray, by, plus float64) raster.Gray {
	return mapped(g, func(p byte) byte { return byte(min(255, max(0, float64(p)*by+plus))) })
}

func mapped(g raster.Gray, f func(byte) byte) raster.Gray {
	var of [256]byte
	for i := range of {
		of[i] = f(byte(i))
	}
	out := raster.Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for i, p := range g.Pix {
		out.Pix[i] = of[p]
	}
	return out
}

// typedOver has a line of a date's size on white, somewhere in the upper part.
func typedOver(g raster.Gray, r *rand.Rand) raster.Gray {
	g = g.Crop(image.Rect(0, 0, g.W, g.H))
	x, y := g.W/8+r.IntN(g.W/2), g.H/12+r.IntN(g.H/10)
	box(g, x, y, 250, 34, 252)
	for i := range 10 {
		glyph(g, r, x+6+i*24, y+7, 18)
	}
	return g
}

// photo is the page under a lamp, a little blurred and of another size.
func photo(g raster.Gray, r *rand.Rand) raster.Gray {
	g = g.Straighten(0.3).Resize(g.W*3/4, g.H*3/4).Resize(g.W*6/5, g.H*6/5)
	across, down := 0.25*(r.Float64()-0.5), 0.25*(r.Float64()-0.5)
	out := raster.Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for i, p := range g.Pix {
		x, y := float64(i%g.W)/float64(g.W)-0.5, float64(i/g.W)/float64(g.H)-0.5
		out.Pix[i] = byte(min(255, float64(p)*(0.82+across*x+down*y)))
	}
	return grained(out, r.Uint64())
}

// rescanned is the same sheet put on the scanner once more: it lies otherwise.
func rescanned(g raster.Gray, r *rand.Rand) raster.Gray {
	dx, dy := r.IntN(16), r.IntN(16)
	return grained(g.Straighten(0.8*r.Float64()-0.4).Crop(image.Rect(dx, dy, g.W-15+dx, g.H-15+dy)), r.Uint64())
}

// handForms are forms of some templates, filled in by hand with pens that are dark
// or faint.
func handForms() (out []aPage) {
	for i := range formPages {
		kind := uint64(i % formKinds)
		r := rand.New(rand.NewPCG(11, uint64(i)))
		askew := 1.6*r.Float64() - 0.8
		out = append(out, aPage{fmt.Sprint("form ", kind), func() raster.Gray { return handForm(kind, uint64(i), askew) }})
	}
	return out
}

func handForm(kind, month uint64, degrees float64) raster.Gray {
	g := raster.Gray{W: 2339, H: 1654, Pix: bytes.Repeat([]byte{243}, 2339*1654)}
	form, hand := rand.New(rand.NewPCG(20, kind)), rand.New(rand.NewPCG(21, month))
	rows, left := 14+2*int(kind), 760+20*int(kind)
	step := 1150 / rows
	for i := range rows + 1 {
		box(g, 80, 200+i*step, 2100, 2, 60)
	}
	for i := range 32 {
		box(g, left+i*40, 200, 2, rows*step, 60)
	}
	pen := 40 + byte(hand.IntN(90))
	for i := range 70 {
		pens(g, form, 90+i%35*24, 60+i/35*50, 18, 45)
	}
	for i := range 12 {
		pens(g, hand, 1700+i*24, 60, 18, pen)
	}
	for i := range rows * 31 {
		if hand.IntN(10) > 0 {
			pens(g, hand, left+8+i%31*40, 208+i/31*step, 24, pen)
		}
	}
	for i := range rows * 22 {
		pens(g, form, 90+i%22*28, 212+i/22*step, 16, 45) // the names are printed
	}
	for i := range 9 {
		pens(g, hand, 1500+i*60, 1420, 90, pen)
	}
	return grained(g.Straighten(-degrees), month)
}

// pens is glyph with a pen of a level.
func pens(g raster.Gray, r *rand.Rand, x, y, size int, level byte) {
	a, b, phase := 1+2*r.Float64(), 1+3*r.Float64(), 6*r.Float64()
	for t := 0.0; t < 5; t += 0.03 {
		dx, dy := float64(size)*(0.5+0.45*math.Cos(a*t+phase)), float64(size)*(0.5+0.45*math.Sin(b*t+phase))
		box(g, x+int(dx), y+int(dy), 2+int(level)%2, 2, level)
	}
}

// printed are the first pages of papers of the province, as if printed and scanned.
func printed(t testing.TB) (out []aPage) {
	poppler, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Fatal("pdftoppm is not there")
	}
	p := province.New(province.Options{Seed: 3, Today: calendar.MustDate(2026, 11, 23), Bodies: 8, Centres: 30, Months: 6})
	of := map[document.Kind]int{}
	for i, f := range p.Files {
		if f.Format != province.PDF || f.Fault != nil || len(out) == printedPages || of[f.Kind] == printedPages/3 {
			continue
		}
		of[f.Kind]++
		content, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(12, uint64(i)))
		askew := 1.6*r.Float64() - 0.8
		out = append(out, aPage{fmt.Sprint(f.Kind, " of body ", f.Body), func() raster.Gray {
			return grained(levels(firstPage(t, poppler, content), 243.0/255, 0).Straighten(askew), uint64(i))
		}})
	}
	return out
}

// firstPage draws the first page of a PDF, 200 dots an inch.
func firstPage(t testing.TB, poppler string, content []byte) raster.Gray {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	err := os.WriteFile(name+".pdf", content, 0o600)
	if err == nil {
		err = exec.Command(poppler, "-r", "200", "-gray", "-l", "1", "-singlefile", name+".pdf", name).Run()
	}
	b, failed := os.ReadFile(name + ".pgm")
	g, broken := raster.ParsePGM(b)
	if err := errors.Join(err, failed, broken); err != nil {
		t.Error(err)
	}
	return g
}

// seenPage is a page's look, and those of its copies by how they were made.
type seenPage struct {
	Template string
	Look     document.Look
	Copies   map[string]document.Look
}

func lookAtAll(t testing.TB, pages []aPage) []seenPage {
	out := make([]seenPage, len(pages))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range pages {
		g.Go(func() error {
			scan := p.scan()
			out[i] = seenPage{p.template, seenAs(scan), map[string]document.Look{}}
			for kind, c := range copyKinds(scan, uint64(i)) {
				out[i].Copies[kind] = seenAs(c)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return out
}

// looksOfAll are the looks of all pages; INSIEMI_LOOKS names a file in which they are
// kept between runs that change how looks are compared alone.
func looksOfAll(t testing.TB) (out []seenPage) {
	kept := os.Getenv("INSIEMI_LOOKS")
	if b, err := os.ReadFile(kept); err == nil && json.Unmarshal(b, &out) == nil {
		return out
	}
	out = lookAtAll(t, append(handForms(), printed(t)...))
	if b, err := json.Marshal(out); err == nil && kept != "" {
		if err := os.WriteFile(kept, b, 0o600); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Log(err)
		}
	}
	return out
}

// BenchmarkLooks counts how many scans are known again by how they come again, and how
// many different pages are taken for the same: the tables of docs/reading.md.
func BenchmarkLooks(b *testing.B) {
	all := looksOfAll(b)
	for b.Loop() {
		recallOf(b, all)
		confusion(b, all)
	}
}

// recallOf tells how many copies are known again, by kind.
func recallOf(b *testing.B, all []seenPage) {
	known, scans, of := map[string]int{}, map[string]int{}, map[string]int{}
	for _, p := range all {
		for kind, c := range p.Copies {
			if p.Look.Print == "" {
				continue
			}
			of[kind]++
			switch p.Look.Like(c) {
			case document.SameScan:
				scans[kind]++
				fallthrough
			case document.SamePage:
				known[kind]++
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		b.Logf("%-32s known again %3d of %d, %3d of them as one that lay the same way", kind, known[kind], of[kind], scans[kind])
	}
}

// confusion tells how many pairs of different pages are taken for the same, also where
// one of them is black and white.
func confusion(b *testing.B, all []seenPage) {
	pairs, same, lying, bands := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	count := func(what string, p, q document.Look) {
		pairs[what]++
		switch p.Like(q) {
		case document.SameScan:
			lying[what]++
			fallthrough
		case document.SamePage:
			same[what]++
		}
		if slices.ContainsFunc(p.BandsTurned(), func(n int64) bool { return slices.Contains(q.Bands(), n) }) {
			bands[what]++
		}
	}
	for i, p := range all {
		for _, q := range all[:i] {
			if p.Look.Print == "" || q.Look.Print == "" {
				continue
			}
			what := "of other templates"
			if p.Template == q.Template {
				what = "of the same template"
			}
			count(what, p.Look, q.Look)
			count(what+", one black and white", p.Look, q.Copies["black and white"])
		}
	}
	for _, what := range slices.Sorted(maps.Keys(pairs)) {
		b.Logf("%-44s %6d pairs, %3d taken for the same, %3d as one that lay the same way; %5d share a band", what, pairs[what], same[what], lying[what], bands[what])
	}
}
