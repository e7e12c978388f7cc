package fatturapa

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// form is what the text of an element must look like, with the words for it.
// exact forms allow no blanks around the text (xs:string); others do.
type form struct {
	it, en string
	exact  bool
	fits   func(string) bool
	blank  bool // nothing but blanks will do too
	empty  bool // the schema has a value for an empty element
}

// formOf returns the form of a name in the schema: one of the named ones, a
// list of values (A|B), or a family with bounds: basic20 is 1 to 20 characters
// of Basic Latin, latin of Latin-1, any of any script.
func formOf(name string) form {
	if f, ok := formsByName()[name]; ok {
		return f
	}
	if family, low, high, ok := bounds(name); ok {
		return textForm(family, low, high)
	}
	values := strings.Split(name, "|")
	return form{it: "uno di " + strings.Join(values, ", "), en: "one of " + strings.Join(values, ", "), exact: true,
		fits: func(s string) bool { return oneOf(s, values) }}
}

var sized = regexp.MustCompile(`^(basic|latin|any|count|capitals|digits|code)([0-9]+)(?:-([0-9]+))?$`)

func bounds(name string) (family string, low, high int, ok bool) {
	m := sized.FindStringSubmatch(name)
	if m == nil {
		return "", 0, 0, false
	}
	low, _ = strconv.Atoi(m[2])
	high = low
	if m[3] != "" {
		high, _ = strconv.Atoi(m[3])
	} else if m[1] == "basic" || m[1] == "latin" || m[1] == "any" {
		low = 1
	}
	return m[1], low, high, true
}

func textForm(family string, low, high int) form {
	most := map[string]rune{"basic": 0x7F, "latin": 0xFF, "any": utf8.MaxRune}
	size := fmt.Sprintf("da %d a %d caratteri", low, high)
	sizeEn := fmt.Sprintf("%d to %d characters", low, high)
	switch family {
	case "count":
		return form{it: fmt.Sprintf("un numero intero da 1 a %d", high), en: fmt.Sprintf("a whole number from 1 to %d", high), fits: isCount(1, high)}
	case "capitals":
		return form{it: fmt.Sprintf("%d lettere maiuscole", high), en: fmt.Sprintf("%d capital letters", high), exact: true, fits: only(high, 'A', 'Z')}
	case "digits":
		return form{it: fmt.Sprintf("%d cifre", high), en: fmt.Sprintf("%d digits", high), exact: true, fits: only(high, '0', '9')}
	case "code":
		return form{it: fmt.Sprintf("%d lettere maiuscole o cifre", high), en: fmt.Sprintf("%d capital letters or digits", high), exact: true,
			fits: matches(fmt.Sprintf(`[A-Z0-9]{%d}`, high))}
	case "basic":
		size, sizeEn = size+" senza lettere accentate", sizeEn+" without accented letters"
	case "latin":
		size, sizeEn = size+" dell'alfabeto latino (non € – ’ “ ”)", sizeEn+" of the Latin-1 alphabet (not € – ’ “ ”)"
	}
	return form{it: size, en: sizeEn, blank: low <= 1, fits: func(s string) bool {
		n := utf8.RuneCountInString(s)
		return n >= low && n <= high && !strings.ContainsFunc(s, func(r rune) bool { return r > most[family] })
	}}
}

func oneOf(s string, values []string) bool {
	for _, v := range values {
		if s == v {
			return true
		}
	}
	return false
}

func only(n int, from, to byte) func(string) bool {
	return func(s string) bool {
		for i := range len(s) {
			if s[i] < from || s[i] > to {
				return false
			}
		}
		return len(s) == n
	}
}

func isCount(low, high int) func(string) bool {
	return func(s string) bool {
		n, err := strconv.Atoi(s)
		return err == nil && n >= low && n <= high
	}
}

func matches(pattern string) func(string) bool {
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString
}

// numbered returns the form of a code with two digits: TD01 to TD06, TD16 …
func numbered(prefix string, ranges ...int) form {
	var values []string
	for i := 0; i < len(ranges); i += 2 {
		for n := ranges[i]; n <= ranges[i+1]; n++ {
			values = append(values, fmt.Sprintf("%s%02d", prefix, n))
		}
	}
	is := func(s string) bool { return oneOf(s, values) }
	first, last := values[0], values[len(values)-1]
	return form{it: "un codice da " + first + " a " + last, en: "a code from " + first + " to " + last, exact: true, fits: is}
}

