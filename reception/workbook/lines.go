package workbook

import (
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The lines of the sheets: a row of the registry, or a part of one, with the
// codes of the rows that it refers to.
type (
	officeLine  = reception.Office
	bodyLine    struct{ reception.Body }
	contactLine struct {
		Body string
		reception.Contact
	}
	centreLine struct {
		Body string
		reception.Centre
	}
	agreementLine struct {
		Body, Framework string
		reception.Agreement
	}
	coveringLine struct {
		CIG, Centre string
		reception.Covering
	}
	extensionLine struct {
		CIG string
		reception.Extension
	}
	tariffLine struct {
		CIG string
		reception.Tariff
	}
	penaltyLine struct {
		CIG string
		reception.Penalty
	}
	personLine struct {
		Body string
		reception.Person
	}
	requirementLine struct {
		CIG string
		reception.Requirement
	}
	happeningLine struct {
		Body, CIG, Centre string
		Hour              string // "14:30" on the wall in Italy; "": not known
		reception.Happening
	}
	closureLine struct{ reception.Closure }
)

// lines is a whole registry as the lines of its sheets.
type lines struct {
	offices      []officeLine
	bodies       []bodyLine
	contacts     []contactLine
	centres      []centreLine
	agreements   []agreementLine
	coverings    []coveringLine
	extensions   []extensionLine
	tariffs      []tariffLine
	penalties    []penaltyLine
	people       []personLine
	requirements []requirementLine
	happenings   []happeningLine
	closures     []closureLine
}

// codes are the codes of a registry's rows by their ids.
type codes struct {
	body      map[reception.BodyID]string
	centre    map[reception.CentreID]string
	agreement map[reception.AgreementID]string
}

func codesOf(reg reception.Registry) codes {
	c := codes{map[reception.BodyID]string{}, map[reception.CentreID]string{}, map[reception.AgreementID]string{}}
	for _, b := range reg.Bodies {
		c.body[b.ID] = b.Code
	}
	for _, x := range reg.Centres {
		c.centre[x.ID] = x.Code
	}
	for _, a := range reg.Agreements {
		c.agreement[a.ID] = a.CIG
	}
	return c
}

// flatten writes a registry as lines, in its own order.
func flatten(reg reception.Registry) lines {
	c := codesOf(reg)
	var out lines
	if reg.Office.Code != "" {
		out.offices = append(out.offices, reg.Office)
	}
	for _, b := range reg.Bodies {
		out.bodies = append(out.bodies, bodyLine{b})
		for _, x := range b.Contacts {
			out.contacts = append(out.contacts, contactLine{b.Code, x})
		}
	}
	for _, x := range reg.Centres {
		out.centres = append(out.centres, centreLine{c.body[x.BodyID], x})
	}
	for _, a := range reg.Agreements {
		out.addAgreement(a, c)
	}
	for _, p := range reg.People {
		out.people = append(out.people, personLine{c.body[p.BodyID], p})
	}
	for _, q := range reg.Requirements {
		out.requirements = append(out.requirements, requirementLine{c.agreement[q.AgreementID], q})
	}
	for _, h := range reg.Happenings {
		out.happenings = append(out.happenings, happeningLine{c.body[h.BodyID], c.agreement[h.AgreementID], c.centre[h.CentreID], hourOf(h), h})
	}
	for _, x := range reg.Closures {
		out.closures = append(out.closures, closureLine{x})
	}
	return out
}

func (l *lines) addAgreement(a reception.Agreement, c codes) {
	l.agreements = append(l.agreements, agreementLine{c.body[a.BodyID], c.agreement[a.FrameworkID], a})
	for _, x := range a.Covers {
		l.coverings = append(l.coverings, coveringLine{a.CIG, c.centre[x.CentreID], x})
	}
	for _, x := range a.Extensions {
		l.extensions = append(l.extensions, extensionLine{a.CIG, x})
	}
	for _, x := range a.Tariffs {
		l.tariffs = append(l.tariffs, tariffLine{a.CIG, x})
	}
	for _, x := range a.Penalties {
		l.penalties = append(l.penalties, penaltyLine{a.CIG, x})
	}
}

func hourOf(h reception.Happening) string {
	if h.At.IsZero() {
		return ""
	}
	return h.At.In(calendar.Rome()).Format("15:04")
}

// joined is a key of several parts; "" where a part that is needed is missing.
func joined(needed string, more ...string) string {
	if needed == "" {
		return ""
	}
	return needed + "\x00" + strings.Join(more, "\x00")
}
