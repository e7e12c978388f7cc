package extract

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// attempts is what a reader that a file has taken over would try. Each returns
// nil where it succeeded.
func attempts(secret string, parent int) map[string]func() error {
	return map[string]func() error{
		"read another file":        func() error { _, err := os.ReadFile(secret); return err },
		"read the accounts":        func() error { _, err := os.ReadFile("/etc/passwd"); return err },
		"list a folder":            func() error { _, err := os.ReadDir(filepath.Dir(secret)); return err },
		"read the parent's memory": func() error { _, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", parent)); return err },
		"write beside the file":    func() error { return os.WriteFile(secret+".new", []byte("x"), 0o600) },
		"write to /tmp":            func() error { return os.WriteFile(filepath.Join("/tmp", filepath.Base(secret)), []byte("x"), 0o600) },
		"change a file":            func() error { return os.Truncate(secret, 0) },
		"remove a file":            func() error { return os.Remove(secret) },
		"connect":                  func() error { _, err := net.Dial("tcp", "127.0.0.1:1"); return notRefusedByPeer(err) },
		"listen":                   func() error { l, err := net.Listen("tcp", "127.0.0.1:0"); closeIt(l); return err },
		"a socket of files":        func() error { return socketOf(unix.AF_UNIX) },
		"a raw socket":             func() error { return socketOf(unix.AF_NETLINK) },
		"trace the parent":         func() error { return unix.PtraceAttach(parent) },
		"end the parent":           func() error { return syscall.Kill(parent, syscall.Signal(0)) },
		"end the group":            func() error { return syscall.Kill(0, syscall.Signal(0)) },
		"end everybody":            func() error { return syscall.Kill(-1, syscall.Signal(0)) },
		"end a thread":             func() error { return unix.Tgkill(parent, parent, syscall.Signal(0)) },
		"end any thread":           func() error { return raw(unix.SYS_TKILL, uintptr(parent), 0) },
		"queue a signal": func() error {
			info := [128]byte{8: 0xFF, 9: 0xFF, 10: 0xFF, 11: 0xFF} // SI_QUEUE
			return raw(unix.SYS_RT_SIGQUEUEINFO, uintptr(parent), 0, uintptr(ptr(&info[0])))
		},
		"hold the parent":            func() error { _, err := unix.PidfdOpen(parent, 0); return err },
		"have a file end the parent": func() error { return ownedBy(parent) },
		"limit the parent":           func() error { return unix.Prlimit(parent, unix.RLIMIT_CORE, nil, &unix.Rlimit{}) },
		"slow the parent down":       func() error { return unix.Setpriority(unix.PRIO_PROCESS, parent, 19) },
		"leave the group":            func() error { _, err := unix.Setsid(); return err },
		"new namespaces":             func() error { return unix.Unshare(unix.CLONE_NEWUSER) },
		"mount":                      func() error { return unix.Mount("none", "/tmp", "tmpfs", 0, "") },
		"io_uring":                   ioUring,
		"a child in new namespaces": func() error {
			cmd := exec.Command("/bin/true")
			cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNET}
			return cmd.Run()
		},
		"a program of its own": func() error { return exec.Command(secret).Run() },
	}
}

func closeIt(l net.Listener) {
	if l != nil {
		_ = l.Close()
	}
}

// notRefusedByPeer is nil where a connection was tried, whoever answered.
func notRefusedByPeer(err error) error {
	if strings.Contains(fmt.Sprint(err), "connection refused") {
		return nil
	}
	return err
}

// raw makes a system call that has no wrapper.
func raw(call uintptr, args ...uintptr) error {
	var a [3]uintptr
	copy(a[:], args)
	if _, _, errno := unix.Syscall(call, a[0], a[1], a[2]); errno != 0 {
		return errno
	}
	return nil
}

// ownedBy makes a process the one that is told of a pipe's news by signals.
func ownedBy(pid int) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	defer w.Close()
	_, err = unix.FcntlInt(r.Fd(), unix.F_SETOWN, pid)
	return err
}

func socketOf(family int) error {
	fd, err := unix.Socket(family, unix.SOCK_DGRAM, 0)
	if err == nil {
		_ = unix.Close(fd)
	}
	return err
}

