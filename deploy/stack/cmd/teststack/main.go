// Command teststack runs another command, such as go test, on a stack of its
// own that lives as long as the command:
//
//	teststack go test ./...
//
// The command finds the stack in its environment (package stacktest). Its exit
// code becomes this program's.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "teststack:", err)
	}
	os.Exit(code)
}

func run(command []string) (code int, err error) {
	if len(command) == 0 {
		return 2, errors.New("no command given, for example: teststack go test")
	}
	s, err := stacktest.Start(os.Stderr)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, stacktest.Discard(s)) }()
	return runOn(s.Access(), command)
}

// runOn runs a command with the stack in its environment and passes on the
// signals that end a terminal's programs.
func runOn(a stack.Access, command []string) (int, error) {
	given, err := json.Marshal(a)
	if err != nil {
		return 1, fmt.Errorf("hand over the stack: %w", err)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), stacktest.Variable+"="+string(given))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 1, fmt.Errorf("run %s: %w", command[0], err)
	}
	go func() {
		for sig := range signals {
			_ = cmd.Process.Signal(sig)
		}
	}()
	return exitCode(cmd.Wait())
}

func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
