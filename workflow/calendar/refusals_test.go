package calendar

import (
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	for _, x := range []struct {
		name string
		do   func() error
		want string
	}{
		{"negative", func() error { return Term{Days: -3}.Validate() }, "a term of -3 days can't be"},
		{"none", func() error { return Term{}.Validate() }, "exactly one length"},
		{"two units", func() error { return Term{Days: 1, Months: 1}.Validate() }, "exactly one length"},
		{"too long", func() error { return Term{Years: 101}.Validate() }, "too long: the limit is 100"},
		{"hours backward", func() error { return Term{Hours: 1, Backward: true}.Validate() }, "can't be counted backward"},
		{"1500", func() error { _, err := Term{Days: 3}.After(Calendar{}, day("1500-01-01")); return err }, "1500-01-01 is outside the years"},
		{"end too late", func() error { _, err := Term{Years: 100}.After(Calendar{}, day("2150-01-01")); return err }, "would end on 2250-01-02, outside the years"},
		{"hours in 1500", func() error { _, err := Term{Hours: 3}.After(Calendar{}, day("1500-01-01")); return err }, "1500-01-01 is outside"},
		{"no date", func() error { _, err := Term{Days: 3}.After(Calendar{}, Date{}); return err }, "the date is missing"},
		{"suspension reversed", func() error {
			_, err := Term{Days: 3}.After(Calendar{}, day("2027-01-04"), Suspension{day("2027-01-09"), day("2027-01-08")})
			return err
		}, "ends on 2027-01-08, before it starts on 2027-01-09"},
		{"suspension form", func() error { _, err := ParseSuspension("2027-01-01"); return err }, "not a suspension of the form"},
		{"suspension date", func() error { _, err := ParseSuspension("2027-01-01..x"); return err }, `"x" is not a date`},
		{"backward suspended", func() error {
			t := Term{Days: 3, Backward: true}
			_, err := t.After(Calendar{}, day("2027-01-04"), pause("2027-01-01..2027-01-02"))
			return err
		}, "can't be suspended"},
		{"calendar", func() error { _, err := Lookup("atlantide"); return err }, `no calendar "atlantide": choose one of bologna`},
	} {
		err := x.do()
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want a sentence with %q", x.name, err, x.want)
		}
	}
}

func TestReplayRefusesTampering(t *testing.T) {
	for _, x := range []struct {
		name   string
		tamper func(*Derivation)
	}{
		{"no steps", func(d *Derivation) { d.Steps = nil }},
		{"no start", func(d *Derivation) { d.Steps = d.Steps[1:] }},
		{"another length", func(d *Derivation) { d.Steps[1].N++ }},
		{"another end", func(d *Derivation) { d.Steps[2].To = d.Steps[2].To.AddDays(1) }},
		{"another start", func(d *Derivation) { d.Steps[0].To = d.Steps[0].To.AddDays(1) }},
		{"a holiday that is none", func(d *Derivation) { d.Steps[2].Off[0].Code = "christmas" }},
		{"an unknown rule", func(d *Derivation) { d.Steps[1].Rule = "moon" }},
		{"a hole in the days off", func(d *Derivation) { d.Steps[2].Off = nil }},
	} {
		d := Named("it").AfterDays(day("2027-09-04"), 30).Derivation
		x.tamper(&d)
		if on, err := d.Replay(); err == nil {
			t.Errorf("%s: replayed to %s", x.name, on)
		}
	}
}
