package reception

import "fmt"

// Registry is everything that an office knows of who owes papers and about what,
// as it stands on one day: what is exported, imported and compared. Its ids are
// its own: within a Registry that was read from a file, the nth row of a list has
// the id n, and the rows refer to each other by these.
type Registry struct {
	Office       Office
	Bodies       []Body
	Centres      []Centre
	Agreements   []Agreement
	People       []Person
	Requirements []Requirement
	Happenings   []Happening
	Closures     []Closure
}

// Validate says everything that is wrong with the registry: with each row, and
// between the rows. Where two rows have the same code, the later one has the
// problem. Fields begin with the list and the row from 0: "centres[3].code";
// those of the office with "office.".
func (g Registry) Validate() Problems {
	var ps Problems
	r := g.Relations()
	ps.under("office.", g.Office.Validate())
	each(&ps, "bodies", g.Bodies, Body.Validate, r.Body)
	each(&ps, "centres", g.Centres, Centre.Validate, r.Centre)
	each(&ps, "agreements", g.Agreements, Agreement.Validate, r.Agreement)
	each(&ps, "people", g.People, Person.Validate, r.Person)
	each(&ps, "requirements", g.Requirements, Requirement.Validate, r.Requirement)
	each(&ps, "happenings", g.Happenings, Happening.Validate, r.Happening)
	each(&ps, "closures", g.Closures, Closure.Validate, func(Closure) Problems { return nil })
	g.sameTwice(&ps)
	return ps
}

func each[T any](ps *Problems, list string, rows []T, alone, among func(T) Problems) {
	for i, row := range rows {
		prefix := fmt.Sprintf("%s[%d].", list, i)
		ps.under(prefix, alone(row))
		ps.under(prefix, among(row))
	}
}

// sameTwice finds requirements and closures that are there twice.
func (g Registry) sameTwice(ps *Problems) {
	seen := map[string]int{}
	for i, q := range g.Requirements {
		key := fmt.Sprint(q.AgreementID, q.Kind, q.Subject, q.Recurrence, q.Happening)
		if j, ok := seen[key]; ok {
			ps.add(fmt.Sprintf("requirements[%d].kind", i),
				fmt.Sprintf("Lo stesso adempimento (%s) c'è già alla riga %d.", titleOf(q.Kind, "it"), j+1),
				fmt.Sprintf("The same requirement (%s) is there already, in row %d.", titleOf(q.Kind, "en"), j+1))
			continue
		}
		seen[key] = i
	}
	clear(seen)
	for i, c := range g.Closures {
		key := fmt.Sprint(c.On, c.Month, c.Day)
		if j, ok := seen[key]; ok {
			ps.add(fmt.Sprintf("closures[%d].on", i), fmt.Sprintf("Lo stesso giorno di chiusura c'è già alla riga %d.", j+1),
				fmt.Sprintf("The same day of closure is there already, in row %d.", j+1))
			continue
		}
		seen[key] = i
	}
}
