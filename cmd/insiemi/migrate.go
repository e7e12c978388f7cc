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
	sealed, err := sealLeft(ctx, c)
	if err != nil {
		return err
	}
	if sealed > 0 {
		fmt.Fprintf(stdout, "sealed %d readings and names of files that stood in the clear\n", sealed)
	}
	if len(names) == 0 && sealed == 0 {
		fmt.Fprintln(stdout, "the database is up to date")
	}
	return nil
}

// sealLeft seals what stands in the clear, and removes from the database's disk what
// stood there.
func sealLeft(ctx context.Context, c Config) (int, error) {
	db, err := openDB(ctx, c, 1)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	n, err := db.SealLeft(ctx)
	if err != nil {
		return n, fmt.Errorf("seal what stands in the clear: %w", err)
	}
	if n == 0 {
		return 0, nil
	}
	if err := db.Rewrite(ctx); err != nil {
		return n, fmt.Errorf("remove from the disk what stood in the clear: %w", err)
	}
	return n, nil
}
