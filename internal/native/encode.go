package native

import (
	"bytes"
	"fmt"

	"github.com/glance-networks/agent-host/internal/protocol"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// errTooLarge takes the place of a message for which a browser would close the
// port.
var errTooLarge = rpcError(protocol.CodeTooLarge,
	fmt.Sprintf("the answer is over %d bytes: ask for less at a time", protocol.MaxFrameOut))

// lenient keeps an answer from failing over one byte that some service sent.
var lenient = jsontext.AllowInvalidUTF8(true)

func encodeResult(id string, value any) ([]byte, error) {
	return encode(`{"jsonrpc":"2.0","id":`+id+`,"result":`, value)
}

func encodeError(id string, e *protocol.Error) ([]byte, error) {
	return encode(`{"jsonrpc":"2.0","id":`+id+`,"error":`, e)
}

func encodePush(method string, params any) ([]byte, error) {
	name, err := jsontext.AppendQuote(nil, method)
	if err != nil {
		return nil, err
	}
	return encode(`{"jsonrpc":"2.0","method":`+string(name)+`,"params":`, params)
}

// encode writes a jsontext.Value as it is. It returns errTooLarge for what does not fit protocol.MaxFrameOut.
func encode(head string, value any) ([]byte, error) {
	var body bytes.Buffer
	body.WriteString(head)
	if text, ready := value.(jsontext.Value); ready {
		body.Write(text)
	} else if err := jsonv2.MarshalWrite(&body, value, lenient); err != nil {
		return nil, err
	}
	body.WriteByte('}')
	if body.Len() > protocol.MaxFrameOut {
		return nil, errTooLarge
	}
	return body.Bytes(), nil
}
