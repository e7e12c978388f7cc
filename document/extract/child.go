package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ChildCommand is the subcommand under which a program that wants to use Child
// must call ServeChild.
const ChildCommand = "read-child"

// ChildOptions bound a reading in a process of its own. The zero values are the
// defaults.
type ChildOptions struct {
	Self        string        // path of a program that serves ChildCommand; required
	Timeout     time.Duration // wall clock for the whole group; 60 s
	MemoryBytes int64         // data segment of each process (RLIMIT_DATA), and half of what the group may hold; 768 MiB
	OutputBytes int64         // of the result; 48 MiB
	Name        string        // name under which the file was sent; only its extension is used
	Scratch     string        // folder in which the child's scratch folder is made

	// As those of Options.
	Today, Received           calendar.Date
	OneReader, SecondOnly     bool
	NoOCR                     bool
	Partners                  []string
	Trust, Model, Marks, Keep string
}

func (o ChildOptions) withDefaults() ChildOptions {
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.MemoryBytes <= 0 {
		o.MemoryBytes = 768 << 20
	}
	if o.OutputBytes <= 0 {
		o.OutputBytes = 48 << 20
	}
	return o
}

// Child reads a file in a process of its own, in its own process group, with
// limits on memory, processor time, file size and wall clock that the tools it
// starts inherit. A crash, a timeout or a limit is a Reading whose Error says
// so (read.crashed, read.killed, read.timeout, read.too_large); after a crash the
// file is tried once more without the second reader, and once more as it was when
// something ended the process from outside. The error is about the child
// itself, which could not be started, about the file, which could not be
// opened, or about ctx, which ended: then nothing is known of the file.
func Child(ctx context.Context, o ChildOptions, path string) (document.Reading, error) {
	o = o.withDefaults()
	m, code, err := runChild(ctx, o, path)
	if err == nil && code == "read.killed" {
		m, code, err = runChild(ctx, o, path)
	}
	if err == nil && code == "read.crashed" && !o.OneReader && !o.SecondOnly {
		o.OneReader = true
		m, code, err = runChild(ctx, o, path)
	}
	if err != nil {
		return document.Reading{}, err
	}
	if code == "" && m.Reading != nil {
		return *m.Reading, nil
	}
	return failedReading(path, code, o)
}

// failedReading is what can be said of a file that a child did not survive.
func failedReading(path, code string, o ChildOptions) (document.Reading, error) {
	c, closer, err := open(Input{Path: path})
	if err != nil {
		return document.Reading{}, err
	}
	defer closer()
	r := document.Reading{Size: c.size, ReaderVersion: Version,
		Fields: []document.Field{}, Signatures: []document.Signature{}, Warnings: []document.Warning{}}
	if r.SHA256, err = hash(c); err != nil {
		return document.Reading{}, err
	}
	r.MediaType = sniffHead(c).MediaType()
	w := Warn(code, o.Timeout.String())
	r.Error = &w
	return r, nil
}

// sniffHead tells the format without parsing anything.
func sniffHead(c content) Format {
	head := make([]byte, min(c.size, sniffed))
	n, _ := c.ReadAt(head, 0)
	head = head[:n]
	switch f := sniffMagic(head); {
	case f != "":
		return f
	case isPDF(head):
		return PDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return ZIP
	}
	if f := sniffMarkup(head); f != "" {
		return f
	}
	return Unknown
}

// runChild starts a child and waits for it. code says how it failed.
func runChild(ctx context.Context, o ChildOptions, path string, extra ...string) (m message, code string, err error) {
	if _, err := os.Stat(path); err != nil {
		return m, "", fmt.Errorf("read document: %w", err)
	}
	scratch, remove, err := NewScratch(o.Scratch)
	if err != nil {
		return m, "", err
	}
	defer remove()
	r, err := start(ctx, o, cageOf(o, path, scratch, extra), scratch, nil, append(o.args(extra), path)...)
	switch {
	case ctx.Err() != nil:
		return m, "", fmt.Errorf("read document: %w", ctx.Err())
	case err != nil:
		return m, "", fmt.Errorf("start reader: %w", err)
	}
	defer r.close()
	return r.result(ctx, o.Timeout)
}

// groupTimes is how often the memory of one process a child may hold together with
// all that it starts.
const groupTimes = 2

// verdict tells a limit from a crash.
func verdict(err error, messages string) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if code := signalCode(exit); code != "" {
			return code
		}
	}
	// The last is Go's collector, which does not look whether it got the memory for its
	// own queue (runtime/mgcmark_greenteagc.go of Go 1.26): no code of ours can end there.
	for _, sign := range []string{"out of memory", "pthread_create failed", "cannot allocate memory", "failed to reserve", "file too large", "no space left",
		"runtime.(*spanQueue)"} {
		if strings.Contains(messages, sign) {
			return "read.too_large"
		}
	}
	return "read.crashed"
}

// args are the child's flags: only the extension of the file's name, because
// names may hold personal data and arguments can be seen by others.
func (o ChildOptions) args(extra []string) []string {
	a := append(o.limits(), "--ocr-time", (o.Timeout * 6 / 10).String())
	if ext := extension(o.Name); ext != "" {
		a = append(a, "--name", ext)
	}
	for flag, day := range map[string]calendar.Date{"--today": o.Today, "--received": o.Received} {
		if !day.IsZero() {
			a = append(a, flag, day.String())
		}
	}
	for flag, on := range map[string]bool{"--one-reader": o.OneReader, "--second-only": o.SecondOnly, "--no-ocr": o.NoOCR} {
		if on {
			a = append(a, flag)
		}
	}
	for flag, path := range map[string]string{"--trust": o.Trust, "--model": o.Model, "--marks": o.Marks, "--keep": o.Keep} {
		if path != "" {
			a = append(a, flag, path)
		}
	}
	for _, p := range o.Partners {
		a = append(a, "--partner", p)
	}
	return append(a, extra...)
}

// limits are the child's flags that say what it may use.
func (o ChildOptions) limits() []string {
	return []string{"--memory", strconv.FormatInt(o.MemoryBytes, 10), "--cpu", strconv.Itoa(int(2*o.Timeout/time.Second) + 1)}
}

func extension(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 8 {
		return ""
	}
	return strings.ToLower(name[i:])
}

// childEnv is all that a child sees of the environment.
func childEnv(scratch string) []string {
	env := []string{"TMPDIR=" + scratch, "HOME=" + scratch, "LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1", "GOTRACEBACK=none"}
	for _, name := range []string{"PATH", "TESSDATA_PREFIX", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH"} {
		if v := os.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// limited keeps output up to a limit; beyond it calls full and drops it.
type limited struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	left int64
	full func()
	line chan struct{} // closed when a line, which a message is, is whole
	done bool
}

func (l *limited) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left -= int64(len(p)); l.left < 0 {
		l.full()
		return len(p), nil
	}
	if !l.done && bytes.HasSuffix(p, []byte("\n")) {
		l.done = true
		defer close(l.line)
	}
	return l.buf.Write(p)
}

func (l *limited) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.left < 0
}

func (l *limited) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Bytes()
}

var _ io.Writer = (*limited)(nil)
