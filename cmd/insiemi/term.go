package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

const termUsage = `Usage: insiemi term --from DATE (--days N | --working-days N | --months N | --years N | --hours N) [options]
       insiemi term --period YYYY-MM --day N [options]

Compute the end of a legal term, and say why. It needs no database.

  insiemi term --from 2027-09-04 --days 30 --suspend 2027-09-10..2027-09-20
  insiemi term --from 2027-09-03T10:20 --hours 72
  insiemi term --before 2027-12-31 --days 60
  insiemi term --period 2027-09 --day 5

Options:
`

// termOptions is what the command line of "insiemi term" says.
type termOptions struct {
	term                 calendar.Term
	cal                  calendar.Calendar
	from, before, period string
	day, after           int
	pauses               []calendar.Suspension
	lang                 string
	json                 bool
	bad                  error
	twice                bool // clocks show the hour of from two times
}

// termAnswer is the JSON that "insiemi term --json" prints.
type termAnswer struct {
	Due   calendar.Date   `json:"due"`
	DueAt time.Time       `json:"due_at,omitzero"`
	Steps []calendar.Step `json:"steps"`
	It    string          `json:"it"`
	En    string          `json:"en"`
}

// runTerm is "insiemi term": the legal clock for people and scripts.
func runTerm(_ context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseTerm(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return wrongTerm{calledWrongly(o.told(err))}
	}
	due, err := o.due()
	if err != nil {
		return o.told(err)
	}
	if o.twice {
		fmt.Fprintf(stderr, o.say("Le %[2]s del %[1]s ci sono due volte: si conta dalla seconda, con l'ora solare.\n", "There are two %[2]s on %[1]s: it is counted from the second, in winter time.\n"), o.from[:10], o.from[11:])
	}
	for _, p := range o.idle(due) {
		fmt.Fprintf(stderr, o.say("La sospensione %s..%s non tocca il termine: non cambia nulla.\n", "The suspension %s..%s does not touch the term: it changes nothing.\n"), p.From, p.To)
	}
	return o.print(stdout, due)
}

func parseTerm(args []string, help io.Writer) (termOptions, error) {
	var o termOptions
	var calendarName string
	flags := o.flags(&calendarName)
	err := flags.Parse(args)
	if err == nil {
		err = onceEach(flags, args)
	}
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(help)
			fmt.Fprint(help, termUsage)
			flags.PrintDefaults()
		}
		if !errors.Is(err, flag.ErrHelp) && asksEnglish(args) {
			o.lang = "en"
		}
		return o, o.unread(err)
	}
	if flags.NArg() > 0 {
		return o, refusef("%q non è un'opzione: vedere insiemi term --help", "%q is not an option: see insiemi term --help", flags.Arg(0))
	}
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if o.cal, err = calendar.Lookup(calendarName); err != nil {
		return o, err
	}
	return o, o.check(given)
}

// onceEach refuses an option that is there twice, of which the first would count for
// nothing. Suspensions may be several; the language only says how it is told.
func onceEach(flags *flag.FlagSet, args []string) error {
	seen := map[string]bool{}
	for _, a := range args[:len(args)-flags.NArg()] {
		name, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if !strings.HasPrefix(a, "-") || flags.Lookup(name) == nil {
			continue
		}
		if seen[name] {
			return refusef("--%s è scritto due volte: darlo una volta sola", "--%s is there twice: give it once", name)
		}
		seen[name] = name != "suspend" && name != "lang"
	}
	return nil
}

// check refuses combinations that say two things, or nothing.
func (o *termOptions) check(given map[string]bool) error {
	anchors := 0
	for _, name := range []string{"from", "before", "period"} {
		if given[name] {
			anchors++
		}
	}
	switch {
	case anchors != 1:
		return refusef("dare uno solo tra --from, --before e --period", "give exactly one of --from, --before and --period")
	case given["day"] && !given["period"]:
		return refusef("--day ha bisogno di --period: il mese dopo il quale viene", "--day needs --period: the month after which it comes")
	case given["day"] && (o.day < 1 || o.day > 31):
		return refusef("--day %d non è un giorno del mese: scrivere da 1 a 31", "--day %d is no day of a month: write 1 to 31", o.day)
	case given["months-after"] && !given["day"]:
		return refusef("--months-after ha bisogno di --day", "--months-after needs --day")
	case o.after < 0 || o.after > 120:
		return refusef("--months-after %d non può essere: scrivere da 0 a 120", "--months-after %d can't be: write 0 to 120", o.after)
	case given["day"] && (o.term != calendar.Term{} || len(o.pauses) > 0):
		return refusef("--day è una data fissa: non prende durata, sospensione o altra regola", "--day is a fixed date: it takes no length, suspension or other rule")
	case given["before"] && len(o.pauses) > 0:
		return refusef("un termine contato a ritroso da --before non si sospende", "a term counted back from --before can't be suspended")
	case o.lang != "it" && o.lang != "en":
		return refusef("--lang %q: scrivere it o en", "--lang %q: write it or en", o.lang)
	case given["day"]:
		return nil
	}
	return o.checkLength(given)
}

