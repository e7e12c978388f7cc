package extract

import (
	"encoding/xml"
	"strings"
)

// odtHidden are the elements of OpenDocument whose text is not shown: comments,
// deleted text, declarations.
var odtHidden = map[string]bool{"annotation": true, "tracked-changes": true, "sequence-decls": true, "variable-decls": true, "note-citation": true, "forms": true, "settings": true}

// readODT reads the text of an OpenDocument text (ODF 1.3, part 3): headers of
// its pages, body with text boxes, notes and the labels of lists, footers.
func (j *job) readODT(c content) {
	d := &odt{officeDoc: newOfficeDoc(), styles: map[string]map[int]odtLevel{}}
	styles, stylesErr := zipPart(c, "styles.xml")
	if stylesErr == nil && len(styles) <= maxSmallPart {
		_ = d.around(styles, "header")
	}
	b, err := zipPart(c, "content.xml")
	if err == nil {
		d.in = true
		err = d.read(b)
	}
	if err == nil && stylesErr == nil && len(styles) <= maxSmallPart {
		_ = d.around(styles, "footer")
	}
	j.understandOffice(d.officeDoc, err)
}

type odt struct {
	*officeDoc
	in     bool   // text is shown here
	only   string // of styles: "header" or "footer"
	lists  []odtList
	styles map[string]map[int]odtLevel // of lists, by name and level from 1
	style  string
	times  []int // repetitions of open cells
	look   odtLook
}

// odtList is an open list: its style, the number of items so far, and whether
// the item's label is still to be written.
type odtList struct {
	style string
	n     int
	fresh bool
}

// odtLevel is a level of the style of a list.
type odtLevel struct {
	prefix, suffix, format string
	bullet                 bool
	start                  int
}

// around reads the headers or the footers of styles.xml, each text once.
func (d *odt) around(b []byte, which string) error {
	d.in, d.only = false, which
	err := d.read(b)
	d.in, d.only = false, ""
	return err
}

func (d *odt) read(b []byte) error {
	d.look.begin()
	return eachOfficeToken(b, odtHidden, func(tok xml.Token) {
		switch t := tok.(type) {
		case xml.StartElement:
			d.start(t)
		case xml.EndElement:
			d.end(t.Name.Local)
		case xml.CharData:
			if d.in {
				d.writeLooked(string(t))
			}
		}
	})
}

func (d *odt) start(t xml.StartElement) {
	name := t.Name.Local
	if d.only != "" && strings.HasPrefix(name, d.only) {
		d.in = true
	}
	d.listStyle(t)
	d.look.start(t)
	if !d.in {
		return
	}
	switch name {
	case "p", "h":
		d.startPara()
		d.label()
	case "s", "tab", "line-break":
		d.writeLooked(" ")
	case "hidden-paragraph":
		d.hidePara(attribute(t, "is-hidden") == "true")
	case "list":
		style := attribute(t, "style-name")
		if n := len(d.lists); style == "" && n > 0 {
			style = d.lists[n-1].style
		}
		d.lists = append(d.lists, odtList{style: style})
	case "list-item":
		if n := len(d.lists); n > 0 {
			d.lists[n-1].n++
			d.lists[n-1].fresh = true
		}
	case "table":
		d.startTable()
	case "table-row":
		d.startRow()
	case "table-cell", "covered-table-cell":
		d.startCell(1)
		d.times = append(d.times, count(attribute(t, "number-columns-repeated")))
	}
}

func (d *odt) end(name string) {
	d.look.end(name)
	if d.only != "" && strings.HasPrefix(name, d.only) {
		d.in = false
	}
	if !d.in {
		return
	}
	switch name {
	case "p", "h":
		d.endPara()
	case "list":
		d.lists = d.lists[:max(len(d.lists)-1, 0)]
	case "table":
		d.endTable()
	case "table-row":
		d.endRow()
	case "table-cell", "covered-table-cell":
		if n := len(d.times); n > 0 {
			d.endCell(d.times[n-1])
			d.times = d.times[:n-1]
		}
	}
}

// listStyle reads the styles of lists (16.30).
func (d *odt) listStyle(t xml.StartElement) {
	switch t.Name.Local {
	case "list-style":
		d.style = attribute(t, "name")
		d.styles[d.style] = map[int]odtLevel{}
	case "list-level-style-number", "list-level-style-bullet":
		if d.styles[d.style] != nil {
			d.styles[d.style][number(attribute(t, "level"))] = odtLevel{prefix: attribute(t, "num-prefix"), suffix: attribute(t, "num-suffix"),
				format: attribute(t, "num-format"), bullet: t.Name.Local == "list-level-style-bullet", start: count(attribute(t, "start-value"))}
		}
	}
}

// label writes the label of the item that a paragraph begins.
func (d *odt) label() {
	n := len(d.lists)
	if n == 0 || !d.lists[n-1].fresh {
		return
	}
	d.lists[n-1].fresh = false
	level, ok := d.styles[d.lists[n-1].style][n]
	switch {
	case !ok:
	case level.bullet:
		d.paras[len(d.paras)-1].label = "•"
	case level.format != "":
		d.paras[len(d.paras)-1].label = level.prefix + ordered(d.lists[n-1].n+level.start-1, level.format) + level.suffix
	}
}
