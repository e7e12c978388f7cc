package document

import "slices"

// BrokeOff are the codes of errors of readings that did not come to an end: for
// want of time or memory, or because something ended the process. The same reader
// may read the same bytes another time.
func BrokeOff() []string {
	return []string{"read.timeout", "read.too_large", "read.crashed", "read.killed"}
}

// BrokeOff says that the reading did not come to an end.
func (r *Reading) BrokeOff() bool { return r.Error != nil && slices.Contains(BrokeOff(), r.Error.Code) }

// Betters says that a reading by the same reader as an earlier one of the same
// bytes tells more than it: it came to an end where the earlier one broke off, or
// broke off for another reason, or both readers of pages were there and not one. One
// that judged the marks of registers by other meanings tells something else, too.
func (r *Reading) Betters(earlier *Reading) bool {
	if earlier.BrokeOff() {
		return !r.BrokeOff() || r.Error.Code != earlier.Error.Code
	}
	if r.Marks != earlier.Marks && !r.BrokeOff() {
		return true
	}
	return !r.BrokeOff() && pageReaders(r) > pageReaders(earlier) && pageReaders(earlier) > 0
}

func pageReaders(r *Reading) (n int) {
	for _, x := range r.Readers {
		if x == ReaderPoppler || x == ReaderLedongthuc {
			n++
		}
	}
	return n
}
