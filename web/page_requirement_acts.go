package web

import (
	"path"
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

// askView is what asking for a requirement again would do, before it is done.
type askView struct {
	Action string // the address that asks
	Says   []string
}

// askedFirst shows what asking again would do, where some papers would be late at
// once and the visitor has not said yet that they are wanted; shown is false where
// there is nothing to ask.
func (s *site) askedFirst(v *visit, before, q reception.Requirement) (shown bool, err error) {
	on := func(q reception.Requirement) bool { return q.Active && !q.Removed }
	if on(before) || !on(q) || v.r.PostFormValue("sure") != "" {
		return false, nil
	}
	does, err := s.Engine.PreviewRequirement(v.r.Context(), v.actor(), q)
	if err != nil || does.Late == 0 {
		return false, err
	}
	return true, s.showRequirement(v, &askView{Action: requirementHref(q.ID) + "/" + path.Base(v.r.URL.Path), Says: v.foreseenRows(does)})
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
	before := q
	done := change(&q, all)
	if shown, err := s.askedFirst(v, before, q); shown || err != nil {
		return err
	}
	if _, err := s.Engine.SaveRequirement(v.r.Context(), v.actor(), q); err != nil {
		return err
	}
	return v.redirect(requirementHref(q.ID) + "?done=" + done)
}
