package extract

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"

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

// packedWords are the words of a page: most of a reading is words, and to read an
// object of JSON for each takes ten times as long.
type packedWords struct {
	Text    string `json:"t"` // of all, one after the other
	Numbers []byte `json:"n"` // of each: length of its text, then x, y, width, height, confidence, as IEEE 754 doubles, little-endian
}

// sizeOfWord is the bytes that packedWords.Numbers have of a word.
const sizeOfWord = 6 * 8

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
		var text strings.Builder
		numbers := make([]byte, 0, sizeOfWord*len(p.Words))
		for _, w := range p.Words {
			t := strings.ToValidUTF8(w.Text, "\uFFFD") // as JSON writes it, which would make it longer
			text.WriteString(t)
			for _, n := range [...]float64{float64(len(t)), w.Box.X, w.Box.Y, w.Box.Width, w.Box.Height, w.Confidence} {
				numbers = binary.LittleEndian.AppendUint64(numbers, math.Float64bits(n))
			}
		}
		packed = append(packed, packedWords{text.String(), numbers})
		p.Words = nil
		bare = append(bare, p)
	}
	return bare, packed
}

// unpackWords puts words back into the pages. It errs where they are not of these pages.
func unpackWords(pages []document.Page, packed []packedWords) (err error) {
	if len(pages) != len(packed) {
		return errors.New("the words are of other pages")
	}
	for i, p := range packed {
		if pages[i].Words, err = p.words(); err != nil {
			return err
		}
	}
	return nil
}

// words unpacks them. It errs where text and numbers are not of the same words, and for
// a number that is none: JSON has no place for it, so that the reading could not be kept.
func (p packedWords) words() ([]document.Word, error) {
	words, rest := make([]document.Word, len(p.Numbers)/sizeOfWord), p.Text
	for i := range words {
		var at [sizeOfWord / 8]float64
		for k := range at {
			at[k] = math.Float64frombits(binary.LittleEndian.Uint64(p.Numbers[i*sizeOfWord+8*k:]))
			if math.IsNaN(at[k]) || math.IsInf(at[k], 0) {
				return nil, errors.New("a number of a word is none")
			}
		}
		n := int(at[0])
		if n < 0 || n > len(rest) {
			return nil, errors.New("the words are longer than their text")
		}
		words[i] = document.Word{Text: rest[:n], Box: document.Box{X: at[1], Y: at[2], Width: at[3], Height: at[4]}, Confidence: at[5]}
		rest = rest[n:]
	}
	if rest != "" || len(p.Numbers)%sizeOfWord != 0 {
		return nil, errors.New("the words are shorter than their text or their numbers")
	}
	return words, nil
}
