package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// notePID remembers the process of a part, so that the next run can end one
// that outlived this one. A failure costs nothing but that.
func notePID(dir, part string, pid int) {
	folder := filepath.Join(dir, "run")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return
	}
	note := fmt.Sprintf("%d %s\n", pid, birth(pid))
	_ = os.WriteFile(filepath.Join(folder, part+".pid"), []byte(note), 0o600)
}

// endOrphans ends the children of an earlier run that still live: where the
// system does not end them with their parent, or has not got to it yet. It
// returns when none is left.
func endOrphans(dir string, log *sayer) {
	notes, _ := filepath.Glob(filepath.Join(dir, "run", "*.pid"))
	for _, name := range notes {
		part := strings.TrimSuffix(filepath.Base(name), ".pid")
		var pid int
		var born string
		data, err := os.ReadFile(name)
		if err == nil {
			_, err = fmt.Sscanf(string(data), "%d %s", &pid, &born)
		}
		if err == nil && born != "" {
			endOrphan(pid, born, part, log)
		}
		_ = os.Remove(name)
	}
	dropStaleLock(filepath.Join(dir, "postgres", "postmaster.pid"))
}

// endOrphan asks a process to end at once, then makes it, and waits until it
// is gone. A process that got the number later is left alone.
func endOrphan(pid int, born, part string, log *sayer) {
	ask := syscall.SIGTERM
	if part == Postgres {
		ask = syscall.SIGQUIT // immediate; the log is replayed at the next start
	}
	if birth(pid) == born {
		log.say("%s of an earlier run is still there, ending it", part)
		_ = syscall.Kill(pid, ask)
	}
	if within(orphanTime, func() bool { return birth(pid) != born }) {
		within(orphanTime, func() bool { return !dead(pid) })
		return
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	within(orphanTime, func() bool { return birth(pid) != born })
}

// orphanTime is how long an orphan may take to end.
const orphanTime = 5 * time.Second

// within asks until the answer is yes, and says whether it was in time.
func within(limit time.Duration, ask func() bool) bool {
	for end := time.Now().Add(limit); ; time.Sleep(10 * time.Millisecond) {
		if ask() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// dead says that a process has ended and waits for its parent to collect it.
// It still has its number, and Postgres takes it for a running postmaster.
func dead(pid int) bool {
	return birth(pid) == "" && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// dropStaleLock removes the lock file of a postmaster that is dead and that
// nobody collects, as in a container whose first process does not.
func dropStaleLock(name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		return
	}
	first, _, _ := strings.Cut(string(data), "\n")
	if pid, err := strconv.Atoi(strings.TrimSpace(first)); err == nil && dead(pid) {
		_ = os.Remove(name)
	}
}
