package pdftext

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// sights reads a page and tells of its words what is not simply seen: "-" before
// one that nobody sees, "~" before one of the text layer of a scan.
func sights(t *testing.T, b []byte) string {
	t.Helper()
	r := Read(context.Background(), bytes.NewReader(b), int64(len(b)), 10)
	if r.Err != nil || len(r.Pages) != 1 {
		t.Fatalf("%+v", r)
	}
	var out []string
	for _, w := range r.Pages[0].Words {
		out = append(out, map[document.Sight]string{document.Unseen: "-", document.Layer: "~"}[w.Sight]+w.Text)
	}
	return strings.Join(out, " ")
}

// Text that is painted so that nobody sees it is told from text that is seen.
func TestSight(t *testing.T) {
	t.Parallel()
	const show = "BT /F1 10 Tf 10 100 Td (940,50) Tj ET"
	for content, want := range map[string]string{
		show:                             "940,50",
		"3 Tr " + show:                   "-940,50",
		"7 Tr " + show:                   "-940,50",
		"1 g " + show:                    "-940,50",
		"1 1 1 rg " + show:               "-940,50",
		"0 0 0 0 k " + show:              "-940,50",
		"0.98 g " + show:                 "-940,50",
		"0.8 g " + show:                  "940,50",
		"/DeviceRGB cs 1 1 1 sc " + show: "-940,50",
		"/Spot cs 0 scn " + show:         "940,50", // what a spot colour looks like is not known
		"/Icc cs 1 1 1 scn " + show:      "-940,50",
		"q 1 g Q " + show:                "940,50",
		"1 g 1 Tr " + show:               "940,50",
		"1 G 1 Tr " + show:               "-940,50",
		"1 g 2 Tr " + show:               "940,50",
		"/None gs " + show:               "-940,50",
		"/Half gs " + show:               "940,50",
		"0 0 1 1 re W n " + show:         "-940,50",
		"0 0 300 200 re W n " + show:     "940,50",
		"q 0 0 1 1 re W n Q " + show:     "940,50",
		"W n " + show:                    "940,50",
		show + " 1 g 0 90 200 30 re f":   "-940,50",
		show + " 0 g 0 90 200 30 re f":   "-940,50",
		show + " 1 g 0 90 m 200 90 l 200 120 l 0 120 l h f":       "-940,50",
		show + " 1 g 0 90 m 200 90 l 100 160 l h f":               "940,50", // no rectangle
		show + " 1 g 0 90 200 1 re f":                             "940,50", // a rule
		show + " /Half gs 1 g 0 90 200 30 re f":                   "940,50", // a marker
		show + " /Mul gs 1 1 0 rg 0 90 200 30 re f":               "940,50",
		show + " 0 g 0 90 200 30 re 2 92 190 26 re f*":            "940,50", // a frame
		show + " q 0 0 1 1 re W n 1 g 0 90 200 30 re f Q":         "940,50",
		"1 g 0 0 300 200 re f 0 g " + show:                        "940,50",
		"0 g 0 90 200 30 re f 1 g " + show:                        "940,50", // white on black
		"0 g 0 90 200 30 re f " + show:                            "-940,50",
		"0 0 1 rg 0 90 200 30 re f 1 g " + show:                   "940,50",
		"/Spot cs 1 scn 0 90 200 30 re f 1 g " + show:             "940,50",
		"1 g " + show + " 0 g " + show:                            "940,50", // drawn twice
		"0 0 300 200 re S 1 w " + show:                            "940,50",
		"q 300 0 0 200 0 0 cm /Scan Do Q 3 Tr " + show:            "~940,50",
		show + " q 300 0 0 200 0 0 cm /Scan Do Q":                 "~940,50", // the image is painted over its text
		show + " q 60 0 0 40 5 90 cm /Scan Do Q":                  "-940,50",
		"q 60 0 0 40 5 90 cm /Scan Do Q 3 Tr " + show:             "-940,50", // no page of a scan
		show + " q 300 0 0 200 0 0 cm /Mask Do Q":                 "940,50",  // a watermark
		"q 300 0 0 200 0 0 cm /Scan Do Q 1 g " + show:             "940,50",  // what is below is not known
		"q 300 0 0 20 0 180 cm /Scan Do Q " + "3 Tr " + show:      "-940,50",
		"BT /F1 0.4 Tf 10 100 Td (940,50) Tj ET":                  "-940,50",
		"0 90 200 30 re f 1 g q 1 0 0 1 0 0 cm " + show + " Q":    "940,50",
		"q 1 0 0 1 0 0 cm /Box Do Q":                              "-form",
		"q 1 0 0 1 0 0 cm /Veil gs /Veiled Do Q " + show + " 0 0": "940,50",
	} {
		b := made("", dict("/Type /Catalog /Pages 2 0 R"), dict(pagesDict),
			dict("/Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</Font <</F1 5 0 R>> /XObject <</Scan 6 0 R /Mask 7 0 R /Box 9 0 R /Veiled 10 0 R>> "+
				"/ColorSpace <</Spot [/Separation /Blu /DeviceCMYK 8 0 R] /Icc [/ICCBased 8 0 R]>> "+
				"/ExtGState <</None <</ca 0 /CA 0>> /Half <</ca 0.5>> /Veil <</ca 0.5>> /Mul <</BM /Multiply>>>>>>"),
			streamOf("", []byte(content)), dict(fontDict),
			streamOf("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", []byte{0}),
			streamOf("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 1 /ImageMask true", []byte{0}),
			streamOf("/N 3", nil),
			streamOf("/Type /XObject /Subtype /Form /BBox [0 0 50 50] /Resources <</Font <</F1 5 0 R>>>>", []byte("BT /F1 10 Tf 10 100 Td (form) Tj ET")),
			streamOf("/Type /XObject /Subtype /Form /BBox [0 0 300 200]", []byte("1 g 0 90 200 30 re f")))
		if got := sights(t, b); got != want {
			t.Errorf("%s: %q, want %q", content, got, want)
		}
	}
}
