package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/engine"
)

// runReread asks the workers to read again what an older version of the reader
// read. A reading that a decision relied on stays the one of that decision.
func runReread(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flags("reread", stderr)
	all := f.Bool("all", false, "closed cases too")
	if err := parse(f, args); err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	db, err := openDB(ctx, c, 2)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := engine.New(db, time.Now).Reread(ctx, extract.Version, !*all)
	if err != nil {
		return fmt.Errorf("ask for new readings: %w", err)
	}
	_, err = fmt.Fprintf(stdout, "%d documents are read again; the workers do it as they find time\n", n)
	return err
}
