package calendar

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSentences tells every worked example in both languages.
func TestSentences(t *testing.T) {
	var b strings.Builder
	examples := workedExamples()
	for _, hours := range []string{"2027-03-27T10:20", "2027-10-02T00:30", "2027-09-06T23:10"} {
		examples = append(examples, example{"hours from " + hours, func() (Due, error) {
			return Term{Hours: 24}.AfterInstant(Named("it"), instant(hours))
		}, ""})
	}
	examples = append(examples,
		example{"hours from a day", after("2027-10-02", Term{Hours: 48}, "2027-10-03..2027-10-03"), ""},
		example{"days after a period", func() (Due, error) { return Term{Days: 5}.AfterPeriod(Named("it"), month("2027-09")) }, ""},
		example{"working days after two months", func() (Due, error) {
			return Term{WorkingDays: 1}.AfterPeriod(Named("it"), Period{day("2027-08-01"), day("2027-09-30")})
		}, ""},
		example{"fixed day after two months", func() (Due, error) {
			return Named("it").DueOnDayAfter(Period{day("2027-08-01"), day("2027-09-30")}, 10), nil
		}, ""},
		example{"nothing to count", func() (Due, error) { return Named("it").AfterDays(day("2027-10-03"), 0), nil }, ""},
		example{"extended", func() (Due, error) {
			return Named("rimini").DueOnDayAfter(month("2027-09"), 5).Extend(day("2027-10-20")), nil
		}, ""},
	)
	for _, x := range examples {
		due, err := x.got()
		if err != nil {
			t.Fatalf("%s: %v", x.law, err)
		}
		checkDerivation(t, due)
		fmt.Fprintf(&b, "# %s\n%s\n%s\n\n", x.law, due.Derivation.It(), due.Derivation.En())
	}
	golden(t, "testdata/sentences.golden", b.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test -update writes it anew. Got:\n%s", path, got)
	}
}

func TestNoDerivationIsNoSentence(t *testing.T) {
	var d Derivation
	if d.It() != "" || d.En() != "" || !d.IsZero() {
		t.Error("nothing to tell")
	}
	due := Named("it").AfterDays(day("2027-09-04"), 1)
	if due.Derivation.In("en") != due.Derivation.En() || due.Derivation.In("it") != due.Derivation.It() {
		t.Error("In picks the language")
	}
}

func TestWordsOfDatesAndPeriods(t *testing.T) {
	for _, x := range [][2]string{
		{day("2027-10-01").Words("it"), "venerdì 1º ottobre 2027"},
		{day("2027-10-01").Words("en"), "Friday 1 October 2027"},
		{Date{}.Words("it") + Date{}.Words("en") + Period{}.Words("it"), ""},
		{month("2027-10").Words("it"), "ottobre 2027"},
		{month("2027-10").Words("en"), "October 2027"},
		{Period{day("2027-11-01"), day("2027-12-31")}.Words("it"), "novembre–dicembre 2027"},
		{Period{day("2027-11-01"), day("2027-12-31")}.Words("en"), "November–December 2027"},
		{Period{day("2027-12-01"), day("2028-01-31")}.Words("it"), "dicembre 2027 – gennaio 2028"},
		{Period{day("2027-01-01"), day("2027-12-31")}.Words("it"), "anno 2027"},
		{Period{day("2027-01-01"), day("2027-12-31")}.Words("en"), "year 2027"},
		{Period{day("2027-11-01"), day("2027-12-30")}.Words("en"), "1 November 2027 to 30 December 2027"},
		{Period{day("2027-10-08"), day("2027-10-11")}.Words("it"), "dall'8 all'11 ottobre 2027"},
		{Period{day("2027-10-08"), day("2027-10-08")}.Words("it"), "8 ottobre 2027"},
		{Period{day("2027-10-08"), day("2027-10-08")}.Words("en"), "8 October 2027"},
		{Period{day("2027-12-30"), day("2028-01-02")}.Words("en"), "30 December 2027 to 2 January 2028"},
	} {
		if x[0] != x[1] {
			t.Errorf("got %q, want %q", x[0], x[1])
		}
	}
}
