//go:build !linux

package extract

import (
	"context"
	"os/exec"
	"runtime"
)

// Where the kernel is not Linux, a child has a time limit and a limit of
// output, no limit of memory, and no cage.

type cage struct{}

func cageOf(ChildOptions, string, string, []string) cage { return cage{} }

func (cage) enter() error { return nil }

// onOwnThread calls f on a thread that does nothing else.
func onOwnThread(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f()
}

// CageHolds names what of the cage this kernel keeps.
func CageHolds() []string { return nil }

func refuseCalls() error { return nil }

func watchMemory(context.Context, int, int64, func()) {}

func firstToGo(int) {}

func isolate(*exec.Cmd) {}

func limitSelf(int64, int) error { return nil }

func signalCode(*exec.ExitError) string { return "" }
