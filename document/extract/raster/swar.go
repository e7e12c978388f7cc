package raster

import (
	"encoding/binary"
	"math/bits"
)

// Most of a page is paper. Eight pixels are looked at at once, and passed over
// when none of them is darker than a level; the rest is looked at one by one.

// above builds the test for a level from 128 to 255: a byte is at least the level
// when its high bit is set and its low bits, with this added, reach the high bit.
func above(level uint64) uint64 { return (256 - level) * 0x0101010101010101 }

const highBits = 0x8080808080808080

// The levels that are asked about.
var (
	aboveDark  = above(dark)
	aboveLight = above(light)
)

// below marks with its high bit each of the first eight pixels that is darker than
// the level; the first pixel is the lowest byte.
func below(pix []byte, level uint64) uint64 {
	v := binary.LittleEndian.Uint64(pix)
	return ^(v & ((v &^ uint64(highBits)) + level)) & highBits
}

// Of eight pixels, the marks of the first, third, fifth and seventh.
const everySecond = 0x0080008000800080

// countDark counts the marks of below.
func countDark(marks uint64) int { return bits.OnesCount64(marks) }

// allAbove says that each of the first eight pixels is at least the level.
func allAbove(pix []byte, level uint64) bool {
	return below(pix, level) == 0
}

// columnSums adds rows of pixels up, column by column, four columns at once in each of
// two words: those with even and those with odd numbers.
type columnSums struct {
	even, odd []uint64 // sums of 16 bits each, of up to sumRows rows
	rows      int
	all       []uint32
}

const (
	sumRows   = 257 // of 255 fit into 16 bits
	evenBytes = 0x00ff00ff00ff00ff
)

// newColumnSums is for rows of so many pixels, a multiple of eight.
func newColumnSums(width int) *columnSums {
	return &columnSums{even: make([]uint64, width/8), odd: make([]uint64, width/8), all: make([]uint32, width)}
}

func (c *columnSums) add(line []byte) {
	even, odd := c.even, c.odd[:len(c.even)]
	for i := range even {
		v := binary.LittleEndian.Uint64(line[8*i:])
		even[i] += v & evenBytes
		odd[i] += v >> 8 & evenBytes
	}
	if c.rows++; c.rows == sumRows {
		c.widen()
	}
}

// widen moves the sums of 16 bits to where there is more room.
func (c *columnSums) widen() {
	for i, even := range c.even {
		odd := c.odd[i]
		to := c.all[8*i : 8*i+8]
		for k := 0; k < 8; k += 2 {
			to[k] += uint32(even & 0xffff)
			to[k+1] += uint32(odd & 0xffff)
			even >>= 16
			odd >>= 16
		}
		c.even[i], c.odd[i] = 0, 0
	}
	c.rows = 0
}

// take writes the sums of the columns and begins anew.
func (c *columnSums) take(to []uint32) {
	c.widen()
	copy(to, c.all)
	clear(c.all)
}
