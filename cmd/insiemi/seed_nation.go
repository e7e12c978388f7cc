package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/insiemi/insiemi/deploy/nation"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// seedNation loads a whole country, to measure at its size.
func seedNation(ctx context.Context, c Config, offices int, now time.Time, stdout io.Writer) error {
	db, err := openDB(ctx, c, 0)
	if err != nil {
		return err
	}
	defer db.Close()
	start := time.Now()
	l := &nation.Loader{URL: c.DatabaseURL, DB: db, Engine: engine.New(db, func() time.Time { return now }), Password: demoPassword,
		Year: calendar.DateOf(now).Year(), Offices: offices,
		Progress: func(done, of, obligations int) {
			if done%10 == 0 || done == of {
				fmt.Fprintf(stdout, "nation: %d of %d offices, %d obligations, %.0f s\n", done, of, obligations, time.Since(start).Seconds())
			}
		}}
	all, err := l.Load(ctx)
	if err != nil {
		return fmt.Errorf("load the nation: %w", err)
	}
	fmt.Fprintf(stdout, "%d obligations in %.0f s\n", all, time.Since(start).Seconds())
	return nil
}
