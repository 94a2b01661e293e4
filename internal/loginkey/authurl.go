package loginkey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

const (
	authTimeout   = 10 * time.Second
	maxAuthAnswer = 64 << 10
	maxValidity   = 24 * time.Hour  // Glance refuses a key that expires later (D)
	clocks        = 5 * time.Second // by which a service's clock may be ahead of this desk's
)

// AuthURL gets LoginKeys from the customer's own address: a POST with the
// agent's id as the query parameter partneruserid, answered with JSON
// loginKey, groupId and expiration in Unix seconds (D).
type AuthURL struct {
	Address string // https; from the administrator's settings only
	GroupID int64
	PUID    string
	Headers map[string]secret.Text
	Body    secret.Text // JSON, may be empty
	Client  *http.Client
	Prover  Prover        // nil: the agent is PUID, and Headers are all the proof there is
	Longest time.Duration // how long a key may be good for, give or take the clocks' difference; 0: a day

	bearer secret.Text
}

// Prover says who the agent is and proves it, for each request anew.
type Prover interface {
	// Prove gives the agent's id and a bearer token, which may be empty. Its
	// errors are of type *Error.
	Prove(ctx context.Context) (puid string, bearer secret.Text, err error)

	// Refused tells that a bearer token was not accepted: the next is another.
	Refused(bearer secret.Text)
}

type authAnswer struct {
	LoginKey   string      `json:"loginKey"`
	GroupID    json.Number `json:"groupId"` // a number, or a text that holds one (D: both are seen)
	Expiration json.Number `json:"expiration"`
}

// Get implements Source. It gives up after 10 seconds, not counting what the
// proof takes. A bearer token that is not accepted is tried once more, renewed.
func (a AuthURL) Get(ctx context.Context) (Key, error) {
	for again := false; ; again = true {
		if err := a.prove(ctx); err != nil {
			return Key{}, err
		}
		key, err := a.get(ctx)
		refused := new(Error)
		if again || a.bearer.Empty() || !errors.As(err, &refused) || refused.Reason != protocol.ReasonAuthRefused {
			return key, err
		}
		a.Prover.Refused(a.bearer)
	}
}

func (a *AuthURL) prove(ctx context.Context) (err error) {
	if a.Prover != nil {
		a.PUID, a.bearer, err = a.Prover.Prove(ctx)
	}
	return err
}

func (a AuthURL) get(ctx context.Context) (Key, error) {
	ctx, stop := context.WithTimeout(ctx, authTimeout)
	defer stop()
	request, err := a.request(ctx)
	if err != nil {
		return Key{}, &Error{protocol.ReasonNotConfigured, err}
	}
	got := time.Now()
	body, err := a.post(request)
	if err != nil {
		return Key{}, err
	}
	return a.read(body, got)
}

func (a AuthURL) request(ctx context.Context) (*http.Request, error) {
	address, err := url.Parse(a.Address)
	if err != nil || address.Scheme != "https" || address.Host == "" || address.User != nil {
		return nil, errors.New("authUrl is not an https address")
	}
	if a.GroupID == 0 || a.PUID == "" {
		return nil, errors.New("groupId or puid is not set")
	}
	query := address.Query()
	query.Set("partneruserid", a.PUID)
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader([]byte(a.Body.Reveal())))
	if err != nil {
		return nil, errors.New("authUrl cannot be asked")
	}
	request.Header.Set("Accept", "application/json")
	if !a.Body.Empty() {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range a.Headers {
		request.Header.Set(name, value.Reveal())
	}
	if !a.bearer.Empty() {
		request.Header.Set("Authorization", "Bearer "+a.bearer.Reveal())
	}
	return request, nil
}

// post returns the body of a 200. A redirect is not followed: it could carry
// the extra headers to an address that nobody configured.
func (a AuthURL) post(request *http.Request) ([]byte, error) {
	client := *a.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(request)
	if err != nil {
		return nil, transportError(request.Context())
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAuthAnswer+1))
	switch {
	case answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden:
		return nil, &Error{protocol.ReasonAuthRefused, fmt.Errorf("status %d", answer.StatusCode)}
	case answer.StatusCode >= 500:
		return nil, &Error{protocol.ReasonAuthUnreachable, fmt.Errorf("status %d", answer.StatusCode)}
	case answer.StatusCode != http.StatusOK:
		return nil, &Error{protocol.ReasonAuthNonsense, fmt.Errorf("status %d", answer.StatusCode)}
	case err != nil:
		return nil, transportError(request.Context())
	case len(body) > maxAuthAnswer:
		return nil, &Error{protocol.ReasonAuthNonsense, errors.New("the answer is too large")}
	}
	return body, nil
}

// transportError leaves the cause out: its text holds the address.
func transportError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{protocol.ReasonAuthSilent, errors.New("no answer in time")}
	}
	return &Error{protocol.ReasonAuthUnreachable, errors.New("no connection")}
}

// read checks the contract: a key of Glance's shape, of this group, that
// expires when it says, in the future and within a day.
func (a AuthURL) read(body []byte, got time.Time) (Key, error) {
	var answer authAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return Key{}, &Error{protocol.ReasonAuthNonsense, errors.New("the answer is not the expected JSON")}
	}
	signed, err := glance.ParseLoginKey(answer.LoginKey)
	if err != nil {
		return Key{}, &Error{protocol.ReasonAuthNonsense, errors.New("loginKey has not the shape of a LoginKey")}
	}
	if answer.GroupID.String() != strconv.FormatInt(a.GroupID, 10) {
		return Key{}, &Error{protocol.ReasonAuthOtherGroup, errors.New("groupId is another group's")}
	}
	if stated, err := answer.Expiration.Int64(); err != nil || stated != signed {
		return Key{}, &Error{protocol.ReasonAuthNonsense, errors.New("expiration is not the key's own")}
	}
	expires := time.Unix(signed, 0)
	life := expires.Sub(got)
	switch {
	case life <= 0 || life > maxValidity+time.Minute:
		return Key{}, &Error{protocol.ReasonAuthExpired, errors.New("the key has expired, or lasts more than a day")}
	case a.Longest > 0 && life > a.Longest+clocks:
		return Key{}, &Error{protocol.ReasonAuthLongLived, errors.New("the key lasts longer than one in an address may")}
	}
	return Key{Value: secret.New(answer.LoginKey), PUID: a.PUID, Expires: expires, Got: got}, nil
}
