package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// explains ends the key of what explains a control or a group.
const explains = ".help"

// maxForm is the most bytes that a form may have.
const maxForm = 1 << 20

// form binds controls to values, both ways. One function per form names its
// controls in order, each with where its value lives:
//
//	f := v.newForm("centre")
//	f.set("set.centre.what")
//	f.text("name", &c.Name, must, wide)
//	f.date("opened_on", &c.OpenedOn, must)
//
// Shown for the first time, a control is filled from there. Sent, what was typed
// is read into there, and what can't be read is refused with a sentence beside
// the control, which keeps what was typed. Labels are keys of the catalogue; the
// key with ".help" explains, where there is one.
type form struct {
	v       *visit
	about   string // what the form is about: "centre"
	sent    bool
	values  url.Values
	sets    []fieldset
	general []string         // problems that belong to no control
	path    string           // of the list that the row being bound is of
	row     string           // prefix of the controls of the row being bound
	rowSays string           // how a problem of that row begins
	spare   bool             // that row is offered to be filled in
	places  map[string][]int // of each list of rows: in which row each item that was read stands
}

// fieldset is a group of controls with what explains it.
type fieldset struct {
	ID, Legend, Help string
	Fields           []field
	Rows             []formRow
	More             string // name of the rows of which another may be asked for
	MoreText         string
	Says             []string // what the form says back: a preview
	Does             []string // what saving would do, the main thing first
	Shown            bool     // the page opens at what is said: a preview was asked for
}

// formRow is one of many things of the same kind in a form.
type formRow struct {
	Legend string
	Fields []field
	New    bool // empty: to be filled in where there is more
}

// field is one control as the template draws it.
type field struct {
	Control  string // input, area, select, check, checks
	Type     string // of an input
	ID, Name string
	Label    string
	Help     string
	Unit     string
	Value    string
	Error    string
	Mode     string // inputmode
	Auto     string // autocomplete
	Required bool
	Checked  bool
	Wide     bool
	Short    bool
	Double   bool // two columns of a row
	Mono     bool
	Choices  []choice
	orZero   bool   // it must be filled in, and 0 says that there is none
	coded    bool   // read without spaces, in capital letters
	where    string // how a problem says where the control is
}

// Described lists the ids of what explains the control.
func (x field) Described() string {
	var ids []string
	if x.Error != "" {
		ids = append(ids, x.ID+"-error")
	}
	if x.Help != "" {
		ids = append(ids, x.ID+"-help")
	}
	return strings.Join(ids, " ")
}

// choice is a value that may be chosen.
type choice struct {
	Value, Text, Help string
	Chosen            bool
}

// problem is a sentence of the summary, with the control it leads to.
type problem struct{ ID, Where, Text string }

// trait changes how a control is drawn or read.
type trait func(*field)

func must(x *field)           { x.Required = true }
func orZero(x *field)         { x.Required, x.orZero = true, true }
func wide(x *field)           { x.Wide = true }
func short(x *field)          { x.Short = true }
func double(x *field)         { x.Double = true }
func mono(x *field)           { x.Mono = true }
func coded(x *field)          { x.Mono, x.coded = true, true }
func unit(text string) trait  { return func(x *field) { x.Unit = text } }
func named(text string) trait { return func(x *field) { x.Label = text } }
func typed(kind, auto string) trait {
	return func(x *field) { x.Type, x.Auto = kind, auto }
}

// newForm begins the form of a request: sent with POST, shown otherwise.
func (v *visit) newForm(about string) (*form, error) {
	f := &form{v: v, about: about, sent: v.r.Method == http.MethodPost, values: url.Values{}, places: map[string][]int{}}
	if !f.sent {
		return f, nil
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return nil, &workflow.Refusal{Code: workflow.Invalid, Name: "form.unreadable", Cause: err,
			It: "Il modulo non è arrivato intero o è troppo grande. Tornare indietro e inviarlo di nuovo.",
			En: "The form did not arrive whole or is too large. Go back and send it again."}
	}
	f.values = v.r.PostForm
	return f, nil
}

