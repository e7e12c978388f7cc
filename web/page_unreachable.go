package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// unreachableView lists the people whose e-mails do not arrive.
type unreachableView struct {
	Rows  []unreachableRow
	Files downloads
}

// unreachableRow is one person.
type unreachableRow struct {
	storage.UnreachablePerson
	Badge badge
	Href  string // of the body; "" for people of the office
}

const unreachablePath = "/unreachable"

func (s *site) unreachablePage(v *visit) error {
	people, err := s.unreachable(v)
	if err != nil {
		return err
	}
	view := unreachableView{Files: downloadsOf(unreachablePath, nil)}
	for _, p := range people {
		row := unreachableRow{UnreachablePerson: p, Badge: badge{"bad", "warning-circle", v.outcome(p)}}
		if p.BodyID != 0 {
			row.Href = fmt.Sprintf("/registry/bodies/%d", p.BodyID)
		}
		view.Rows = append(view.Rows, row)
	}
	return s.page(v, http.StatusOK, "unreachable", v.t("unreachable.title"), view)
}

func (s *site) unreachable(v *visit) (people []storage.UnreachablePerson, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		people, err = r.UnreachablePeople(v.r.Context(), s.settledBy())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("people whose e-mails do not arrive: %w", err)
	}
	for i, p := range people {
		people[i].Detail = p.Outcome.Said(p.Detail, v.lang)
	}
	return people, nil
}

func (v *visit) outcome(p storage.UnreachablePerson) string {
	if p.Outcome == storage.Bounced {
		return v.t("unreachable.bounced")
	}
	return v.t("unreachable.refused")
}

// unreachableSheet is the same list as a file.
func (s *site) unreachableSheet(v *visit) (*sheet, error) {
	people, err := s.unreachable(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.unreachable", v.t("unreachable.title"), "col.name", "col.email", "col.person_role", "col.body", "col.since", "col.latest_at", "col.lost", "col.state", "col.detail")
	for _, p := range people {
		body := p.Body
		if body == "" {
			body = v.t("people.office")
		}
		sh.add(word(p.Name), word(p.Email), word(v.t("role."+string(p.Role))), word(body), moment(p.Since), moment(p.Latest), whole(p.Lost), word(v.outcome(p)), word(p.Detail))
	}
	return sh, nil
}

// daysSince counts the days from an instant to today.
func daysSince(at time.Time, d desk) int { return calendar.DateOf(at).DaysUntil(d.today) }
