package main

import (
	"cmp"
	"errors"
	"flag"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

func (o *termOptions) flags(calendarName *string) *flag.FlagSet {
	f := flag.NewFlagSet("term", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.from, "from", "", "`day` of the fact, excluded from the count: YYYY-MM-DD, or YYYY-MM-DDTHH:MM for hours")
	f.StringVar(&o.before, "before", "", "`day` of an expiry: count back from it")
	f.StringVar(&o.period, "period", "", "`month` YYYY-MM: count from its end")
	o.after = 1
	o.number(f, &o.term.Days, "days", "length: `number` of calendar days")
	o.number(f, &o.term.WorkingDays, "working-days", "length: `number` of working days")
	o.number(f, &o.term.Months, "months", "length: `number` of months")
	o.number(f, &o.term.Years, "years", "length: `number` of years")
	o.number(f, &o.term.Hours, "hours", "length: `number` of hours")
	o.number(f, &o.day, "day", "with --period: that `day` of the month after it")
	o.number(f, &o.after, "months-after", "with --day: `number` of months after the period, 1 where not said")
	f.StringVar(calendarName, "calendar", "it", "`name` of the calendar: "+strings.Join(calendar.Names(), ", "))
	o.yes(f, &o.term.NoRoll, "no-roll", "keep the last day even when it is a holiday")
	o.yes(f, &o.term.SaturdayRolls, "saturday-rolls", "a last day on a Saturday moves too")
	o.yes(f, &o.term.ClosuresRoll, "closures-roll", "closures of the office move the last day too")
	f.StringVar(&o.lang, "lang", "it", "`language` of the sentence without --json: it or en")
	o.yes(f, &o.json, "json", "print {due, steps, it, en}")
	f.Func("suspend", "`span` FROM..TO of days that don't count; may be given more than once", func(s string) error {
		p, err := calendar.ParseSuspension(s)
		o.pauses = append(o.pauses, p)
		return o.wrong(of("--suspend", err))
	})
	return f
}

// wrong keeps what is wrong with a value in both languages: package flag keeps its
// English alone.
func (o *termOptions) wrong(err error) error {
	o.bad = cmp.Or(o.bad, err)
	return err
}

// number is a flag that is a whole number.
func (o *termOptions) number(f *flag.FlagSet, to *int, name, usage string) {
	f.Func(name, usage, func(s string) error {
		n, err := strconv.Atoi(s)
		switch {
		case errors.Is(err, strconv.ErrRange):
			return o.wrong(refusef("--%s: %s ha troppe cifre: scrivere un numero più corto", "--%s: %s has too many digits: write a shorter number", name, s))
		case err != nil:
			return o.wrong(refusef("--%s: %q non è un numero intero: scriverlo in cifre, per esempio 30", "--%s: %q is not a whole number: write it in digits, such as 30", name, s))
		}
		*to = n
		return nil
	})
}

// yes is a flag that is said or not.
func (o *termOptions) yes(f *flag.FlagSet, to *bool, name, usage string) {
	f.BoolFunc(name, usage, func(s string) (err error) {
		if *to, err = strconv.ParseBool(s); err != nil {
			return o.wrong(refusef("--%s: %q non vuol dire né sì né no: scrivere solo --%[1]s, o nulla", "--%s: %q means neither yes nor no: write --%[1]s alone, or nothing", name, s))
		}
		return nil
	})
}

// unread is what is wrong with a command line that package flag can't read, in
// both languages.
func (o *termOptions) unread(err error) error {
	if o.bad != nil {
		return o.bad
	}
	said := err.Error()
	if name, ok := strings.CutPrefix(said, "flag needs an argument: -"); ok {
		return refusef("--%s ha bisogno di un valore: vedere insiemi term --help", "--%s needs a value: see insiemi term --help", name)
	}
	name, ok := strings.CutPrefix(said, "flag provided but not defined: -")
	if !ok {
		name, ok = strings.CutPrefix(said, "bad flag syntax: ")
	}
	if ok {
		return refusef("%q non è un'opzione: vedere insiemi term --help", "%q is not an option: see insiemi term --help", "--"+strings.TrimLeft(name, "-"))
	}
	return err
}

// asksEnglish says that a command line asks for English anywhere, also after what
// is wrong with it.
func asksEnglish(args []string) bool {
	for i, a := range args {
		name, value, with := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name == "lang" && a != name && (value == "en" || !with && slices.Contains(args[i+1:min(i+2, len(args))], "en")) {
			return true
		}
	}
	return false
}
