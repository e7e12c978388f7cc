package workflow

// Reason is why somebody is reminded of something or not, as a stable name: it
// is stored with the decision, logged and counted; In tells it to people.
type Reason string

// Why a reminder goes out.
const (
	ReasonDueSoon   Reason = "due soon"
	ReasonDueToday  Reason = "due today"
	ReasonOverdue   Reason = "overdue"
	ReasonEscalated Reason = "late in spite of every reminder"
	ReasonChased    Reason = "chased by hand"
)

// Why none goes out, by the rules alone.
const (
	ReasonTooEarly  Reason = "too early"
	ReasonReminded  Reason = "reminded already"
	ReasonToday     Reason = "reminded today"
	ReasonNoLadder  Reason = "no reminders for this kind"
	ReasonReceived  Reason = "received"
	ReasonDeclared  Reason = "declared"
	ReasonNothing   Reason = "nothing to submit"
	ReasonWaived    Reason = "waived"
	ReasonWithdrawn Reason = "no longer owed"
	ReasonToMend    Reason = "to be completed"
)

// Why one that is due waits.
const (
	ReasonBeingRead   Reason = "being read" // a document of that body waits to be read: it may be what is missing
	ReasonNobody      Reason = "nobody to remind"
	ReasonChoseNone   Reason = "chose none"
	ReasonDigestToday Reason = "digest sent today"
	ReasonClosed      Reason = "not a working day"
	ReasonHours       Reason = "outside office hours"
	ReasonElsewhere   Reason = "another clock is at it"
)

// Why a notice that was written is not sent.
const (
	ReasonArrived  Reason = "what it asked for has arrived"
	ReasonInactive Reason = "the person no longer has access"
	ReasonCarried  Reason = "a later digest carries it"
	ReasonPutOff   Reason = "its day has passed, the next digest carries it"
)

// Reasons lists every reason.
func Reasons() []Reason {
	return []Reason{ReasonDueSoon, ReasonDueToday, ReasonOverdue, ReasonEscalated, ReasonChased, ReasonTooEarly, ReasonReminded, ReasonToday,
		ReasonNoLadder, ReasonReceived, ReasonDeclared, ReasonNothing, ReasonWaived, ReasonWithdrawn, ReasonToMend, ReasonBeingRead,
		ReasonNobody, ReasonChoseNone, ReasonDigestToday, ReasonClosed, ReasonHours, ReasonElsewhere, ReasonArrived, ReasonInactive,
		ReasonCarried, ReasonPutOff}
}

// In tells the reason in a language, in a few words without a full stop.
func (r Reason) In(lang string) string {
	if t, ok := reasonWords()[r]; ok {
		return t.In(lang)
	}
	return string(r)
}

func reasonWords() map[Reason]Text {
	return map[Reason]Text{
		ReasonDueSoon:     {"in scadenza", "due soon"},
		ReasonDueToday:    {"scade oggi", "due today"},
		ReasonOverdue:     {"scaduto", "overdue"},
		ReasonEscalated:   {"in ritardo nonostante i promemoria", "late in spite of every reminder"},
		ReasonChased:      {"sollecitato dall'ufficio", "chased by the office"},
		ReasonTooEarly:    {"è presto", "too early"},
		ReasonReminded:    {"già ricordato", "reminded already"},
		ReasonToday:       {"già ricordato oggi", "reminded today"},
		ReasonNoLadder:    {"per questo tipo l'ufficio non prevede promemoria", "the office sends no reminders for this kind"},
		ReasonReceived:    {"già ricevuto", "received"},
		ReasonDeclared:    {"dichiarato che non c'è nulla da trasmettere", "declared: nothing to submit"},
		ReasonNothing:     {"nulla da trasmettere", "nothing to submit"},
		ReasonWaived:      {"non più richiesto", "waived"},
		ReasonWithdrawn:   {"non più dovuto", "no longer owed"},
		ReasonToMend:      {"restituito, da integrare", "returned, to be completed"},
		ReasonBeingRead:   {"è in lettura un documento dell'ente, che potrebbe essere questo", "a document of the body is being read, which may be this one"},
		ReasonNobody:      {"non c'è nessuno da avvisare", "there is nobody to remind"},
		ReasonChoseNone:   {"chi dovrebbe riceverlo ha scelto di non avere promemoria", "those who would get it chose to get none"},
		ReasonDigestToday: {"il riepilogo di oggi è già partito", "today's digest is sent already"},
		ReasonClosed:      {"giorno non lavorativo", "not a working day"},
		ReasonHours:       {"fuori dall'orario d'ufficio", "outside office hours"},
		ReasonElsewhere:   {"se ne occupa un altro processo", "another process is at it"},
		ReasonArrived:     {"quanto chiedeva è arrivato", "what it asked for has arrived"},
		ReasonInactive:    {"la persona non ha più accesso", "the person no longer has access"},
		ReasonCarried:     {"lo comprende un riepilogo successivo", "a later digest carries it"},
		ReasonPutOff:      {"il suo giorno o il suo orario è passato: lo comprende il prossimo riepilogo", "its day or its hours have passed: the next digest carries it"},
	}
}

// reasonOf is why a reminder goes out so many days after the due date.
func reasonOf(passed int) Reason {
	switch {
	case passed > 0:
		return ReasonOverdue
	case passed == 0:
		return ReasonDueToday
	}
	return ReasonDueSoon
}
