package document

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
)

// Look is what a page that is an image looks like: where its ink lies, in places of
// two by three millimetres, and how the page lay on the scanner. The same scan again
// is known by it, saved with another resolution or in another file, turned, a little
// cropped or askew, with another date typed over. Nothing can be read from it.
type Look struct {
	Page int `json:"page"` // from 1
	// Print is base64 of: the ink of LookSide² places, row by row, two bits each, the
	// lowest first; the angle of the lines in hundredths of a degree; left, top, right
	// and bottom of the ink in ten-thousandths of the page's sides, five numbers of 16
	// bits, little endian; and for a page in black and white one byte more, 1.
	Print string `json:"print"`
}

// LookSide is how many places a look has along each side.
const LookSide = 96

// SeenPage is a look in full.
type SeenPage struct {
	Ink                      [LookSide * LookSide]byte // 0 to 3
	Angle                    float64                   // degrees
	Left, Top, Right, Bottom float64                   // 0 to 1
	Bilevel                  bool                      // black and white, without grey
}

const inkBytes = LookSide * LookSide / 4

// Look packs the look of a page.
func (s *SeenPage) Look(page int) Look {
	b := make([]byte, inkBytes, inkBytes+10)
	for i, v := range s.Ink {
		b[i/4] |= (v & 3) << (i % 4 * 2)
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(s.Angle*100))))
	for _, v := range []float64{s.Left, s.Top, s.Right, s.Bottom} {
		b = binary.LittleEndian.AppendUint16(b, uint16(math.Round(v*10_000)))
	}
	if s.Bilevel {
		b = append(b, 1)
	}
	return Look{Page: page, Print: base64.StdEncoding.EncodeToString(b)}
}

// seen unpacks a look; ok is false for what is none.
func (l Look) seen() (s SeenPage, ok bool) {
	b, err := base64.StdEncoding.DecodeString(l.Print)
	if err != nil || len(b) != inkBytes+10 && len(b) != inkBytes+11 {
		return s, false
	}
	s.Bilevel = len(b) > inkBytes+10
	for i := range s.Ink {
		s.Ink[i] = b[i/4] >> (i % 4 * 2) & 3
	}
	number := func(i int) uint16 { return binary.LittleEndian.Uint16(b[inkBytes+2*i:]) }
	s.Angle = float64(int16(number(0))) / 100
	s.Left, s.Top, s.Right, s.Bottom = float64(number(1))/10_000, float64(number(2))/10_000, float64(number(3))/10_000, float64(number(4))/10_000
	return s, true
}

// turned is the page turned clockwise by a quarter.
func (s *SeenPage) turned() *SeenPage {
	t := SeenPage{Bilevel: s.Bilevel, Angle: s.Angle, Left: 1 - s.Bottom, Top: s.Left, Right: 1 - s.Top, Bottom: s.Right}
	for y := range LookSide {
		for x := range LookSide {
			t.Ink[x*LookSide+LookSide-1-y] = s.Ink[y*LookSide+x]
		}
	}
	return &t
}

// Two pages are the same scan when few of their inked places differ by more than one
// step. A sheet that was scanned once lies the same way, however it was saved: then
// what was typed over may differ. Other sheets, and the same scan turned askew or
// cropped, do not: then hardly anything may. Parts of 10 000; docs/reading.md has the
// measures.
const (
	sameLying  = 60    // beside what was typed over
	sameBare   = 180   // the same, where one of them has no grey: faint and fine strokes are lost
	otherLying = 40    // in all
	otherTyped = 12    // beside what was typed over
	sameAngle  = 0.10  // degrees
	sameMargin = 0.006 // of the page's sides
)

// What may be typed over is a line of so many places by so many.
const typedLong, typedHigh = 16, 4

// Likeness is what two looks say of two pages.
type Likeness uint8

// The likenesses, the strongest last.
const (
	Unlike   Likeness = iota
	SamePage          // the same ink, on a sheet that lay otherwise: askew, cropped, or printed twice
	SameScan          // and on a sheet that lay the same way
)

// Like compares two pages, however they are turned.
func (l Look) Like(o Look) Likeness {
	a, ok := l.seen()
	b, also := o.seen()
	if !ok || !also {
		return Unlike
	}
	p, q, best := &a, &b, Unlike
	bands := p.bands()
	for range 4 {
		if shareBand(bands, q.bands()) && p.same(q) {
			best = max(best, SamePage)
			if p.liesAs(q) {
				return SameScan
			}
		}
		q = q.turned()
	}
	return best
}

