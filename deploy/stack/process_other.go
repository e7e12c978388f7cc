//go:build !linux

package stack

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes gives a child its user and a process group of its own, so that
// the terminal's Ctrl-C reaches this process alone. These systems do not end a
// child with its parent: endOrphans does so at the next start.
func attributes(sp spec) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: sp.user.credential()}
}

// birth is the time a process was started, "" when there is none.
func birth(pid int) string {
	out, err := exec.Command("ps", "-o", "lstart=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(out)), "_")
}
