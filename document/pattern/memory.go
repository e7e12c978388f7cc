package pattern

import (
	"slices"
	"sync"
	"sync/atomic"
)

// memory is what patterns found in long texts, by pattern and text. Two readers of one
// page mostly say the same, and what was found in the words of one need not be looked
// for again in those of the other.
type memory struct {
	mu    sync.Mutex
	found map[asked][][]int
}

// asked is a search; its text is compared, so that what is remembered is never of another.
type asked struct {
	of     *Pattern
	text   string
	n      int
	groups bool
}

const (
	leastRemembered = 256   // bytes of a text: in a shorter one it is found as quickly again
	mostRemembered  = 4_096 // searches; then all is forgotten
)

var remembered atomic.Pointer[memory]

// Remember makes all patterns remember, from now on, what they find in long texts. It
// is for a program that reads one paper and ends: the texts stay in memory.
func Remember() { remembered.CompareAndSwap(nil, &memory{found: map[asked][][]int{}}) }

// recall returns what a search found, from memory or by searching.
func (m *memory) recall(a asked) [][]int {
	m.mu.Lock()
	out, ok := m.found[a]
	m.mu.Unlock()
	if !ok {
		out = a.of.search(a.text, a.n, a.groups)
		m.mu.Lock()
		if len(m.found) >= mostRemembered {
			clear(m.found)
		}
		m.found[a] = out
		m.mu.Unlock()
	}
	return copied(out)
}

// copied is matches of one's own: whoever asked may sort them, and count them from
// elsewhere.
func copied(matches [][]int) [][]int {
	if matches == nil {
		return nil
	}
	all, out := slices.Concat(matches...), make([][]int, len(matches))
	for i, m := range matches {
		out[i], all = all[:len(m):len(m)], all[len(m):]
	}
	return out
}
