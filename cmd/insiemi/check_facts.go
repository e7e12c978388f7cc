package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// checkFacts is what `insiemi check` knows beside the files: the registry of one
// body, and what an office decided or recorded.
type checkFacts struct {
	today      calendar.Date
	office     reception.Office
	body       reception.Body
	centres    []reception.Centre
	agreements []reception.Agreement
	waived     []waivedPaper
	expiries   []check.Recorded
	received   map[string]calendar.Date // by file
}

// waivedPaper is a paper of an agreement's list that is not asked for.
type waivedPaper struct {
	kind document.Kind
	cig  string          // empty: of every agreement
	in   calendar.Period // zero: always
}

// factsError is everything that is wrong with the facts.
type factsError struct {
	file     string
	problems []factsProblem
	lang     string
}

func (e factsError) Error() string {
	say := func(it, en string) string {
		if e.lang == "en" {
			return en
		}
		return it
	}
	var b strings.Builder
	n := len(e.problems)
	fmt.Fprintf(&b, say("%s: %d %s da correggere", "%s: %d %s to correct"), e.file, n, say(map[bool]string{true: "punto", false: "punti"}[n == 1], map[bool]string{true: "point", false: "points"}[n == 1]))
	for _, p := range e.problems {
		b.WriteString("\n  ")
		if p.line > 0 {
			fmt.Fprintf(&b, say("riga %d: ", "line %d: "), p.line)
		}
		b.WriteString(say(p.it, p.en))
	}
	return b.String()
}

func asSyntax(err error, at **yaml.SyntaxError) bool { return errors.As(err, at) }

// readFacts reads the facts of a file; the error names every mistake.
func readFacts(file string, today calendar.Date, lang string) (f checkFacts, err error) {
	src, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return f, factsError{file: file, lang: lang, problems: []factsProblem{{
			it: "il file non c'è. Scrivere lì i dati del contratto, oppure indicare dove sono con --facts FILE.",
			en: "the file is not there. Write the agreement's facts there, or say where they are with --facts FILE."}}}
	}
	if err != nil {
		return f, err
	}
	r := &factsReader{lines: map[string]int{}}
	f = r.facts(src, today)
	r.validate(f)
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b factsProblem) int { return cmp.Compare(a.line, b.line) })
		return f, factsError{file, r.problems, lang}
	}
	return f, nil
}

func (r *factsReader) facts(src []byte, today calendar.Date) checkFacts {
	f := checkFacts{today: today, received: map[string]calendar.Date{}}
	root := r.root(src)
	if r.unread = root == nil; r.unread {
		return f
	}
	top := r.entries("", root, "today", "office", "body", "centres", "agreements", "waived", "expiries", "received")
	if d := r.date("today", top["today"]); !d.IsZero() {
		f.today = d
	}
	for _, need := range []string{"office", "body", "centres", "agreements"} {
		if top[need] == nil {
			r.wrong(0, "manca «%s».", "%q is missing.", need)
		}
	}
	f.office, f.body = r.office(top["office"]), r.body(top["body"])
	for i, n := range r.items("centres", top["centres"]) {
		f.centres = append(f.centres, r.centre(i, n))
	}
	for i, n := range r.items("agreements", top["agreements"]) {
		f.agreements = append(f.agreements, r.agreement(i, n, f.centres))
	}
	for i, n := range r.items("waived", top["waived"]) {
		f.waived = append(f.waived, r.waivedPaper(i, n))
	}
	for i, n := range r.items("expiries", top["expiries"]) {
		f.expiries = append(f.expiries, r.expiry(i, n, f))
	}
	for file, n := range r.entries("received", top["received"]) {
		f.received[file] = r.date("received."+file, n)
	}
	return f
}

func (r *factsReader) office(n ast.Node) reception.Office {
	at := func(key string) string { return "office." + key }
	e := r.entries("office", n, "name", "tax_code", "office_code", "calendar")
	return reception.Office{ID: 1, Code: "ufficio", Name: r.text(at("name"), e["name"]), TaxCode: r.text(at("tax_code"), e["tax_code"]),
		OfficeCode: r.text(at("office_code"), e["office_code"]), Calendar: cmp.Or(r.text(at("calendar"), e["calendar"]), "it"), Rules: reception.DefaultOfficeRules()}
}

