package storage

// Sentence is what people are told of a constraint.
func Sentence(constraint string) (it, en string, ok bool) {
	s, ok := sentences()[constraint]
	return s.it, s.en, ok
}
