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
	long := binary.LittleEndian.AppendUint64(nil, math.Float64bits(2))
	long = append(long, make([]byte, sizeOfWord-len(long))...)
	for name, text := range map[string]string{
		"no JSON": `{"v":2`, "another version": `{"v":1,"reading":{}}`, "words of no page": `{"v":2,"reading":{},"words":[{}]}`,
		"pages without words": `{"v":2,"reading":{"layout":[{}]}}`, "a word beyond the text": `{"v":2,"reading":{"layout":[{}]},"words":[{"t":"a","n":"` + base64.StdEncoding.EncodeToString(long) + `"}]}`,
	} {
		if _, err := readMessage([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
