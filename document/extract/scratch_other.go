//go:build !unix

package extract

import "os"

// Where folders can't be held, none is taken for left behind.

func hold(dir string) (*os.File, error) { return os.Open(dir) }

func ours(os.FileInfo) bool { return false }
