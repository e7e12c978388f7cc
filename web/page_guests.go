package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// guestsView are the guests of a centre.
type guestsView struct {
	Centre  reception.Centre
	Body    reception.Body
	Office  bool
	Done    string
	Alert   string
	Guests  []reception.Guest
	Keeps   bool               // there is a key to keep names with
	Mine    bool               // the visitor may add and move
	Centres []reception.Centre // where a guest may go
	Names   string             // after a refusal
	Error   string
}

func (s *site) guestsPage(v *visit) error {
	return s.showGuests(v, http.StatusOK, guestsView{Done: v.doneText()})
}

// showGuests shows who is in a centre. That the names were read is recorded, so the
// page is never kept by the browser.
func (s *site) showGuests(v *visit, status int, view guestsView) error {
	ctx, id := v.r.Context(), reception.CentreID(v.pathID())
	err := s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if view.Centre, err = r.Centre(ctx, id); err != nil {
			return err
		}
		if view.Body, err = r.Body(ctx, view.Centre.BodyID); err != nil {
			return err
		}
		view.Centres, err = r.Centres(ctx, view.Centre.BodyID)
		return err
	})
	if err != nil {
		return err
	}
	if view.Guests, err = s.Engine.GuestsIn(ctx, v.actor(), id, "guests"); err != nil {
		return fmt.Errorf("guests of centre %d: %w", id, err)
	}
	view.Office, view.Keeps = v.isOffice(), s.Engine.KeepsNames()
	view.Mine = v.person.Role != reception.Head
	v.w.Header().Set("Cache-Control", "no-store")
	return s.pageIn(v, status, "guests", frame{Title: v.t("guests.title") + " " + view.Centre.Code}, view)
}

func (s *site) addGuests(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
	text := v.r.PostFormValue("names")
	names, ps := reception.GuestNames(text)
	if len(ps) > 0 {
		return s.showGuests(v, http.StatusUnprocessableEntity, guestsView{Names: text, Error: workflow.Text{It: ps[0].It, En: ps[0].En}.In(v.lang)})
	}
	_, err := s.Engine.AddGuests(v.r.Context(), v.actor(), reception.CentreID(v.pathID()), names)
	if r, ok := workflow.RefusalOf(err); ok && r.Name == "guest.no_key" {
		return s.showGuests(v, http.StatusServiceUnavailable, guestsView{Names: text, Error: inLanguage(r, v.lang)})
	}
	if err != nil {
		return err
	}
	return v.redirect(fmt.Sprintf("/centres/%d/guests?done=guests.added", v.pathID()))
}

func (s *site) moveGuest(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 16<<10)
	guest, err := strconv.ParseInt(v.r.PostFormValue("guest"), 10, 64)
	to, err2 := strconv.ParseInt(v.r.PostFormValue("centre"), 10, 64)
	if err != nil || err2 != nil || guest <= 0 || to < 0 {
		return workflow.Refuse(workflow.Invalid, "guest.where", "Non è stato scelto dove va l'ospite. Tornare indietro e scegliere dall'elenco.",
			"It was not chosen where the guest goes. Go back and choose from the list.")
	}
	if err := s.Engine.MoveGuest(v.r.Context(), v.actor(), reception.GuestID(guest), reception.CentreID(to)); err != nil {
		return err
	}
	return v.redirect(fmt.Sprintf("/centres/%d/guests?done=guests.moved", v.pathID()))
}

// blankRegister sends the office's own register for an obligation, filled in as far
// as it is known.
func (s *site) blankRegister(v *visit) error {
	r, err := s.Engine.BlankRegister(v.r.Context(), v.actor(), workflow.ObligationID(v.pathID()))
	if err != nil {
		return err
	}
	b, err := r.Write()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", xlsxType)
	h.Set("Content-Disposition", attachment(fmt.Sprintf("registro-%s-%s.xlsx", r.Centre.Code, r.Month.Key())))
	h.Set("Cache-Control", "no-store")
	return send(v, http.StatusOK, b)
}
