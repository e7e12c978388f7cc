package fatturapa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

// taxed is a line, a fund or a summary as the controls of rate and nature see
// it: its words, and the codes of the controls of its kind.
type taxed struct {
	it, en         string
	rate, nature   Value
	xpath          string
	missing, extra string // code of a nature that is missing, that is too many
}

func lineTaxed(l Line) taxed {
	return taxed{fmt.Sprintf("Riga %d", l.Number), fmt.Sprintf("Line %d", l.Number), l.VATRate, l.Nature, l.XPath, "00400", "00401"}
}

func fundTaxed(i int, f Fund) taxed {
	return taxed{fmt.Sprintf("Cassa previdenziale %d", i+1), fmt.Sprintf("Pension fund %d", i+1), f.VATRate, f.Nature, f.VATRate.XPath, "00413", "00414"}
}

func summaryTaxed(i int, s Summary) taxed {
	return taxed{fmt.Sprintf("Riepilogo %d", i+1), fmt.Sprintf("Summary %d", i+1), s.VATRate, s.Nature, s.XPath, "00429", "00430"}
}

// supplies are the lines and funds of a body.
func (b Body) supplies() []taxed {
	var out []taxed
	for _, l := range b.Lines {
		out = append(out, lineTaxed(l))
	}
	for i, f := range b.Funds {
		out = append(out, fundTaxed(i, f))
	}
	return out
}

// vat are the controls of rates and natures.
func (c *judge) vat(b Body) {
	all := b.supplies()
	supplies := len(all)
	for i, s := range b.Summaries {
		all = append(all, summaryTaxed(i, s))
	}
	for _, t := range all {
		c.rateAndNature(t)
		c.generic(b, t)
	}
	if c.inv.Simplified {
		return
	}
	c.split(b)
	c.summarised(b, all[:supplies])
}

// rateAndNature: a nature stands with a rate of zero, and only there; a rate is
// a percentage.
func (c *judge) rateAndNature(t taxed) {
	rate, err := t.rate.Decimal()
	switch {
	case err != nil:
	case rate.IsZero() && !t.nature.Found():
		c.here(t.missing, t.rate.XPath, t.it+": con aliquota zero manca la natura (per esempio N4).", t.en+": with a rate of zero the nature is missing (N4, for example).")
	case !rate.IsZero() && t.nature.Found():
		c.here(t.extra, t.nature.XPath, fmt.Sprintf("%s: con aliquota %s %% la natura %s non va indicata.", t.it, rateIt(rate), clip(t.nature.Text)),
			fmt.Sprintf("%s: with a rate of %s%% the nature %s must not be given.", t.en, rate, clip(t.nature.Text)))
	}
	if err == nil && rate.IsPositive() && rate.LessThan(decimal.New(1, 0)) {
		c.here("00424", t.rate.XPath, fmt.Sprintf("%s: l'aliquota %s non è in percentuale: per il 22 per cento si scrive 22.00, non 0.22.", t.it, rateIt(rate)),
			fmt.Sprintf("%s: the rate %s is no percentage: 22 per cent is written 22.00, not 0.22.", t.en, rate))
	}
}

// rateIt writes a rate without decimals that say nothing: 22, or 4,5.
func rateIt(d decimal.Decimal) string { return strings.ReplaceAll(d.String(), ".", ",") }

// generic: since 2021 N2, N3 and N6 need their second digit.
func (c *judge) generic(b Body, t taxed) {
	if date, err := b.Date.Date(); err == nil && date.Before(calendar.MustDate(2021, 1, 1)) {
		return
	}
	if slices.Contains([]string{"N2", "N3", "N6"}, t.nature.Text) {
		c.here("00445", t.nature.XPath, fmt.Sprintf("%s: la natura %s è troppo generica: dal 2021 serve anche la seconda cifra, come %[2]s.1.", t.it, t.nature.Text),
			fmt.Sprintf("%s: the nature %s is too general: since 2021 it needs its second digit, as in %[2]s.1.", t.en, t.nature.Text))
	}
}

// split: reverse charge excludes split payment.
func (c *judge) split(b Body) {
	for i, s := range b.Summaries {
		if s.Due.Text == "S" && (s.Nature.Text == "N6" || strings.HasPrefix(s.Nature.Text, "N6.")) {
			c.here("00420", s.Due.XPath, fmt.Sprintf("Riepilogo %d: con la natura %s (inversione contabile) l'esigibilità non può essere S (scissione dei pagamenti).", i+1, s.Nature.Text),
				fmt.Sprintf("Summary %d: with the nature %s (reverse charge) the chargeability can't be S (split payment).", i+1, s.Nature.Text))
		}
	}
}

// summarised: each rate and each nature of lines and funds has its summary, and
// there are at least as many summaries as rates.
func (c *judge) summarised(b Body, supplies []taxed) {
	rates, natures := map[string]bool{}, map[string]bool{}
	for _, s := range b.Summaries {
		rates[rateKey(s.VATRate)], natures[s.Nature.Text] = true, true
	}
	used, told := map[string]bool{}, map[string]bool{}
	for _, t := range supplies {
		rate, err := t.rate.Decimal()
		if err != nil {
			continue
		}
		key := rateKey(t.rate)
		if used[key] = true; !rates[key] && !told[key] {
			told[key] = true
			c.here("00443", t.rate.XPath, fmt.Sprintf("%s: l'aliquota %s %% non ha un riepilogo IVA: aggiungerlo.", t.it, rateIt(rate)), fmt.Sprintf("%s: the rate %s%% has no VAT summary: add it.", t.en, rate))
		}
		if n := t.nature.Text; n != "" && !natures[n] && !told[n] {
			told[n] = true
			c.here("00444", t.nature.XPath, fmt.Sprintf("%s: la natura %s non ha un riepilogo IVA: aggiungerlo.", t.it, clip(n)), fmt.Sprintf("%s: the nature %s has no VAT summary: add it.", t.en, clip(n)))
		}
	}
	if len(b.Summaries) < len(used) {
		c.here("00419", b.XPath, fmt.Sprintf("Le aliquote usate sono %d, i riepiloghi IVA %d: ne serve almeno uno per aliquota.", len(used), len(b.Summaries)),
			fmt.Sprintf("There are %d rates and %d VAT summaries: each rate needs at least one.", len(used), len(b.Summaries)))
	}
}
