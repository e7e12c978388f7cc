package web

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func (s *site) newBody(v *visit) error {
	b := reception.Body{OfficeID: v.person.OfficeID, VATProfile: reception.VATExempt}
	return s.bodyForm(v, b, editing{title: v.t("body.new"), lead: v.t("body.new.lead"), back: pageLink{"/registry", v.t("registry.title")}, submit: "body.add"})
}

func (s *site) editBody(v *visit) error {
	e, err := s.begin(v, reception.EntityBody, v.pathID())
	if err != nil {
		return err
	}
	reg, err := s.registryOfBody(v, reception.BodyID(v.pathID()), e.day)
	if err != nil {
		return err
	}
	b := reg.Bodies[0]
	e.title, e.back = v.t("body.edit", b.Name), pageLink{bodyHref(b.ID), b.Name}
	return s.bodyForm(v, b, e)
}

func (s *site) bodyForm(v *visit, b reception.Body, e editing) error {
	e.entity, e.bind = reception.EntityBody, func(f *form) { f.body(&b) }
	e.alone = func() reception.Problems { return b.Validate() }
	e.save = func(how engine.Saving) (string, error) {
		id, err := s.Engine.SaveBody(v.r.Context(), v.actor(), b, how)
		return bodyHref(id) + savedAs(e.id), err
	}
	return s.edit(v, e)
}

// savedAs is the end of the address that says what was done.
func savedAs(id int64) string {
	if id == 0 {
		return "?done=registry.added"
	}
	return "?done=registry.saved"
}

func (s *site) newCentre(v *visit) error {
	reg, err := s.registryOfBody(v, reception.BodyID(v.pathID()), s.Engine.Today())
	if err != nil {
		return err
	}
	b := reg.Bodies[0]
	return s.centreForm(v, b, reception.Centre{OfficeID: b.OfficeID, BodyID: b.ID, OpenedOn: s.Engine.Today()},
		editing{title: v.t("centre.new"), lead: v.t("centre.new.lead", b.Name), submit: "centre.add"})
}

func (s *site) editCentre(v *visit) error {
	e, err := s.begin(v, reception.EntityCentre, v.pathID())
	if err != nil {
		return err
	}
	c, b, err := s.centreOn(v, e.day)
	if err != nil {
		return err
	}
	e.title = v.t("centre.edit", c.Code, c.Name)
	return s.centreForm(v, b, c, e)
}

// centreOn reads the centre of the path and its body, as of a day.
func (s *site) centreOn(v *visit, day calendar.Date) (reception.Centre, reception.Body, error) {
	var all []reception.Centre
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		all, err = r.CentresOn(v.r.Context(), 0, day)
		return err
	})
	if err != nil {
		return reception.Centre{}, reception.Body{}, err
	}
	for _, c := range all {
		if int64(c.ID) != v.pathID() {
			continue
		}
		reg, err := s.registryOfBody(v, c.BodyID, day)
		if err != nil {
			return c, reception.Body{}, err
		}
		return c, reg.Bodies[0], nil
	}
	return reception.Centre{}, reception.Body{}, errNoRow()
}

func (s *site) centreForm(v *visit, b reception.Body, c reception.Centre, e editing) error {
	e.entity, e.bind = reception.EntityCentre, func(f *form) { f.centre(&c) }
	e.alone = func() reception.Problems { return c.Validate() }
	e.back = pageLink{bodyHref(b.ID) + "#centres", b.Name}
	e.save = func(how engine.Saving) (string, error) {
		_, err := s.Engine.SaveCentre(v.r.Context(), v.actor(), c, how)
		return bodyHref(b.ID) + savedAs(e.id) + "#centres", err
	}
	return s.edit(v, e)
}

func (s *site) newAgreement(v *visit) error {
	reg, err := s.registryOfBody(v, reception.BodyID(v.pathID()), s.Engine.Today())
	if err != nil {
		return err
	}
	b := reg.Bodies[0]
	a := reception.Agreement{OfficeID: b.OfficeID, BodyID: b.ID, Kind: reception.CallOff, InvoiceMonths: 1, PaymentDays: 30,
		Counting: reception.CountingRule{EntryDay: true}}
	ahead := calendar.Period{Start: s.Engine.Today(), End: calendar.MustDate(calendar.LastYear, 12, 31)}
	for _, c := range reg.Centres {
		if c.ClosedOn.IsZero() && !covered(c.ID, ahead, reg.Agreements) {
			a.Covers = append(a.Covers, reception.Covering{CentreID: c.ID})
		}
	}
	for _, k := range (&form{v: v}).kinds(attachable) {
		a.Checklist = append(a.Checklist, document.Kind(k.Value))
	}
	return s.agreementForm(v, reg, a, editing{title: v.t("agreement.new"), lead: v.t("agreement.new.lead", b.Name), submit: "agreement.add"})
}