// checkLength refuses a length of zero or less that was written out.
func (o *termOptions) checkLength(given map[string]bool) error {
	lengths := map[string]int{"days": o.term.Days, "working-days": o.term.WorkingDays,
		"months": o.term.Months, "years": o.term.Years, "hours": o.term.Hours}
	for _, name := range []string{"hours", "days", "working-days", "months", "years"} {
		if given[name] && lengths[name] <= 0 {
			return refusef("--%s %d non può essere: scrivere un numero positivo", "--%s %d can't be: write a positive number", name, lengths[name])
		}
	}
	return o.term.Validate()
}

func (o *termOptions) due() (calendar.Due, error) {
	switch {
	case o.before != "":
		expiry, err := calendar.ParseDate(o.before)
		if err != nil {
			return calendar.Due{}, of("--before", err)
		}
		due, err := o.term.Before(o.cal, expiry)
		return due, of("--before", err)
	case o.period != "":
		return o.afterPeriod()
	}
	day, hour, timed := strings.Cut(o.from, "T")
	from, err := calendar.ParseDate(day)
	if err != nil {
		return calendar.Due{}, of("--from", err)
	}
	if timed {
		at, err := time.Parse("15:04", hour)
		if err != nil {
			return calendar.Due{}, refusef("--from: %q non è un'ora della forma HH:MM, da 00:00 a 23:59", "--from: %q is not an hour of the form HH:MM, 00:00 to 23:59", hour)
		}
		h, m, _ := at.Clock()
		if at, o.twice, err = from.Clock(h, m); err != nil {
			return calendar.Due{}, of("--from", err)
		}
		due, err := o.term.AfterInstant(o.cal, at, o.pauses...)
		return due, of("--from", err)
	}
	due, err := o.term.After(o.cal, from, o.pauses...)
	return due, of("--from", err)
}

// idle returns the suspensions that change nothing of a date.
func (o *termOptions) idle(due calendar.Due) (idle []calendar.Suspension) {
	without := func(keep func(i int) bool) calendar.Due {
		other := *o
		other.pauses = nil
		for i, p := range o.pauses {
			if keep(i) {
				other.pauses = append(other.pauses, p)
			}
		}
		d, _ := other.due() // what fails differs
		return d
	}
	bare := without(func(int) bool { return false })
	for n, p := range o.pauses {
		alone, others := without(func(i int) bool { return i == n }), without(func(i int) bool { return i != n })
		if reflect.DeepEqual(others, due) && reflect.DeepEqual(alone, bare) {
			idle = append(idle, p)
		}
	}
	return idle
}

// say chooses the sentence of the language that was asked for.
func (o *termOptions) say(it, en string) string {
	if o.lang == "en" {
		return en
	}
	return it
}

// refusef is a refusal in both languages with the same values.
func refusef(it, en string, values ...any) error {
	return calendar.Refusal{It: fmt.Sprintf(it, values...), En: fmt.Sprintf(en, values...)}
}

// of puts the flag before what is wrong with it.
func of(flag string, err error) error {
	var r calendar.Refusal
	if err == nil {
		return nil
	}
	if !errors.As(err, &r) {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return calendar.Refusal{It: flag + ": " + r.It, En: flag + ": " + r.En}
}

// wrongTerm is a wrong call that needs no English words before its sentence.
type wrongTerm struct{ error }

func (w wrongTerm) Unwrap() error { return w.error }
func (w wrongTerm) Error() string { return strings.TrimPrefix(w.error.Error(), errUsage.Error()+": ") }

// told is an error in the language that was asked for.
func (o *termOptions) told(err error) error {
	var r calendar.Refusal
	if errors.As(err, &r) {
		return errors.New(o.say(r.It, r.En))
	}
	return err
}

func (o *termOptions) afterPeriod() (calendar.Due, error) {
	p, err := calendar.ParseMonth(o.period)
	if err != nil {
		return calendar.Due{}, of("--period", err)
	}
	if o.day == 0 {
		due, err := o.term.AfterPeriod(o.cal, p, o.pauses...)
		return due, of("--period", err)
	}
	due := o.cal.DueOnDay(p, o.after, o.day)
	return due, of("--period", calendar.CheckEnd(due.On))
}

// hourOf is the hour of a date that has one, after a space: midnight is the end
// of its day.
func hourOf(due calendar.Due) string {
	switch {
	case due.At.IsZero():
		return ""
	case !calendar.DateOf(due.At).Equal(due.On):
		return " 24:00"
	}
	return due.At.In(calendar.Rome()).Format(" 15:04")
}

func (o *termOptions) print(w io.Writer, due calendar.Due) error {
	d := due.Derivation
	if !o.json {
		_, err := fmt.Fprintf(w, "%s%s\n%s\n", due.On, hourOf(due), d.In(o.lang))
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(termAnswer{Due: due.On, DueAt: due.At, Steps: d.Steps, It: d.It(), En: d.En()})
}
