package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxDepth = 64        // levels of objects and arrays in a message
	maxID    = 1<<53 - 1 // the largest integer that JavaScript holds exactly
)

// nullID stands for the id of a message whose id cannot be told.
const nullID = "null"

// request is one message from the extension. An empty id marks a notification.
type request struct {
	id     string
	method string
	params json.RawMessage
}

// envelope are the members of a message that count, as they were written.
type envelope struct{ version, id, method, params jsontext.Value }

var (
	errNoObject = errors.New("not an object")
	errMore     = errors.New("more than one value")
)

// open reads an envelope token by token: for the first message of a host's life
// that is several times cheaper than a decoder that has to study a type first.
func open(body []byte) (e envelope, err error) {
	in := jsontext.NewDecoder(bytes.NewBuffer(body))
	if in.PeekKind() != '{' {
		return e, cmp.Or(in.SkipValue(), errNoObject)
	}
	if _, err := in.ReadToken(); err != nil {
		return e, err
	}
	for in.PeekKind() == '"' {
		if err := e.member(in); err != nil {
			return e, err
		}
	}
	if _, err := in.ReadToken(); err != nil {
		return e, err
	}
	if _, err := in.ReadToken(); err != io.EOF {
		return e, errMore
	}
	return e, nil
}

// member takes one member, or passes over one that does not count.
func (e *envelope) member(in *jsontext.Decoder) error {
	name, err := in.ReadToken()
	if err != nil {
		return err
	}
	switch name.String() {
	case "jsonrpc":
		return into(&e.version, in)
	case "id":
		return into(&e.id, in)
	case "method":
		return into(&e.method, in)
	case "params":
		return into(&e.params, in)
	}
	return in.SkipValue()
}

func into(member *jsontext.Value, in *jsontext.Decoder) error {
	value, err := in.ReadValue()
	*member = value.Clone()
	return err
}

// refusal is an error answer to a message that is not run.
type refusal struct {
	id     string
	reason *protocol.Error
}

func refuse(id string, code int, text string) *refusal {
	return &refusal{id, rpcError(code, text)}
}

// parse decodes a frame's body. It refuses with CodeParse what is not JSON
// (invalid UTF-8, a name twice in one object and more than maxDepth levels
// included), and with CodeInvalidRequest what is not a request.
func parse(body []byte) (request, *refusal) {
	if tooDeep(body) {
		return request{}, refuse(nullID, protocol.CodeParse, fmt.Sprintf("the message has more than %d levels", maxDepth))
	}
	e, err := open(body)
	if err != nil {
		return request{}, refuseEnvelope(err)
	}
	id, ok := parseID(e.id)
	if !ok {
		return request{}, refuse(nullID, protocol.CodeInvalidRequest, "an id must be a whole number from 0 to 2^53-1")
	}
	method, err := jsontext.AppendUnquote(nil, e.method)
	if string(e.version) != `"2.0"` || err != nil || len(method) == 0 {
		return request{}, refuse(cmp.Or(id, nullID), protocol.CodeInvalidRequest, `a request has "jsonrpc": "2.0" and a method`)
	}
	return request{id, string(method), json.RawMessage(e.params)}, nil
}

func refuseEnvelope(err error) *refusal {
	if errors.Is(err, errNoObject) {
		return refuse(nullID, protocol.CodeInvalidRequest, "a message is one object; batches are not taken")
	}
	return refuse(nullID, protocol.CodeParse, "the message is not valid JSON")
}

// parseID returns the id as it is to be written in the answer, empty where
// there is none.
func parseID(raw jsontext.Value) (string, bool) {
	if len(raw) == 0 {
		return "", true
	}
	n, err := strconv.ParseUint(string(raw), 10, 64)
	return string(raw), err == nil && n <= maxID
}

// tooDeep looks closer only at bodies with more than maxDepth brackets, which
// few have: counting is far cheaper than following the strings.
func tooDeep(body []byte) bool {
	if bytes.Count(body, []byte("{"))+bytes.Count(body, []byte("[")) <= maxDepth {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

func rpcError(code int, text string) *protocol.Error {
	return &protocol.Error{Code: code, Message: text}
}
