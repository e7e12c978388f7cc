package durable

import (
	"os"
	"syscall"
)

// nlink is how many names a file has.
func nlink(f *os.File) uint64 {
	info, err := f.Stat()
	if err != nil {
		return 1
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 1
	}
	return uint64(st.Nlink)
}