func dateForm(since string) func(string) bool {
	return func(s string) bool {
		d, err := Value{Text: s}.Date()
		first, _ := calendar.ParseDate(since)
		return err == nil && !d.Before(first)
	}
}

func pattern(it, en, p string, exact bool) form {
	return form{it: it, en: en, exact: exact, fits: matches(p)}
}

var formsByName = sync.OnceValue(namedForms)

// namedForms are those of one use, and of several words. Sources: the simple
// types of the schemas.
func namedForms() map[string]form {
	return map[string]form{
		"recipient":    {it: "6 o 7 lettere maiuscole o cifre", en: "6 or 7 capital letters or digits", exact: true, fits: func(string) bool { return true }}, // control 00311
		"country":      {it: "2 lettere maiuscole", en: "2 capital letters", exact: true, fits: only(2, 'A', 'Z'), empty: true},
		"mail":         pattern("un indirizzo di posta, da 7 a 256 caratteri", "a mail address, 7 to 256 characters", `.{1,254}@.{1,254}\..{1,254}`, false),
		"pec":          pattern("un indirizzo di posta, fino a 256 caratteri", "a mail address, up to 256 characters", `[^@]{1,128}@[^@]{1,254}`, false),
		"taxcode":      pattern("da 11 a 16 lettere maiuscole o cifre", "11 to 16 capital letters or digits", `[A-Z0-9]{11,16}`, true),
		"regime":       numbered("RF", 1, 2, 4, 20),
		"ordinarytype": numbered("TD", 1, 6, 16, 29),
		"method":       numbered("MP", 1, 23),
		"fund":         numbered("TC", 1, 22),
		"reason":       pattern("una causale della certificazione unica (A, B … ZO)", "a reason of the withholding certificate (A, B … ZO)", `[A-EG-IL-Z]|L1|M1|M2|O1|V1|V2|ZO`, true),
		"nature":       pattern("una natura da N1 a N7", "a nature from N1 to N7", `N1|N2(\.[12])?|N3(\.[1-6])?|N4|N5|N6(\.[1-9])?|N7`, true),
		"amount2":      pattern("un importo con due decimali e il punto", "an amount with two decimals and a dot", `-?[0-9]{1,11}\.[0-9]{2}`, false),
		"amount8":      pattern("un importo con 2-8 decimali e il punto", "an amount with 2 to 8 decimals and a dot", `-?[0-9]{1,11}\.[0-9]{2,8}`, false),
		"quantity":     pattern("una quantità positiva con 2-8 decimali e il punto", "a positive quantity with 2 to 8 decimals and a dot", `[0-9]{1,12}\.[0-9]{2,8}`, false),
		"rate":         pattern("una percentuale con due decimali, fino a 100.00", "a percentage with two decimals, up to 100.00", `100\.00|0{0,2}[0-9]\.[0-9]{2}|0?[0-9]{2}\.[0-9]{2}`, false),
		"weight":       pattern("un peso con 1-2 decimali e il punto", "a weight with 1 or 2 decimals and a dot", `[0-9]{1,4}\.[0-9]{1,2}`, false),
		"iban":         pattern("un IBAN senza spazi", "an IBAN without spaces", `[a-zA-Z]{2}[0-9]{2}[a-zA-Z0-9]{11,30}`, true),
		"bic":          pattern("un BIC di 8 o 11 caratteri", "a BIC of 8 or 11 characters", `[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?`, true),
		"days":         {it: "un numero intero da 0 a 999", en: "a whole number from 0 to 999", fits: isCount(0, 999)},
		"date":         {it: "una data AAAA-MM-GG", en: "a date YYYY-MM-DD", fits: dateForm("0001-01-01")},
		"invoicedate":  {it: "una data AAAA-MM-GG dal 1970", en: "a date YYYY-MM-DD since 1970", fits: dateForm("1970-01-01")},
		"time":         pattern("data e ora AAAA-MM-GGTHH:MM:SS", "date and time YYYY-MM-DDTHH:MM:SS", `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?`, false),
		"base64":       {it: "base64", en: "base64", fits: func(string) bool { return true }},
	}
}
