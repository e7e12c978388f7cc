package extract

import "golang.org/x/sys/unix"

// machine is what the kernel calls this one's numbering of system calls;
// foreignNumbers is beyond all of them.
const (
	machine        = unix.AUDIT_ARCH_AARCH64
	foreignNumbers = 0x40000000
)
