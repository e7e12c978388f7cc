package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/insiemi/insiemi/storage"
)

// runMigrate brings the database to this version.
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
	if len(names) == 0 {
		fmt.Fprintln(stdout, "the database is up to date")
	}
	return nil
}
