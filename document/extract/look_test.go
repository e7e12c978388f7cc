package extract

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// sheetOf draws a form of A4, 200 dots an inch, that lay on the scanner at an angle:
// a head, a table of 25 rows and 31 days, marks made by hand, a signature. Everything
// but the form is of the month.
func sheetOf(month uint64, filled bool, degrees float64) raster.Gray {
	g := raster.Gray{W: 2339, H: 1654, Pix: bytes.Repeat([]byte{243}, 2339*1654)}
	form, hand := rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(2, month))
	for i := range 26 {
		box(g, 80, 200+i*44, 2100, 2, 60)
	}
	for i := range 32 {
		box(g, 860+i*40, 200, 2, 1100, 60)
	}
	for i := range 60 {
		glyph(g, form, 90+i%30*24, 60+i/30*50, 18)
	}
	for i := range 12 {
		glyph(g, hand, 1700+i*24, 60, 18)
	}
	if filled {
		for i := range 25 * 31 {
			if hand.IntN(12) > 0 {
				glyph(g, hand, 868+i%31*40, 208+i/31*44, 26)
			}
		}
		for i := range 25 * 25 {
			glyph(g, form, 90+i%25*28, 210+i/25*44, 18) // the names are printed
		}
		for i := range 9 {
			glyph(g, hand, 1500+i*60, 1400, 90)
		}
	}
	return grained(g.Straighten(-degrees), month)
}

func box(g raster.Gray, x, y, w, h int, level byte) {
	for dy := range h {
		for dx := range w {
			g.Pix[(y+dy)*g.W+x+dx] = level
		}
	}
}

// glyph draws a stroke that winds through a square.
func glyph(g raster.Gray, r *rand.Rand, x, y, size int) {
	a, b, phase := 1+2*r.Float64(), 1+3*r.Float64(), 6*r.Float64()
	for t := 0.0; t < 5; t += 0.03 {
		dx, dy := float64(size)*(0.5+0.45*math.Cos(a*t+phase)), float64(size)*(0.5+0.45*math.Sin(b*t+phase))
		box(g, x+int(dx), y+int(dy), 3, 3, 40)
	}
}

// grained is what a scanner makes of a page.
func grained(g raster.Gray, seed uint64) raster.Gray {
	r := rand.New(rand.NewPCG(4, seed))
	for i, p := range g.Pix {
		g.Pix[i] = byte(min(255, max(0, int(p)+r.IntN(16)-8)))
	}
	return g
}

// seenAs is what a page's image looks like, as it is when the page is recognised.
func seenAs(g raster.Gray) document.Look {
	g = g.Flatten()
	return poseAt(g, g, document.Page{Number: 1}, 0, g.Skew()).look
}

func saved(t *testing.T, g raster.Gray, quality int) raster.Gray {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, g.Image(), &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return raster.FromImage(img, ocrPixels)
}

func bilevel(g raster.Gray) raster.Gray {
	out := raster.Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for i, p := range g.Pix {
		if p >= 150 {
			out.Pix[i] = 255
		}
	}
	return out
}

// redated has another date typed over the month in the head.
func redated(g raster.Gray) raster.Gray {
	g = g.Crop(image.Rect(0, 0, g.W, g.H))
	box(g, 1690, 50, 320, 44, 250)
	r := rand.New(rand.NewPCG(9, 9))
	for i := range 12 {
		glyph(g, r, 1700+i*24, 62, 18)
	}
	return g
}

// A scan that was saved again in one way or another looks the same; another month on
// the same form does not, and a form that nobody filled in looks like nothing.
func TestTheSameScanAgain(t *testing.T) {
	t.Parallel()
	for month := range uint64(3) {
		g := sheetOf(month, true, 0.5-0.45*float64(month))
		first := seenAs(g)
		if first.Print == "" {
			t.Fatalf("month %d looks like nothing", month)
		}
		for name, again := range map[string]raster.Gray{
			"saved again":         saved(t, g, 30),
			"at 130 dots an inch": g.Resize(g.W*2/3, g.H*2/3),
			"at 300 dots an inch": g.Resize(g.W*3/2, g.H*3/2),
			"black and white":     bilevel(g),
			"upside down":         g.Turn(2),
			"on its side":         g.Turn(1),
			"typed over":          redated(g),
			"cropped":             g.Crop(image.Rect(20, 15, g.W-25, g.H-30)),
			"askew":               g.Straighten(0.4),
		} {
			if first.Like(seenAs(again)) == document.Unlike {
				t.Errorf("month %d, %s: it is not the same", month, name)
			}
		}
		for _, angle := range []float64{-0.6, 0.4 - 0.3*float64(month)} {
			if other := seenAs(sheetOf(month+10, true, angle)); other.Print == "" || first.Like(other) != document.Unlike {
				t.Errorf("month %d is like another one on the same form", month)
			}
		}
		if blank := seenAs(sheetOf(month, false, 0.5)); blank.Print != "" {
			t.Errorf("a form that is not filled in looks like something")
		}
	}
}

// The look of a page that is an image is in the reading, whatever file it is in.
func TestLooksAreInTheReading(t *testing.T) {
	t.Parallel()
	g := sheetOf(5, true, 0)
	for _, quality := range []int{40, 90} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, g.Image(), &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		r, err := Read(t.Context(), Input{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: fmt.Sprint(quality, ".jpg")})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Looks) != 1 || r.Looks[0].Page != 1 || r.Looks[0].Like(seenAs(g)) != document.SameScan {
			t.Errorf("quality %d: looks %d, warnings %v", quality, len(r.Looks), r.Warnings)
		}
	}
}

func BenchmarkLook(b *testing.B) {
	g := sheetOf(1, true, 0)
	for b.Loop() {
		if l, ok := g.Look(0); !ok || !g.Written() || l.Left < 0 {
			b.Fatal("no look")
		}
	}
}
