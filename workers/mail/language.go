package mail

// language is the language of a message: "it" or "en".
type language string

// languageOf returns English for "en" and Italian for anything else: a wrong
// preference must not keep a message from leaving.
func languageOf(code string) language {
	if code == "en" {
		return "en"
	}
	return "it"
}

// say picks the sentence of the language.
func (l language) say(it, en string) string {
	if l == "en" {
		return en
	}
	return it
}

// count picks the singular or the plural of the language for n things.
func (l language) count(n int, it1, itN, en1, enN string) string {
	if n == 1 {
		return l.say(it1, en1)
	}
	return l.say(itN, enN)
}
