package extract

// imageSentences are about images.
var imageSentences = map[string]sentence{
	"image.heic":    {"Le foto HEIC non si leggono ancora. Salvate la foto in JPEG o il documento in PDF e inviate quello.", "HEIC photos are not read yet. Save the photo as JPEG or the document as PDF and send that."},
	"image.damaged": {"L'immagine è danneggiata o troppo grande. Rifate la foto o la scansione e inviatela di nuovo.", "The image is damaged or too large. Take the photo or the scan again and send it."},
}
