package visitor

import (
	"strings"
	"unicode"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// The values of protocol.Normalise's Case.
const (
	lower = "lower"
	upper = "upper"
)

// Normalise takes a value out of a text: what is behind the first After and
// before the first Before that follows it, without the white space around it, in
// its case. It is false where a literal is not there. Only the case of A to Z is
// changed, and a text with other characters than ASCII's has none then: systems
// do not agree on their case. An empty text is an empty value.
func Normalise(n protocol.Normalise, text string) (value string, ok bool) {
	value = Trim(text)
	if value == "" {
		return "", true
	}
	if n.After != "" {
		if _, value, ok = strings.Cut(value, n.After); !ok {
			return "", false
		}
	}
	if n.Before != "" {
		if value, _, ok = strings.Cut(value, n.Before); !ok {
			return "", false
		}
	}
	return inCase(n.Case, Trim(value))
}

func inCase(which, value string) (string, bool) {
	if which != lower && which != upper {
		return value, true
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) {
		return "", false
	}
	if which == lower {
		return strings.ToLower(value), true
	}
	return strings.ToUpper(value), true
}

// Trim drops the white space around a text: what ECMAScript's trim drops.
func Trim(text string) string { return strings.TrimFunc(text, isSpace) }

func isSpace(r rune) bool {
	const nextLine, byteOrderMark = '\u0085', '\ufeff'
	return r == byteOrderMark || r != nextLine && unicode.IsSpace(r)
}
