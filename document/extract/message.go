package extract

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/insiemi/insiemi/document"
)

// message is what a child writes: a versioned envelope, one line of JSON.
type message struct {
	Version int               `json:"v"`
	Reading *document.Reading `json:"reading,omitempty"`
	Words   []packedWords     `json:"words,omitempty"` // of the reading's pages, which have none
	Pages   *Pages            `json:"pages,omitempty"`

	Measured *Measured `json:"measured,omitempty"`
}

const messageVersion = 2

// packedWords are the words of a page, told in two lists: most of a reading is words,
// and an object for each takes five times as long to read.
type packedWords struct {
	Texts   []string  `json:"t"`
	Numbers []float64 `json:"n"` // x, y, width, height, confidence of each
}

const numbersOfWord = 5

// write writes a message, with the words packed.
func (m message) write(out io.Writer) error {
	if m.Reading != nil {
		r := *m.Reading
		r.Layout, m.Words = packWords(r.Layout)
		m.Reading = &r
	}
	return json.NewEncoder(out).Encode(m)
}

// readMessage is the other way round. It errs for what no child of this version writes.
func readMessage(b []byte) (m message, err error) {
	if err := json.Unmarshal(b, &m); err != nil {
		return message{}, err
	}
	if m.Version != messageVersion {
		return message{}, errors.New("the message is of another version")
	}
	if m.Reading != nil {
		err = unpackWords(m.Reading.Layout, m.Words)
		m.Words = nil
	}
	return m, err
}

// packWords returns pages without their words, and these.
func packWords(pages []document.Page) (bare []document.Page, packed []packedWords) {
	for _, p := range pages {
		w := packedWords{Texts: make([]string, len(p.Words)), Numbers: make([]float64, 0, numbersOfWord*len(p.Words))}
		for i, x := range p.Words {
			w.Texts[i] = x.Text
			w.Numbers = append(w.Numbers, x.Box.X, x.Box.Y, x.Box.Width, x.Box.Height, x.Confidence)
		}
		packed = append(packed, w)
		p.Words = nil
		bare = append(bare, p)
	}
	return bare, packed
}

// unpackWords puts words back into the pages. It errs where they are not of these pages.
func unpackWords(pages []document.Page, packed []packedWords) error {
	if len(pages) != len(packed) {
		return errors.New("the words are of other pages")
	}
	for i, w := range packed {
		if len(w.Numbers) != numbersOfWord*len(w.Texts) {
			return errors.New("words lack their boxes")
		}
		words := make([]document.Word, len(w.Texts))
		for k, text := range w.Texts {
			n := w.Numbers[numbersOfWord*k:]
			words[k] = document.Word{Text: text, Box: document.Box{X: n[0], Y: n[1], Width: n[2], Height: n[3]}, Confidence: n[4]}
		}
		pages[i].Words = words
	}
	return nil
}
