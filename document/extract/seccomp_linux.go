package extract

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// refusedCalls are what no reading needs: other machines and processes, mounts,
// new namespaces, kernel modules, keys, leaving the group that is ended as a whole,
// and doors around this list. They fail with EPERM.
var refusedCalls = []uint32{
	unix.SYS_SOCKET, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_PROCESS_MADVISE, unix.SYS_KCMP,
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE,
	unix.SYS_FSOPEN, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR,
	unix.SYS_UNSHARE, unix.SYS_SETNS,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_KEXEC_FILE_LOAD,
	unix.SYS_REBOOT, unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_ACCT, unix.SYS_SYSLOG, unix.SYS_QUOTACTL, unix.SYS_QUOTACTL_FD,
	unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_FANOTIFY_INIT,
	unix.SYS_SETUID, unix.SYS_SETGID, unix.SYS_SETREUID, unix.SYS_SETREGID, unix.SYS_SETRESUID, unix.SYS_SETRESGID, unix.SYS_SETGROUPS,
	unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_ADJTIMEX, unix.SYS_CLOCK_ADJTIME, unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME,
	unix.SYS_MEMFD_SECRET, unix.SYS_VHANGUP, unix.SYS_PERSONALITY,
	unix.SYS_TKILL, unix.SYS_RT_SIGQUEUEINFO, unix.SYS_RT_TGSIGQUEUEINFO, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_SEND_SIGNAL,
	unix.SYS_SETPGID, unix.SYS_SETSID, unix.SYS_SETPRIORITY, unix.SYS_IOPRIO_SET, unix.SYS_MIGRATE_PAGES, unix.SYS_MOVE_PAGES,
	unix.SYS_SCHED_SETAFFINITY, unix.SYS_SCHED_SETSCHEDULER, unix.SYS_SCHED_SETPARAM, unix.SYS_SCHED_SETATTR,
}

// judgedCalls are let through for some values of an argument only, of which the
// lower half is compared: the kernel looks at no more of these. A process may send
// signals to itself (Go's own threads need that), and to nobody else: not by kill,
// and not by having a file send them. How it ends its tools is told at startTied.
func judgedCalls(self uint32) []judged {
	return []judged{
		{call: unix.SYS_KILL, at: firstArgument, values: []uint32{self}, then: letThrough, otherwise: refuse},
		{call: unix.SYS_TGKILL, at: firstArgument, values: []uint32{self}, then: letThrough, otherwise: refuse},
		{call: unix.SYS_PRLIMIT64, at: firstArgument, values: []uint32{0, self}, then: letThrough, otherwise: refuse},
		{call: unix.SYS_FCNTL, at: secondArgument, values: []uint32{unix.F_SETOWN, unix.F_SETOWN_EX, unix.F_SETSIG}, then: refuse, otherwise: letThrough},
	}
}

// judged is a call whose answer depends on an argument.
type judged struct {
	call, at        uint32
	values          []uint32
	then, otherwise uint32
}

// steps are the part of a filter that judges the call, whose number is loaded.
func (j judged) steps() []unix.SockFilter {
	n := len(j.values)
	f := []unix.SockFilter{
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: uint8(n + 3), K: j.call},
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: j.at},
	}
	for i, v := range j.values {
		f = append(f, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(n - i), K: v})
	}
	return append(f, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: j.otherwise}, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: j.then})
}

// newNamespaces are the flags of clone that leave the namespaces of a process.
const newNamespaces = unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP

// Offsets in struct seccomp_data (seccomp(2)).
const (
	callNumber     = 0
	callMachine    = 4
	firstArgument  = 16
	secondArgument = 24
)

const (
	letThrough = unix.SECCOMP_RET_ALLOW
	refuse     = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	notThere   = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
)

// filter is the program that judges each system call of a child: a call of
// another machine's numbering ends the process, clone3 (whose flags a filter
// can't see) is said not to be there, and what is on the lists is refused. self is
// the process that may send signals to itself.
func filter(self int) []unix.SockFilter {
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	answer := func(with uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: with}
	}
	// unless jumps over what follows when the comparison fails.
	unless := func(code uint16, k uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | code | unix.BPF_K, Jf: 1, K: k}
	}
	f := []unix.SockFilter{
		load(callMachine),
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 1, K: machine},
		answer(unix.SECCOMP_RET_KILL_PROCESS),
		load(callNumber),
		unless(unix.BPF_JGE, foreignNumbers), answer(refuse),
		unless(unix.BPF_JEQ, unix.SYS_CLONE3), answer(notThere),
	}
	for _, call := range refusedCalls {
		f = append(f, unless(unix.BPF_JEQ, call), answer(refuse))
	}
	for _, j := range judgedCalls(uint32(self)) {
		f = append(f, j.steps()...)
	}
	return append(f,
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: unix.SYS_CLONE},
		load(firstArgument),
		unless(unix.BPF_JSET, newNamespaces), answer(refuse),
		answer(letThrough))
}

// seccompThere says that the kernel has filters of system calls.
func seccompThere() bool {
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno == 0 && machine != 0
}

// refuseCalls sets the filter on every thread of this process and on all that
// it starts. Where the kernel has no filters it does nothing.
func refuseCalls() error {
	if !seccompThere() {
		return nil
	}
	f := filter(os.Getpid())
	program := unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new rights: %w", err)
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("filter system calls: %w", errno)
	}
	return nil
}
