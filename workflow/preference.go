package workflow

import (
	"slices"

	"github.com/insiemi/insiemi/reception"
)

// NoticeKind is what a notice tells. People choose by kind how to get it.
type NoticeKind string

// The kinds of notice. The first few are not written as notices of their own:
// they are what a digest is made of.
const (
	NoticeReminder   NoticeKind = "reminder"      // what a body owes
	NoticeTasks      NoticeKind = "task_reminder" // tasks past their date; of a body, what it is to complete
	NoticeEscalation NoticeKind = "escalation"    // bodies late in spite of every reminder

	NoticeDigest       NoticeKind = "digest"       // the one of a day; subject: 0
	NoticeDecision     NoticeKind = "decision"     // returned or rejected; subject: decision
	NoticeApproved     NoticeKind = "approved"     // subject: decision
	NoticeUnclear      NoticeKind = "kind_unclear" // subject: document
	NoticeTaskOpened   NoticeKind = "task_opened"  // a case reached the person's role; subject: case
	NoticeConfirm      NoticeKind = "confirm"      // an override waits for a second person; subject: case
	NoticeDeclared     NoticeKind = "declared"     // "nothing to submit" awaits the office; subject: act
	NoticeAcknowledged NoticeKind = "acknowledged" // the answer to it; subject: act
	NoticeRefused      NoticeKind = "refused"      // the answer to it; subject: act
	NoticeExtension    NoticeKind = "extension"    // subject: act
	NoticeWaiver       NoticeKind = "waiver"       // subject: act
	NoticeRestored     NoticeKind = "restored"     // asked for again; subject: act
	NoticeChase        NoticeKind = "chase"        // by hand; subject: 0
	NoticeInvite       NoticeKind = "invite"       // subject: 0
)

// NoticeOf is the kind of notice that tells an act; ok is false for an act that
// tells by itself, or not at all.
func NoticeOf(a Act) (k NoticeKind, ok bool) {
	k, ok = map[Act]NoticeKind{ActDeclared: NoticeDeclared, ActAcknowledged: NoticeAcknowledged, ActRefused: NoticeRefused,
		ActExtended: NoticeExtension, ActWaived: NoticeWaiver, ActRestored: NoticeRestored}[a]
	return k, ok
}

// Channel is how a person gets a kind of notice.
type Channel string

// The channels.
const (
	ChannelNow    Channel = "now"    // an e-mail of its own, at once
	ChannelDigest Channel = "digest" // in the one e-mail of a day
	ChannelNone   Channel = "none"   // not told; the pages show it all the same
)

// Choice is how people of some roles get a kind of notice: as Default says
// unless they choose another of Offers. A formal notice offers one channel.
type Choice struct {
	Kind    NoticeKind
	Default Channel
	Offers  []Channel
	Roles   []reception.Role
}

// Formal says that the notice always comes at once and can't be turned off.
func (c Choice) Formal() bool { return len(c.Offers) == 1 }

// For says that people of a role get such notices.
func (c Choice) For(r reception.Role) bool { return slices.Contains(c.Roles, r) }

// choices is the table of every kind that people are told.
func choices() []Choice {
	body := []reception.Role{reception.Operator}
	deciders := []reception.Role{reception.Reviewer, reception.Head}
	everybody := []reception.Role{reception.Operator, reception.Reviewer, reception.Head, reception.Administrator}
	daily := []Channel{ChannelDigest, ChannelNone}
	free := []Channel{ChannelNow, ChannelDigest, ChannelNone}
	always := []Channel{ChannelNow}
	return []Choice{
		{NoticeReminder, ChannelDigest, daily, body},
		{NoticeTasks, ChannelDigest, daily, slices.Concat(body, deciders)},
		{NoticeEscalation, ChannelDigest, daily, []reception.Role{reception.Head}},
		{NoticeDeclared, ChannelDigest, free, deciders},
		{NoticeConfirm, ChannelDigest, free, deciders},
		{NoticeTaskOpened, ChannelNone, free, deciders},
		{NoticeApproved, ChannelNow, free, body},
		{NoticeAcknowledged, ChannelNow, free, body},
		{NoticeUnclear, ChannelNow, free, body},
		{NoticeDecision, ChannelNow, always, body},
		{NoticeRefused, ChannelNow, always, body},
		{NoticeExtension, ChannelNow, always, body},
		{NoticeWaiver, ChannelNow, always, body},
		{NoticeRestored, ChannelNow, always, body},
		{NoticeChase, ChannelNow, always, body},
		{NoticeInvite, ChannelNow, always, everybody},
	}
}

// ChoicesFor returns the kinds that people of a role are told, those that they
// may choose about first.
func ChoicesFor(r reception.Role) []Choice {
	return slices.DeleteFunc(choices(), func(c Choice) bool { return !c.For(r) })
}

// ChoiceOf returns the choice about a kind; ok is false for one that nobody is
// told by itself.
func ChoiceOf(k NoticeKind) (c Choice, ok bool) {
	for _, c := range choices() {
		if c.Kind == k {
			return c, true
		}
	}
	return Choice{Kind: k, Default: ChannelNow, Offers: []Channel{ChannelNow}}, false
}

// ChannelOf is how somebody who chose so gets a kind of notice; "" chose
// nothing. What the kind does not offer counts as not chosen.
func ChannelOf(k NoticeKind, chosen Channel) Channel {
	c, _ := ChoiceOf(k)
	if slices.Contains(c.Offers, chosen) {
		return chosen
	}
	return c.Default
}

// Together is how somebody who gets a kind of notice by a channel gets it of one
// of many things that were sent as one: in the digest, never an e-mail for each.
func Together(k NoticeKind, ch Channel) Channel {
	c, _ := ChoiceOf(k)
	if ch == ChannelNow && slices.Contains(c.Offers, ChannelDigest) {
		return ChannelDigest
	}
	return ch
}

// Choose checks what a person of a role asks for, or refuses it with a sentence.
func Choose(r reception.Role, k NoticeKind, ch Channel) error {
	c, ok := ChoiceOf(k)
	switch {
	case !ok || !c.For(r):
		return Refuse(Invalid, "preference.unknown",
			"Questo tipo di avviso non è tra i propri. Ricaricare la pagina e scegliere tra quelli mostrati.",
			"This kind of notice is not among yours. Reload the page and choose among those shown.")
	case c.Formal():
		return Refuse(Invalid, "preference.formal",
			"Questo avviso è una comunicazione formale: arriva sempre subito per e-mail e non si può cambiare.",
			"This notice is a formal one: it always comes at once by e-mail and can't be changed.")
	case !slices.Contains(c.Offers, ch):
		return Refuse(Invalid, "preference.channel",
			"Per questo avviso il modo scelto non è previsto. Scegliere uno di quelli mostrati nella pagina.",
			"That way is not offered for this notice. Choose one of those shown on the page.")
	}
	return nil
}
