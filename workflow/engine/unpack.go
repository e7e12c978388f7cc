package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// An archive that was sent for an obligation is not the paper that is owed, nor is a
// message that only carries it: it leaves the slot, and what is inside it is placed,
// however deep. What its own reading doesn't place goes into that slot, where it
// alone can be what was meant.

// eventUnpacked is told of such an envelope; it keeps what it was sent for.
const eventUnpacked = "document.unpacked"

type unpackedData struct {
	Obligation workflow.ObligationID `json:"obligation"`
	Kind       document.Kind         `json:"kind"`
}

// unpack takes an envelope, of which d was read, out of the slot that it was sent for,
// unless it is under review already, and returns the document as it is then. It is
// locked.
func (e *Engine) unpack(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision, d document.Reading) (storage.Document, error) {
	if doc.ObligationID == 0 {
		return doc, nil
	}
	if _, is, err := isEnvelope(ctx, t, v.ID, d, doc.Kind); err != nil || !is {
		return doc, err
	}
	if _, has, err := t.LockCaseOf(ctx, doc.ID); err != nil || has {
		return doc, err
	}
	if err := e.free(ctx, t, doc); err != nil {
		return doc, err
	}
	if err := t.PlaceDocument(ctx, doc.ID, "", 0); err != nil {
		return doc, err
	}
	out := doc
	out.ObligationID, out.Kind = 0, ""
	return out, t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID, Kind: eventUnpacked, At: e.now(),
		Data: unpackedData{doc.ObligationID, doc.Kind}})
}

// isEnvelope says that a revision, of which d was read, is not the paper of a kind
// but what it came in, and returns what is inside: an archive always is; a message is
// one unless it says itself what the paper has to say, and nothing attached does.
func isEnvelope(ctx context.Context, t *storage.Tx, id document.RevisionID, d document.Reading, kind document.Kind) (inside []storage.ContentLine, is bool, err error) {
	if inside, err = t.ContentsOf(ctx, id); err != nil {
		return nil, false, err
	}
	has := func(origin string) bool {
		return slices.ContainsFunc(inside, func(c storage.ContentLine) bool { return c.Origin == origin })
	}
	return inside, has(originZip) || has(originMail) && !saysItself(d, kind), nil
}

// stated are values that a paper of a kind has, one of them at least, and that the
// message which only accompanies it does not: "si trasmette il registro di ottobre"
// reads like a register. Kinds that are not here may be a letter.
var stated = map[document.Kind][]string{
	document.Register:        {document.GuestCount},
	document.Invoice:         {document.InvoiceNumber},
	document.Agreement:       {document.ContractRate, document.ContractStart},
	document.Extension:       {document.ContractStart, document.ContractEnd},
	document.PocketMoney:     {document.Total},
	document.MealStatement:   {document.Total, document.TotalCount},
	document.GoodsStatement:  {document.Total, document.TotalCount},
	document.CostStatement:   {document.Total},
	document.KitReceipts:     {document.KitCount, document.CardCount},
	document.DURC:            {document.ValidUntil},
	document.Insurance:       {document.ValidUntil},
	document.PerformanceBond: {document.ValidUntil},
	document.FireSafety:      {document.ValidUntil},
}

// saysItself says that a message is the paper of a kind, in its own words: it reads
// like one and nothing attached does. Where an attachment was not recognised (a scan,
// say, that waits for its words), it must state what such a paper states.
func saysItself(d document.Reading, kind document.Kind) bool {
	attached := func(is func(document.Reading) bool) bool {
		return slices.ContainsFunc(d.Contents, func(c document.Content) bool { return is(c.Reading) })
	}
	if d.Kind == "" || d.Kind != kind || attached(func(r document.Reading) bool { return mayBe(r, kind) }) {
		return false
	}
	names, must := stated[kind]
	states := slices.ContainsFunc(d.Fields, func(f document.Field) bool { return slices.Contains(names, f.Name) })
	return !must || states || !attached(func(r document.Reading) bool { return r.Kind == "" })
}

// Where contents come from (document.Content.From).
const (
	originZip  = "zip"
	originMail = "mail"
)

// mayBe says that an attachment is a paper of a kind, or may hold one.
func mayBe(d document.Reading, kind document.Kind) bool {
	opens := func(media string) bool { return media == "application/zip" || media == "message/rfc822" }
	return d.Kind == kind || opens(d.MediaType) || opens(d.ContentType)
}

// lockAround locks the envelopes around a document that were sent for an
// obligation, before the document itself: what is inside one is settled by one
// transaction at a time. all are also those that were not sent for any.
func lockAround(ctx context.Context, t *storage.Tx, id document.ID) (all, around []storage.ContentLine, err error) {
	all, err = envelopesOf(ctx, t, id)
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(all, func(a, b storage.ContentLine) int { return int(a.Outer - b.Outer) })
	for _, c := range all {
		slot, err := t.SentFor(ctx, c.Outer)
		if err != nil {
			return nil, nil, err
		}
		if slot == 0 {
			continue
		}
		if _, err := t.LockDocument(ctx, c.Outer); err != nil {
			return nil, nil, err
		}
		around = append(around, c)
	}
	return all, around, nil
}