func shareBand(a, b []int64) bool {
	for i := range a {
		if a[i] == b[i] {
			return true
		}
	}
	return false
}

func (s *SeenPage) same(o *SeenPage) bool {
	inked, differ := 0, make([]bool, len(s.Ink))
	n := 0
	for i, a := range s.Ink {
		b := o.Ink[i]
		if a|b != 0 {
			inked++
		}
		if differ[i] = max(a, b)-min(a, b) > 1; differ[i] {
			n++
		}
	}
	if n*10_000 <= otherLying*inked {
		return inked > 0
	}
	most := otherTyped
	switch lies := s.liesAs(o); {
	case lies && (s.Bilevel || o.Bilevel):
		most = sameBare
	case lies:
		most = sameLying
	}
	return (n-mostTyped(differ))*10_000 <= most*inked
}

// liesAs says that both sheets lay the same way on the scanner.
func (s *SeenPage) liesAs(o *SeenPage) bool {
	near := func(a, b, by float64) bool { return math.Abs(a-b) <= by }
	return near(s.Angle, o.Angle, sameAngle) && near(s.Left, o.Left, sameMargin) && near(s.Top, o.Top, sameMargin) &&
		near(s.Right, o.Right, sameMargin) && near(s.Bottom, o.Bottom, sameMargin)
}

// mostTyped is how many places differ at most in one line that may have been typed
// over, along the page or across.
func mostTyped(differ []bool) int {
	const side = LookSide + 1
	sums := make([]int, side*side) // above and to the left
	for i, is := range differ {
		x, y := i%LookSide+1, i/LookSide+1
		sums[y*side+x] = sums[(y-1)*side+x] + sums[y*side+x-1] - sums[(y-1)*side+x-1]
		if is {
			sums[y*side+x]++
		}
	}
	best := 0
	for _, r := range [2][2]int{{typedLong, typedHigh}, {typedHigh, typedLong}} {
		for y := r[1]; y < side; y++ {
			for x := r[0]; x < side; x++ {
				best = max(best, sums[y*side+x]-sums[(y-r[1])*side+x]-sums[y*side+x-r[0]]+sums[(y-r[1])*side+x-r[0]])
			}
		}
	}
	return best
}

// Blocks of places, of which each says whether it holds more ink than most, are what
// looks are found by: each of lookBands numbers holds blocks from all over the page.
const (
	lookBlocks = 16 // along each side
	lookBands  = 16
)

// Bands are numbers by which looks are found: a page has one in common at least with
// those that are like it, in the turn in which they are.
func (l Look) Bands() []int64 {
	s, ok := l.seen()
	if !ok {
		return nil
	}
	return telling(s.bands())
}

// BandsTurned are the bands of the page as it lies and turned by each quarter.
func (l Look) BandsTurned() (out []int64) {
	s, ok := l.seen()
	if !ok {
		return nil
	}
	p := &s
	for range 4 {
		out = append(out, telling(p.bands())...)
		p = p.turned()
	}
	return out
}

// fewBands is with how many bands that tell something a page is found by these alone.
const fewBands = 8

// telling leaves out the bands of which all blocks are alike: most pages have some of
// them, and would be found by each other. A page of which little is left keeps all.
func telling(bands []int64) []int64 {
	const blocks = 1<<(lookBlocks*lookBlocks/lookBands) - 1
	out := slices.DeleteFunc(slices.Clone(bands), func(n int64) bool { return n&blocks == 0 || n&blocks == blocks })
	if len(out) < fewBands {
		return bands
	}
	return out
}

func (s *SeenPage) bands() []int64 {
	sums := make([]int, lookBlocks*lookBlocks)
	const side = LookSide / lookBlocks
	for i, v := range s.Ink {
		sums[i/LookSide/side*lookBlocks+i%LookSide/side] += int(v)
	}
	ordered := slices.Sorted(slices.Values(sums))
	middle := ordered[len(ordered)/2]
	out := make([]int64, lookBands)
	for b := range out {
		out[b] = int64(b)
	}
	for i, n := range sums {
		b := i % lookBands
		out[b] <<= 1
		if n > middle {
			out[b] |= 1
		}
	}
	return out
}
