package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/insiemi/insiemi/document"
)

// Room is a folder in whose cage a child has been started already and waits: the
// start is a third of the time in which a small file is read. A room is for one
// file, which is put into its folder, and for one child, which ends with it.
type Room struct {
	dir    string
	remove func()
	child  *running
	jobs   io.WriteCloser
}

// Names of what is in a room: the child may read all of it, and write only here.
const (
	roomWork = "work"
	roomKeep = "contents"
)

// NewRoom makes a room, in a folder of its own in o.Scratch, and starts a child in
// it with the limits of o. Close it also when it was not used.
func NewRoom(o ChildOptions) (*Room, error) {
	o = o.withDefaults()
	r := &Room{}
	var err error
	if r.dir, r.remove, err = NewScratch(o.Scratch); err != nil {
		return nil, err
	}
	work := filepath.Join(r.dir, roomWork)
	if err := errors.Join(os.Mkdir(work, 0o700), os.Mkdir(r.Keep(), 0o700)); err != nil {
		r.remove()
		return nil, fmt.Errorf("furnish a room to read in: %w", err)
	}
	o.Keep = r.Keep()
	c := cageOf(o, r.dir, work, nil)
	in, jobs, err := os.Pipe()
	if err != nil {
		r.remove()
		return nil, fmt.Errorf("furnish a room to read in: %w", err)
	}
	defer in.Close()
	r.jobs = jobs
	if r.child, err = start(context.Background(), o, c, work, in, append(o.limits(), "--wait")...); err != nil {
		_ = jobs.Close()
		r.remove()
		return nil, err
	}
	return r, nil
}

// Dir is where the file is to be put, and what else the child needs.
func (r *Room) Dir() string { return r.dir }

// Keep is the folder that the bytes of contents go to.
func (r *Room) Keep() string { return filepath.Join(r.dir, roomKeep) }

// Child is Child by the child that waits, with the limits that it was started
// with; if that one fails, it is done as if there were no room.
func (r *Room) Child(ctx context.Context, o ChildOptions, path string) (document.Reading, error) {
	o = o.withDefaults()
	m, code, err := r.serve(ctx, o, path)
	if err == nil && code == "" && m.Reading != nil {
		return *m.Reading, nil
	}
	if err == nil && (code == "read.timeout" || code == "read.too_large") {
		return failedReading(path, code, o)
	}
	if ctx.Err() != nil {
		return document.Reading{}, fmt.Errorf("read document: %w", ctx.Err())
	}
	return Child(ctx, o, path)
}

func (r *Room) serve(ctx context.Context, o ChildOptions, path string) (m message, code string, err error) {
	line, err := json.Marshal(append(o.args(nil), path))
	if err != nil {
		return m, "", err
	}
	if _, err := r.jobs.Write(append(line, '\n')); err != nil {
		return m, "", fmt.Errorf("tell the reader what to read: %w", err)
	}
	return r.child.result(ctx, o.Timeout)
}

// Close ends the child, if it still waits, and removes the folder.
func (r *Room) Close() {
	_ = r.jobs.Close()
	r.child.close()
	r.remove()
}

// running is a child that was started.
type running struct {
	out      *limited
	messages bytes.Buffer
	pid      int
	memory   int64         // of one process
	full     atomic.Bool   // it was stopped for want of memory or room
	stop     func()        // ends the whole group
	ended    chan struct{} // closed when nothing of it runs any more
	waitErr  error         // once ended
}

// start starts a child in a cage; close it.
func start(ctx context.Context, o ChildOptions, c cage, scratch string, in io.Reader, args ...string) (*running, error) {
	ctx, cancel := context.WithCancel(ctx)
	r := &running{stop: cancel, ended: make(chan struct{})}
	r.out = &limited{left: o.OutputBytes, full: cancel, line: make(chan struct{})}
	cmd := exec.CommandContext(ctx, o.Self, append([]string{ChildCommand}, args...)...)
	cmd.Env, cmd.Stdin = childEnv(scratch), in
	cmd.Stdout, cmd.Stderr = r.out, &capped{buf: &r.messages, left: maxMessage}
	cmd.WaitDelay = 2 * time.Second
	isolate(cmd)
	started := make(chan error, 1)
	go func() {
		defer close(r.ended)
		defer cancel()
		onOwnThread(func() { // which the kernel ends the child with, and which is in the cage too
			err := c.enter()
			if err == nil {
				err = cmd.Start()
			}
			if err != nil {
				started <- err
				return
			}
			r.pid, r.memory = cmd.Process.Pid, o.MemoryBytes
			started <- nil
			go firstToGo(r.pid)
			r.waitErr = cmd.Wait()
		})
	}()
	if err := <-started; err != nil {
		<-r.ended
		return nil, err
	}
	return r, nil
}

// close ends it, with all that it started.
func (r *running) close() {
	r.stop()
	<-r.ended
}

// result waits for what the child writes, for a time, but not for its end: it takes
// as long as a tenth of a small file's reading to leave. code says how it failed.
func (r *running) result(ctx context.Context, timeout time.Duration) (m message, code string, err error) {
	timed, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	go watchMemory(timed, r.pid, groupTimes*r.memory, func() { r.full.Store(true); r.stop() })
	late := context.AfterFunc(timed, r.stop)
	select {
	case <-r.out.line:
		if m, err := readMessage(r.out.bytes()); err == nil && late() {
			return m, "", nil
		}
		if timed.Err() == nil && !r.full.Load() && !r.out.over() { // it wrote what nobody can read
			return message{}, "read.crashed", nil
		}
		<-r.ended
	case <-r.ended:
	}
	inTime := late()
	switch {
	case ctx.Err() != nil:
		return m, "", fmt.Errorf("read document: %w", ctx.Err())
	case r.out.over(), r.full.Load():
		return m, "read.too_large", nil
	case !inTime:
		return m, "read.timeout", nil
	case r.waitErr != nil:
		return m, verdict(r.waitErr, r.messages.String()), nil
	}
	if m, err = readMessage(r.out.bytes()); err != nil {
		return message{}, "read.crashed", nil
	}
	return m, "", nil
}
