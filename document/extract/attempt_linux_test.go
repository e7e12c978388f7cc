package extract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"
	"unsafe"
)

// endATool runs a program that does not end by itself.
func endATool() error {
	began := time.Now()
	_, _, err := run(context.Background(), 100*time.Millisecond, nil, "sleep", "600")
	if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > 30*time.Second {
		return fmt.Errorf("after %s: %w", took, err)
	}
	return nil
}

// interrupted says whether the runtime can stop a goroutine that never gives way:
// it sends itself signals for that.
func interrupted() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	go func() {
		for n := 0; ; n++ {
		}
	}()
	done := make(chan struct{})
	time.AfterFunc(10*time.Millisecond, func() { close(done) })
	<-done // for ever, where it can't
	return nil
}

func ptr(b *byte) unsafe.Pointer { return unsafe.Pointer(b) }

// attemptFlag makes the test program try what it must not, instead of reading.
const attemptFlag = "--attempt"

// Attempt is the child's side of TestCage: it sets the child's limits and filter
// as ServeChild does, tries everything, and writes what came of it into the
// folder for contents. It returns "" where the arguments ask for a reading.
func Attempt(args []string) string {
	i := slices.Index(args, attemptFlag)
	if i < 0 {
		return ""
	}
	parent, _ := strconv.Atoi(args[slices.Index(args, "--parent")+1])
	if err := limitSelf(768<<20, 60); err != nil {
		return err.Error()
	}
	if err := refuseCalls(); err != nil {
		return err.Error()
	}
	done := map[string]string{}
	note := func(name string, err error) {
		done[name] = ""
		if err != nil {
			done[name] = err.Error()
		}
	}
	for name, try := range attempts(args[i+1], parent) {
		note(name, try())
	}
	_, err := os.ReadFile(args[len(args)-1])
	note("read the input", err)
	_, _, err = run(context.Background(), time.Minute, nil, "pdftotext", "-v")
	note("run a tool", err)
	note("write to scratch", os.WriteFile(filepath.Join(os.Getenv("TMPDIR"), "x"), []byte("x"), 0o600))
	note("end a tool that takes too long", endATool())
	note("interrupt its own work", interrupted())
	b, _ := json.Marshal(done)
	if err := os.WriteFile(filepath.Join(args[slices.Index(args, "--keep")+1], "report"), b, 0o600); err != nil {
		return err.Error()
	}
	return "tried"
}
