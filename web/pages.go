package web

// pageSpec is a page: the template of that name and an empty view of the type
// that it takes, with which it is executed once at boot.
type pageSpec struct {
	name  string
	empty any
}

// pages lists every page.
func pages() []pageSpec {
	return []pageSpec{
		{"accessibility", accessibilityView{}},
		{"body", bodyView{}},
		{"bodymonth", bodyMonthView{}},
		{"document", documentView{}},
		{"documents", documentsView{}},
		{"error", errorView{}},
		{"home", homeView{}},
		{"jobs", jobsView{}},
		{"mail", mailView{}},
		{"message", letterView{}},
		{"overview", overviewView{}},
		{"people", peopleView{}},
		{"queue", queueView{}},
		{"receipt", receiptView{}},
		{"registry", registryView{}},
		{"signin", signInView{}},
		{"uploaded", uploadedView{}},
	}
}