func (r *factsReader) body(n ast.Node) reception.Body {
	at := func(key string) string { return "body." + key }
	e := r.entries("body", n, "name", "legal_form", "vat_id", "tax_code", "vat_profile", "iban")
	vat := reception.VATProfile(r.text(at("vat_profile"), e["vat_profile"]))
	if n != nil && !slices.Contains([]reception.VATProfile{reception.VATExempt, reception.VATReduced, reception.VATOutOfScope}, vat) {
		r.wrong(r.lineOf(at("vat_profile")), "body.vat_profile: «%s»: scrivere exempt (esente), reduced (IVA al 5 %%) o outofscope (fuori campo).",
			"body.vat_profile: %q: write exempt, reduced (VAT at 5 %%) or outofscope.", vat)
	}
	return reception.Body{ID: 1, OfficeID: 1, Code: "E01", Name: r.text(at("name"), e["name"]), LegalForm: r.text(at("legal_form"), e["legal_form"]),
		VATID: r.text(at("vat_id"), e["vat_id"]), TaxCode: r.text(at("tax_code"), e["tax_code"]),
		VATProfile: vat, IBAN: strings.ReplaceAll(r.text(at("iban"), e["iban"]), " ", "")}
}

func (r *factsReader) centre(i int, n ast.Node) reception.Centre {
	path := fmt.Sprintf("centres[%d]", i)
	at := func(key string) string { return path + "." + key }
	e := r.entries(path, n, "code", "name", "kind", "places", "opened_on", "closed_on")
	c := reception.Centre{ID: reception.CentreID(i + 1), OfficeID: 1, BodyID: 1, Code: r.text(at("code"), e["code"]), Kind: reception.CentreKind(r.text(at("kind"), e["kind"])),
		Places: r.number(at("places"), e["places"], 0), OpenedOn: r.date(at("opened_on"), e["opened_on"]), ClosedOn: r.date(at("closed_on"), e["closed_on"])}
	c.Name = cmp.Or(r.text(at("name"), e["name"]), c.Code)
	return c
}

func (r *factsReader) agreement(i int, n ast.Node, centres []reception.Centre) reception.Agreement {
	path := fmt.Sprintf("agreements[%d]", i)
	at := func(key string) string { return path + "." + key }
	e := r.entries(path, n, "cig", "title", "starts_on", "ends_on", "payment_days", "invoice_months", "counting", "checklist", "centres", "tariffs")
	a := reception.Agreement{ID: reception.AgreementID(i + 1), OfficeID: 1, BodyID: 1, Kind: reception.CallOff, CIG: r.text(at("cig"), e["cig"]),
		Title: cmp.Or(r.text(at("title"), e["title"]), "Convenzione"), StartsOn: r.date(at("starts_on"), e["starts_on"]), EndsOn: r.date(at("ends_on"), e["ends_on"]),
		PaymentDays: r.number(at("payment_days"), e["payment_days"], 30), InvoiceMonths: r.number(at("invoice_months"), e["invoice_months"], 1)}
	c := r.entries(at("counting"), e["counting"], "entry_day", "exit_day", "paid_leave_hours", "absence_hours")
	a.Counting = reception.CountingRule{EntryDay: r.yes(at("counting.entry_day"), c["entry_day"], true), ExitDay: r.yes(at("counting.exit_day"), c["exit_day"], false),
		PaidLeaveHours: r.number(at("counting.paid_leave_hours"), c["paid_leave_hours"], 0),
		AbsenceHours:   r.number(at("counting.absence_hours"), c["absence_hours"], 0)}
	for j, k := range r.items(at("checklist"), e["checklist"]) {
		a.Checklist = append(a.Checklist, document.Kind(r.text(fmt.Sprintf("%s[%d]", at("checklist"), j), k)))
	}
	for j, c := range r.items(at("centres"), e["centres"]) {
		a.Covers = append(a.Covers, r.covering(fmt.Sprintf("%s[%d]", at("centres"), j), c, centres))
	}
	if len(a.Covers) == 0 && e["centres"] == nil { // one agreement for all is the common case
		for _, c := range centres {
			a.Covers = append(a.Covers, reception.Covering{CentreID: c.ID})
		}
	}
	for j, t := range r.items(at("tariffs"), e["tariffs"]) {
		a.Tariffs = append(a.Tariffs, r.tariff(fmt.Sprintf("%s[%d]", at("tariffs"), j), t))
	}
	return a
}

