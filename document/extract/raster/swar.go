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
