package pdftext

// symbolParts are the codes of the Symbol font's encoding (ISO 32000-1, annex
// D.5), in runs from a first code on; a blank is a code without a character.
var symbolParts = map[int]string{
	0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
	0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
	0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
	0xBF: "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
	0xF1: "〉∫",
}

func symbolFont() [256]string { return parts(symbolParts) }

// dingbatParts are the codes of ZapfDingbats (ISO 32000-1, annex D.6).
var dingbatParts = map[int]string{
	0x20: " ✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞",
	0xA1: "❡❢❣❤❥❦❧♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓➔→↔↕➘➙➚➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯",
	0xF1: "➱➲➳➴➵➶➷➸➹➺➻➼➽➾",
}

func dingbats() [256]string { return parts(dingbatParts) }

func parts(all map[int]string) [256]string {
	var t [256]string
	for start, runes := range all {
		for i, r := range []rune(runes) {
			t[start+i] = string(r)
		}
	}
	return t
}
