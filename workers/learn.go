package workers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// models keeps what each office's decisions taught. A model is made anew when
// somebody corrected a paper since, and once a day for what was approved.
type models struct {
	mu   sync.Mutex
	kept map[reception.OfficeID]taught
}

// taught is an office's model, and what it was made of.
type taught struct {
	last int64 // correction
	on   calendar.Date
	file []byte // nil: too little was said to learn from
}

// modelFor writes the office's model into a folder and returns its path, "" where
// nothing was learned yet.
func (w *Workers) modelFor(ctx context.Context, office reception.OfficeID, dir string) (string, error) {
	file, err := w.model(ctx, office)
	if err != nil || file == nil {
		return "", err
	}
	path := filepath.Join(dir, "model.json")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		return "", fmt.Errorf("write the model of office %d: %w", office, err)
	}
	return path, nil
}

func (w *Workers) model(ctx context.Context, office reception.OfficeID) ([]byte, error) {
	w.models.mu.Lock()
	had, ok := w.models.kept[office]
	w.models.mu.Unlock()
	now := taught{on: w.Engine.Today()}
	err := w.DB.Read(ctx, storage.ForOffice(office), func(r *storage.Reader) (err error) {
		if now.last, err = r.LastCorrection(ctx, office); err != nil || ok && had.last == now.last && had.on == now.on {
			now.file = had.file
			return err
		}
		lessons, err := r.Lessons(ctx, office)
		if err != nil {
			return err
		}
		now.file, err = learn(lessons)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("learn from the decisions of office %d: %w", office, err)
	}
	w.models.mu.Lock()
	defer w.models.mu.Unlock()
	if w.models.kept == nil {
		w.models.kept = map[reception.OfficeID]taught{}
	}
	w.models.kept[office] = now
	return now.file, nil
}

func learn(lessons []storage.Lesson) ([]byte, error) {
	all := make([]extract.Lesson, len(lessons))
	for i, l := range lessons {
		all[i] = extract.Lesson{Kind: l.Kind, From: l.Was, Terms: l.Terms}
	}
	m := extract.Learn(all)
	if !m.Teaches() {
		return nil, nil
	}
	return m.Encode()
}
