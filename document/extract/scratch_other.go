//go:build !unix

package extract

import "os"

const noFollow = 0

// Where folders can't be held, none is taken for left behind.

func hold(dir string) (*os.File, error) { return os.Open(dir) }

func ours(os.FileInfo) bool { return false }
