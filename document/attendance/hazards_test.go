package attendance_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// hazard is what makes a register of random marks hard, or wrong in itself.
type hazard string

const (
	twoTables hazard = "another register below"
	feet      hazard = "notes and totals below"
	again     hazard = "a guest's row twice"
	outside   hazard = "present outside the stay"
	beyond    hazard = "marks beyond the month"
)

// write chooses a hazard for every second register and writes it down.
func (c *written) write(rnd *rand.Rand) {
	w, l := c.worlds[0], &c.look
	all := []hazard{twoTables, feet, again, outside, beyond}
	if n := rnd.IntN(2 * len(all)); n < len(all) {
		c.hazard = all[n]
	}
	shown := w
	switch c.hazard {
	case twoTables:
		c.worlds = append(c.worlds, otherWorld(rnd, w))
		l.foot = randomFoot(rnd)
	case feet:
		l.foot = randomFoot(rnd)
	case again:
		if l.list {
			break // a line twice with the same mark is one
		}
		l.repeats = map[int]int{rnd.IntN(len(w.stays)): 1}
		c.lost = true
	case outside:
		shown.stays = slices.Clone(w.stays)
		c.lost = goOutside(shown.stays, l)
	case beyond:
		c.lost = goBeyond(&shown, l)
	}
	c.rows = l.rows(shown)
	for _, o := range c.worlds[1:] {
		c.rows = append(c.rows, []string{})
		c.rows = append(c.rows, l.rows(o)...)
	}
}

// otherWorld is a register of another month or another centre.
func otherWorld(rnd *rand.Rand, w world) world {
	o := randomWorld(rnd)
	for i := range o.stays {
		o.stays[i].code = fmt.Sprintf("H018-%03d", i+1)
	}
	if o.month = w.month; rnd.IntN(2) == 0 {
		o.centre, o.name = "RN-018", "Casa del Faro"
	} else {
		o.month = w.month.AddDate(0, 1, 0)
	}
	for i := range o.stays {
		o.stays[i] = randomStay(rnd, o, i)
		o.stays[i].code = fmt.Sprintf("H018-%03d", i+1)
	}
	return o
}

// randomFoot is what people write below a register.
func randomFoot(rnd *rand.Rand) func(world) [][]string {
	lines := []func(world) []string{
		func(world) []string { return []string{"Note: il giorno 5 sopralluogo"} },
		func(world) []string { return []string{"", "Nota 1: la camera 12 è chiusa"} },
		func(w world) []string { return []string{"Totale presenze del mese: " + strconv.Itoa(w.total())} },
		func(w world) []string { return []string{"Totale presenze mese", "", "", "", strconv.Itoa(w.total())} },
		func(w world) []string {
			return []string{"Totale presenze del mese di " + strings.ToLower(italian(w.month)), strconv.Itoa(w.total())}
		},
		func(w world) []string { return []string{"Totale", "", "", "", "", "", "", strconv.Itoa(w.total())} },
		func(w world) []string { return []string{"Rimini, " + w.month.AddDate(0, 1, 0).Format("02/01/2006")} },
		func(w world) []string {
			return []string{"Rimini, 5 " + strings.ToLower(italian(w.month.AddDate(0, 1, 0)))}
		},
		func(world) []string { return []string{"", "", "Il responsabile", "", "(firma)"} },
		func(world) []string { return []string{"2 ospiti trasferiti il 15"} },
		func(world) []string { return nil },
	}
	var picked []int
	for range 1 + rnd.IntN(4) {
		picked = append(picked, rnd.IntN(len(lines)))
	}
	return func(w world) [][]string {
		var out [][]string
		for _, i := range picked {
			out = append(out, lines[i](w))
		}
		return out
	}
}

// goOutside writes presences after an exit or before an entry that the row tells,
// and reports whether there are any.
func goOutside(stays []stay, l *look) (done bool) {
	dates := l.columns == nil || slices.Contains(l.columns, "Ingresso") || slices.Contains(l.columns, "Dal")
	for i := range stays {
		s := &stays[i]
		b := []byte(s.present)
		first, last := strings.IndexFunc(s.present, isThere), strings.LastIndexFunc(s.present, isThere)
		switch {
		case s.exit != "" && last+2 < len(b):
			b[len(b)-1] = 'P'
		case dates && !l.list && first > 1:
			b[first-1] = 'P'
		default:
			continue
		}
		s.present, done = string(b), true
	}
	return done
}

func isThere(r rune) bool { return r != '-' }

// goBeyond goes on with the marks to the 31st of a shorter month, where the days
// are numbers, and reports whether it is one.
func goBeyond(w *world, l *look) bool {
	number := l.day == nil || l.day(*w, 31) == "31" || l.day(*w, 31) == "G31"
	if w.days() == 31 || l.list || !number {
		return false
	}
	w.over = 31
	w.stays = slices.Clone(w.stays)
	there := false
	for i := range w.stays {
		s := &w.stays[i]
		last := s.present[len(s.present)-1:]
		if last == "A" {
			last = "-"
		}
		there = there || last == "P"
		s.present += strings.Repeat(last, 31-len(s.present))
	}
	return there
}
