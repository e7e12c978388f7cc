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
	meaning  string
}

// symbols is the whole table of marks met in registers, in capitals. The day of
// entry counts and the day of exit does not, as reception agreements pay them;
// an authorised absence (AA) is reported as absent, because whether it is paid
// is a rule of the agreement and not of the reading.
var symbols = []symbol{
	{mark: "P", presence: Present, meaning: "presente"},
	{mark: "1", presence: Present, meaning: "presente"},
	{mark: "X", presence: Present, meaning: "presente"},
	{mark: "✓", presence: Present, meaning: "presente"},
	{mark: "✔", presence: Present, meaning: "presente"},
	{mark: "PRES", presence: Present, meaning: "presente"},
	{mark: "I", presence: Present, enters: true, meaning: "ingresso"},
	{mark: "E", presence: Present, enters: true, meaning: "entrata"},
	{mark: "A", presence: Absent, meaning: "assente"},
	{mark: "0", presence: Absent, meaning: "assente"},
	{mark: "-", presence: Absent, meaning: "assente"},
	{mark: "–", presence: Absent, meaning: "assente"},
	{mark: "AA", presence: Absent, meaning: "assenza autorizzata"},
	{mark: "AI", presence: Absent, meaning: "assenza ingiustificata"},
	{mark: "AG", presence: Absent, meaning: "assenza giustificata"},
	{mark: "ASS", presence: Absent, meaning: "assente"},
	{mark: "H", presence: Absent, meaning: "ospedale"},
	{mark: "R", presence: Absent, meaning: "ricovero"},
	{mark: "U", presence: Absent, leaves: true, meaning: "uscita"},
	{mark: "D", presence: Absent, leaves: true, meaning: "dimissione"},
	{mark: "T", presence: Absent, leaves: true, meaning: "trasferimento"},
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

// judge finds a mark in the table; case, dots and blanks do not matter. The
// letter of a mark as OCR sees it is not corrected here.
func judge(text string) (symbol, bool) {
	t := strings.ToUpper(strings.NewReplacer(".", "", " ", "", "\u00a0", "").Replace(text))
	if t == "1,0" || t == "1,00" {
		t = "1"
	}
	for _, s := range symbols {
		if s.mark == t {
			return s, true
		}
	}
	return symbol{}, false
}

// Judge says how a mark counts; ok is false for a symbol that is not known.
func Judge(text string) (p Presence, ok bool) {
	s, ok := judge(text)
	return s.presence, ok
}
