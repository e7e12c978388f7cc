package fatturapa

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// rule is what the schema says of an element.
type rule struct {
	name      string
	min, most int // occurrences; most 0: any number
	form      form
	text      bool // it holds text
	free      bool // whatever it holds is right
	kids      []*rule
}

// schemas are the two schemas, taken apart once.
var schemas = sync.OnceValues(func() (ordinary, simplified *rule) {
	groups := map[string][]*rule{}
	for _, g := range outline(schemaGroups, nil) {
		groups[g.name] = g.kids
	}
	return &rule{kids: outline(ordinarySchema, groups)}, &rule{kids: outline(simplifiedSchema, groups)}
})

// outline takes an indented schema apart. It panics on a line that makes no
// sense, which a test excludes.
func outline(text string, groups map[string][]*rule) []*rule {
	top := &rule{}
	path := []*rule{top}
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		depth := len(line) - len(strings.TrimLeft(line, " "))
		r := ruleOf(strings.Fields(line), groups)
		path = append(path[:depth+1], r)
		path[depth].kids = append(path[depth].kids, r)
	}
	resolve(top.kids, top.kids)
	return top.kids
}

func ruleOf(words []string, groups map[string][]*rule) *rule {
	r := &rule{name: words[0], min: 1, most: 1}
	for _, w := range words[1:] {
		switch {
		case w == "?":
			r.min = 0
		case w == "*":
			r.min, r.most = 0, 0
		case w == "+":
			r.most = 0
		case w[0] == '@':
			r.kids, r.free = groups[w], w == "@free"
			r.form.it = w // resolved among the groups themselves
		default:
			r.form, r.text = formOf(w), true
		}
	}
	return r
}

// resolve gives groups that use groups their content.
func resolve(rules, groups []*rule) {
	for _, r := range rules {
		if strings.HasPrefix(r.form.it, "@") && r.kids == nil {
			if i := slices.IndexFunc(groups, func(g *rule) bool { return g.name == r.form.it }); i >= 0 {
				r.kids = groups[i].kids
			}
		}
		resolve(r.kids, groups)
	}
}

// maxStructure is the number of faults after which the exchange system stops
// (control 00201).
const maxStructure = 50

// structure is control 00200: the elements that the schema asks for, in its
// order, each with a text of its form.
func (c *judge) structure() {
	ordinary, simplified := schemas()
	if c.inv.Simplified {
		c.check(c.inv.root, simplified)
	} else {
		c.check(c.inv.root, ordinary)
	}
	if c.faults > maxStructure {
		c.add("00201", 0, c.inv.root.path,
			fmt.Sprintf("Gli errori di formato sono più di %d: gli altri non sono elencati. Esportare di nuovo la fattura dal programma che l'ha fatta.", maxStructure),
			fmt.Sprintf("There are more than %d faults of format: the others are not listed. Export the invoice again from the program that made it.", maxStructure))
	}
}

func (c *judge) check(n *node, r *rule) {
	if n.name == "FatturaElettronicaBody" {
		c.body++
	}
	switch {
	case r.free || c.faults > maxStructure:
	case r.text:
		c.checkText(n, r)
	default:
		c.checkKids(n, r)
	}
}

func (c *judge) checkText(n *node, r *rule) {
	switch text := n.text; {
	case len(n.kids) > 0:
		c.fault(n.kids[0].path, fmt.Sprintf("%s non può contenere altri elementi.", n.name), fmt.Sprintf("%s can't hold other elements.", n.name))
	case n.data != nil:
		if n.data.bad || n.data.size == 0 {
			c.fault(n.path, "L'allegato è vuoto o non è in base64.", "The attachment is empty or no base64.")
		}
	case text == "" && (r.form.empty && !n.padded || r.form.blank && n.padded):
	case text == "":
		it, en := "%s è vuoto: serve %s.", "%s is empty: it needs %s."
		if r.min == 0 {
			it, en = "%s è vuoto: serve %s, oppure va tolto.", "%s is empty: it needs %s, or must be left out."
		}
		c.fault(n.path, fmt.Sprintf(it, n.name, r.form.it), fmt.Sprintf(en, n.name, r.form.en))
	case !r.form.fits(text) || r.form.exact && n.padded:
		c.fault(n.path, fmt.Sprintf("%s: «%s» non va bene, serve %s.", n.name, clip(text), r.form.it),
			fmt.Sprintf("%s: %q does not do, it needs %s.", n.name, clip(text), r.form.en))
	}
}

// checkKids walks elements and rules side by side.
func (c *judge) checkKids(n *node, r *rule) {
	next, count := 0, map[string]int{}
	if n.text != "" {
		c.fault(n.path, fmt.Sprintf("%s contiene un testo: vi possono stare solo altri elementi.", n.name), fmt.Sprintf("%s holds a text: only other elements may be there.", n.name))
	}
	for _, k := range n.kids {
		i := slices.IndexFunc(r.kids, func(x *rule) bool { return x.name == k.name && !k.foreign })
		switch {
		case i < 0:
			c.fault(k.path, fmt.Sprintf("%s non è previsto dentro %s.", k.name, n.name), fmt.Sprintf("%s has no place within %s.", k.name, n.name))
			continue
		case i < next:
			c.fault(k.path, fmt.Sprintf("%s è fuori posto: deve stare prima di %s.", k.name, r.kids[next].name), fmt.Sprintf("%s is out of order: it must stand before %s.", k.name, r.kids[next].name))
		default:
			next = i
		}
		if count[k.name]++; r.kids[i].most > 0 && count[k.name] == r.kids[i].most+1 {
			c.fault(k.path, fmt.Sprintf("%s è ripetuto.", k.name), fmt.Sprintf("%s is repeated.", k.name))
		}
		c.check(k, r.kids[i])
	}
	for _, x := range r.kids {
		if count[x.name] < x.min {
			c.lack(n.path, fmt.Sprintf("Dentro %s manca %s.", n.name, x.name), fmt.Sprintf("%s is missing within %s.", x.name, n.name))
		}
	}
	c.checkName(n, r, count)
}

// checkName: a Denominazione, or Nome and Cognome.
func (c *judge) checkName(n *node, r *rule, count map[string]int) {
	if !slices.ContainsFunc(r.kids, func(x *rule) bool { return x.name == "Denominazione" }) {
		return
	}
	whole, person := count["Denominazione"] == 1, count["Nome"] == 1 && count["Cognome"] == 1
	if whole == person || whole && count["Nome"]+count["Cognome"] > 0 {
		c.fault(n.path, fmt.Sprintf("Dentro %s serve la Denominazione, oppure Nome e Cognome.", n.name),
			fmt.Sprintf("%s needs Denominazione, or Nome and Cognome.", n.name))
	}
}

// lack adds the fault that something is missing within an element.
func (c *judge) lack(xpath, it, en string) {
	before := len(c.out)
	c.fault(xpath, it, en)
	for i := before; i < len(c.out); i++ {
		c.out[i].Missing = true
	}
}

// fault adds a fault of structure, up to the limit.
func (c *judge) fault(xpath, it, en string) {
	if c.faults++; c.faults <= maxStructure {
		c.add("00200", c.body, xpath, it+" Correggere nel programma di fatturazione ed esportare di nuovo.",
			en+" Correct it in the invoicing program and export again.")
	}
}
