package web

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
)

// nav is the main menu of a person.
func (s *site) nav(v *visit, fs storage.FrameShown) []navItem {
	var items []navItem
	add := func(href, key, icon string, count int) {
		items = append(items, navItem{Href: href, Text: v.t(key), Icon: icon, Count: count, Current: isHere(v.r.URL.Path, href)})
	}
	if v.person.Role == reception.Operator {
		add("/", "nav.home", "calendar", fs.Tasks+fs.Overdue+fs.Unplaced)
		add("/findings", "nav.findings", "flag", 0)
		add("/documents", "nav.documents", "files", 0)
	} else {
		add("/tasks", "nav.tasks", "inbox", fs.Tasks)
		add("/documents", "nav.documents", "files", fs.Unplaced)
		add("/overview", "nav.overview", "calendar", 0)
		add("/missing", "nav.missing", "warning-circle", 0)
		add("/declarations", "nav.declarations", "comment", fs.Declared)
		add("/registry", "nav.registry", "folder", 0)
	}
	if v.person.Role == reception.Administrator {
		add("/jobs", "nav.jobs", "settings", 0)
	}
	return items
}

// isHere says that a path belongs to a menu entry.
func isHere(path, href string) bool {
	switch href {
	case "/":
		return path == "/" || strings.HasPrefix(path, "/month/")
	case "/tasks":
		return path == href || strings.HasPrefix(path, "/cases/")
	case "/missing":
		return strings.HasPrefix(path, href) || strings.HasPrefix(path, "/reminders") || path == "/unreachable"
	case "/documents":
		return strings.HasPrefix(path, href) || strings.HasPrefix(path, "/receipts/")
	case "/registry":
		return slices.ContainsFunc([]string{href, "/requirements", "/people", "/office", "/rules"}, func(p string) bool { return strings.HasPrefix(path, p) })
	}
	return strings.HasPrefix(path, href)
}
