package mail

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// topics lays out what the digest carries, most urgent first.
func (d Daily) topics(l language) ([]topic, error) {
	if d.Now.IsZero() {
		return nil, errNothingToTell
	}
	var all []topic
	for _, lay := range []func(language) (topic, error){d.owed, d.toComplete, d.late, d.tasks, d.declarations, d.news} {
		t, err := lay(l)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	if all = byUrgency(all); len(all) == 0 {
		return nil, errNothingToTell
	}
	return all, nil
}

// overdue counts the items that are past their date.
func overdue(items []DueItem, now time.Time) (late int) {
	for _, i := range items {
		if !i.Due.On.IsZero() && i.Due.Passed(now) {
			late++
		}
	}
	return late
}

// byDate returns the items with the earliest date first, and the earliest hour
// where hours count; those without a date last.
func byDate(items []DueItem) []DueItem {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b DueItem) int {
		if a.Due.On.IsZero() || b.Due.On.IsZero() {
			return cmp.Compare(dated(b), dated(a))
		}
		return endOf(a.Due).Compare(endOf(b.Due))
	})
	return items
}

// endOf is the instant by which something is due.
func endOf(d calendar.Due) time.Time {
	if d.At.IsZero() {
		return d.On.AddDays(1).At(0, 0)
	}
	return d.At
}

func dated(i DueItem) int {
	if i.Due.On.IsZero() {
		return 0
	}
	return 1
}

// card lays out a document that is due, with both dates when one was moved.
func (i DueItem) card(l language, now time.Time, label string) entry {
	tone, badge := toneWarn, ""
	if !i.Due.On.IsZero() {
		tone, badge = lateness(l, i.Due, now)
	}
	due := dueFact(l, i.Due)
	due.Label = label
	first := ""
	if !i.FirstDue.Equal(i.Due.On) {
		first = i.FirstDue.Words(string(l))
	}
	return entry{card{Tone: tone, Badge: badge, Title: i.title(l), Where: join(" · ", i.where(l), i.Body), Facts: facts(
		fact{Label: l.say("Prima della proroga", "Before the extension"), Value: first},
		due,
		fact{Label: l.say("Pratica n.", "Case no."), Value: i.Number},
	)}, i.Path}
}

// lateness tells how a due date stands to now, in words that need no colour: in
// hours once its hour has passed, in days once its day has.
func lateness(l language, due calendar.Due, now time.Time) (tone, string) {
	days, hours := calendar.DateOf(now).DaysUntil(due.On), due.HoursLate(now)
	switch {
	case days < 0:
		return toneBad, l.count(-days, "In ritardo di 1 giorno", fmt.Sprintf("In ritardo di %d giorni", -days),
			"1 day late", fmt.Sprintf("%d days late", -days))
	case hours > 0:
		return toneBad, l.count(hours, "In ritardo di 1 ora", fmt.Sprintf("In ritardo di %d ore", hours),
			"1 hour late", fmt.Sprintf("%d hours late", hours))
	case days == 0:
		return toneWarn, l.say("Scade oggi", "Due today")
	case days == 1:
		return toneWarn, l.say("Scade domani", "Due tomorrow")
	}
	return toneInfo, l.say(fmt.Sprintf("Scade tra %d giorni", days), fmt.Sprintf("Due in %d days", days))
}

// owedPhrases tells how many obligations are overdue and how many are due soon.
func owedPhrases(l language, late, soon int) (phrases []string) {
	if late > 0 {
		phrases = append(phrases, l.count(late, "1 adempimento scaduto", fmt.Sprintf("%d adempimenti scaduti", late),
			"1 obligation overdue", fmt.Sprintf("%d obligations overdue", late)))
	}
	switch {
	case soon > 0 && late > 0:
		phrases = append(phrases, l.say(fmt.Sprintf("%d in scadenza", soon), fmt.Sprintf("%d due soon", soon)))
	case soon > 0:
		phrases = append(phrases, l.count(soon, "1 adempimento in scadenza", fmt.Sprintf("%d adempimenti in scadenza", soon),
			"1 obligation due soon", fmt.Sprintf("%d obligations due soon", soon)))
	}
	return phrases
}

func (d Daily) owed(l language) (t topic, err error) {
	late := overdue(d.Owed, d.Now)
	t = topic{tone: toneOf(late), phrases: owedPhrases(l, late, len(d.Owed)-late),
		title: l.say("Da trasmettere", "To be submitted"), button: l.say("Trasmetti il documento", "Submit the document")}
	t.cards, err = cards(d.Letterhead, byDate(d.Owed), func(i DueItem) entry {
		return i.card(l, d.Now, l.say("Scadenza", "Due"))
	})
	return t, err
}

