package extract

// imageSentences are about images.
var imageSentences = map[string]sentence{
	"image.heic":      {"Le foto HEIC e AVIF si leggono solo dove è installato heif-convert (pacchetto libheif-examples). Salvare la foto in JPEG o il documento in PDF e inviare quello, oppure chiedere all'amministratore.", "HEIC and AVIF photos are read only where heif-convert is installed (package libheif-examples). Save the photo as JPEG or the document as PDF and send that, or ask the administrator."},
	"image.damaged":   {"L'immagine è danneggiata o incompleta. Rifare la foto o la scansione e inviarla di nuovo.", "The image is damaged or incomplete. Take the photo or the scan again and send it."},
	"image.too_large": {"L'immagine ha troppi pixel (più di 64 milioni) e non è stata aperta. Rifare la scansione a 300 punti per pollice e inviarla di nuovo.", "The image has too many pixels (more than 64 million) and was not opened. Scan it again at 300 dots per inch and send it."},
}
