package mail

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

func (r Receipt) page(kind Kind, l language) (*page, error) {
	if kind != KindReceipt {
		return nil, notItsKind(kind, r)
	}
	if len(r.Files) == 0 {
		return nil, errors.New("a receipt needs at least one file")
	}
	var sums []string
	for _, f := range r.Files {
		sums = append(sums, f.SHA256)
	}
	if err := checkReceived(r.Number, r.At, sums...); err != nil {
		return nil, err
	}
	p, err := r.letter(l, r.Path)
	if err != nil {
		return nil, err
	}
	what := r.Files[0].full(l)
	if n := len(r.Files); n > 1 {
		what = fmt.Sprint(n, l.say(" documenti", " documents"))
	}
	p.Subject = l.say("Ricevuta ", "Receipt ") + r.Number + ": " + what
	p.Preview = l.say("Documenti ricevuti il ", "Documents received on ") + moment(l, r.At)
	p.Tone, p.Badge = toneGood, l.say("Ricevuto", "Received")
	p.Heading = l.count(len(r.Files), "Abbiamo ricevuto il vostro documento", "Abbiamo ricevuto i vostri documenti",
		"We have received your document", "We have received your documents")
	p.Intro = []string{l.say("Conservate questa e-mail: il numero, l'ora e l'impronta provano che cosa è stato trasmesso e quando.",
		"Keep this e-mail: the number, the time and the fingerprint prove what was submitted and when."),
		l.say("L'esame deve ancora concludersi: riceverete l'esito per e-mail.",
			"The review is still to be finished: you will get the outcome by e-mail.")}
	p.Facts = facts(
		fact{Label: l.say("Ricevuta n.", "Receipt no."), Value: r.Number},
		fact{Label: l.say("Ricevuto", "Received"), Value: moment(l, r.At)},
		fact{Label: l.say("Ente gestore", "Managing body"), Value: r.Body},
	)
	var files section
	for _, f := range r.Files {
		files.Cards = append(files.Cards, f.card(l))
	}
	p.Sections = []section{files}
	p.Button = l.say("Apri la ricevuta", "Open the receipt")
	r.sign(p, l, l.say("Ricevete questa e-mail perché i documenti sono stati trasmessi per il vostro ente.",
		"You get this e-mail because the documents were submitted for your organisation."))
	return p, nil
}

func (f ReceivedFile) card(l language) card {
	name := f.Name
	if f.aboutOneGuest() {
		name = ""
	}
	return card{Tone: toneGood, Title: f.title(l), Where: f.where(l), Facts: facts(
		fact{Label: "File", Value: name},
		fact{Label: l.say("Impronta SHA-256", "SHA-256 fingerprint"), Value: f.SHA256, Code: true},
	)}
}

func (u Unclear) page(kind Kind, l language) (*page, error) {
	if kind != KindUnclear {
		return nil, notItsKind(kind, u)
	}
	if err := checkReceived(u.Number, u.At, u.SHA256); err != nil {
		return nil, err
	}
	p, err := u.letter(l, u.Path)
	if err != nil {
		return nil, err
	}
	p.Subject = l.say("Che documento è? Ricevuta ", "Which document is it? Receipt ") + u.Number
	p.Preview = l.say("Il file è al sicuro, ma serve una vostra scelta.", "The file is safe, but it needs your choice.")
	p.Tone, p.Badge = toneWarn, l.say("Serve una vostra scelta", "Your choice is needed")
	p.Heading = l.say("Non abbiamo riconosciuto il documento", "We could not recognise the document")
	p.Intro = []string{l.say("Il file è arrivato ed è conservato così com'è, ma non si capisce che tipo di documento sia. Finché non lo indicate, l'adempimento a cui risponde resta aperto.",
		"The file has arrived and is kept as it is, but its kind is not clear. Until you choose it, the obligation that it answers stays open.")}
	p.Facts = facts(
		fact{Label: l.say("Ricevuta n.", "Receipt no."), Value: u.Number},
		fact{Label: "File", Value: u.place(l)},
		fact{Label: l.say("Ricevuto", "Received"), Value: moment(l, u.At)},
		fact{Label: l.say("Che cosa abbiamo letto", "What we read"), Value: u.Why},
		fact{Label: l.say("Impronta SHA-256", "SHA-256 fingerprint"), Value: u.SHA256, Code: true},
	)
	if u.Unreadable != "" {
		u.unreadable(p, l)
		return p, nil
	}
	p.Button = l.say("Indica il tipo di documento", "Choose the kind of document")
	u.sign(p, l, l.say("Non serve inviare di nuovo il file: basta indicare il tipo.",
		"There is no need to send the file again: choosing its kind is enough."))
	return p, nil
}

// unreadable says in place of a question why a file could not be read.
func (u Unclear) unreadable(p *page, l language) {
	p.Subject = l.say("File non leggibile. Ricevuta ", "File that could not be read. Receipt ") + u.Number
	p.Preview = u.Unreadable
	p.Badge = l.say("Serve un vostro intervento", "Your help is needed")
	p.Heading = l.say("Non abbiamo potuto leggere il file", "We could not read the file")
	p.Intro = []string{u.Unreadable, l.say("Il file che avete inviato è conservato così com'è, con la sua ricevuta. Finché non si sa a quale adempimento risponde, l'adempimento resta aperto.",
		"The file that you sent is kept as it is, with its receipt. Until it is known which obligation it answers, that obligation stays open.")}
	p.Button = l.say("Apri la pagina del documento", "Open the page of the document")
	u.sign(p, l, l.say("Ricevete questa e-mail perché avete trasmesso questo file.", "You get this e-mail because you submitted this file."))
}

// place tells the type of the file and, when there are several, which one of the
// receipt it is: "PDF, 3 di 14".
func (u Unclear) place(l language) string {
	var nth string
	if u.Of > 1 && u.Nth > 0 {
		nth = fmt.Sprint(u.Nth, l.say(" di ", " of "), u.Of)
	}
	return join(", ", fileType(u.Name), nth)
}

// fileType returns the ending of a file's name when it is a usual one: anything
// else might be a word of the name.
func fileType(name string) string {
	switch ending := strings.ToUpper(strings.TrimPrefix(path.Ext(name), ".")); ending {
	case "PDF", "XLSX", "XLS", "ODS", "CSV", "XML", "P7M", "DOCX", "DOC", "ODT", "JPG", "JPEG", "PNG", "TIF", "TIFF", "ZIP", "EML", "TXT":
		return ending
	}
	return ""
}
