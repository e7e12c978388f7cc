package web

import (
	"fmt"
	"net/http"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// registryView lists the bodies with what they run.
type registryView struct{ Bodies []bodyRow }

// bodyRow is one body with its figures.
type bodyRow struct {
	reception.Body
	Centres    int
	Places     int
	Agreements int
}

func (s *site) registryPage(v *visit) error {
	var bodies []reception.Body
	var centres []reception.Centre
	var agreements []reception.Agreement
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if bodies, err = r.Bodies(v.r.Context()); err != nil {
			return err
		}
		if centres, err = r.Centres(v.r.Context(), 0); err != nil {
			return err
		}
		agreements, err = r.Agreements(v.r.Context(), 0)
		return err
	})
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return s.page(v, http.StatusOK, "registry", v.t("registry.title"), registryView{countBodies(bodies, centres, agreements)})
}

func countBodies(bodies []reception.Body, centres []reception.Centre, agreements []reception.Agreement) []bodyRow {
	rows := make([]bodyRow, len(bodies))
	at := map[reception.BodyID]*bodyRow{}
	for i, b := range bodies {
		rows[i].Body = b
		at[b.ID] = &rows[i]
	}
	for _, c := range centres {
		if r := at[c.BodyID]; r != nil {
			r.Centres++
			r.Places += c.Places
		}
	}
	for _, a := range agreements {
		if r := at[a.BodyID]; r != nil {
			r.Agreements++
		}
	}
	return rows
}

// bodyView is one body with its centres and agreements.
type bodyView struct {
	Body       reception.Body
	Profile    string
	Centres    []reception.Centre
	Agreements []agreementView
}

// agreementView is an agreement with its tariffs written out.
type agreementView struct {
	reception.Agreement
	Term    calendar.Period
	Active  bool
	Codes   []string // of its centres
	Tariffs []tariffView
}

// tariffView is a tariff in the language of the page.
type tariffView struct {
	FromOn                             calendar.Date
	Kind                               string
	Daily, PocketMoney, Kit, PhoneCard string
	Current                            bool
}

func (s *site) bodyPage(v *visit) error {
	var view bodyView
	var agreements []reception.Agreement
	id := reception.BodyID(v.pathID())
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if view.Body, err = r.Body(v.r.Context(), id); err != nil {
			return err
		}
		if view.Centres, err = r.Centres(v.r.Context(), id); err != nil {
			return err
		}
		agreements, err = r.Agreements(v.r.Context(), id)
		return err
	})
	if err != nil {
		return err
	}
	view.Profile = v.t("vat." + string(view.Body.VATProfile))
	for _, a := range agreements {
		view.Agreements = append(view.Agreements, v.agreement(a, view.Centres, s.Engine.Today()))
	}
	return s.page(v, http.StatusOK, "body", view.Body.Name, view)
}

func (v *visit) agreement(a reception.Agreement, centres []reception.Centre, today calendar.Date) agreementView {
	out := agreementView{Agreement: a, Term: calendar.Period{Start: a.StartsOn, End: a.EndsOn}, Active: a.ActiveOn(today)}
	for _, id := range a.Centres {
		for _, c := range centres {
			if c.ID == id {
				out.Codes = append(out.Codes, c.Code)
			}
		}
	}
	g := tongue{v.lang, v.texts}
	money := func(d decimal.Decimal) string {
		if d.IsZero() {
			return "–"
		}
		return g.money(d)
	}
	for _, t := range a.Tariffs {
		now, ok := a.TariffOn(t.CentreKind, today)
		out.Tariffs = append(out.Tariffs, tariffView{FromOn: t.FromOn, Kind: v.t("centre." + string(t.CentreKind)),
			Daily: money(t.DailyRate), PocketMoney: money(t.PocketMoney), Kit: money(t.Kit), PhoneCard: money(t.PhoneCard),
			Current: ok && now.FromOn == t.FromOn})
	}
	return out
}
