package greet

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// readHello reads a protocol.HelloParams, token by token: a first answer waits
// for nothing that has to study a type first. Members that it does not name are
// passed by, since a newer extension may send more.
func readHello(params json.RawMessage) (p protocol.HelloParams, err error) {
	in := jsontext.NewDecoder(bytes.NewReader(params))
	if in.PeekKind() != '{' {
		return p, errHello
	}
	_, err = in.ReadToken()
	for err == nil && in.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = in.ReadToken(); err == nil {
			err = helloMember(in, name.String(), &p)
		}
	}
	if err == nil {
		_, err = in.ReadToken()
	}
	return p, err
}

func helloMember(in *jsontext.Decoder, name string, p *protocol.HelloParams) error {
	switch name {
	case "protocol":
		return readInt(in, &p.Protocol)
	case "minProtocol":
		return readInt(in, &p.MinProtocol)
	case "extension":
		return readText(in, &p.Extension)
	case "browser":
		return readText(in, &p.Browser)
	case "policy":
		return readText(in, &p.Policy)
	case "sessions":
		return readTexts(in, &p.Sessions)
	}
	return in.SkipValue()
}

func readInt(in *jsontext.Decoder, to *int) error {
	value, err := in.ReadValue()
	if err != nil {
		return err
	}
	*to, err = strconv.Atoi(string(value))
	return err
}

func readText(in *jsontext.Decoder, to *string) error {
	if in.PeekKind() != '"' {
		return errHello
	}
	token, err := in.ReadToken()
	if err == nil {
		*to = token.String()
	}
	return err
}

func readTexts(in *jsontext.Decoder, to *[]string) error {
	if in.PeekKind() != '[' {
		return errHello
	}
	_, err := in.ReadToken()
	for err == nil && in.PeekKind() != ']' {
		var text string
		if err = readText(in, &text); err == nil {
			*to = append(*to, text)
		}
	}
	if err == nil {
		_, err = in.ReadToken()
	}
	return err
}

// helloResult is a protocol.HelloResult as JSON.
func helloResult() jsontext.Value {
	text := []byte(`{"protocol":` + strconv.Itoa(protocol.Version) + `,"minProtocol":` + strconv.Itoa(protocol.MinVersion) + `,"host":`)
	text, _ = jsontext.AppendQuote(text, manifests.Version)
	text = append(text, `,"methods":[`...)
	for i, m := range protocol.Methods {
		text = appendName(text, i, m.Name)
	}
	text = append(text, `],"pushes":[`...)
	for i, p := range protocol.Pushes {
		text = appendName(text, i, p.Name)
	}
	return append(text, `],"maxFrameIn":`+strconv.Itoa(protocol.MaxFrameIn)+`,"maxFrameOut":`+strconv.Itoa(protocol.MaxFrameOut)+`}`...)
}

func appendName(text []byte, at int, name string) []byte {
	if at > 0 {
		text = append(text, ',')
	}
	text, _ = jsontext.AppendQuote(text, name)
	return text
}
