package mail

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// newsWords is how a kind of news is told.
type newsWords struct {
	tone   tone
	it, en string
	// dueIt and dueEn name the date that follows from it; empty: it has none.
	dueIt, dueEn string
}

// words returns how the news is told; ok is false for news that is not known.
func (n News) words() (w newsWords, ok bool) {
	switch n {
	case NewsApproved:
		w = newsWords{tone: toneGood, it: "Approvato", en: "Approved"}
	case NewsReturned:
		w = newsWords{toneWarn, "Da integrare", "To be completed", "Da inviare entro", "To be sent by"}
	case NewsRejected:
		w = newsWords{tone: toneBad, it: "Respinto", en: "Rejected"}
	case NewsExtended:
		w = newsWords{toneGood, "Proroga concessa", "Extension granted", "Nuova scadenza", "New date"}
	case NewsWaived:
		w = newsWords{tone: toneInfo, it: "Non più richiesto", en: "No longer asked for"}
	case NewsDeclarationAccepted:
		w = newsWords{tone: toneGood, it: "Presa d'atto: nulla da trasmettere", en: "Acknowledged: nothing to submit"}
	case NewsDeclarationRefused:
		w = newsWords{toneBad, "Dichiarazione non accolta", "Declaration not accepted", "Da trasmettere entro", "To be submitted by"}
	case NewsTask:
		w = newsWords{toneInfo, "Nuova pratica da decidere", "New case to decide", "Da decidere entro", "To be decided by"}
	case NewsConfirm:
		w = newsWords{toneWarn, "Superamento di un rilievo da confermare", "Override of a finding to confirm", "Pratica da decidere entro", "Case to be decided by"}
	case NewsUnclear:
		w = newsWords{tone: toneWarn, it: "Da indicare a quale adempimento serve", en: "To be placed: say which obligation it is for"}
	default:
		return w, false
	}
	return w, true
}

func (d Daily) news(l language) (t topic, err error) {
	for _, i := range d.News {
		if _, ok := i.What.words(); !ok || i.At.IsZero() {
			return t, fmt.Errorf("the news %q is not known, or has no time", i.What)
		}
	}
	n := len(d.News)
	t = topic{tone: toneInfo, title: l.say("Novità", "What is new"),
		phrases: []string{l.count(n, "1 novità", fmt.Sprintf("%d novità", n), "1 update", fmt.Sprintf("%d updates", n))},
		button:  l.say("Apri il documento", "Open the document")}
	latest := slices.SortedStableFunc(slices.Values(d.News), func(a, b NewsItem) int { return b.At.Compare(a.At) })
	t.cards, err = cards(d.Letterhead, latest, func(i NewsItem) entry { return i.card(l) })
	return t, err
}

func (i NewsItem) card(l language) entry {
	w, _ := i.What.words()
	due := fact{}
	if w.dueIt != "" {
		due = dueFact(l, i.Due)
		due.Label = l.say(w.dueIt, w.dueEn)
	}
	return entry{card{Tone: w.tone, Badge: l.say(w.it, w.en), Title: i.heading(l), Where: join(" · ", i.where(l), i.Body), Facts: facts(
		due,
		fact{Label: l.say("Quando", "When"), Value: calendar.DateOf(i.At).Words(string(l))},
	)}, i.Path}
}

// heading names what the news is about.
func (i NewsItem) heading(l language) string {
	if i.Many > 0 {
		return fmt.Sprint(i.Many, l.say(" documenti che erano dentro altri", " documents that were inside others"))
	}
	return i.title(l)
}
