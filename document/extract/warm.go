package extract

import (
	"bytes"
	"context"
	_ "embed"
	"io"
	"runtime"

	"github.com/insiemi/insiemi/document/pattern"
)

// sample is a made-up paper of one page.
//
//go:embed sample.pdf
var sample []byte

// warm does, while there is time, what a first reading would do first: it compiles
// the expressions, reads a made-up paper, so that code and tables are at hand, and
// starts the first reader. It returns the tools.
func warm(ctx context.Context) Tools {
	signals()
	for _, p := range pattern.All() {
		p.Warm()
	}
	t := FindTools()
	if r, err := Read(ctx, Input{ReaderAt: bytes.NewReader(sample), Size: int64(len(sample)), Options: Options{Tools: &Tools{}}}); err == nil {
		_ = message{Reading: &r}.write(io.Discard)
	}
	t.early = t.startEarly()
	runtime.GC() // rather now than in the middle of the paper
	return t
}
