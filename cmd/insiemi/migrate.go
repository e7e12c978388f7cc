package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/insiemi/insiemi/storage"
)

// runMigrate brings the database to this version, and seals what an earlier one left
// in the clear.
func runMigrate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := parse(flags("migrate", stderr), args); err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	names, err := storage.Migrate(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	for _, n := range names {
		fmt.Fprintln(stdout, "applied", n)
	}
	sealed, rewritten, err := sealLeft(ctx, c)
	if sealed > 0 {
		fmt.Fprintf(stdout, "sealed %d readings, findings and names of files that stood in the clear\n", sealed)
	}
	for _, table := range rewritten {
		fmt.Fprintf(stdout, "wrote %s anew: nothing is left on the disk of what stood there in the clear\n", table)
	}
	if err != nil {
		return err
	}
	if len(names)+sealed+len(rewritten) == 0 {
		fmt.Fprintln(stdout, "the database is up to date")
	}
	return nil
}

// sealLeft seals what stands in the clear, and removes from the database's disk what
// stood there, also of what was sealed before: by the workers, or by a run that was
// interrupted. It returns how many rows it sealed and which tables were written anew.
func sealLeft(ctx context.Context, c Config) (n int, rewritten []string, err error) {
	db, err := openDB(ctx, c, 1)
	if err != nil {
		return 0, nil, err
	}
	defer db.Close()
	if n, err = db.SealLeft(ctx); err != nil {
		return n, nil, fmt.Errorf("seal what stands in the clear: %w", err)
	}
	if rewritten, err = db.Rewrite(ctx); err != nil {
		return n, rewritten, fmt.Errorf("remove from the disk what stood in the clear (run insiemi migrate again): %w", err)
	}
	return n, rewritten, nil
}
