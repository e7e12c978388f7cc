package province

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Faults that are papers of another month once more.

// retouch is what is done to a scan that is sent again: the same pages saved once
// more, turned upside down, with another month typed over the old one where month
// is set.
type retouch struct{ month calendar.Period }

// savedDPI is the resolution of a scan that is saved once more.
const savedDPI = 150

// again returns the page as it is sent again.
func (r retouch) again(page *image.Gray) *image.Gray {
	w, h := page.Rect.Dx()*savedDPI/scanDPI, page.Rect.Dy()*savedDPI/scanDPI
	small := image.NewGray(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(small, small.Rect, page, page.Rect, draw.Src, nil)
	slices.Reverse(small.Pix) // half a turn
	return small
}

// typeOver covers the month in the head of a register, and types another one, in line
// with the rest however the sheet lay.
func typeOver(page *image.Gray, s Sheet, month calendar.Period) {
	c := &paper{faces: map[faceKey]font.Face{}, pages: []*image.Gray{page}}
	face, right := c.face(faceKey{11, true}), pixels((&drawing{s: s}).right())
	wide := max(font.MeasureString(face, monthTitle(s.Period)), font.MeasureString(face, monthTitle(month))).Ceil()
	patch := image.Rect(int(right)-wide-int(pixels(1)), int(pixels(pageTop-2)), int(right+pixels(1)), int(pixels(pageTop+6.8)))
	draw.Draw(page, patch, image.NewUniform(color.Gray{0xf2}), image.Point{}, draw.Src)
	c.text((&drawing{s: s}).right()-80, pageTop, 80, 6, 11, true, 'R', monthTitle(month))
}

// scanBefore returns the scan of the register of the centre for an earlier month;
// nil where there is none.
func (m *maker) scanBefore(f *plan) *plan {
	for _, o := range m.plans {
		if o.register != nil && o.Format == Scan && o.Centre == f.Centre && o.Period.Start.Before(f.Period.Start) && o.register.retouch == nil {
			return o
		}
	}
	return nil
}

// scannedBefore is scanBefore; where no scan was sent again yet it makes the sheet of
// the month before one, so that there is one in each province.
func (m *maker) scannedBefore(f *plan) *plan {
	if o := m.scanBefore(f); o != nil {
		return o
	}
	if slices.ContainsFunc(m.plans, func(o *plan) bool { return o.register != nil && o.register.retouch != nil }) {
		return nil
	}
	for _, o := range m.plans {
		if isSheet(o) && o.Centre == f.Centre && o.Period == f.Period.Previous() && o.Fault == nil && o.DaysLate == 0 && m.upset(o) == "" && m.short(o) {
			o.Format, o.register.format = Scan, Scan
			o.Name = fmt.Sprintf("scansione_%s_%s.pdf", strings.ReplaceAll(o.Period.Key(), "-", ""), m.p.centre(o.Centre).Code)
			return o
		}
	}
	return nil
}

// plantScanAgain sends the scan of another month once more.
func plantScanAgain(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	return m.plantScan(f, retouch{})
}

// plantScanRedated sends it with the right month typed over.
func plantScanRedated(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	return m.plantScan(f, retouch{month: f.Period})
}

func (m *maker) plantScan(f *plan, r retouch) (it, en string, ok bool) {
	old := m.scannedBefore(f)
	if old == nil {
		return "", "", false
	}
	f.at = "the whole scan"
	f.Format, f.register.format, f.register.month, f.register.retouch = Scan, Scan, old.Period, &r
	f.Name = fmt.Sprintf("scansione_%s.pdf", f.Period.Key())
	typed := [2]string{"", ""}
	if !r.month.Start.IsZero() {
		typed = [2]string{", con un altro mese scritto sopra", ", with another month typed over"}
	}
	return fmt.Sprintf("È la scansione del registro di %s, salvata di nuovo%s.", monthOf(old.Period), typed[0]),
		fmt.Sprintf("It is the scan of the register of %s, saved once more%s.", old.Period.Key(), typed[1]), true
}

// plantSheetRedated puts this month into the head of last month's sheet.
func plantSheetRedated(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	before := f.Period.Previous()
	sent := slices.ContainsFunc(m.plans, func(o *plan) bool {
		return isRegister(o) && o.Centre == f.Centre && o.Period == before && o.Fault == nil && m.upset(o) == ""
	})
	if !sent || m.p.Sheet(f.Centre, before).changes() < manyChanges {
		return "", "", false
	}
	f.at = "month"
	f.register.edits = append(f.register.edits, func(s *Sheet) {
		s.Rows = m.p.Sheet(f.Centre, before).Rows
		for i := range s.Rows {
			s.Rows[i].redate(before, s.Period)
		}
		s.sum()
	})
	return fmt.Sprintf("È il foglio di %s con il mese di %s nell'intestazione.", monthOf(before), monthOf(f.Period)),
		fmt.Sprintf("It is the sheet of %s with %s in its head.", before.Key(), f.Period.Key()), true
}

// redate moves a guest's month into another one, entry and exit with it.
func (r *Row) redate(from, to calendar.Period) {
	for _, d := range []*calendar.Date{&r.Entry, &r.Exit} {
		if from.Contains(*d) {
			*d = to.Start.AddDays(min(from.Start.DaysUntil(*d), to.Days()-1))
		}
	}
	marks := make([]Mark, to.Days())
	for d := copy(marks, r.Marks); d < len(marks); d++ {
		marks[d] = marks[d-1]
	}
	r.Marks = marks
}

// manyChanges is how often the marks of a register must change from one day to the
// next for it to be told from others by them.
const manyChanges = 16

// changes counts the changes of mark in the days that every month has.
func (s Sheet) changes() (n int) {
	for _, r := range s.Rows {
		for d := 1; d < min(28, len(r.Marks)); d++ {
			if (r.Marks[d] == Present) != (r.Marks[d-1] == Present) {
				n++
			}
		}
	}
	return n
}
