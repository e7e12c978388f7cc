package extract

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A child reads in a cage: it sees the programs and fonts of the system, the
// files that it is to read, and a folder of its own; it can't open a socket,
// look into other processes, or gain rights. Two parts of the kernel keep it,
// each where it is there: Landlock (files and signals, set on the thread that
// starts the child) and a system call filter (seccomp, which the child sets on
// itself before it opens the file). The limits of child_linux.go hold always.
// All that the child starts is in the cage with it.

// cage is what a child may reach.
type cage struct {
	read  []string // files and folders that may be read, and programs run from
	write []string // folders that are its own
}

// systemParts are what the tools need of a system: programs, libraries, fonts,
// language data. Nothing of it is a person's.
var systemParts = []string{"/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf",
	"/etc/ld.so.conf.d", "/etc/alternatives", "/etc/papersize", "/var/cache/fontconfig", "/sys/devices/system/cpu",
	"/proc/cpuinfo", "/proc/meminfo", "/dev/urandom", "/dev/random", "/dev/zero"}

// cageOf is the cage of a reading: the program, the tools, the files named in
// the options, and the folders that results go to.
func cageOf(o ChildOptions, path, scratch string, extra []string) cage {
	c := cage{read: append([]string{o.Self, path}, systemParts...), write: []string{scratch}}
	c.read = append(c.read, o.Partners...)
	for _, p := range []string{o.Trust, o.Model, o.Marks} {
		if p != "" {
			c.read = append(c.read, p)
		}
	}
	if o.Keep != "" {
		c.write = append(c.write, o.Keep)
	}
	for i, a := range extra {
		if a == "--pages" && i+1 < len(extra) {
			c.write = append(c.write, extra[i+1])
		}
	}
	c.read = append(c.read, toolParts()...)
	return c
}

// Rights on files, by the version of Landlock that knows them.
const (
	readRights  = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	writeRights = readRights | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG
	allRights1 = writeRights | unix.LANDLOCK_ACCESS_FS_MAKE_CHAR | unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_MAKE_FIFO |
		unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK | unix.LANDLOCK_ACCESS_FS_MAKE_SYM
	fileRights = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE |
		unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// landlockVersion is the version of Landlock's interface; 0 where the kernel has
// none or it is switched off.
func landlockVersion() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// handled is what a version of Landlock can refuse.
func handled(version int) unix.LandlockRulesetAttr {
	a := unix.LandlockRulesetAttr{Handled_access_fs: allRights1}
	if version >= 2 {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if version >= 3 {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if version >= 4 {
		a.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if version >= 5 {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if version >= 6 {
		a.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	return a
}

// enter puts the calling thread, and all that it starts from then on, into the
// cage. The thread must be locked to its goroutine and never be used for
// anything else. Where the kernel has no Landlock it does nothing; where it has,
// a failure is an error.
func (c cage) enter() error {
	version := landlockVersion()
	if version == 0 {
		return nil
	}
	attr := handled(version)
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), rulesetSize(version), 0)
	if errno != 0 {
		return fmt.Errorf("make the reader's cage: %w", errno)
	}
	defer unix.Close(int(fd))
	for _, p := range c.read {
		if err := allow(int(fd), p, readRights&attr.Handled_access_fs); err != nil {
			return err
		}
	}
	own := uint64(writeRights|unix.LANDLOCK_ACCESS_FS_REFER|unix.LANDLOCK_ACCESS_FS_TRUNCATE) & attr.Handled_access_fs
	for _, p := range append(c.write, os.DevNull) {
		if err := allow(int(fd), p, own); err != nil {
			return err
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("close the reader's cage: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); errno != 0 {
		return fmt.Errorf("close the reader's cage: %w", errno)
	}
	return nil
}

// onOwnThread calls f on a thread that does nothing else and ends afterwards. It
// is never the first thread of the process: that one can't end, and what another
// process may do to this one is judged by it.
func onOwnThread(f func()) {
	runtime.LockOSThread() // and never unlocked: the thread ends with its goroutine
	if unix.Gettid() != os.Getpid() {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		onOwnThread(f)
	}()
	<-done
	runtime.UnlockOSThread()
}

// rulesetSize is how much of the attributes a version of Landlock knows.
func rulesetSize(version int) uintptr {
	switch {
	case version >= 6:
		return 24
	case version >= 4:
		return 16
	}
	return 8
}

// allow gives rights on a file, or on a folder and all below it. What does not
// exist needs none.
func allow(ruleset int, path string, rights uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENOTDIR) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at what a reader may use: %w", err)
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return fmt.Errorf("look at what a reader may use: %w", err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= fileRights
	}
	attr := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 {
		return fmt.Errorf("say what a reader may use: %w", errno)
	}
	return nil
}

// CageHolds names what of the cage this kernel keeps: "landlock 7", "seccomp",
// "rlimits".
func CageHolds() []string {
	var out []string
	if v := landlockVersion(); v > 0 {
		out = append(out, fmt.Sprintf("landlock %d", v))
	}
	if seccompThere() {
		out = append(out, "seccomp")
	}
	return append(out, "rlimits")
}
