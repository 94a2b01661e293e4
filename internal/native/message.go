package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/glance-networks/agent-host/internal/protocol"
	jsonv2 "github.com/go-json-experiment/json"
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

type envelope struct {
	Version jsontext.Value `json:"jsonrpc"`
	ID      jsontext.Value `json:"id"`
	Method  jsontext.Value `json:"method"`
	Params  jsontext.Value `json:"params"`
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
	var e envelope
	if err := jsonv2.Unmarshal(body, &e); err != nil {
		return request{}, refuseEnvelope(err)
	}
	id, ok := parseID(e.ID)
	if !ok {
		return request{}, refuse(nullID, protocol.CodeInvalidRequest, "an id must be a whole number from 0 to 2^53-1")
	}
	var method string
	if string(e.Version) != `"2.0"` || jsonv2.Unmarshal(e.Method, &method) != nil || method == "" {
		return request{}, refuse(cmp.Or(id, nullID), protocol.CodeInvalidRequest, `a request has "jsonrpc": "2.0" and a method`)
	}
	return request{id, method, json.RawMessage(e.Params)}, nil
}

func refuseEnvelope(err error) *refusal {
	var wrongType *jsonv2.SemanticError
	if errors.As(err, &wrongType) {
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
