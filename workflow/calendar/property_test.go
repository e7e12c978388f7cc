package calendar

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// checkDerivation verifies what holds for every date that this package gives:
// the derivation replays to it, survives storage, and tells itself.
func checkDerivation(t *testing.T, due Due) {
	t.Helper()
	on, err := due.Derivation.Replay()
	if err != nil || on != due.On {
		t.Errorf("replay of %s: %s, %v", due.On, on, err)
	}
	b, err := json.Marshal(due)
	if err != nil {
		t.Fatal(err)
	}
	var stored Due
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	again, err := stored.Derivation.Replay()
	if err != nil || again != due.On {
		t.Errorf("replay of the stored %s: %s, %v", due.On, again, err)
	}
	if stored.Derivation.It() != due.Derivation.It() || stored.Derivation.En() != due.Derivation.En() {
		t.Errorf("told otherwise after storage: %q, %q", stored.Derivation.It(), due.Derivation.It())
	}
	if due.At.IsZero() && !reflect.DeepEqual(stored, due) {
		t.Errorf("%s comes back from storage as %+v", due.On, stored)
	}
}

func randomTerm(r *rand.Rand) Term {
	t := Term{NoRoll: r.IntN(4) == 0, SaturdayRolls: r.IntN(3) == 0, ClosuresRoll: r.IntN(3) == 0}
	switch r.IntN(4) {
	case 0:
		t.Days = 1 + r.IntN(200)
	case 1:
		t.WorkingDays = 1 + r.IntN(100)
	case 2:
		t.Months = 1 + r.IntN(30)
	default:
		t.Years = 1 + r.IntN(5)
	}
	return t
}

func randomDate(r *rand.Rand) Date { return day("2020-01-01").AddDays(r.IntN(26 * 365)) }

func TestTermsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := Named("rimini")
	for range 3000 {
		term, from := randomTerm(r), randomDate(r)
		due, err := term.After(c, from)
		if err != nil {
			t.Fatal(err)
		}
		later, err := term.After(c, from.AddDays(1))
		if err != nil {
			t.Fatal(err)
		}
		if later.On.Before(due.On) {
			t.Fatalf("%+v: %s gives %s, and the day after it %s", term, from, due.On, later.On)
		}
		if _, off := c.IsHoliday(due.On); off && !term.NoRoll {
			t.Fatalf("%+v from %s ends on the holiday %s", term, from, due.On)
		}
		if !due.On.After(from) {
			t.Fatalf("%+v from %s ends on %s", term, from, due.On)
		}
		back, err := term.Before(c, from)
		if err != nil {
			t.Fatal(err)
		}
		if _, off := c.IsHoliday(back.On); !back.On.Before(from) || off && !term.NoRoll {
			t.Fatalf("%+v before %s is %s", term, from, back.On)
		}
		checkDerivation(t, due)
		checkDerivation(t, back)
	}
}

// A suspension of n days that lies inside a term moves its unrolled end by
// exactly n; rolled, to the first day from there that counts.
func TestSuspensionMovesByItsLength(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	c := Named("it")
	for range 3000 {
		n, from := 20+r.IntN(100), randomDate(r)
		start := from.AddDays(1 + r.IntN(n))
		length := 1 + r.IntN(40)
		p := Suspension{start, start.AddDays(length - 1)}
		kept, err := Term{Days: n, NoRoll: true}.After(c, from, p)
		if err != nil {
			t.Fatal(err)
		}
		if want := from.AddDays(n + length); kept.On != want {
			t.Fatalf("%d days from %s, suspended %d: %s, want %s", n, from, length, kept.On, want)
		}
		rolled, err := Term{Days: n}.After(c, from, p)
		if err != nil {
			t.Fatal(err)
		}
		for d := kept.On; d.Before(rolled.On); d = d.AddDays(1) {
			if _, off := c.IsHoliday(d); !off {
				t.Fatalf("%d days from %s, suspended %d: rolled over %s to %s", n, from, length, d, rolled.On)
			}
		}
		checkDerivation(t, rolled)
	}
}

func TestWorkingDaysCount(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	c := Named("rimini")
	for range 3000 {
		n, from := 1+r.IntN(60), randomDate(r)
		due := c.AfterWorkingDays(from, n)
		count := 0
		for d := from.AddDays(1); !d.After(due.On); d = d.AddDays(1) {
			if c.IsWorkingDay(d) {
				count++
			}
		}
		if count != n || !c.IsWorkingDay(due.On) {
			t.Fatalf("%d working days from %s: %s, with %d between", n, from, due.On, count)
		}
		checkDerivation(t, due)
		checkDerivation(t, c.AfterWorkingDays(from, -n))
		checkDerivation(t, c.AfterDays(from, r.IntN(90)-45))
	}
}

func TestHoursHold(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3000 {
		from := randomDate(r).At(r.IntN(24), r.IntN(60))
		n := 1 + r.IntN(200)
		due, err := Term{Hours: n}.AfterInstant(Named("it"), from)
		if err != nil {
			t.Fatal(err)
		}
		extra := due.At.Sub(from) - time.Duration(n)*time.Hour
		if extra <= 0 || extra > time.Hour {
			t.Fatalf("%d hours from %s end at %s", n, from, due.At)
		}
		checkDerivation(t, due)
	}
}

func FuzzTerm(f *testing.F) {
	f.Add(0, 30, uint8(0), 6, 10)
	f.Add(2500, 5, uint8(1), 0, 0)
	f.Add(4000, 7, uint8(0xf2), -3, 400)
	f.Add(9000, 48, uint8(4), 1, 1)
	f.Fuzz(func(t *testing.T, start, n int, policy uint8, pauseAt, pauseDays int) {
		from := day("1980-01-01").AddDays(start % 80000)
		term := Term{NoRoll: policy&8 != 0, SaturdayRolls: policy&16 != 0, ClosuresRoll: policy&32 != 0, Backward: policy&64 != 0}
		*[]*int{&term.Days, &term.WorkingDays, &term.Months, &term.Years, &term.Hours}[policy%8%5] = n % 40000
		var pauses []Suspension
		if policy&128 != 0 {
			at := from.AddDays(pauseAt % 1000)
			pauses = append(pauses, Suspension{at, at.AddDays(pauseDays % 1000)})
		}
		due, err := term.After(Named("rimini"), from, pauses...)
		if err != nil {
			return
		}
		checkDerivation(t, due)
		if due.Derivation.It() == "" || due.Derivation.En() == "" {
			t.Error("a date without words")
		}
	})
}

func FuzzReplay(f *testing.F) {
	for _, x := range workedExamples() {
		due, err := x.got()
		if err != nil {
			f.Fatal(err)
		}
		b, err := json.Marshal(due.Derivation)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(_ *testing.T, b []byte) {
		var d Derivation
		if json.Unmarshal(b, &d) != nil {
			return
		}
		if _, err := d.Replay(); err == nil {
			_, _ = d.It(), d.En()
		}
	})
}
