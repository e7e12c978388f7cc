package archive

import (
	"fmt"
	"strings"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

type summaryJSON struct {
	Number  string    `json:"number"`
	Office  string    `json:"office"`
	Body    string    `json:"body"`
	Kind    string    `json:"kind"`
	Centre  string    `json:"centre,omitempty"`
	CIG     string    `json:"cig,omitempty"`
	Period  string    `json:"period,omitempty"`
	DueOn   string    `json:"due_on,omitempty"`
	WhyDue  string    `json:"why_due,omitempty"`
	State   string    `json:"state"`
	Changed time.Time `json:"changed_at"`
}

func summary(c Case) summaryJSON {
	return summaryJSON{c.Number, c.Office, c.Body, c.Kind, c.Centre, c.CIG, c.Period, c.DueOn, c.WhyDue, c.State, c.Changed.UTC()}
}

func readme(c Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "PRATICA %s\n\n", c.Number)
	for _, l := range [][2]string{{"Ufficio", c.Office}, {"Ente", c.Body}, {"Documento", c.Kind}, {"Centro", c.Centre},
		{"CIG", c.CIG}, {"Periodo", c.Period}, {"Scadenza", c.DueOn}, {"Perché", c.WhyDue}, {"Stato", c.State}} {
		if l[1] != "" {
			fmt.Fprintf(&b, "%-10s %s\n", l[0], l[1])
		}
	}
	b.WriteString(`
Che cosa c'è qui
  documents/revision-N/original/  i byte ricevuti, mai modificati
  documents/revision-N/receipt.json  ricevuta: numero, ora, SHA-256
  documents/revision-N/reading.json  che cosa è stato letto, e da dove
  findings.json, rules.json  rilievi, e ogni regola con il suo esito
  decisions.json, timeline.json, timeline.txt  decisioni e cronologia
  definition.yaml  l'iter seguito dalla pratica
  MANIFEST.sha256  impronte di tutti i file

Per verificare: estrarre e lanciare   sha256sum -c MANIFEST.sha256

What is here: the bytes received, receipts, readings, findings, decisions, the
timeline and the workflow definition. To verify, unpack and run
sha256sum -c MANIFEST.sha256
`)
	return b.String()
}

func timeline(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		by := l.By
		if by == "" {
			by = "sistema"
		}
		fmt.Fprintf(&b, "%s  %-20s %-28s %s\n", l.At.In(calendar.Rome()).Format("02/01/2006 15:04:05"), l.Kind, by, l.Data)
	}
	return b.String()
}
