package extract

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the kernel end a program when the thread that started it
// ends, however that ends.
func dieWithParent(cmd *exec.Cmd) bool {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return true
}
