package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// scratchPrefix begins the names of the folders that NewScratch makes.
const scratchPrefix = "insiemi-reading-"

// formerly are names of folders that nobody holds: of versions before there was
// NewScratch, and of readings in this process.
var formerly = regexp.MustCompile(`^(insiemi-read-|reading-|pages-)\d+$`)

// How old a folder must be to be removed: one that its maker had no time to hold,
// and one that nobody holds, far longer than the longest reading.
const (
	justMade   = 10 * time.Second
	staleAfter = time.Hour
)

// NewScratch makes a folder for copies of papers in a folder, or in that for
// temporary files. This process holds it until it calls remove or ends, however
// that is: SweepScratch removes what nobody holds.
func NewScratch(in string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp(in, scratchPrefix+"*"); err != nil {
		return "", nil, fmt.Errorf("make a folder to read in: %w", err)
	}
	held, err := hold(dir)
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", nil, fmt.Errorf("hold a folder to read in: %w", err)
	}
	return dir, func() {
		_ = os.RemoveAll(dir)
		_ = held.Close()
	}, nil
}

// SweepScratch removes what processes that were killed left in a folder, of this
// user: copies of papers with people's names must not stay in a folder for
// temporary files. It returns how many folders it removed.
func SweepScratch(in string, now time.Time) (removed int, err error) {
	if in == "" {
		in = os.TempDir()
	}
	all, err := os.ReadDir(in)
	if err != nil {
		return 0, fmt.Errorf("look for what killed readings left: %w", err)
	}
	for _, d := range all {
		info, err := d.Info()
		if err != nil || !info.IsDir() || !ours(info) {
			continue
		}
		path, age := filepath.Join(in, d.Name()), now.Sub(info.ModTime())
		switch {
		case len(d.Name()) > len(scratchPrefix) && d.Name()[:len(scratchPrefix)] == scratchPrefix:
			if age < justMade {
				continue
			}
			held, err := hold(path)
			if err != nil {
				continue // somebody works in it
			}
			err = os.RemoveAll(path)
			_ = held.Close()
			if err != nil {
				return removed, err
			}
		case formerly.MatchString(d.Name()) && age > staleAfter:
			if err := os.RemoveAll(path); err != nil {
				return removed, err
			}
		default:
			continue
		}
		removed++
	}
	return removed, nil
}
