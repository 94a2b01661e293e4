package greet

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/manifests"
)

// fullHello has every member set: one that is added and not read fails here.
func fullHello(t *testing.T) protocol.HelloParams {
	t.Helper()
	p := protocol.HelloParams{Protocol: 7, MinProtocol: 3, Extension: "1.2.3", Browser: "firefox", Sessions: []string{"a", "b\u2028"}, Policy: `{"locked":{}}`}
	for i := range reflect.ValueOf(p).NumField() {
		if reflect.ValueOf(p).Field(i).IsZero() {
			t.Fatalf("%s is not set", reflect.TypeOf(p).Field(i).Name)
		}
	}
	return p
}

func TestReadHello(t *testing.T) {
	want := fullHello(t)
	text, _ := json.Marshal(want)
	if got, err := readHello(text); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for params, good := range map[string]bool{
		`{}`: true, `{"newer":{"a":[1]},"protocol":1}`: true, `{"sessions":[]}`: true,
		``: false, `null`: false, `[]`: false, `{`: false, `{"protocol":"1"}`: false, `{"protocol":1.5}`: false, `{"protocol":1e99}`: false,
		`{"sessions":"a"}`: false, `{"sessions":[1]}`: false, `{"sessions":["a"`: false, `{"policy":{}}`: false, `{"browser":null}`: false,
	} {
		if _, err := readHello([]byte(params)); (err == nil) != good {
			t.Errorf("%s: %v", params, err)
		}
	}
}

func TestHelloResult(t *testing.T) {
	want := protocol.HelloResult{Protocol: protocol.Version, MinProtocol: protocol.MinVersion, Host: manifests.Version, MaxFrameIn: protocol.MaxFrameIn, MaxFrameOut: protocol.MaxFrameOut}
	for _, m := range protocol.Methods {
		want.Methods = append(want.Methods, m.Name)
	}
	for _, p := range protocol.Pushes {
		want.Pushes = append(want.Pushes, p.Name)
	}
	text, _ := json.Marshal(want)
	if got := helloResult(); string(got) != string(text) {
		t.Errorf("%s\nis not\n%s", got, text)
	}
}
