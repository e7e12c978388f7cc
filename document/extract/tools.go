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

	patience patience // zero: usualPatience
	scratch  string   // folder for images to be recognised; empty: that for temporary files
	early    *early   // a PDFToText that waits for a file; nil: none does
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
		HEIFConvert: find("heif-convert"), DJPEG: find("djpeg"), patience: usualPatience}
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
	return runSized(ctx, timeout, stdin, 0, name, args...)
}

// runSized runs a program that will write about so many bytes.
func runSized(ctx context.Context, timeout time.Duration, stdin io.Reader, size int, name string, args ...string) (out, messages []byte, err error) {
	p, err := begin(stdin, size, name, args...)
	if err != nil {
		return nil, nil, err
	}
	return p.end(ctx, timeout)
}

// program is a program that was started.
type program struct {
	cmd      *exec.Cmd
	out      capped
	messages capped
	stop     context.CancelFunc
	let      func() // to be called at its end
}

// begin starts a program that will write about so many bytes; 0 is not known.
func begin(stdin io.Reader, size int, name string, args ...string) (*program, error) {
	ctx, stop := context.WithCancel(context.Background())
	p := &program{cmd: exec.CommandContext(ctx, name, args...), stop: stop,
		out: capped{buf: &bytes.Buffer{}, left: maxOutput, full: stop}, messages: capped{buf: &bytes.Buffer{}, left: maxMessage}}
	p.out.buf.Grow(size)
	p.cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8")
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = stdin, &p.out, &p.messages
	p.cmd.WaitDelay = time.Second
	var err error
	if p.let, err = startTied(p.cmd); err != nil {
		stop()
		return nil, err
	}
	return p, nil
}

// end waits for a program, for a time, and returns what it wrote.
func (p *program) end(ctx context.Context, timeout time.Duration) (out, messages []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer context.AfterFunc(ctx, p.stop)()
	err = p.cmd.Wait()
	p.let()
	p.stop()
	switch {
	case p.out.left < 0:
		err = errOutput
	case ctx.Err() != nil:
		err = fmt.Errorf("stopped after %s: %w", timeout, ctx.Err())
	}
	return p.out.buf.Bytes(), p.messages.buf.Bytes(), err
}

// startTied starts a program whose life is tied to the thread that starts it: in a
// cage, where no signal may be sent to another process, the program is ended by
// ending that thread, which let does. Elsewhere it is killed as usual.
func startTied(cmd *exec.Cmd) (let func(), err error) {
	started, stop := make(chan error, 1), make(chan struct{})
	let = sync.OnceFunc(func() { close(stop) })
	if dieWithParent(cmd) {
		cmd.Cancel = func() error { let(); return nil }
	}
	go onOwnThread(func() {
		started <- cmd.Start()
		<-stop
	})
	if err = <-started; err != nil {
		let()
	}
	return let, err
}

// runTied runs a program that startTied starts.
func runTied(cmd *exec.Cmd) error {
	let, err := startTied(cmd)
	if err != nil {
		return err
	}
	defer let()
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

// block is how much is read from a program at once: what a pipe holds.
const block = 64 << 10

// ReadFrom reads to the end, into the buffer itself as long as there is room.
func (c *capped) ReadFrom(r io.Reader) (n int64, err error) {
	for c.left >= 0 {
		c.buf.Grow(block)
		b := c.buf.AvailableBuffer()
		k, err := r.Read(b[:block])
		_, _ = c.Write(b[:k])
		n += int64(k)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	rest, err := io.Copy(io.Discard, r)
	return n + rest, err
}
