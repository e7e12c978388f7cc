package mail

import (
	"regexp"
	"strings"
)

// cause is why a message didn't arrive, and what to do about it.
type cause struct {
	it, en     string // the cause, as a clause
	doIt, doEn string // the remedy, as a clause
}

func causeUnknown() cause {
	return cause{"la casella non esiste", "the mailbox doesn't exist",
		"chiedere al destinatario, con un altro mezzo, l'indirizzo giusto e correggerlo nell'anagrafica", "ask the recipient, by other means, for the right address and correct it in the registry"}
}

func causeDomain() cause {
	return cause{"il dominio dell'indirizzo non esiste o non riceve posta", "the address's domain doesn't exist or takes no mail",
		"controllare come è scritto l'indirizzo e correggerlo nell'anagrafica", "check how the address is written and correct it in the registry"}
}

func causeDisabled() cause {
	return cause{"la casella è disattivata", "the mailbox is disabled",
		"chiedere al destinatario un altro indirizzo e scriverlo nell'anagrafica", "ask the recipient for another address and write it in the registry"}
}

func causeFull() cause {
	return cause{"la casella è piena", "the mailbox is full",
		"avvisare il destinatario con un altro mezzo, perché faccia spazio", "tell the recipient by other means to make room"}
}

func causeLarge() cause {
	return cause{"il messaggio è troppo grande per quella casella", "the message is too large for that mailbox",
		"avvisare il destinatario con un altro mezzo", "tell the recipient by other means"}
}

func causeBlocked() cause {
	return cause{"il server di chi riceve ha bloccato il messaggio", "the recipient's server blocked the message",
		"chiedere al destinatario di ammettere il nostro mittente; se succede con più destinatari, far verificare SPF, DKIM e DMARC del dominio che invia",
		"ask the recipient to allow our sender; if it happens with several recipients, have SPF, DKIM and DMARC of the sending domain checked"}
}

func causeNetwork() cause {
	return cause{"il server di chi riceve non è raggiungibile", "the recipient's server can't be reached",
		"controllare l'indirizzo e avvisare il destinatario con un altro mezzo", "check the address and tell the recipient by other means"}
}

func causeSystem() cause {
	return cause{"il server di chi riceve ha un guasto o non accetta il messaggio", "the recipient's server has a fault or doesn't take the message",
		"avvisare il destinatario con un altro mezzo; se si ripete, chiedere un altro indirizzo", "tell the recipient by other means; if it happens again, ask for another address"}
}

// causeOf names the cause by the subject and detail of a status code (RFC 3463
// §§ 3.2–3.8 and the registry of RFC 5248); ok is false when the code tells
// none.
func causeOf(status string) (c cause, ok bool) {
	_, detail, _ := strings.Cut(status, ".")
	subject, _, _ := strings.Cut(detail, ".")
	switch detail {
	case "1.1", "1.3", "1.6":
		return causeUnknown(), true
	case "1.2", "1.10", "4.4":
		return causeDomain(), true
	case "2.1":
		return causeDisabled(), true
	case "2.2":
		return causeFull(), true
	case "2.3", "3.4":
		return causeLarge(), true
	}
	switch subject {
	case "3", "5", "6":
		return causeSystem(), true
	case "4":
		return causeNetwork(), true
	case "7":
		return causeBlocked(), true
	}
	return cause{}, false
}

var (
	saysUnknown  = regexp.MustCompile(`(?i)(?:user|mailbox|recipient|address|account)s? (?:is |was )?(?:unknown|not found|doesn't exist|does not exist|not exist)|(?:unknown|no such|invalid) (?:user|recipient|mailbox|address|person|local part)|recipient address rejected|no mailbox here|(?:utente|casella|destinatario) (?:sconosciut|inesistent|non trovat)|recipnotfound`)
	saysFull     = regexp.MustCompile(`(?i)over ?quota|quota exceeded|exceeded .{0,30}quota|mailbox (?:is )?full|(?:insufficient|not enough) (?:disk |storage |system )?(?:space|storage)|casella piena`)
	saysDisabled = regexp.MustCompile(`(?i)(?:mailbox|account|user) (?:is |has been )?(?:disabled|inactive|suspended|deactivated|unavailable)|(?:casella|utente) (?:disattivat|disabilitat|sospes)`)
	saysDomain   = regexp.MustCompile(`(?i)host (?:or domain name )?(?:not found|unknown)|(?:domain|host) (?:does not|doesn't) exist|couldn't find any host|unrouteable|unroutable|no such (?:host|domain)|null mx|name or service not known`)
	saysBlocked  = regexp.MustCompile(`(?i)spam|blocked|black ?list|block ?list|blocklist|reputation|policy|dmarc|\bspf\b|\bdkim\b|access denied|not authori[sz]ed|relay`)
	saysNetwork  = regexp.MustCompile(`(?i)timed? ?out|connection (?:refused|reset|lost)|unable to connect|wasn't able to establish|no route to host|retry timeout`)
)

// causeSaid names the cause by what the server said.
func causeSaid(said string) (cause, bool) {
	for _, x := range []struct {
		says *regexp.Regexp
		is   func() cause
	}{
		{saysUnknown, causeUnknown}, {saysFull, causeFull}, {saysDisabled, causeDisabled},
		{saysDomain, causeDomain}, {saysBlocked, causeBlocked}, {saysNetwork, causeNetwork},
	} {
		if x.says.MatchString(said) {
			return x.is(), true
		}
	}
	return cause{}, false
}

// cause finds why the message didn't arrive; ok is false when nothing tells.
func (b Bounce) cause() (c cause, ok bool) {
	if vague(b.Status) {
		if c, ok = causeSaid(b.Diagnostic); ok {
			return c, true
		}
	}
	if c, ok = causeOf(b.Status); ok {
		return c, true
	}
	return causeSaid(b.Diagnostic)
}

// vague tells the codes that well-known servers use for more than the registry
// gives them, first of all for a mailbox that doesn't exist.
func vague(status string) bool {
	_, detail, _ := strings.Cut(status, ".")
	return detail == "4.1" || detail == "7.1" || detail == "1.10"
}

// Reason tells people in the office what happened to the message and what to do;
// in English when lang is "en", in Italian otherwise. It names no address.
func (b Bounce) Reason(lang string) string {
	l := languageOf(lang)
	c, known := b.cause()
	var text string
	switch {
	case b.Action == BounceDelivered:
		text = l.say("Il messaggio è stato consegnato", "The message was delivered")
	case b.Action == BounceDelayed:
		text = l.say("Il messaggio non è ancora arrivato: il server di posta ritenta da solo, per ora non c'è nulla da fare",
			"The message has not arrived yet: the mail server keeps trying by itself, there is nothing to do for now")
		if known {
			text += l.say(". Causa: ", ". Cause: ") + l.say(c.it, c.en)
		}
	case known:
		text = l.say("Il messaggio non è arrivato: "+c.it+". Che cosa fare: "+c.doIt, "The message did not arrive: "+c.en+". What to do: "+c.doEn)
	default:
		text = l.say("Il messaggio non è arrivato e il server non ne dice la causa. Che cosa fare: controllare l'indirizzo e avvisare il destinatario con un altro mezzo",
			"The message did not arrive and the server doesn't say why. What to do: check the address and tell the recipient by other means")
	}
	if b.Status != "" {
		text += " (" + l.say("codice ", "code ") + b.Status + ")"
	}
	return text + "."
}
