package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/storage"
)

// jobsView shows what machines still have to do, and which e-mails did not
// arrive.
type jobsView struct {
	Jobs       []jobRow
	JobFiles   downloads
	Waiting    int
	Deliveries []deliveryRow
	MailFiles  downloads
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
		view.Jobs = append(view.Jobs, jobRow{j, v.jobName(j)})
	}
	for _, d := range mails {
		view.Deliveries = append(view.Deliveries, v.deliveryRow(d))
	}
	view.JobFiles, view.MailFiles = downloadsOf("/jobs", nil), downloadsOf("/deliveries", nil)
	view.JobFiles.Of, view.MailFiles.Of = v.t("jobs.waiting"), v.t("deliveries.title")
	return s.page(v, http.StatusOK, "jobs", v.t("jobs.title"), view)
}

func (v *visit) jobName(j storage.JobLine) string { return v.texts.or(v.lang, "job."+j.Kind, j.Kind) }

func (v *visit) deliveryRow(d storage.DeliveryLine) deliveryRow {
	b := map[storage.DeliveryOutcome]badge{storage.Sent: {"ok", "check-circle", ""}, storage.Refused: {"bad", "close-circle", ""},
		storage.Bounced: {"bad", "warning-circle", ""}, storage.NotNeeded: {"wait", "minus-circle", ""}}[d.Outcome]
	b.Text = v.texts.or(v.lang, "delivery."+string(d.Outcome), string(d.Outcome))
	d.Detail = d.Outcome.Said(d.Detail, v.lang)
	return deliveryRow{d, b, v.texts.or(v.lang, "notice."+d.Kind, d.Kind)}
}

// jobsSheet is the work that waits as a file.
func (s *site) jobsSheet(v *visit) (*sheet, error) {
	var jobs []storage.JobLine
	total := 0
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		jobs, total, err = r.JobLines(v.r.Context(), perFile)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if err := v.fits(total); err != nil {
		return nil, err
	}
	sh := v.sheet("file.jobs", v.t("jobs.waiting"), "col.job", "col.kind", "col.subject", "col.since", "col.sent", "col.attempts", "col.error")
	for _, j := range jobs {
		sh.add(word(v.jobName(j)), word(j.Kind), whole(j.SubjectID), moment(j.CreatedAt), momentOf(j.SentAt), whole(j.Attempts), word(j.LastError))
	}
	return sh, nil
}

// deliveriesSheet is the e-mails as a file: the latest, those that did not
// arrive first.
func (s *site) deliveriesSheet(v *visit) (*sheet, error) {
	var mails []storage.DeliveryLine
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		mails, err = r.DeliveryLines(v.r.Context(), perFile)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", err)
	}
	sh := v.sheet("file.deliveries", v.t("deliveries.title"), "col.state", "col.notice", "col.to", "col.at", "col.detail")
	for _, d := range mails {
		row := v.deliveryRow(d)
		sh.add(word(row.Badge.Text), word(row.Name), word(d.Person), moment(d.At), word(row.Detail))
	}
	return sh, nil
}
