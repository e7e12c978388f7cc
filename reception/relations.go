package reception

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Relations is a registry laid out to look rows up in it: what a row is compared
// with when it is saved. Put keeps it abreast of what is saved meanwhile.
type Relations struct {
	bodies     map[BodyID]Body
	centres    map[CentreID]Centre
	agreements map[AgreementID]Agreement
	people     map[PersonID]Person
	// Who has a key: the id of the first row that was put with it.
	bodyCodes, taxCodes, centreCodes, cigs, emails map[string]int64
}

// Relations lays the registry out.
func (g Registry) Relations() *Relations {
	r := &Relations{bodies: map[BodyID]Body{}, centres: map[CentreID]Centre{}, agreements: map[AgreementID]Agreement{}, people: map[PersonID]Person{},
		bodyCodes: map[string]int64{}, taxCodes: map[string]int64{}, centreCodes: map[string]int64{}, cigs: map[string]int64{}, emails: map[string]int64{}}
	for _, b := range g.Bodies {
		r.PutBody(b)
	}
	for _, c := range g.Centres {
		r.PutCentre(c)
	}
	for _, a := range g.Agreements {
		r.PutAgreement(a)
	}
	for _, p := range g.People {
		r.PutPerson(p)
	}
	return r
}

// take gives a key to a row, unless another has it, and frees the one it had.
func take(keys map[string]int64, before, key string, id int64) {
	if before = strings.ToLower(before); keys[before] == id {
		delete(keys, before)
	}
	if _, taken := keys[strings.ToLower(key)]; !taken && key != "" {
		keys[strings.ToLower(key)] = id
	}
}

// PutBody adds a body, or puts it in the place of what it was.
func (r *Relations) PutBody(b Body) {
	before := r.bodies[b.ID]
	take(r.bodyCodes, before.Code, b.Code, int64(b.ID))
	take(r.taxCodes, before.TaxCode, b.TaxCode, int64(b.ID))
	r.bodies[b.ID] = b
}

// PutCentre adds a centre, or puts it in the place of what it was.
func (r *Relations) PutCentre(c Centre) {
	take(r.centreCodes, r.centres[c.ID].Code, c.Code, int64(c.ID))
	r.centres[c.ID] = c
}

// PutAgreement adds an agreement, or puts it in the place of what it was.
func (r *Relations) PutAgreement(a Agreement) {
	take(r.cigs, r.agreements[a.ID].CIG, a.CIG, int64(a.ID))
	r.agreements[a.ID] = a
}

// PutPerson adds a person, or puts it in the place of what it was.
func (r *Relations) PutPerson(p Person) {
	take(r.emails, r.people[p.ID].Email, p.Email, int64(p.ID))
	r.people[p.ID] = p
}

// other returns the id of another row that has the key.
func other[T ~int64](keys map[string]int64, key string, own T) (T, bool) {
	id, ok := keys[strings.ToLower(key)]
	return T(id), ok && key != "" && id != int64(own)
}

// Body says what is wrong between a body and the rest.
func (r *Relations) Body(b Body) Problems {
	var ps Problems
	if o, ok := other(r.bodyCodes, b.Code, b.ID); ok {
		ps.add("code", fmt.Sprintf("Il codice %s è già di un altro ente, %s. Sceglierne un altro.", b.Code, r.bodies[o].Name),
			fmt.Sprintf("The code %s is already that of another body, %s. Choose another.", b.Code, r.bodies[o].Name))
	}
	if o, ok := other(r.taxCodes, b.TaxCode, b.ID); ok {
		ps.add("tax_code", fmt.Sprintf("Il codice fiscale %s è già dell'ente %s %s. Se è lo stesso ente, modificare quello.", b.TaxCode, r.bodies[o].Code, r.bodies[o].Name),
			fmt.Sprintf("The tax code %s is already that of body %s %s. If it is the same body, change that one.", b.TaxCode, r.bodies[o].Code, r.bodies[o].Name))
	}
	return ps
}

// Centre says what is wrong between a centre and the rest.
func (r *Relations) Centre(c Centre) Problems {
	var ps Problems
	r.knownBody(&ps, c.BodyID)
	if o, ok := other(r.centreCodes, c.Code, c.ID); ok {
		ps.add("code", fmt.Sprintf("Il codice %s è già di un altro centro, %s. Sceglierne un altro.", c.Code, r.centres[o].Name),
			fmt.Sprintf("The code %s is already that of another centre, %s. Choose another.", c.Code, r.centres[o].Name))
	}
	return ps
}

func (r *Relations) knownBody(ps *Problems, id BodyID) {
	if _, ok := r.bodies[id]; !ok && id != 0 {
		ps.add("body_id", "L'ente indicato non esiste in questo ufficio.", "The body does not exist in this office.")
	}
}

// Agreement says what is wrong between an agreement and the rest.
func (r *Relations) Agreement(a Agreement) Problems {
	var ps Problems
	r.knownBody(&ps, a.BodyID)
	if o, ok := other(r.cigs, a.CIG, a.ID); ok {
		ps.add("cig", fmt.Sprintf("Il CIG %s è già di un'altra convenzione, «%s».", a.CIG, r.agreements[o].Title),
			fmt.Sprintf("CIG %s is already that of another agreement, %q.", a.CIG, r.agreements[o].Title))
	}
	r.framework(&ps, a)
	r.callOffs(&ps, a)
	for i, c := range a.Covers {
		r.covering(&ps, fmt.Sprintf("covers[%d].", i), a, c)
	}
	return ps
}

