package mail

import (
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Daily is the data of KindDigest: the one e-mail that a person gets on a day at
// most, whatever it carries. Sections may be empty, but not all of them. Their
// order doesn't matter: the most urgent comes first.
type Daily struct {
	Letterhead
	Now          time.Time // when the digest is made: what is late is late then
	Body         string    // name of the managing body; empty for people of the office
	Owed         []DueItem
	ToComplete   []DueItem // cases returned to the body
	Tasks        []DueItem // cases that await a decision of the recipient
	Declarations []Declared
	Late         []LateBody
	News         []NewsItem
	AtOnce       bool   // a notice of its own, as its recipient chose, laid out like a digest
	Path         string // of the page that lists what the digest carries
}

// DueItem is a document that somebody must send, correct or decide on by a date.
type DueItem struct {
	Item
	Body     string        // whose document it is; empty when the recipient knows
	Number   string        // of the case; may be empty
	Due      calendar.Due  // zero: no date
	FirstDue calendar.Date // the date before an extension; zero: it was never moved
	Path     string        // of the exact item
}

// Declared is a declaration of "nothing to submit" that awaits the office.
type Declared struct {
	Item
	Body string
	On   calendar.Date // when it was made
	Path string        // of the exact item
}

// LateBody is a managing body that stays late after every reminder: what the
// head of office is told.
type LateBody struct {
	Body        string
	Obligations int           // how many are late
	Oldest      calendar.Date // the due date of the one that is late the longest
	Path        string        // of the missing list of that body
}

// News is what happened that a person chose to be told in the digest.
type News string

// The news.
const (
	NewsApproved            News = "approved"             // a document was approved
	NewsReturned            News = "returned"             // a document must be completed
	NewsRejected            News = "rejected"             // a document was rejected
	NewsExtended            News = "extended"             // a date was moved
	NewsWaived              News = "waived"               // a document is not asked for any more
	NewsDeclarationAccepted News = "declaration_accepted" // "nothing to submit" was acknowledged
	NewsDeclarationRefused  News = "declaration_refused"  // "nothing to submit" was refused
	NewsTask                News = "task"                 // a case awaits the recipient's decision
	NewsConfirm             News = "confirm"              // an override awaits the recipient as a second person
	NewsUnclear             News = "unclear"              // the recipient must say what a document is for
)

// NewsItem is one thing that happened.
type NewsItem struct {
	Item
	What News
	Body string       // whose document it is; empty when the recipient knows
	At   time.Time    // when it happened
	Due  calendar.Due // the date that follows from it: extended to, to be completed or decided by; may be zero
	Path string       // of the exact item
	Many int          // of how many documents that came inside others it tells; 0: of one
}

func (d Daily) page(kind Kind, l language) (*page, error) {
	if kind != KindDigest {
		return nil, notItsKind(kind, d)
	}
	topics, err := d.topics(l)
	if err != nil {
		return nil, err
	}
	p, err := d.letter(l, d.Path)
	if err != nil {
		return nil, err
	}
	p.tell(l, topics)
	if first := p.only(topics); first != nil {
		p.Subject = join(": ", first.Badge, join(" – ", first.Title, first.Where))
	} else {
		p.Subject = join(" – ", p.Heading, d.Body)
		p.Button = d.listButton(l)
	}
	p.Intro = d.intro(l)
	if err := d.offer(p, l); err != nil {
		return nil, err
	}
	d.sign(p, l, d.why(l))
	return p, nil
}

// forBody says that the recipient is a person of a managing body.
func (d Daily) forBody() bool { return d.Body != "" || len(d.Owed)+len(d.ToComplete) > 0 }

// listButton names the page of everything.
func (d Daily) listButton(l language) string {
	switch {
	case d.forBody():
		return l.say("Apri gli adempimenti", "Open the obligations")
	case len(d.Late) == 0 && len(d.Tasks)+len(d.Declarations) > 0:
		return l.say("Apri le pratiche da esaminare", "Open the cases to review")
	}
	return l.say("Apri l'elenco completo", "Open the full list")
}

func (d Daily) intro(l language) []string {
	day := calendar.DateOf(d.Now).Words(string(l))
	if !d.forBody() {
		return []string{l.say("Aggiornato a "+day+", in ordine di urgenza.", "As of "+day+", most urgent first.")}
	}
	text := []string{l.say("Aggiornato a "+day+". Se qualcosa non torna, scrivete all'ufficio.",
		"As of "+day+". If something looks wrong, write to the office.")}
	if len(d.Owed) > 0 {
		text = append(text, l.say("Se per un periodo non c'è nulla da trasmettere, potete dichiararlo dalla pagina dell'adempimento: anche questa è una risposta.",
			"If there is nothing to submit for a period, you can declare it on the page of the obligation: that is an answer too."))
	}
	return text
}

func (d Daily) why(l language) string {
	if d.AtOnce {
		return l.say("Questo avviso arriva subito perché lo avete scelto nelle preferenze.", "This notice comes at once because you chose so in your preferences.")
	}
	if !d.forBody() {
		return l.say("Questo riepilogo parte al massimo una volta al giorno, con le pratiche che vi riguardano e gli avvisi che avete scelto di ricevere così.",
			"This digest is sent once a day at most, with the cases that concern you and the notices that you chose to get this way.")
	}
	return l.say("Questo riepilogo parte al massimo una volta al giorno e non ha valore di notifica: le diffide arrivano via PEC.",
		"This digest is sent once a day at most and has no legal effect: formal warnings come by certified mail (PEC).")
}
