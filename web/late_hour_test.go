package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Where the hour counts, every page and every count says "overdue" once the hour
// has passed, and not before.
func TestOverdueByTheHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	today := calendar.DateOf(w.now)
	w.daily(today, 1)
	register := w.slot(document.Register)
	w.sql(`UPDATE obligations SET due_on = $2, due_at = $3 WHERE id = $1 OR kind = 'COM_GIORNALIERA'`, register.ID, today.String(), today.At(12, 0))
	office := w.actor(province.ReviewerEmail).Office
	month := calendar.MonthOf(register.For.End)
	counts := func() (c storage.MissingCounts, overdue, frame int) {
		t.Helper()
		w.must(w.db.Read(t.Context(), storage.ForOffice(office), func(r *storage.Reader) (err error) {
			if c, err = r.MissingCounts(t.Context(), storage.MissingFilter{Office: office, Now: w.engine.Now(), SoonDays: 7, Body: register.BodyID}); err != nil {
				return err
			}
			cells, err := r.WallCells(t.Context(), storage.WallAsked{Office: office, From: month.Start, To: calendar.MonthOf(today).End, Now: w.engine.Now(), SoonDays: 7})
			if err != nil {
				return err
			}
			for _, x := range cells {
				if x.BodyID == register.BodyID && (x.Kind == document.Register || x.Kind == document.DailyReport) {
					overdue += x.Overdue
				}
			}
			f, err := r.FrameShown(t.Context(), reception.Person{OfficeID: office, BodyID: register.BodyID, Role: reception.Operator}, w.engine.Now())
			frame = f.Overdue
			return err
		}))
		return c, overdue, frame
	}
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	page := fmt.Sprintf("/obligations/%d", register.ID)
	w.now = today.At(12, 0)
	before, wallBefore, frameBefore := counts()
	op.lack(op.get(page), "in ritardo di")
	w.now = today.At(13, 30)
	after, wallAfter, frameAfter := counts()
	if after.Overdue != before.Overdue+2 || after.Due != before.Due-2 {
		t.Errorf("what is missing: %+v, then %+v", before, after)
	}
	if wallAfter != wallBefore+2 || frameAfter != frameBefore+2 {
		t.Errorf("the wall counts %d, then %d; the head of the pages %d, then %d", wallBefore, wallAfter, frameBefore, frameAfter)
	}
	op.want(op.get(page), http.StatusOK, "in ritardo di 2 ore")
	home := op.section(op.get("/"), `id="w-late"`, "</section>")
	op.want(home, http.StatusOK, page, "in ritardo di 2 ore", "Comunicazione giornaliera")
	rev.want(rev.get(fmt.Sprintf("/missing?body=%d&standing=overdue", register.BodyID)), http.StatusOK, page, "in ritardo di 2 ore")
	rev.want(rev.get(fmt.Sprintf("/reminders/preview?obligation=%d", register.ID)), http.StatusOK, "in ritardo di 2 ore", "In ritardo di 2 ore")
	w.now = today.At(14, 30)
	w.send(register.ID, document.Reading{Kind: document.Register})
	shown := op.get("/month/" + month.Key())
	if !strings.Contains(shown.body, "in ritardo di 3 ore") {
		t.Error("what came three hours late is shown without them")
	}
}
