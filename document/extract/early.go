package extract

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// early is a pdftotext that was started before it was known what it is to read:
// more than half of its time with a small file goes into its start. It reads one
// file, of all pages, which it is given through a pipe.
type early struct {
	program *program
	in      *os.File
	used    atomic.Bool
}

// startEarly starts one; nil where that is not possible.
func (t Tools) startEarly() *early {
	if t.PDFToText == "" {
		return nil
	}
	out, in, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer out.Close()
	p, err := begin(out, 0, t.PDFToText, textArgs(1, mostPages, "-")...)
	if err != nil {
		_ = in.Close()
		return nil
	}
	return &early{program: p, in: in}
}

// errNoEarly is that none waits, or that it has read a file already.
var errNoEarly = errors.New("no pdftotext waits for a file")

// read returns what it writes of a file, as run does; errNoEarly where there is none.
func (e *early) read(ctx context.Context, timeout time.Duration, path string) (out, messages []byte, err error) {
	if e == nil || e.used.Swap(true) {
		return nil, nil, errNoEarly
	}
	go e.give(path)
	return e.program.end(ctx, timeout)
}

// give writes the file to the pipe, to its end or until nobody reads any more.
func (e *early) give(path string) {
	defer e.in.Close()
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = io.Copy(e.in, f)
}
