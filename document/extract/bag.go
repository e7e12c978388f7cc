package extract

import "strings"

// Bag counts the words of a text, in lower case and whatever their order: how two
// readers of the same page are compared.
type Bag map[string]int

// directionMarks are what poppler puts around words that run from right to left.
var directionMarks = strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u200e", "", "\u200f", "")

// BagOf counts the words between blanks.
func BagOf(text string) Bag {
	b := Bag{}
	for w := range strings.FieldsSeq(directionMarks.Replace(strings.ToLower(text))) {
		b[w]++
	}
	return b
}

// Len is the number of words, repeated ones included.
func (b Bag) Len() int {
	n := 0
	for _, times := range b {
		n += times
	}
	return n
}

// Against compares the bag with a reference: recall is the share of the
// reference's words that the bag has, precision the share of the bag's words that
// the reference has. A share of no words is 0.
func (b Bag) Against(reference Bag) Share {
	common := 0
	for w, times := range b {
		common += min(times, reference[w])
	}
	return Share{Recall: shareOf(common, reference.Len()), Precision: shareOf(common, b.Len())}
}

// Share is how much of a reference was found, and how much of what was found is
// in it: 0 to 1.
type Share struct {
	Recall    float64 `json:"recall"`
	Precision float64 `json:"precision"`
}

func shareOf(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
