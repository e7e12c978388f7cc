package extract

// ocrSentences are about optical recognition.
var ocrSentences = map[string]sentence{
	"ocr.missing":  {"Il riconoscimento del testo (tesseract) non è installato. Pagine fatte di sole immagini, da leggere a mano: %[1]s.", "Text recognition (tesseract) is not installed. Pages made of images only, to be read by hand: %[1]s."},
	"ocr.used":     {"Pagine lette con il riconoscimento ottico: %[1]s. Verificare i valori segnati come incerti.", "Pages read by optical recognition: %[1]s. Check the values marked as unsure."},
	"ocr.second":   {"Al testo contenuto nel PDF mancava un valore necessario: %[1]s pagine sono state lette anche dall'immagine. Verificare i valori segnati come incerti.", "The text inside the PDF lacked a value that is needed: %[1]s pages were read from their image as well. Check the values marked as unsure."},
	"ocr.outside":  {"C'è inchiostro senza parole riconosciute (firme, timbri, scrittura a mano o testo perso) alle pagine %[1]s. Guardare le zone segnate.", "There is ink without recognised words (signatures, stamps, handwriting or lost text) on pages %[1]s. Look at the marked regions."},
	"ocr.failed":   {"Pagine su cui il riconoscimento del testo non è riuscito, da leggere a mano: %[1]s.", "Pages on which text recognition failed, to be read by hand: %[1]s."},
	"ocr.too_many": {"Troppe pagine sono immagini: il testo è stato riconosciuto solo nelle prime %[1]s.", "Too many pages are images: text was recognised in the first %[1]s only."},
	"ocr.late":     {"Il tempo per il riconoscimento del testo è finito: le ultime pagine vanno lette a mano, oppure inviare il documento diviso in parti.", "The time for text recognition ran out: read the last pages by hand, or send the document in parts."},
}
