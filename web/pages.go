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
		{"bulk", bulkView{}},
		{"chase", chaseView{}},
		{"chased", chasedView{}},
		{"declarations", declarationsView{}},
		{"placing", placingView{}},
		{"changes", changesView{}},
		{"compare", compareView{}},
		{"document", documentView{}},
		{"documents", documentsView{}},
		{"draft", draftPageView{}},
		{"error", errorView{}},
		{"findings", findingsView{}},
		{"form", formView{}},
		{"home", homeView{}},
		{"import", importView{}},
		{"importplan", planView{}},
		{"jobs", jobsView{}},
		{"mail", mailView{}},
		{"message", letterView{}},
		{"office", officeView{}},
		{"obligation", obligationView{}},
		{"marks", marksView{}},
		{"missing", missingView{}},
		{"overview", overviewView{}},
		{"people", peopleView{}},
		{"profile", profileView{}},
		{"queue", queueView{}},
		{"grid", monthGridView{}},
		{"guests", guestsView{}},
		{"receipt", receiptView{}},
		{"registry", registryView{}},
		{"requirement", requirementView{}},
		{"requirements", requirementsView{}},
		{"rules", rulesView{}},
		{"signin", signInView{}},
		{"unreachable", unreachableView{}},
		{"uploaded", uploadedView{}},
	}
}
