package extract

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// isolate puts a child into its own process group, which is killed as a whole,
// and binds its life to ours.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error {
		if cmd.Process == nil {
			return os.ErrProcessDone
		}
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}

// Limits besides memory and processor time.
const (
	maxFileBytes = 512 << 20
	maxOpenFiles = 256
)

// limitSelf sets the limits that this process and all that it starts must keep.
// Memory is limited by RLIMIT_DATA: a Go program reserves far more address
// space than it uses, which RLIMIT_AS would count.
func limitSelf(memory int64, cpuSeconds int) error {
	limits := map[int]uint64{unix.RLIMIT_FSIZE: maxFileBytes, unix.RLIMIT_NOFILE: maxOpenFiles, unix.RLIMIT_CORE: 0}
	if memory > 0 {
		limits[unix.RLIMIT_DATA] = uint64(memory)
	}
	if cpuSeconds > 0 {
		limits[unix.RLIMIT_CPU] = uint64(cpuSeconds)
	}
	for what, n := range limits {
		var have unix.Rlimit
		if err := unix.Getrlimit(what, &have); err != nil {
			return fmt.Errorf("limit %d: %w", what, err)
		}
		n = min(n, have.Max)
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: n, Max: n}); err != nil {
			return fmt.Errorf("limit %d: %w", what, err)
		}
	}
	return nil
}

// firstToGo makes a process the first to end when the machine runs out of memory.
// It is not allowed everywhere, and nothing depends on it.
func firstToGo(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("800"), 0)
}

// signalCode tells the kernel's limits from other signals.
func signalCode(e *exec.ExitError) string {
	s, ok := e.Sys().(syscall.WaitStatus)
	if !ok || !s.Signaled() {
		return ""
	}
	switch s.Signal() {
	case syscall.SIGXCPU:
		return "read.timeout"
	case syscall.SIGXFSZ:
		return "read.too_large"
	case syscall.SIGKILL: // by the kernel for want of memory, or by a person
		return "read.killed"
	}
	return ""
}
