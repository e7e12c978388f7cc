package extract

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	_ "image/gif"  // decoders of images
	_ "image/jpeg" // decoders of images
	_ "image/png"  // decoders of images
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "golang.org/x/image/bmp"  // decoders of images
	_ "golang.org/x/image/webp" // decoders of images

	"github.com/insiemi/insiemi/document/extract/raster"
)

// album is the pages of an image file, each decoded when asked for: in grey
// levels, upright as the file says, no larger than recognition needs.
type album struct {
	pages int
	page  func(i int) (raster.Gray, error)
}

// errNoHEIF is a photo in HEIF on a machine without the program that opens it.
var errNoHEIF = errors.New("heif-convert is not installed")

// album opens an image file. The size of each picture is looked up before it is
// decoded: one that is too large is raster.ErrTooLarge.
func (j *job) album(c content, f Format) (album, error) {
	switch f {
	case TIFF:
		pages, err := tiffPages(c, c.size)
		if len(pages) == 0 {
			return album{}, err
		}
		var one sync.Mutex // a page of an office scanner takes 100 MB while it is decoded
		return album{pages: len(pages), page: func(i int) (raster.Gray, error) {
			one.Lock()
			defer one.Unlock()
			return pages[i].decode()
		}}, nil
	case HEIC, AVIF:
		return j.heifAlbum(c)
	}
	g, err := decodeImage(c)
	return album{pages: 1, page: func(int) (raster.Gray, error) { return g, nil }}, err
}

// decodeImage decodes an image into grey levels, upright.
func decodeImage(c content) (raster.Gray, error) {
	cfg, _, err := image.DecodeConfig(c.reader())
	if err != nil {
		return raster.Gray{}, err
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > raster.MaxPixels/cfg.Height ||
		deepPixels(int64(cfg.Width), int64(cfg.Height), bitsOf(cfg.ColorModel)) {
		return raster.Gray{}, raster.ErrTooLarge
	}
	img, _, err := image.Decode(c.reader())
	if err != nil {
		return raster.Gray{}, err
	}
	head := make([]byte, min(c.size, 64<<10))
	n, _ := c.ReadAt(head, 0)
	return exifOrientation(head[:n]).apply(raster.FromImage(img, ocrPixels)), nil
}

// deepPixels says that an image takes more memory than one of MaxPixels with 32
// bits a pixel.
func deepPixels(w, h, bits int64) bool { return bits > 32 && w*h > raster.MaxPixels*32/bits }

func bitsOf(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 64
	}
	return 32
}

// heifTimeout bounds the opening of a photo.
const heifTimeout = 30 * time.Second

// heifAlbum has the photos of an HEIF file (ISO/IEC 23008-12: HEIC, AVIF)
// decoded by a program of its own, which also turns them as the file says.
func (j *job) heifAlbum(c content) (album, error) {
	if j.tools.HEIFConvert == "" {
		return album{}, errNoHEIF
	}
	if w, h := heifSize(c, c.size); h > 0 && w > raster.MaxPixels/h {
		return album{}, raster.ErrTooLarge
	}
	path, err := j.file(c, "photo.heic")
	if err != nil {
		return album{}, err
	}
	dir, err := j.scratchDir()
	if err != nil {
		return album{}, err
	}
	pictures, err := j.tools.convertHEIF(j.ctx, path, dir)
	if err != nil {
		return album{}, err
	}
	return album{pages: len(pictures), page: func(i int) (raster.Gray, error) {
		b, err := os.ReadFile(pictures[i])
		if err != nil {
			return raster.Gray{}, err
		}
		b = bytes.ReplaceAll(b, []byte("Exif\x00\x00"), []byte("Done\x00\x00")) // it has been turned already
		return decodeImage(content{ReaderAt: bytes.NewReader(b), size: int64(len(b))})
	}}, nil
}

// convertHEIF writes the photos as JPEG into a folder: one as photo.jpg, several
// as photo-1.jpg, photo-2.jpg …
func (t Tools) convertHEIF(ctx context.Context, path, dir string) ([]string, error) {
	_, _, err := run(ctx, heifTimeout, nil, t.HEIFConvert, "-q", "95", path, filepath.Join(dir, "photo.jpg"))
	if err != nil {
		return nil, err
	}
	if one := filepath.Join(dir, "photo.jpg"); isFile(one) {
		return []string{one}, nil
	}
	var out []string
	for i := 1; i <= maxTIFFPages; i++ {
		next := filepath.Join(dir, "photo-"+itoa(i)+".jpg")
		if !isFile(next) {
			break
		}
		out = append(out, next)
	}
	if len(out) == 0 {
		return nil, errors.New("the file holds no photo")
	}
	return out, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// heifSize returns the largest width and height that an HEIF file states in its
// properties (ISO/IEC 23008-12, 6.5.3: box "ispe"), which stand near its
// beginning; 0 when it states none.
func heifSize(r io.ReaderAt, size int64) (w, h int) {
	head := make([]byte, min(size, 256<<10))
	n, _ := r.ReadAt(head, 0)
	for head = head[:n]; ; {
		at := bytes.Index(head, []byte("ispe\x00\x00\x00\x00"))
		if at < 0 || at+16 > len(head) {
			return w, h
		}
		b := head[at+8:]
		w = max(w, int(b[0])<<24|int(b[1])<<16|int(b[2])<<8|int(b[3]))
		h = max(h, int(b[4])<<24|int(b[5])<<16|int(b[6])<<8|int(b[7]))
		head = b
	}
}
