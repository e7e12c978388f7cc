package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Tools are the paths of the programs that reading uses; an empty path is a
// program that is not there.
type Tools struct {
	PDFToText string // poppler: words with boxes
	PDFToPPM  string // poppler: page images
	Tesseract string // OCR
	// HEIFConvert opens photos in HEIC and AVIF (libheif).
	HEIFConvert string
	// DJPEG opens the images of scans (libjpeg); without it they are drawn.
	DJPEG string
}

// FindTools looks the programs up on PATH.
func FindTools() Tools {
	find := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		return path
	}
	return Tools{PDFToText: find("pdftotext"), PDFToPPM: find("pdftoppm"), Tesseract: find("tesseract"),
		HEIFConvert: find("heif-convert"), DJPEG: find("djpeg")}
}

// Limits of a program's run.
const (
	maxOutput  = 64 << 20
	maxMessage = 16 << 10
)

// errOutput is a program that wrote more than maxOutput.
var errOutput = errors.New("the program wrote too much")

// run starts a program and returns what it wrote. Output beyond the limit stops
// it, with errOutput and what came before. In a child with limits the program
// inherits them.
func run(ctx context.Context, timeout time.Duration, stdin io.Reader, name string, args ...string) (out, messages []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8")
	cmd.Stdin = stdin
	var so, se bytes.Buffer
	cmd.Stdout = &capped{buf: &so, left: maxOutput, full: cancel}
	cmd.Stderr = &capped{buf: &se, left: maxMessage}
	cmd.WaitDelay = time.Second
	err = runTied(cmd)
	switch {
	case cmd.Stdout.(*capped).left < 0:
		err = errOutput
	case ctx.Err() != nil:
		err = fmt.Errorf("stopped after %s: %w", timeout, ctx.Err())
	}
	return so.Bytes(), se.Bytes(), err
}

// runTied runs a program whose life is tied to the thread that starts it: in a
// cage, where no signal may be sent to another process, the program is ended by
// ending that thread. Elsewhere it is killed as usual.
func runTied(cmd *exec.Cmd) error {
	started, stop := make(chan error, 1), make(chan struct{})
	let := sync.OnceFunc(func() { close(stop) })
	defer let()
	if dieWithParent(cmd) {
		cmd.Cancel = func() error { let(); return nil }
	}
	go onOwnThread(func() {
		started <- cmd.Start()
		<-stop
	})
	if err := <-started; err != nil {
		return err
	}
	return cmd.Wait()
}

// capped keeps what fits; when more comes it calls full, once, and drops it.
type capped struct {
	buf  *bytes.Buffer
	left int
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left < 0 {
		return len(p), nil
	}
	keep := min(len(p), c.left)
	c.buf.Write(p[:keep])
	c.left -= len(p)
	if c.left < 0 && c.full != nil {
		c.full()
	}
	return len(p), nil
}