// toneOf is the tone of a list of which so many are late.
func toneOf(late int) tone {
	if late > 0 {
		return toneBad
	}
	return toneWarn
}

// pastDue is added to a count of n things of which some are late.
func pastDue(l language, late, n int) string {
	switch late {
	case 0:
		return ""
	case n:
		return l.say(" oltre il termine", " past "+l.count(n, "", "", "its", "their")+" date")
	}
	return l.say(fmt.Sprintf(" (%d oltre il termine)", late), fmt.Sprintf(" (%d late)", late))
}

func (d Daily) toComplete(l language) (t topic, err error) {
	n, late := len(d.ToComplete), overdue(d.ToComplete, d.Now)
	t = topic{tone: toneOf(late), title: l.say("Da integrare", "To be completed"),
		phrases: []string{l.count(n, "1 documento da integrare", fmt.Sprintf("%d documenti da integrare", n),
			"1 document to complete", fmt.Sprintf("%d documents to complete", n)) + pastDue(l, late, n)},
		button: l.say("Invia la versione corretta", "Send the corrected version")}
	t.cards, err = cards(d.Letterhead, byDate(d.ToComplete), func(i DueItem) entry {
		return i.card(l, d.Now, l.say("Da inviare entro", "To be sent by"))
	})
	return t, err
}

func (d Daily) tasks(l language) (t topic, err error) {
	n, late := len(d.Tasks), overdue(d.Tasks, d.Now)
	t = topic{tone: toneOf(late), title: l.say("Pratiche da decidere", "Cases to decide"),
		phrases: []string{l.count(n, "1 pratica da decidere", fmt.Sprintf("%d pratiche da decidere", n),
			"1 case to decide", fmt.Sprintf("%d cases to decide", n)) + pastDue(l, late, n)},
		button: l.say("Apri la pratica", "Open the case")}
	t.cards, err = cards(d.Letterhead, byDate(d.Tasks), func(i DueItem) entry {
		return i.card(l, d.Now, l.say("Da decidere entro", "To be decided by"))
	})
	return t, err
}

func (d Daily) declarations(l language) (t topic, err error) {
	n := len(d.Declarations)
	t = topic{tone: toneWarn, title: l.say("Dichiarazioni «nulla da trasmettere»", "Declarations of “nothing to submit”"),
		phrases: []string{l.count(n, "1 dichiarazione da esaminare", fmt.Sprintf("%d dichiarazioni da esaminare", n),
			"1 declaration to examine", fmt.Sprintf("%d declarations to examine", n))},
		button: l.say("Esamina la dichiarazione", "Examine the declaration")}
	oldest := slices.SortedStableFunc(slices.Values(d.Declarations), func(a, b Declared) int { return b.On.DaysUntil(a.On) })
	t.cards, err = cards(d.Letterhead, oldest, func(i Declared) entry {
		return entry{card{Tone: toneInfo, Badge: l.say("Nulla da trasmettere", "Nothing to submit"), Title: i.title(l),
			Where: join(" · ", i.where(l), i.Body), Facts: facts(
				fact{Label: l.say("Dichiarato", "Declared"), Value: i.On.Words(string(l))})}, i.Path}
	})
	return t, err
}

func (d Daily) late(l language) (t topic, err error) {
	n := len(d.Late)
	t = topic{tone: toneBad, title: l.say("Enti in ritardo nonostante i solleciti", "Bodies that stay late after every reminder"),
		phrases: []string{l.count(n, "1 ente in ritardo", fmt.Sprintf("%d enti in ritardo", n),
			"1 managing body late", fmt.Sprintf("%d managing bodies late", n))},
		button: l.say("Apri i mancanti dell'ente", "Open what the body is missing")}
	oldest := slices.SortedStableFunc(slices.Values(d.Late), func(a, b LateBody) int { return b.Oldest.DaysUntil(a.Oldest) })
	t.cards, err = cards(d.Letterhead, oldest, func(i LateBody) entry { return i.card(l, d.Now) })
	return t, err
}

func (i LateBody) card(l language, now time.Time) entry {
	tone, badge := lateness(l, calendar.Due{On: i.Oldest}, now)
	return entry{card{Tone: tone, Badge: badge, Title: i.Body,
		Where: l.count(i.Obligations, "1 adempimento scaduto", fmt.Sprintf("%d adempimenti scaduti", i.Obligations),
			"1 obligation overdue", fmt.Sprintf("%d obligations overdue", i.Obligations)),
	}, i.Path}
}