// envelopesOf are the containers around a document, one around the other.
func envelopesOf(ctx context.Context, t *storage.Tx, id document.ID) (all []storage.ContentLine, err error) {
	seen := map[document.RevisionID]bool{}
	next, known := []document.ID{id}, map[document.ID]bool{id: true}
	for len(next) > 0 {
		these, err := t.ContainersOf(ctx, next[0])
		if err != nil {
			return nil, err
		}
		next = next[1:]
		for _, c := range these {
			if seen[c.Container] || c.Outer == id {
				continue
			}
			seen[c.Container] = true
			all = append(all, c)
			if !known[c.Outer] {
				known[c.Outer] = true
				next = append(next, c.Outer)
			}
		}
	}
	return all, nil
}

// settle gives the slot that an envelope was sent for to the one document inside
// that can be meant, once all of them are read. than is a document whose check is
// asked for anyway.
func (e *Engine) settle(ctx context.Context, t *storage.Tx, container document.RevisionID, archive, than document.ID) error {
	slot, err := t.SentFor(ctx, archive)
	if err != nil || slot == 0 {
		return err
	}
	if _, taken, err := t.DocumentOf(ctx, slot); err != nil || taken {
		return err
	}
	o, err := t.Obligation(ctx, slot)
	if err != nil {
		return err
	}
	inside, papers, err := papersIn(ctx, t, container, o)
	if err != nil {
		return err
	}
	i, ok := workflow.Meant(o, papers)
	if !ok {
		return nil
	}
	doc, err := t.LockDocument(ctx, inside[i].Document)
	if err != nil || doc.ObligationID != 0 {
		return err
	}
	if o, err = t.LockObligation(ctx, slot); err != nil {
		return err
	}
	v, err := t.CurrentRevision(ctx, doc.ID)
	if err != nil {
		return err
	}
	if err := e.fill(ctx, t, doc, v, o, placedData{Kind: o.Kind, Reason: "the one in what was sent for this slot"}, system()); err != nil || doc.ID == than {
		return err
	}
	return t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(doc.ID))
}

// papersIn is what is known of the documents inside an envelope, and inside those
// within it.
func papersIn(ctx context.Context, t *storage.Tx, container document.RevisionID, o workflow.Obligation) ([]storage.ContentLine, []workflow.Paper, error) {
	centres, err := t.Centres(ctx, o.BodyID)
	if err != nil {
		return nil, nil, err
	}
	agreements, err := t.Agreements(ctx, o.BodyID)
	if err != nil {
		return nil, nil, err
	}
	in := opened{o: o, centres: centres, agreements: agreements, seen: map[document.ID]bool{}}
	inside, err := t.ContentsOf(ctx, container)
	if err == nil {
		err = in.add(ctx, t, inside)
	}
	return in.lines, in.papers, err
}

// opened is what was found in an envelope that was sent for an obligation.
type opened struct {
	o          workflow.Obligation
	centres    []reception.Centre
	agreements []reception.Agreement
	seen       map[document.ID]bool
	lines      []storage.ContentLine
	papers     []workflow.Paper
}

// pecData is what the provider of a certified message certifies (DM of 2 November
// 2005, 7.4): part of the envelope.
const pecData = "daticert.xml"

func (in *opened) add(ctx context.Context, t *storage.Tx, inside []storage.ContentLine) error {
	for _, c := range inside {
		if in.seen[c.Document] || c.Origin == originMail && strings.EqualFold(c.Name, pecData) {
			continue
		}
		in.seen[c.Document] = true
		doc, err := t.Document(ctx, c.Document)
		if err != nil {
			return err
		}
		v, err := t.CurrentRevision(ctx, c.Document)
		if err != nil {
			return err
		}
		d, _, read, err := t.Reading(ctx, v.ID)
		if err != nil {
			return err
		}
		within, is, err := isEnvelope(ctx, t, v.ID, d, in.o.Kind)
		if err != nil {
			return err
		}
		if read && is { // it is no paper itself
			if err := in.add(ctx, t, within); err != nil {
				return err
			}
			continue
		}
		_, has, err := t.LockCaseOf(ctx, c.Document)
		if err != nil {
			return err
		}
		in.lines = append(in.lines, c)
		in.papers = append(in.papers, workflow.Paper{Kind: doc.Kind, Read: read, Placed: has || doc.ObligationID != 0, Hints: workflow.HintsOf(d, in.centres, in.agreements)})
	}
	return nil
}
