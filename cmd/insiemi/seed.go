package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// demoPassword is the password of every demo account. It is printed, and works
// only where demo data was loaded.
const demoPassword = "insiemi-demo"

// runSeed loads an invented province as demo data.
func runSeed(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flags("seed", stderr)
	number := f.Uint64("seed", 2026, "number from which the province is invented; the same number gives the same province")
	today := f.String("today", "", "day on which the province is looked at, YYYY-MM-DD (default: today)")
	ifEmpty := f.Bool("if-empty", false, "do nothing when the installation holds data that is not an unfinished demo")
	accounts := f.Bool("accounts", false, "only print the demo accounts")
	bodies := f.Int("bodies", 0, "bodies of the first office (default 14)")
	centres := f.Int("centres", 0, "centres of the first office (default 57)")
	months := f.Int("months", 0, "months of papers (default 6)")
	country := f.Bool("nation", false, "instead: 106 offices with 5,500 centres and a year of 1.8 million obligations, for measuring; takes minutes")
	offices := f.Int("offices", 0, "with --nation: only so many offices")
	if err := parse(f, args); err != nil {
		return err
	}
	if *accounts {
		printAccounts(stdout)
		return nil
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	opts := province.Options{Seed: *number, Bodies: *bodies, Centres: *centres, Months: *months}
	now := time.Now()
	if *today != "" {
		if opts.Today, err = calendar.ParseDate(*today); err != nil {
			return fmt.Errorf("%w: --today: %w", errUsage, err)
		}
		now = opts.Today.At(12, 0)
	}
	opts.Today = calendar.DateOf(now)
	if *country {
		return seedNation(ctx, c, *offices, now, stdout)
	}
	return seed(ctx, c, opts, now, *ifEmpty, stdout, stderr)
}

func seed(ctx context.Context, c Config, opts province.Options, now time.Time, ifEmpty bool, stdout, stderr io.Writer) error {
	db, err := openDB(ctx, c, 0)
	if err != nil {
		return err
	}
	defer db.Close()
	yes, err := wanted(ctx, db, ifEmpty)
	if err != nil || !yes {
		return err
	}
	blobs, err := openBlobs(ctx, c)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	start := time.Now()
	l := &demo.Loader{DB: db, Engine: engine.New(db, func() time.Time { return now }), Blobs: blobs, Now: now,
		Read: extract.ChildOptions{Self: self, Trust: c.TrustStore}, Log: logTo(stderr, c), Password: demoPassword, Progress: progress(stdout)}
	if err := l.Load(ctx, province.New(opts)); err != nil {
		return fmt.Errorf("load the demo data (run it again to go on from here): %w", err)
	}
	fmt.Fprintf(stdout, "demo data loaded in %.0f s\n", time.Since(start).Seconds())
	return nil
}

// wanted says whether there is demo data to load. It refuses to mix it with
// real data.
func wanted(ctx context.Context, db *storage.DB, ifEmpty bool) (bool, error) {
	loaded, err := demo.Loaded(ctx, db)
	if err != nil || loaded {
		return false, err
	}
	empty, err := demo.Empty(ctx, db)
	if err != nil || empty {
		return empty, err
	}
	begun, err := demo.Begun(ctx, db)
	switch {
	case err != nil || begun:
		return begun, err
	case ifEmpty:
		return false, nil
	}
	return false, fmt.Errorf("this installation holds data that is not demo data: demo data is loaded only into an empty one")
}

// progress prints a line at each tenth.
func progress(w io.Writer) func(done, all int) {
	last := 0
	return func(done, all int) {
		if tenth := done * 10 / all; tenth > last {
			last = tenth
			fmt.Fprintf(w, "demo data: %d of %d files\n", done, all)
		}
	}
}

func printAccounts(w io.Writer) {
	fmt.Fprintf(w, "Accounts (password %s):\n", demoPassword)
	for _, a := range [][2]string{
		{province.OperatorEmail, "operatore di un ente / operator of a body"},
		{province.ReviewerEmail, "istruttore della Prefettura / reviewer"},
		{province.HeadEmail, "dirigente / head of office"},
		{province.AdministratorEmail, "amministratore / administrator"},
	} {
		fmt.Fprintf(w, "  %-28s %s\n", a[0], a[1])
	}
}
