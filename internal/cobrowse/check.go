package cobrowse

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/presence"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// refuse is an error with a reason for which the extension has a sentence.
func refuse(code int, reason protocol.Reason) *protocol.Error {
	return &protocol.Error{Code: code, Message: string(reason), Data: &protocol.ErrorData{Reason: reason}}
}

// checkRecord keeps what a page says within its bounds.
func checkRecord(watch string, r protocol.Record, visitorID string) error {
	bounds := []struct {
		text string
		max  int
	}{
		{watch, protocol.MaxID}, {r.System, protocol.MaxID}, {r.Type, protocol.MaxID}, {r.ID, protocol.MaxID},
		{r.Title, protocol.MaxTitle}, {r.URL, protocol.MaxAddress}, {visitorID, protocol.MaxAddress},
	}
	for _, b := range bounds {
		if utf8.RuneCountInString(b.text) > b.max || !utf8.ValidString(b.text) || strings.ContainsAny(b.text, "\x00\r\n") {
			return refuse(protocol.CodeInvalidParams, protocol.ReasonBadRecord)
		}
	}
	if watch == "" || r.System == "" || r.Type == "" || r.ID == "" || (isPage(r) && visitorID != "") {
		return refuse(protocol.CodeInvalidParams, protocol.ReasonBadRecord)
	}
	return nil
}

// isPage reports whether this stands for a record that its page does not tell for certain.
func isPage(r protocol.Record) bool { return strings.HasPrefix(r.ID, protocol.PagePrefix) }

// randomKey is Glance's word for "give me any key" (D): never a key itself.
const randomKey = "GLANCE_KEYTYPE_RANDOM"

// plainKey is a typed key without the blanks that surround it, or that part the
// groups it is read out in. Whatever else it holds, line breaks and what nobody
// sees included, stays and makes it none.
func plainKey(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.Is(unicode.Zs, r) {
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
}

// validKey reports whether a text can be a visitor id or a session key.
func (d *Desk) validKey(key string) bool {
	return len(key) <= protocol.MaxKey && !strings.EqualFold(key, randomKey) && d.Key.MatchString(key)
}

// reasonOf names an error for the agent. Its text never reaches them.
func reasonOf(err error) protocol.Reason {
	if err == nil {
		return ""
	}
	if refused := new(loginkey.Error); errors.As(err, &refused) {
		return refused.Reason
	}
	if errors.Is(err, presence.ErrDropped) {
		return protocol.ReasonPresenceDropped
	}
	if failure := new(glance.Error); errors.As(err, &failure) {
		return glanceReason(failure)
	}
	return protocol.ReasonInternal
}

func glanceReason(failure *glance.Error) protocol.Reason {
	switch failure.Code {
	case glance.Refused:
		return protocol.ReasonGlanceRefused
	case glance.ForeignAddress:
		return protocol.ReasonForeignAddress
	case glance.VisitorNotPresent:
		return protocol.ReasonVisitorNotPresent
	case glance.Silent:
		return protocol.ReasonPresenceSilent
	case glance.Nonsense:
		if failure.Op == "watch" {
			return protocol.ReasonPresenceNonsense
		}
		return protocol.ReasonGlanceNonsense
	}
	return protocol.ReasonGlanceUnreachable
}
