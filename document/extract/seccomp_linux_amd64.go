package extract

import "golang.org/x/sys/unix"

// machine is what the kernel calls this one's numbering of system calls;
// foreignNumbers is where those of another begin (x32).
const (
	machine        = unix.AUDIT_ARCH_X86_64
	foreignNumbers = 0x40000000
)
