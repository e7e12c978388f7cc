package calendar

import (
	"sync"
	"time"
	_ "time/tzdata" // the zone is there on machines without zoneinfo
)

// Rome returns the time zone of the offices, Europe/Rome.
var Rome = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err) // the zone data is compiled in
	}
	return loc
})
