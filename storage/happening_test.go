package storage_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// A reference is a code: the database too refuses what may be a guest's name.
func TestAReferenceIsNoName(t *testing.T) {
	t.Parallel()
	db := storagetest.DB(t)
	w := seed(t, db)
	for ref, ok := range map[string]bool{"": true, "RN-2026/114": true, "7": true, "ABCD1": true,
		"ROSSIMARIO": false, "LI-WEI": false, "ROSSI1": false, "ROSSI-12": false, "rn-1": false, "1 2": false} {
		err := db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
			_, _, err := tx.AddHappening(t.Context(), reception.Happening{OfficeID: w.office, BodyID: w.bodies[0], What: reception.Entry,
				On: calendar.MustDate(2026, 11, 2), Reference: ref}, 0, time.Now())
			return err
		})
		if ok && err != nil || !ok && !workflow.IsRefusal(err, "happenings_reference_form") {
			t.Errorf("%q: %v", ref, err)
		}
	}
}
