package web

import (
	"strconv"

	"github.com/insiemi/insiemi/reception"
)

// confirmRequirement says that the office stands by a proposed value.
func (s *site) confirmRequirement(v *visit) error {
	return s.changeRequirement(v, func(q *reception.Requirement, _ []reception.Requirement) string {
		q.Proposed = false
		return "requirement.confirmed"
	})
}

// switchRequirement turns a requirement on or off.
func (s *site) switchRequirement(v *visit) error {
	return s.changeRequirement(v, func(q *reception.Requirement, _ []reception.Requirement) string {
		q.Active = !q.Active
		if q.Active {
			return "requirement.on"
		}
		return "requirement.off"
	})
}

// removeRequirement takes an agreement's own requirement away, so that the
// office's holds again, or brings it back.
func (s *site) removeRequirement(v *visit) error {
	return s.changeRequirement(v, func(q *reception.Requirement, all []reception.Requirement) string {
		q.Removed = !q.Removed
		switch {
		case !q.Removed:
			return "requirement.back"
		case officeAsks(*q, all):
			return "requirement.removed"
		}
		return "requirement.removed_alone"
	})
}

func (s *site) changeRequirement(v *visit, change func(q *reception.Requirement, all []reception.Requirement) (done string)) error {
	f, err := v.newForm("requirement")
	if err != nil {
		return err
	}
	all, err := s.requirements(v)
	if err != nil {
		return err
	}
	q, ok := requirementByID(all, reception.RequirementID(v.pathID()))
	if !ok {
		return errNoRow()
	}
	q.Version, _ = strconv.Atoi(f.values.Get("version")) // no number: as if another version was seen
	done := change(&q, all)
	if _, err := s.Engine.SaveRequirement(v.r.Context(), v.actor(), q); err != nil {
		return err
	}
	return v.redirect(requirementHref(q.ID) + "?done=" + done)
}
