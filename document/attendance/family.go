package attendance

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// The column of families (nucleo familiare): guests who share a code of it are one
// family. It holds a code of the body's; where it holds names, a code of the
// register's own takes the place of each, and the name stays in here.

// familyHeading names the column. How many a family has (componenti) is another
// thing, and so is whom it is called after (capofamiglia, family name).
var familyHeading = regexp.MustCompile(`^(?:(?:n|nr|n°|nº|num|numero|cod|codice|id|rif)\.?\s*(?:del |di )?)?(?:nucleo|nuclei|nucl|nuc|famiglia|fam|family|household)\.?(?:\s*(?:familiare|famigliare|famil|fam|unit|id|code|no|n|nr|n°|nº|#)\.?)?$`)

// noFamily is what is written beside a guest who is alone.
var noFamily = regexp.MustCompile(`^(?:[-–—/.]+|0|no|nessun[oa]?|sol[oa]|singol[oa]|single|none)$`)

// ownFamily begins the codes that a register is given for names.
const ownFamily = "F"

// familySaid is what the cell of a family says.
type familySaid int

const (
	familyBlank familySaid = iota
	familyAlone            // the guest is of none
	familyOf
)

// readFamily reads a guest's cell of the column. Until Register.nameFamilies a name is
// kept as name, which is never told. Cells that were merged down say what the first
// one says.
func (c *columns) readFamily(row []Cell) (said familySaid, v Value, name string) {
	cell := cellAt(row, c.family)
	if strings.TrimSpace(cell.Text) == "" && cell.Merged != "" && cell.Merged == c.familyAbove.Merged {
		cell.Text = c.familyAbove.Text
	}
	c.familyAbove = cell
	t := strings.Join(strings.Fields(fold(cell.Text)), " ")
	switch {
	case t == "":
		return familyBlank, Value{}, ""
	case noFamily.MatchString(t):
		return familyAlone, Value{}, ""
	}
	v = Value{Place: cell.Place, Confidence: cell.confidence(), Doubt: cell.Doubt}
	code, ok := document.FamilyCode(t)
	if !ok || isDate(t) {
		return familyOf, v, t
	}
	v.Text, v.Written = code, code
	return familyOf, v, ""
}

// nameFamilies gives each family that is called by a name a code of the register's
// own, in the order in which they stand there, and doubts what may be no code.
func (r *Register) nameFamilies() {
	taken, given := map[string]bool{}, map[string]string{}
	for _, row := range r.Rows {
		taken[row.Family.Text] = true
	}
	n := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		r.FamiliesTold = r.FamiliesTold || row.familySaid != familyBlank
		if row.familyName == "" {
			continue
		}
		for given[row.familyName] == "" {
			n++
			if code := ownFamily + strconv.Itoa(n); !taken[code] {
				given[row.familyName] = code
			}
		}
		row.Family.Text, row.Family.Written = given[row.familyName], given[row.familyName]
		row.familyName = ""
	}
	if r.familySizes() {
		for i := range r.Rows {
			r.Rows[i].Family.Doubt = cmp.Or(r.Rows[i].Family.Doubt, "it may be how many the family has")
		}
	}
}

// Families returns the codes of the register's families, in order.
func (r Register) Families() []string {
	all := map[string]bool{}
	for _, row := range r.Rows {
		if row.Family.Found() {
			all[row.Family.Text] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// familySizes says that the column may hold how many each family has: each is a number
// that divides the guests beside whom it stands.
func (r *Register) familySizes() bool {
	members := map[string]int{}
	for _, row := range r.Rows {
		if row.Family.Found() {
			members[row.Family.Text]++
		}
	}
	for code, have := range members {
		n, err := strconv.Atoi(code)
		if err != nil || n == 0 || have%n != 0 {
			return false
		}
	}
	return len(members) > 0
}

// joinFamily takes what the other half of the month says of the guest's family.
func (r *Row) joinFamily(o Row) {
	switch {
	case r.familySaid == familyBlank:
		r.familySaid, r.Family, r.familyName = o.familySaid, o.Family, o.familyName
	case o.familySaid != familyBlank && (r.familySaid != o.familySaid || r.Family.Text != o.Family.Text || r.familyName != o.familyName):
		r.Family.Doubt = "the halves of the month say different families"
	}
}

// families adds how many families the register tells; nothing where it tells none
// and of nobody that there is none.
func (f *collector) families(r Register) {
	if !r.FamiliesTold {
		return
	}
	var place document.Place
	for _, row := range r.Rows {
		if row.Family.Found() && row.Family.Place.Page == r.Rows[0].Place.Page {
			place = unite(place, row.Family.Place)
		}
	}
	if place.IsZero() {
		place = r.Place
	}
	f.computed(document.FamilyCount, len(r.Families()), open{}, place, 1, "")
}

// family adds the family of a row. One that was recognised on a scan is never sure:
// two that look alike would be one.
func (f *collector) family(row Row) {
	v := row.Family
	if f.method == document.MethodOCR && v.Doubt == "" {
		v.Doubt = "the characters may be others"
	}
	f.add(document.RowField(row.Number, "family"), v)
}
