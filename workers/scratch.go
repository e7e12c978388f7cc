package workers

import (
	"os"
	"path/filepath"
	"time"
)

// scratchPrefix begins the names of the folders in which revisions are read.
const scratchPrefix = "insiemi-read-"

// staleAfter is how old a folder is that no living job can be using: far longer
// than the longest job may take.
const staleAfter = time.Hour

// sweepScratch removes what workers that were killed left behind: copies of
// papers with people's names must not stay in a folder for temporary files.
func sweepScratch(folder string, now time.Time) (removed int, err error) {
	left, err := filepath.Glob(filepath.Join(folder, scratchPrefix+"*"))
	if err != nil {
		return 0, err
	}
	for _, path := range left {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || now.Sub(info.ModTime()) < staleAfter {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
