package engine_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/workflow/engine"
)

func guestKey(t *testing.T) seal.Key {
	t.Helper()
	k, err := seal.ParseKey(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A guest's name is in one table, sealed; who reads it is on record; another body
// sees neither.
func TestGuestsNamesAreKeptApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	centre := w.slot(document.Register).CentreID
	_, err := w.engine.WithSeal(seal.Key{}).AddGuests(t.Context(), w.operator, centre, []string{"Provaldi Nessuno"})
	w.refused(err, "guest.no_key")
	e := w.engine.WithSeal(guestKey(t))
	codes, err := e.AddGuests(t.Context(), w.operator, centre, []string{"Provaldi Nessuno", "Provaldi Nessuna"})
	w.must(err)
	if len(codes) != 2 || codes[0] == codes[1] || !strings.HasPrefix(codes[0], "RI") {
		t.Fatalf("the codes are %v", codes)
	}
	for _, table := range []string{"guests", "guest_reads", "events", "outbox", "counters"} {
		if n := w.count(`SELECT count(*) FROM ` + table + ` x WHERE x::text ILIKE '%provaldi%' OR x::text ILIKE '%' || encode('Provaldi', 'hex') || '%'`); n != 0 {
			t.Errorf("%s holds a name in the open", table)
		}
	}
	got, err := e.GuestsIn(t.Context(), w.operator, centre, "guests")
	w.must(err)
	if len(got) != 2 || got[0].Name != "Provaldi Nessuno" || got[1].Code != codes[1] {
		t.Fatalf("the body reads %+v", got)
	}
	if n := w.count(`SELECT count(*) FROM guest_reads WHERE by_person = $1 AND screen = 'guests'`, w.operator.Person); n != 2 {
		t.Errorf("%d readings are on record", n)
	}
	if other, err := e.GuestsIn(t.Context(), w.other, centre, "guests"); err != nil || len(other) != 0 {
		t.Errorf("another body reads %+v, %v", other, err)
	}
	if _, err = e.AddGuests(t.Context(), w.other, centre, []string{"Provaldi Altrui"}); err == nil {
		t.Error("another body adds guests to the centre")
	}
	_, err = e.AddGuests(t.Context(), w.head, centre, []string{"Provaldi Tizio"})
	w.refused(err, "guest.role")
	blind, err := w.engine.WithSeal(guestKey(t)).GuestsIn(t.Context(), w.operator, centre, "guests")
	w.must(err)
	if len(blind) != 2 || blind[0].Name != "" || blind[0].Code != codes[0] {
		t.Errorf("with another key: %+v", blind)
	}
	w.must(e.MoveGuest(t.Context(), w.operator, got[0].ID, 0))
	if left, _ := e.GuestsIn(t.Context(), w.operator, centre, "guests"); len(left) != 1 {
		t.Errorf("after one left: %+v", left)
	}
	if err := e.MoveGuest(t.Context(), w.other, got[1].ID, 0); err == nil {
		t.Error("another body moves a guest")
	}
}

// The register to fill in holds who was there at the end of the month before, with
// the day of entry, and who was recorded since; what is filled in is read back.
func TestABlankRegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.engine.WithSeal(guestKey(t))
	one, two := w.beside()
	codes, err := e.AddGuests(t.Context(), w.operator, one.CentreID, []string{"Provaldi Nessuno", "Provaldi Nessuna"})
	w.must(err)
	got := w.send(w.operator, engine.Incoming{Obligation: one.ID})
	w.digest(got, w.monthOf(one, codes[0], "ZZ99"))
	r, err := e.BlankRegister(t.Context(), w.operator, two.ID)
	w.must(err)
	if r.Month != two.For || r.Centre.ID != two.CentreID || r.CIG == "" || r.Free < 6 || len(r.Rows) != 3 {
		t.Fatalf("the register is %+v", r)
	}
	if a := r.Rows[0]; a.Code != codes[0] || a.Name != "Provaldi Nessuno" || a.Came.String() != "2026-08-01" {
		t.Errorf("who was there before: %+v", a)
	}
	if b := r.Rows[1]; b.Code != codes[1] || !b.Came.IsZero() {
		t.Errorf("who was recorded since: %+v", b)
	}
	if z := r.Rows[2]; z.Code != "ZZ99" || z.Name != "" {
		t.Errorf("who has no code of the office: %+v", z)
	}
	if n := w.count(`SELECT count(*) FROM guest_reads WHERE screen = 'register.xlsx'`); n != 2 {
		t.Errorf("%d readings are on record", n)
	}
	for i := range r.Rows {
		for range two.For.Days() {
			r.Rows[i].Marks = append(r.Rows[i].Marks, "P")
		}
	}
	b, err := r.Write()
	w.must(err)
	grids, err := attendance.ReadXLSX(bytes.NewReader(b), int64(len(b)))
	w.must(err)
	fields := map[string]string{}
	for _, f := range attendance.Find(grids[0])[0].Fields() {
		fields[f.Name] = f.Value
	}
	if fields[document.RowField(1, "guest")] != codes[0] || fields["guests"] != "3" || fields[document.PeriodMonth] != two.For.Key() {
		t.Errorf("it is read as %v", fields)
	}
	_, err = e.BlankRegister(t.Context(), w.operator, w.slot(document.Invoice).ID)
	w.refused(err, "blank.none")
	if _, err := e.BlankRegister(t.Context(), w.other, two.ID); err == nil {
		t.Error("another body gets the register")
	}
	var g []reception.Guest
	if g, err = e.GuestsIn(t.Context(), w.reviewer, one.CentreID, "guests"); err != nil || len(g) != 2 {
		t.Errorf("the office reads %+v, %v", g, err)
	}
}
