package fatturapa_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/fatturapa"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// stored returns a made-up invoice of testdata: full.xml passes every control
// and has about every element, simplified.xml is an FSM10.
func stored(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func parsed(t testing.TB, text string) fatturapa.Invoice {
	t.Helper()
	inv, err := fatturapa.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

var today = calendar.MustDate(2026, 11, 30)

// changed replaces texts that must be there.
func changed(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in the invoice", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// given is a change of a right invoice and what the controls say of it: code,
// and the last steps of the place.
type given struct {
	name  string
	file  string // full.xml where empty
	pairs []string
	want  []string
}

func cases() []given {
	const (
		total   = "<PrezzoTotale>30371.40</PrezzoTotale>"
		ritenut = "<DatiRitenuta><TipoRitenuta>RT02</TipoRitenuta><ImportoRitenuta>20.00</ImportoRitenuta><AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>"
		fund    = "<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta><RiferimentoAmministrazione>"
		buyerCF = "<CodiceFiscale>99000000036</CodiceFiscale>"
		buyerID = "<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99000000036</IdCodice></IdFiscaleIVA>"
		sellID  = "<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>99000000010</IdCodice></IdFiscaleIVA>\n   <CodiceFiscale>99000000010</CodiceFiscale>"
		line1   = "<AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura>\n"
		sum1    = "<AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura><ImponibileImporto>30371.40"
		sum3    = "<AliquotaIVA>22.00</AliquotaIVA><SpeseAccessorie>"
	)
	return []given{
		{name: "right"},
		{name: "right, simplified", file: "simplified.xml"},

		{name: "an element that the schema does not have", pairs: []string{"<Divisa>", "<Valuta>EUR</Valuta><Divisa>"}, want: []string{"00200 DatiGeneraliDocumento/Valuta"}},
		{name: "an element that is missing", pairs: []string{"<Divisa>EUR</Divisa>", ""}, want: []string{"00200 DatiGenerali/DatiGeneraliDocumento"}},
		{name: "elements out of order", pairs: []string{"<Divisa>EUR</Divisa>\n   <Data>2026-11-05</Data>", "<Data>2026-11-05</Data><Divisa>EUR</Divisa>"}, want: []string{"00200 DatiGeneraliDocumento/Divisa"}},
		{name: "an element twice", pairs: []string{"<Divisa>EUR</Divisa>", "<Divisa>EUR</Divisa><Divisa>EUR</Divisa>"}, want: []string{"00200 DatiGeneraliDocumento/Divisa[2]"}},
		{name: "a text that is too long", pairs: []string{"FPA 7/26", "FATTURA NUMERO 7/2026"}, want: []string{"00200 DatiGeneraliDocumento/Numero"}},
		{name: "a text as long as may be", pairs: []string{"FPA 7/26", "FATTURA NUMERO 7/202"}},
		{name: "a character outside Latin-1", pairs: []string{"Pocket money", "Pocket money – 2,50 €"}, want: []string{"00200 DettaglioLinee[2]/Descrizione"}},
		{name: "an accented letter where only ASCII may be", pairs: []string{"FPA 7/26", "Città 7"}, want: []string{"00200 DatiGeneraliDocumento/Numero"}},
		{name: "an amount with a comma", pairs: []string{"33139.28", "33139,28"}, want: []string{"00200 DatiGeneraliDocumento/ImportoTotaleDocumento"}},
		{name: "an amount with one decimal", pairs: []string{"33139.28", "33139.3"}, want: []string{"00200 DatiGeneraliDocumento/ImportoTotaleDocumento"}},
		{name: "a date as people write it", pairs: []string{"<Data>2026-11-05", "<Data>05/11/2026"}, want: []string{"00200 DatiGeneraliDocumento/Data"}},
		{name: "a day that is none", pairs: []string{"<Data>2026-09-30", "<Data>2026-09-31"}, want: []string{"00200 DatiOrdineAcquisto/Data"}},
		{name: "a code that is none", pairs: []string{"<TipoDocumento>TD01", "<TipoDocumento>TD07"}, want: []string{"00200 DatiGeneraliDocumento/TipoDocumento"}},
		{name: "a method of payment that is none", pairs: []string{"MP05", "MP24"}, want: []string{"00200 DettaglioPagamento[1]/ModalitaPagamento"}},
		{name: "an IBAN with spaces", pairs: []string{"IT60X0542811101000000123456", "IT60 X054 2811 1010 0000 0123 456"}, want: []string{"00200 DettaglioPagamento[1]/IBAN"}},
		{name: "an empty element", pairs: []string{"<Provincia>RN</Provincia>", "<Provincia/>"}, want: []string{"00200 Sede/Provincia"}},
		{name: "a country that is empty is Italy", pairs: []string{"<Nazione>IT</Nazione>", "<Nazione/>"}},
		{name: "blanks around a code", pairs: []string{"<CAP>47921</CAP>", "<CAP> 47921</CAP>"}, want: []string{"00200 Sede/CAP"}},
		{name: "blanks around an amount", pairs: []string{"33139.28", " 33139.28\n"}},
		{name: "a name and a surname beside the company's", pairs: []string{"<Denominazione>Studio Esempio</Denominazione>", "<Denominazione>Studio Esempio</Denominazione><Nome>Prova</Nome><Cognome>Rossi</Cognome>"}, want: []string{"00200 DatiAnagrafici/Anagrafica"}},
		{name: "a name and a surname", pairs: []string{"<Denominazione>Studio Esempio</Denominazione>", "<Nome>Prova</Nome><Cognome>Rossi</Cognome>"}},
		{name: "a text between elements", pairs: []string{"<DatiGenerali>", "<DatiGenerali>ottobre"}, want: []string{"00200 FatturaElettronicaBody/DatiGenerali"}},
		{name: "an attachment that is no base64", pairs: []string{"JVBER\ni0x", "JVBER*"}, want: []string{"00200 Allegati/Attachment"}},
		{name: "a simplified invoice of an ordinary type", file: "simplified.xml", pairs: []string{"TD08", "TD01"}, want: []string{"00200 DatiGeneraliDocumento/TipoDocumento"}},

		{name: "the sender's check digit", pairs: []string{"<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99000000028", "<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99000000029"}, want: []string{"00300 IdTrasmittente/IdCodice"}},
		{name: "a sender who is a person", pairs: []string{"<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99000000028", "<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>RSSPRV80A01H294C"}},
		{name: "a sender from abroad", pairs: []string{"<IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>99000000028", "<IdTrasmittente><IdPaese>DE</IdPaese><IdCodice>123"}},
		{name: "the seller's VAT number", pairs: []string{sellID, strings.Replace(sellID, "99000000010", "99000000011", 1)}, want: []string{"00301 IdFiscaleIVA/IdCodice"}},
		{name: "the seller's tax code", pairs: []string{"<CodiceFiscale>99000000010", "<CodiceFiscale>99000000012"}, want: []string{"00302 DatiAnagrafici/CodiceFiscale"}},
		{name: "the tax code of a person", file: "simplified.xml", pairs: []string{"RSSPRV80A01H294C", "RSSPRV80A01H294D"}, want: []string{"00302 CedentePrestatore/CodiceFiscale"}},
		{name: "the representative's VAT number", pairs: []string{"99000000002", "99000000003"}, want: []string{"00303 IdFiscaleIVA/IdCodice"}},
		{name: "the representative's tax code", pairs: []string{"<Anagrafica><Denominazione>Studio Esempio", "<CodiceFiscale>99000000003</CodiceFiscale><Anagrafica><Denominazione>Studio Esempio"}, want: []string{"00304 DatiAnagrafici/CodiceFiscale"}},
		{name: "the buyer's VAT number", pairs: []string{buyerCF, strings.Replace(buyerID, "36<", "37<", 1)}, want: []string{"00305 IdFiscaleIVA/IdCodice"}},
		{name: "the buyer's VAT number, right", pairs: []string{buyerCF, buyerID}},
		{name: "the buyer's tax code", pairs: []string{buyerCF, "<CodiceFiscale>99000000037</CodiceFiscale>"}, want: []string{"00306 DatiAnagrafici/CodiceFiscale"}},
		{name: "a recipient code with a dash", pairs: []string{"UFT3ST", "UFT-ST"}, want: []string{"00311 DatiTrasmissione/CodiceDestinatario"}},
		{name: "a recipient code of seven in an FPA12", pairs: []string{"UFT3ST", "UFT3STX"}, want: []string{"00427 DatiTrasmissione/CodiceDestinatario"}},
		{name: "a recipient code of six in an FPR12", pairs: []string{`versione="FPA12"`, `versione="FPR12"`, "<FormatoTrasmissione>FPA12", "<FormatoTrasmissione>FPR12"}, want: []string{"00427 DatiTrasmissione/CodiceDestinatario"}},
		{name: "a recipient code of six in an FSM10", file: "simplified.xml", pairs: []string{">0000000<", ">UFT3ST<"}, want: []string{"00427 DatiTrasmissione/CodiceDestinatario"}},
		{name: "a format that is not the version", pairs: []string{`versione="FPA12"`, `versione="FPR12"`}, want: []string{"00428 DatiTrasmissione/FormatoTrasmissione"}},
		{name: "a buyer without codes", pairs: []string{buyerCF, ""}, want: []string{"00417 FatturaElettronicaHeader/CessionarioCommittente"}},
		{name: "both parties from abroad", pairs: []string{sellID, "<IdFiscaleIVA><IdPaese>DE</IdPaese><IdCodice>1</IdCodice></IdFiscaleIVA>", buyerCF, "<IdFiscaleIVA><IdPaese>FR</IdPaese><IdCodice>2</IdCodice></IdFiscaleIVA>"}, want: []string{"00476 IdFiscaleIVA/IdPaese"}},

		{name: "no nature at zero", pairs: []string{line1, "<AliquotaIVA>0.00</AliquotaIVA>\n"}, want: []string{"00400 DettaglioLinee[1]/AliquotaIVA"}},
		{name: "a nature at 22 %", pairs: []string{"<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta>\n", "<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta><Natura>N4</Natura>\n"}, want: []string{"00401 DettaglioLinee[3]/Natura"}},
		{name: "no nature at zero, simplified", file: "simplified.xml", pairs: []string{"<Natura>N1</Natura>", ""}, want: []string{"00400 DatiIVA/Aliquota"}},
		{name: "a date of tomorrow", pairs: []string{"<Data>2026-11-05", "<Data>2026-12-01"}, want: []string{"00403 DatiGeneraliDocumento/Data"}},
		{name: "a date of today", pairs: []string{"<Data>2026-11-05", "<Data>2026-11-30"}},
		{name: "no DatiRitenuta", pairs: []string{ritenut, ""}, want: []string{"00411 DettaglioLinee[3]/Ritenuta", "00415 DatiCassaPrevidenziale/Ritenuta"}},
		{name: "a fund at zero without nature", pairs: []string{fund, strings.Replace(fund, "22.00", "0.00", 1), "<Arrotondamento>0.49<", "<Arrotondamento>4.49<"}, want: []string{"00413 DatiCassaPrevidenziale/AliquotaIVA", "00422 DatiRiepilogo[1]/ImponibileImporto"}},
		{name: "a fund at 22 % with a nature", pairs: []string{"<Ritenuta>SI</Ritenuta><RiferimentoAmministrazione>", "<Ritenuta>SI</Ritenuta><Natura>N4</Natura><RiferimentoAmministrazione>"}, want: []string{"00414 DatiCassaPrevidenziale/Natura"}},
		{name: "a credit note before its invoice", pairs: []string{"TD01", "TD04", "<Data>2026-11-05", "<Data>2026-10-04"}, want: []string{"00418 DatiGeneraliDocumento/Data"}},
		{name: "a credit note of the same day", pairs: []string{"TD01", "TD04", "<Data>2026-11-05", "<Data>2026-10-05"}},
		{name: "an invoice before the one it is linked to", pairs: []string{"<Data>2026-11-05", "<Data>2026-10-04"}},
		{name: "no summary of a rate", pairs: []string{"<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta>\n", "<AliquotaIVA>10.00</AliquotaIVA><Ritenuta>SI</Ritenuta>\n", "104.49", "4.49", "22.99", "0.99"}, want: []string{"00443 DettaglioLinee[3]/AliquotaIVA"}},
		{name: "fewer summaries than rates", pairs: []string{"<AliquotaIVA>22.00</AliquotaIVA><Ritenuta>SI</Ritenuta>\n", "<AliquotaIVA>10.00</AliquotaIVA><Ritenuta>SI</Ritenuta>\n", sum3, "<AliquotaIVA>0.00</AliquotaIVA><Natura>N4</Natura><SpeseAccessorie>", "104.49", "0.49", "22.99", "0.00", line1, "<AliquotaIVA>5.00</AliquotaIVA>\n", "<AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura>\n  </D", "<AliquotaIVA>4.00</AliquotaIVA>\n  </D"},
			want: []string{"00443 DettaglioLinee[1]/AliquotaIVA", "00443 DettaglioLinee[2]/AliquotaIVA", "00443 DettaglioLinee[3]/AliquotaIVA", "00443 DatiCassaPrevidenziale/AliquotaIVA", "00419 FatturaElettronica/FatturaElettronicaBody", "00422 DatiRiepilogo[1]/ImponibileImporto"}},
		{name: "no summary of a nature", pairs: []string{"<Natura>N1</Natura><Impon", "<Natura>N4</Natura><Impon"}, want: []string{"00444 DettaglioLinee[2]/Natura"}},
		{name: "reverse charge with split payment", pairs: []string{"</Imposta><RiferimentoNormativo>Esente", "</Imposta><EsigibilitaIVA>S</EsigibilitaIVA><RiferimentoNormativo>Esente", line1, strings.Replace(line1, "N4", "N6.1", 1), sum1, strings.Replace(sum1, "N4", "N6.1", 1)}, want: []string{"00420 DatiRiepilogo[1]/EsigibilitaIVA"}},
		{name: "a tax two cents off", pairs: []string{"22.99", "23.01"}, want: []string{"00421 DatiRiepilogo[3]/Imposta"}},
		{name: "a tax a cent off", pairs: []string{"22.99", "23.00"}},
		{name: "a taxable amount a euro off", pairs: []string{"<ImponibileImporto>2500.00", "<ImponibileImporto>2501.00"}, want: []string{"00422 DatiRiepilogo[1]/ImponibileImporto"}},
		{name: "a taxable amount 99 cents off", pairs: []string{"<ImponibileImporto>2500.00", "<ImponibileImporto>2500.99"}},
		{name: "a line two cents off", pairs: []string{total, "<PrezzoTotale>30371.42</PrezzoTotale>"}, want: []string{"00423 DettaglioLinee[1]/PrezzoTotale"}},
		{name: "a line within the tolerance", pairs: []string{total, "<PrezzoTotale>30371.419</PrezzoTotale>"}},
		{name: "a line without a quantity", pairs: []string{"<PrezzoUnitario>100.00", "<PrezzoUnitario>90.00"}, want: []string{"00423 DettaglioLinee[3]/PrezzoTotale"}},
		{name: "a discount that was left out", pairs: []string{"<ScontoMaggiorazione><Tipo>SC</Tipo><Importo>0.20</Importo></ScontoMaggiorazione>", ""}, want: []string{"00423 DettaglioLinee[2]/PrezzoTotale"}},
		{name: "a rate that is no percentage", pairs: []string{fund, strings.Replace(fund, "22.00", "0.22", 1), "<Arrotondamento>0.49<", "<Arrotondamento>4.49<"}, want: []string{"00424 DatiCassaPrevidenziale/AliquotaIVA", "00443 DatiCassaPrevidenziale/AliquotaIVA"}},
		{name: "a number without digits", pairs: []string{"FPA 7/26", "FPA"}, want: []string{"00425 DatiGeneraliDocumento/Numero"}},
		{name: "a summary without nature", pairs: []string{sum1, strings.Replace(sum1, "<Natura>N4</Natura>", "", 1)}, want: []string{"00429 DatiRiepilogo[1]/AliquotaIVA", "00444 DettaglioLinee[1]/Natura"}},
		{name: "a summary at 22 % with a nature", pairs: []string{sum3, "<AliquotaIVA>22.00</AliquotaIVA><Natura>N4</Natura><SpeseAccessorie>"}, want: []string{"00430 DatiRiepilogo[3]/Natura"}},
		{name: "a discount on the whole without amount", pairs: []string{"<Percentuale>0.50</Percentuale>", ""}, want: []string{"00437 ScontoMaggiorazione/Tipo"}},
		{name: "a discount of a line without amount", pairs: []string{"<Importo>0.20</Importo>", ""}, want: []string{"00438 ScontoMaggiorazione[2]/Tipo"}},
		{name: "a general nature", pairs: []string{line1, strings.Replace(line1, "N4", "N2", 1), sum1, strings.Replace(sum1, "N4", "N2", 1)}, want: []string{"00445 DettaglioLinee[1]/Natura", "00445 DatiRiepilogo[1]/Natura"}},
		{name: "a general nature of 2020", pairs: []string{line1, strings.Replace(line1, "N4", "N2", 1), sum1, strings.Replace(sum1, "N4", "N2", 1), "<Data>2026-11-05", "<Data>2020-11-05"}},
		{name: "a self-invoice to oneself", pairs: []string{"TD01", "TD20", buyerCF, strings.Replace(buyerID, "36<", "10<", 1)}, want: []string{"00471 DatiGeneraliDocumento/TipoDocumento"}},
		{name: "a self-invoice to another", pairs: []string{"TD01", "TD20", buyerCF, buyerID}},
		{name: "a self-invoice beyond the ceiling, to another", pairs: []string{"TD01", "TD21", buyerCF, buyerID}, want: []string{"00472 DatiGeneraliDocumento/TipoDocumento", "00474 DettaglioLinee[1]/AliquotaIVA", "00474 DettaglioLinee[2]/AliquotaIVA"}},
		{name: "services from abroad by an Italian", pairs: []string{"TD01", "TD17", buyerCF, buyerID}, want: []string{"00473 IdFiscaleIVA/IdPaese"}},
		{name: "services from abroad", pairs: []string{"TD01", "TD17", sellID, "<IdFiscaleIVA><IdPaese>DE</IdPaese><IdCodice>1</IdCodice></IdFiscaleIVA>", buyerCF, buyerID}},
		{name: "a self-invoice without the buyer's VAT number", pairs: []string{"TD01", "TD16"}, want: []string{"00475 DatiGeneraliDocumento/TipoDocumento"}},
	}
}

func TestControls(t *testing.T) {
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			file := c.file
			if file == "" {
				file = "full.xml"
			}
			got := told(fatturapa.Controls(parsed(t, changed(t, stored(t, file), c.pairs...)), today, ""))
			if !slices.Equal(got, c.want) {
				t.Errorf("the controls say\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// told writes controls as the cases do.
func told(all []fatturapa.Control) []string {
	var out []string
	for _, c := range all {
		steps := strings.Split(c.XPath, "/")
		out = append(out, c.Code+" "+strings.Join(steps[max(0, len(steps)-2):], "/"))
	}
	return out
}

// Each control of the list has a case in which it speaks, and says in both
// languages what is wrong.
func TestEveryControlSpeaks(t *testing.T) {
	heard := map[string]bool{}
	for _, c := range cases() {
		file := c.file
		if file == "" {
			file = "full.xml"
		}
		for _, x := range fatturapa.Controls(parsed(t, changed(t, stored(t, file), c.pairs...)), today, "") {
			heard[x.Code] = true
			if len(x.It) < 30 || len(x.En) < 30 || !strings.HasSuffix(x.It, ".") || !strings.HasSuffix(x.En, ".") || strings.Contains(x.It+x.En, "%!") || x.XPath == "" {
				t.Errorf("%s: %q, %q at %q", x.Code, x.It, x.En, x.XPath)
			}
		}
	}
	for _, code := range strings.Fields("00200 00300 00301 00302 00303 00304 00305 00306 00311 00400 00401 00403 00411 00413 00414 00415 00417 00418 00419 00420 00421 00422 00423 00424 00425 00427 00428 00429 00430 00437 00438 00443 00444 00445 00471 00472 00473 00474 00475 00476") {
		if !heard[code] {
			t.Errorf("no case makes %s speak", code)
		}
	}
}

// Within a lot a number stands once a year; a credit note may share it, and so
// may invoices of another day under art. 73.
func TestControlsOfALot(t *testing.T) {
	one := stored(t, "full.xml")
	start, end := strings.Index(one, "<FatturaElettronicaBody>"), strings.Index(one, "</FatturaElettronicaBody>")+len("</FatturaElettronicaBody>")
	plain := strings.Replace(one[start:end], "<Art73>SI</Art73>", "", 1)
	for name, c := range map[string]struct {
		second []string
		want   int
	}{
		"the same":            {nil, 1},
		"another number":      {[]string{"FPA 7/26", "FPA 8/26"}, 0},
		"another year":        {[]string{"<Data>2026-11-05", "<Data>2025-11-05"}, 0},
		"another day":         {[]string{"<Data>2026-11-05", "<Data>2026-11-06"}, 1},
		"a credit note":       {[]string{"TD01", "TD04"}, 0},
		"art. 73, other day":  {[]string{"</Causale>\n  </DatiG", "</Causale><Art73>SI</Art73></DatiG", "<Data>2026-11-05", "<Data>2026-11-06"}, 0},
		"wrong in the second": {[]string{"FPA 7/26", "FPA"}, 0},
	} {
		second := plain
		if name == "art. 73, other day" {
			second = one[start:end]
			c.second = c.second[2:]
		}
		text := one[:start] + plain + changed(t, second, c.second...) + one[end:]
		all := fatturapa.Controls(parsed(t, text), today, "")
		n := 0
		for _, x := range all {
			if x.Code == "00409" {
				n++
			}
			if x.Body != 2 {
				t.Errorf("%s: %s is of body %d", name, x.Code, x.Body)
			}
		}
		if n != c.want {
			t.Errorf("%s: %d duplicates, want %d (%v)", name, n, c.want, told(all))
		}
	}
}

func TestManyFaultsOfFormat(t *testing.T) {
	text := changed(t, stored(t, "full.xml"), "<Divisa>", strings.Repeat("<Causa/>", 80)+"<Divisa>")
	all := fatturapa.Controls(parsed(t, text), today, "")
	if len(all) != 51 || all[50].Code != "00201" {
		t.Errorf("%d controls, the last %q", len(all), all[len(all)-1].Code)
	}
}

func TestFileNames(t *testing.T) {
	inv := parsed(t, stored(t, "full.xml"))
	for name, right := range map[string]bool{
		"IT99000000010_00001.xml": true, "IT99000000010_0007A.xml.p7m": true, "ITRSSPRV80A01H294C_1.XML": true, "DE12_9.xml": true,
		"IT99000000010_000001.xml": false, "IT9900_00001.xml": false, "99000000010_00001.xml": false, "IT99000000010-00001.xml": false,
		"IT99000000010_00001.pdf": false, "fattura.xml": false, "IT99000000010_.xml": false,
	} {
		all := fatturapa.Controls(inv, today, name)
		if (len(all) == 0) != right {
			t.Errorf("%s: %v", name, told(all))
		}
	}
}

// An Invoice that was not parsed has nothing to be judged.
func TestControlsOfNothing(t *testing.T) {
	if got := fatturapa.Controls(fatturapa.Invoice{}, today, "x"); got != nil {
		t.Error(fmt.Sprint(got))
	}
}
