package attendance

import "strings"

// Presence is how a mark counts.
type Presence int

// How a mark counts. Outside is a blank before the entry or after the exit.
const (
	Outside Presence = iota
	Present
	Absent
	Unknown
)

// Letter returns the letter of the presence in a row's pattern.
func (p Presence) Letter() byte { return "-PA?"[p] }

// symbol is one row of the table of marks.
type symbol struct {
	mark     string
	presence Presence
	leaves   bool // no stay after this day
	enters   bool // no stay before this day
	excused  bool // an absence with a reason
	meaning  string
}

// symbols is the whole table of marks met in registers, in capitals. The day of
// entry counts and the day of exit does not, as reception agreements pay them;
// an authorised absence (AA) is reported as absent, because whether it is paid
// is a rule of the agreement and not of the reading; that the register gives a
// reason for it is told apart. Letters that offices use
// for different things (F: firma or ferie; S, N, V) are not in it.
var symbols = []symbol{
	{mark: "P", presence: Present, meaning: "presente"},
	{mark: "1", presence: Present, meaning: "presente"},
	{mark: "X", presence: Present, meaning: "presente"},
	{mark: "✓", presence: Present, meaning: "presente"},
	{mark: "✔", presence: Present, meaning: "presente"},
	{mark: "√", presence: Present, meaning: "presente"},
	{mark: "PRES", presence: Present, meaning: "presente"},
	{mark: "PRESENTE", presence: Present, meaning: "presente"},
	{mark: "SI", presence: Present, meaning: "presente"},
	{mark: "VERO", presence: Present, meaning: "presente"},
	{mark: "TRUE", presence: Present, meaning: "presente"},
	{mark: "FIRMA", presence: Present, meaning: "firma dell'ospite"},
	{mark: "FIRMATO", presence: Present, meaning: "firma dell'ospite"},
	{mark: "I", presence: Present, enters: true, meaning: "ingresso"},
	{mark: "INGRESSO", presence: Present, enters: true, meaning: "ingresso"},
	{mark: "E", presence: Present, enters: true, meaning: "entrata"},
	{mark: "ENTRATA", presence: Present, enters: true, meaning: "entrata"},
	{mark: "A", presence: Absent, meaning: "assente"},
	{mark: "0", presence: Absent, meaning: "assente"},
	{mark: "-", presence: Absent, meaning: "assente"},
	{mark: "–", presence: Absent, meaning: "assente"},
	{mark: "NO", presence: Absent, meaning: "assente"},
	{mark: "FALSO", presence: Absent, meaning: "assente"},
	{mark: "FALSE", presence: Absent, meaning: "assente"},
	{mark: "AA", presence: Absent, excused: true, meaning: "assenza autorizzata"},
	{mark: "AI", presence: Absent, meaning: "assenza ingiustificata"},
	{mark: "AG", presence: Absent, excused: true, meaning: "assenza giustificata"},
	{mark: "ASS", presence: Absent, meaning: "assente"},
	{mark: "ASSENTE", presence: Absent, meaning: "assente"},
	{mark: "H", presence: Absent, excused: true, meaning: "ospedale"},
	{mark: "OSPEDALE", presence: Absent, excused: true, meaning: "ospedale"},
	{mark: "R", presence: Absent, excused: true, meaning: "ricovero"},
	{mark: "RICOVERO", presence: Absent, excused: true, meaning: "ricovero"},
	{mark: "U", presence: Absent, leaves: true, meaning: "uscita"},
	{mark: "USCITA", presence: Absent, leaves: true, meaning: "uscita"},
	{mark: "D", presence: Absent, leaves: true, meaning: "dimissione"},
	{mark: "DIMESSO", presence: Absent, leaves: true, meaning: "dimissione"},
	{mark: "DIMISSIONE", presence: Absent, leaves: true, meaning: "dimissione"},
	{mark: "T", presence: Absent, leaves: true, meaning: "trasferimento"},
	{mark: "TRASFERITO", presence: Absent, leaves: true, meaning: "trasferimento"},
	{mark: "TRASFERIMENTO", presence: Absent, leaves: true, meaning: "trasferimento"},
}

// Symbol is a row of the table of marks, for legends and settings.
type Symbol struct {
	Mark     string
	Presence Presence
	Meaning  string // Italian
}

// Symbols returns the table by which marks are counted.
func Symbols() []Symbol {
	out := make([]Symbol, len(symbols))
	for i, s := range symbols {
		out[i] = Symbol{s.mark, s.presence, s.meaning}
	}
	return out
}

var markNoise = strings.NewReplacer(".", "", " ", "", "\u00a0", "", "Ì", "I", "Í", "I", "'", "", "’", "")

// NormalMark writes a mark as tables of marks have it: two marks that are the same
// for it count the same. It is "" for a blank.
func NormalMark(text string) string { return normalMark(text) }

// normalMark writes a mark as the table does: capitals, no dots and blanks.
func normalMark(text string) string {
	t := markNoise.Replace(strings.ToUpper(text))
	switch t {
	case "1,0", "1,00":
		return "1"
	case "0,0", "0,00":
		return "0"
	}
	return t
}

// judge finds a mark: in the own meanings, then in the table. Several words in
// one cell (two signatures a day) are judged when all say the same. The letter
// of a mark as OCR sees it is not corrected here.
func (m Marks) judge(text string) (symbol, bool) {
	if words := strings.Fields(text); len(words) > 1 {
		if s, ok, all := m.judgeWords(words); all {
			return s, ok
		}
	}
	return m.judgeOne(normalMark(text))
}

// judgeWords judges the words of a cell; all is false when not every word is a
// mark by itself.
func (m Marks) judgeWords(words []string) (s symbol, ok, all bool) {
	for i, w := range words {
		one, known := m.judgeOne(normalMark(w))
		if !known {
			return symbol{}, false, false
		}
		if i > 0 && one.presence != s.presence {
			return symbol{}, false, true
		}
		s = one
	}
	return s, true, true
}

func (m Marks) judgeOne(t string) (symbol, bool) {
	if s, ok := m.own[t]; ok {
		return s, s.presence != Unknown
	}
	for _, s := range symbols {
		if s.mark == t {
			return s, true
		}
	}
	return symbol{}, false
}

// Judge says how a mark counts by the default table; ok is false for a symbol
// that is not known.
func Judge(text string) (p Presence, ok bool) { return Marks{}.Judge(text) }

// Judge says how a mark counts; ok is false for a symbol that is not known.
func (m Marks) Judge(text string) (p Presence, ok bool) {
	s, ok := m.judge(text)
	return s.presence, ok
}
