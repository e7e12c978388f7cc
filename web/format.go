package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// tongue formats values in one language.
type tongue struct {
	lang string
	t    *texts
}

// funcs are what templates may call, bound to a language.
func funcs(t *texts, lang, static string) template.FuncMap {
	g := tongue{lang, t}
	return template.FuncMap{
		"t":      func(key string, args ...any) string { return t.say(lang, key, args...) },
		"n":      func(key string, n int, args ...any) string { return t.count(lang, key, n, args...) },
		"icon":   func(name string) icon { return icon{static + "/bootstrap-italia/sprites.svg#it-" + name, ""} },
		"iconAs": func(name, class string) icon { return icon{static + "/bootstrap-italia/sprites.svg#it-" + name, class} },
		"asset":  func(name string) string { return static + "/" + name },
		"date":   g.date,
		"day":    g.weekday,
		"due":    g.due,
		"when":   g.when,
		"clock":  g.clock,
		"period": g.period,
		"about":  g.about,
		"size":   g.size,
		"kind":   g.kind,
		"role":   func(r any) string { return t.say(lang, "role."+fmt.Sprint(r)) },
		"count":  func(n int) string { return g.number(decimal.NewFromInt(int64(n))) },
		"in":     func(it, en string) string { return workflow.Text{It: it, En: en}.In(lang) },
		"lang":   func() string { return lang },
		"channels": func() []string {
			return []string{string(workflow.ChannelNow), string(workflow.ChannelDigest), string(workflow.ChannelNone)}
		},
		"because": func(d calendar.Derivation) string {
			if d.IsZero() {
				return ""
			}
			if lang == "en" {
				return d.En()
			}
			return d.It()
		},
	}
}

// icon is a sprite of the design system.
type icon struct {
	Href  string
	Class string
}

// date writes a civil date: 05/11/2026, in English 5 Nov 2026.
func (g tongue) date(d calendar.Date) string {
	if g.lang == "en" {
		return d.En()
	}
	return d.It()
}

// weekday writes a civil date with the day of the week: giovedì 05/11/2026.
func (g tongue) weekday(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if g.lang == "en" {
		return d.Weekday().String() + " " + g.date(d)
	}
	return weekdays()[d.Weekday()] + " " + g.date(d)
}

