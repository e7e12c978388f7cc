package pattern

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// starts tells where in a text a match of an expression may begin, by walking over
// the first bytes from there as the expression would. It says yes where it doesn't
// know: of letters beyond ASCII, of what it would take too many states to tell, and
// of what stands around the bytes.
type starts struct {
	class  [utf8.RuneSelf]uint8 // of bytes that no part of the expression tells apart
	beyond uint8                // the class of all other bytes
	next   [][]uint8            // state and class → state; the first one begins
	never  [256]bool            // bytes with which none begins
}

// States that end a walk.
const (
	no  = 255
	yes = 254
)

const (
	mostStates = 20
	longWalk   = 24 // bytes that are looked at
)

// after returns the first place from an offset on where a match may begin, or the
// length of the text.
func (s *starts) after(text string, from int) int {
	for i := from; i < len(text); i++ {
		if !s.never[text[i]] && utf8.RuneStart(text[i]) && s.at(text, i) {
			return i
		}
	}
	return len(text)
}

// at says that a match may begin at an offset.
func (s *starts) at(text string, from int) bool {
	state := uint8(0)
	for i := from; i < len(text) && i < from+longWalk; i++ {
		class := s.beyond
		if c := text[i]; c < utf8.RuneSelf {
			class = s.class[c]
		}
		if state = s.next[state][class]; state >= yes {
			return state == yes
		}
	}
	return true
}

// startsOf makes the starts of an expression; nil where that can't be done.
func startsOf(tree *syntax.Regexp) *starts {
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil
	}
	s := &starts{}
	letters := s.classify(prog)
	w := walker{prog: prog, letters: letters, known: map[string]uint8{}}
	w.state(w.closure(nil, uint32(prog.Start)))
	for n := 0; n < len(w.sets); n++ { // the states nearest to the start come first
		s.next = append(s.next, w.step(w.sets[n]))
	}
	if len(s.next) == 0 { // it matches nothing, or what is empty
		return nil
	}
	for c := range s.never {
		class := s.beyond
		if c < utf8.RuneSelf {
			class = s.class[c]
		}
		s.never[c] = s.next[0][class] == no
	}
	return s
}

// classify tells apart the bytes that the expression tells apart, and returns a
// letter of each class but the last, which is that of all beyond ASCII.
func (s *starts) classify(prog *syntax.Prog) (letters []rune) {
	var edge [utf8.RuneSelf + 1]bool
	mark := func(lo, hi rune) {
		if lo < utf8.RuneSelf {
			edge[lo] = true
		}
		if hi+1 < utf8.RuneSelf {
			edge[hi+1] = true
		}
	}
	mark('\n', '\n') // which a dot does not match
	for i := range prog.Inst {
		in := &prog.Inst[i]
		if in.Op != syntax.InstRune && in.Op != syntax.InstRune1 {
			continue
		}
		if len(in.Rune) == 1 { // and where case does not matter what folds to it
			mark(in.Rune[0], in.Rune[0])
			for r := unicode.SimpleFold(in.Rune[0]); r != in.Rune[0]; r = unicode.SimpleFold(r) {
				mark(r, r)
			}
			continue
		}
		for k := 0; k+1 < len(in.Rune); k += 2 {
			mark(in.Rune[k], in.Rune[k+1])
		}
	}
	letters = []rune{0}
	for c := range s.class {
		if edge[c] && c > 0 {
			letters = append(letters, rune(c))
		}
		s.class[c] = uint8(len(letters) - 1)
	}
	s.beyond = uint8(len(letters))
	return letters
}

// walker walks over an expression's program.
type walker struct {
	prog    *syntax.Prog
	letters []rune
	sets    [][]uint32 // of each state: the instructions that read a letter next
	known   map[string]uint8
}

// matched stands for a match in a set of instructions.
const matched = ^uint32(0)

// closure adds to a set what is reached from an instruction without reading a
// letter. What must stand around is taken to stand there.
func (w *walker) closure(set []uint32, pc uint32) []uint32 {
	seen := map[uint32]bool{}
	var follow func(uint32)
	follow = func(pc uint32) {
		if seen[pc] {
			return
		}
		seen[pc] = true
		switch in := &w.prog.Inst[pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			follow(in.Out)
			follow(in.Arg)
		case syntax.InstCapture, syntax.InstEmptyWidth, syntax.InstNop:
			follow(in.Out)
		case syntax.InstMatch:
			set = append(set, matched)
		case syntax.InstFail:
		default:
			set = append(set, pc)
		}
	}
	follow(pc)
	return set
}

// state returns the number of a set's state.
func (w *walker) state(set []uint32) uint8 {
	if len(set) == 0 {
		return no
	}
	slices.Sort(set)
	set = slices.Compact(set)
	if set[len(set)-1] == matched {
		return yes
	}
	key := make([]byte, 0, 4*len(set))
	for _, pc := range set {
		key = binary.NativeEndian.AppendUint32(key, pc)
	}
	n, ok := w.known[string(key)]
	if ok {
		return n
	}
	if len(w.sets) == mostStates {
		return yes
	}
	n = uint8(len(w.sets))
	w.sets, w.known[string(key)] = append(w.sets, set), n
	return n
}

// step returns where each class leads from a set.
func (w *walker) step(set []uint32) []uint8 {
	to := make([]uint8, len(w.letters)+1)
	for class, letter := range w.letters {
		var after []uint32
		for _, pc := range set {
			if in := &w.prog.Inst[pc]; in.MatchRune(letter) {
				after = w.closure(after, in.Out)
			}
		}
		to[class] = w.state(after)
	}
	to[len(w.letters)] = no
	for _, pc := range set {
		if in := &w.prog.Inst[pc]; readsBeyond(in) {
			to[len(w.letters)] = yes
		}
	}
	return to
}

// readsBeyond says that an instruction matches a letter beyond ASCII.
func readsBeyond(in *syntax.Inst) bool {
	if in.Op != syntax.InstRune && in.Op != syntax.InstRune1 {
		return true
	}
	if len(in.Rune) == 1 { // K and s are folded with letters beyond
		return in.Rune[0] >= utf8.RuneSelf || syntax.Flags(in.Arg)&syntax.FoldCase != 0
	}
	return in.Rune[len(in.Rune)-1] >= utf8.RuneSelf
}

// leastLength is the least number of letters that a match has: where it is 0,
// places of a text are no help.
func leastLength(e *syntax.Regexp) (n int) {
	switch e.Op {
	case syntax.OpLiteral:
		return len(e.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return leastLength(e.Sub[0])
	case syntax.OpRepeat:
		return e.Min * leastLength(e.Sub[0])
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			n += leastLength(sub)
		}
	case syntax.OpAlternate:
		for i, sub := range e.Sub {
			if least := leastLength(sub); i == 0 || least < n {
				n = least
			}
		}
	}
	return n
}

// isAnchored says that a match begins where the text does.
func isAnchored(e *syntax.Regexp) bool {
	switch e.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return isAnchored(e.Sub[0])
	case syntax.OpAlternate:
		return !slices.ContainsFunc(e.Sub, func(sub *syntax.Regexp) bool { return !isAnchored(sub) })
	}
	return false
}
