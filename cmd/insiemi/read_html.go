package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// printInvoice writes an invoice as a page of HTML, from what the reading found:
// the file was opened in the child process alone. It errs on a file that is no
// e-invoice.
func printInvoice(w io.Writer, file string, r document.Reading) error {
	if r.Error != nil {
		return fmt.Errorf("%s: %s", file, r.Error.En)
	}
	if !slices.ContainsFunc(r.Fields, func(f document.Field) bool {
		return f.Name == document.InvoiceFormat || f.Name == document.InvoiceBodies
	}) ||
		r.Method != document.MethodXML {
		return fmt.Errorf("%s is not an e-invoice (FatturaPA): read it without --html", file)
	}
	return fatturapa.WriteFieldsHTML(w, r.Fields)
}
