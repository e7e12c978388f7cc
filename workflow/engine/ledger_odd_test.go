package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// afterDepartures is a template of a paper after each departure.
func afterDepartures() reception.Requirement {
	return reception.Requirement{Kind: document.Departure, Subject: reception.PerCentre, Recurrence: reception.AfterHappening, Happening: reception.LeftCentre,
		Due: reception.DueRule{Term: calendar.Term{Hours: 48}}}
}

func TestTheDayOfAHappeningIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.everything()
	for _, h := range []reception.Happening{
		{What: reception.LeftCentre, On: calendar.MustDate(2026, 11, 5)},
		{What: reception.LeftCentre, On: calendar.MustDate(2199, 12, 31)},
		{What: reception.LeftCentre, On: calendar.MustDate(1999, 12, 31)},
		{What: reception.ExpiryOf(document.Insurance), On: calendar.MustDate(2041, 12, 1)},
	} {
		h.BodyID = w.operator.Body
		_, err := w.engine.RecordHappening(t.Context(), w.operator, h)
		w.refused(err, "happening.invalid")
		plan, err := w.engine.PlanImport(t.Context(), w.admin(), w.importing(w.sheets("fatti", fmt.Sprintf("codice ente;fatto;giorno\n%s;%s;%s\n", w.body.Code, h.What, h.On.It()))))
		if err != nil || plan.OK() || plan.Problems[0].Row == 0 {
			t.Errorf("%s on %s: importing it says %+v, %v", h.What, h.On, plan.Problems, err)
		}
	}
	if now := w.everything(); now != before {
		t.Errorf("%d things were left behind", now-before)
	}
	for _, on := range []calendar.Date{calendar.MustDate(2026, 11, 4), calendar.MustDate(2000, 1, 1)} {
		_, err := w.engine.RecordHappening(t.Context(), w.operator, reception.Happening{BodyID: w.operator.Body, What: reception.LeftCentre, On: on})
		w.must(err)
	}
}

// A date that can't be computed is in the way of nothing else: not of the other
// bodies, nor of what else the same template asks for.
func TestOneOddDateDoesNotStopALedger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(afterDepartures())
	w.sql(`INSERT INTO happenings (office_id, body_id, what, on_date, recorded_at) VALUES ($1, $2, 'departure', '2199-12-31', now()), ($1, $2, 'departure', '2026-10-20', now())`,
		w.operator.Office, w.operator.Body)
	w.sql(`UPDATE obligations SET status = 'withdrawn' WHERE kind = $1`, document.Register)
	w.sql(`UPDATE offices SET registry_revision = registry_revision + 1`)
	done := w.follow()
	if done.Skipped != 1 || done.Revived == 0 || len(w.owed(document.Departure)) != 1 {
		t.Errorf("%+v, %d owed after departures", done, len(w.owed(document.Departure)))
	}
	w.clock.set(calendar.MustDate(2026, 12, 28).At(9, 0))
	if done := w.follow(); done.Added == 0 {
		t.Errorf("as time passes: %+v", done)
	}
	// What is recorded beside it is owed; where it is the odd one, it is refused.
	h := reception.Happening{BodyID: w.operator.Body, What: reception.LeftCentre, On: calendar.MustDate(2026, 12, 27)}
	_, err := w.engine.RecordHappening(t.Context(), w.operator, h)
	w.must(err)
	if n := len(w.owed(document.Departure)); n != 2 {
		t.Errorf("%d owed after departures", n)
	}
	w.sql(`UPDATE requirements SET due = '{"term":{"years":180}}' WHERE kind = $1`, document.Departure)
	h.On = calendar.MustDate(2026, 12, 28)
	_, err = w.engine.RecordHappening(t.Context(), w.operator, h)
	w.refused(err, "happening.no_date")
}

