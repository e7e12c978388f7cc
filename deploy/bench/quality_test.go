package bench

import (
	"bytes"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// quality is a class of scans: what is done to a page that was drawn with so
// many pixels on its longer side.
type quality struct {
	name   string
	pixels int
	jpeg   int // quality
	// turn by quarters clockwise, and tilt in degrees: how the page lies.
	turn  int
	tilt  float64
	spoil func(raster.Gray) raster.Gray // the rest
}

func qualities() []quality {
	as := func(g raster.Gray) raster.Gray { return g }
	return []quality{
		{"clean-300", 3508, 90, 0, 0, as},
		{"clean-200", 2339, 75, 0, 0, as},
		{"office-scan-200", 2339, 62, 0, 0.7, func(g raster.Gray) raster.Gray { return grain(blur(g), 10) }},
		{"skewed-3-degrees", 2339, 62, 0, 3, func(g raster.Gray) raster.Gray { return grain(g, 6) }},
		{"shaded-photo-200", 2339, 70, 0, -1, func(g raster.Gray) raster.Gray { return shade(grain(blur(g), 8)) }},
		{"low-100", 1169, 60, 0, 0, func(g raster.Gray) raster.Gray { return grain(g, 6) }},
		{"fax-150x75", 1754, 90, 0, 0, fax},
		{"upside-down", 2339, 62, 2, 0, func(g raster.Gray) raster.Gray { return grain(g, 6) }},
		{"on-its-side", 2339, 62, 1, 0, func(g raster.Gray) raster.Gray { return grain(g, 6) }},
	}
}

// scan draws the first page of a PDF and does to it what the class says.
func (q quality) scan(b *testing.B, pdf []byte) []byte {
	b.Helper()
	page := drawn(b, pdf, q.pixels)[0]
	return jpegOf(b, q.spoil(page.Straighten(q.tilt).Turn(q.turn)).Image(), q.jpeg)
}

// back puts the boxes of a page that lay wrong where its truth stands.
func (q quality) back(p document.Page) document.Page {
	p.Words = slices.Clone(p.Words)
	w, h := p.Width, p.Height
	if q.turn%2 == 1 {
		w, h = h, w
	}
	sin, cos := math.Sincos(q.tilt * math.Pi / 180)
	for i, word := range p.Words {
		box := word.Box
		switch q.turn {
		case 1: // what was on the left is on top
			box = document.Box{X: box.Y, Y: p.Width - box.X - box.Width, Width: box.Height, Height: box.Width}
		case 2:
			box.X, box.Y = p.Width-box.X-box.Width, p.Height-box.Y-box.Height
		}
		x, y := box.X+box.Width/2-w/2, box.Y+box.Height/2-h/2
		box.X, box.Y = w/2+x*cos-y*sin-box.Width/2, h/2+x*sin+y*cos-box.Height/2
		p.Words[i].Box = box
	}
	return p
}

// BenchmarkScanQuality recognises pages of the demo's agreements and registers
// in classes of quality. The truth is the text layer that they were drawn from.
//
//	cer, bare-cer   characters wrong of all (edit distance line by line), ours and
//	                of tesseract alone
//	lost-words      of the truth's words, the share on whose place nothing was found
//	marks-wrong     of the days of a register's rows, the share read wrong and
//	                not marked as unsure; marks-unsure those that ask a person
func BenchmarkScanQuality(b *testing.B) {
	contracts, registers := digitalPapers(b, document.Agreement, 2, 2), digitalPapers(b, document.Register, 1, 3)
	for _, q := range qualities() {
		b.Run(q.name, func(b *testing.B) {
			var ours, bare, lost tally
			for _, pdf := range contracts {
				photo, truth := q.scan(b, pdf), readPage(b, pdf)
				got := q.back(readPage(b, photo))
				ours.add(errorsOf(truth, got))
				lost.add(lostOf(truth, got))
				bare.add(errorsOf(truth, q.back(bareWords(b, photo))))
			}
			b.ReportMetric(100*ours.share(), "cer-%")
			b.ReportMetric(100*bare.share(), "bare-cer-%")
			b.ReportMetric(100*lost.share(), "lost-words-%")
			var wrong, unsure tally
			for _, pdf := range registers {
				w, u := marksOf(readFile(b, pdf), readFile(b, q.scan(b, pdf)))
				wrong.add(w.part, w.all)
				unsure.add(u.part, u.all)
			}
			b.ReportMetric(100*wrong.share(), "marks-wrong-%")
			b.ReportMetric(100*unsure.share(), "marks-unsure-%")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// tally is a part of a whole.
type tally struct{ part, all int }

func (t *tally) add(part, all int) { t.part, t.all = t.part+part, t.all+all }
func (t tally) share() float64     { return float64(t.part) / float64(max(t.all, 1)) }

func readFile(b *testing.B, content []byte) document.Reading {
	b.Helper()
	r, err := extract.Read(b.Context(), extract.Input{ReaderAt: bytes.NewReader(content), Size: int64(len(content))})
	must(b, err)
	return r
}

func readPage(b *testing.B, content []byte) document.Page {
	b.Helper()
	r := readFile(b, content)
	if len(r.Layout) == 0 {
		b.Fatalf("no page was read: %+v", r.Error)
	}
	return r.Layout[0]
}

// bareWords are tesseract's own, with its boxes in points of A4.
func bareWords(b *testing.B, photo []byte) document.Page {
	b.Helper()
	path := filepath.Join(b.TempDir(), "page.jpg")
	must(b, os.WriteFile(path, photo, 0o600))
	out, err := tesseract(b.Context(), path)
	must(b, err)
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(photo))
	must(b, err)
	scale := 842 / float64(max(cfg.Width, cfg.Height))
	p := document.Page{Width: scale * float64(cfg.Width), Height: scale * float64(cfg.Height)}
	for _, line := range strings.Split(out, "\n") {
		c := strings.Split(line, "\t")
		if len(c) < 12 || c[0] != "5" || strings.TrimSpace(c[11]) == "" {
			continue
		}
		var n [4]float64
		for i := range n {
			n[i], err = strconv.ParseFloat(c[6+i], 64)
			must(b, err)
		}
		p.Words = append(p.Words, document.Word{Text: c[11], Box: document.Box{X: n[0] * scale, Y: n[1] * scale, Width: n[2] * scale, Height: n[3] * scale}})
	}
	return p
}

// textLine is a line of the truth, by the height of its middle.
type textLine struct {
	y     float64
	words []document.Word
}

func linesOf(p document.Page) (out []textLine) {
	words := slices.Clone(p.Words)
	slices.SortFunc(words, func(a, b document.Word) int { return int(1000 * (middle(a) - middle(b))) })
	for _, w := range words {
		if n := len(out); n > 0 && middle(w)-out[n-1].y < 4 {
			out[n-1].words = append(out[n-1].words, w)
		} else {
			out = append(out, textLine{middle(w), []document.Word{w}})
		}
	}
	return out
}

func middle(w document.Word) float64 { return w.Box.Y + w.Box.Height/2 }

// text is a line's words from left to right, letters and figures only joined by
// single blanks: how a line is set is not what is asked.
func (l textLine) text() []rune {
	slices.SortStableFunc(l.words, func(a, b document.Word) int { return int(1000 * (a.Box.X - b.Box.X)) })
	parts := make([]string, len(l.words))
	for i, w := range l.words {
		parts[i] = w.Text
	}
	return []rune(strings.NewReplacer("–", "-", "’", "'", "“", "\"", "”", "\"").Replace(strings.Join(parts, " ")))
}

// errorsOf is the edit distance between the lines of a page and what was found
// nearest to each, with the number of characters in truth.
func errorsOf(truth, got document.Page) (wrong, all int) {
	lines := linesOf(truth)
	found := make([]textLine, len(lines))
	for _, w := range got.Words {
		best := 0
		for i, l := range lines {
			if math.Abs(l.y-middle(w)) < math.Abs(lines[best].y-middle(w)) {
				best = i
			}
		}
		found[best].words = append(found[best].words, w)
	}
	for i, l := range lines {
		want := l.text()
		wrong += distance(want, found[i].text())
		all += len(want)
	}
	return wrong, all
}

// lostOf counts the words of the truth that no found word touches.
func lostOf(truth, got document.Page) (lost, all int) {
	for _, w := range truth.Words {
		x, y := w.Box.X+w.Box.Width/2, middle(w)
		touched := slices.ContainsFunc(got.Words, func(g document.Word) bool {
			return x >= g.Box.X-3 && x <= g.Box.X+g.Box.Width+3 && y >= g.Box.Y-4 && y <= g.Box.Y+g.Box.Height+4
		})
		if !touched {
			lost++
		}
	}
	return lost, len(truth.Words)
}

// distance is Levenshtein's.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i, x := range a {
		last := row[0]
		row[0] = i + 1
		for k, y := range b {
			cost := last
			if x != y {
				cost++
			}
			last = row[k+1]
			row[k+1] = min(cost, row[k]+1, last+1)
		}
	}
	return row[len(b)]
}

// marksOf compares the days of a register's rows.
func marksOf(truth, got document.Reading) (wrong, unsure tally) {
	for _, f := range truth.Fields {
		if !strings.HasPrefix(f.Name, "row.") || !strings.HasSuffix(f.Name, ".present") {
			continue
		}
		g, _ := got.Field(f.Name)
		for i := range f.Value {
			same := i < len(g.Value) && g.Value[i] == f.Value[i]
			wrong.add(btoi(!same && !g.Unsure && i < len(g.Value) && g.Value[i] != '?'), 1)
			unsure.add(btoi(i >= len(g.Value) || g.Value[i] == '?' || g.Unsure && !same), 1)
		}
	}
	return wrong, unsure
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// What scanners, copiers and telephones do to a page.

func grain(g raster.Gray, strength int) raster.Gray {
	luck := rand.New(rand.NewPCG(1, 2)) // the same grain each time
	out := raster.Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for i, p := range g.Pix {
		out.Pix[i] = byte(min(max(int(p)*243/255+luck.IntN(2*strength+1)-strength, 0), 255))
	}
	return out
}

// blur is the mean of three by three pixels.
func blur(g raster.Gray) raster.Gray {
	out := raster.Gray{W: g.W, H: g.H, Pix: slices.Clone(g.Pix)}
	for y := 1; y+1 < g.H; y++ {
		for x := 1; x+1 < g.W; x++ {
			sum := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					sum += int(g.Pix[(y+dy)*g.W+x+dx])
				}
			}
			out.Pix[y*g.W+x] = byte(sum / 9)
		}
	}
	return out
}

// shade is the shadow of a hand over the lower right.
func shade(g raster.Gray) raster.Gray {
	out := raster.Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for i, p := range g.Pix {
		x, y := float64(i%g.W)/float64(g.W), float64(i/g.W)/float64(g.H)
		light := 1 - 0.62/(1+math.Exp(-14*(x+y-1.15)))
		out.Pix[i] = byte(float64(p) * light)
	}
	return out
}

// fax has black and white only, and half as many lines.
func fax(g raster.Gray) raster.Gray {
	half := g.Resize(g.W, g.H/2)
	for i, p := range half.Pix {
		half.Pix[i] = 255
		if p < 140 {
			half.Pix[i] = 0
		}
	}
	return half.Resize(half.W, 2*half.H)
}
