package web

import (
	"fmt"
	"net/http"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// profileView is what the portal knows of the visitor, which e-mails they get
// and how, and their calendar.
type profileView struct {
	Name, Email, Role string
	Done, Alert       string
	Free              []preferenceView // of which they may choose
	Formal            []preferenceView // that always come
	Feed              storage.Feed
	HasFeed           bool
	Address           string // of a new calendar, shown once
}

// preferenceView is how the visitor gets one kind of notice.
type preferenceView struct {
	Kind    workflow.NoticeKind
	Name    string
	Help    string
	Offers  []choice
	Channel workflow.Channel
}

func (s *site) profilePage(v *visit) error {
	return s.showProfile(v, http.StatusOK, profileView{Done: v.doneText()})
}

// showProfile renders the page; view carries what the caller adds to it.
func (s *site) showProfile(v *visit, status int, view profileView) error {
	all, err := s.Engine.Preferences(v.r.Context(), v.actor())
	if err != nil {
		return fmt.Errorf("preferences of person %d: %w", v.person.ID, err)
	}
	for _, p := range all {
		if one := v.preference(p); p.Formal() {
			view.Formal = append(view.Formal, one)
		} else {
			view.Free = append(view.Free, one)
		}
	}
	if view.Feed, view.HasFeed, err = s.Engine.FeedState(v.r.Context(), v.actor()); err != nil {
		return fmt.Errorf("calendar of person %d: %w", v.person.ID, err)
	}
	view.Name, view.Email, view.Role = v.person.Name, v.person.Email, v.t("role."+string(v.person.Role))
	return s.page(v, status, "profile", v.t("profile.title"), view)
}

func (v *visit) preference(p engine.Preference) preferenceView {
	key := "pref." + string(p.Kind)
	help := key + ".help"
	out := preferenceView{Kind: p.Kind, Name: v.texts.or(v.lang, key, string(p.Kind)), Help: v.texts.or(v.lang, help, ""), Channel: p.Channel}
	for _, c := range p.Offers {
		out.Offers = append(out.Offers, choice{Value: string(c), Text: v.t("channel." + string(c)), Chosen: c == p.Channel})
	}
	return out
}

// savePreferences keeps every choice of the form, or none where one is refused.
func (s *site) savePreferences(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
	all, err := s.Engine.Preferences(v.r.Context(), v.actor())
	if err != nil {
		return fmt.Errorf("preferences of person %d: %w", v.person.ID, err)
	}
	wanted := map[workflow.NoticeKind]workflow.Channel{}
	for _, p := range all {
		c := workflow.Channel(v.r.PostFormValue(string(p.Kind)))
		if c == "" || c == p.Channel {
			continue
		}
		if err := workflow.Choose(v.person.Role, p.Kind, c); err != nil {
			return s.refuseProfile(v, err)
		}
		wanted[p.Kind] = c
	}
	for kind, c := range wanted {
		if err := s.Engine.SetPreference(v.r.Context(), v.actor(), kind, c); err != nil {
			return err
		}
	}
	return v.redirect("/profile?done=preferences")
}

func (s *site) refuseProfile(v *visit, err error) error {
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Code == workflow.Internal {
		return err
	}
	return s.showProfile(v, statusOf(r), profileView{Alert: inLanguage(r, v.lang)})
}

// newFeed makes a calendar and shows its address, which is not kept: the page
// after it no longer knows it.
func (s *site) newFeed(v *visit) error {
	token, err := s.Engine.NewFeed(v.r.Context(), v.actor())
	if err != nil {
		return err
	}
	return s.showProfile(v, http.StatusOK, profileView{Address: s.origin(v) + "/calendar/" + token + ".ics"})
}

// feedShown answers who comes back to the address of newFeed: the calendar's own
// is shown once.
func (s *site) feedShown(v *visit) error { return v.redirect("/profile#calendar") }

func (s *site) revokeFeed(v *visit) error {
	if err := s.Engine.RevokeFeed(v.r.Context(), v.actor()); err != nil {
		return err
	}
	return v.redirect("/profile?done=feed_revoked")
}
