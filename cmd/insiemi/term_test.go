package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/workflow/calendar"
)

func term(t *testing.T, args ...string) termAnswer {
	t.Helper()
	var out bytes.Buffer
	if err := runTerm(t.Context(), append(args, "--json"), &out, io.Discard); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	var answer termAnswer
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatalf("%q: %v in %s", args, err, out.String())
	}
	return answer
}

func TestTermAnswers(t *testing.T) {
	for args, want := range map[string]string{
		"--from 2027-09-04 --days 30":                                                                   "2027-10-05",
		"--from 2027-09-04 --days 30 --no-roll":                                                         "2027-10-04",
		"--from 2027-09-04 --days 30 --suspend 2027-09-10..2027-09-20":                                  "2027-10-15",
		"--from 2027-09-06 --days 10 --suspend 2027-09-08..2027-09-08 --suspend 2027-09-10..2027-09-10": "2027-09-18",
		"--from 2027-10-11 --working-days 3 --calendar rimini":                                          "2027-10-15",
		"--from 2027-10-11 --working-days 3":                                                            "2027-10-14",
		"--from 2027-10-04 --days 10 --calendar rimini":                                                 "2027-10-14",
		"--from 2027-10-04 --days 10 --calendar rimini --closures-roll":                                 "2027-10-15",
		"--from 2027-02-03 --days 10 --saturday-rolls":                                                  "2027-02-15",
		"--from 2027-01-31 --months 1":                                                                  "2027-03-01",
		"--from 2028-02-29 --years 1":                                                                   "2029-02-28",
		"--from 2027-09-03T10:20 --hours 72":                                                            "2027-09-06",
		"--from 2027-09-03 --hours 72":                                                                  "2027-09-06",
		"--before 2027-12-31 --days 60":                                                                 "2027-10-30",
		"--period 2027-09 --day 4":                                                                      "2027-10-05",
		"--period 2027-09 --day 31 --months-after 2":                                                    "2027-11-30",
		"--period 2027-09 --days 5":                                                                     "2027-10-05",
	} {
		answer := term(t, strings.Fields(args)...)
		if answer.Due.String() != want {
			t.Errorf("%s: %s, want %s (%s)", args, answer.Due, want, answer.En)
		}
		if answer.It == "" || answer.En == "" || answer.It == answer.En {
			t.Errorf("%s: told as %q and %q", args, answer.It, answer.En)
		}
		d := calendar.Derivation{Steps: answer.Steps}
		if on, err := d.Replay(); err != nil || on != answer.Due {
			t.Errorf("%s: the printed steps replay to %s, %v", args, on, err)
		}
	}
}

func TestTermPrintsTheInstantOfHours(t *testing.T) {
	answer := term(t, "--from", "2027-09-03T10:20", "--hours", "72")
	if want := calendar.MustDate(2027, 9, 6).At(11, 0); !answer.DueAt.Equal(want) {
		t.Errorf("due at %s, want %s", answer.DueAt, want)
	}
}

func TestTermForPeople(t *testing.T) {
	for lang, want := range map[string]string{
		"it": "2027-10-05\nEntro il giorno 5 del mese successivo a settembre 2027: martedì 5 ottobre 2027.\n",
		"en": "2027-10-05\nBy day 5 of the month after September 2027: Tuesday 5 October 2027.\n",
	} {
		var out bytes.Buffer
		args := []string{"--period", "2027-09", "--day", "5", "--lang", lang}
		if err := runTerm(t.Context(), args, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("%s: %q", lang, out.String())
		}
	}
}

// A term of hours ends at an hour, people read it first.
func TestTermForPeopleTellsTheHour(t *testing.T) {
	for from, want := range map[string]string{"2027-09-03T10:20": "2027-09-06 11:00\n", "2027-09-03": "2027-09-06 24:00\n"} {
		var out bytes.Buffer
		if err := runTerm(t.Context(), []string{"--from", from, "--hours", "72"}, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), want) {
			t.Errorf("from %s: %q, want %q first", from, out.String(), want)
		}
	}
}

// A suspension that changes nothing is not passed over in silence.
func TestTermSaysWhichSuspensionIsIdle(t *testing.T) {
	for args, want := range map[string]string{
		"--suspend 2028-01-01..2028-01-05":                                            "2028-01-01..2028-01-05",
		"--suspend 2027-09-10..2027-09-20":                                            "",
		"--suspend 2027-09-10..2027-09-20 --suspend 2027-09-10..2027-09-20":           "",
		"--suspend 2027-09-10..2027-09-20 --suspend 2027-01-01..2027-01-31 --lang en": "The suspension 2027-01-01..2027-01-31",
	} {
		var out, said bytes.Buffer
		if err := runTerm(t.Context(), append([]string{"--from", "2027-09-04", "--days", "30"}, strings.Fields(args)...), &out, &said); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said.String(), want) || (want == "") != (said.Len() == 0) {
			t.Errorf("%s: said %q, want %q", args, said.String(), want)
		}
	}
}