// covering is a centre's code, or a code with the days from and to which the
// agreement covers it.
func (r *factsReader) covering(path string, n ast.Node, centres []reception.Centre) (c reception.Covering) {
	code := ""
	if _, mapped := n.(ast.MapNode); mapped {
		e := r.entries(path, n, "code", "from_on", "to_on")
		code = r.text(path+".code", e["code"])
		c.FromOn, c.ToOn = r.date(path+".from_on", e["from_on"]), r.date(path+".to_on", e["to_on"])
	} else {
		code = r.text(path, n)
	}
	for _, x := range centres {
		if x.Code == code && code != "" {
			c.CentreID = x.ID
			return c
		}
	}
	r.wrong(r.lineOf(path), "il centro «%s» non è nell'elenco «centres»: scriverlo anche lì.", "centre %q is not in the list “centres”: write it there too.", code)
	return c
}

func (r *factsReader) tariff(path string, n ast.Node) reception.Tariff {
	at := func(key string) string { return path + "." + key }
	e := r.entries(path, n, "centre_kind", "from_on", "to_on", "daily_rate", "pocket_money", "family_cap", "kit", "phone_card")
	return reception.Tariff{CentreKind: reception.CentreKind(r.text(at("centre_kind"), e["centre_kind"])), FromOn: r.date(at("from_on"), e["from_on"]), ToOn: r.date(at("to_on"), e["to_on"]),
		DailyRate: r.amount(at("daily_rate"), e["daily_rate"]), PocketMoney: r.amount(at("pocket_money"), e["pocket_money"]), FamilyCap: r.amount(at("family_cap"), e["family_cap"]),
		Kit: r.amount(at("kit"), e["kit"]), PhoneCard: r.amount(at("phone_card"), e["phone_card"])}
}

func (r *factsReader) waivedPaper(i int, n ast.Node) waivedPaper {
	path := fmt.Sprintf("waived[%d]", i)
	e := r.entries(path, n, "kind", "cig", "for", "reason")
	w := waivedPaper{kind: r.kind(path+".kind", e["kind"]), cig: r.text(path+".cig", e["cig"]), in: r.period(path+".for", e["for"])}
	if r.text(path+".reason", e["reason"]) == "" {
		r.wrong(r.lineOf(path), "manca «reason»: perché il documento non è richiesto.", "“reason” is missing: why the paper is not asked for.")
	}
	return w
}

func (r *factsReader) expiry(i int, n ast.Node, f checkFacts) check.Recorded {
	path := fmt.Sprintf("expiries[%d]", i)
	e := r.entries(path, n, "kind", "on", "reference", "centre", "by_body")
	h := check.Recorded{ByBody: r.yes(path+".by_body", e["by_body"], false)}
	h.Happening = reception.Happening{ID: reception.HappeningID(i + 1), OfficeID: 1, BodyID: 1, What: reception.ExpiryOf(r.kind(path+".kind", e["kind"])),
		On: r.date(path+".on", e["on"]), Reference: r.text(path+".reference", e["reference"])}
	if e["centre"] != nil {
		h.CentreID = r.covering(path+".centre", e["centre"], f.centres).CentreID
	}
	if h.On.IsZero() && e["on"] == nil {
		r.wrong(r.lineOf(path), "manca «on»: l'ultimo giorno di validità.", "“on” is missing: the last day of validity.")
	}
	return h
}

// kind is a key of the catalogue.
func (r *factsReader) kind(path string, n ast.Node) document.Kind {
	k := document.Kind(r.text(path, n))
	if _, ok := k.Info(); !ok {
		r.wrong(r.lineOf(path), "«%s» non è un tipo di documento: scrivere una sigla del catalogo, come DURC o ELENCO_FORNITORI.",
			"%q is no kind of document: write a key of the catalogue, like DURC or ELENCO_FORNITORI.", k)
	}
	return k
}

// validate adds what the registry's own rules say, each with its line. What could
// not be read was said already.
func (r *factsReader) validate(f checkFacts) {
	said := map[int]bool{}
	for _, p := range r.problems {
		said[p.line] = true
	}
	if r.unread || said[0] { // a part is missing: its fields need not be told one by one
		return
	}
	g := reception.Registry{Office: f.office, Bodies: []reception.Body{f.body}, Centres: f.centres, Agreements: f.agreements}
	for _, h := range f.expiries {
		g.Happenings = append(g.Happenings, h.Happening)
	}
	for _, p := range g.Validate() {
		path := strings.NewReplacer("bodies[0]", "body", "happenings[", "expiries[", "covers[", "centres[").Replace(p.Field)
		line := r.lineOf(path)
		if said[line] {
			continue
		}
		r.problems = append(r.problems, factsProblem{line, path + ": " + p.It, path + ": " + p.En})
	}
}