func ioUring() error {
	var params [120]byte
	_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, uintptr(ptr(&params[0])), 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// TestCage lets a child try what a file that took its reader over would try, and
// do what reading needs.
func TestCage(t *testing.T) {
	if holds := CageHolds(); len(holds) < 3 {
		t.Fatalf("this kernel keeps only %v of the cage: the test needs Landlock and seccomp", holds)
	}
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("#!/bin/sh\nexit 0\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	input := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(input, []byte("ciao"), 0o600); err != nil {
		t.Fatal(err)
	}
	keep := t.TempDir()
	args := []string{"--keep", keep, attemptFlag, secret, "--parent", fmt.Sprint(os.Getpid())}
	o := ChildOptions{Self: self, Keep: keep}.withDefaults()
	_, code, err := runChild(context.Background(), o, input, args...)
	if err != nil || code != "read.crashed" {
		t.Fatalf("the child ended with %q, %v", code, err)
	}
	b, err := os.ReadFile(filepath.Join(keep, "report"))
	if err != nil {
		t.Fatalf("the child could not write to its own folder: %v", err)
	}
	var done map[string]string
	if err := json.Unmarshal(b, &done); err != nil {
		t.Fatal(err)
	}
	for name := range attempts(secret, os.Getpid()) {
		if said, tried := done[name]; !tried || said == "" {
			t.Errorf("a child can %s (%q, tried: %t)", name, said, tried)
		}
	}
	for _, name := range needs {
		if said, tried := done[name]; !tried || said != "" {
			t.Errorf("a child can't %s: %s", name, said)
		}
	}
	if b, err := os.ReadFile(secret); err != nil || len(b) == 0 {
		t.Errorf("the file beside was changed: %v", err)
	}
}

// needs are what reading needs, and the report on it says nothing about.
var needs = []string{"read the input", "run a tool", "write to scratch", "end a tool that takes too long", "interrupt its own work"}

// The filter alone keeps other processes safe: before version 6 Landlock does not
// stop signals.
func TestTheFilterAloneStopsSignals(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	keep := t.TempDir()
	input := filepath.Join(keep, "input")
	if err := os.WriteFile(input, []byte("ciao"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, ChildCommand, "--keep", keep, attemptFlag, filepath.Join(keep, "none"), "--parent", fmt.Sprint(os.Getpid()), input)
	cmd.Env = append(os.Environ(), "TMPDIR="+keep)
	out, _ := cmd.CombinedOutput()
	b, err := os.ReadFile(filepath.Join(keep, "report"))
	if err != nil {
		t.Fatalf("no report: %v\n%s", err, out)
	}
	var done map[string]string
	if err := json.Unmarshal(b, &done); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"end the parent", "end the group", "end everybody", "end a thread", "end any thread", "queue a signal", "hold the parent",
		"have a file end the parent", "limit the parent", "slow the parent down", "leave the group", "trace the parent"} {
		if said, tried := done[name]; !tried || said != syscall.EPERM.Error() {
			t.Errorf("without Landlock a child can %s (%q, tried: %t)", name, said, tried)
		}
	}
	for _, name := range needs {
		if said, tried := done[name]; !tried || said != "" {
			t.Errorf("a child can't %s: %s", name, said)
		}
	}
}

// This process can do what the cage refuses, or the test above would show nothing.
func TestTheCageMakesTheDifference(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("#!/bin/sh\nexit 0\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	all := attempts(secret, os.Getpid())
	for _, name := range []string{"read another file", "read the accounts", "list a folder", "write beside the file", "connect", "listen",
		"a socket of files", "end the parent", "end the group", "end a thread", "end any thread", "hold the parent", "have a file end the parent",
		"limit the parent", "a program of its own"} {
		if err := all[name](); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheFilterKnowsThisMachine(t *testing.T) {
	if !slices.Contains([]uint32{unix.AUDIT_ARCH_X86_64, unix.AUDIT_ARCH_AARCH64}, uint32(machine)) {
		t.Errorf("machine %x", machine)
	}
	if n := len(filter(os.Getpid())); n > 4096 {
		t.Errorf("a filter of %d steps is too long for the kernel", n)
	}
}

// A child that waits in a room can read what is put there, and change none of it.
func TestTheFileInARoomStaysAsItIs(t *testing.T) {
	r, err := NewRoom(ChildOptions{Self: "/bin/true", Scratch: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	original := filepath.Join(r.Dir(), "original")
	if err := os.WriteFile(original, []byte("ciao"), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := ChildOptions{Self: self, Keep: r.Keep()}.withDefaults()
	work := filepath.Join(r.Dir(), roomWork)
	child, err := start(t.Context(), o, cageOf(o, r.Dir(), work, nil), work, nil, "--keep", o.Keep, attemptFlag, original, "--parent", fmt.Sprint(os.Getpid()), original)
	if err != nil {
		t.Fatal(err)
	}
	<-child.ended
	b, err := os.ReadFile(filepath.Join(o.Keep, "report"))
	if err != nil {
		t.Fatalf("the child could not write to the folder for contents: %v", err)
	}
	var done map[string]string
	if err := json.Unmarshal(b, &done); err != nil {
		t.Fatal(err)
	}
	if done["read another file"] != "" {
		t.Errorf("the file can't be read: %s", done["read another file"])
	}
	for _, name := range []string{"change a file", "remove a file", "write beside the file", "write to /tmp", "read the accounts", "end the parent"} {
		if said, tried := done[name]; !tried || said == "" {
			t.Errorf("a child in a room can %s (%q, tried: %t)", name, said, tried)
		}
	}
}

// A file is read all the same when the child that waited for it is gone.
func TestARoomWhoseChildIsGone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := ChildOptions{Self: self, Name: "a.csv", Scratch: t.TempDir()}
	r, err := NewRoom(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.child.stop()
	<-r.child.ended
	path := filepath.Join(r.Dir(), "original")
	if err := os.WriteFile(path, []byte("Ospite;1;2\nG001;P;A\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := r.Child(t.Context(), o, path)
	if err != nil || got.Error != nil || got.MediaType != CSV.MediaType() {
		t.Errorf("%+v, %v", got, err)
	}
}