// saves says that the form was sent to be saved, not to look at a preview or to
// get another row.
func (f *form) saves() bool {
	return f.sent && !f.values.Has("preview") && !f.values.Has("more")
}

// previews says that the form was sent to look at a preview.
func (f *form) previews() bool { return f.sent && f.values.Has("preview") }

// set begins a group of controls.
func (f *form) set(key string) {
	f.sets = append(f.sets, fieldset{ID: "set-" + strconv.Itoa(len(f.sets)+1), Legend: f.v.t(key), Help: f.v.texts.or(f.v.lang, key+explains, "")})
}

// says adds to the group what the form says back.
func (f *form) says(sentence string) {
	s := &f.sets[len(f.sets)-1]
	s.Says = append(s.Says, sentence)
}

// setOf is the group of an id that the form has.
func (f *form) setOf(id string) *fieldset {
	return &f.sets[slices.IndexFunc(f.sets, func(s fieldset) bool { return s.ID == id })]
}

// add appends a control to the current group or row and returns it.
func (f *form) add(control, name string, traits []trait) *field {
	return f.addAs(control, name, "label."+f.about+"."+f.path+name, traits)
}

// addAs is add with the key of the label.
func (f *form) addAs(control, name, key string, traits []trait) *field {
	x := field{Control: control, Name: f.row + name, ID: "f-" + strings.ReplaceAll(f.row+name, ".", "-"),
		Label: f.v.t(key), Help: f.v.texts.or(f.v.lang, key+explains, "")}
	for _, t := range traits {
		t(&x)
	}
	x.where = f.rowSays + x.Label
	s := &f.sets[len(f.sets)-1]
	fields := &s.Fields
	if f.row != "" {
		fields = &s.Rows[len(s.Rows)-1].Fields
	}
	*fields = append(*fields, x)
	return &(*fields)[len(*fields)-1]
}

// typedIn returns what was typed into a control, without the spaces around it.
func (f *form) typedIn(x *field) string { return strings.TrimSpace(f.values.Get(x.Name)) }

// lacks refuses an empty control that must be filled in, and says whether there
// is anything to read.
func (f *form) lacks(x *field) bool {
	if x.Value != "" {
		return false
	}
	switch {
	case x.orZero:
		x.Error = f.v.t("form.missing.zero")
	case x.Required:
		x.Error = f.v.t("form.missing")
	}
	return true
}

// text binds a line of text.
func (f *form) text(name string, at *string, traits ...trait) {
	x := f.add("input", name, traits)
	if x.Type == "" {
		x.Type = "text"
	}
	f.line(x, at)
}

// area binds a text of several lines.
func (f *form) area(name string, at *string, traits ...trait) {
	f.line(f.add("area", name, traits), at)
}

func (f *form) line(x *field, at *string) {
	if !f.sent {
		x.Value = *at
		return
	}
	x.Value = f.typedIn(x)
	if len([]rune(x.Value)) > 2000 {
		x.Error = f.v.t("form.long", 2000)
	}
	*at = x.Value
	if x.coded {
		*at = strings.ToUpper(strings.Join(strings.Fields(x.Value), ""))
	}
	f.lacks(x)
}

// date binds a civil date; empty is the zero date.
func (f *form) date(name string, at *calendar.Date, traits ...trait) {
	x := f.add("input", name, traits)
	x.Type, x.Short = "date", true
	if !f.sent {
		x.Value = at.String()
		return
	}
	x.Value, *at = f.typedIn(x), calendar.Date{}
	if f.lacks(x) {
		return
	}
	d, err := parseTypedDate(x.Value)
	switch {
	case err != nil:
		x.Error = f.v.t("form.date.bad", x.Value)
	case calendar.CheckYear(d) != nil:
		x.Error = f.v.t("form.date.year", d.It(), calendar.FirstYear, calendar.LastYear)
	default:
		x.Value, *at = d.String(), d
	}
}

