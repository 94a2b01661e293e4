package loginkey

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
)

var source = AuthURL{Address: "https://login.example/loginkey", GroupID: 15687, PUID: "agent@example.com"}

func TestTheRequestCarriesTheAgent(t *testing.T) {
	a := source
	a.Address += "?tenant=1"
	a.Body = secret.New(`{"a":1}`)
	a.Headers = map[string]secret.Text{"X-Token": secret.New("s3cret")}
	request, err := a.request(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := request.URL.String(); request.Method != "POST" || got != "https://login.example/loginkey?partneruserid=agent%40example.com&tenant=1" {
		t.Errorf("%s %s", request.Method, got)
	}
	if request.Header.Get("X-Token") != "s3cret" || request.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", request.Header)
	}
}

func TestWhatIsNotConfiguredIsNotAsked(t *testing.T) {
	for name, a := range map[string]AuthURL{
		"no address": {GroupID: 1, PUID: "a"},
		"plain http": {Address: "http://login.example/", GroupID: 1, PUID: "a"},
		"a password": {Address: "https://u:p@login.example/", GroupID: 1, PUID: "a"},
		"no agent":   {Address: source.Address, GroupID: 1},
		"no group":   {Address: source.Address, PUID: "a"},
	} {
		var refused *Error
		if _, err := a.Get(t.Context()); !errors.As(err, &refused) || refused.Reason != protocol.ReasonNotConfigured {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A key that is to stand in an address is refused when it lasts longer than it may.
func TestLongest(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for life, want := range map[int64]protocol.Reason{60: "", 65: "", 66: protocol.ReasonAuthLongLived, 3600: protocol.ReasonAuthLongLived} {
		end := now.Unix() + life
		key := glance.Sign(15687, "agent@example.com", end, secret.New("test-api-key")).Reveal()
		a := source
		a.Longest = time.Minute
		_, err := a.read([]byte(fmt.Sprintf(`{"loginKey":%q,"groupId":15687,"expiration":%d}`, key, end)), now)
		refused := &Error{}
		if errors.As(err, &refused); refused.Reason != want {
			t.Errorf("%d seconds: %q, want %q", life, refused.Reason, want)
		}
	}
}

// FuzzAuthAnswer: whatever is answered, a key that is accepted is this group's,
// of Glance's shape, and valid now; and no error quotes the answer.
func FuzzAuthAnswer(f *testing.F) {
	now := time.Unix(1_800_000_000, 0)
	good := glance.Sign(15687, "agent@example.com", now.Unix()+3600, secret.New("test-api-key")).Reveal()
	f.Add(fmt.Sprintf(`{"loginKey":%q,"groupId":15687,"expiration":%d}`, good, now.Unix()+3600))
	f.Add(fmt.Sprintf(`{"loginKey":%q,"groupId":"15687","expiration":"%d"}`, good, now.Unix()+3600))
	f.Add(`{"loginKey":null,"groupId":1e400,"expiration":-1}`)
	f.Add(`<html>planted</html>`)
	f.Fuzz(func(t *testing.T, body string) {
		key, err := source.read([]byte(body), now)
		if err != nil {
			if len(body) > 8 && strings.Contains(err.Error(), body) {
				t.Errorf("the error quotes the answer: %v", err)
			}
			return
		}
		expires, err := glance.ParseLoginKey(key.Value.Reveal())
		if err != nil || !key.Expires.After(now) || expires != key.Expires.Unix() || !key.FreshAt(now, MaxHold) && expires > now.Unix()+5 {
			t.Errorf("accepted %q", body)
		}
	})
}

func TestBothSpellingsOfNumbers(t *testing.T) {
	now := time.Now()
	good := glance.Sign(15687, "agent@example.com", now.Unix()+3600, secret.New("test-api-key")).Reveal()
	for _, body := range []string{
		fmt.Sprintf(`{"loginKey":%q,"groupId":15687,"expiration":%d}`, good, now.Unix()+3600),
		fmt.Sprintf(`{"loginKey":%q,"groupId":"15687","expiration":"%d"}`, good, now.Unix()+3600),
	} {
		if _, err := source.read([]byte(body), now); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}
