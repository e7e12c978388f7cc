package mail

// daily tells the digest as a Daily with one section.
func (d Digest) daily(kind Kind) Daily {
	out := Daily{Letterhead: d.Letterhead, Today: d.Today, Path: d.Path}
	var items []DueItem
	for _, i := range d.Items {
		items = append(items, DueItem{Item: i.Item, Body: i.Body, Due: i.Due, Path: i.Path})
	}
	if kind == KindReminder {
		out.Body, out.Owed = d.Body, items
	} else {
		out.Tasks = items
	}
	return out
}

func (d Digest) page(kind Kind, l language) (*page, error) {
	if kind != KindReminder && kind != KindTaskReminder {
		return nil, notItsKind(kind, d)
	}
	return d.daily(kind).page(KindDigest, l)
}
