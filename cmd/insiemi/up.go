package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/stack"
)

// upOptions is what the command line of "insiemi up" says.
type upOptions struct {
	data, s3d       string
	demo, stackOnly bool
	port            int
}

// runUp starts everything on this machine and keeps it running until told to
// stop: the private stack, then the portal and the workers as children of it.
func runUp(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var o upOptions
	f := flags("up", stderr)
	f.StringVar(&o.data, "data", ".data", "folder of all data")
	f.BoolVar(&o.demo, "demo", false, "load demo data into an empty installation and show the demo accounts")
	f.BoolVar(&o.stackOnly, "stack-only", false, "start only Postgres, Redis, the object store and the mail server")
	f.IntVar(&o.port, "port", 0, "port of the pages (default: the one of last time, or the first free one from 8080)")
	f.StringVar(&o.s3d, "s3d", besideSelf("s3d"), "program of the object store")
	if err := parse(f, args); err != nil {
		return err
	}
	u := &up{upOptions: o, out: stdout, began: time.Now()}
	return u.run(ctx, stderr)
}

// besideSelf is the path of a program in the folder of this one.
func besideSelf(name string) string {
	self, err := os.Executable()
	if err != nil {
		return name
	}
	return filepath.Join(filepath.Dir(self), name)
}

// up is one run of "insiemi up".
type up struct {
	upOptions
	out   io.Writer
	began time.Time
	self  string
	stack *stack.Stack
}

func (u *up) run(ctx context.Context, stderr io.Writer) (err error) {
	if u.self, err = os.Executable(); err != nil {
		return fmt.Errorf("find the own binary: %w", err)
	}
	local := filepath.Join(filepath.Dir(filepath.Dir(u.self)), ".local")
	u.stack, err = stack.Start(ctx, stack.Options{Dir: u.data, S3D: u.s3d, Local: local, Web: u.port, Log: stderr})
	if err != nil {
		return givenUp(ctx, err)
	}
	defer func() { err = errors.Join(err, u.stop(ctx)) }()
	if err = u.writeEnv(); err == nil {
		err = u.startRest(ctx)
	}
	if err != nil {
		return givenUp(ctx, err)
	}
	<-ctx.Done()
	return nil
}

// startRest starts what was asked for beside the parts and tells where it is.
func (u *up) startRest(ctx context.Context) error {
	if u.stackOnly {
		u.announceStack()
		return nil
	}
	if err := u.startProduct(ctx); err != nil {
		return err
	}
	u.announce(ctx)
	return nil
}

// givenUp is no error when it was the person who gave up.
func givenUp(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (u *up) stop(ctx context.Context) error {
	if ctx.Err() != nil {
		fmt.Fprintln(u.out, "\nArresto in corso, nulla va perso · Stopping, nothing is lost")
	}
	return u.stack.Stop()
}

// startProduct brings the database up to date, loads demo data when asked, and
// starts the portal and the workers side by side.
func (u *up) startProduct(ctx context.Context) error {
	if err := u.quietly(ctx, "migrate"); err != nil {
		return err
	}
	if u.demo {
		if err := u.command(ctx, u.out, "seed", "--if-empty"); err != nil {
			return fmt.Errorf("load the demo data: %w", err)
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return u.stack.Supervise(ctx, u.program("serve", func(ctx context.Context) error {
			return stack.HTTPReady(ctx, u.stack.Access().BaseURL+"/healthz")
		}))
	})
	group.Go(func() error { return u.stack.Supervise(ctx, u.program("work", nil)) })
	return group.Wait()
}

// program is one of the product's own commands, to be kept running.
func (u *up) program(name string, ready func(context.Context) error) stack.Program {
	return stack.Program{Name: name, Path: u.self, Args: []string{name}, Env: u.demoEnv(), Ready: ready}
}

func (u *up) demoEnv() []string {
	if u.demo {
		return []string{"INSIEMI_DEMO=true"}
	}
	return nil
}

// command runs one of the product's own commands on the stack.
func (u *up) command(ctx context.Context, out io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, u.self, args...)
	cmd.Env = append(append(os.Environ(), u.stack.Env()...), u.demoEnv()...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd.Run()
}

// quietly runs a command and shows what it said only when it fails.
func (u *up) quietly(ctx context.Context, args ...string) error {
	var said bytes.Buffer
	if err := u.command(ctx, &said, args...); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	return nil
}

// announce tells where to go and what to try.
func (u *up) announce(ctx context.Context) {
	a := u.stack.Access()
	fmt.Fprintf(u.out, `
Insiemi è pronto · Insiemi is ready   (%.1f s)

  Portale · Portal   %s
  Posta · Mail       %s/dev/mail
  Dati · Data        %s   (log: %s)
`, time.Since(u.began).Seconds(), a.BaseURL, a.BaseURL, u.stack.Dir(), filepath.Join(u.stack.Dir(), "log"))
	if u.demo {
		u.announceDemo(ctx)
	}
	fmt.Fprintln(u.out, "\nCtrl-C per fermare · to stop")
}

// announceDemo shows the demo accounts and the tour that they allow.
func (u *up) announceDemo(ctx context.Context) {
	var accounts bytes.Buffer
	if err := u.command(ctx, &accounts, "seed", "--accounts"); err == nil {
		fmt.Fprint(u.out, "\n"+accounts.String())
	}
	fmt.Fprint(u.out, `
Da provare · Try this
  1. Come operatore: vedi le scadenze del mese e trasmetti più file insieme.
     As the operator: see what is due this month and send several files at once.
  2. Come istruttore: apri una pratica, confronta documento e rilievi, decidi.
     As the reviewer: open a case, compare the document with the findings, decide.
  3. Come dirigente: conferma le fatture e guarda chi è in ritardo.
     As the head of office: confirm invoices and see who is late.
  4. Leggi in Posta i messaggi che ne sono partiti.
     Read under Mail the messages that left.
`)
}

// envFile, in the data folder, holds the settings in force for the shell.
const envFile = "env"

// writeEnv writes the settings for commands run by hand, and the superuser's
// address for backups.
func (u *up) writeEnv() error {
	var lines strings.Builder
	admin := "STACK_POSTGRES_URL=" + u.stack.Access().AdminURL("insiemi")
	for _, kv := range append(u.stack.Env(), admin) {
		name, value, _ := strings.Cut(kv, "=")
		fmt.Fprintf(&lines, "export %s='%s'\n", name, value)
	}
	if err := os.WriteFile(u.envPath(), []byte(lines.String()), 0o600); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

func (u *up) envPath() string { return filepath.Join(u.stack.Dir(), envFile) }

// announceStack tells how to run the product's commands on the stack by hand.
func (u *up) announceStack() {
	fmt.Fprintf(u.out, `
Servizi pronti · The stack is ready   (%.1f s)

  . %s     # impostazioni · settings
  insiemi migrate && insiemi serve

Ctrl-C per fermare · to stop
`, time.Since(u.began).Seconds(), u.envPath())
}
