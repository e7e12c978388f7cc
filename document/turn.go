package document

// Upright returns a box of a page as displayed, which is width by height, where it
// stands on the page turned clockwise by quarters.
func (b Box) Upright(turn int, width, height float64) Box {
	switch turn % 4 {
	case 1:
		return Box{X: height - b.Y - b.Height, Y: b.X, Width: b.Height, Height: b.Width}
	case 2:
		return Box{X: width - b.X - b.Width, Y: height - b.Y - b.Height, Width: b.Width, Height: b.Height}
	case 3:
		return Box{X: b.Y, Y: width - b.X - b.Width, Width: b.Height, Height: b.Width}
	}
	return b
}
