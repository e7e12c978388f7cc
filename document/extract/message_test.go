package extract

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"reflect"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A reading goes through the pipe unchanged, and what no child writes is refused.
func TestMessage(t *testing.T) {
	r := document.Reading{Kind: document.DURC, Layout: []document.Page{
		{Number: 1, Width: 595, Height: 842, Method: document.MethodText, Words: []document.Word{
			{Text: "Città \"à\" <&>", Box: document.Box{X: 1.25, Y: 0.1 + 0.2, Width: 3e-9, Height: 12}, Confidence: 1},
			{Text: "", Confidence: 0.5}}},
		{Number: 3, Words: []document.Word{}}}}
	r.Fields, r.Signatures, r.Warnings = []document.Field{}, []document.Signature{}, []document.Warning{}
	var b bytes.Buffer
	if err := (message{Version: messageVersion, Reading: &r}).write(&b); err != nil {
		t.Fatal(err)
	}
	if len(r.Layout[0].Words) != 2 {
		t.Error("writing took the words away")
	}
	m, err := readMessage(b.Bytes())
	if err != nil || !reflect.DeepEqual(*m.Reading, r) {
		t.Errorf("%+v, %v", m.Reading, err)
	}
	r.Layout[0].Words[0].Text, r.Layout[0].Words[1].Text = "\xe8", "perch\xe8 no"
	b.Reset()
	if err := (message{Version: messageVersion, Reading: &r}).write(&b); err != nil {
		t.Fatal(err)
	}
	m, err = readMessage(b.Bytes())
	if err != nil || m.Reading.Layout[0].Words[0].Text != "\uFFFD" || m.Reading.Layout[0].Words[1].Text != "perch\uFFFD no" {
		t.Errorf("of words that are no UTF-8: %+v, %v", m.Reading, err)
	}
}

// What no child writes is refused.
func TestWhatIsNoMessage(t *testing.T) {
	word := func(length, x float64) string { // a word of the text "a"
		b := make([]byte, sizeOfWord)
		binary.LittleEndian.PutUint64(b, math.Float64bits(length))
		binary.LittleEndian.PutUint64(b[8:], math.Float64bits(x))
		return `{"v":2,"reading":{"layout":[{}]},"words":[{"t":"a","n":"` + base64.StdEncoding.EncodeToString(b) + `"}]}`
	}
	if _, err := readMessage([]byte(word(1, 7))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no JSON": `{"v":2`, "another version": `{"v":1,"reading":{}}`, "words of no page": `{"v":2,"reading":{},"words":[{}]}`,
		"pages without words": `{"v":2,"reading":{"layout":[{}]}}`, "a word beyond the text": word(2, 7), "a text beyond the words": word(0, 7),
		"no length": word(math.NaN(), 7), "a place that is no number": word(1, math.NaN()), "a place without end": word(1, math.Inf(1)),
		"half a word": `{"v":2,"reading":{"layout":[{}]},"words":[{"n":"AAAA"}]}`,
	} {
		if _, err := readMessage([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
