package mail

import (
	"errors"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// maxCards is how many items a digest shows: mailboxes cut long messages, and
// nobody reads more on a phone.
const maxCards = 20

func (d Digest) page(kind Kind, l language) (*page, error) {
	if kind != KindReminder && kind != KindTaskReminder {
		return nil, notItsKind(kind, d)
	}
	if len(d.Items) == 0 || d.Today.IsZero() {
		return nil, errors.New("a digest needs its day and at least one item")
	}
	items := slices.Clone(d.Items)
	slices.SortStableFunc(items, func(a, b DigestItem) int { return b.Due.On.DaysUntil(a.Due.On) })
	path := d.Path
	if len(items) == 1 {
		path = items[0].Path
	}
	p, err := d.letter(l, path)
	if err != nil {
		return nil, err
	}
	if err := d.cards(p, l, items); err != nil {
		return nil, err
	}
	late := 0
	for _, i := range items {
		if i.Due.DaysLate(d.Today) > 0 {
			late++
		}
	}
	p.Tone = toneWarn
	if late > 0 {
		p.Tone = toneBad
	}
	if kind == KindReminder {
		d.reminder(p, l, late)
	} else {
		d.tasks(p, l, late)
	}
	return p, nil
}

func (d Digest) cards(p *page, l language, items []DigestItem) error {
	for _, i := range items[:min(len(items), maxCards)] {
		target, err := d.link(i.Path)
		if err != nil {
			return err
		}
		tone, badge := lateness(l, i.Due.On, d.Today)
		p.Cards = append(p.Cards, card{Tone: tone, Badge: badge, Title: i.title(l), URL: target,
			Where: join(" · ", i.where(l), i.Body), Facts: facts(dueFact(l, i.Due))})
	}
	if left := len(items) - maxCards; left > 0 {
		p.More = l.count(left, "E un altro nella lista completa.", fmt.Sprintf("E altri %d nella lista completa.", left),
			"And one more in the full list.", fmt.Sprintf("And %d more in the full list.", left))
	}
	return nil
}

// lateness tells how a due date stands to today, in words that need no colour.
func lateness(l language, due, today calendar.Date) (tone, string) {
	days := today.DaysUntil(due)
	switch {
	case days < 0:
		return toneBad, l.count(-days, "In ritardo di 1 giorno", fmt.Sprintf("In ritardo di %d giorni", -days),
			"1 day late", fmt.Sprintf("%d days late", -days))
	case days == 0:
		return toneWarn, l.say("Scade oggi", "Due today")
	case days == 1:
		return toneWarn, l.say("Scade domani", "Due tomorrow")
	}
	return toneInfo, l.say(fmt.Sprintf("Scade tra %d giorni", days), fmt.Sprintf("Due in %d days", days))
}

func (d Digest) reminder(p *page, l language, late int) {
	soon := len(d.Items) - late
	overdue := l.count(late, "1 adempimento scaduto", fmt.Sprintf("%d adempimenti scaduti", late),
		"1 obligation overdue", fmt.Sprintf("%d obligations overdue", late))
	coming := l.count(soon, "1 in scadenza", fmt.Sprintf("%d in scadenza", soon),
		"1 due soon", fmt.Sprintf("%d due soon", soon))
	switch {
	case late == 0:
		p.Heading = l.count(soon, "1 adempimento in scadenza", fmt.Sprintf("%d adempimenti in scadenza", soon),
			"1 obligation due soon", fmt.Sprintf("%d obligations due soon", soon))
	case soon == 0:
		p.Heading = overdue
	default:
		p.Heading = overdue + l.say(" e ", " and ") + coming
	}
	p.Subject = join(" – ", p.Heading, d.Body)
	p.Preview = join(", ", p.Cards[0].Title, p.Cards[0].Where)
	p.Intro = []string{l.say("Ecco che cosa manca al "+d.Today.It()+". Se qualcosa non torna, scrivi all'ufficio.",
		"This is what is missing on "+d.Today.Words("en")+". If something looks wrong, write to the office.")}
	p.Button = l.count(len(d.Items), "Trasmetti il documento", "Vai alle scadenze", "Submit the document", "Go to what is due")
	d.sign(p, l, l.say("Questo promemoria non ha valore di notifica: le diffide partono via PEC.",
		"This reminder has no legal effect: formal warnings are sent by certified mail (PEC)."))
}

func (d Digest) tasks(p *page, l language, late int) {
	n := len(d.Items)
	p.Heading = l.count(n, "1 pratica aspetta una tua decisione", fmt.Sprintf("%d pratiche aspettano una tua decisione", n),
		"1 case awaits your decision", fmt.Sprintf("%d cases await your decision", n))
	if late == n {
		p.Heading = l.count(n, "1 pratica oltre il termine aspetta una tua decisione", fmt.Sprintf("%d pratiche oltre il termine aspettano una tua decisione", n),
			"1 case past its date awaits your decision", fmt.Sprintf("%d cases past their date await your decision", n))
	}
	p.Subject = p.Heading
	if late > 0 && late < n {
		p.Subject += l.say(fmt.Sprintf(" (%d in ritardo)", late), fmt.Sprintf(" (%d late)", late))
	}
	p.Preview = join(", ", p.Cards[0].Title, p.Cards[0].Where)
	p.Intro = []string{l.say("In ordine di urgenza, al "+d.Today.It()+".", "In order of urgency, on "+d.Today.Words("en")+".")}
	p.Button = l.count(n, "Apri la pratica", "Apri la coda", "Open the case", "Open the queue")
	d.sign(p, l, l.say("Ricevi questo riepilogo perché le pratiche sono assegnate a te o al tuo ufficio.",
		"You get this digest because the cases are assigned to you or to your office."))
}
