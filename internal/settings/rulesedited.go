package settings

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// mapping are the members of a rule that a confirmation speaks of.
var mapping = []string{"matches", "frames", "objects"}

// sameMapping reports whether a confirmed rule says the same pages and objects as
// it did before, however either is written.
func sameMapping(before string, after *node) bool {
	was, wrong := parse([]byte(before))
	if wrong != nil || was.member("confirmed") == nil {
		return false
	}
	for _, name := range mapping {
		if !reflect.DeepEqual(valueOf(was.member(name)), valueOf(after.member(name))) {
			return false
		}
	}
	return true
}

func valueOf(n *node) (value any) {
	if n == nil || json.Unmarshal(n.raw, &value) != nil {
		return nil
	}
	return value
}

// unconfirmed is the text of a rule, one JSON object, without its member
// confirmed. The rest stays as it is written.
func unconfirmed(text []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(text))
	var value json.RawMessage
	for token, err := decoder.Token(); err == nil; {
		from := decoder.InputOffset()
		if token, err = decoder.Token(); err != nil || decoder.Decode(&value) != nil {
			break
		}
		if token == "confirmed" {
			rest := text[decoder.InputOffset():]
			if text[from] != ',' { // it is the first: the comma behind it goes too
				rest = bytes.TrimPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(","))
			}
			return append(bytes.Clone(text[:from]), rest...)
		}
	}
	return text
}
