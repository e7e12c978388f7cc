package workflow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ground is a body with one agreement for 2026 and 2027 that covers three
// centres: 5 all the time, 6 from 20 March 2026, 7 until 10 June 2026.
func ground() workflow.Grounds {
	return workflow.Grounds{
		Body: reception.Body{ID: 2, OfficeID: 1},
		Agreements: []reception.Agreement{{ID: 12, OfficeID: 1, BodyID: 2, Kind: reception.CallOff, InvoiceMonths: 2,
			StartsOn: day("2026-01-10"), EndsOn: day("2027-12-31"),
			Covers: []reception.Covering{{CentreID: 5}, {CentreID: 6, FromOn: day("2026-03-20")}, {CentreID: 7}}}},
		Centres: []reception.Centre{{ID: 5, BodyID: 2, OpenedOn: day("2020-01-01")}, {ID: 6, BodyID: 2, OpenedOn: day("2026-03-01")},
			{ID: 7, BodyID: 2, OpenedOn: day("2020-01-01"), ClosedOn: day("2026-06-10")}},
		Calendar: rimini, Ladder: reception.Ladder{Steps: []int{-7, 1}}, From: day("2026-01-01"),
	}
}

func rule(s reception.Subject, r reception.Recurrence, d reception.DueRule) reception.Requirement {
	return reception.Requirement{ID: 1, OfficeID: 1, Version: 3, Active: true, Kind: document.Report, Subject: s, Recurrence: r, Due: d}
}

func onDay(n int) reception.DueRule            { return reception.DueRule{Day: n, Months: 1} }
func within(t calendar.Term) reception.DueRule { return reception.DueRule{Term: t} }

func span(from, to string) calendar.Period { return calendar.Period{Start: day(from), End: day(to)} }