func TestTermHelp(t *testing.T) {
	var out bytes.Buffer
	if err := runTerm(t.Context(), []string{"--help"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "insiemi term --from 2027-09-04") || !strings.Contains(out.String(), "-suspend span") {
		t.Errorf("help: %s", out.String())
	}
}

func TestTermRefusesInASentence(t *testing.T) {
	for args, want := range map[string]string{
		"": "exactly one of --from, --before and --period",
		"--from 2027-09-04 --before 2027-09-05 --days 1":                "exactly one of --from, --before and --period",
		"--from 2027-09-04 --days -3":                                   "--days -3 can't be: write a positive number",
		"--from 2027-09-04 --days 0":                                    "--days 0 can't be",
		"--from 2027-09-04":                                             "exactly one length",
		"--from 2027-09-04 --days 1 --months 1":                         "exactly one length",
		"--from 2027-09-04 --days x":                                    `--days: "x" is not a whole number: write it in digits`,
		"--from 2027-09-04 --days 99999999999999999999":                 "--days: 99999999999999999999 has too many digits",
		"--from 2027-02-29T10:00 --hours 3":                             "a day that does not exist",
		"--from 2027-02-28T25:00 --hours 3":                             `"25:00" is not an hour`,
		"--period 2027-09 --days 3 --suspend 2027-09-31..2027-10-02":    "a day that does not exist",
		"--from 1500-01-01 --days 3":                                    "1500-01-01 is outside the years",
		"--from 2027-02-30 --days 3":                                    `--from: "2027-02-30" is a day that does not exist`,
		"--from 2027-09-04 --days 3 extra":                              `"extra" is not an option`,
		"--from 2027-09-04 --days 3 --calendar atlantide":               "choose one of",
		"--from 2027-09-04 --days 3 --lang fr":                          "scrivere it o en",
		"--from 2027-09-04 --days 3 --suspend 2027-09-20..2027-09-10":   "before it starts",
		"--before 2027-09-04 --days 3 --suspend 2027-09-01..2027-09-02": "can't be suspended",
		"--before 2027-09-04 --hours 3":                                 "can't be counted backward",
		"--period 2027-13 --days 3":                                     "--period:",
		"--period 2027-09 --day 32":                                     "--day 32 is no day of a month",
		"--period 2027-09 --day 5 --days 3":                             "--day is a fixed date",
		"--from 2027-09-04 --day 5":                                     "--day needs --period",
		"--period 2027-09 --days 5 --months-after 2":                    "--months-after needs --day",
		"--period 2027-09 --day 5 --months-after -1":                    "--months-after -1 can't be",
		"--period 1500-09 --day 5":                                      "outside the years",
	} {
		var out bytes.Buffer
		err := runTerm(t.Context(), append([]string{"--lang", "en"}, strings.Fields(args)...), &out, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want a sentence with %q", args, err, want)
		}
		if out.Len() > 0 {
			t.Errorf("%q printed %q beside the error", args, out.String())
		}
	}
}

// What is wrong is said in Italian, unless English was asked for, with the option
// that it is about.
func TestTermRefusesInItalianFirst(t *testing.T) {
	for args, want := range map[string]string{
		"--from 2027-09-04 --days -3":                                 "--days -3 non può essere: scrivere un numero positivo",
		"--from 1500-01-01 --days 3":                                  "--from: 1500-01-01 è fuori dagli anni",
		"--before 1500-01-01 --days 3":                                "--before: 1500-01-01 è fuori dagli anni",
		"--from 2027-09-04 --days 3 --suspend 2027-09-20..2027-09-10": "prima del suo inizio",
		"--from 2027-03-28T02:30 --hours 1":                           "--from: il 2027-03-28 l'ora 02:30 non esiste: gli orologi passano all'ora legale",
		"--from 2027-09-04":                                           "una sola durata",
		"--from 2199-12-31 --days 10":                                 "--from: il termine finirebbe il 2200-01-10, fuori dagli anni",
		"--from 2027-09-04 --days 3 --suspend 2027-01-01..2199-12-31": "--from: il termine finirebbe il 2200-01-03, fuori dagli anni",
		"--period 2027-09 --hours 3":                                  "dare il giorno e l'ora del fatto",
		"--from 2027-09-04 --days tre":                                `--days: "tre" non è un numero intero: scriverlo in cifre, per esempio 30`,
		"--from 2027-09-04 --days 3 --days 5":                         "--days è scritto due volte: darlo una volta sola",
		"--from 2027-09-04 --days=3 --from=2027-10-04":                "--from è scritto due volte: darlo una volta sola",
		"--from 2027-09-04 --days=3.5":                                `--days: "3.5" non è un numero intero`,
		"--from 2027-09-04 --hours -99999999999999999999":             "--hours: -99999999999999999999 ha troppe cifre",
		"--from 2027-09-04 --days 3 --no-roll=forse":                  `--no-roll: "forse" non vuol dire né sì né no: scrivere solo --no-roll`,
		"--from 2027-09-04 --days 3 --bogus":                          `"--bogus" non è un'opzione: vedere insiemi term --help`,
		"--from 2027-09-04 --days 3 ---x":                             `"--x" non è un'opzione`,
		"--from 2027-09-04 --days":                                    "--days ha bisogno di un valore",
		"--from 2027-02-30 --days 3":                                  "che non esiste: controllare giorno e mese",
		"--days tre --from 2027-09-04 --lang en":                      `--days: "tre" is not a whole number`,
		"--bogus --lang=en":                                           `"--bogus" is not an option`,
	} {
		err := runTerm(t.Context(), strings.Fields(args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "called wrongly") {
			t.Errorf("%q: got %v, want a sentence with %q", args, err, want)
		}
	}
}

// An hour that clocks show twice is taken for the later, and said.
func TestTermSaysWhichOfTwoHours(t *testing.T) {
	var out, said bytes.Buffer
	if err := runTerm(t.Context(), strings.Fields("--from 2027-10-31T02:30 --hours 1"), &out, &said); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "2027-10-31 04:00\n") || !strings.Contains(said.String(), "Le 02:30 del 2027-10-31 ci sono due volte") {
		t.Errorf("%q, said %q", out.String(), said.String())
	}
}
