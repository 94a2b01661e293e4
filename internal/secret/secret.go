// Package secret holds values that must never be printed.
package secret

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every way of printing a Text shows.
const Redacted = "[redacted]"

// Text is a secret string: a LoginKey, an authorization token, an API key.
// Every formatting verb, every encoder and every logger prints Redacted; only
// Reveal returns what it holds, so that "Reveal(" finds each use in the code.
//
// The value hangs behind a pointer because fmt does not call methods on
// unexported fields: it prints an address there instead.
type Text struct{ value *string }

// New wraps value.
func New(value string) Text { return Text{&value} }

// Reveal returns the secret itself. Call it only where it goes on the wire.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty reports whether nothing is held.
func (t Text) Empty() bool { return t.Reveal() == "" }

// Format implements fmt.Formatter, so that no verb gets past it.
func (t Text) Format(f fmt.State, _ rune) { io.WriteString(f, Redacted) }

// String implements fmt.Stringer.
func (t Text) String() string { return Redacted }

// GoString implements fmt.GoStringer (%#v).
func (t Text) GoString() string { return Redacted }

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(Redacted) }

// MarshalText implements encoding.TextMarshaler.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue implements slog.LogValuer.
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
