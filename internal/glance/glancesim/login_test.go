package glancesim_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance/glancesim"
)

// A viewer without credentials asks for them, goes back, and then waits.
func TestSignInByHand(t *testing.T) {
	r := start(t, glancesim.Options{Accounts: map[string]string{"alex.glance.net": "correct horse"}})
	const query = "SessionKey=v&wait=1&username=alex.glance.net"
	viewer := r.sim.WebServer + "/agentjoin/AgentView.aspx?"

	status, header, _ := r.do("GET", viewer+query, "", "")
	login, err := url.Parse(header.Get("Location"))
	if err != nil || status != 303 || login.Path != "/login/default.aspx" {
		t.Fatalf("%d %s", status, header.Get("Location"))
	}
	_, _, page := r.do("GET", r.sim.WebServer+login.String(), "", "")
	if !strings.Contains(page, `value="alex.glance.net"`) || !strings.Contains(page, `type="password"`) {
		t.Fatalf("the login does not ask: %s", page)
	}
	back := login.Query().Get("returnurl")
	for name, wrong := range map[string]string{
		"password": form("returnurl", back, "username", "alex.glance.net", "password", "x"),
		"username": form("returnurl", back, "username", "sam.glance.net", "password", ""),
		"viewer":   form("returnurl", "https://evil.example/agentjoin/AgentView.aspx", "username", "alex.glance.net", "password", "correct horse"),
	} {
		if status, header, _ := r.do("POST", r.sim.WebServer+"/login/default.aspx", formType, wrong); status != 200 || header.Get("Set-Cookie") != "" {
			t.Errorf("wrong %s: %d", name, status)
		}
	}
	status, header, _ = r.do("POST", r.sim.WebServer+"/login/default.aspx", formType, form("returnurl", back, "username", "alex.glance.net", "password", "correct horse"))
	cookie, _, _ := strings.Cut(header.Get("Set-Cookie"), ";")
	if status != 303 || !strings.HasPrefix(cookie, "GSSNID=") || !strings.HasPrefix(header.Get("Location"), "/agentjoin/AgentView.aspx?") {
		t.Fatalf("%d %v", status, header)
	}
	status, _, page = r.do("GET", r.sim.WebServer+header.Get("Location"), "", "", "Cookie", cookie)
	if status != 200 || !strings.Contains(page, "Waiting for the session") || !strings.Contains(page, "alex.glance.net") {
		t.Errorf("%d %s", status, page)
	}
	if status, header, _ = r.do("GET", viewer+"SessionKey=v", "", "", "Cookie", cookie); header.Get("Location") != "/agentjoin/Error.aspx" {
		t.Errorf("without wait: %d %s", status, header.Get("Location"))
	}
	if status, header, _ = r.do("GET", viewer+query, "", "", "Cookie", "GSSNID=forged"); status != 303 || !strings.HasPrefix(header.Get("Location"), "/login/") {
		t.Errorf("a forged cookie: %d", status)
	}
	opens := r.sim.ViewerOpens()
	if first := opens[0]; len(opens) != 4 || first.Valid || !first.Wait || first.Query != query || first.Username != "alex.glance.net" || !opens[1].Valid || opens[3].Valid {
		t.Errorf("noted %+v", opens)
	}
}
