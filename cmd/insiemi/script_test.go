package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/insiemi/insiemi/deploy/stack/stacktest"
)

// The test binary is also the program that the scripts run.
func TestMain(m *testing.M) {
	testscript.Main(stacked{m}, map[string]func(){
		"insiemi": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// stacked runs the tests with the real parts at hand.
type stacked struct{ m *testing.M }

func (s stacked) Run() int { return stacktest.Main(s.m) }

// TestScripts tells what the commands do, in scripts that a user can read.
func TestScripts(t *testing.T) {
	month, err := filepath.Abs(exampleMonth)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(e *testscript.Env) error {
		e.Setenv("MONTH", month)
		return nil
	}})
}
