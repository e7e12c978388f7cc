package extract

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// sentence is a warning in both languages, with the same arguments in the same
// order; %[n]s picks one.
type sentence struct{ it, en string }

// sentences is every warning and error that a reading may carry: what is wrong,
// and what to do.
var sentences = joined(fileSentences, envelopeSentences, signatureSentences, pdfSentences, ocrSentences, imageSentences, contentsSentences, invoiceSentences, registerSentences, officeSentences)

// joined is one table of several. It panics on a code that two of them have.
func joined(tables ...map[string]sentence) map[string]sentence {
	all := map[string]sentence{}
	for _, t := range tables {
		for code, s := range t {
			if _, twice := all[code]; twice {
				panic("extract: two sentences for " + code)
			}
			all[code] = s
		}
	}
	return all
}

// Warn returns a warning of the table. It panics on a code that the table does
// not have, which a test excludes.
func Warn(code string, args ...any) document.Warning {
	s, ok := sentences[code]
	if !ok {
		panic("extract: no sentence for " + code)
	}
	if len(args) == 0 || !strings.Contains(s.it, "%[") {
		return document.Warning{Code: code, It: s.it, En: s.en}
	}
	// Indexed verbs let a language leave an argument out.
	return document.Warning{Code: code, It: fmt.Sprintf(s.it, args...), En: fmt.Sprintf(s.en, args...)}
}

func (j *job) warn(code string, args ...any) {
	w := Warn(code, args...)
	for _, have := range j.r.Warnings {
		if have == w {
			return
		}
	}
	j.r.Warnings = append(j.r.Warnings, w)
}

// fail sets the reading's error; the first one stays.
func (j *job) fail(code string, args ...any) {
	if j.r.Error == nil {
		w := Warn(code, args...)
		j.r.Error = &w
	}
}
