package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/insiemi/insiemi/document/extract"
)

// partnersOf are the files that a signature in a file of its own may be of: those
// of the same stem beside it, and those given on the command line. Reading
// compares their bytes: names only say where to look.
func partnersOf(file string, given []string) []string {
	if !extract.IsSignatureName(file) {
		return nil
	}
	var out []string
	add := func(path string) {
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && !extract.IsSignatureName(path) && !slices.Contains(out, filepath.Clean(path)) {
			out = append(out, filepath.Clean(path))
		}
	}
	dir := filepath.Dir(file)
	entries, _ := os.ReadDir(dir) // a folder that can't be listed has no partners
	for _, e := range entries {
		if extract.SameStem(filepath.Base(file), e.Name()) {
			add(filepath.Join(dir, e.Name()))
		}
	}
	const most = 20 // more are no answer to which file it is
	for _, path := range given[:min(len(given), most)] {
		add(path)
	}
	return out
}
