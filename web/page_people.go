package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/storage"
)

// peopleView lists who may sign in.
type peopleView struct{ People []storage.PersonLine }

func (s *site) peoplePage(v *visit) error {
	var view peopleView
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		view.People, err = r.PersonLines(v.r.Context())
		return err
	})
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	return s.page(v, http.StatusOK, "people", v.t("people.title"), view)
}

// jobsView shows what machines still have to do, and which e-mails did not
// arrive.
type jobsView struct {
	Jobs       []jobRow
	Waiting    int
	Deliveries []deliveryRow
}

// jobRow is work that is not done.
type jobRow struct {
	storage.JobLine
	Name string
}

// deliveryRow is an e-mail.
type deliveryRow struct {
	storage.DeliveryLine
	Badge badge
	Name  string // of the notice
}

func (s *site) jobsPage(v *visit) error {
	var view jobsView
	var jobs []storage.JobLine
	var mails []storage.DeliveryLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if jobs, view.Waiting, err = r.JobLines(v.r.Context(), perPage); err != nil {
			return err
		}
		mails, err = r.DeliveryLines(v.r.Context(), perPage)
		return err
	})
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	for _, j := range jobs {
		view.Jobs = append(view.Jobs, jobRow{j, v.texts.or(v.lang, "job."+j.Kind, j.Kind)})
	}
	tones := map[storage.DeliveryOutcome]badge{storage.Sent: {"ok", "check-circle", ""}, storage.Refused: {"bad", "close-circle", ""},
		storage.NotNeeded: {"wait", "minus-circle", ""}}
	for _, d := range mails {
		b := tones[d.Outcome]
		b.Text = v.texts.or(v.lang, "delivery."+string(d.Outcome), string(d.Outcome))
		view.Deliveries = append(view.Deliveries, deliveryRow{d, b, v.texts.or(v.lang, "notice."+d.Kind, d.Kind)})
	}
	return s.page(v, http.StatusOK, "jobs", v.t("jobs.title"), view)
}
