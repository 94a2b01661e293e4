package events

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/oklog/ulid/v2"
)

// Limits of an event, in characters where a text is meant.
const (
	MaxBatch = 64   // events of one Append
	MaxPage  = 1000 // events of one Page
	MaxData  = 20   // facts of one event
	MaxFact  = 500  // one fact
	MaxAgent = 255
	MaxDesk  = 100
)

// Check reports the first bound that e breaks, as an ErrInvalid. The error
// names the field and never holds its content.
func (e Event) Check() error {
	for _, check := range []func() string{e.checkIdentity, e.checkWords, e.checkTexts, e.checkData} {
		if wrong := check(); wrong != "" {
			return fmt.Errorf("%w: %s", ErrInvalid, wrong)
		}
	}
	return nil
}

func (e Event) checkIdentity() string {
	id, err := ulid.ParseStrict(e.ID)
	switch {
	case err != nil || id.String() != e.ID:
		return "ID is not a ULID"
	case e.Time.UnixMilli() < 0 || id.Time() != uint64(e.Time.UnixMilli()):
		return "ID does not carry Time"
	case e.Time.Nanosecond()%1e6 != 0:
		return "Time is not in whole milliseconds"
	case !isULID(e.Session):
		return "Session is not a ULID"
	case e.Seq < 1:
		return "Seq is below 1"
	case e.Group < 0:
		return "Group is negative"
	}
	return ""
}

func (e Event) checkWords() string {
	switch {
	case !isWord(e.Name):
		return "Name is not 1 to 40 of a-z and _"
	case !isWord(e.Type):
		return "Type is not 1 to 40 of a-z and _"
	case (e.Key == "") != (e.KeyKind == ""):
		return "Key and KeyKind go together"
	case e.KeyKind != "" && !slices.Contains(protocol.KeyKinds, protocol.KeyKind(e.KeyKind)):
		return "KeyKind is none that there is"
	}
	return ""
}

func (e Event) checkTexts() string {
	texts := []struct {
		name, text string
		limit      int
	}{
		{"Agent", e.Agent, MaxAgent}, {"Desk", e.Desk, MaxDesk}, {"Key", e.Key, protocol.MaxKey},
		{"Record.System", e.Record.System, protocol.MaxID}, {"Record.Type", e.Record.Type, protocol.MaxID},
		{"Record.ID", e.Record.ID, protocol.MaxID}, {"Record.Title", e.Record.Title, protocol.MaxTitle},
		{"Record.URL", e.Record.URL, protocol.MaxAddress},
	}
	for _, t := range texts {
		if !fits(t.text, t.limit) {
			return fmt.Sprintf("%s is longer than %d characters or not text", t.name, t.limit)
		}
	}
	return ""
}

func (e Event) checkData() string {
	if len(e.Data) > MaxData {
		return fmt.Sprintf("Data has more than %d facts", MaxData)
	}
	for name, fact := range e.Data {
		if !isFactName(name) {
			return "Data has a name that is not 1 to 40 letters, digits and _"
		}
		if !fits(fact, MaxFact) {
			return fmt.Sprintf("Data[%s] is longer than %d characters or not text", name, MaxFact)
		}
	}
	return ""
}

// CheckBatch reports whether Append may take e.
func CheckBatch(e []Event) error {
	if len(e) > MaxBatch {
		return fmt.Errorf("%w: %d events in one batch, at most %d", ErrInvalid, len(e), MaxBatch)
	}
	for i := range e {
		if err := e[i].Check(); err != nil {
			return err
		}
	}
	return nil
}

// isWord reports whether s is 1 to 40 of a-z and _.
func isWord(s string) bool {
	return isOf(s, func(r rune) bool { return 'a' <= r && r <= 'z' || r == '_' })
}

// isFactName reports whether s is 1 to 40 letters, digits and _.
func isFactName(s string) bool {
	return isOf(s, func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	})
}

func isOf(s string, allowed func(rune) bool) bool {
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return !allowed(r) })
}

func isULID(s string) bool {
	id, err := ulid.ParseStrict(s)
	return err == nil && id.String() == s
}

// fits reports whether s is valid text within limit characters. A NUL is no
// text: databases end there.
func fits(s string, limit int) bool {
	return len(s) <= limit*utf8.UTFMax && utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit && !strings.ContainsRune(s, 0)
}
