package stack

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// attributes gives a child its user, a process group of its own, so that the
// terminal's Ctrl-C reaches this process alone, and the signal it gets when
// this process dies.
func attributes(sp spec) *syscall.SysProcAttr {
	sig := sp.onOrphan
	if sig == 0 {
		sig = syscall.SIGKILL
	}
	return &syscall.SysProcAttr{Setpgid: true, Credential: sp.user.credential(), Pdeathsig: sig}
}

// birth is the time a process was started, in clock ticks since the machine
// was (proc(5), stat field 22), "" when there is no such process or it is dead
// and only waits to be collected. With the number it tells a process from a
// later one of the same number.
func birth(pid int) string {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	_, after, ok := strings.Cut(string(data[strings.LastIndexByte(string(data), ')')+1:]), " ")
	f := strings.Fields(after)
	if !ok || len(f) < 20 || f[0] == "Z" || f[0] == "X" {
		return ""
	}
	return f[19]
}
