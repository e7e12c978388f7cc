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
// read, what broke off, and, where poppler is installed here, what was read
// without it. A reading that a decision relied on stays the one of that decision.
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
	e := engine.New(db, time.Now)
	n, err := e.Reread(ctx, extract.Version, !*all)
	if err != nil {
		return fmt.Errorf("ask for new readings: %w", err)
	}
	if extract.FindTools().PDFToText != "" {
		alone, err := e.RereadAlone(ctx, !*all)
		if err != nil {
			return fmt.Errorf("ask for readings by both readers: %w", err)
		}
		n += alone
	}
	_, err = fmt.Fprintf(stdout, "%d documents are read again; the workers do it as they find time\n", n)
	return err
}