func (s *site) editAgreement(v *visit) error {
	e, err := s.begin(v, reception.EntityAgreement, v.pathID())
	if err != nil {
		return err
	}
	a, reg, err := s.agreementOn(v, reception.AgreementID(v.pathID()), e.day)
	if err != nil {
		return err
	}
	e.title, e.lead = v.t("agreement.edit", a.CIG), a.Title
	return s.agreementForm(v, reg, a, e)
}

// covered says that an agreement covers a centre on some day of a period. A
// framework leaves that to its call-offs.
func covered(id reception.CentreID, in calendar.Period, by []reception.Agreement) bool {
	return slices.ContainsFunc(by, func(a reception.Agreement) bool { return a.Kind != reception.Framework && a.CoversIn(id, in) })
}

// agreementOn reads an agreement and what the registry says of its body, as of a
// day.
func (s *site) agreementOn(v *visit, id reception.AgreementID, day calendar.Date) (a reception.Agreement, reg reception.Registry, err error) {
	var all []reception.Agreement
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		all, err = r.AgreementsOn(v.r.Context(), 0, day)
		return err
	})
	if err != nil {
		return a, reg, err
	}
	for _, a := range all {
		if a.ID == id {
			reg, err = s.registryOfBody(v, a.BodyID, day)
			return a, reg, err
		}
	}
	return a, reg, errNoRow()
}

func (s *site) agreementForm(v *visit, reg reception.Registry, a reception.Agreement, e editing) error {
	b := reg.Bodies[0]
	e.entity, e.preview = reception.EntityAgreement, "foreseen"
	e.back = pageLink{bodyHref(b.ID) + "#agreements", b.Name}
	e.bind = func(f *form) {
		f.agreement(&a, reg.Centres, reg.Agreements)
		if f.sent {
			f.setOf("rows-covers").Says = v.coveredTwice(a, reg)
		}
	}
	e.alone = func() reception.Problems { return a.Validate() }
	e.foresee = func(f *form) error { return s.foreseeAgreement(v, f, a) }
	e.save = func(how engine.Saving) (string, error) {
		_, err := s.Engine.SaveAgreement(v.r.Context(), v.actor(), a, how)
		return bodyHref(b.ID) + savedAs(e.id) + "#agreements", err
	}
	return s.edit(v, e)
}

// foreseeAgreement says in the preview what saving would do to what the body owes.
// What can't be saved has its own sentence when it is.
func (s *site) foreseeAgreement(v *visit, f *form, a reception.Agreement) error {
	if len(a.Validate()) > 0 {
		return nil
	}
	does, err := s.Engine.PreviewAgreement(v.r.Context(), v.actor(), a)
	switch {
	case f.takeRefusal(err):
		return nil
	case err != nil:
		return err
	}
	f.set("set.agreement.foreseen")
	last := &f.sets[len(f.sets)-1]
	last.ID, last.Does = "foreseen", v.foreseen(does)
	return nil
}

// extendAgreement moves the end of an agreement by an act.
func (s *site) extendAgreement(v *visit) error {
	e, err := s.begin(v, reception.EntityAgreement, v.pathID())
	if err != nil {
		return err
	}
	a, reg, err := s.agreementOn(v, reception.AgreementID(v.pathID()), e.day)
	if err != nil {
		return err
	}
	b, x := reg.Bodies[0], reception.Extension{FromEnd: a.EndsOn, DecidedOn: s.Engine.Today()}
	e.undated, e.title, e.lead, e.submit = true, v.t("extension.new", a.CIG), a.Title, "extension.add"
	e.back = pageLink{bodyHref(b.ID) + "#agreements", b.Name}
	e.bind = func(f *form) { f.extension(a, &x) }
	e.save = func(how engine.Saving) (string, error) {
		a.Extensions, a.EndsOn = append(a.Extensions, x), x.EndsOn
		_, err := s.Engine.SaveAgreement(v.r.Context(), v.actor(), a, how)
		return bodyHref(b.ID) + "?done=registry.extended#agreements", err
	}
	return s.edit(v, e)
}

func errNoRow() error {
	return workflow.Refuse(workflow.NotFound, "registry.none",
		"Questa voce dell'anagrafe non esiste o non è del proprio ufficio. Ripartire dall'elenco degli enti.",
		"There is no such entry in the registry, or it is not of your office. Start again from the list of bodies.")
}
