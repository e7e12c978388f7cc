package workbook

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/reception"
)

// assemble makes a registry of the merged lines: codes become ids, parts join
// the rows that they are parts of.
func (m *merge) assemble(stored reception.Registry) {
	reg := &m.out.Registry
	reg.Office = stored.Office
	m.assembleOffice(stored)
	ids := references{bodies: map[string]int{}, centres: map[string]int{}, agreements: map[string]int{}}
	m.assembleBodies(&ids)
	m.assembleCentres(&ids)
	m.assembleAgreements(&ids)
	m.assembleParts(&ids)
	m.assemblePeople(&ids)
	m.assembleRequirements(&ids)
	m.assembleHappenings(&ids)
	next := nextID(m.lines.closures, func(l closureLine) reception.ClosureID { return l.ID })
	for i, l := range m.lines.closures {
		m.touch("closures", i, m.at("Chiusure", rowKey("closures", i), i).state, false)
		fresh(&l.ID, &next)
		reg.Closures = append(reg.Closures, l.Closure)
	}
}

// references are the rows that codes stand for, by their place in the registry.
type references struct{ bodies, centres, agreements map[string]int }

// nextID is the first id that no line has.
func nextID[L any, K ~int64](of []L, id func(L) K) K {
	var most K
	for _, l := range of {
		most = max(most, id(l))
	}
	return most + 1
}

// fresh gives an id to a new row.
func fresh[K ~int64](id, next *K) {
	if *id == 0 {
		*id = *next
		*next++
	}
}

func (m *merge) assembleOffice(stored reception.Registry) {
	for i, o := range m.lines.offices {
		k := m.at("Ufficio", "office", i)
		if k.state == New && (i > 0 || stored.Office.Code != "") {
			t := m.index("Ufficio")
			m.problem(Problem{Place: m.placed[t].where(k.row, 0), Value: shorten(o.Code), Words: words(
				"Questo file è dell'ufficio «%[1]s», non di «%[2]s». Controllare di avere scelto il file giusto.",
				"This file is of the office “%[1]s”, not of “%[2]s”. Check that you chose the right file.", shorten(o.Code), m.lines.offices[0].Code)})
			m.spots["office"] = spot{t, 0}
			return
		}
		m.touch("office", 0, k.state, false)
		m.out.Registry.Office = o
	}
}

func (m *merge) assembleBodies(ids *references) {
	next := nextID(m.lines.bodies, func(l bodyLine) reception.BodyID { return l.ID })
	for i, l := range m.lines.bodies {
		m.touch("bodies", i, m.at("Enti", rowKey("bodies", i), i).state, false)
		fresh(&l.ID, &next)
		l.Contacts = nil
		ids.bodies[foldCode(l.Code)] = i
		m.out.Registry.Bodies = append(m.out.Registry.Bodies, l.Body)
	}
	bodies := m.out.Registry.Bodies
	for n, l := range m.lines.contacts {
		i, ok := ids.bodies[foldCode(l.Body)]
		if !ok {
			m.unknown("Contatti", n, "codice ente", l.Body, "L'ente", "The body")
			continue
		}
		m.part("Contatti", n, "bodies", i, "contacts", len(bodies[i].Contacts))
		bodies[i].Contacts = append(bodies[i].Contacts, l.Contact)
	}
}

// part notes where the nth part of a row stands.
func (m *merge) part(sheet string, line int, list string, i int, parts string, n int) {
	k := m.at(sheet, rowKey(list, i)+"."+rowKey(parts, n), line)
	m.touch(list, i, k.state, true)
}

// bodyOf is the id of a body by its code; a blank code is none.
func (m *merge) bodyOf(ids *references, sheet string, line int, code string) reception.BodyID {
	if i, ok := ids.bodies[foldCode(code)]; ok {
		return m.out.Registry.Bodies[i].ID
	}
	if code != "" {
		m.unknown(sheet, line, "codice ente", code, "L'ente", "The body")
	}
	return 0
}

func (m *merge) agreementOf(ids *references, sheet string, line int, column, cig string) reception.AgreementID {
	if i, ok := ids.agreements[foldCode(cig)]; ok {
		return m.out.Registry.Agreements[i].ID
	}
	if cig != "" {
		m.unknown(sheet, line, column, cig, "La convenzione con CIG", "The agreement with CIG")
	}
	return 0
}

func (m *merge) centreOf(ids *references, sheet string, line int, code string) reception.CentreID {
	if i, ok := ids.centres[foldCode(code)]; ok {
		return m.out.Registry.Centres[i].ID
	}
	if code != "" {
		m.unknown(sheet, line, "codice centro", code, "Il centro", "The centre")
	}
	return 0
}

