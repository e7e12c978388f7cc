package attendance

import (
	"cmp"
	"math"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// headingOf returns where the heading of a day stands: its number, with the
// weekday beside it ("gio 1" in one line).
func headingOf(words []document.Word, i int) (from, to float64) {
	from, to = words[i].Box.X, words[i].Box.X+words[i].Box.Width
	isWeekday := func(k int) bool {
		return k >= 0 && k < len(words) && weekdays.MatchString(fold(words[k].Text))
	}
	near := 0.6 * words[i].Box.Height
	switch {
	case isWeekday(i-1) && from-words[i-1].Box.X-words[i-1].Box.Width < near:
		from = words[i-1].Box.X
	case !isWeekday(i-1) && isWeekday(i+1) && words[i+1].Box.X-to < near:
		to = words[i+1].Box.X + words[i+1].Box.Width
	}
	return from, to
}

// chainOf returns the longest run of consecutive days from left to right, where
// other columns (a subtotal of the first half) may stand between two of them.
func chainOf(days []dayWord) []dayWord {
	sorted := slices.Clone(days)
	slices.SortStableFunc(sorted, func(a, b dayWord) int { return cmp.Compare(a.x, b.x) })
	var best, run []dayWord
	for _, d := range sorted {
		switch n := len(run); {
		case n > 0 && d.day == run[n-1].day: // the same heading twice
			continue
		case n > 0 && d.day == run[n-1].day+1:
			run = append(run, d)
		default:
			run = []dayWord{d}
		}
		if len(run) > len(best) {
			best = slices.Clone(run)
		}
	}
	return best
}

// bends says that days do not stand on one straight line: columns of different
// widths.
func bends(days []dayWord) bool {
	l := regress(days)
	for _, d := range days {
		if math.Abs(d.x-l.x(d.day)) > 0.2*l.pitch {
			return true
		}
	}
	return false
}

// apartLayout is the layout of days whose columns stand where their headings
// do; the pitch is the middle one of their distances.
// ok is false where they are spread like the numbers of a text.
func apartLayout(chain []dayWord) (l *layout, ok bool) {
	l = &layout{first: chain[0].day, last: chain[len(chain)-1].day, seen: seenOf(chain)}
	var gaps []float64
	for i, d := range chain {
		l.at = append(l.at, d.x)
		if i > 0 {
			gaps = append(gaps, d.x-chain[i-1].x)
		}
	}
	slices.Sort(gaps)
	l.pitch = max(gaps[len(gaps)/2], 1)
	l.origin = chain[0].x - float64(l.first)*l.pitch
	widest := gaps[len(gaps)-1]
	return l, l.pitch >= 3 && l.pitch <= 60 && widest <= (maxGap+1)*l.pitch
}
