package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// runOffice makes an office with its first administrator.
func runOffice(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var o reception.Office
	admin := reception.Person{Role: reception.Administrator}
	f := flags("office", stderr)
	f.StringVar(&o.Code, "code", "", "short name of the office, e.g. rimini")
	f.StringVar(&o.Name, "name", "", "name of the office, e.g. 'Prefettura – UTG di Rimini'")
	f.StringVar(&o.TaxCode, "tax-code", "", "its tax code (codice fiscale), 11 digits")
	f.StringVar(&o.OfficeCode, "office-code", "", "its code for e-invoices (codice univoco ufficio), 6 characters")
	f.StringVar(&o.PEC, "pec", "", "its certified e-mail address")
	f.StringVar(&o.Email, "email", "", "its e-mail address, shown in messages")
	f.StringVar(&o.Calendar, "calendar", "it", "its calendar of closures: insiemi term -h lists them")
	f.StringVar(&admin.Name, "admin-name", "", "name of the first administrator")
	f.StringVar(&admin.Email, "admin-email", "", "e-mail address of the first administrator, who gets an invitation")
	f.StringVar(&admin.Language, "admin-language", "it", "it or en")
	if err := parse(f, args); err != nil {
		return err
	}
	c, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	db, err := openDB(ctx, c, 1)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = engine.New(db, time.Now).OpenOffice(ctx, o, admin)
	if r, ok := workflow.RefusalOf(err); ok {
		return fmt.Errorf("the office was not made: %s", r.En)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "office %s is there; the workers send an invitation to %s\n", o.Code, admin.Email)
	return err
}
