package extract

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// docxHidden are the elements of WordprocessingML whose text is not shown:
// field codes, deleted and moved text, the second form of what newer programs
// write twice (mc:Fallback), and how things looked before a change that was tracked.
var docxHidden = map[string]bool{"instrText": true, "delInstrText": true, "delText": true, "moveFrom": true, "Fallback": true,
	"rPrChange": true, "pPrChange": true, "sectPrChange": true, "tblPrChange": true, "tblGridChange": true, "trPrChange": true, "tcPrChange": true,
	"tblPrExChange": true, "numberingChange": true}

var (
	docxHead  = regexp.MustCompile(`^word/header\d*\.xml$`)
	docxFoot  = regexp.MustCompile(`^word/footer\d*\.xml$`)
	docxNotes = regexp.MustCompile(`^word/(footnotes|endnotes)\.xml$`)
)

// readDOCX reads the text of a WordprocessingML document (ECMA-376, part 1,
// clause 17): headers, body with text boxes and the labels of lists, footers,
// notes.
func (j *job) readDOCX(c content) {
	d := &docx{officeDoc: newOfficeDoc(), lists: readLists(c)}
	names := partNames(c)
	d.parts(c, names, docxHead)
	b, err := zipPart(c, "word/document.xml")
	if err == nil {
		err = d.read(b)
	}
	if err == nil {
		d.parts(c, names, docxFoot)
		d.parts(c, names, docxNotes)
	}
	j.understandOffice(d.officeDoc, err)
}

// partNames lists the parts of a document, in order.
func partNames(c content) []string {
	z, err := openZip(c)
	if err != nil {
		return nil
	}
	var out []string
	for _, f := range z.File {
		out = append(out, f.Name)
	}
	slices.Sort(out)
	return out
}

type docx struct {
	*officeDoc
	lists lists
	num   numbered // of the open paragraph
	inP   bool     // in the properties of a paragraph
	look  runLook
}

// parts reads the parts whose names match, each text once.
func (d *docx) parts(c content, names []string, re *regexp.Regexp) {
	n := 0
	for _, name := range names {
		if !re.MatchString(name) {
			continue
		}
		if n++; n > maxSmallParts {
			return
		}
		b, err := zipPart(c, name)
		if err != nil || len(b) > maxSmallPart || d.done[string(b)] {
			continue
		}
		d.done[string(b)] = true
		_ = d.read(b) // what is wrong with a header does not spoil the body
	}
}

func (d *docx) read(b []byte) error {
	text := false
	return eachOfficeToken(b, docxHidden, func(tok xml.Token) {
		switch t := tok.(type) {
		case xml.StartElement:
			text = t.Name.Local == "t"
			d.start(t)
		case xml.EndElement:
			text = false
			d.end(t.Name.Local)
		case xml.CharData:
			if text {
				d.writeRun(string(t))
			}
		}
	})
}

func (d *docx) start(t xml.StartElement) {
	d.look.start(t, d.lists.vanish)
	switch t.Name.Local {
	case "p":
		d.startPara()
		d.num = numbered{}
	case "pPr":
		d.inP = true
	case "pStyle":
		if n, ok := d.lists.styles[attribute(t, "val")]; ok {
			d.num = n
		}
	case "ilvl":
		d.num.level = number(attribute(t, "val"))
	case "numId":
		d.num.id = attribute(t, "val")
	case "tbl":
		d.startTable()
	case "tr":
		d.startRow()
	case "tc":
		d.startCell(1)
	case "gridSpan":
		d.span = count(attribute(t, "val"))
	case "tab", "br", "cr":
		if !d.inP {
			d.writeRun(" ")
		}
	case "noBreakHyphen", "softHyphen":
		if t.Name.Local == "noBreakHyphen" {
			d.writeRun("-")
		}
	}
}

