package glancesim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// The documented vector lies beyond the one-day ceiling unless the clock is near it.
func TestLoginKeysAreChecked(t *testing.T) {
	const vector = "$1$1893456000$agM-x9Wuq-8XGXjdT70l4DbN9nTemiQ51hzGeBMU9Xg"
	now := time.Unix(1893456000-86_400, 0)
	near := start(t, glancesim.Options{Now: func() time.Time { return now }})
	far := start(t, glancesim.Options{})
	tests := []struct {
		name   string
		rig    *rig
		at     int64
		key    string
		status int
	}{
		{"a day ahead", near, 1893456000 - 86_400, vector, 200},
		{"a day and a second", near, 1893456000 - 86_401, vector, 401},
		{"last second", near, 1893456000 - 1, vector, 200},
		{"expired", near, 1893456000, vector, 401},
		{"signature", near, 1893456000 - 60, strings.Replace(vector, "agM", "agN", 1), 401},
		{"another expiry", near, 1893456000 - 60, strings.Replace(vector, "6000", "6001", 1), 401},
		{"today", far, 0, vector, 401},
	}
	for _, test := range tests {
		now = time.Unix(test.at, 0)
		if status, _, body := test.rig.authorize("presence", "60", test.key); status != test.status {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
	}
}

func TestAuthorizeChecksItsInputs(t *testing.T) {
	r := start(t, glancesim.Options{})
	key := loginKey(time.Now().Unix() + 60)
	for _, test := range []struct {
		service, minutes string
		status           int
	}{{"presence", "1", 200}, {"presence", "120", 200}, {"presence", "0", 400}, {"presence", "121", 400}, {"presence", "x", 400}, {"mail", "60", 400}} {
		status, _, body := r.authorize(test.service, test.minutes, key)
		if status != test.status {
			t.Errorf("%+v: %d", test, status)
		}
		if status == 200 && (!strings.Contains(body, `"authTokeExp"`) || !strings.Contains(body, `"gssnId":null`) || strings.Count(body, ".") < 3) {
			t.Errorf("not as documented: %s", body)
		}
	}
}

func TestTokensExpire(t *testing.T) {
	now := time.Now()
	r := start(t, glancesim.Options{Now: func() time.Time { return now }})
	token := r.token(now)
	address := r.sim.PresenceServer + "/lookupvisitor?groupid=15687&visitorid=v"
	for _, test := range []struct {
		header string
		after  time.Duration
		status int
	}{{"Bearer " + token, 0, 200}, {"", 0, 401}, {token, 0, 401}, {"Bearer " + token + "x", 0, 401}, {"Bearer x.y", 0, 401}, {"Bearer " + token, time.Hour, 401}} {
		now = now.Add(test.after)
		if status, _, _ := r.do("GET", address, "", "", "Authorization", test.header); status != test.status {
			t.Errorf("%.20s after %v: %d", test.header, test.after, status)
		}
	}
}

func TestLoginKeyService(t *testing.T) {
	r := start(t, glancesim.Options{AuthHeader: "X-Desk: 7"})
	status, _, body := r.do("POST", r.sim.AuthURL+"?partneruserid="+url.QueryEscape(puid), "", "", "X-Desk", "7")
	var reply struct {
		LoginKey   string `json:"loginKey"`
		GroupID    int64  `json:"groupId"`
		Expiration int64  `json:"expiration"`
	}
	if err := json.Unmarshal([]byte(body), &reply); err != nil || status != 200 || reply.GroupID != group || reply.LoginKey != loginKey(reply.Expiration) {
		t.Errorf("%d %s", status, body)
	}
	for name, got := range map[string]int{
		"no header": first(r.do("POST", r.sim.AuthURL+"?partneruserid=a", "", "")),
		"no puid":   first(r.do("POST", r.sim.AuthURL, "", "", "X-Desk", "7")),
		"GET":       first(r.do("GET", r.sim.AuthURL+"?partneruserid=a", "", "", "X-Desk", "7")),
	} {
		if got < 400 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if r.sim.Calls(glancesim.CallLoginKey) != 3 {
		t.Error("calls are not counted")
	}
}

func first(status int, _ http.Header, _ string) int { return status }

// The five-second rule, on a clock that the test holds.
func TestSignalsWaitFiveSeconds(t *testing.T) {
	now := time.Now()
	r := start(t, glancesim.Options{Now: func() time.Time { return now }, Grace: time.Hour})
	signal := func() int {
		return first(r.do("POST", r.sim.DirectServer+"/signalvisitor?groupid=15687&visitorid=v", "application/json",
			`{"mtype":"invoke","data":{"func":"GLANCE.Cobrowse.Visitor.showTerms","args":{"sessionKey":"1"}}}`, "Authorization", "Bearer "+r.token(now)))
	}
	if status := signal(); status != 404 {
		t.Fatalf("never seen: %d", status)
	}
	v := r.sim.Visitor("v")
	r.ok(v.Connect("https://shop.example/"))
	r.ok(v.Disconnect())
	now = now.Add(4 * time.Second)
	if status := signal(); status != 200 {
		t.Fatalf("within five seconds: %d", status)
	}
	r.ok(v.Connect("https://shop.example/"))
	_, err := v.Expect(soon(t), "GLANCE.Cobrowse.Visitor.showTerms")
	r.ok(err)
	r.ok(v.Disconnect())
	now = now.Add(5 * time.Second)
	if status := signal(); status != 404 {
		t.Fatalf("after five seconds: %d", status)
	}
}

// Only the page with the focus gets signals.
func TestFocus(t *testing.T) {
	r := start(t, glancesim.Options{})
	one, two := r.sim.Visitor("v"), r.sim.Visitor("v")
	r.ok(one.Connect("https://shop.example/1"))
	r.ok(two.Connect("https://shop.example/2"))
	signal := func(fn string) {
		t.Helper()
		if status := first(r.do("POST", r.sim.DirectServer+"/signalvisitor?groupid=15687&visitorid=v", "application/json",
			`{"mtype":"invoke","data":{"func":"`+fn+`"}}`, "Authorization", "Bearer "+r.token(time.Now()))); status != 200 {
			t.Fatal(status)
		}
	}
	signal("GLANCE.Test.two")
	_, err := two.Expect(soon(t), "GLANCE.Test.two")
	r.ok(err)
	r.ok(one.Navigate("https://shop.example/1"))
	signal("GLANCE.Test.one")
	_, err = one.Expect(soon(t), "GLANCE.Test.one")
	r.ok(err)
	late, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := two.Expect(late, "GLANCE.Test.one"); !errors.Is(err, context.Canceled) {
		t.Error("both pages were called")
	}
}

func TestSignalsAreChecked(t *testing.T) {
	r := start(t, glancesim.Options{})
	r.ok(r.sim.Visitor("v").Connect("https://shop.example/"))
	bearer := "Bearer " + r.token(time.Now())
	address := r.sim.DirectServer + "/signalvisitor?groupid=15687&visitorid=v"
	for body, want := range map[string]int{`{"mtype":"signal","data":{"x":1}}`: 200, `{"mtype":"mail","data":{}}`: 400, `{}`: 400, `x`: 400,
		`{"mtype":"invoke","data":{"func":"alert"}}`: 400, `{"mtype":"invoke","data":{"func":"GLANCE.a.b"}}`: 200} {
		if got := first(r.do("POST", address, "application/json", body, "Authorization", bearer)); got != want {
			t.Errorf("%s: %d", body, got)
		}
	}
	elsewhere := r.sim.PresenceServer + "/signalvisitor?groupid=15687&visitorid=v"
	if got := first(r.do("POST", elsewhere, "application/json", `{"mtype":"signal"}`, "Authorization", bearer)); got != 421 {
		t.Errorf("the load balancer took it: %d", got)
	}
}

func TestViewer(t *testing.T) {
	r := start(t, glancesim.Options{})
	v := r.sim.Visitor("v")
	r.ok(v.Connect("https://shop.example/"))
	key := loginKey(time.Now().Unix() + 60)
	open := func(method, path string, pairs ...string) (int, string, string) {
		t.Helper()
		address, body := r.sim.WebServer+path, form(pairs...)
		if method == "GET" {
			address, body = address+"?"+body, ""
		}
		status, header, text := r.do(method, address, formType, body)
		return status, header.Get("Location"), text
	}
	who := []string{"PartnerID", fmt.Sprint(group), "partneruserid", puid, "LOGINKEY", key}
	const current, older = "/agentjoin/AgentView.aspx", "/cobrowse/AgentView.aspx"
	if status, to, _ := open("POST", current, "SessionKey", "v"); status != 303 || !strings.HasPrefix(to, "/login/") {
		t.Errorf("without credentials: %d %s", status, to)
	}
	if status, to, _ := open("POST", current, append(who, "sessionkey", "v")...); status != 303 || !strings.Contains(to, "Error") {
		t.Errorf("before the session, without wait: %d %s", status, to)
	}
	if status, _, text := open("GET", older, append(who, "VisitorId", "v", "Wait", "1")...); status != 200 || !strings.Contains(text, "Waiting for the session") {
		t.Errorf("with wait: %d %s", status, text)
	}
	r.ok(v.StartSession())
	if status, _, text := open("POST", current, append(who, "SESSIONKEY", "v")...); status != 200 || !strings.Contains(text, "In session with v<") {
		t.Errorf("in session: %d %s", status, text)
	}
	r.ok(r.sim.Joined(soon(t), "v"))
	if n := len(r.sim.ViewerOpens()); n != 4 || r.sim.Calls(glancesim.CallViewer) != 4 {
		t.Errorf("%d viewers", n)
	}
}

// A waiting viewer goes on into the session, follows the visitor, and ends it.
func TestViewerGoesOn(t *testing.T) {
	r := start(t, glancesim.Options{})
	v := r.sim.Visitor("v")
	r.ok(v.Connect("https://shop.example/"))
	_, _, text := r.do("POST", r.sim.WebServer+"/agentjoin/AgentView.aspx", formType,
		form("SessionKey", "v", "wait", "1", "partnerid", fmt.Sprint(group), "partneruserid", puid, "loginkey", loginKey(time.Now().Unix()+60)))
	_, rest, _ := strings.Cut(text, `data-viewer="`)
	id, _, _ := strings.Cut(rest, `"`)
	events := r.events(r.sim.WebServer + "/viewer/events?id=" + id)
	events.until(`"state":"waiting"`)
	r.ok(v.StartSession())
	events.until(`"state":"session"`)
	r.ok(v.Navigate("https://shop.example/cart"))
	events.until(`shop.example/cart`)
	if status := first(r.do("POST", r.sim.WebServer+"/viewer/end?id="+id, "", "")); status != 204 || r.sim.SessionRuns("v") {
		t.Errorf("not ended: %d", status)
	}
	events.until(`"state":"ended"`)
}

func TestShop(t *testing.T) {
	r := start(t, glancesim.Options{ShopVisitor: "vera"})
	for path, want := range map[string]string{"": "Sign in as Vera Visitor", "products": "Green Hill Sencha", "products/green-hill": "Add to basket",
		"cart": "Your basket", "assets/visitor.js": "showTerms", "assets/shop.css": "glance-terms", "?visitor=x": `href="/?visitor=vera"`} {
		if status, _, text := r.do("GET", r.sim.ShopURL+path, "", ""); status != 200 || !strings.Contains(text, want) {
			t.Errorf("/%s: %d, no %q", path, status, want)
		}
	}
	if status := first(r.do("GET", r.sim.ShopURL+"products/none", "", "")); status != 404 {
		t.Error(status)
	}
}

func TestFaultsAreCounted(t *testing.T) {
	r := start(t, glancesim.Options{})
	ask := func() int { return first(r.do("POST", r.sim.AuthURL+"?partneruserid=a", "", "")) }
	r.sim.Fault(glancesim.CallLoginKey, glancesim.Fault{Times: 2, Status: 500})
	for i, want := range []int{500, 500, 200} {
		if got := ask(); got != want {
			t.Errorf("call %d: %d", i, got)
		}
	}
	hold := make(chan struct{})
	r.sim.Fault(glancesim.CallLoginKey, glancesim.Fault{Hold: hold})
	answered := make(chan int)
	go func() { answered <- ask() }()
	r.ok(r.sim.Wait(soon(t), glancesim.CallLoginKey, 4))
	select {
	case <-answered:
		t.Error("answered while held")
	default:
	}
	close(hold)
	if got := <-answered; got != 200 {
		t.Error(got)
	}
}

func TestHostEntries(t *testing.T) {
	r := start(t, glancesim.Options{})
	hosts, err := glance.NewHosts(r.sim.HostEntries())
	r.ok(err)
	for _, address := range []string{r.sim.WebServer, r.sim.PresenceServer, r.sim.DirectServer} {
		u, _ := url.Parse(address)
		r.ok(hosts.Check(u))
	}
	if len(r.sim.SPKI()) != 44 || !strings.Contains(string(r.sim.CA()), "BEGIN CERTIFICATE") {
		t.Error("no certificate")
	}
}
