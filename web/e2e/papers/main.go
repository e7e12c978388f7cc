// Command papers writes the files that the browser tests upload: two attendance
// registers, an invoice and a contract for what a body of the demonstration
// still owes, and a corrected register. It reads the registry from the database
// in INSIEMI_DATABASE_URL and changes nothing there.
//
//	papers <e-mail of an operator> <folder>
//
// The first register declares two presences more than its cells add up to; the
// corrected one is right. manifest.json in the folder says what is what.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "papers:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: papers <e-mail of an operator> <folder>")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := storage.Open(ctx, os.Getenv("INSIEMI_DATABASE_URL"), 2)
	if err != nil {
		return err
	}
	defer db.Close()
	var o owed
	if err := db.Read(ctx, storage.System(), func(r *storage.Reader) error { return o.read(ctx, r, args[0]) }); err != nil {
		return err
	}
	return o.write(args[1])
}

// owed is what a body still owes for the current month.
type owed struct {
	office    reception.Office
	body      reception.Body
	month     calendar.Period
	agreement reception.Agreement // that of the first centre
	first     reception.Centre    // its register is an XLSX
	second    reception.Centre    // its register is a PDF
	other     reception.Agreement // that of the second centre
}

func (o *owed) read(ctx context.Context, r *storage.Reader, email string) error {
	p, _, ok, err := r.Credentials(ctx, email)
	if err != nil || !ok || p.BodyID == 0 {
		return fmt.Errorf("%s is not an operator: %w", email, errors.Join(err, errors.New("no such account")))
	}
	if o.body, err = r.Body(ctx, p.BodyID); err != nil {
		return err
	}
	if o.office, err = r.Office(ctx, p.OfficeID); err != nil {
		return err
	}
	agreements, err := r.Agreements(ctx, p.BodyID)
	if err != nil {
		return err
	}
	centres, err := r.Centres(ctx, p.BodyID)
	if err != nil {
		return err
	}
	slots, err := r.Slots(ctx, p.BodyID, document.Register)
	if err != nil {
		return err
	}
	return o.choose(slots, agreements, centres)
}

// choose takes the registers of two centres, of the latest month that has begun
// in which two are owed and one is its agreement's only centre.
func (o *owed) choose(slots []workflow.Obligation, agreements []reception.Agreement, centres []reception.Centre) error {
	today := calendar.DateOf(time.Now())
	find := func(s workflow.Obligation) (a reception.Agreement, c reception.Centre) {
		for _, x := range agreements {
			if x.ID == s.AgreementID {
				a = x
			}
		}
		for _, x := range centres {
			if x.ID == s.CentreID {
				c = x
			}
		}
		return a, c
	}
	for _, s := range slots {
		a, c := find(s)
		if s.For.Start.After(today) { // written ahead; its invoice is not yet
			continue
		}
		if s.Status != workflow.ObligationOpen || len(a.Covered()) != 1 || !(o.month.IsZero() || o.month.Start.Before(s.For.Start)) {
			continue
		}
		for _, t := range slots {
			if b, d := find(t); t.Status == workflow.ObligationOpen && t.For == s.For && d.ID != c.ID {
				o.month, o.agreement, o.first, o.other, o.second = s.For, a, c, b, d
			}
		}
	}
	if o.month.IsZero() {
		return errors.New("the body owes no registers of two centres for one month")
	}
	return nil
}

// manifest says what the files are.
type manifest struct {
	Month  string `json:"month"`
	First  paper  `json:"first"`  // register, XLSX, its total two too many
	Fixed  paper  `json:"fixed"`  // the same, right
	Second paper  `json:"second"` // register, PDF
	Bill   paper  `json:"bill"`   // invoice of the first centre's agreement
	Deal   paper  `json:"deal"`   // contract
}

type paper struct {
	File   string `json:"file"`
	Centre string `json:"centre,omitempty"`
	Days   int    `json:"days,omitempty"` // presences
}

func (o *owed) write(folder string) error {
	days := presences(o.month)
	m := manifest{Month: o.month.Key(),
		First:  paper{"registro-" + o.first.Code + ".xlsx", o.first.Code, days + 2},
		Fixed:  paper{"registro-" + o.first.Code + "-corretto.xlsx", o.first.Code, days},
		Second: paper{"registro-" + o.second.Code + ".pdf", o.second.Code, days},
		Bill:   paper{File: "IT" + o.body.VATID[2:] + "_E2E01.xml", Days: days},
		Deal:   paper{File: "contratto.pdf"}}
	files := map[string]func() ([]byte, error){
		m.First.File:  func() ([]byte, error) { return o.sheet(o.agreement, o.first, days+2) },
		m.Fixed.File:  func() ([]byte, error) { return o.sheet(o.agreement, o.first, days) },
		m.Second.File: func() ([]byte, error) { return o.print(o.other, o.second) },
		m.Bill.File:   func() ([]byte, error) { return o.bill(days) },
		m.Deal.File:   o.deal,
	}
	for name, content := range files {
		b, err := content()
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o644); err != nil {
			return err
		}
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "manifest.json"), b, 0o644)
}

// guests are the codes in a register; each is there all month.
func guests(c reception.Centre) []string {
	out := make([]string, 3)
	for i := range out {
		out[i] = fmt.Sprintf("%s-%04d", c.Code, 9001+i)
	}
	return out
}

func presences(month calendar.Period) int { return 3 * month.Days() }
