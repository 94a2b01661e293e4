package story

import (
	"image"
	"image/color"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/events"
	"github.com/glance-networks/agent-host/internal/protocol"
)

func TestSideBySide(t *testing.T) {
	red, blue := image.NewUniform(color.RGBA{255, 0, 0, 255}), image.NewUniform(color.RGBA{0, 0, 255, 255})
	picture := sideBySide([]image.Image{cut(red, 40, 30), cut(blue, 20, 50)})
	if size := picture.Bounds().Size(); size != image.Pt(3*frame+60, 2*frame+50) {
		t.Fatalf("the picture is %v", size)
	}
	for point, want := range map[image.Point]color.Color{
		{frame, frame}: red.C, {2*frame + 45, frame + 45}: blue.C, {0, 0}: desktop, {frame + 1, frame + 40}: desktop,
	} {
		if got := picture.At(point.X, point.Y); got != want {
			t.Errorf("%v is %v, not %v", point, got, want)
		}
	}
}

func cut(of image.Image, width, height int) image.Image {
	shot := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			shot.Set(x, y, of.At(x, y))
		}
	}
	return shot
}

func TestProcessesOf(t *testing.T) {
	if _, err := os.Stat("/proc/self/environ"); err != nil {
		t.Skip("only Linux lets it look")
	}
	dir := t.TempDir()
	sleeper := exec.Command("sleep", "60")
	sleeper.Env = []string{"HOME=" + dir}
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	if found := processesOf(dir); len(found) != 1 || found[0] != sleeper.Process.Pid {
		t.Errorf("found %v, not %d", found, sleeper.Process.Pid)
	}
	sleeper.Process.Kill()
	sleeper.Wait()
	if err := noneLeft(dir); err != nil {
		t.Error(err)
	}
}

func TestSecretIsFoundInEveryForm(t *testing.T) {
	const key = "agent/42|k+y=="
	var k recorder
	k.note([]byte(`{"loginKey":"` + key + `","groupId":1}`))
	k.note([]byte(`not JSON`))
	dir := t.TempDir()
	for name, text := range map[string]string{
		"plain": "x" + key + "x", "query": "k=" + url.QueryEscape(key), "path": url.PathEscape(key),
		"wide": "a\x00g\x00e\x00n\x00t\x00/\x004\x002\x00|\x00k\x00+\x00y\x00=\x00=\x00",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := filesAreClean(dir, k.forms()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		os.Remove(path)
	}
	if err := filesAreClean(dir, k.forms()); err != nil {
		t.Error(err)
	}
}

func TestCheckSession(t *testing.T) {
	began := time.Now().UTC().Add(-time.Minute).Truncate(time.Millisecond)
	s := &script{stage: &stage{began: began, crmURL: "https://crm.localhost:1"}}
	want := tale{who: vera, key: vera.VisitorID, kind: protocol.KeyVisitor, steps: []string{"asked", "terms_declined"}}
	good := func() []events.Event {
		var session []events.Event
		for i, name := range []string{"asked", "signal_accepted", "terms_declined"} {
			session = append(session, events.Event{
				Name: name, Seq: int64(i + 1), Time: began.Add(time.Duration(i) * time.Millisecond), Type: events.TypeCobrowse,
				Group: group, Agent: agentID, Desk: deskID, Key: vera.VisitorID, KeyKind: string(protocol.KeyVisitor),
				Record: protocol.Record{System: "sample-crm", Type: "contact", ID: vera.ID, Title: vera.Name, URL: s.stage.crmURL + "/contacts/" + vera.ID},
			})
		}
		return session
	}
	if err := s.checkSession(good(), want); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func([]events.Event){
		"order":  func(e []events.Event) { e[0].Name, e[2].Name = e[2].Name, e[0].Name },
		"time":   func(e []events.Event) { e[2].Time = began },
		"place":  func(e []events.Event) { e[1].Seq = 3 },
		"record": func(e []events.Event) { e[1].Record.ID = "1002" },
		"agent":  func(e []events.Event) { e[0].Agent = "" },
		"key":    func(e []events.Event) { e[2].Key = "" },
		"type":   func(e []events.Event) { e[2].Type = "" },
		"zone":   func(e []events.Event) { e[2].Time = e[2].Time.In(time.FixedZone("x", 60)) },
	} {
		session := good()
		spoil(session)
		if err := s.checkSession(session, want); err == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestLook(t *testing.T) {
	present := look{Presence: "present", Colour: colourPresent, Words: "Cobrowse", Next: "on the website now", Links: []string{"Have key"}}
	if !isPresent(present) || isAbsent(present) || !present.says("on the Website") || !present.offers("Have key") || present.offers("Have") {
		t.Errorf("misread %v", present)
	}
	present.Colour = colourAbsent
	if isPresent(present) {
		t.Error("another colour passed for present")
	}
}
