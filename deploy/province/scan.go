package province

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"sync"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
)

// scanDPI is the resolution of office scanners as they are commonly set.
const scanDPI = 200

// paper is a canvas of images: a sheet that was printed, signed, stamped and
// scanned.
type paper struct {
	pages []*image.Gray
	faces map[faceKey]font.Face
}

type faceKey struct {
	size float64
	bold bool
}

// pixels turns millimetres into pixels.
func pixels(mm float64) float64 { return mm / 25.4 * scanDPI }

func (c *paper) page() *image.Gray { return c.pages[len(c.pages)-1] }

func (c *paper) newPage() {
	img := image.NewGray(image.Rect(0, 0, int(pixels(297)), int(pixels(210))))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	c.pages = append(c.pages, img)
}

var typefaces = sync.OnceValue(func() [2]*opentype.Font {
	var out [2]*opentype.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // the typefaces are compiled in
		}
		out[i] = f
	}
	return out
})

func (c *paper) face(k faceKey) font.Face {
	if f, ok := c.faces[k]; ok {
		return f
	}
	parsed := typefaces()[0]
	if k.bold {
		parsed = typefaces()[1]
	}
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: k.size, DPI: scanDPI, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // sizes are constants of this package
	}
	c.faces[k] = f
	return f
}

func (c *paper) text(x, y, w, h, size float64, bold bool, align byte, s string) {
	face := c.face(faceKey{size, bold})
	d := font.Drawer{Dst: c.page(), Src: image.NewUniform(color.Gray{0x20}), Face: face}
	width, box := float64(d.MeasureString(s))/64, pixels(w)
	left := pixels(x) + pixels(0.6)
	switch align {
	case 'C':
		left = pixels(x) + (box-width)/2
	case 'R':
		left = pixels(x) + box - width - pixels(0.6)
	}
	base := pixels(y) + pixels(h)/2 + float64(face.Metrics().CapHeight)/64/2
	d.Dot = fixed.Point26_6{X: fixed.Int26_6(left * 64), Y: fixed.Int26_6(base * 64)}
	d.DrawString(s)
}

func (c *paper) line(x1, y1, x2, y2, width float64) {
	w := max(1, int(math.Round(pixels(width))))
	r := image.Rect(int(pixels(x1)), int(pixels(y1)), int(pixels(x2)), int(pixels(y2)))
	if y1 == y2 {
		r.Max.Y = r.Min.Y + w
	} else {
		r.Max.X = r.Min.X + w
	}
	c.paint(r, 0x40)
}

func (c *paper) fill(x, y, w, h float64, gray uint8) {
	c.paint(image.Rect(int(pixels(x)), int(pixels(y)), int(pixels(x+w)), int(pixels(y+h))), gray)
}

func (c *paper) paint(r image.Rectangle, gray uint8) {
	draw.Draw(c.page(), r, image.NewUniform(color.Gray{gray}), image.Point{}, draw.Src)
}

// writeScan writes a register as the scan of a signed print; with a retouch, as that
// scan sent again.
func (p *Province) writeScan(s Sheet, h habits, r *retouch) ([]byte, error) {
	c := &paper{faces: map[faceKey]font.Face{}}
	foot := drawRegister(c, s, h)
	luck := p.chance("scan", int(s.Centre.ID), s.Period.Start.Year()*12+int(s.Period.Start.Month()))
	c.sign(luck, foot)
	f, _, _ := newPDF("L", "", "", s.Period.End.AddDays(3).At(10, 12), false)
	f.SetProducer("Scanner multifunzione", true)
	for i, page := range c.pages {
		if r != nil && i == 0 && !r.month.Start.IsZero() {
			typeOver(page, s, r.month)
		}
		scanned := weather(page, luck)
		if r != nil {
			scanned = r.again(scanned)
		}
		if err := addScan(f, fmt.Sprint(i), scanned); err != nil {
			return nil, err
		}
	}
	return finish(f, "a scan")
}

// addScan puts the image of a page into the PDF as its only content.
func addScan(f *fpdf.Fpdf, name string, img *image.Gray) error {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 62}); err != nil {
		return fmt.Errorf("encode a scanned page: %w", err)
	}
	opt := fpdf.ImageOptions{ImageType: "JPG"}
	f.AddPage()
	f.RegisterImageOptionsReader(name, opt, &out)
	f.ImageOptions(name, 0, 0, 297, 210, false, opt, 0, "")
	return nil
}

// sign draws a scrawl and a round stamp on the last page, about the line that
// waits for them.
func (c *paper) sign(luck chance, line float64) {
	x, y := pixels(197), pixels(line+5)
	phase := luck.Float64() * 6
	for t := 0.0; t < 26; t += 0.004 {
		dx := pixels(1.9)*t + pixels(2.4)*math.Cos(2.1*t+phase)
		dy := pixels(3.6)*math.Sin(1.7*t+phase) + pixels(1.3)*math.Sin(4.3*t)
		c.dot(x+dx, y+dy, 2, 0x46)
	}
	cx, cy := pixels(181), pixels(line+6)
	for a := 0.0; a < 2*math.Pi; a += 0.0015 {
		for _, r := range []float64{11, 10.4, 6.6} {
			c.dot(cx+pixels(r)*math.Cos(a), cy+pixels(r)*math.Sin(a), 1, 0x78)
		}
	}
}

// dot darkens a small square.
func (c *paper) dot(x, y float64, size int, gray uint8) {
	for dx := range size {
		for dy := range size {
			px, py := int(x)+dx, int(y)+dy
			if image.Pt(px, py).In(c.page().Rect) && c.page().GrayAt(px, py).Y > gray {
				c.page().SetGray(px, py, color.Gray{gray})
			}
		}
	}
}

// weather does to a page what a scanner does: a slight turn, a gray ground, and
// grain.
func weather(page *image.Gray, luck chance) *image.Gray {
	angle := (0.3 + 0.5*luck.Float64()) * math.Pi / 180
	if luck.in100(50) {
		angle = -angle
	}
	out := image.NewGray(page.Rect)
	for i := range out.Pix {
		out.Pix[i] = 0xff
	}
	w, h := float64(page.Rect.Dx())/2, float64(page.Rect.Dy())/2
	sin, cos := math.Sin(angle), math.Cos(angle)
	turn := f64.Aff3{cos, -sin, w - w*cos + h*sin, sin, cos, h - w*sin - h*cos}
	draw.ApproxBiLinear.Transform(out, turn, page, page.Rect, draw.Src, nil)
	for i, v := range out.Pix {
		noise := int(luck.Uint32()&15) - 8
		out.Pix[i] = uint8(min(255, max(0, int(v)*243/255+noise)))
	}
	return out
}
