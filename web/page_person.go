package web

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/engine"
)

func (s *site) newPerson(v *visit) error {
	p := reception.Person{OfficeID: v.person.OfficeID, Role: reception.Operator, Language: "it"}
	return s.personForm(v, p, editing{title: v.t("person.new"), lead: v.t("person.new.lead"), submit: "person.add"})
}

func (s *site) editPerson(v *visit) error {
	e, err := s.begin(v, reception.EntityPerson, v.pathID())
	if err != nil {
		return err
	}
	var p reception.Person
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		p, err = r.Person(v.r.Context(), reception.PersonID(v.pathID()))
		return err
	})
	if err != nil {
		return err
	}
	e.title = v.t("person.edit", p.Name)
	return s.personForm(v, p, e)
}

func (s *site) personForm(v *visit, p reception.Person, e editing) error {
	var bodies []reception.Body
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		bodies, err = r.BodiesOn(v.r.Context(), s.Engine.Today())
		return err
	})
	if err != nil {
		return err
	}
	e.entity, e.undated, e.back = reception.EntityPerson, true, pageLink{"/people", v.t("people.title")}
	e.bind = func(f *form) { f.person(&p, bodies) }
	e.alone = func() reception.Problems { return p.Validate() }
	e.save = func(how engine.Saving) (string, error) {
		_, err := s.Engine.SavePerson(v.r.Context(), v.actor(), p, how)
		if e.id == 0 {
			return "/people?done=person.invited", err
		}
		return "/people" + savedAs(e.id), err
	}
	return s.edit(v, e)
}

// person binds a person. Who they are in the system hangs on the role: only
// operators belong to a body.
func (f *form) person(p *reception.Person, bodies []reception.Body) {
	f.set("set.person.who")
	f.text("name", &p.Name, must)
	f.text("email", &p.Email, typed("email", ""), must)
	pick(f, "role", &p.Role, f.choices("role.", "operator", "reviewer", "head", "administrator"), must)
	all := []choice{{Text: f.v.t("people.office")}}
	for _, b := range bodies {
		all = append(all, choice{Value: strconv.FormatInt(int64(b.ID), 10), Text: strings.TrimSpace(b.Code + " " + b.Name)})
	}
	pick(f, "body_id", &p.BodyID, all)
	pick(f, "language", &p.Language, f.choices("language.", "it", "en"), must)
	active := !p.Inactive
	f.check("active", &active, wide)
	p.Inactive = !active
}

// inviteAgain sends a person a new link with which to choose a password.
func (s *site) inviteAgain(v *visit) error {
	if err := s.Engine.ResetPassword(v.r.Context(), v.actor(), reception.PersonID(v.pathID())); err != nil {
		return err
	}
	return v.redirect("/people?done=person.invited")
}
