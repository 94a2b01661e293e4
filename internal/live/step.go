package live

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/glance-networks/agent-host/internal/protocol"
)

const maxBack = 300 // characters of what came back

// step is one step of the report while it is tried.
type step struct {
	protocol.LiveStep
	works bool // with Change, though not as it is set
}

// say sets the step's one sentence.
func (s *step) say(format string, values ...any) { s.Says = fmt.Sprintf(format, values...) }

// leave says why a step is not tried.
func (s *step) leave(why string, because protocol.LiveName) {
	s.State, s.Says, s.Because = protocol.LiveNotTried, why, because
}

// fail says that it does not work as it is set, and not otherwise either.
func (s *step) fail(format string, values ...any) {
	s.State = protocol.LiveFailed
	s.say(format, values...)
}

// mend says that it does not work as it is set, and does with other settings.
func (s *step) mend(format string, values ...any) {
	before := s.Says
	if !s.works {
		before = ""
	}
	s.fail(format, values...)
	s.Says = strings.TrimSpace(before + " " + s.Says)
	s.works = true
}

// change names a setting and the value with which it works. The last word counts.
func (s *step) change(key string, value any) {
	text, _ := json.Marshal(value)
	for i := range s.Change {
		if s.Change[i].Key == key {
			s.Change[i].Value = string(text)
			return
		}
	}
	s.Change = append(s.Change, protocol.LiveChange{Key: key, Value: string(text)})
}

func (s *step) fact(letter protocol.LiveLetter, held protocol.LiveHeld, back, format string, values ...any) {
	s.Facts = append(s.Facts, protocol.LiveFact{Text: fmt.Sprintf(format, values...), Letter: letter, Held: held, Back: back})
}

func yes(held bool) protocol.LiveHeld {
	if held {
		return protocol.LiveYes
	}
	return protocol.LiveNo
}

// redact takes texts out of all that people read, and bounds it.
func (s *step) redact(hidden []string) {
	s.Says = redacted(s.Says, hidden)
	for i := range s.Facts {
		s.Facts[i].Text = redacted(s.Facts[i].Text, hidden)
		s.Facts[i].Back = bounded(redacted(s.Facts[i].Back, hidden))
	}
}

func bounded(text string) string {
	runes := []rune(text)
	if len(runes) <= maxBack {
		return text
	}
	return strings.TrimSpace(string(runes[:maxBack-1])) + "…"
}
