package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	pauseSignal  = syscall.SIGSTOP
	resumeSignal = syscall.SIGCONT
)

// spec says how to run one child.
type spec struct {
	name  string
	path  string
	args  []string
	env   []string // added to this process's environment
	user  *account // nil: as this process
	ready func(context.Context) error
	// onStop asks the child to stop (SIGTERM when zero), onOrphan is sent
	// when this process dies without stopping it (SIGKILL when zero).
	onStop, onOrphan syscall.Signal
	grace            time.Duration // until a stop becomes a kill; 10 s when zero
}

// process is one run of a child. err may be read after done is closed.
type process struct {
	pid  int
	cmd  *exec.Cmd
	log  logMark
	done chan struct{}
	err  error
}

// launch starts a child. Its output goes straight to its log file, so that it
// can write on while this process is busy or gone.
func launch(sp spec, dir string) (*process, error) {
	out, mark, err := openLog(filepath.Join(dir, "log"), sp.name)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(sp.path, sp.args...)
	cmd.Env = append(os.Environ(), sp.env...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = attributes(sp)
	p := &process{cmd: cmd, log: mark, done: make(chan struct{})}
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", sp.name, err)
	}
	notePID(dir, sp.name, p.pid)
	return p, nil
}

// run starts the child and waits for its end on one thread: Linux sends the
// signal of a parent's death when the thread that started the child ends.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	err := p.cmd.Start()
	if err == nil {
		p.pid = p.cmd.Process.Pid
	}
	started <- err
	if err != nil {
		return
	}
	p.err = p.cmd.Wait()
	close(p.done)
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// await returns when ready says so, and errs when the child ends before.
func (p *process) await(ctx context.Context, ready func(context.Context) error) error {
	if ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	pause := 10 * time.Millisecond
	for {
		last := ready(ctx)
		if last == nil {
			return nil
		}
		select {
		case <-p.done:
			return p.lastWords()
		case <-ctx.Done():
			return fmt.Errorf("not ready after %s: %w", startTime, last)
		case <-time.After(pause):
			pause = min(pause*5/4, 100*time.Millisecond)
		}
	}
}

// errPortTaken says that a child found its port taken.
var errPortTaken = errors.New("its port is taken by another program")

// lastWords tells how a child ended and what it wrote last.
func (p *process) lastWords() error {
	words := p.log.tail(12)
	how := "ended without a word"
	if p.err != nil {
		how = p.err.Error()
	}
	if strings.Contains(strings.ToLower(words), "address already in use") {
		return fmt.Errorf("%w (%s)", errPortTaken, how)
	}
	return fmt.Errorf("it stopped (%s); its last words, from %s:\n%s", how, p.log.name, words)
}

// terminate asks the child to stop, kills it when it does not in time, and
// returns when it has ended.
func (p *process) terminate(sig syscall.Signal, grace time.Duration) error {
	if sig == 0 {
		sig = syscall.SIGTERM
	}
	if grace == 0 {
		grace = 10 * time.Second
	}
	_ = p.cmd.Process.Signal(sig)
	select {
	case <-p.done:
		return nil
	case <-time.After(grace):
		_ = p.cmd.Process.Kill()
		<-p.done
		return fmt.Errorf("did not stop within %s and was killed", grace)
	}
}

// logMark is where the output of one run begins in a log file.
type logMark struct {
	name string
	from int64
}

// logLimit is the size in bytes beyond which a log is put aside as .old.
const logLimit = 20 << 20

func openLog(dir, part string) (*os.File, logMark, error) {
	name := filepath.Join(dir, part+".log")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, logMark{}, fmt.Errorf("make the folder of logs: %w", err)
	}
	if info, err := os.Stat(name); err == nil && info.Size() > logLimit {
		_ = os.Rename(name, name+".old")
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, logMark{}, fmt.Errorf("open the log of %s: %w", part, err)
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		f.Close()
		return nil, logMark{}, fmt.Errorf("open the log of %s: %w", part, err)
	}
	return f, logMark{name: name, from: end}, nil
}

// tail returns the last lines that a run wrote, indented.
func (m logMark) tail(lines int) string {
	f, err := os.Open(m.name)
	if err != nil {
		return "    (no log: " + cause(err) + ")"
	}
	defer f.Close()
	data, _ := io.ReadAll(io.NewSectionReader(f, m.from, 256<<10))
	all := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "    " + string(bytes.Join(all, []byte("\n    ")))
}

// exists says whether a path is there.
func exists(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
