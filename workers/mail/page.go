package mail

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// page is what both templates lay out: the same content, once with and once
// without markup.
type page struct {
	Lang     string
	Office   string
	Product  string
	Subject  string
	Preview  string // first words that a mailbox shows beside the subject
	Tone     tone
	Badge    string // the state in one or two words; may be empty
	Heading  string
	Lead     string // which document, under the heading; may be empty
	Intro    []string
	Facts    []fact
	Quote    *quote // a reason in the office's own words
	Todo     *todo
	Sections []section
	Button   string
	URL      string
	// ButtonFirst puts the button before the sections, which take several screens
	// of a telephone. The text has it at its end all the same.
	ButtonFirst bool
	Fallback    string
	Small       []string
	Prefs       *link
}

// section is a list of documents under a title.
type section struct {
	Title string // empty: the only section
	Cards []card
	More  string // what the cards leave out; may be empty
}

type fact struct {
	Label, Value string
	Note         string // small, under the value
	Code         bool   // a hash: monospaced, may break anywhere
}

type quote struct{ Label, Text string }

type todo struct {
	Label string
	Steps []string
}

// card is one document in a list.
type card struct {
	Tone  tone
	Badge string
	Title string
	URL   string // may be empty
	Where string // centre, body and period
	Facts []fact
}

type link struct{ Text, URL string }

// tone is the colour of a state, always together with its words and symbol.
type tone string

const (
	toneGood tone = "good"
	toneInfo tone = "info"
	toneWarn tone = "warn"
	toneBad  tone = "bad"
)

// Symbol is the state's sign, for those who don't see colours.
func (t tone) Symbol() string {
	switch t {
	case toneGood:
		return "✓"
	case toneWarn:
		return "!"
	case toneBad:
		return "✕"
	}
	return "i"
}

// letter starts a page with what every message has.
func (h Letterhead) letter(l language, path string) (*page, error) {
	if err := h.validate(); err != nil {
		return nil, err
	}
	target, err := h.link(path)
	if err != nil {
		return nil, err
	}
	p := &page{Lang: string(l), Office: h.Office, URL: target, Tone: toneInfo,
		Product: l.say("Insiemi – documenti dell'accoglienza", "Insiemi – reception paperwork"),
		Fallback: l.say("Se il pulsante non funziona, copiate questo indirizzo nel browser:",
			"If the button doesn't work, copy this address into your browser:")}
	return p, nil
}

// offer lets the recipient turn such messages off. Formal messages don't call it.
func (h Letterhead) offer(p *page, l language) error {
	if h.Preferences == "" {
		return nil
	}
	prefs, err := h.link(h.Preferences)
	if err != nil {
		return err
	}
	p.Prefs = &link{l.say("Scegliete quali avvisi ricevere", "Choose which notices to get"), prefs}
	return nil
}

// sign ends a page with its small print.
func (h Letterhead) sign(p *page, l language, why string) {
	automatic := l.say("Messaggio automatico: le risposte a questa e-mail non vengono lette.",
		"This is an automatic message: replies to it are not read.")
	if h.Contact != "" {
		automatic += l.say(" Per assistenza: ", " For help: ") + h.Contact + "."
	}
	p.Small = append(p.Small, why, automatic)
	if h.Funding != "" {
		p.Small = append(p.Small, h.Funding)
	}
}

// signer returns who acted, or the office when nobody is named.
func (h Letterhead) signer(by string) string {
	if by = strings.TrimSpace(by); by != "" {
		return by
	}
	return h.Office
}

// title names the document: "Registro presenze".
func (i Item) title(l language) string {
	if i.Kind == "" {
		return l.say("Documento", "Document")
	}
	info, _ := i.Kind.Info()
	return l.say(info.It, info.En)
}

// where tells the centre, or else the agreement, and the period: "Casa Ginestra,
// ottobre 2026".
func (i Item) where(l language) string {
	of := i.Centre
	if of == "" && i.CIG != "" {
		of = "CIG " + i.CIG
	}
	return join(", ", of, i.when(l))
}

// when tells the period, or what expires and on which day.
func (i Item) when(l language) string {
	if i.Expires == "" || i.Period.IsZero() {
		return i.Period.Words(string(l))
	}
	what := l.say("scadenza dell'attuale", "expiry of the current one")
	if i.Expires != i.Kind {
		what = l.say("scadenza di ", "expiry of ") + Item{Kind: i.Expires}.title(l)
	}
	return what + l.say(" il ", " on ") + calendar.Period{Start: i.Period.End, End: i.Period.End}.Words(string(l))
}

// full tells all of it in one line, for subjects.
func (i Item) full(l language) string { return join(" – ", i.title(l), i.where(l)) }

// aboutOneGuest says that a file of the kind, or of no known kind, may be called
// after the guest it is about, so that its name stays out of e-mails.
func (i Item) aboutOneGuest() bool {
	switch i.Kind {
	case "", document.Departure, document.Leave, document.KitReceipts:
		return true
	}
	return false
}

// facts drops those without a value.
func facts(all ...fact) []fact {
	var kept []fact
	for _, f := range all {
		if f.Value = strings.TrimSpace(f.Value); f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// dueFact tells a date and why it is that date.
func dueFact(l language, due calendar.Due) fact {
	if due.On.IsZero() {
		return fact{}
	}
	value := due.On.Words(string(l))
	if !due.At.IsZero() {
		value += l.say(", ore\u00a0", ", ") + hourOf(due)
	}
	return fact{Label: l.say("Scadenza", "Due"), Value: value, Note: due.Derivation.In(string(l))}
}

// hourOf is the hour of a date that has one: midnight is the end of its day.
func hourOf(due calendar.Due) string {
	if !calendar.DateOf(due.At).Equal(due.On) {
		return "24:00"
	}
	return due.At.In(calendar.Rome()).Format("15:04")
}

// moment tells an instant as a clock in Italy shows it.
func moment(l language, t time.Time) string {
	t = t.In(calendar.Rome())
	return calendar.DateOf(t).Words(string(l)) + l.say(", ore\u00a0", ", ") + t.Format("15:04:05")
}

var sha256Form = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkReceived refuses a receipt that proves nothing.
func checkReceived(number string, at time.Time, sums ...string) error {
	if number == "" || at.IsZero() {
		return errors.New("a receipt needs its number and its time")
	}
	for _, s := range sums {
		if !sha256Form.MatchString(s) {
			return fmt.Errorf("%q is not a SHA-256 of 64 hexadecimal digits", s)
		}
	}
	return nil
}

// notItsKind is the error for a kind given with the data of another.
func notItsKind(kind Kind, n Notice) error {
	return fmt.Errorf("a message of kind %q can't be made from %T", kind, n)
}