func (d *docx) end(name string) {
	d.look.end(name)
	switch name {
	case "pPr":
		d.inP = false
		if n := len(d.paras); n > 0 {
			d.paras[n-1].label = d.lists.next(d.num)
		}
	case "p":
		d.endPara()
	case "tbl":
		d.endTable()
	case "tr":
		d.endRow()
	case "tc":
		d.endCell(1)
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return max(n, 0)
}

// numbered says which list a paragraph is of (17.9.17), and its level from 0.
type numbered struct {
	id    string
	level int
}

// listLevel is a level of a list: its format and the text in which %1 stands
// for the number of the first level.
type listLevel struct {
	format, text string
	start        int
}

const maxLevels = 9

// lists are the definitions of numbering of a document, and where each stands.
type lists struct {
	levels map[string]*[maxLevels]listLevel // by abstract list
	nums   map[string]string                // list to abstract list
	styles map[string]numbered              // styles of paragraphs that number
	at     map[string]*[maxLevels]int
	vanish map[string]bool // styles whose text is not shown
}

func readLists(c content) lists {
	l := lists{levels: map[string]*[maxLevels]listLevel{}, nums: map[string]string{}, styles: map[string]numbered{}, at: map[string]*[maxLevels]int{}, vanish: map[string]bool{}}
	if b, err := zipPart(c, "word/numbering.xml"); err == nil && len(b) <= maxSmallPart {
		l.readNumbering(b)
	}
	if b, err := zipPart(c, "word/styles.xml"); err == nil && len(b) <= maxSmallPart {
		l.readStyles(b)
	}
	return l
}

func (l lists) readNumbering(b []byte) {
	abstract, num, level := "", "", 0
	_ = eachOfficeToken(b, nil, func(tok xml.Token) {
		t, ok := tok.(xml.StartElement)
		if !ok {
			return
		}
		v := attribute(t, "val")
		switch at := l.levels[abstract]; t.Name.Local {
		case "abstractNum":
			abstract = attribute(t, "abstractNumId")
			l.levels[abstract] = new([maxLevels]listLevel)
		case "lvl":
			level = min(number(attribute(t, "ilvl")), maxLevels-1)
			if at != nil {
				at[level].start = 1
			}
		case "start":
			if at != nil {
				at[level].start = number(v)
			}
		case "numFmt":
			if at != nil {
				at[level].format = v
			}
		case "lvlText":
			if at != nil {
				at[level].text = v
			}
		case "num":
			num = attribute(t, "numId")
			abstract = ""
		case "abstractNumId":
			l.nums[num] = v
		}
	})
}

func (l lists) readStyles(b []byte) {
	style := ""
	_ = eachOfficeToken(b, nil, func(tok xml.Token) {
		t, ok := tok.(xml.StartElement)
		if !ok {
			return
		}
		n := l.styles[style]
		switch t.Name.Local {
		case "style":
			style = attribute(t, "styleId")
		case "numId":
			n.id = attribute(t, "val")
			l.styles[style] = n
		case "ilvl":
			n.level = number(attribute(t, "val"))
			l.styles[style] = n
		case "vanish":
			l.vanish[style] = isOn(t)
		}
	})
}

// next counts a paragraph of a list and returns its label: "2.1", "a)", "•".
func (l lists) next(n numbered) string {
	abstract := l.nums[n.id]
	levels := l.levels[abstract]
	if n.id == "" || n.id == "0" || levels == nil || n.level >= maxLevels {
		return ""
	}
	at := l.at[abstract]
	if at == nil {
		at = new([maxLevels]int)
		l.at[abstract] = at
	}
	at[n.level]++
	for i := n.level + 1; i < maxLevels; i++ {
		at[i] = 0
	}
	level := levels[n.level]
	if level.format == "bullet" {
		return "•"
	}
	if level.format == "none" {
		return ""
	}
	label := level.text
	for i := range n.level + 1 {
		value := max(at[i], 1) + levels[i].start - 1
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(i+1), ordered(value, levels[i].format))
	}
	return label
}
