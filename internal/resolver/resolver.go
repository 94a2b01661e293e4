// Package resolver asks an address of the organisation's own which visitor a
// record is: POST with JSON system, type and id, answered with visitorId, or with
// 404 where the record has none.
package resolver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const (
	timeout   = 5 * time.Second // from the request to the end of the answer
	maxAnswer = 4 << 10         // bytes
)

// Resolver asks one address. Safe for concurrent use.
type Resolver struct {
	Address string // https; from the administrator's settings only
	Headers map[string]secret.Text
	Client  *http.Client

	asking singleflight.Group
}

// question is what of a record is sent: not its title, and not its address.
type question struct {
	System string `json:"system"` // the rule's id
	Type   string `json:"type"`
	ID     string `json:"id"`
}

// Ask gives the visitor id of a record; empty where it has none. Who asks for a
// record that is being asked for gets the same answer; none is kept. It gives up
// after 5 seconds. Its errors hold nothing that was sent or answered.
func (r *Resolver) Ask(ctx context.Context, record protocol.Record) (string, error) {
	q := question{record.System, record.Type, record.ID}
	answer := r.asking.DoChan(strings.Join([]string{q.System, q.Type, q.ID}, "\x00"), func() (any, error) {
		return r.ask(context.WithoutCancel(ctx), q)
	})
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-answer:
		id, _ := got.Val.(string)
		return id, got.Err
	}
}

func (r *Resolver) ask(ctx context.Context, q question) (string, error) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	request, err := r.request(ctx, q)
	if err != nil {
		return "", err
	}
	status, body, err := r.post(request)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", errors.New("no answer in time")
	case err != nil:
		return "", errors.New("no connection")
	case status == http.StatusNotFound, status == http.StatusNoContent:
		return "", nil
	case status != http.StatusOK:
		return "", fmt.Errorf("status %d", status)
	}
	return read(body, q)
}

func (r *Resolver) request(ctx context.Context, q question) (*http.Request, error) {
	address, err := url.Parse(r.Address)
	if err != nil || address.Scheme != "https" || address.Host == "" || address.User != nil {
		return nil, errors.New("its address is no https address")
	}
	body, err := json.Marshal(q)
	if err != nil {
		return nil, errors.New("the record cannot be sent")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("its address cannot be asked")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	for name, value := range r.Headers {
		request.Header.Set(name, value.Reveal())
	}
	return request, nil
}

// post gives an answer and at most a byte more of it than may be. A redirect is
// not followed: it could carry the headers to an address that nobody configured.
func (r *Resolver) post(request *http.Request) (status int, body []byte, err error) {
	client := *r.Client
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	return answer.StatusCode, body, err
}

// read takes one JSON object with a text visitorId; none, null and an empty one
// say that there is none. An answer that names another record is none.
func read(body []byte, q question) (string, error) {
	if len(body) > maxAnswer {
		return "", errors.New("the answer is too long")
	}
	var answer struct {
		VisitorID *string `json:"visitorId"`
		System    *string `json:"system"`
		Type      *string `json:"type"`
		ID        *string `json:"id"`
	}
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || json.Unmarshal(body, &answer) != nil {
		return "", errors.New("the answer is not the expected JSON")
	}
	for _, said := range []struct {
		got  *string
		want string
	}{{answer.System, q.System}, {answer.Type, q.Type}, {answer.ID, q.ID}} {
		if said.got != nil && *said.got != said.want {
			return "", errors.New("the answer is about another record")
		}
	}
	if answer.VisitorID == nil {
		return "", nil
	}
	return *answer.VisitorID, nil
}
