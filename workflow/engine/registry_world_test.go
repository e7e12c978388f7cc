package engine_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// desk is an office with a small registry of its own, all of it made through the
// engine by its administrator on 3 November 2026.
type desk struct {
	*world
	admin, second workflow.Actor // two administrators
	stranger      workflow.Actor // administrator of another office
	office        reception.Office
	body          reception.Body
	centre        reception.Centre
	agreement     reception.Agreement
}

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	w := &world{T: t, url: storagetest.URL(t), clock: &clock{t: day("2026-11-03").At(9, 0)}}
	w.db = storagetest.Open(t, w.url, 8)
	w.engine = engine.New(w.db, w.clock.now)
	d := &desk{world: w}
	d.admin, d.second = d.open("rimini", "anna@ufficio.example"), workflow.Actor{}
	d.stranger = d.open("ravenna", "sara@altrove.example")
	d.must(d.db.Read(t.Context(), storage.For(d.admin), func(r *storage.Reader) (err error) {
		d.office, err = r.Office(t.Context(), d.admin.Office)
		return err
	}))
	id, err := d.engine.SavePerson(t.Context(), d.admin, reception.Person{OfficeID: d.office.ID, Email: "bruno@ufficio.example", Name: "Bruno Prova",
		Role: reception.Administrator, Language: "it"}, engine.Saving{})
	d.must(err)
	d.second = workflow.Actor{Person: id, Office: d.office.ID, Role: reception.Administrator}
	d.furnish()
	return d
}

// open writes an office with one administrator, as the first of an installation.
func (d *desk) open(code, email string) (a workflow.Actor) {
	d.Helper()
	d.must(d.db.Write(d.Context(), storage.System(), func(t *storage.Tx) (err error) {
		a = workflow.Actor{Role: reception.Administrator}
		a.Office, err = t.AddOffice(d.Context(), reception.Office{Code: code, Name: "Prefettura di " + code, TaxCode: "91044110400", OfficeCode: "ABC123", Calendar: "it"})
		if err != nil {
			return err
		}
		a.Person, err = t.AddPerson(d.Context(), reception.Person{OfficeID: a.Office, Email: email, Name: "Anna Prova", Role: reception.Administrator, Language: "it"}, "")
		return err
	}))
	return a
}

// furnish adds a body, a centre and an agreement.
func (d *desk) furnish() {
	d.Helper()
	ctx := d.Context()
	d.body = reception.Body{OfficeID: d.office.ID, Code: "E01", Name: "Cooperativa di Prova", TaxCode: "01234567897", VATID: "IT01234567897",
		VATProfile: reception.VATExempt, IBAN: "IT60X0542811101000000123456"}
	var err error
	d.body.ID, err = d.engine.SaveBody(ctx, d.admin, d.body, engine.Saving{})
	d.must(err)
	d.centre = reception.Centre{OfficeID: d.office.ID, BodyID: d.body.ID, Code: "RN-017", Name: "Casa di Prova", Kind: reception.CollectiveCentre,
		Places: 40, OpenedOn: day("2025-01-01")}
	d.centre.ID, err = d.engine.SaveCentre(ctx, d.admin, d.centre, engine.Saving{})
	d.must(err)
	rate := func(from, euros string) reception.Tariff {
		return reception.Tariff{CentreKind: reception.CollectiveCentre, FromOn: day(from), DailyRate: decimal.RequireFromString(euros),
			PocketMoney: decimal.RequireFromString("2.50"), FamilyCap: decimal.RequireFromString("7.50")}
	}
	d.agreement = reception.Agreement{OfficeID: d.office.ID, BodyID: d.body.ID, Kind: reception.CallOff, CIG: "B6DB8A4C65", Title: "Accoglienza",
		StartsOn: day("2026-01-01"), EndsOn: day("2027-12-31"), PaymentDays: 30, InvoiceMonths: 1, Covers: reception.CoversAll(d.centre.ID),
		Counting: reception.CountingRule{EntryDay: true}, Tariffs: []reception.Tariff{rate("2026-01-01", "32.08"), rate("2026-10-01", "32.31")}}
	d.agreement.ID, err = d.engine.SaveAgreement(ctx, d.admin, d.agreement, engine.Saving{})
	d.must(err)
}

// look reads as the administrator.
func (d *desk) look(f func(*storage.Reader) error) {
	d.Helper()
	d.read(storage.For(d.admin), f)
}

func (d *desk) bodyOn(on string) (b reception.Body) {
	d.Helper()
	d.look(func(r *storage.Reader) (err error) { b, err = r.BodyOn(d.Context(), d.body.ID, day(on)); return err })
	return b
}

func (d *desk) centreOn(on string) (c reception.Centre) {
	d.Helper()
	d.look(func(r *storage.Reader) error {
		all, err := r.CentresOn(d.Context(), d.body.ID, day(on))
		if err == nil {
			c = all[0]
		}
		return err
	})
	return c
}

func (d *desk) agreementOn(on string) (a reception.Agreement) {
	d.Helper()
	d.look(func(r *storage.Reader) error {
		all, err := r.AgreementsOn(d.Context(), d.body.ID, day(on))
		if err == nil {
			a = all[0]
		}
		return err
	})
	return a
}

func (d *desk) changes(e reception.Entity, id int64) (all []storage.Change) {
	d.Helper()
	d.look(func(r *storage.Reader) (err error) { all, err = r.Changes(d.Context(), e, id); return err })
	return all
}

func (d *desk) revision() (n int64) {
	d.Helper()
	d.look(func(r *storage.Reader) error {
		l, err := r.Ledger(d.Context(), d.office.ID)
		n = l.RegistryRevision
		return err
	})
	return n
}

// blind is a saving by somebody who did not look.
func blind(from string) engine.Saving {
	s := engine.Saving{Blind: true}
	if from != "" {
		s.FromOn = day(from)
	}
	return s
}

// saveCentre saves the centre with a change.
func (d *desk) saveCentre(from string, edit func(*reception.Centre)) error {
	c := d.centreOn("2026-11-03")
	edit(&c)
	_, err := d.engine.SaveCentre(d.Context(), d.admin, c, blind(from))
	return err
}

// saveBody saves the body with a change.
func (d *desk) saveBody(from string, edit func(*reception.Body)) error {
	b := d.bodyOn("2026-11-03")
	edit(&b)
	_, err := d.engine.SaveBody(d.Context(), d.admin, b, blind(from))
	return err
}