// lines tells obligations: slot, period, due date.
func lines(os []workflow.Obligation) string {
	out := make([]string, len(os))
	for i, o := range os {
		out[i] = o.Slot + " " + o.For.Key() + " " + o.Due.On.String()
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestExpect(t *testing.T) {
	at := time.Date(2026, 5, 3, 22, 30, 0, 0, calendar.Rome())
	policy := reception.Happening{ID: 33, BodyID: 2, What: reception.ExpiryOf(document.Insurance), On: day("2026-07-01")}
	departure := reception.Happening{ID: 34, BodyID: 2, CentreID: 7, What: reception.LeftCentre, On: day("2026-05-03"), At: at}
	happening := func(r reception.Requirement, w reception.What) reception.Requirement { r.Happening = w; return r }
	for _, tc := range []struct {
		name   string
		r      reception.Requirement
		change func(*workflow.Grounds)
		window calendar.Period
		want   string
	}{
		{name: "monthly per body, the first month cut by the start", r: rule(reception.PerBody, reception.Monthly, onDay(5)), window: span("2026-01-01", "2026-03-31"),
			want: "b/2026-01-01/1m 2026-01 2026-02-05\nb/2026-02-01/1m 2026-02 2026-03-05\nb/2026-03-01/1m 2026-03 2026-04-07"}, // 5 April is Easter, the 6th Easter Monday
		{name: "monthly per agreement", r: rule(reception.PerAgreement, reception.Monthly, onDay(5)), window: span("2026-02-01", "2026-02-28"),
			want: "a12/2026-02-01/1m 2026-02 2026-03-05"},
		{name: "monthly per centre: covered from the 20th, closed on the 10th", r: rule(reception.PerCentre, reception.Monthly, onDay(5)), window: span("2026-03-01", "2026-03-31"),
			want: "c5/2026-03-01/1m 2026-03 2026-04-07\nc6/2026-03-01/1m 2026-03 2026-04-07\nc7/2026-03-01/1m 2026-03 2026-04-07"},
		{name: "the month in which a centre closes", r: rule(reception.PerCentre, reception.Monthly, onDay(5)), window: span("2026-06-01", "2026-07-31"),
			want: "c5/2026-06-01/1m 2026-06 2026-07-06\nc5/2026-07-01/1m 2026-07 2026-08-05\nc6/2026-06-01/1m 2026-06 2026-07-06\nc6/2026-07-01/1m 2026-07 2026-08-05\nc7/2026-06-01/1m 2026-06 2026-07-06"},
		{name: "two-monthly, aligned to the year", r: rule(reception.PerBody, reception.TwoMonthly, onDay(5)), window: span("2026-01-01", "2026-04-30"),
			want: "b/2026-01-01/2m 2026-01-01..2026-02-28 2026-03-05\nb/2026-03-01/2m 2026-03-01..2026-04-30 2026-05-05"},
		{name: "two months that end in a leap year's February", r: rule(reception.PerBody, reception.TwoMonthly, within(calendar.Term{Days: 1})),
			change: func(g *workflow.Grounds) { g.Agreements[0].EndsOn = day("2028-12-31") }, window: span("2028-01-01", "2028-01-31"),
			want: "b/2028-01-01/2m 2028-01-01..2028-02-29 2028-03-01"},
		{name: "quarterly, the fourth of October 2027 is a holiday", r: rule(reception.PerBody, reception.Quarterly, onDay(4)), window: span("2027-07-01", "2027-07-31"),
			want: "b/2027-07-01/3m 2027-07-01..2027-09-30 2027-10-05"},
		{name: "yearly", r: rule(reception.PerBody, reception.Yearly, within(calendar.Term{Months: 2})), window: span("2026-01-01", "2027-12-31"),
			want: "b/2026-01-01/12m 2026-01-01..2026-12-31 2027-03-01\nb/2027-01-01/12m 2027-01-01..2027-12-31 2028-02-29"},
		{name: "a year that a requirement begins within", r: func() reception.Requirement {
			r := rule(reception.PerBody, reception.Yearly, onDay(31))
			r.StartsOn = day("2026-11-01")
			return r
		}(), window: span("2026-01-01", "2026-12-31"), want: "b/2026-01-01/12m 2026-01-01..2026-12-31 2027-02-01"},
		{name: "months before a requirement begins are not owed", r: func() reception.Requirement {
			r := rule(reception.PerBody, reception.Monthly, onDay(5))
			r.StartsOn = day("2026-11-01")
			return r
		}(), window: span("2026-01-01", "2026-11-30"), want: "b/2026-11-01/1m 2026-11 2026-12-05"},
		{name: "invoiced every two months from the agreement's first", r: rule(reception.PerAgreement, reception.Invoicing, onDay(10)),
			change: func(g *workflow.Grounds) { g.Agreements[0].StartsOn = day("2026-02-16") }, window: span("2026-01-01", "2026-05-31"),
			want: "a12/2026-02-01/2m 2026-02-01..2026-03-31 2026-04-10\na12/2026-04-01/2m 2026-04-01..2026-05-31 2026-06-10"},
		{name: "the last invoice ends with the agreement's month", r: rule(reception.PerAgreement, reception.Invoicing, onDay(10)),
			change: func(g *workflow.Grounds) { g.Agreements[0].EndsOn = day("2026-05-09") }, window: span("2026-04-01", "2026-12-31"),
			want: "a12/2026-05-01/2m 2026-05 2026-06-10"},
		{name: "daily, half a day to tell, holidays too", r: rule(reception.PerCentre, reception.Daily, within(calendar.Term{Hours: 12})), window: span("2026-06-09", "2026-06-11"),
			want: "c5/2026-06-09/1d 2026-06-09..2026-06-09 2026-06-10\nc5/2026-06-10/1d 2026-06-10..2026-06-10 2026-06-11\nc5/2026-06-11/1d 2026-06-11..2026-06-11 2026-06-12\n" +
				"c6/2026-06-09/1d 2026-06-09..2026-06-09 2026-06-10\nc6/2026-06-10/1d 2026-06-10..2026-06-10 2026-06-11\nc6/2026-06-11/1d 2026-06-11..2026-06-11 2026-06-12\n" +
				"c7/2026-06-09/1d 2026-06-09..2026-06-09 2026-06-10\nc7/2026-06-10/1d 2026-06-10..2026-06-10 2026-06-11"},
		{name: "daily, the very day, on a Sunday", r: rule(reception.PerBody, reception.Daily, reception.DueRule{}), window: span("2026-06-07", "2026-06-07"),
			want: "b/2026-06-07/1d 2026-06-07..2026-06-07 2026-06-07"},
		{name: "once per agreement", r: rule(reception.PerAgreement, reception.Once, within(calendar.Term{Days: 15})), window: calendar.Period{End: day("2026-12-31")},
			want: "a12/once 2026-01-10..2027-12-31 2026-01-26"}, // 25 January 2026 is a Sunday
		{name: "once per centre, from when it is covered and open", r: rule(reception.PerCentre, reception.Once, reception.DueRule{}), window: calendar.Period{End: day("2026-12-31")},
			want: "a12c5/once 2026-01-10..2027-12-31 2026-01-10\na12c6/once 2026-03-20..2027-12-31 2026-03-20\na12c7/once 2026-01-10..2026-06-10 2026-01-10"},
		{name: "once per body, over all of its agreements", r: rule(reception.PerBody, reception.Once, reception.DueRule{}),
			change: func(g *workflow.Grounds) {
				g.Agreements = append(g.Agreements, reception.Agreement{ID: 13, BodyID: 2, StartsOn: day("2025-02-01"), EndsOn: day("2026-02-28")})
			}, window: calendar.Period{End: day("2026-12-31")}, want: "b/once 2025-02-01..2027-12-31 2025-02-01"},
		{name: "once, of what ended before the ledger begins", r: rule(reception.PerAgreement, reception.Once, reception.DueRule{}),
			change: func(g *workflow.Grounds) { g.From = day("2028-01-01") }, window: calendar.Period{End: day("2028-12-31")}},
		{name: "before the agreement ends, extensions included", r: happening(rule(reception.PerAgreement, reception.BeforeExpiry, within(calendar.Term{Days: 30})), reception.AgreementExpiry),
			change: func(g *workflow.Grounds) {
				g.Agreements[0].EndsOn = day("2028-06-30")
				g.Agreements[0].Extensions = []reception.Extension{{FromEnd: day("2027-12-31"), EndsOn: day("2028-06-30")}}
			}, window: calendar.Period{End: day("2029-12-31")}, want: "a12/end2028-06-30 2028-06-30..2028-06-30 2028-05-31"},
		{name: "before the end, of the centres that are there", r: happening(rule(reception.PerCentre, reception.BeforeExpiry, within(calendar.Term{Days: 30})), reception.AgreementExpiry),
			window: calendar.Period{End: day("2029-12-31")}, want: "a12c5/end2027-12-31 2027-12-31..2027-12-31 2027-12-01\na12c6/end2027-12-31 2027-12-31..2027-12-31 2027-12-01"},
		{name: "before what was recorded expires, rolled back", r: happening(rule(reception.PerBody, reception.BeforeExpiry, within(calendar.Term{Days: 30})), policy.What),
			change: func(g *workflow.Grounds) {
				policy := policy
				policy.On = day("2026-07-02")
				g.Happenings = []reception.Happening{policy}
			},
			window: span("2026-05-01", "2026-06-30"), want: "h33 2026-07-02..2026-07-02 2026-06-01"}, // 2 June is a holiday
		{name: "the very day of the expiry", r: happening(rule(reception.PerBody, reception.BeforeExpiry, reception.DueRule{}), policy.What),
			change: func(g *workflow.Grounds) { g.Happenings = []reception.Happening{policy} }, window: span("2026-07-01", "2026-07-01"), want: "h33 2026-07-01..2026-07-01 2026-07-01"},
		{name: "what expires after the last agreement is not needed", r: happening(rule(reception.PerBody, reception.BeforeExpiry, reception.DueRule{}), policy.What),
			change: func(g *workflow.Grounds) {
				policy := policy
				policy.On = day("2028-01-01")
				g.Happenings = []reception.Happening{policy}
			},
			window: calendar.Period{End: day("2029-01-01")}},
		{name: "what expires in a centre that has closed is not needed", r: happening(rule(reception.PerCentre, reception.BeforeExpiry, reception.DueRule{}), policy.What),
			change: func(g *workflow.Grounds) {
				policy := policy
				policy.CentreID = 7
				g.Happenings = []reception.Happening{policy}
			},
			window: calendar.Period{End: day("2029-01-01")}},
		{name: "hours from the instant", r: happening(rule(reception.PerCentre, reception.AfterHappening, within(calendar.Term{Hours: 48})), reception.LeftCentre),
			change: func(g *workflow.Grounds) { g.Happenings = []reception.Happening{departure, policy} }, window: span("2026-05-01", "2026-05-31"),
			want: "h34 2026-05-03..2026-05-03 2026-05-05"},
		{name: "days from the day", r: happening(rule(reception.PerCentre, reception.AfterHappening, within(calendar.Term{Days: 20})), reception.LeftCentre),
			change: func(g *workflow.Grounds) { g.Happenings = []reception.Happening{departure} }, window: span("2026-05-01", "2026-05-31"),
			want: "h34 2026-05-03..2026-05-03 2026-05-23"},
		{name: "at once, on a Sunday", r: happening(rule(reception.PerCentre, reception.AfterHappening, reception.DueRule{}), reception.LeftCentre),
			change: func(g *workflow.Grounds) { g.Happenings = []reception.Happening{departure} }, window: span("2026-05-01", "2026-05-31"),
			want: "h34 2026-05-03..2026-05-03 2026-05-03"},
		{name: "a happening before the ledger", r: happening(rule(reception.PerCentre, reception.AfterHappening, reception.DueRule{}), reception.LeftCentre),
			change: func(g *workflow.Grounds) { g.Happenings, g.From = []reception.Happening{departure}, day("2026-05-04") }, window: span("2026-05-01", "2026-05-31")},
		{name: "a template that is off", r: func() reception.Requirement {
			r := rule(reception.PerBody, reception.Monthly, onDay(5))
			r.Active = false
			return r
		}(), window: span("2026-01-01", "2026-12-31")},
		{name: "a body that left", r: rule(reception.PerBody, reception.Monthly, onDay(5)), change: func(g *workflow.Grounds) { g.Body.Inactive = true }, window: span("2026-01-01", "2026-12-31")},
		{name: "a body without agreements", r: rule(reception.PerBody, reception.Monthly, onDay(5)), change: func(g *workflow.Grounds) { g.Agreements = nil }, window: span("2026-01-01", "2026-12-31")},
		{name: "a body between two agreements", r: rule(reception.PerBody, reception.Monthly, onDay(5)), change: func(g *workflow.Grounds) {
			g.Agreements[0].EndsOn = day("2026-01-31")
			g.Agreements = append(g.Agreements, reception.Agreement{ID: 13, StartsOn: day("2026-03-31"), EndsOn: day("2026-12-31")})
		}, window: span("2026-01-01", "2026-03-31"), want: "b/2026-01-01/1m 2026-01 2026-02-05\nb/2026-03-01/1m 2026-03 2026-04-07"},
		{name: "a framework owes only through its call-offs", r: rule(reception.PerAgreement, reception.Monthly, onDay(5)), change: func(g *workflow.Grounds) {
			g.Agreements = append(g.Agreements, reception.Agreement{ID: 13, Kind: reception.Framework, StartsOn: day("2026-01-01"), EndsOn: day("2028-12-31")})
		}, window: span("2026-02-01", "2026-02-28"), want: "a12/2026-02-01/1m 2026-02 2026-03-05"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := ground()
			if tc.change != nil {
				tc.change(&g)
			}
			got, err := workflow.Expect(tc.r, g, tc.window)
			if err != nil {
				t.Fatal(err)
			}
			if lines(got) != tc.want {
				t.Fatalf("expected\n%s\nwant\n%s", lines(got), tc.want)
			}
			for _, o := range got {
				if at, err := o.Due.Derivation.Replay(); err != nil || at != o.Due.On {
					t.Errorf("%s: the derivation leads to %s, %v", o.Slot, at, err)
				}
				if o.NudgeOn != o.Due.On.AddDays(-7) || o.RequirementVersion != 3 || o.Status != workflow.ObligationOpen || o.OfficeID != 1 || o.BodyID != 2 {
					t.Errorf("%+v", o)
				}
			}
		})
	}
}

// A centre that moves to another agreement within a month owes its register once,
// under the agreement that has it at the end.
func TestACentreThatMovesOwesOnce(t *testing.T) {
	g := ground()
	g.Agreements[0].Covers = []reception.Covering{{CentreID: 5, ToOn: day("2026-04-15")}}
	g.Agreements = append(g.Agreements, reception.Agreement{ID: 13, BodyID: 2, StartsOn: day("2026-04-16"), EndsOn: day("2027-12-31"), Covers: reception.CoversAll(5)})
	r := rule(reception.PerCentre, reception.Monthly, onDay(5))
	for month, want := range map[string]reception.AgreementID{"2026-03": 12, "2026-04": 13, "2026-05": 13} {
		p, _ := calendar.ParseMonth(month)
		got, err := workflow.Expect(r, g, p)
		if err != nil || len(got) != 1 || got[0].AgreementID != want {
			t.Errorf("%s: %+v, %v", month, got, err)
		}
	}
	// Where the new agreement does not ask for it, the old one's days are still owed.
	own := r
	own.ID, own.AgreementID, own.Active = 9, 13, false
	g.Requirements = []reception.Requirement{r, own}
	got, err := workflow.ExpectAll(g, span("2026-04-01", "2026-05-31"))
	if err != nil || lines(got) != "c5/2026-04-01/1m 2026-04 2026-05-05" || got[0].AgreementID != 12 {
		t.Errorf("expected %s, %v", lines(got), err)
	}
}

func TestAnAgreementsOwnRequirement(t *testing.T) {
	g := ground()
	g.Agreements = append(g.Agreements, reception.Agreement{ID: 13, BodyID: 2, StartsOn: day("2026-01-01"), EndsOn: day("2026-12-31")})
	office := rule(reception.PerAgreement, reception.Monthly, onDay(10))
	own := rule(reception.PerAgreement, reception.Quarterly, onDay(20))
	own.ID, own.AgreementID = 7, 13
	g.Requirements = []reception.Requirement{office, own}
	got, err := workflow.ExpectAll(g, span("2026-01-01", "2026-02-28"))
	want := "a12/2026-01-01/1m 2026-01 2026-02-10\na12/2026-02-01/1m 2026-02 2026-03-10\na13/2026-01-01/3m 2026-01-01..2026-03-31 2026-04-20"
	if err != nil || lines(got) != want {
		t.Fatalf("expected\n%s, %v", lines(got), err)
	}
	own.Removed = true // the office's holds again
	g.Requirements[1] = own
	want = "a12/2026-01-01/1m 2026-01 2026-02-10\na13/2026-01-01/1m 2026-01 2026-02-10"
	if got, err = workflow.ExpectAll(g, span("2026-01-01", "2026-01-31")); err != nil || lines(got) != want {
		t.Fatalf("removed, expected\n%s, %v", lines(got), err)
	}
	own.Removed = false
	own.Subject = reception.PerCentre // another subject: the office's holds again, beside it
	g.Requirements[1] = own
	if got, err = workflow.ExpectAll(g, span("2026-01-01", "2026-01-31")); err != nil || len(got) != 2 {
		t.Fatalf("expected %s, %v", lines(got), err)
	}
}

// What is asked once, before or after something stands beside what an agreement
// asks for each period; of the same happening its own template stands alone.
func TestAnAgreementsOwnRequirementOfAnotherClass(t *testing.T) {
	expiry := func(what reception.What, on reception.DueRule) reception.Requirement {
		r := rule(reception.PerAgreement, reception.BeforeExpiry, on)
		r.Happening = what
		return r
	}
	office := []reception.Requirement{rule(reception.PerAgreement, reception.Once, within(calendar.Term{Days: 10})), rule(reception.PerAgreement, reception.Monthly, onDay(10)),
		expiry(reception.AgreementExpiry, within(calendar.Term{Days: 30}))}
	for own, want := range map[int]string{
		0: "a12/end2027-12-31 2027-12-31..2027-12-31 2027-12-01\na12/once 2026-01-10..2027-12-31 2026-01-10\na12/2026-01-01/1m 2026-01 2026-02-10",
		1: "a12/end2027-12-31 2027-12-31..2027-12-31 2027-12-01\na12/once 2026-01-10..2027-12-31 2026-01-20\na12/2026-01-01/3m 2026-01-01..2026-03-31 2026-04-20",
		2: "a12/end2027-12-31 2027-12-31..2027-12-31 2027-10-30\na12/once 2026-01-10..2027-12-31 2026-01-20\na12/2026-01-01/1m 2026-01 2026-02-10",
		3: "a12/end2027-12-31 2027-12-31..2027-12-31 2027-12-01\na12/once 2026-01-10..2027-12-31 2026-01-20\na12/2026-01-01/1m 2026-01 2026-02-10",
	} {
		r := []reception.Requirement{rule(reception.PerAgreement, reception.Once, reception.DueRule{}), rule(reception.PerAgreement, reception.Quarterly, onDay(20)),
			expiry(reception.AgreementExpiry, within(calendar.Term{Days: 60})), expiry(reception.ExpiryOf(document.Insurance), within(calendar.Term{Days: 60}))}[own]
		r.ID, r.AgreementID = 7, 12
		g := ground()
		g.Requirements = append(slices.Clone(office), r)
		var got []workflow.Obligation
		all, _ := workflow.ExpectAll(g, calendar.Period{End: day("2027-12-31")})
		for _, o := range all {
			if !strings.HasSuffix(o.Slot, "m") || o.For.Start == day("2026-01-01") {
				got = append(got, o)
			}
		}
		lined := func(s string) string { l := strings.Split(s, "\n"); slices.Sort(l); return strings.Join(l, "\n") }
		if lines(got) != lined(want) {
			t.Errorf("own template %d: expected\n%s\nwant\n%s", own, lines(got), lined(want))
		}
	}
}

// A date that can't be computed is told, and is in the way of nothing else: not
// of what the same template asks after another happening.
func TestADateThatCantBeIsNotInTheWay(t *testing.T) {
	g := ground()
	r := rule(reception.PerCentre, reception.AfterHappening, within(calendar.Term{Days: 3}))
	r.ID, r.Happening = 4, reception.LeftCentre
	g.Requirements = []reception.Requirement{r, rule(reception.PerBody, reception.Monthly, onDay(5))}
	g.Happenings = []reception.Happening{{ID: 33, CentreID: 5, What: r.Happening, On: day("2199-12-31")}, {ID: 34, CentreID: 5, What: r.Happening, On: day("2026-01-20")}}
	got, skipped := workflow.ExpectAll(g, span("2026-01-01", "2026-01-31"))
	if want := "b/2026-01-01/1m 2026-01 2026-02-05\nh34 2026-01-20..2026-01-20 2026-01-23"; lines(got) != want {
		t.Errorf("expected\n%s", lines(got))
	}
	if len(skipped) != 1 || skipped[0].Happening != 33 || skipped[0].Requirement != 4 || skipped[0].Body != 2 || !strings.Contains(skipped[0].Error(), "2200") {
		t.Errorf("skipped %v", skipped)
	}
}

func TestTheDayOfAHappening(t *testing.T) {
	today := day("2028-02-29")
	expiry := reception.ExpiryOf(document.Insurance)
	for _, tc := range []struct {
		what reception.What
		on   string
		want string // in the sentence
	}{
		{reception.LeftCentre, "2028-03-01", ""}, {reception.LeftCentre, "2028-03-02", "al più tardi per domani"},
		{reception.LeftCentre, "2000-01-01", ""}, {reception.LeftCentre, "1999-12-31", "prima del 2000"},
		{expiry, "2043-02-28", ""}, {expiry, "2043-03-01", "fino a 15 anni"}, {expiry, "2199-12-31", "fino a 15 anni"}, {expiry, "1999-12-31", "prima del 2000"},
	} {
		ps := workflow.HappeningOn(reception.Happening{What: tc.what, On: day(tc.on)}, today)
		if (tc.want == "") != (len(ps) == 0) || len(ps) > 0 && (ps[0].Field != "on" || !strings.Contains(ps[0].It, tc.want) || ps[0].En == "") {
			t.Errorf("%s on %s: %+v", tc.what, tc.on, ps)
		}
	}
}

func TestADateThatCantBeIsAnError(t *testing.T) {
	g := ground()
	g.Agreements[0].EndsOn = day("2400-01-01")
	r := rule(reception.PerBody, reception.Yearly, within(calendar.Term{Days: 3}))
	if got, err := workflow.Expect(r, g, span("2399-01-01", "2399-12-31")); err == nil {
		t.Fatalf("expected %+v", got)
	}
}

// What is written each day ahead is, over the days, what is written at once.
func TestAheadIsTheSameInSteps(t *testing.T) {
	g := ground()
	g.Happenings = []reception.Happening{{ID: 33, What: reception.ExpiryOf(document.Insurance), On: day("2026-07-01")}}
	expiry := rule(reception.PerBody, reception.BeforeExpiry, within(calendar.Term{Days: 60}))
	expiry.Happening = reception.ExpiryOf(document.Insurance)
	g.Requirements = []reception.Requirement{rule(reception.PerCentre, reception.Monthly, onDay(5)), rule(reception.PerBody, reception.Yearly, onDay(20)), expiry,
		rule(reception.PerAgreement, reception.Once, within(calendar.Term{Days: 10})), rule(reception.PerBody, reception.Daily, reception.DueRule{})}
	const horizon = 45
	first, last := day("2026-01-05"), day("2026-09-30")
	write := func(since, until calendar.Date, from calendar.Date) []workflow.Obligation {
		all, err := workflow.ExpectAll(g, calendar.Period{Start: from, End: until})
		if err != nil {
			t.Fatal(err)
		}
		return workflow.Ahead(all, horizon, since, until)
	}
	steps := write(calendar.Date{}, first, calendar.Date{})
	for d := first; d.Before(last); {
		next := d.AddDays(1 + int(d.Day())%4) // some days nothing ran
		if next.After(last) {
			next = last
		}
		steps = append(steps, write(d, next, d.AddDays(1-horizon))...)
		d = next
	}
	if whole := write(calendar.Date{}, last, calendar.Date{}); lines(steps) != lines(whole) {
		t.Fatalf("in steps\n%s\nat once\n%s", lines(steps), lines(whole))
	}
}
