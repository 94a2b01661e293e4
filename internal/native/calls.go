package native

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"

	"github.com/glance-networks/agent-host/internal/protocol"
	jsonv2 "github.com/go-json-experiment/json"
)

var errCancelled = errors.New("cancelled by the extension")

// call is a request under way.
type call struct {
	request
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// calls are the requests under way, at most maxUnderWay, by id.
type calls struct {
	mu   sync.Mutex
	byID map[string]*call
}

// add refuses a request above the limit, and one whose id is in use: answered
// with its id, that refusal would be taken for the answer to the other.
func (c *calls) add(ctx context.Context, req request) (*call, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID[req.id] != nil {
		return nil, refuse(nullID, protocol.CodeInvalidRequest, "a request with id "+req.id+" is under way")
	}
	if len(c.byID) >= maxUnderWay {
		return nil, refuse(req.id, protocol.CodeTooMany, "too many requests at once: wait for answers")
	}
	added := &call{request: req}
	added.ctx, added.cancel = context.WithCancelCause(ctx)
	c.byID[req.id] = added
	return added, nil
}

// remove ends a call before its answer is written, so that its id is free when
// the extension reads the answer.
func (c *calls) remove(ended *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ended.cancel(nil)
	delete(c.byID, ended.id)
}

// cancel ignores what names no request under way: its answer may be on the way.
func (c *calls) cancel(params json.RawMessage) {
	var p protocol.CancelParams
	if jsonv2.Unmarshal(params, &p) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if found := c.byID[strconv.FormatInt(p.ID, 10)]; found != nil {
		found.cancel(errCancelled)
	}
}

func (c *calls) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byID)
}
