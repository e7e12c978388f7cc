package compare

import (
	"slices"
	"sort"
)

// The bounds of the cost of Words.
const (
	maxEdits = 300        // of a stretch without words that stand in it once
	maxDepth = 40         // of stretches within stretches
	maxSteps = 20_000_000 // in all
)

// Op is what became of a run of words.
type Op int

// What becomes of words.
const (
	Same Op = iota
	Removed
	Added
)

// Run is consecutive words of which the same became: those from BeforeFrom to
// BeforeTo of the earlier text and those from AfterFrom to AfterTo of the later one,
// the last not among them. Of words that were added the first range is empty, of
// words that were removed the second.
type Run struct {
	Op                   Op
	BeforeFrom, BeforeTo int
	AfterFrom, AfterTo   int
}

// Words says how one text becomes another. The runs follow each other and hold
// every word of both; what was removed comes before what was added in its place.
// Words that stand once in both are found again first, then what lies between them
// is compared by its shortest edit; where that is long, it counts as replaced.
func Words(before, after []string) []Run {
	d := differ{}
	ids := map[string]int{}
	d.a, d.b = numbered(before, ids), numbered(after, ids)
	d.between(0, len(d.a), 0, len(d.b), 0)
	return d.runs
}

// numbered gives equal words equal numbers.
func numbered(words []string, ids map[string]int) []int {
	out := make([]int, len(words))
	for i, w := range words {
		n, ok := ids[w]
		if !ok {
			n = len(ids)
			ids[w] = n
		}
		out[i] = n
	}
	return out
}

type differ struct {
	a, b  []int
	runs  []Run
	steps int
}

// add appends a run, to the last one where it goes on.
func (d *differ) add(op Op, af, at, bf, bt int) {
	if af == at && bf == bt {
		return
	}
	if n := len(d.runs); n > 0 && d.runs[n-1].Op == op {
		d.runs[n-1].BeforeTo, d.runs[n-1].AfterTo = at, bt
		return
	}
	d.runs = append(d.runs, Run{op, af, at, bf, bt})
}

// replace says that the words of a stretch were removed and others added. What was
// removed right before comes first as well.
func (d *differ) replace(af, at, bf, bt int) {
	if n := len(d.runs); n > 0 && d.runs[n-1].Op == Added && af < at {
		last := d.runs[n-1]
		d.runs = d.runs[:n-1]
		d.add(Removed, last.BeforeFrom, at, last.AfterFrom, last.AfterFrom)
		d.add(Added, at, at, last.AfterFrom, bt)
		return
	}
	d.add(Removed, af, at, bf, bf)
	d.add(Added, at, at, bf, bt)
}

// between compares a stretch of both texts.
func (d *differ) between(af, at, bf, bt, depth int) {
	start := 0
	for af+start < at && bf+start < bt && d.a[af+start] == d.b[bf+start] {
		start++
	}
	d.add(Same, af, af+start, bf, bf+start)
	af, bf = af+start, bf+start
	end := 0
	for af < at-end && bf < bt-end && d.a[at-end-1] == d.b[bt-end-1] {
		end++
	}
	at, bt = at-end, bt-end
	switch {
	case af == at || bf == bt:
		d.replace(af, at, bf, bt)
	default:
		d.middle(af, at, bf, bt, depth)
	}
	d.add(Same, at, at+end, bt, bt+end)
}

// middle compares a stretch that differs at both ends.
func (d *differ) middle(af, at, bf, bt, depth int) {
	d.steps += at - af + bt - bf
	if depth < maxDepth && d.steps < maxSteps {
		if anchors := d.anchors(af, at, bf, bt); len(anchors) > 0 {
			for _, x := range anchors {
				d.between(af, x[0], bf, x[1], depth+1)
				af, bf = x[0], x[1]
			}
			d.between(af, at, bf, bt, depth+1)
			return
		}
	}
	if !d.shortest(af, at, bf, bt) {
		d.replace(af, at, bf, bt)
	}
}

// anchors are the longest ordered choice of words that stand once in both stretches.
func (d *differ) anchors(af, at, bf, bt int) [][2]int {
	type seen struct{ inA, inB, a, b int }
	at2 := map[int]*seen{}
	for i := af; i < at; i++ {
		if s := at2[d.a[i]]; s != nil {
			s.inA++
		} else {
			at2[d.a[i]] = &seen{inA: 1, a: i}
		}
	}
	for j := bf; j < bt; j++ {
		if s := at2[d.b[j]]; s != nil {
			s.inB++
			s.b = j
		}
	}
	var both [][2]int
	for i := af; i < at; i++ {
		if s := at2[d.a[i]]; s.inA == 1 && s.inB == 1 {
			both = append(both, [2]int{i, s.b})
		}
	}
	return ascending(both)
}

// ascending is the longest choice of pairs, whose first numbers ascend, of which the
// second numbers ascend too.
func ascending(pairs [][2]int) [][2]int {
	var tails []int // of the shortest chains of each length, the pair that ends them
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tails), func(k int) bool { return pairs[tails[k]][1] >= p[1] })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	var out [][2]int
	for i := tails[len(tails)-1]; i >= 0; i = before[i] {
		out = append(out, pairs[i])
	}
	slices.Reverse(out)
	return out
}

// shortest compares a stretch by its shortest edit (Myers 1986) and returns false,
// having changed nothing, where that has more than maxEdits.
func (d *differ) shortest(af, at, bf, bt int) bool {
	n, m := at-af, bt-bf
	most := min(n+m, maxEdits)
	v := make([]int, 2*most+3)
	var trace [][]int
	for e := 0; e <= most; e++ {
		trace = append(trace, slices.Clone(v[most+1-e:most+2+e]))
		for k := -e; k <= e; k += 2 {
			x := v[most+1+k-1] + 1
			if k == -e || k != e && v[most+1+k-1] < v[most+1+k+1] {
				x = v[most+1+k+1]
			}
			if e == 0 {
				x = 0
			}
			y := x - k
			for x < n && y < m && d.a[af+x] == d.b[bf+y] {
				x, y = x+1, y+1
				d.steps++
			}
			v[most+1+k] = x
			if x >= n && y >= m {
				d.walk(trace, e, af, at, bf, bt)
				return true
			}
		}
		if d.steps += e + 1; d.steps > maxSteps {
			return false
		}
	}
	return false
}

// walk writes the runs of a shortest edit from its trace.
func (d *differ) walk(trace [][]int, edits, af, at, bf, bt int) {
	x, y := at-af, bt-bf
	var path [][2]int // the points at which edits begin, the last first
	for e := edits; e > 0; e-- {
		v := func(k int) int { return trace[e][k+e] } // as it was before the edits of e
		k := x - y
		from := k - 1
		if k == -e || k != e && v(k-1) < v(k+1) {
			from = k + 1
		}
		x = v(from)
		y = x - from
		path = append(path, [2]int{x, y})
	}
	px, py := 0, 0
	for i, p := range slices.Backward(path) {
		d.add(Same, af+px, af+p[0], bf+py, bf+p[1])
		nx, ny := p[0]+1, p[1]
		next := [2]int{at - af, bt - bf}
		if i > 0 {
			next = path[i-1]
		}
		if next[0]-next[1] < p[0]-p[1] { // the diagonal falls: a word was added
			nx, ny = p[0], p[1]+1
		}
		d.replace(af+p[0], af+nx, bf+p[1], bf+ny)
		px, py = nx, ny
	}
	d.add(Same, af+px, at, bf+py, bt)
}