// What the system records in one office asks for nothing by another's templates.
func TestAnotherOfficesTemplatesAskForNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`DELETE FROM obligations WHERE kind = $1`, document.Departure)
	w.sql(`UPDATE requirements SET active = false WHERE kind = $1`, document.Departure)
	other, err := w.engine.OpenOffice(t.Context(), reception.Office{Code: "pesaro", Name: "Prefettura di prova", TaxCode: "91044110400", OfficeCode: "PUPF26", PEC: "pu@pec.example", Email: "pu@insiemi.example", Calendar: "it"},
		reception.Person{Name: "Ada Prova", Email: "ada@insiemi.example", Language: "it"})
	w.must(err)
	q := afterDepartures()
	w.sql(`INSERT INTO requirements (office_id, kind, subject, recurrence, happening, due, definition) VALUES ($1, $2, $3, $4, 'departure', '{"term":{"hours":48}}', $5)
		ON CONFLICT (office_id, agreement_id, kind, subject, recurrence, happening) WHERE NOT removed DO UPDATE SET active = true`, other, q.Kind, q.Subject, q.Recurrence, workflow.FallbackDefinition)
	h := reception.Happening{BodyID: w.operator.Body, CentreID: w.slot(document.Register).CentreID, What: reception.LeftCentre, On: calendar.MustDate(2026, 11, 2)}
	everything := workflow.Actor{System: true}
	record := func(r *engine.Registrar) error { _, err := r.RecordHappening(t.Context(), h); return err }
	w.must(w.engine.Registry(t.Context(), everything, w.operator.Office, record))
	if got := w.owed(document.Departure); len(got) != 0 {
		t.Errorf("another office's template asks for %+v", got)
	}
	w.refused(w.engine.Registry(t.Context(), everything, other, record), "body.not_found")
	// The database refuses it too.
	if err := w.trySQL(`UPDATE obligations SET requirement_id = (SELECT min(id) FROM requirements WHERE office_id = $1)`, other); err == nil || !strings.Contains(err.Error(), "obligations_requirement") {
		t.Errorf("an obligation of another office's template: %v", err)
	}
}

// What was cancelled and is recorded again is the same: who answered it is not
// asked again, and who did not is asked once.
func TestAHappeningRecordedAgainIsTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(afterDepartures())
	h := reception.Happening{BodyID: w.operator.Body, CentreID: w.slot(document.Register).CentreID, What: reception.LeftCentre, On: calendar.MustDate(2026, 11, 2)}
	for _, answered := range []bool{false, true} {
		if answered {
			w.sql(`UPDATE obligations SET status = 'accepted', submitted_at = now() WHERE kind = $1`, document.Departure)
		}
		id, err := w.engine.RecordHappening(t.Context(), w.operator, h)
		w.must(err)
		if id == 0 { // it is there from the first time
			for _, o := range w.owed(document.Departure) {
				id = o.HappeningID
			}
		}
		w.must(w.engine.CancelHappening(t.Context(), w.operator, id))
		h.At = calendar.MustDate(2026, 11, 2).At(22, 40) // at another hour
		again, err := w.engine.RecordHappening(t.Context(), w.operator, h)
		w.must(err)
		if twice, err := w.engine.RecordHappening(t.Context(), w.operator, h); twice != 0 || err != nil {
			t.Errorf("a third time it is %d, %v", twice, err)
		}
		got := w.owed(document.Departure)
		if again != id || len(got) != 1 {
			t.Fatalf("recorded again it is %d, before %d: %+v", again, id, got)
		}
		for _, o := range got {
			switch {
			case answered && o.Status != workflow.ObligationAccepted:
				t.Errorf("what was answered is %s", o.Status)
			case !answered && (o.Status != workflow.ObligationOpen || !o.Due.At.Equal(calendar.MustDate(2026, 11, 4).At(23, 0))):
				t.Errorf("owed %+v", o)
			}
		}
	}
}

// When the day comes, a longer period is not asked for either of which a month
// was answered.
func TestTimeDoesNotAskAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 12, 28).At(9, 0))
	w.follow()
	centre := w.slot(document.Register).CentreID
	w.sql(`UPDATE obligations SET status = 'waived' WHERE kind = $1 AND slot = $2`, document.Register, fmt.Sprintf("c%d/2027-01-01/1m", centre))
	q := w.requirement(document.Register)
	q.Recurrence = reception.TwoMonthly
	_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	w.follow()
	w.clock.set(calendar.MustDate(2027, 1, 4).At(9, 0))
	if done := w.follow(); done.Added == 0 {
		t.Fatalf("as time passes: %+v", done)
	}
	asked := map[reception.BodyID]bool{} // for January and February
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
		for _, body := range []reception.BodyID{w.operator.Body, w.other.Body} {
			all, err := r.Obligations(t.Context(), body)
			if err != nil {
				return err
			}
			asked[body] = slices.ContainsFunc(all, func(o workflow.Obligation) bool {
				return o.Kind == document.Register && o.CentreID != 0 && strings.HasSuffix(o.Slot, "/2027-01-01/2m")
			})
		}
		return nil
	})
	if asked[w.operator.Body] || !asked[w.other.Body] {
		t.Errorf("January and February are asked for: %t of who answered for January, %t of who did not", asked[w.operator.Body], asked[w.other.Body])
	}
}
