package workers

import (
	"log/slog"
	"sync"
	"time"

	"github.com/insiemi/insiemi/document/extract"
)

// rooms keeps rooms in which a reader waits for the next file, so that nobody
// waits for its start.
type rooms struct {
	options extract.ChildOptions
	most    int
	log     *slog.Logger

	mu     sync.Mutex
	free   []waiting
	shut   bool
	making sync.WaitGroup
}

type waiting struct {
	room  *extract.Room
	since time.Time
}

// roomLasts is how long a room is good: what its reader may open was looked up when
// it was made, and the certificates to trust or the programs may be new since.
const roomLasts = 10 * time.Minute

// take returns a room, or nil where none is ready.
func (r *rooms) take() *extract.Room {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.free) > 0 {
		last := r.free[len(r.free)-1]
		r.free = r.free[:len(r.free)-1]
		if time.Since(last.since) < roomLasts {
			return last.room
		}
		r.making.Go(last.room.Close)
	}
	return nil
}

// refill makes the rooms that are missing, beside other work.
func (r *rooms) refill() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut {
		return
	}
	r.making.Go(func() {
		for r.lacks() {
			room, err := extract.NewRoom(r.options)
			if err != nil {
				r.log.Warn("no reader waits for the next file, which then takes a little longer", "error", err)
				return
			}
			if !r.add(room) {
				room.Close()
				return
			}
		}
	})
}

func (r *rooms) lacks() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.shut && len(r.free) < r.most
}

// add says whether the room is kept: of two that fill at once, one has too many.
func (r *rooms) add(room *extract.Room) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut || len(r.free) >= r.most {
		return false
	}
	r.free = append(r.free, waiting{room, time.Now()})
	return true
}

// close ends the readers that wait.
func (r *rooms) close() {
	r.mu.Lock()
	r.shut = true
	free := r.free
	r.free = nil
	r.mu.Unlock()
	for _, w := range free {
		w.room.Close()
	}
	r.making.Wait()
}
