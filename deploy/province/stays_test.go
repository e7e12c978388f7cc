package province_test

import (
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// told returns the faults of the register of a centre for a month.
func told(p *province.Province, c reception.CentreID, m calendar.Period) map[string]bool {
	out := map[string]bool{}
	for _, f := range p.Files {
		if f.Centre == c && f.Period == m && f.Fault != nil {
			out[f.Fault.Code] = true
		}
	}
	return out
}

func TestWhoStaysIsCarriedOverToTheNextMonth(t *testing.T) {
	t.Parallel()
	p := rimini()
	vanished, appeared := 0, 0
	for _, c := range p.Centres {
		for i, m := range p.Months()[1:] {
			next := map[string]province.Row{}
			for _, r := range p.Sheet(c.ID, m).Rows {
				next[r.Code] = r
			}
			before := map[string]bool{}
			for _, r := range p.Sheet(c.ID, p.Months()[i]).Rows {
				before[r.Code] = true
				n, listed := next[r.Code]
				switch {
				case !r.Exit.IsZero() && listed && n.Entry == r.Entry:
					t.Errorf("%s: %s left on %s and is listed in %s", c.Code, r.Code, r.Exit, m.Key())
				case r.Exit.IsZero() && !listed:
					vanished++
					if !told(p, c.ID, m)[province.FaultCarryOver] {
						t.Errorf("%s: %s was there and is missing in %s", c.Code, r.Code, m.Key())
					}
				case r.Exit.IsZero() && n.Entry != r.Entry:
					t.Errorf("%s: the entry of %s changes from %s to %s", c.Code, r.Code, r.Entry, n.Entry)
				}
			}
			for code, r := range next {
				if !before[code] && !m.Contains(r.Entry) && told(p, c.ID, m)[province.FaultAppeared] {
					appeared++
					continue
				}
				if !before[code] && !m.Contains(r.Entry) {
					t.Errorf("%s: %s appears in %s with an entry on %s", c.Code, code, m.Key(), r.Entry)
				}
			}
		}
	}
	if vanished != 1 || appeared != 1 {
		t.Errorf("%d guests vanish between two registers and %d appear, one of each is told", vanished, appeared)
	}
}

func TestGuestsAreInOnePlaceAndNoCentreIsTooFull(t *testing.T) {
	t.Parallel()
	p := rimini()
	where := map[string]reception.CentreID{}
	transfers := map[string]map[reception.CentreID]bool{}
	crowded, doubled := map[reception.CentreID]bool{}, 0
	for _, m := range p.Months() {
		for _, c := range p.Centres {
			for d, n := range p.Presences(c.ID, m) {
				if n > c.Places {
					crowded[c.ID] = true
					if !told(p, c.ID, m)[province.FaultOverCapacity] {
						t.Errorf("%s: %d guests on %s for %d places", c.Code, n, m.Start.AddDays(d), c.Places)
					}
				}
			}
			for _, r := range p.Sheet(c.ID, m).Rows {
				if transfers[r.Code] == nil {
					transfers[r.Code] = map[reception.CentreID]bool{}
				}
				transfers[r.Code][c.ID] = true
				for d, mark := range r.Marks {
					key := fmt.Sprint(r.Code, m.Start.AddDays(d))
					other, taken := where[key]
					if mark != province.Present {
						continue
					}
					if taken {
						doubled++
						code := province.FaultTwoCentres
						if p.Centres[other-1].BodyID == c.BodyID {
							code = province.FaultTwoOwnCentres
						}
						if !told(p, c.ID, m)[code] || !told(p, other, m)[code] {
							t.Errorf("%s is in two places on %s", r.Code, m.Start.AddDays(d))
						}
					}
					where[key] = c.ID
				}
			}
		}
	}
	moved := 0
	for _, centres := range transfers {
		if len(centres) > 1 {
			moved++
		}
	}
	if len(crowded) != 1 || doubled != 6 || moved < 3 {
		t.Errorf("%d crowded centres, %d doubled days, %d transfers", len(crowded), doubled, moved)
	}
}

func TestSheetsAddUpToPersonDays(t *testing.T) {
	t.Parallel()
	p := rimini()
	marks := map[province.Mark]int{}
	for _, c := range p.Centres {
		for _, m := range p.Months() {
			s := p.Sheet(c.ID, m)
			days, total := make([]int, m.Days()), 0
			for _, r := range s.Rows {
				for d, mark := range r.Marks {
					marks[mark]++
					day := m.Start.AddDays(d)
					outside := day.Before(r.Entry) || !r.Exit.IsZero() && day.After(r.Exit)
					if outside != (mark == province.Outside) && day != r.Exit {
						t.Errorf("%s %s: %q on %s, entry %s, exit %s", c.Code, r.Code, mark, day, r.Entry, r.Exit)
					}
					if mark == province.Present {
						days[d]++
						total++
					}
				}
			}
			if total != s.Total || total != p.PersonDays(c.ID, m) {
				t.Errorf("%s %s: cells give %d, the sheet says %d, PersonDays says %d", c.Code, m.Key(), total, s.Total, p.PersonDays(c.ID, m))
			}
			if fmt.Sprint(days) != fmt.Sprint(s.DayTotals) || fmt.Sprint(days) != fmt.Sprint(p.Presences(c.ID, m)) {
				t.Errorf("%s %s: the days don't add up", c.Code, m.Key())
			}
			if pocket := p.PocketDays(c.ID, m); pocket > total {
				t.Errorf("%s %s: pocket money for %d days of %d", c.Code, m.Key(), pocket, total)
			}
		}
	}
	for _, m := range []province.Mark{province.Present, province.Absent, province.Leave, province.Hospital, province.Exit, province.Outside} {
		if marks[m] == 0 {
			t.Errorf("no cell is marked %q", m)
		}
	}
}
