package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/loginkey/keychain/keyringtest"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
)

// keychainPlace is a desk that signs for itself, in a session of its own.
func keychainPlace(t *testing.T, change map[string]any) (*place, *keyringtest.Session) {
	t.Helper()
	session := keyringtest.Start(t)
	set := map[string]any{"loginKeySource": "keychain", "authUrl": ""}
	for key, value := range change {
		set[key] = value
	}
	p := newPlace(t, set)
	p.env = session.Env
	return p, session
}

// key runs glance-host key with a typed text.
func (p *place) key(typed string, args ...string) (out, errs string, code int) {
	p.t.Helper()
	cmd := p.command(append([]string{"key"}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(typed), &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func (p *place) mustKey(typed string, args ...string) string {
	p.t.Helper()
	out, errs, code := p.key(typed, args...)
	if code != exitOK {
		p.t.Fatalf("key %q: exit %d\n%s", args, code, errs)
	}
	return out
}

func TestJoinsWithAKeyFromTheKeychain(t *testing.T) {
	p, session := keychainPlace(t, nil)
	session.Keyring()
	p.mustKey(apiKey+"\n", "set", "--yes")
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FaceAbsent)
	customer := p.sim.Visitor(visitor)
	must(t, customer.Connect("https://shop.localhost/cart"))
	h.shows("a", protocol.FacePresent)
	ticket, effect := h.accepted(p, customer)
	p.post(ticket)
	must(t, p.sim.Joined(p.context(), visitor))
	h.must(protocol.MethodOpened, protocol.OpenedParams{Effect: effect, OK: true}, nil)
	h.shows("a", protocol.FaceJoined)
	h.end()
	p.clean(ticket)
	if n := p.sim.Calls(glancesim.CallLoginKey); n > 0 {
		t.Errorf("a sign-in service was asked %d times", n)
	}
	if strings.Contains(string(h.said)+p.allText(), apiKey) {
		t.Error("the API key got out")
	}
}

func TestWhatIsWrongWithTheKeychainIsShown(t *testing.T) {
	p, session := keychainPlace(t, nil)
	notReady := func(want protocol.Reason) *process {
		t.Helper()
		h := p.start()
		h.hello()
		h.watch("a", visitor)
		if v := h.shows("a", protocol.FaceNotReady); v.Reason != want {
			t.Errorf("reason %q, want %q", v.Reason, want)
		}
		if err := h.act("a", visitor, protocol.ActStart); err == nil {
			t.Error("a click was accepted")
		}
		return h
	}
	notReady(protocol.ReasonKeychainAbsent).end()
	session.Keyring()
	h := notReady(protocol.ReasonKeychainNoKey)
	p.mustKey(apiKey, "set", "--yes")
	if err := h.act("a", visitor, protocol.ActLook); err != nil {
		t.Error(err.Message)
	}
	h.shows("a", protocol.FaceAbsent)
	h.end()
	session.Lock()
	notReady(protocol.ReasonKeychainLocked).end()
}

// Nothing that a caller can ask, or make the host log or record, is a stored secret.
func TestNoAnswerHoldsAStoredSecret(t *testing.T) {
	secrets := []string{"planted-api-key-5d1f", "planted-header-77aa", "planted-body-90bc"}
	p, session := keychainPlace(t, map[string]any{
		"authHeaders": map[string]string{"X-Api-Key": secrets[1]}, "authBody": map[string]string{"secret": secrets[2]},
	})
	session.Keyring()
	p.mustKey(secrets[0], "set", "--yes")
	h := p.start()
	for _, m := range protocol.Methods {
		for _, text := range []string{"", "keychain", "apiKey", "loginKeySource", "../settings.json", "Glance Agent Host", "15687"} {
			params := reflect.New(reflect.TypeOf(m.Params)).Elem()
			fill(params, text)
			h.call(m.Name, params.Interface(), nil)
		}
		h.call(m.Name, nil, nil)
		h.call(m.Name, []any{map[string]any{"method": "key"}}, nil)
	}
	h.hello()
	h.watch("a", visitor) // signed with a key that Glance refuses: the error must not hold it either
	h.shows("a", protocol.FaceCantTell)
	for _, name := range []string{"key", "key.get", "settings.get", "loginkey", "secret", "rpc.discover"} {
		if err := h.call(name, protocol.Empty{}, nil); err == nil || err.Code != protocol.CodeMethodNotFound {
			t.Errorf("%s: %+v", name, err)
		}
	}
	h.end()
	everything := string(h.said) + p.allText()
	if !strings.Contains(everything, string(protocol.ReasonGlanceRefused)) {
		t.Error("no LoginKey was signed: the scan would prove nothing")
	}
	for _, planted := range secrets {
		for _, form := range []string{planted, base64.StdEncoding.EncodeToString([]byte(planted)), hex.EncodeToString([]byte(planted))} {
			if strings.Contains(everything, form) {
				t.Errorf("%s got out", planted)
			}
		}
	}
}

// fill puts a text into every text of a value, and one element into every list.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text)
	}
}

// A LoginKey that stands in an address is good for a minute.
func TestValidity(t *testing.T) {
	for delivery, want := range map[string]time.Duration{"post": time.Hour, "query": time.Minute} {
		if got := validity(settings.Settings{CredentialDelivery: delivery, LoginKeyValidity: time.Hour}); got != want {
			t.Errorf("%s: %v", delivery, got)
		}
	}
}
