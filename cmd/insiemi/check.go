package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// factsName is the file of facts in a folder.
const factsName = "facts.yaml"

const checkHelp = `Esegue i controlli su una cartella di file, senza base dati. Legge ogni file come
insiemi read, lo colloca secondo ciò che vi ha letto e confronta i documenti fra
loro e con i dati del contratto, che stanno nel file facts.yaml della cartella: i
nomi delle voci sono quelli dell'esempio. Finisce con 0 se nulla blocca, con 1 se
qualcosa blocca, con 2 se il comando è sbagliato o i dati non si possono usare.

It reads every file of the folder as insiemi read does, places each document by
what was read of it, and compares them with each other and with the facts of the
agreement, without a database. The facts are in facts.yaml in the folder: the names
of the entries are those of the example. It ends with 0 when nothing blocks, 1 when
something does, 2 when it was called wrongly or the facts can't be used.

  office: {name: Prefettura di Prova, tax_code: 91000000405, office_code: UFT3ST}
  body:
    name: Cooperativa Città Aperta
    vat_id: IT99000000994
    tax_code: 99000000994
    vat_profile: exempt # esente; reduced: 5 %; outofscope: fuori campo / exempt, reduced or out of scope
    iban: IT60X0542811101000000123456 # il conto dedicato / the dedicated account
  centres:
    # kind: CC centro collettivo, UA unità abitativa / collective centre, housing unit
    - {code: RN-017, kind: CC, places: 40, opened_on: 2024-01-01}
  agreements:
    - cig: A0B1C2D3E4
      starts_on: 2025-11-01
      ends_on: 2027-10-31
      # centres: se manca, tutti; oppure / all, where it is not given; or: {code: RN-017, from_on: 2026-01-01}
      centres: [RN-017]
      payment_days: 30 # se manca, 30 / where it is not given: 30
      # counting: giorni pagati; absence_hours: ore di assenza ingiustificata oltre le quali segnalare
      #   / days that are paid; hours of absence without a reason that are told
      counting: {entry_day: true, exit_day: false, absence_hours: 72}
      checklist: [REGISTRO_PRESENZE, ELENCO_FORNITORI] # allegati / attachments
      # daily_rate, pocket_money: a persona e giorno / per person and day; kit, phone_card: a pezzo / each;
      # family_cap: massimo di pocket money a nucleo e giorno, se manca nessuno / most per family and day, else none
      tariffs:
        - {centre_kind: CC, from_on: 2025-11-01, daily_rate: 32.31, pocket_money: 2.50, family_cap: 7.50, kit: 173, phone_card: 5}
  # expiries: scadenze registrate dall'ufficio / that the office recorded
  expiries: [{kind: DURC, on: 2027-02-20}]
  # waived: allegati che l'ufficio non chiede; con cig e for (2026-10) solo per quel contratto e mese
  #   / of an agreement's list; with cig and for (2026-10) of that agreement and month alone
  waived:
    - {kind: ELENCO_FORNITORI, reason: nessun fornitore esterno}
  # received: quando è arrivato un file; se non è nominato, non è ancora inviato
  #   / when a file came; one that is not named was not sent yet
  received: {fattura.xml: 2026-11-08}
  today: 2026-11-20 # se manca, oggi / where it is not given: today
`

// checkOptions are the flags of `insiemi check`.
type checkOptions struct {
	explain, json, noOCR bool
	facts, lang, trust   string
	timeout              time.Duration
	dir                  string
}