func (m *merge) assembleCentres(ids *references) {
	next := nextID(m.lines.centres, func(l centreLine) reception.CentreID { return l.ID })
	for i, l := range m.lines.centres {
		m.touch("centres", i, m.at("Centri", rowKey("centres", i), i).state, false)
		fresh(&l.ID, &next)
		l.BodyID = m.bodyOf(ids, "Centri", i, l.Body)
		ids.centres[foldCode(l.Code)] = i
		m.out.Registry.Centres = append(m.out.Registry.Centres, l.Centre)
	}
}

func (m *merge) assembleAgreements(ids *references) {
	next := nextID(m.lines.agreements, func(l agreementLine) reception.AgreementID { return l.ID })
	for i, l := range m.lines.agreements {
		m.touch("agreements", i, m.at("Convenzioni", rowKey("agreements", i), i).state, false)
		fresh(&l.ID, &next)
		l.BodyID = m.bodyOf(ids, "Convenzioni", i, l.Body)
		l.Covers, l.Extensions, l.Tariffs, l.Penalties = nil, nil, nil, nil
		ids.agreements[foldCode(l.CIG)] = i
		m.out.Registry.Agreements = append(m.out.Registry.Agreements, l.Agreement)
	}
	for i, l := range m.lines.agreements {
		m.out.Registry.Agreements[i].FrameworkID = m.agreementOf(ids, "Convenzioni", i, "CIG accordo quadro", l.Framework)
	}
}

func (m *merge) assembleParts(ids *references) {
	of := func(sheet string, line int, cig string) (int, *reception.Agreement) {
		i, ok := ids.agreements[foldCode(cig)]
		if !ok {
			m.unknown(sheet, line, "CIG", cig, "La convenzione con CIG", "The agreement with CIG")
			return 0, nil
		}
		return i, &m.out.Registry.Agreements[i]
	}
	for n, l := range m.lines.coverings {
		if i, a := of("Coperture", n, l.CIG); a != nil {
			l.CentreID = m.centreOf(ids, "Coperture", n, l.Centre)
			m.part("Coperture", n, "agreements", i, "covers", len(a.Covers))
			a.Covers = append(a.Covers, l.Covering)
		}
	}
	for n, l := range m.lines.extensions {
		if i, a := of("Proroghe", n, l.CIG); a != nil {
			m.part("Proroghe", n, "agreements", i, "extensions", len(a.Extensions))
			a.Extensions = append(a.Extensions, l.Extension)
		}
	}
	for n, l := range m.lines.tariffs {
		if i, a := of("Tariffe", n, l.CIG); a != nil {
			m.part("Tariffe", n, "agreements", i, "tariffs", len(a.Tariffs))
			a.Tariffs = append(a.Tariffs, l.Tariff)
		}
	}
	for n, l := range m.lines.penalties {
		if i, a := of("Penali", n, l.CIG); a != nil {
			m.part("Penali", n, "agreements", i, "penalties", len(a.Penalties))
			a.Penalties = append(a.Penalties, l.Penalty)
		}
	}
}

func (m *merge) assemblePeople(ids *references) {
	next := nextID(m.lines.people, func(l personLine) reception.PersonID { return l.ID })
	for i, l := range m.lines.people {
		m.touch("people", i, m.at("Persone", rowKey("people", i), i).state, false)
		fresh(&l.ID, &next)
		l.BodyID = m.bodyOf(ids, "Persone", i, l.Body)
		m.out.Registry.People = append(m.out.Registry.People, l.Person)
	}
}

func (m *merge) assembleRequirements(ids *references) {
	next := nextID(m.lines.requirements, func(l requirementLine) reception.RequirementID { return l.ID })
	for i, l := range m.lines.requirements {
		m.touch("requirements", i, m.at("Adempimenti", rowKey("requirements", i), i).state, false)
		fresh(&l.ID, &next)
		l.AgreementID = m.agreementOf(ids, "Adempimenti", i, "CIG", l.CIG)
		m.out.Registry.Requirements = append(m.out.Registry.Requirements, l.Requirement)
	}
}

func (m *merge) assembleHappenings(ids *references) {
	next := nextID(m.lines.happenings, func(l happeningLine) reception.HappeningID { return l.ID })
	for i, l := range m.lines.happenings {
		m.touch("happenings", i, m.at("Fatti", rowKey("happenings", i), i).state, false)
		fresh(&l.ID, &next)
		l.BodyID = m.bodyOf(ids, "Fatti", i, l.Body)
		l.AgreementID = m.agreementOf(ids, "Fatti", i, "CIG", l.CIG)
		l.CentreID = m.centreOf(ids, "Fatti", i, l.Centre)
		if hour, minute, ok := strings.Cut(l.Hour, ":"); ok && l.Hour != hourOf(l.Happening) {
			h, _ := strconv.Atoi(hour) // hourOfDay has read both
			n, _ := strconv.Atoi(minute)
			l.At = l.On.At(h, n)
		}
		m.out.Registry.Happenings = append(m.out.Registry.Happenings, l.Happening)
	}
}
