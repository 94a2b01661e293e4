package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/events/sqlite"
	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/glance/glancesim"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// standIn is a program that is registered as Glance's would be, and writes down
// what it is started with.
type standIn struct {
	t      *testing.T
	folder string
}

// registers puts one into a place; then is what it does after it wrote.
func (p *place) registers(then string, schemes ...string) standIn {
	p.t.Helper()
	p.write("client/stand-in", []byte("#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho $$ > pid\nprintf '%s\\n' $# \"$@\" > new\nmv new got\n"+then+"\n"))
	must(p.t, os.Chmod(p.path("client/stand-in"), 0o755))
	mime := ""
	for _, scheme := range schemes {
		mime += "x-scheme-handler/" + scheme + ";"
	}
	p.write("data/applications/stand-in.desktop", fmt.Appendf(nil, "[Desktop Entry]\nType=Application\nName=Stand-in\nExec=%q %%u\nMimeType=%s\n", p.path("client/stand-in"), mime))
	p.env = append(p.env, "DISPLAY=:97", "XDG_DATA_DIRS="+p.path("none"))
	return standIn{p.t, p.path("client")}
}

// got waits for the arguments of one start.
func (s standIn) got() []string {
	s.t.Helper()
	file := filepath.Join(s.folder, "got")
	for limit := time.Now().Add(within); time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		if text, err := os.ReadFile(file); err == nil {
			os.Remove(file)
			lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
			if lines[0] != strconv.Itoa(len(lines)-1) {
				s.t.Errorf("%s arguments: %q", lines[0], lines[1:])
			}
			return lines[1:]
		}
	}
	s.t.Fatal("the program was not started")
	return nil
}

func (s standIn) started() bool {
	_, err := os.Stat(filepath.Join(s.folder, "got"))
	return err == nil
}

func (p *place) shared() (list []events.Event) {
	p.t.Helper()
	log, err := sqlite.Open(p.state("events.db"))
	must(p.t, err)
	defer log.Close()
	page, _, err := log.Page(p.t.Context(), events.Query{Limit: 100})
	must(p.t, err)
	for _, e := range page {
		if e.Type == events.TypeScreen {
			list = append(list, e)
		}
	}
	return list
}

// TestShowAndView: a program of somebody else's is shown first and started once
// the agent agreed, with one argument; another host knows it; it outlives both.
func TestShowAndView(t *testing.T) {
	p := newPlace(t, map[string]any{"showKey": "fixed", "fixedKey": "4821", "viewKey": "none"})
	program := p.registers("exec sleep 60", "glance")
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	if err := h.act("a", visitor, protocol.ActShow); err != nil {
		t.Fatal(err)
	}
	view := h.shows("a", protocol.FaceClientOther)
	if view.Screen.Program.Name != "Stand-in" || view.Screen.Program.Path != p.path("client/stand-in") || program.started() {
		t.Errorf("%+v", view.Screen.Program)
	}
	if err := h.act("a", visitor, protocol.ActAgree); err != nil {
		t.Fatal(err)
	}
	h.shows("a", protocol.FaceLaunched)
	if got := program.got(); !slices.Equal(got, []string{"glance://show?key=4821"}) {
		t.Errorf("%q", got)
	}
	text, err := os.ReadFile(filepath.Join(program.folder, "pid"))
	must(t, err)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	defer syscall.Kill(pid, syscall.SIGKILL)
	h.end()
	if err := syscall.Kill(pid, 0); err != nil {
		t.Errorf("the program went with the host: %v", err)
	}

	p.registers("", "glance")
	second := p.start()
	second.hello()
	second.watch("a", visitor)
	if err := second.act("a", visitor, protocol.ActView); err != nil {
		t.Fatal(err)
	}
	second.shows("a", protocol.FaceLaunched)
	if got := program.got(); !slices.Equal(got, []string{"glance://view"}) {
		t.Errorf("%q", got)
	}
	second.end()
	steps := p.shared()
	var told []string
	for _, e := range steps {
		told = append(told, strings.Join([]string{e.Name, e.Data["kind"], e.Key, e.KeyKind}, " "))
		if e.Record != vera || e.Agent != agent || e.Group != group {
			t.Errorf("%+v", e)
		}
	}
	if want := []string{"launch_begun show 4821 fixed", "launched show 4821 fixed", "launch_begun view  ", "launched view  "}; !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
}

// agreed has a program's first question answered.
func (h *process) agreed(name string, action protocol.Action) {
	h.t.Helper()
	if err := h.act(name, visitor, action); err != nil {
		h.t.Fatal(err)
	}
	h.shows(name, protocol.FaceClientOther)
	if err := h.act(name, visitor, protocol.ActAgree); err != nil {
		h.t.Fatal(err)
	}
}

