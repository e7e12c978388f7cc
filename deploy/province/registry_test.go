package province_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// luhn says that the eleventh digit of a partita IVA is right, computed as the
// decree tells it and not as the package does.
func luhn(s string) bool {
	if len(s) != 11 {
		return false
	}
	double := [10]int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}
	sum := 0
	for i := range 11 {
		d := int(s[i] - '0')
		if i%2 == 1 {
			d = double[d]
		}
		sum += d
	}
	return sum%10 == 0
}

// validIBAN says that the check digits of ISO 13616 are right.
func validIBAN(s string) bool {
	if len(s) != 27 || !strings.HasPrefix(s, "IT") {
		return false
	}
	var digits strings.Builder
	for _, r := range s[4:] + s[:4] {
		if r >= 'A' {
			digits.WriteString(big.NewInt(int64(r-'A') + 10).String())
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Int64() == 1
}

func TestNumbersOfBodiesAndOfficesCheck(t *testing.T) {
	t.Parallel()
	p := rimini()
	seen := map[string]bool{}
	for _, b := range p.Bodies {
		if !luhn(b.TaxCode) || b.VATID != "IT"+b.TaxCode || seen[b.VATID] {
			t.Errorf("%s has the VAT number %s", b.Name, b.VATID)
		}
		if !validIBAN(b.IBAN) || seen[b.IBAN] {
			t.Errorf("%s has the IBAN %s", b.Name, b.IBAN)
		}
		seen[b.VATID], seen[b.IBAN] = true, true
	}
	for _, o := range p.Offices {
		if !luhn(o.TaxCode) || len(o.OfficeCode) != 6 {
			t.Errorf("%s has the tax code %s and the office code %s", o.Name, o.TaxCode, o.OfficeCode)
		}
		if _, err := calendar.Lookup(o.Calendar); err != nil {
			t.Errorf("%s: %v", o.Name, err)
		}
	}
}

func TestEveryVATProfileIsThere(t *testing.T) {
	t.Parallel()
	got := map[reception.VATProfile]int{}
	for _, b := range rimini().Bodies {
		got[b.VATProfile]++
	}
	if got[reception.VATExempt] == 0 || got[reception.VATReduced] == 0 || got[reception.VATOutOfScope] == 0 {
		t.Errorf("profiles: %v", got)
	}
}

func TestCentresHaveOneCodeAndOneAgreement(t *testing.T) {
	t.Parallel()
	for _, o := range []province.Options{{Seed: 7}, {Seed: 9, Bodies: 40, Centres: 200, Months: 3}, {Seed: 1, Bodies: 3, Centres: 3, Months: 1}} {
		p := province.New(o)
		codes, cigs, owners := map[string]bool{}, map[string]bool{}, map[reception.BodyID]bool{}
		for i, c := range p.Centres {
			if codes[c.Code] || c.ID != reception.CentreID(i+1) || c.Places < 1 {
				t.Errorf("centre %+v", c)
			}
			codes[c.Code], owners[c.BodyID] = true, true
			for _, m := range p.Months() {
				a, ok := p.AgreementOf(c.ID, m)
				if p.PersonDays(c.ID, m) > 0 && (!ok || a.BodyID != c.BodyID) {
					t.Errorf("%s has guests in %s and no agreement of its body", c.Code, m.Key())
				}
			}
		}
		if len(owners) != len(p.Bodies) {
			t.Errorf("%d of %d bodies have a centre", len(owners), len(p.Bodies))
		}
		for _, a := range p.Agreements {
			if len(a.CIG) != 10 || cigs[a.CIG] {
				t.Errorf("agreement %d has the CIG %s", a.ID, a.CIG)
			}
			cigs[a.CIG] = true
		}
	}
}

func TestRatesRiseOnEachFirstOfOctober(t *testing.T) {
	t.Parallel()
	p := rimini()
	midMonth := 0
	for _, a := range p.Agreements {
		for _, tariff := range a.Tariffs {
			if tariff.FromOn.Day() == 16 {
				midMonth++
			}
		}
		for y := a.StartsOn.Year(); y <= a.EndsOn.Year(); y++ {
			october := calendar.MustDate(y, time.October, 1)
			if !october.After(a.StartsOn) || october.After(a.EndsOn) {
				continue
			}
			for _, k := range []reception.CentreKind{reception.HousingUnit, reception.CollectiveCentre} {
				before, ok := a.TariffOn(k, october.AddDays(-1))
				after, _ := a.TariffOn(k, october)
				if ok && !after.DailyRate.GreaterThan(before.DailyRate) {
					t.Errorf("agreement %d: %s from %s to %s on %s", a.ID, k, before.DailyRate, after.DailyRate, october)
				}
			}
		}
		if !a.ActiveOn(p.Options.Today) {
			t.Errorf("agreement %d isn't in force today", a.ID)
		}
	}
	if midMonth == 0 {
		t.Error("no rate changes in the middle of a month")
	}
}

func TestRequirementsOfEachOffice(t *testing.T) {
	t.Parallel()
	p := rimini()
	kinds := map[reception.OfficeID]int{}
	for i, r := range p.Requirements {
		kinds[r.OfficeID]++
		if r.ID != reception.RequirementID(i+1) || r.Due == (reception.DueRule{}) || !r.Active || r.Definition == "" || r.Basis == "" || !r.Proposed {
			t.Errorf("requirement %+v", r)
		}
	}
	if kinds[1] != 6 || kinds[2] != 6 {
		t.Errorf("requirements by office: %v", kinds)
	}
	var past, soon, later int
	valid := map[reception.BodyID]bool{}
	for _, h := range p.Happenings {
		left := p.Options.Today.DaysUntil(h.On)
		if h.What.Expires() == document.DURC {
			valid[h.BodyID] = valid[h.BodyID] || left >= 0 && left <= 120
			continue
		}
		switch {
		case left < 0:
			past++
		case left < 30:
			soon++
		default:
			later++
		}
	}
	if past == 0 || soon == 0 || later == 0 {
		t.Errorf("%d policies have expired, %d are to be renewed, %d last", past, soon, later)
	}
	for _, f := range p.Files {
		if f.Fault != nil && f.Fault.Code == province.FaultExpiredDURC {
			if valid[f.Body] {
				t.Errorf("body %d has a valid DURC, and is told to have none", f.Body)
			}
			valid[f.Body] = true
		}
	}
	for _, b := range p.Bodies {
		if !valid[b.ID] {
			t.Errorf("%s has no valid DURC", b.Code)
		}
	}
}
