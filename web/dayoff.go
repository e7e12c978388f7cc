package web

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// calendarOf is the calendar of an office, with the closures that it added.
func calendarOf(ctx context.Context, r *storage.Reader, o reception.Office) (calendar.Calendar, error) {
	closures, err := r.Closures(ctx, o.ID)
	days := make([]calendar.Closure, len(closures))
	for i, c := range closures {
		days[i] = c.Closure
	}
	return calendar.Named(o.Calendar).With(days...), err
}

// offDayView is a day that somebody chose although the office does not work on it.
type offDayView struct {
	Says string        // which day it is, and why it is none
	Next calendar.Date // the working day after it
	Take string        // on the button that takes that day
}

// offDay tells of a date to which the office extends that it is no working day;
// nil where it is one. A date that people write is never moved: terms alone roll.
func (s *site) offDay(v *visit, to calendar.Date) (off *offDayView, err error) {
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) error {
		o, err := r.OfficeOn(v.r.Context(), v.person.OfficeID, s.Engine.Today())
		if err != nil {
			return err
		}
		cal, err := calendarOf(v.r.Context(), r, o)
		off = v.offDay(cal, to)
		return err
	})
	return off, err
}

func (v *visit) offDay(cal calendar.Calendar, to calendar.Date) *offDayView {
	off, closed := cal.IsClosed(to)
	if !closed {
		return nil
	}
	key := "offday.closed"
	if _, holiday := cal.IsHoliday(to); holiday {
		key = "offday.holiday"
	}
	out := offDayView{Says: v.t(key, to.Words(v.lang)), Next: cal.NextWorkingDay(to)}
	if name := off.In(v.lang); name != "" {
		out.Says += ": " + name
	}
	out.Says += "."
	out.Take = v.t("offday.instead", out.Next.Words(v.lang))
	return &out
}

// chosenDay is the date that a form of an extension asks for: the working day that
// was offered in the place of the one that was typed, if it was taken.
func (v *visit) chosenDay() (typed string, instead bool) {
	if d, err := calendar.ParseDate(v.r.PostFormValue("instead")); err == nil {
		return d.String(), true
	}
	return v.r.PostFormValue("to"), false
}
