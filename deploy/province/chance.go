package province

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
)

// chance is a stream of pseudo-random draws. Each part of the province has its
// own, named by a label and numbers, so that a change to one part leaves the
// others as they were.
type chance struct{ *rand.Rand }

func newChance(seed uint64, label string, numbers ...int) chance {
	h := fnv.New64a()
	h.Write([]byte(label))
	for _, n := range numbers {
		h.Write([]byte("/" + strconv.Itoa(n)))
	}
	return chance{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

func (p *Province) chance(label string, numbers ...int) chance {
	return newChance(p.Options.Seed, label, numbers...)
}

// between returns a whole number from low to high, both included.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// in100 is true n times in a hundred.
func (c chance) in100(n int) bool { return c.IntN(100) < n }

// pick returns one of the values.
func pick[T any](c chance, values []T) T { return values[c.IntN(len(values))] }

// digits returns n decimal digits.
func (c chance) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + c.IntN(10))
	}
	return string(b)
}

// hex returns n hexadecimal digits in capitals.
func (c chance) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789ABCDEF"[c.IntN(16)]
	}
	return string(b)
}
