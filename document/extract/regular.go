package extract

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// errNoFile is something that a child left in the place of a file.
var errNoFile = errors.New("it is no regular file")

// OpenRegular opens a file that a child wrote, and nothing else that one which a
// file took over may have put there: no link leads out of the folder, and no pipe
// keeps whoever opens it waiting.
func OpenRegular(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: filepath.Base(path), Err: errNoFile}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func readRegular(path string) ([]byte, error) {
	f, err := OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