// whole binds a whole number between two bounds; empty is zero.
func (f *form) whole(name string, at *int, least, most int, traits ...trait) {
	f.number(f.add("input", name, traits), at, least, most)
}

func (f *form) number(x *field, at *int, least, most int) {
	x.Type, x.Mode, x.Short = "text", "numeric", true
	if !f.sent {
		if *at != 0 || (x.Required && least == 0) {
			x.Value = strconv.Itoa(*at)
		}
		return
	}
	x.Value, *at = f.typedIn(x), 0
	if f.lacks(x) {
		return
	}
	n, err := strconv.Atoi(strings.Replace(x.Value, "−", "-", 1))
	switch {
	case err != nil:
		x.Error = f.v.t("form.whole.bad", x.Value)
	case n < least || n > most:
		x.Error = f.v.t("form.whole.range", x.Value, least, most)
	default:
		*at = n
	}
}

// amount binds a decimal number as it is typed in Italy or abroad; empty is
// zero, unless it is orZero.
func (f *form) amount(name string, at *decimal.Decimal, traits ...trait) {
	x := f.add("input", name, traits)
	x.Type, x.Mode, x.Short = "text", "decimal", true
	if !f.sent {
		if !at.IsZero() || x.orZero && !f.spare {
			x.Value = strings.TrimSuffix(tongue{f.v.lang, f.v.texts}.money(*at), " €")
			x.Value = strings.TrimPrefix(x.Value, "€")
		}
		return
	}
	x.Value, *at = f.typedIn(x), decimal.Zero
	if f.lacks(x) {
		return
	}
	d, err := parseTypedAmount(x.Value)
	switch {
	case err != nil:
		x.Error = f.v.t("form.amount.bad", x.Value)
	case d.IsNegative():
		x.Error = f.v.t("form.amount.negative", x.Value)
	case d.GreaterThanOrEqual(decimal.New(1, 8)) || !d.Equal(d.Round(4)):
		x.Error = f.v.t("form.amount.large", x.Value)
	default:
		*at = d
	}
}

// check binds a box.
func (f *form) check(name string, at *bool, traits ...trait) {
	x := f.add("check", name, traits)
	if f.sent {
		*at = f.values.Get(x.Name) != ""
	}
	x.Checked = *at
}

// pick binds a list of which one is chosen. A value that the list does not have
// is refused; without a choice for the zero value there is an empty one, which
// is refused where the control must be filled in.
func pick[T comparable](f *form, name string, at *T, choices []choice, traits ...trait) {
	x := f.add("select", name, traits)
	var zero T
	if f.sent {
		x.Value = f.typedIn(x)
		if _, err := fmt.Sscan(x.Value, at); err != nil {
			*at = zero
		}
	} else if *at != zero {
		x.Value = fmt.Sprint(*at)
	}
	found := false
	for _, c := range choices {
		c.Chosen = c.Value == x.Value
		found = found || c.Chosen
		x.Choices = append(x.Choices, c)
	}
	if x.Value != "" && !found {
		x.Error, *at = f.v.t("form.choice.bad"), zero
	}
	if !found && (len(choices) == 0 || choices[0].Value != "") {
		x.Choices = append([]choice{{Text: f.v.t("form.choose"), Chosen: true}}, x.Choices...)
	}
	if f.sent && x.Error == "" {
		f.lacks(x)
	}
}

// checks binds a list of which any number is chosen, kept in its order.
func checks[T ~string](f *form, name string, at *[]T, choices []choice, traits ...trait) {
	x := f.add("checks", name, traits)
	chosen := map[string]bool{}
	for _, v := range *at {
		chosen[string(v)] = true
	}
	if f.sent {
		clear(chosen)
		for _, v := range f.values[x.Name] {
			chosen[v] = true
		}
		*at = nil
	}
	for _, c := range choices {
		c.Chosen = chosen[c.Value]
		x.Choices = append(x.Choices, c)
		if f.sent && c.Chosen {
			*at = append(*at, T(c.Value))
		}
	}
}
