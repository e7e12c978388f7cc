// Command checks holds the rules against an invented province of Rimini's size and
// a year, and prints the tables of docs/checks.md. It fails when a fault that a rule
// can decide was missed, or a file that is right was blocked.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/insiemi/insiemi/deploy/proof"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errWrong = errors.New("a fault was missed, or a file that is right was blocked")

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var o province.Options
	f := flag.NewFlagSet("checks", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Uint64Var(&o.Seed, "seed", 1, "of the province")
	f.IntVar(&o.Bodies, "bodies", 14, "managing bodies")
	f.IntVar(&o.Centres, "centres", 57, "reception centres")
	f.IntVar(&o.Months, "months", 12, "months that have papers")
	f.IntVar(&o.Rounds, "rounds", 3, "how often each kind of fault is planted")
	day := f.String("today", "2026-11-23", "day on which the province is looked at")
	if err := f.Parse(args); err != nil {
		return err
	}
	var err error
	if o.Today, err = calendar.ParseDate(*day); err != nil {
		return fmt.Errorf("-today: %w", err)
	}
	o.OtherBodies, o.OtherCentres = 1, 1
	p, start := province.New(o), time.Now()
	cases, err := proof.Judge(ctx, p, func(done, all int) { fmt.Fprintf(stderr, "\r%d of %d files", done, all) })
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "\r%d files in %s\n", len(cases), time.Since(start).Round(time.Second))
	r := proof.NewReport(p, cases)
	if err := errors.Join(r.Markdown(stdout), r.Details(stderr)); err != nil {
		return err
	}
	if planted, found := r.Decidable(); found < planted || r.FalseBlocks() > 0 {
		return errWrong
	}
	return nil
}
