package extract

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the kernel end a program when the process that started it
// ends, however that ends.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
