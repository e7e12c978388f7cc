package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// peopleView lists who may sign in.
type peopleView struct {
	Sections []navItem
	Done     string
	Text     string // what is searched for
	People   []personRow
	Total    int
	Files    downloads
	MayEdit  bool
}

// personRow is a person with how far they came in signing in, which only
// administrators are told.
type personRow struct {
	storage.Account
	State  badge
	Detail string
}

func (s *site) peoplePage(v *visit) error {
	people, err := s.people(v)
	if err != nil {
		return err
	}
	view := peopleView{Sections: v.sections(), Done: v.doneText(), Text: v.query("q"), Total: len(people), MayEdit: v.mayEdit(),
		Files: downloadsOf("/people", keep(v, "q"))}
	for _, a := range people {
		if v.isWanted(a) {
			view.People = append(view.People, v.personRow(a, s.Now()))
		}
	}
	return s.page(v, http.StatusOK, "people", v.t("people.title"), view)
}

// isWanted says that a person is among those searched for.
func (v *visit) isWanted(a storage.Account) bool {
	all := strings.ToLower(strings.Join([]string{a.Name, a.Email, a.BodyName, v.t("role." + string(a.Role))}, " "))
	for _, w := range strings.Fields(strings.ToLower(v.query("q"))) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func (s *site) people(v *visit) (people []storage.Account, err error) {
	if v.mayEdit() {
		return s.Engine.Accounts(v.r.Context(), v.actor())
	}
	var lines []storage.PersonLine
	err = s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		lines, err = r.PersonLines(v.r.Context())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	for _, l := range lines {
		people = append(people, storage.Account{BodyName: l.BodyName, HasPassword: true, Person: reception.Person{ID: l.ID, Name: l.Name, Email: l.Email, Role: l.Role, Language: l.Language, Inactive: !l.Active}})
	}
	return people, nil
}

// personRow tells whether a person can sign in.
func (v *visit) personRow(a storage.Account, now time.Time) personRow {
	g, out := tongue{v.lang, v.texts}, personRow{Account: a}
	switch {
	case a.Inactive:
		out.State = badge{"wait", "minus-circle", v.t("people.inactive")}
	case !a.HasPassword && a.InvitedTo != nil && a.InvitedTo.After(now):
		out.State, out.Detail = badge{"info", "mail", v.t("people.invited")}, v.t("people.invited.until", g.date(calendar.DateOf(*a.InvitedTo)))
	case !a.HasPassword && a.InvitedAt != nil:
		out.State, out.Detail = badge{"warn", "warning-circle", v.t("people.lapsed")}, v.t("people.lapsed.do")
	case !a.HasPassword:
		out.State, out.Detail = badge{"info", "mail", v.t("people.leaving")}, v.t("people.leaving.text")
	default:
		out.State = badge{"ok", "check-circle", v.t("people.active")}
	}
	return out
}

// peopleSheet is the same list as a file.
func (s *site) peopleSheet(v *visit) (*sheet, error) {
	people, err := s.people(v)
	if err != nil {
		return nil, err
	}
	sh := v.sheet("file.people", v.t("people.title"), "col.name", "col.email", "col.person_role", "col.body", "col.language", "col.active")
	for _, a := range people {
		body := a.BodyName
		if body == "" {
			body = v.t("people.office")
		}
		if v.isWanted(a) {
			sh.add(word(a.Name), word(a.Email), word(v.t("role."+string(a.Role))), word(body), word(v.t("language."+a.Language)), v.yesNo(!a.Inactive))
		}
	}
	return sh, nil
}
