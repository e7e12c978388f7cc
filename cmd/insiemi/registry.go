package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// registryFlags are what both ways of the registry take.
type registryFlags struct {
	office, on, lang, marked string
	dryRun                   bool
	file                     string
}

// runRegistry writes the registry of an office to a file, or reads it from one.
func runRegistry(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "export" && args[0] != "import" {
		fmt.Fprintln(stderr, "Usage: insiemi registry export [flags] FILE\n       insiemi registry import [flags] FILE\n\n"+
			"Write the registry of an office to a workbook (.xlsx, or .zip of CSVs), or read it from one.\n"+
			"'insiemi registry export -h' and 'insiemi registry import -h' tell the flags.")
		if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
			return flag.ErrHelp
		}
		return fmt.Errorf("%w: say export or import", errUsage)
	}
	g, err := parseRegistry(args[0], args[1:], stderr)
	if err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	db, err := openDB(ctx, c, 0)
	if err != nil {
		return err
	}
	defer db.Close()
	office, err := officeOf(ctx, db, g.office)
	if err != nil {
		return err
	}
	e := engine.New(db, time.Now)
	on := e.Today()
	if g.on != "" {
		if on, err = calendar.ParseDate(g.on); err == nil {
			err = calendar.CheckYear(on)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	if args[0] == "export" {
		return exportRegistry(ctx, e, office, on, g.file, stdout)
	}
	return importRegistry(ctx, e, office, on, g, stdout)
}

func parseRegistry(verb string, args []string, stderr io.Writer) (g registryFlags, err error) {
	f := flags("registry "+verb, stderr)
	f.StringVar(&g.office, "office", "", "code of the office (default: the only one)")
	if verb == "export" {
		f.StringVar(&g.on, "on", "", "day as of which to write it, YYYY-MM-DD (default: today)")
	} else {
		f.StringVar(&g.on, "from", "", "day from which the changes hold, YYYY-MM-DD (default: today)")
		f.BoolVar(&g.dryRun, "dry-run", false, "only say what would change, and change nothing")
		f.StringVar(&g.marked, "marked", "", "where to write the file with its wrong cells marked, when something is wrong (.xlsx)")
		f.StringVar(&g.lang, "lang", "en", "language of the sentences: it or en")
	}
	if err := f.Parse(args); err != nil {
		return g, calledWrongly(err)
	}
	if f.NArg() != 1 {
		return g, fmt.Errorf("%w: give one FILE, an .xlsx workbook or a .zip of CSV files, after the flags", errUsage)
	}
	g.file = f.Arg(0)
	return g, nil
}

// officeOf finds an office by its code; "" is the only one.
func officeOf(ctx context.Context, db *storage.DB, code string) (found reception.Office, err error) {
	var all []reception.Office
	err = db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		all, err = r.Offices(ctx)
		return err
	})
	if err != nil {
		return found, err
	}
	var codes []string
	for _, o := range all {
		codes = append(codes, o.Code)
		if o.Code == code || code == "" && len(all) == 1 {
			return o, nil
		}
	}
	if code == "" {
		return found, fmt.Errorf("%w: say which office with --office: %s", errUsage, strings.Join(codes, ", "))
	}
	return found, fmt.Errorf("there is no office %q: choose one of %s", code, strings.Join(codes, ", "))
}

func exportRegistry(ctx context.Context, e *engine.Engine, o reception.Office, on calendar.Date, file string, stdout io.Writer) error {
	f := workbook.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), "."))
	if f != workbook.XLSX && f != workbook.CSV {
		return fmt.Errorf("%w: the name of the file must end in .xlsx or .zip", errUsage)
	}
	reg, err := e.RegistryOn(ctx, workflow.Actor{System: true}, o.ID, on)
	if err != nil {
		return err
	}
	data, err := workbook.Write(reg, on, f)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o600); err != nil { // it names people
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s as of %s: %d bodies, %d centres, %d agreements, %d people\n", o.Code, on, len(reg.Bodies), len(reg.Centres), len(reg.Agreements), len(reg.People))
	return err
}

func importRegistry(ctx context.Context, e *engine.Engine, o reception.Office, from calendar.Date, g registryFlags, stdout io.Writer) error {
	data, err := readLimited(g.file, workbook.MaxSize)
	if err != nil {
		return err
	}
	do := e.Import
	if g.dryRun {
		do = e.PlanImport
	}
	plan, err := do(ctx, workflow.Actor{System: true}, engine.Importing{Office: o.ID, Book: workbook.Read(data), FromOn: from})
	tellPlan(stdout, plan, g.lang)
	if len(plan.Problems) == 0 {
		return err
	}
	if g.marked != "" {
		marked, err := workbook.Mark(data, plan.Problems, g.lang)
		if err != nil {
			return err
		}
		if err := os.WriteFile(g.marked, marked, 0o600); err != nil {
			return err
		}
	}
	return errors.New("something is wrong with the file: nothing was imported")
}

// readLimited reads a file that is not larger than a limit.
func readLimited(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1)) // one byte more, so that Read sees that it is too large
}

// tellPlan prints what an import does, a line a row, and what is wrong.
func tellPlan(w io.Writer, p engine.ImportPlan, lang string) {
	for _, n := range p.Notes {
		fmt.Fprintln(w, "note:", n.In(lang))
	}
	for _, r := range p.Rows {
		if r.State == workbook.Absent || !p.OK() {
			continue
		}
		fmt.Fprintf(w, "%s: %s %s\n", r.State, r.List.In(lang), r.Name)
		for _, c := range r.Changes {
			if r.State == workbook.Changed {
				fmt.Fprintf(w, "    %s: %q -> %q\n", c.In(lang), c.Before, c.After)
			}
		}
	}
	for _, x := range p.Problems {
		fmt.Fprintf(w, "problem: %s%s\n", x.Place.Words().In(lang), x.In(lang))
	}
	if p.More {
		fmt.Fprintln(w, "problem: there are more than these")
	}
	for _, c := range p.Counts {
		if c.New+c.Changed+c.Same+c.Absent == 0 || !p.OK() {
			continue
		}
		fmt.Fprintf(w, "%s: %d new, %d changed, %d same, %d not in the file\n", c.In(lang), c.New, c.Changed, c.Same, c.Absent)
	}
}
