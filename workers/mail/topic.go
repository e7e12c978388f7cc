package mail

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	// maxCards is how many items an e-mail shows: mailboxes cut long messages,
	// and nobody reads more on a phone.
	maxCards = 20
	// minCards is how many of them each topic may show, however many things are
	// more urgent.
	minCards = 3
	// maxPhrases is how much of a heading people read.
	maxPhrases = 3
)

// topic is one subject matter of a list e-mail: its words in the heading, and
// its cards, most urgent first.
type topic struct {
	tone    tone
	phrases []string
	title   string
	button  string // when the e-mail carries one item alone
	cards   []card
}

// entry is a card and the path to which it leads.
type entry struct {
	card
	path string
}

// cards lays out a list; the error is a path that leads elsewhere.
func cards[T any](h Letterhead, items []T, one func(T) entry) ([]card, error) {
	var out []card
	for _, i := range items {
		e := one(i)
		var err error
		if e.URL, err = h.link(e.path); err != nil {
			return nil, err
		}
		out = append(out, e.card)
	}
	return out, nil
}

var errNothingToTell = errors.New("a digest needs its day and at least one item")

// byUrgency drops what is empty and puts the most urgent topics first.
func byUrgency(topics []topic) []topic {
	topics = slices.DeleteFunc(topics, func(t topic) bool { return len(t.cards) == 0 })
	slices.SortStableFunc(topics, func(a, b topic) int { return b.tone.urgency() - a.tone.urgency() })
	return topics
}

// urgency orders the tones.
func (t tone) urgency() int { return slices.Index([]tone{toneGood, toneInfo, toneWarn, toneBad}, t) }

// tell fills the page with topics, of which there is at least one.
func (p *page) tell(l language, topics []topic) {
	var phrases []string
	var counts []int
	for i, t := range topics {
		if i == 0 || t.tone != toneInfo { // what merely informs makes no heading beside what asks
			phrases = append(phrases, t.phrases...)
		}
		counts = append(counts, len(t.cards))
	}
	p.Tone, p.Heading = topics[0].tone, l.list(phrases, maxPhrases)
	for i, n := range share(counts, maxCards, minCards) {
		s := section{Cards: topics[i].cards[:n], More: l.more(counts[i] - n)}
		if len(topics) > 1 {
			s.Title = topics[i].title
		}
		p.Sections = append(p.Sections, s)
	}
	p.ButtonFirst = len(topics) > 1 || len(topics[0].cards) > 2
	first := p.Sections[0].Cards[0]
	p.Preview = join(", ", first.Title, first.Where)
	if only := p.only(topics); only != nil {
		p.URL, p.Button = only.URL, topics[0].button
	}
}

// only returns the card of a page that carries no other.
func (p *page) only(topics []topic) *card {
	if len(topics) == 1 && len(topics[0].cards) == 1 {
		return &topics[0].cards[0]
	}
	return nil
}

// share deals out at most limit places: each list gets its first few, then the
// lists take what they need in turn.
func share(counts []int, limit, few int) []int {
	out := make([]int, len(counts))
	for i, n := range counts {
		out[i] = min(n, few, limit)
		limit -= out[i]
	}
	for i, n := range counts {
		more := min(n-out[i], limit)
		out[i] += more
		limit -= more
	}
	return out
}

// more tells how many are left out; nothing when none is.
func (l language) more(n int) string {
	if n <= 0 {
		return ""
	}
	return l.count(n, "Ce n'è ancora 1 nell'elenco completo.", fmt.Sprintf("Ce ne sono ancora %d nell'elenco completo.", n),
		"And 1 more in the full list.", fmt.Sprintf("And %d more in the full list.", n))
}

// list joins phrases as people do: "a, b e c". Beyond most, it says that there
// is more.
func (l language) list(phrases []string, most int) string {
	if len(phrases) > most {
		phrases = append(slices.Clone(phrases[:most]), l.say("altro", "more"))
	}
	last := len(phrases) - 1
	if last < 1 {
		return strings.Join(phrases, "")
	}
	return strings.Join(phrases[:last], ", ") + l.say(" e ", " and ") + phrases[last]
}