func TestPanorama(t *testing.T) {
	p := newPlace(t, map[string]any{"openLocation": "panorama", "agentVideo": true, "buttons": []string{"cobrowse", "show", "panorama"}})
	program := p.registers("", "glance", "glancepanorama")
	customer := p.sim.Visitor(visitor)
	customer.Connect("https://shop.localhost/")
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.shows("a", protocol.FacePresent)
	h.agreed("a", protocol.ActShow)
	h.shows("a", protocol.FaceLaunched)
	program.got()
	if err := h.act("a", visitor, protocol.ActDismiss); err != nil {
		t.Fatal(err)
	}
	h.shows("a", protocol.FacePresent)
	if err := h.act("a", visitor, protocol.ActStart); err != nil {
		t.Fatal(err)
	}
	_, err := customer.Expect(p.context(), "GLANCE.Cobrowse.Visitor.showTerms")
	must(t, err)
	must(t, customer.Terms("accepted"))
	must(t, customer.StartSession())
	blocked := h.shows("a", protocol.FaceBlocked)
	if blocked.Reason != protocol.ReasonClientOther {
		t.Error(blocked.Reason)
	}
	if err := h.call(protocol.MethodAct, protocol.ActParams{Watch: "a", Record: vera, VisitorID: visitor, Action: protocol.ActAgree, Session: blocked.Session.ID}, nil); err != nil {
		t.Fatal(err)
	}
	view := h.shows("a", protocol.FaceJoined)
	if view.Reason != protocol.ReasonInPanorama || !slices.Contains(view.More, protocol.ActShow) {
		t.Errorf("%s, more %v", view.Reason, view.More)
	}
	web, err := url.Parse(p.sim.WebServer)
	must(t, err)
	want := fmt.Sprintf("glancepanorama://agentjoin/%s/%d/%s?agentvideo=true", url.QueryEscape(web.Host), group, visitor)
	if got := program.got(); !slices.Equal(got, []string{want}) {
		t.Errorf("%q, want %s", got, want)
	}
	h.end()
	if text := p.allText(); strings.Contains(text, "glancepanorama://") {
		t.Error("an address is on the disk")
	}
}

func TestNoProgram(t *testing.T) {
	p := newPlace(t, nil)
	p.env = append(p.env, "DISPLAY=:97", "XDG_DATA_DIRS="+p.path("none"))
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	if err := h.act("a", visitor, protocol.ActShow); err != nil {
		t.Fatal(err)
	}
	view := h.shows("a", protocol.FaceClientMissing)
	if view.Reason != protocol.ReasonClientMissing || !slices.Contains(view.Actions, protocol.ActDownload) {
		t.Errorf("%s %v", view.Reason, view.Actions)
	}
	var clients protocol.ClientsResult
	h.must(protocol.MethodClients, protocol.Empty{}, &clients)
	if clients.Classic.Installed || !strings.HasSuffix(clients.Download, "/agent/start") || !strings.HasSuffix(clients.Buttons, "/integration/HostButtons.asp") || len(clients.Offered) != 3 {
		t.Errorf("%+v", clients)
	}
	program := p.registers("", "glance")
	h.shows("a", protocol.FaceClientReady)
	h.must(protocol.MethodClients, protocol.Empty{}, &clients)
	if c := clients.Classic; !c.Installed || c.Known || c.Path != filepath.Join(program.folder, "stand-in") {
		t.Errorf("%+v", c)
	}
	h.end()
	if len(p.shared()) > 0 || program.started() {
		t.Error("something was started")
	}
}

func TestNoScreen(t *testing.T) {
	p := newPlace(t, nil)
	program := p.registers("", "glance")
	p.env = append(p.env, "DISPLAY=", "WAYLAND_DISPLAY=")
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.agreed("a", protocol.ActShow)
	if view := h.shows("a", protocol.FaceNotLaunched); view.Reason != protocol.ReasonNoDisplay {
		t.Error(view.Reason)
	}
	h.end()
	if program.started() {
		t.Error("it was started")
	}
}

func TestAFixedKeyThatIsNotSet(t *testing.T) {
	p := newPlace(t, map[string]any{"showKey": "fixed", "fixedKey": "ABCDEF", "clientView": "javascript:alert(1)"})
	program := p.registers("", "glance")
	h := p.start()
	h.hello()
	var config protocol.ConfigResult
	h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
	said := strings.Join(config.Mistakes, "\n")
	for _, part := range []string{"fixedKey must be 4 to 10 digits", "clientView must be an address that begins with glance://", "fixed needs fixedKey"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not said:\n%s", part, said)
		}
	}
	h.watch("a", visitor)
	h.agreed("a", protocol.ActShow)
	h.shows("a", protocol.FaceLaunched)
	address := program.got()[0]
	if key, ok := strings.CutPrefix(address, "glance://show?key="); !ok || len(key) != 4 || strings.Trim(key, "0123456789") != "" {
		t.Error(address)
	}
	h.end()
}

// Where it is set, a LoginKey stands in the address: it is good for a minute, and
// on no disk.
func TestSignedInByTheAddress(t *testing.T) {
	p := newPlaceAt(t, glancesim.Options{LoginKeySeconds: 50}, map[string]any{"clientCredentials": "address", "showKey": "fixed", "fixedKey": "4821", "viewKey": "none"})
	program := p.registers("", "glance")
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.agreed("a", protocol.ActShow)
	h.shows("a", protocol.FaceLaunched)
	u, err := url.Parse(program.got()[0])
	must(t, err)
	q := u.Query()
	web, err := url.Parse(p.sim.WebServer)
	must(t, err)
	if u.Host != "startssn" || u.Path != "/"+web.Host || q.Get("key") != "4821" || q.Get("partneruserid") != agent || q.Get("partnerid") != strconv.Itoa(group) {
		t.Errorf("%s %v", u, q)
	}
	loginKey := q.Get("loginkey")
	expires, err := glance.ParseLoginKey(loginKey)
	if err != nil || time.Until(time.Unix(expires, 0)) > time.Minute {
		t.Errorf("until %d: %v", expires, err)
	}
	h.end()
	if text := p.allText(); strings.Contains(text, loginKey) || !strings.Contains(text, "launched") {
		t.Error("the LoginKey is on the disk, or nothing is")
	}
}
