package extract

import (
	"context"
	"image"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// minCells is the number of columns alike from which on a ruled table is read
// cell by cell.
const minCells = 10

// readCells reads the cells of a ruled table with many columns alike (the days
// of a register) one by one, and puts them in place of what was recognised in
// that area. Ink in which nothing was recognised
// becomes attendance.UnreadText. The image is
// straight and without its rules; boxes are in pixels.
func (t Tools) readCells(ctx context.Context, rules raster.Rules, clean raster.Gray, s *sheet) {
	grid, ok := rules.Grid()
	if !ok {
		return
	}
	first, end, ok := grid.AlikeColumns(minCells)
	if !ok {
		return
	}
	last := len(grid.X) - 1 // with the totals beside the days
	strip := clean.Strip(grid, first, last)
	if len(strip.Places) == 0 {
		s.cells = inkCells(grid, first, end, clean)
		return
	}
	found, err := t.tesseract(ctx, strip.Image, "6")
	if err != nil {
		return
	}
	marks := vote(strip.Places, textOfCells(strip.Places, found.Words))
	t.lookAgain(ctx, clean, strip.Places, marks)
	readDashes(grid, strip.Places, marks)
	if d, ok := findDays(grid, strip.Places, marks, first, end); ok {
		d.write(strip.Places, marks)
		marks = append(marks, d.unseen(grid, strip.Places)...)
		first, end = d.first, d.end
	}
	s.cells = inkCells(grid, first, end, clean)
	s.take(marks, image.Rect(grid.X[first], grid.Y[0], grid.X[last], grid.Y[len(grid.Y)-1]))
}

// take puts the marks of an area in place of the words that were recognised there.
func (s *sheet) take(marks []document.Word, area image.Rectangle) {
	in := func(w document.Word) bool {
		return image.Pt(int(w.Box.X+w.Box.Width/2), int(w.Box.Y+w.Box.Height/2)).In(area)
	}
	s.Words = slices.DeleteFunc(s.Words, in)
	for _, m := range marks {
		if in(m) {
			s.Words = append(s.Words, m)
		}
	}
	sorted := arrange(s.Page)
	s.Page, s.breaks = sorted.Page, sorted.breaks
}

// A second look is taken at marks under this confidence, at most so many, each
// shown so many times.
const (
	weakMark  = 0.85
	maxLooks  = 80
	lookTimes = 4
)

// lookAgain recognises weak marks once more, each repeated on a line of its
// own. A text that comes back most times is taken.
func (t Tools) lookAgain(ctx context.Context, clean raster.Gray, cells []raster.Placed, marks []document.Word) {
	var weak []raster.Placed
	var at []int
	for i, m := range marks {
		if m.Confidence < weakMark && len(weak) < maxLooks {
			weak, at = append(weak, cells[i]), append(at, i)
		}
	}
	strip := clean.Repeat(weak, lookTimes)
	if len(strip.Places) == 0 {
		return
	}
	found, err := t.tesseract(ctx, strip.Image, "6")
	if err != nil {
		return
	}
	texts := textOfCells(strip.Places, found.Words)
	for k, i := range at {
		text, confidence := majority(texts[k*lookTimes : (k+1)*lookTimes])
		if confidence > marks[i].Confidence {
			marks[i].Text, marks[i].Confidence = text, confidence
		}
	}
}

// majority returns the text that was read more than half of the times, and the
// confidence of those readings.
func majority(texts []cellText) (string, float64) {
	votes, sum := map[string]float64{}, map[string]float64{}
	for _, t := range texts {
		up := strings.ToUpper(t.text)
		votes[up]++
		sum[up] += t.confidence
	}
	best, share := winner(votes, float64(len(texts)))
	if best == "" || share <= 0.5 {
		return "", 0
	}
	return best, sum[best] / votes[best] * share
}

// cellText is what recognition said of one cell.
type cellText struct {
	text       string
	confidence float64
}

// textOfCells shares the words of a strip among the cells that they cover.
func textOfCells(cells []raster.Placed, words []document.Word) []cellText {
	out := make([]cellText, len(cells))
	for _, w := range words {
		var under []int
		for i, c := range cells {
			if covers(w.Box, c.At) {
				under = append(under, i)
			}
		}
		for k, text := range share(w.Text, cells, under) {
			i := under[k]
			out[i].text += text
			out[i].confidence = w.Confidence
		}
	}
	return out
}

// covers says that a word lies over the middle of a cell's ink.
func covers(b document.Box, r image.Rectangle) bool {
	x, y := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2
	return x >= b.X && x <= b.X+b.Width && y >= b.Y-4 && y <= b.Y+b.Height+4
}

// share cuts a word over several cells by the widths of their ink; nil when the
// characters do not come out even.
func share(text string, cells []raster.Placed, under []int) []string {
	runes := slices.DeleteFunc([]rune(text), func(r rune) bool { return strings.ContainsRune(noMark, r) })
	switch {
	case len(under) == 0 || len(runes) == 0:
		return nil
	case len(under) == 1:
		return []string{string(runes)}
	case len(runes) == len(under):
		return singles(runes)
	case len(runes) < len(under):
		return nil
	}
	return byWidth(runes, cells, under)
}

// noMark are characters that no mark has, and that dust and remains of rules are
// taken for, between the marks as well.
const noMark = ".,;:|'’\"°_()[]{}"

func singles(runes []rune) []string {
	out := make([]string, len(runes))
	for i, r := range runes {
		out[i] = string(r)
	}
	return out
}

func byWidth(runes []rune, cells []raster.Placed, under []int) []string {
	total := 0
	for _, i := range under {
		total += cells[i].At.Dx()
	}
	out := make([]string, len(under))
	at := 0
	for k, i := range under {
		n := (cells[i].At.Dx()*len(runes) + total/2) / total
		n = max(n, 1)
		if at+n > len(runes) || k == len(under)-1 {
			n = len(runes) - at
		}
		if n <= 0 {
			return nil
		}
		out[k] = string(runes[at : at+n])
		at += n
	}
	return out
}

// vote settles what the cells of each class say by majority: the same shape is
// the same mark. A cell that nothing was recognised in, in a class that nothing
// is known of, becomes a question mark: there is ink, and a person must look.
func vote(cells []raster.Placed, texts []cellText) []document.Word {
	votes := map[int]map[string]float64{}
	voters := map[int]float64{}
	for i, c := range cells {
		if texts[i].text == "" {
			continue
		}
		if votes[c.Class] == nil {
			votes[c.Class] = map[string]float64{}
		}
		votes[c.Class][strings.ToUpper(texts[i].text)]++
		voters[c.Class]++
	}
	out := make([]document.Word, len(cells))
	for i, c := range cells {
		text, share := winner(votes[c.Class], voters[c.Class])
		confidence := texts[i].confidence
		switch {
		case text == "":
			text, confidence = attendance.UnreadText, 0
		case voters[c.Class] >= 3:
			confidence = min(0.99, 0.2+0.8*share)
		case strings.ToUpper(texts[i].text) != text:
			confidence = min(confidence, 0.5)
		}
		out[i] = document.Word{Text: text, Confidence: confidence, Box: boxOf(c.From)}
	}
	return out
}

// winner returns the text with most votes, and its share of the class.
func winner(votes map[string]float64, size float64) (string, float64) {
	best, most := "", 0.0
	for text, n := range votes {
		if n > most || n == most && text < best {
			best, most = text, n
		}
	}
	return best, most / max(size, 1)
}

func boxOf(r image.Rectangle) document.Box {
	return document.Box{X: float64(r.Min.X), Y: float64(r.Min.Y), Width: float64(r.Dx()), Height: float64(r.Dy())}
}
