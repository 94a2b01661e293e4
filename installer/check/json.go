package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/manifests"
)

// deepest is how many levels of lists and objects Chromium reads.
const deepest = 199

var byteOrderMark = []byte("\xef\xbb\xbf")

// fields are a manifest's members as they are written: a browser knows them by
// their exact names, encoding/json by any case.
type fields map[string]json.RawMessage

// parse reads JSON as a browser of the family does. Both skip a byte order mark;
// what Chromium takes and refuses beyond that was tried out on it.
func parse(family manifests.Family, text []byte) (fields, string) {
	if !utf8.Valid(text) {
		return nil, "it is not UTF-8"
	}
	text = bytes.TrimPrefix(text, byteOrderMark)
	if family == manifests.Chromium {
		text = strict(text)
	}
	var f fields
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Sprintf("it is not valid JSON: %v", err)
	}
	if f == nil {
		return nil, "it is not a JSON object"
	}
	if family == manifests.Chromium {
		return f, overdone(text)
	}
	return f, ""
}

// strict writes what Chromium allows beside JSON as JSON: comments, and in
// texts line breaks and \x escapes.
func strict(text []byte) []byte {
	var out []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			end := endOfString(text, i)
			out = append(out, strictString(text[i:end])...)
			i = end - 1
		case bytes.HasPrefix(text[i:], []byte("//")):
			i = endOfComment(text, i, "\n", len(text)) - 1
		case bytes.HasPrefix(text[i:], []byte("/*")):
			i = endOfComment(text, i, "*/", i+1) - 1 // one without an end leaves what is no JSON
		default:
			out = append(out, text[i])
		}
	}
	return out
}

// endOfString is the index after a text that begins at i.
func endOfString(text []byte, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(text))
}

func endOfComment(text []byte, i int, end string, otherwise int) int {
	if at := bytes.Index(text[min(i+2, len(text)):], []byte(end)); at >= 0 {
		return i + 2 + at + len(end)
	}
	return otherwise
}

func strictString(text []byte) []byte {
	var out []byte
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\n':
			out = append(out, `\n`...)
		case text[i] == '\r':
			out = append(out, `\r`...)
		case text[i] != '\\' || i+1 == len(text):
			out = append(out, text[i])
		case text[i+1] == 'x':
			out = append(out, `\u00`...)
			i++
		default:
			out = append(out, text[i], text[i+1])
			i++
		}
	}
	return out
}

// overdone says what Chromium refuses in valid JSON.
func overdone(text []byte) string {
	if halfPair(text) {
		return `it has half of a pair of \u escapes, which Chromium browsers refuse`
	}
	depth := 0
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		switch {
		case err == io.EOF:
			return ""
		case err != nil:
			return fmt.Sprintf("it is not JSON that Chromium browsers read: %v", err)
		case token == json.Delim('{'), token == json.Delim('['):
			depth++
		case token == json.Delim('}'), token == json.Delim(']'):
			depth--
		}
		if depth > deepest {
			return fmt.Sprintf("it is over %d levels deep, which Chromium browsers refuse", deepest)
		}
	}
}

// halfPair says whether some text of valid JSON escapes one half of a UTF-16
// pair without the other.
func halfPair(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		first := escaped(text[i:])
		i++
		if !utf16.IsSurrogate(first) {
			continue
		}
		if utf16.DecodeRune(first, escaped(text[i+5:])) == utf8.RuneError {
			return true
		}
		i += 10
	}
	return false
}

// escaped is the character that a \u escape at the beginning stands for, and
// 0 for anything else.
func escaped(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0
	}
	code, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(code)
}
