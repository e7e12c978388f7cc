package extract

import (
	"errors"
	"time"
)

// patience is how long the readers of a PDF may take. A hostile file keeps one busy
// for as long as it is let; an honest one is read in a fraction of a second.
type patience struct {
	text   time.Duration // the first reader, over all pages
	second time.Duration // the second, once the first has finished: it can't be stopped
	more   time.Duration // as much longer where the first found no words: the second may be about to say that it is a bomb
	cut    time.Duration // the first, once the second has given up: most such files are bombs, some are large drawings
}

var usualPatience = patience{text: 30 * time.Second, second: 5 * time.Second, more: 10 * time.Second, cut: 5 * time.Second}

// forSecond is how long the second reader is waited for when the first has finished,
// or where there is none.
func (p patience) forSecond(two twoReaders) time.Duration {
	switch {
	case errors.Is(two.firstErr, errNoFirst):
		return p.text
	case two.firstErr == nil && wordCount(two.first) < fewWords:
		return p.second + p.more
	}
	return p.second
}
