// Command insiemi is the whole product in one binary: a subcommand a file.
//
// main.go is the only place that ends the process; config.go reads every
// setting once and reports every problem together.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Version is what `insiemi version` prints; a release sets it when linking.
var Version = "0.1.0-dev"

// command is one subcommand.
type command struct {
	name string
	help string
	args string // what follows the flags
	more string // what its -h says beside the flags
	run  func(ctx context.Context, args []string, stdout, stderr io.Writer) error
	hide bool // started by the program itself
}

func commands() []command {
	return []command{
		{name: "up", help: "start everything on this machine: private stack, portal, workers", run: runUp},
		{name: "serve", help: "serve the portal", more: settingsHelp, run: runServe},
		{name: "work", help: "run the workers: relay, jobs, clock", more: settingsHelp, run: runWork},
		{name: "migrate", help: "bring the database to this version", more: settingsHelp, run: runMigrate},
		{name: "config", help: "show the settings in force, secrets hidden", run: runConfig},
		{name: "seed", help: "load an invented province as demo data", run: runSeed},
		{name: "office", help: "make an office with its first administrator", run: runOffice},
		{name: "registry", help: "write the registry of an office to a workbook, or read it from one", args: "FILE", run: runRegistry},
		{name: "read", help: "read files and print what was understood", args: "FILE...", run: runRead},
		{name: "check", help: "run the checks over a folder of files, without a database", args: "FOLDER", more: checkHelp, run: runCheck},
		{name: "reread", help: "read again what an older version of the reader read, or what broke off", run: runReread},
		{name: "corpus", help: "read every file of a folder and print figures", args: "FOLDER", run: runCorpus},
		{name: "term", help: "compute a date and explain it", run: runTerm},
		{name: "bounce", help: "record an e-mail that came back; a mail server pipes it in", args: "< MESSAGE", more: bounceHelp, run: runBounce},
		{name: "version", help: "print the version", run: runVersion},
		{name: "read-child", run: runReadChild, hide: true},
	}
}

// settingsHelp is what a command without flags says of itself.
const settingsHelp = "It has no flags: its settings are environment variables, which insiemi config shows.\n"

func runVersion(_ context.Context, _ []string, stdout, _ io.Writer) error {
	_, err := fmt.Fprintln(stdout, Version)
	return err
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Usage: insiemi COMMAND [flags]\n\nCommands:")
	for _, c := range commands() {
		if !c.hide {
			fmt.Fprintf(w, "  %-9s %s\n", c.name, c.help)
		}
	}
	fmt.Fprintln(w, "\n'insiemi COMMAND -h' tells the flags of a command.")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 called wrongly, or the error's
// own.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		usage(stdout)
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], stdout, stderr)
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintln(stderr, "insiemi "+c.name+": "+err.Error())
			return 2
		}
		fmt.Fprintln(stderr, "insiemi "+c.name+": "+err.Error())
		var own coded
		if errors.As(err, &own) {
			return own.code
		}
		return 1
	}
	fmt.Fprintf(stderr, "insiemi: there is no command %q\n\n", args[0])
	usage(stderr)
	return 2
}

// errUsage marks a command that was called wrongly.
var errUsage = errors.New("called wrongly")

// flags returns an empty flag set for a command, which explains itself on stderr;
// what is wrong is for run to say.
func flags(name string, stderr io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("insiemi "+name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {
		f.SetOutput(stderr)
		explain(f, name)
		f.SetOutput(io.Discard)
	}
	return f
}

// explain prints what a command does, what it takes and its flags.
func explain(f *flag.FlagSet, name string) {
	own, _, _ := strings.Cut(name, " ")
	for _, c := range commands() {
		if c.name != own {
			continue
		}
		n := 0
		f.VisitAll(func(*flag.Flag) { n++ })
		line := "Usage: insiemi " + name
		if n > 0 {
			line += " [flags]"
		}
		fmt.Fprintf(f.Output(), "%s\n\n%s.\n", strings.TrimSpace(line+" "+c.args), strings.ToUpper(c.help[:1])+c.help[1:])
		if c.more != "" {
			fmt.Fprint(f.Output(), "\n"+c.more)
		}
		if n > 0 {
			fmt.Fprintln(f.Output(), "\nFlags:")
			f.PrintDefaults()
		}
	}
}

// calledWrongly is the error of flags that can't be read, without the words of
// the library for it; asking for help is no mistake.
func calledWrongly(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	said := strings.NewReplacer(": parse error", ": it is not of the right form", ": value out of range", ": the number is too large").Replace(err.Error())
	return fmt.Errorf("%w: %s", errUsage, said)
}

// parse reads flags and refuses arguments that no flag takes.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		return calledWrongly(err)
	}
	if f.NArg() > 0 {
		return fmt.Errorf("%w: what does %q mean here?", errUsage, f.Arg(0))
	}
	return nil
}