// framework compares a call-off with its framework.
func (r *Relations) framework(ps *Problems, a Agreement) {
	f, ok := r.agreements[a.FrameworkID]
	switch {
	case a.FrameworkID == 0 || a.FrameworkID == a.ID:
	case !ok:
		ps.add("framework_id", "L'accordo quadro indicato non esiste in questo ufficio.", "The framework does not exist in this office.")
	case f.Kind != Framework:
		ps.add("framework_id", fmt.Sprintf("La convenzione con CIG %s non è un accordo quadro.", f.CIG), fmt.Sprintf("The agreement with CIG %s is no framework.", f.CIG))
	case f.BodyID != a.BodyID && r.bodies[f.BodyID].ID != 0: // one that is not there is told at its own row
		ps.add("framework_id", fmt.Sprintf("L'accordo quadro con CIG %s è di un altro ente, %s.", f.CIG, r.bodies[f.BodyID].Name),
			fmt.Sprintf("The framework with CIG %s is another body's, %s.", f.CIG, r.bodies[f.BodyID].Name))
	case !contains(f.Term(), a.Term()):
		ps.add("framework_id", fmt.Sprintf("L'accordo quadro con CIG %s vale dal %s al %s e non comprende tutto il contratto (%s).",
			f.CIG, f.StartsOn.It(), f.EndsOn.It(), daysIt(a.Term())),
			fmt.Sprintf("The framework with CIG %s holds from %s to %s and does not contain the whole call-off (%s).",
				f.CIG, f.StartsOn, f.EndsOn, daysEn(a.Term())))
	}
}

// callOffs compares a framework with what hangs off it.
func (r *Relations) callOffs(ps *Problems, a Agreement) {
	for _, c := range r.agreements {
		if c.FrameworkID != a.ID || a.ID == 0 || c.ID == a.ID {
			continue
		}
		switch {
		case a.Kind != Framework:
			ps.add("kind", fmt.Sprintf("Da questa convenzione dipende il contratto con CIG %s: deve restare un accordo quadro.", c.CIG),
				fmt.Sprintf("The call-off with CIG %s hangs off this agreement: it must stay a framework.", c.CIG))
		case !contains(a.Term(), c.Term()):
			ps.add("ends_on", fmt.Sprintf("Il contratto attuativo con CIG %s vale %s: l'accordo quadro deve comprenderlo.", c.CIG, daysIt(c.Term())),
				fmt.Sprintf("The call-off with CIG %s holds %s: its framework must contain it.", c.CIG, daysEn(c.Term())))
		}
	}
}

func contains(p, of calendar.Period) bool { return p.Contains(of.Start) && p.Contains(of.End) }

// covering compares a covering with its centre.
func (r *Relations) covering(ps *Problems, prefix string, a Agreement, c Covering) {
	centre, ok := r.centres[c.CentreID]
	days := a.Days(c)
	switch {
	case c.CentreID == 0:
	case !ok:
		ps.add(prefix+"centre_id", "Il centro indicato non esiste in questo ufficio.", "The centre does not exist in this office.")
	case centre.BodyID != a.BodyID && r.bodies[centre.BodyID].ID != 0: // as above
		ps.add(prefix+"centre_id", fmt.Sprintf("Il centro %s è di un altro ente, %s.", centre.Code, r.bodies[centre.BodyID].Name),
			fmt.Sprintf("Centre %s is another body's, %s.", centre.Code, r.bodies[centre.BodyID].Name))
	case !days.End.Before(days.Start) && !centre.OpenIn(days):
		ps.add(prefix+"centre_id", fmt.Sprintf("Il centro %s non è aperto in nessuno di questi giorni (%s).", centre.Code, daysIt(days)),
			fmt.Sprintf("Centre %s is open on none of these days (%s).", centre.Code, daysEn(days)))
	}
}

// Person says what is wrong between a person and the rest.
func (r *Relations) Person(p Person) Problems {
	var ps Problems
	r.knownBody(&ps, p.BodyID)
	if o, ok := other(r.emails, p.Email, p.ID); ok {
		ps.add("email", fmt.Sprintf("L'indirizzo %s è già di un'altra persona, %s.", p.Email, r.people[o].Name),
			fmt.Sprintf("The address %s is already that of another person, %s.", p.Email, r.people[o].Name))
	}
	return ps
}

// Requirement says what is wrong between a requirement and the rest.
func (r *Relations) Requirement(q Requirement) Problems {
	var ps Problems
	if _, ok := r.agreements[q.AgreementID]; !ok && q.AgreementID != 0 {
		ps.add("agreement_id", "La convenzione indicata non esiste in questo ufficio.", "The agreement does not exist in this office.")
	}
	return ps
}

// Happening says what is wrong between a happening and the rest.
func (r *Relations) Happening(h Happening) Problems {
	var ps Problems
	r.knownBody(&ps, h.BodyID)
	if a, ok := r.agreements[h.AgreementID]; h.AgreementID != 0 && (!ok || a.BodyID != h.BodyID) {
		ps.add("agreement_id", "La convenzione indicata non è di questo ente.", "The agreement is not this body's.")
	}
	if c, ok := r.centres[h.CentreID]; h.CentreID != 0 && (!ok || c.BodyID != h.BodyID) {
		ps.add("centre_id", "Il centro indicato non è di questo ente.", "The centre is not this body's.")
	}
	return ps
}
