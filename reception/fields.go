package reception

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Entity names a kind of row of the registry, in versions and events.
type Entity string

// The entities.
const (
	EntityOffice      Entity = "office"
	EntityBody        Entity = "body"
	EntityCentre      Entity = "centre"
	EntityAgreement   Entity = "agreement"
	EntityPerson      Entity = "person"
	EntityRequirement Entity = "requirement"
)

// Row is a row of the registry of which versions are kept.
type Row interface {
	Office | Body | Centre | Agreement | Person | Requirement
}

// Ever is the first day that the registry knows of: what holds from it was
// always so.
func Ever() calendar.Date { return calendar.MustDate(calendar.FirstYear, 1, 1) }

// Fields is a row of the registry field by field, as JSON. It is written in one
// way only, so that equal fields are equal bytes.
type Fields map[string]json.RawMessage

// FieldsOf returns the fields of a row, without its ids.
func FieldsOf[T Row](row T) Fields {
	b, err := json.Marshal(row)
	var out Fields
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		panic(fmt.Sprintf("a %T has no JSON: %v", row, err)) // plain structs always have
	}
	for k, v := range out {
		if string(v) == "[]" {
			out[k] = json.RawMessage("null")
		}
	}
	return out
}

// Changed lists the fields in which another row differs, sorted.
func (f Fields) Changed(to Fields) []string {
	var out []string
	for k, v := range to {
		if !bytes.Equal(f[k], v) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// Only returns the named fields.
func (f Fields) Only(keys []string) Fields {
	out := make(Fields, len(keys))
	for _, k := range keys {
		if v, ok := f[k]; ok {
			out[k] = v
		}
	}
	return out
}

// Timeless says that a field of the entity has no versions: it carries its own
// days, or identifies the row, so that a change holds for every day.
func (e Entity) Timeless(field string) bool {
	switch e {
	case EntityCentre:
		return slices.Contains([]string{"body_id", "opened_on", "closed_on"}, field)
	case EntityAgreement:
		return slices.Contains([]string{"body_id", "kind", "framework_id", "cig", "cup", "title", "starts_on", "ends_on", "covers", "extensions", "tariffs"}, field)
	case EntityPerson:
		return slices.Contains([]string{"email", "name", "language"}, field)
	case EntityRequirement:
		return field == "agreement_id"
	}
	return false
}

// Snapshot is what is kept of a version of a row: its fields that have versions.
func Snapshot[T Row](e Entity, row T) Fields {
	f := FieldsOf(row)
	maps.DeleteFunc(f, func(k string, _ json.RawMessage) bool { return e.Timeless(k) })
	return f
}

// Restore returns the row as a snapshot has it: what has no versions, and what
// the snapshot does not know, is as in row.
func Restore[T Row](e Entity, row T, snapshot Fields) (T, error) {
	f := FieldsOf(row)
	for k, v := range snapshot {
		if _, known := f[k]; known && !e.Timeless(k) {
			f[k] = v
		}
	}
	return onto(f, row)
}

// onto returns the row with its fields set anew; the ids stay. Nothing of it is
// shared with row.
func onto[T Row](f Fields, row T) (T, error) {
	var out T
	b, err := json.Marshal(f)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return row, fmt.Errorf("read the version of a %T: %w", row, err)
	}
	keepIDs(&out, row)
	return out, nil
}

// keepIDs copies what is not among the fields of a row.
func keepIDs(to, from any) {
	switch t := to.(type) {
	case *Office:
		t.ID = from.(Office).ID
	case *Body:
		f := from.(Body)
		t.ID, t.OfficeID = f.ID, f.OfficeID
	case *Centre:
		f := from.(Centre)
		t.ID, t.OfficeID, t.Dated = f.ID, f.OfficeID, f.Dated
	case *Agreement:
		f := from.(Agreement)
		t.ID, t.OfficeID, t.Counted = f.ID, f.OfficeID, f.Counted
	case *Person:
		f := from.(Person)
		t.ID, t.OfficeID = f.ID, f.OfficeID
	case *Requirement:
		f := from.(Requirement)
		t.ID, t.OfficeID, t.Version = f.ID, f.OfficeID, f.Version
	}
}

// Difference is one field in which two rows differ, as text: dates YYYY-MM-DD,
// amounts with a point, "true" and "false", "" for nothing.
type Difference struct {
	Field  string // "iban", "tariffs[CC 2025-10-01].daily_rate"
	Before string
	After  string
}

// Differences lists in what two rows differ, down to single values. The rows of
// a list are known by what names them, not by their place.
func Differences(before, after Fields) []Difference {
	b, a := map[string]string{}, map[string]string{}
	before.flatten(b)
	after.flatten(a)
	keys := maps.Clone(b)
	maps.Copy(keys, a)
	var out []Difference
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if b[k] != a[k] {
			out = append(out, Difference{k, b[k], a[k]})
		}
	}
	return out
}

// flatten writes every single value under its path.
func (f Fields) flatten(into map[string]string) {
	for k, raw := range f {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		var v any
		if d.Decode(&v) == nil {
			flatten(k, k, v, into)
		}
	}
}

func flatten(list, path string, v any, into map[string]string) {
	switch x := v.(type) {
	case map[string]any:
		for k, v := range x {
			flatten(k, path+"."+k, v, into)
		}
	case []any:
		var plain []string
		for i, v := range x {
			if row, ok := v.(map[string]any); ok {
				flatten("", path+"["+rowName(list, row, i)+"]", row, into)
			} else {
				plain = append(plain, fmt.Sprint(v))
			}
		}
		if plain != nil {
			into[path] = strings.Join(plain, ", ")
		}
	case nil:
	default:
		into[path] = fmt.Sprint(x)
	}
}

// rowName names a row of a list by what tells it from the others.
func rowName(list string, row map[string]any, i int) string {
	names := map[string][]string{"tariffs": {"centre_kind", "from_on"}, "covers": {"centre_id", "from_on"}, "extensions": {"ends_on"}, "contacts": {"name"}, "closures": {"it"}}
	var parts []string
	for _, k := range names[list] {
		if s := fmt.Sprint(row[k]); s != "" {
			parts = append(parts, s)
		}
	}
	if parts == nil {
		return strconv.Itoa(i + 1)
	}
	return strings.Join(parts, " ")
}