// runCheck runs the rules over a folder of files, without a database.
func runCheck(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseCheck(args, stderr)
	if err != nil {
		return err
	}
	facts, err := readFacts(o.facts, calendar.DateOf(time.Now()), o.lang)
	if err != nil {
		return coded{2, err}
	}
	all, err := o.readFolder(ctx, facts.today)
	if err != nil {
		return coded{2, err} // 1 says that something blocks
	}
	for file := range facts.received {
		if !slices.ContainsFunc(all, func(p paperRead) bool { return p.file == file }) {
			return coded{2, errors.New(o.say(fmt.Sprintf("%s, received: il file «%s» non c'è nella cartella. Scrivere il nome come in %s.", o.facts, file, o.dir),
				fmt.Sprintf("%s, received: the file %q is not in the folder. Write its name as in %s.", o.facts, file, o.dir)))}
		}
	}
	facts.place(all)
	results := make([]check.Result, len(all))
	for i, p := range all {
		results[i] = check.Run(facts.factsFor(p, all))
	}
	if err := o.print(stdout, facts, all, results); err != nil {
		return coded{2, err}
	}
	blocking := 0
	for _, r := range results {
		for _, f := range r.Findings {
			if f.Severity == check.Block {
				blocking++
			}
		}
	}
	if blocking > 0 {
		return coded{1, errors.New(o.say(fmt.Sprintf("rilievi bloccanti: %d", blocking), fmt.Sprintf("blocking findings: %d", blocking)))}
	}
	return nil
}

func parseCheck(args []string, stderr io.Writer) (checkOptions, error) {
	var o checkOptions
	f := flags("check", stderr)
	f.BoolVar(&o.explain, "explain", false, "say of each document what it was taken for, what was checked, and which rules did not apply and why")
	f.BoolVar(&o.json, "json", false, "print one object of JSON")
	f.StringVar(&o.facts, "facts", "", "`file` of the facts; facts.yaml in the folder where it is not given")
	f.StringVar(&o.lang, "lang", "it", "language of the sentences: it or en")
	f.DurationVar(&o.timeout, "timeout", time.Minute, "time allowed for a file")
	f.BoolVar(&o.noOCR, "no-ocr", false, "leave text recognition of scans out")
	f.StringVar(&o.trust, "trust", "", "`file` of certificates (PEM) in which those of signers may end")
	var dirs []string
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return o, calledWrongly(err)
		}
		if args = f.Args(); len(args) > 0 {
			dirs, args = append(dirs, args[0]), args[1:]
		}
	}
	switch {
	case o.lang != "it" && o.lang != "en":
		return o, coded{2, fmt.Errorf("--lang %q: scrivere it o en / write it or en", o.lang)}
	case len(dirs) != 1:
		return o, coded{2, errors.New(o.say("indicare una cartella, con i file da controllare (insiemi check -h spiega come)", "name one folder, with the files to check (insiemi check -h tells how)"))}
	}
	o.dir = dirs[0]
	if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
		return o, coded{2, fmt.Errorf(o.say("%s non è una cartella", "%s is no folder"), o.dir)}
	}
	if o.trust != "" {
		if err := extract.CheckTrust(o.trust); err != nil {
			return o, fmt.Errorf("%w: --trust %w", errUsage, err)
		}
	}
	o.facts = cmp.Or(o.facts, filepath.Join(o.dir, factsName))
	return o, nil
}

func (o checkOptions) say(it, en string) string {
	if o.lang == "en" {
		return en
	}
	return it
}

// readFolder reads the files of the folder, each in a child process, but the facts
// and what begins with a dot.
func (o checkOptions) readFolder(ctx context.Context, today calendar.Date) ([]paperRead, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	_, _ = extract.SweepScratch("", time.Now()) // what was killed before; where it can't be removed, reading goes on
	files, err := filesOf(o.dir, true)
	if err != nil {
		return nil, err
	}
	var out []paperRead
	for _, file := range files {
		name, err := filepath.Rel(o.dir, file)
		if err != nil {
			return nil, err
		}
		if filepath.Clean(file) == filepath.Clean(o.facts) || name == factsName || strings.HasPrefix(filepath.Base(name), ".") {
			continue
		}
		r, err := o.read(ctx, self, file, today)
		if err != nil {
			return nil, err
		}
		out = append(out, papersOf(filepath.ToSlash(name), r)...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf(o.say("in %s non ci sono file da controllare", "there are no files to check in %s"), o.dir)
	}
	return out, nil
}

func (o checkOptions) read(ctx context.Context, self, file string, today calendar.Date) (document.Reading, error) {
	return extract.Child(ctx, extract.ChildOptions{Self: self, Timeout: o.timeout, Name: file, Trust: o.trust, NoOCR: o.noOCR,
		Today: today, Partners: partnersOf(file, nil)}, file)
}
