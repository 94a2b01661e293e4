package glance

import (
	"encoding/json"
	"strings"
)

// keyShape is what a session key on the wire may be: short, printable, no blanks.
var keyShape = shape(`^[!-~]{0,63}$`)

// message is the envelope of the mirror dialect (U: the visitor's side, which a
// public sample shows, seen from the agent's).
type message struct {
	Type      string          `json:"type"`
	GroupID   loose           `json:"groupid"`
	VisitorID loose           `json:"visitorid"`
	Data      json.RawMessage `json:"data"`
}

// messageData is every field that any known message has.
type messageData struct {
	Connected  *bool  `json:"connected"`
	Status     string `json:"status"`
	SessionKey string `json:"sessionkey"`
	Code       loose  `json:"code"`
	Msg        loose  `json:"msg"`
	pageData
}

// readUpdate reads one message about visitor. ok is false for a message that
// is none of those known: a newer server may say more. What contradicts itself,
// or names another visitor, is an error.
func readUpdate(raw []byte, group int64, visitor string) (update Update, ok bool, err error) {
	const op = "watch"
	var m message
	if err := decodeObject(op, raw, &m); err != nil {
		return Update{}, false, err
	}
	if !names(m.GroupID, m.VisitorID, group, visitor) {
		return Update{}, false, nonsense(op, "a message is about another visitor")
	}
	var data messageData
	if len(m.Data) > 0 && known[m.Type] != nil {
		if err := decode(op, m.Data, &data); err != nil {
			return Update{}, false, err
		}
	}
	read := known[m.Type]
	if read == nil {
		return Update{}, false, nil
	}
	update, sound := read(data)
	if !sound {
		return Update{}, false, nonsense(op, "a message lacks what it is about")
	}
	return update, update.Kind != "", nil
}

// known reads each type of message (names S). It returns false for nonsense,
// and an Update without Kind for what is to be passed over.
var known = map[string]func(messageData) (Update, bool){
	"visitorconn": func(d messageData) (Update, bool) {
		switch {
		case d.Connected == nil:
			return Update{}, false
		case !*d.Connected:
			return Update{Kind: UpdateDisconnected}, true
		}
		return Update{Kind: UpdateConnected, Visitor: d.visitor()}, true
	},
	"presence": func(d messageData) (Update, bool) {
		return Update{Kind: UpdatePage, Visitor: d.visitor()}, true
	},
	"terms": func(d messageData) (Update, bool) {
		switch terms := Terms(d.Status); terms {
		case "":
			return Update{}, false
		case TermsDisplayed, TermsAccepted, TermsDeclined:
			return Update{Kind: UpdateTerms, Terms: terms}, true
		}
		return Update{}, true
	},
	"visitorsessionstart": func(d messageData) (Update, bool) {
		return Update{Kind: UpdateSessionStart, SessionKey: d.SessionKey}, keyShape(d.SessionKey)
	},
	"visitorsessionend": func(messageData) (Update, bool) { return Update{Kind: UpdateSessionEnd}, true },
	"visitorerror": func(d messageData) (Update, bool) {
		text := clean(strings.TrimSpace(string(d.Code)+" "+string(d.Msg)), maxText)
		return Update{Kind: UpdateError, Text: text}, true
	},
	"blur": func(messageData) (Update, bool) { return Update{Kind: UpdateBlur}, true },
}
