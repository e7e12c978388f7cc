package workflow

import "github.com/insiemi/insiemi/document"

// Correct says whether a person may say that a document is of another kind: while
// nobody has decided on it. open is whether it has a case, taken how many
// decisions were taken on that.
func Correct(is, said document.Kind, open bool, c Case, taken int) error {
	if _, known := said.Info(); !known {
		return Refuse(Invalid, "kind.unknown",
			"Non è stato scelto nessun tipo di documento. Sceglierne uno dall'elenco e confermare.",
			"No kind of document was chosen. Choose one from the list and confirm.")
	}
	if !CanCorrect(open, c, taken) {
		return Refuse(Conflict, "kind.decided",
			"Sul documento è già stata presa una decisione: il tipo non si può più cambiare. Se è sbagliato, trasmettere di nuovo il documento per l'adempimento giusto.",
			"A decision was already taken on the document: its kind can't be changed any more. If it is wrong, send the document again for the right obligation.")
	}
	if is == said {
		return Refuse(Conflict, "kind.same",
			"Il documento è già di questo tipo. Ricaricare la pagina.",
			"The document is of this kind already. Reload the page.")
	}
	return nil
}

// CanCorrect says that the kind of a document may still be changed; see Correct.
func CanCorrect(open bool, c Case, taken int) bool { return !open || !c.Closed() && taken == 0 }
