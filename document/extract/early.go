package extract

import (
	"context"
	"io"
	"os"
	"sync/atomic"
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

// read returns what it writes of a file; nothing where it has read one already, or
// anything is the matter: then another one is to be asked.
func (e *early) read(ctx context.Context, path string) []byte {
	if e == nil || e.used.Swap(true) {
		return nil
	}
	go e.give(path)
	out, _, err := e.program.end(ctx, textTimeout)
	if err != nil {
		return nil
	}
	return out
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
