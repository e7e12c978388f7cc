package extract

// pdfSentences are about PDFs and the comparison of their readers.
var pdfSentences = map[string]sentence{
	"pdf.encrypted":      {"Il PDF è protetto da una password e non si può leggere. Salvarlo senza password e inviarlo di nuovo.", "The PDF is protected by a password and cannot be read. Save it without a password and send it again."},
	"pdf.damaged":        {"Il PDF è danneggiato o incompleto. Esportarlo di nuovo dal programma che l'ha creato e inviarlo.", "The PDF is damaged or incomplete. Export it again from the program that made it and send it."},
	"pdf.truncated":      {"Il PDF sembra tagliato: manca la fine del file. Quello che si legge può non essere tutto. Inviarlo di nuovo.", "The PDF seems cut short: the end of the file is missing. What can be read may not be all. Send it again."},
	"pdf.too_many_pages": {"Il PDF ha %[1]s pagine, molte più di quante ne abbia un documento (al massimo %[2]s): non è stato letto. Dividerlo, o inviare solo le pagine che servono.", "The PDF has %[1]s pages, far more than a document has (%[2]s at most): it was not read. Split it, or send only the pages that are needed."},
	"pdf.too_many":       {"Il PDF ha più di %[1]s pagine: sono state lette solo le prime %[1]s. Dividere il documento.", "The PDF has more than %[1]s pages: only the first %[1]s were read. Split the document."},
	"pdf.one_reader":     {"Le pagine sono state lette da un solo programma (%[1]s): importi e date non hanno una seconda lettura di confronto. Verificarli.", "The pages were read by one program only (%[1]s): amounts and dates have no second reading to compare with. Check them."},
	"pdf.changed_after":  {"Una firma copre solo una versione precedente del PDF: dopo la firma il file è stato modificato (altre firme o aggiunte). Verificare la firma con il proprio programma.", "A signature covers an earlier version of the PDF only: the file was changed after it (other signatures or additions). Check the signature with your program."},
	"pdf.unseen": {"Valori letti da un testo che nel documento non si vede (senza inchiostro, del colore del fondo, coperto): %[1]s, segnati come incerti. Confrontarli con ciò che si vede sulla pagina.",
		"Values read from text that nobody sees in the document (without ink, in the colour of the ground, covered): %[1]s, marked as unsure. Compare them with what is seen on the page."},
	"pdf.no_text":    {"Nel PDF non c'è testo leggibile. Se è una scansione, rifarla più nitida; se è vuoto, controllare il file.", "There is no readable text in the PDF. If it is a scan, make it sharper; if it is blank, check the file."},
	"readers.differ": {"Le due letture delle pagine non concordano su %[1]s valori, segnati come incerti. Verificarli sul documento.", "The two readings of the pages disagree on %[1]s values, marked as unsure. Check them on the document."},
}
