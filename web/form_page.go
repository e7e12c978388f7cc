package web

// formView is the page of a form.
type formView struct {
	Back     pageLink // where the form was opened, and where "cancel" leads
	Heading  string
	Lead     string
	Changed  *pageLink // somebody changed the row meanwhile: where to see what
	Problems []problem
	Hidden   []hiddenField
	Sets     []fieldset
	Preview  string // id of the group in which a preview is shown; "": there is none
	Action   string // where it is sent: the page, without the part of it that was looked at
	Submit   string
}

// pageLink leads to a page of the portal.
type pageLink struct{ Href, Text string }

// hiddenField is what a form sends back as it came.
type hiddenField struct{ Name, Value string }
