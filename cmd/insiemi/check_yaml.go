package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// factsReader takes values out of a YAML file by their keys and gathers everything
// that is wrong, with its line. A path names a value as the problems of package
// reception do: agreements[0].tariffs[1].daily_rate.
type factsReader struct {
	lines    map[string]int // of each path that is there
	problems []factsProblem
	unread   bool // the file is no YAML
}

// factsProblem is one mistake of the facts.
type factsProblem struct {
	line   int // 0: of the file as a whole
	it, en string
}

func (r *factsReader) wrong(line int, it, en string, values ...any) {
	r.problems = append(r.problems, factsProblem{line, fmt.Sprintf(it, values...), fmt.Sprintf(en, values...)})
}

// lineOf is the line of a path, or of the nearest part around it that is there.
func (r *factsReader) lineOf(path string) int {
	for path != "" {
		if n, ok := r.lines[path]; ok {
			return n
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return 0
}

// root opens a file; nil where it is no YAML, which is a problem then.
func (r *factsReader) root(src []byte) ast.Node {
	f, err := parser.ParseBytes(src, 0)
	if err != nil {
		line, said := 0, err.Error()
		var at *yaml.SyntaxError
		if asSyntax(err, &at) && at.Token != nil {
			line, said = at.Token.Position.Line, at.Message
		}
		if m := keyTwice.FindStringSubmatch(said); m != nil {
			r.wrong(line, "«%s» c'è due volte: lasciarne una.", "%q is there twice: leave one.", m[1])
			return nil
		}
		r.wrong(line, "non è YAML che si possa leggere (%s). Scrivere una voce per riga, «chiave: valore», con spazi e non tabulazioni a sinistra.",
			"it is no YAML that can be read (%s). Write an entry a line, “key: value”, with spaces and no tabs on the left.", said)
		return nil
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.wrong(0, "il file è vuoto, o ha più documenti: serve uno solo.", "the file is empty, or has several documents: one is needed.")
		return nil
	}
	return f.Docs[0].Body
}

// keyTwice is how the parser says that a key is there twice.
var keyTwice = regexp.MustCompile(`mapping key "([^"]+)" already defined`)

// entries returns the values of a mapping by key. Keys that are not among the known
// ones are problems.
func (r *factsReader) entries(path string, n ast.Node, known ...string) map[string]ast.Node {
	out := map[string]ast.Node{}
	if n == nil {
		return out
	}
	m, ok := n.(ast.MapNode)
	if !ok {
		r.wrong(lineOfNode(n), "%s: qui servono voci «chiave: valore».", "%s: entries “key: value” are needed here.", path)
		return out
	}
	for i := m.MapRange(); i.Next(); {
		key, line := scalarText(i.Key()), lineOfNode(i.Key())
		if len(known) > 0 && !slices.Contains(known, key) {
			if isCents(key) {
				r.wrong(line, "«,%[1]s»: in un importo i decimali vanno dopo un punto, come in 32.%[1]s; la virgola separa le voci.", "“,%[1]s”: the cents of an amount go after a point, as in 32.%[1]s; a comma parts the entries.", key)
				continue
			}
			r.wrong(line, "«%s» non è una voce che si conosca qui: %s.", "%q is no entry that is known here: %s.", key, strings.Join(known, ", "))
			continue
		}
		r.lines[join(path, key)] = line
		out[key] = i.Value()
		if _, null := i.Value().(*ast.NullNode); null {
			out[key] = nil
		}
	}
	return out
}

// isCents says that a key is what a comma cut off an amount: "31" of {rate: 32,31}.
func isCents(key string) bool {
	return key != "" && strings.Trim(key, "0123456789") == ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// items returns the values of a list.
func (r *factsReader) items(path string, n ast.Node) []ast.Node {
	if n == nil {
		return nil
	}
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.wrong(lineOfNode(n), "%s: qui serve un elenco, con un trattino davanti a ogni voce.", "%s: a list is needed here, with a hyphen before each entry.", path)
		return nil
	}
	for i, v := range s.Values {
		r.lines[fmt.Sprintf("%s[%d]", path, i)] = lineOfNode(v)
	}
	return s.Values
}

// text is a plain value as it is written, "" where it is not there. What YAML takes
// for a number stays as it stands: a tax code keeps its zeros, an amount its cents.
func (r *factsReader) text(path string, n ast.Node) string {
	if n == nil {
		return ""
	}
	switch n.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.LiteralNode:
		return scalarText(n)
	}
	r.wrong(lineOfNode(n), "%s: qui serve un valore solo.", "%s: one value is needed here.", path)
	return ""
}

func scalarText(n ast.Node) string {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(v.Value.Value)
	}
	return strings.TrimSpace(n.GetToken().Value)
}

func (r *factsReader) date(path string, n ast.Node) calendar.Date {
	s := r.text(path, n)
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		r.wrong(lineOfNode(n), "%s: «%s» non è una data: scrivere anno-mese-giorno, come 2026-10-31.", "%s: %q is no date: write year-month-day, like 2026-10-31.", path, s)
	}
	return d
}

// period is a month (2026-10) or a span of days (2026-10-01..2026-11-30).
func (r *factsReader) period(path string, n ast.Node) calendar.Period {
	s := r.text(path, n)
	if s == "" {
		return calendar.Period{}
	}
	if p, err := calendar.ParseMonth(s); err == nil {
		return p
	}
	from, to, _ := strings.Cut(s, "..")
	start, err := calendar.ParseDate(from)
	end, err1 := calendar.ParseDate(to)
	if err != nil || err1 != nil || end.Before(start) {
		r.wrong(lineOfNode(n), "%s: «%s» non è un periodo: scrivere un mese, come 2026-10, o due giorni, come 2026-10-01..2026-11-30.",
			"%s: %q is no period: write a month, like 2026-10, or two days, like 2026-10-01..2026-11-30.", path, s)
		return calendar.Period{}
	}
	return calendar.Period{Start: start, End: end}
}

var plainAmount = regexp.MustCompile(`^-?[0-9]{1,9}(\.[0-9]{1,6})?$`)

func (r *factsReader) amount(path string, n ast.Node) decimal.Decimal {
	s := r.text(path, n)
	if s == "" {
		return decimal.Zero
	}
	if !plainAmount.MatchString(s) {
		r.wrong(lineOfNode(n), "%s: «%s» non è un importo: scrivere le cifre con il punto prima dei centesimi, come 32.31.",
			"%s: %q is no amount: write the figures with a dot before the cents, like 32.31.", path, s)
		return decimal.Zero
	}
	return decimal.RequireFromString(s)
}

// number is a whole number, or what is given where there is none.
func (r *factsReader) number(path string, n ast.Node, otherwise int) int {
	s := r.text(path, n)
	if s == "" {
		return otherwise
	}
	v, err := strconv.Atoi(s)
	if err != nil {
		r.wrong(lineOfNode(n), "%s: «%s» non è un numero intero.", "%s: %q is no whole number.", path, s)
	}
	return v
}

// yes is true or false, or what is given where there is neither.
func (r *factsReader) yes(path string, n ast.Node, otherwise bool) bool {
	switch s := r.text(path, n); s {
	case "":
		return otherwise
	case "true", "false":
		return s == "true"
	default:
		r.wrong(lineOfNode(n), "%s: «%s»: scrivere true o false.", "%s: %q: write true or false.", path, s)
	}
	return otherwise
}

func lineOfNode(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
			return m.Values[0].Key.GetToken().Position.Line
		}
		if m, ok := n.(*ast.MappingValueNode); ok {
			return m.Key.GetToken().Position.Line
		}
		return t.Position.Line
	}
	return 0
}