func weekdays() [7]string {
	return [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
}

// due writes a due date with its day of the week, and with the hour where the
// hour counts.
func (g tongue) due(d calendar.Due) string {
	if d.At.IsZero() {
		return g.weekday(d.On)
	}
	hour := d.At.In(calendar.Rome()).Format("15:04")
	if !calendar.DateOf(d.At).Equal(d.On) {
		hour = "24:00" // midnight is the end of the day that it is due on
	}
	return g.t.say(g.lang, "due.hour", g.weekday(d.On), hour)
}

// when writes an instant as clocks in Italy show it. It takes a time.Time or a
// pointer to one; nil and the zero time give nothing.
func (g tongue) when(at any) string {
	t, ok := instantOf(at)
	if !ok {
		return ""
	}
	return g.date(calendar.DateOf(t)) + " " + t.In(calendar.Rome()).Format("15:04")
}

// clock writes an instant with its seconds, for receipts.
func (g tongue) clock(at any) string {
	t, ok := instantOf(at)
	if !ok {
		return ""
	}
	return g.date(calendar.DateOf(t)) + " " + t.In(calendar.Rome()).Format("15:04:05 (MST)")
}

func instantOf(at any) (time.Time, bool) {
	switch t := at.(type) {
	case time.Time:
		return t, !t.IsZero()
	case *time.Time:
		if t != nil {
			return *t, !t.IsZero()
		}
	}
	return time.Time{}, false
}

// months names the months of a language.
func months(lang string) [12]string {
	if lang == "en" {
		return [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"}
	}
	return [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
		"ottobre", "novembre", "dicembre"}
}

// period writes a day with its day of the week, months and years by their names,
// other periods by their ends.
func (g tongue) period(p calendar.Period) string {
	switch first, last := calendar.MonthOf(p.Start), calendar.MonthOf(p.End); {
	case p.IsZero():
		return ""
	case p.Start.Equal(p.End):
		return g.weekday(p.Start)
	case p.IsMonth():
		return g.month(p.Start)
	case !first.Start.Equal(p.Start) || !last.End.Equal(p.End):
		return g.date(p.Start) + " – " + g.date(p.End)
	case p.Start.Year() != p.End.Year():
		return g.month(p.Start) + " – " + g.month(p.End)
	case p.Start.Month() == time.January && p.End.Month() == time.December:
		return g.t.say(g.lang, "period.year", p.Start.Year())
	default:
		return months(g.lang)[p.Start.Month()-1] + "–" + g.month(p.End)
	}
}

func (g tongue) month(d calendar.Date) string {
	return fmt.Sprintf("%s %d", months(g.lang)[d.Month()-1], d.Year())
}

// size writes bytes for people as their file managers do, 1024 to the unit:
// 1,2 MB.
func (g tongue) size(bytes int64) string {
	units := []string{"byte", "kB", "MB", "GB"}
	v, u := float64(bytes), 0
	for v >= 1024 && u < len(units)-1 {
		v, u = v/1024, u+1
	}
	s := fmt.Sprintf("%.1f", v)
	if u == 0 || v >= 100 || v == float64(int64(v)) {
		s = fmt.Sprintf("%.0f", v)
	}
	return g.separators(s) + " " + units[u]
}

// kind writes the name of a kind; "" is a document not recognised yet.
func (g tongue) kind(k document.Kind) string {
	if k == "" {
		return g.t.say(g.lang, "kind.none")
	}
	info, _ := k.Info()
	return workflow.Text{It: info.It, En: info.En}.In(g.lang)
}

// number writes a number with the separators of the language and all of its
// decimals.
func (g tongue) number(d decimal.Decimal) string { return g.group(d.String()) }

// money writes an amount in euros: with two decimals, more only where they say
// something.
func (g tongue) money(d decimal.Decimal) string {
	places := int32(2)
	for !d.Equal(d.Round(places)) {
		places++
	}
	s := g.group(d.StringFixed(places))
	if g.lang == "en" {
		return "€" + s
	}
	return s + " €"
}

// group puts thousands separators into a plain decimal number.
func (g tongue) group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return sign + g.separators(b.String())
}

// separators turns 1,234.5 into 1.234,5 on Italian screens.
func (g tongue) separators(s string) string {
	if g.lang == "en" {
		return s
	}
	return strings.NewReplacer(",", ".", ".", ",").Replace(s)
}

// isMoneyField says that a value of the vocabulary is an amount in euros.
func isMoneyField(name string) bool {
	if name == document.Total || name == document.PocketRate {
		return true
	}
	for _, suffix := range []string{".total", ".taxable", ".tax", ".payable", ".bollo", ".amount", ".unit_price", ".daily_rate"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// isCountField says that a value of the vocabulary is a count.
func isCountField(name string) bool {
	switch name {
	case document.PersonDays, document.DeclaredPersonDays, document.GuestCount, document.FamilyCount, document.Capacity, document.InvoiceBodies,
		document.KitCount, document.CardCount:
		return true
	}
	return strings.HasSuffix(name, ".quantity") || name == document.TotalCount
}

// value writes the normalised value of a field for people: amounts, counts,
// dates and months in the way of the language, the rest as it is.
func (g tongue) value(f document.Field) string {
	if strings.HasPrefix(f.Name, "row.") && strings.HasSuffix(f.Name, ".ink") {
		return g.ink(f.Value)
	}
	if d, err := decimal.NewFromString(f.Value); err == nil {
		if isMoneyField(f.Name) {
			return g.money(d)
		}
		if strings.HasSuffix(f.Name, ".vat_rate") {
			return g.group(f.Value)
		}
		if isCountField(f.Name) {
			return g.group(strings.TrimSuffix(d.String(), ".00"))
		}
		return f.Value
	}
	if d, err := calendar.ParseDate(f.Value); err == nil {
		return g.date(d)
	}
	if p, err := calendar.ParseMonth(f.Value); err == nil {
		return g.period(p)
	}
	return f.Value
}
