package extract

import (
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// PagePixels is the longer side of a page image.
const PagePixels = 1400

const pageQuality = 80 // of JPEG

// PageImage is a page drawn as JPEG.
type PageImage struct {
	Number int    `json:"number"` // from 1
	Path   string `json:"path"`   // of the file
	Width  int    `json:"width"`  // pixels
	Height int    `json:"height"`
}

// Pages are the images of a revision. A format without pages of its own (XML,
// spreadsheets, text) has none, and no error.
type Pages struct {
	Images []PageImage       `json:"images"`
	Error  *document.Warning `json:"error,omitempty"`
}

// RenderChild draws the first pages of a file as JPEG into dir, in a process
// with the same limits as Child. Of a signed envelope, the pages of the PDF or
// image inside are drawn. What went wrong with the file is in Pages.Error.
func RenderChild(ctx context.Context, o ChildOptions, path, dir string, maxPages int) (Pages, error) {
	o = o.withDefaults()
	m, code, err := runChild(ctx, o, path, "--pages", dir, "--max", strconv.Itoa(maxPages))
	if err != nil {
		return Pages{}, err
	}
	if code != "" || m.Pages == nil {
		w := Warn(code, o.Timeout.String())
		return Pages{Error: &w}, nil
	}
	return *m.Pages, nil
}

// Preview is a page image in memory: Name is page-1.jpg, page-2.jpg …
type Preview struct {
	Name string
	JPEG []byte
}

// previewPages is how many pages PreviewChild draws.
const previewPages = 60

// PreviewChild returns the page images of a file, drawn by RenderChild. A file
// that can't be drawn has none: its reading says what is wrong with it.
func PreviewChild(ctx context.Context, o ChildOptions, path string) ([]Preview, error) {
	dir, remove, err := NewScratch(o.Scratch)
	if err != nil {
		return nil, err
	}
	defer remove()
	p, err := RenderChild(ctx, o, path, dir, previewPages)
	if err != nil {
		return nil, err
	}
	out := make([]Preview, 0, len(p.Images))
	for _, img := range p.Images {
		b, err := readRegular(img.Path)
		if err != nil {
			return nil, fmt.Errorf("read page image: %w", err)
		}
		out = append(out, Preview{Name: fmt.Sprintf("page-%d.jpg", img.Number), JPEG: b})
	}
	return out, nil
}

// renderInto is RenderChild's work, in the child.
func renderInto(ctx context.Context, c childArgs) (*Pages, error) {
	p, err := RenderPages(ctx, Input{Path: c.path}, c.pages, c.max)
	return &p, err
}

// RenderPages draws the first pages of a file into dir, in this process. See
// RenderChild, which is to be used for files from outside.
func RenderPages(ctx context.Context, in Input, dir string, maxPages int) (Pages, error) {
	c, closer, err := open(in)
	if err != nil {
		return Pages{}, err
	}
	defer closer()
	j := &job{ctx: ctx, in: in.withDefaults(), r: &document.Reading{}}
	j.prepare()
	defer j.cleanUp()
	inner, f, err := unwrapped(c)
	if err != nil {
		w := Warn("p7m.damaged")
		return Pages{Error: &w}, nil
	}
	switch f {
	case PDF:
		return j.renderPDF(inner, dir, maxPages)
	case JPEG, PNG, TIFF, GIF, WebP, BMP, HEIC, AVIF:
		return j.renderAlbum(inner, f, dir, maxPages)
	}
	return Pages{Images: []PageImage{}}, nil
}

// unwrapped takes the envelopes off.
func unwrapped(c content) (content, Format, error) {
	f := Sniff(c, c.size)
	if f != P7M {
		return c, f, nil
	}
	r, _, err := Content(c.reader(), maxEnvelope)
	if err != nil {
		return c, f, err
	}
	b, ok := r.(interface {
		ReadAt([]byte, int64) (int, error)
		Size() int64
	})
	if !ok {
		return c, f, errors.New("the content is not in memory")
	}
	inner := content{ReaderAt: b, size: b.Size()}
	return inner, Sniff(inner, inner.size), nil
}

func (j *job) renderPDF(c content, dir string, maxPages int) (Pages, error) {
	path, err := j.file(c, "document.pdf")
	if err != nil {
		return Pages{}, err
	}
	if j.tools.PDFToPPM == "" {
		return Pages{Images: []PageImage{}}, nil
	}
	_, _, err = run(j.ctx, 2*ocrTimeout, nil, j.tools.PDFToPPM, "-jpeg", "-jpegopt", "quality="+itoa(pageQuality),
		"-scale-to", itoa(PagePixels), "-f", "1", "-l", itoa(maxPages), path, filepath.Join(dir, "page"))
	images, lerr := listPages(dir)
	if lerr != nil {
		return Pages{}, lerr
	}
	p := Pages{Images: images}
	if err != nil && len(images) == 0 {
		w := Warn("pdf.damaged")
		p.Error = &w
	}
	return p, nil
}

var pageFile = regexp.MustCompile(`^page-0*(\d+)\.jpg$`)

// listPages finds the images that were drawn, with their sizes.
func listPages(dir string) ([]PageImage, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list page images: %w", err)
	}
	out := []PageImage{}
	for _, e := range entries {
		m := pageFile.FindStringSubmatch(e.Name())
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		p := PageImage{Number: n, Path: filepath.Join(dir, e.Name())}
		if p.Width, p.Height, err = jpegSize(p.Path); err == nil {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b PageImage) int { return a.Number - b.Number })
	return out, nil
}

func jpegSize(path string) (w, h int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, fmt.Errorf("open page image: %w", err)
	}
	defer f.Close()
	cfg, err := jpeg.DecodeConfig(f)
	return cfg.Width, cfg.Height, err
}

// renderAlbum writes the pages of an image file as grey page images, upright. A
// page that cannot be decoded is left out.
func (j *job) renderAlbum(c content, f Format, dir string, maxPages int) (Pages, error) {
	p := Pages{Images: []PageImage{}}
	a, err := j.album(c, f)
	for i := 0; err == nil && i < min(a.pages, maxPages); i++ {
		g, perr := a.page(i)
		if perr != nil {
			continue
		}
		img, werr := writePage(g, dir, i+1)
		if werr != nil {
			return Pages{}, werr
		}
		p.Images = append(p.Images, img)
	}
	if err != nil || len(p.Images) == 0 {
		w := Warn(imageCode(err))
		p.Error = &w
	}
	return p, nil
}

// writePage writes a page image.
func writePage(g raster.Gray, dir string, number int) (PageImage, error) {
	g = raster.FromImage(g.Image(), PagePixels)
	path := filepath.Join(dir, "page-"+itoa(number)+".jpg")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return PageImage{}, fmt.Errorf("write page image: %w", err)
	}
	err = jpeg.Encode(f, g.Image(), &jpeg.Options{Quality: pageQuality})
	if err = errors.Join(err, f.Close()); err != nil {
		return PageImage{}, fmt.Errorf("write page image: %w", err)
	}
	return PageImage{Number: number, Path: path, Width: g.W, Height: g.H}, nil
}
