package native

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/glance-networks/agent-host/internal/protocol"
	jsonv2 "github.com/go-json-experiment/json"
)

// Handler answers one request. A *protocol.Error is sent as it is; any other
// error is logged and sent as CodeInternal without its text. The context ends
// when the request is cancelled and when the Server stops.
type Handler func(ctx context.Context, params json.RawMessage) (any, error)

// Handle makes a Handler of a typed function. Members that P does not name are
// ignored, since a newer extension may send more; absent parameters are P's zero
// value; a value of another type is CodeInvalidParams.
func Handle[P, R any](fn func(context.Context, P) (R, error)) Handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var params P
		if len(raw) > 0 {
			if err := jsonv2.Unmarshal(raw, &params); err != nil {
				return nil, paramsError(err)
			}
		}
		return fn(ctx, params)
	}
}

// paramsError tells where a value of the wrong type is, and never what it is.
func paramsError(err error) *protocol.Error {
	place := "/"
	var wrongType *jsonv2.SemanticError
	if errors.As(err, &wrongType) && wrongType.JSONPointer != "" {
		place = clip(string(wrongType.JSONPointer))
	}
	return rpcError(protocol.CodeInvalidParams, "a parameter has the wrong type: "+place)
}

// clip bounds a text from outside for a log line or an error.
func clip(text string) string { return text[:min(len(text), 64)] }
