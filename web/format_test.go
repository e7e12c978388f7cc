package web

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func TestFormats(t *testing.T) {
	it, en := tongue{"it", catalogue(t)}, tongue{"en", catalogue(t)}
	day := calendar.MustDate(2026, time.November, 5)
	at := time.Date(2026, 11, 5, 22, 59, 0, 0, time.UTC)
	field := func(name, value string) document.Field { return document.Field{Name: name, Value: value} }
	for _, c := range []struct{ got, want string }{
		{it.date(day), "05/11/2026"}, {en.date(day), "5 Nov 2026"}, {it.date(calendar.Date{}), ""},
		{it.when(at), "05/11/2026 23:59"}, {it.when(&at), "05/11/2026 23:59"}, {it.when((*time.Time)(nil)), ""},
		{it.clock(at), "05/11/2026 23:59:00 (CET)"},
		{it.period(calendar.MonthOf(day)), "novembre 2026"}, {en.period(calendar.MonthOf(day)), "November 2026"},
		{it.period(calendar.Period{Start: day, End: day.AddDays(1)}), "05/11/2026 – 06/11/2026"}, {it.period(calendar.Period{}), ""},
		{it.size(0), "0 byte"}, {it.size(1023), "1023 byte"}, {it.size(1536), "1,5 kB"}, {en.size(1536), "1.5 kB"}, {it.size(256 << 20), "256 MB"}, {it.size(3 << 30), "3 GB"},
		{it.value(field(document.InvoiceTotal, "1234567.8")), "1.234.567,80 €"}, {en.value(field(document.InvoiceTotal, "1234567.8")), "€1,234,567.80"},
		{it.value(field(document.LineField(1, "unit_price"), "25.39000000")), "25,39 €"}, {it.value(field(document.LineField(1, "unit_price"), "25.395")), "25,395 €"},
		{it.value(field(document.InvoiceTotal, "-12")), "-12,00 €"}, {it.value(field(document.PersonDays, "12345")), "12.345"},
		{it.value(field(document.LineField(1, "quantity"), "90.00")), "90"}, {it.value(field(document.LineField(1, "quantity"), "1.5")), "1,5"},
		{it.value(field(document.LineField(1, "vat_rate"), "5.00")), "5,00"}, {en.value(field(document.LineField(1, "vat_rate"), "5.00")), "5.00"},
		{it.t.say("it", "slot.mend_by", "11/11/2026"), "Correggere entro l'11/11/2026"}, {it.t.say("it", "slot.mend_by", "08/11/2026"), "Correggere entro l'08/11/2026"},
		{it.t.say("it", "slot.mend_by", "18/11/2026"), "Correggere entro il 18/11/2026"}, {it.t.say("it", "upload.received", "2026/000001", "08/11/2026 10:00"), "Ricevuta n. 2026/000001 dell'08/11/2026 10:00"},
		{it.t.say("it", "receipt.lead", "11/11/2026", "Prefettura"), "L'11/11/2026 è stato ricevuto da Prefettura il file descritto qui sotto. I byte ricevuti sono conservati senza modifiche."},
		{it.value(field(document.InvoiceDate, "2026-11-05")), "05/11/2026"}, {it.value(field(document.PeriodMonth, "2026-11")), "novembre 2026"},
		{it.value(field(document.InvoiceNumber, "2026-018")), "2026-018"}, {it.value(field(document.InvoiceNumber, "0012")), "0012"},
		{it.number(decimal.RequireFromString("-1234.5")), "-1.234,5"}, {it.kind(""), "Documento da riconoscere"}, {en.kind(document.Register), "Attendance register"},
	} {
		if c.got != c.want {
			t.Errorf("%q instead of %q", c.got, c.want)
		}
	}
}

func TestPlaceID(t *testing.T) {
	box := &document.Box{X: 10.4, Y: 20.6, Width: 30, Height: 40}
	for want, p := range map[string]document.Place{
		"":                                {},
		"p2":                              {Page: 2},
		"p2-10-21-30-40":                  {Page: 2, Box: box},
		"cRegistro-presenze-E7":           {Sheet: "Registro presenze", Cell: "E7"},
		"c-E7-AI7":                        {Cell: "E7:AI7"},
		"xFatturaElettronica-Body-1-Data": {XPath: "/FatturaElettronica/Body[1]/Data"},
	} {
		if got := placeID(p); got != want {
			t.Errorf("%+v: %q instead of %q", p, got, want)
		}
	}
}

func FuzzDisplayName(f *testing.F) {
	for _, s := range []string{"", "a.pdf", `C:\Documenti\a.pdf`, "../../etc/passwd", "a\r\nb.pdf", "\u202egnp.exe", strings.Repeat("é", 300), "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := displayName(s)
		if got == "" || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 150 || strings.ContainsAny(got, "/\\\r\n\x00") {
			t.Errorf("%q became %q", s, got)
		}
		if again := displayName(got); again != got {
			t.Errorf("%q became %q, and that %q", s, got, again)
		}
		if h := attachment(s); strings.ContainsAny(h, "\r\n") || !strings.HasPrefix(h, "attachment") {
			t.Errorf("%q gave the header %q", s, h)
		}
	})
}

func TestSplitCell(t *testing.T) {
	for in, want := range map[string]struct {
		column string
		line   int
	}{"E8": {"E", 8}, "AI12:AK20": {"AI", 12}, "": {}, "E": {}, "8": {}} {
		if c, l := splitCell(in); c != want.column || l != want.line {
			t.Errorf("%q: %q %d", in, c, l)
		}
	}
}
