package glance_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/internal/glance"
)

var good = []string{
	"https://www.glance.net", "https://glance.net", "https://GLANCE.NET/", "HTTPS://WWW.Glance.Net/x", "wss://presence.glance.net/agentws",
	"https://www.glance.net:443/x?y=1", "https://a.b.c.glance.cx", "https://storage.glancecdn.net", "https://cdn.myglance.net",
	"https://acme.glance.net/agentjoin/AgentView.aspx?SessionKey=1", "https://pr0016.glance.net:443", "https://xn--bcher-kva.glance.net",
	"https://glance.example.com/", "https://glance.example.com:443/", "https://LOCALHOST:8443/x", "https://127.0.0.1:9000/",
}

// bad is every address that only looks as if it were allowed.
var bad = strings.Split(strings.TrimSpace(`
http://www.glance.net
ws://presence.glance.net
ftp://www.glance.net
file:///etc/passwd
javascript:alert(1)
javascript://www.glance.net/%0aalert(1)
data:text/html,www.glance.net
blob:https://www.glance.net/1
about:blank
chrome-extension://www.glance.net/x
glance://www.glance.net
view-source:https://www.glance.net
https:www.glance.net
https:/www.glance.net
https:///www.glance.net
//www.glance.net
www.glance.net
/agentjoin
https://
https://?glance.net
https://#glance.net
https://glance.net.evil.example
https://www.glance.net.evil.example
https://glance.net.
https://www.glance.net.
https://www.glance.net..
https://.glance.net
https://www..glance.net
https://evilglance.net
https://evil-glance.net
https://wwwglance.net
https://xglance.cx
https://notglancecdn.net
https://theirmyglance.net
https://glance.netx
https://glance.ne
https://glance.com
https://glance.org
https://glance.cx.com
https://net
https://glance
https://cx
https://evil.example/glance.net
https://evil.example/https://www.glance.net
https://evil.example?www.glance.net
https://evil.example?x=https://www.glance.net
https://evil.example#www.glance.net
https://evil.example/#@www.glance.net
https://www.glance.net#evil
https://www.glance.net/#fragment
https://www.glance.net@evil.example
https://www.glance.net:443@evil.example
https://www.glance.net%40evil.example
https://www.glance.net%2eevil.example
https://www%2eglance%2enet
https://%77ww.glance.net
https://www.glance.net%00.evil.example
https://evil.example%00.glance.net
https://evil.example%2f.glance.net
https://evil.example%23.glance.net
https://evil.example%3f.glance.net
https://evil.example%5c.glance.net
https://evil.example%20.glance.net
https://evil.example%09.glance.net
https://user@www.glance.net
https://user:pass@www.glance.net
https://:@www.glance.net
https://@www.glance.net
https://www.glance.net\@evil.example
https://evil.example\.glance.net
https://evil.example\www.glance.net
https:\\www.glance.net
https://evil.example,www.glance.net
https://evil.example;www.glance.net
https://evil.example_.glance.net
https://evil.example!.glance.net
https://evil.example'.glance.net
https://evil.example".glance.net
https://evil.example<.glance.net
https://evil.example*.glance.net
https://*.glance.net
https://-.glance.net
https://-a.glance.net
https://a-.glance.net
https://glance。net
https://www.glance．net
https://www.glаnce.net
https://ｗｗｗ.glance.net
https://www.glance.nеt
https://xn--glnce-zra.net
https://xn--glance-.net
https://gla%C2%ADnce.net
https://www.glance.net:80
https://www.glance.net:8443
https://www.glance.net:0443
https://www.glance.net:+443
https://www.glance.net:
https://www.glance.net:0
https://www.glance.net:65979
https://www.glance.net:443:443
https://www.glance.net:https
https://www.glance.net:-443
https://0177.0.0.1
https://2130706433
https://0x7f000001
https://127.1
https://127.0.0.1
https://127.0.0.1:9001
https://127.0.0.1.glance.net.example
https://[::1]
https://[::1]:9000
https://[::ffff:127.0.0.1]:9000
https://[www.glance.net]
https://[::1%25eth0]
https://localhost
https://localhost:8444
https://localhost.:8443
https://x.localhost:8443
https://glance.example.com:8443
https://sub.glance.example.com
https://glance.example.com.evil.example
https://xglance.example.com
https://glance.example.comx
`), "\n")

func TestHosts(t *testing.T) {
	hosts, err := glance.NewHosts([]string{"glance.example.com", "localhost:8443", "127.0.0.1:9000"})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range good {
		u, err := url.Parse(address)
		if err != nil || hosts.Check(u) != nil {
			t.Errorf("%s is refused", address)
		}
	}
	worse := append(bad, "https://www.glance.net\t.evil.example", "https://evil.example\t.glance.net", "https://www.glance.net\x00",
		"https://evil.example\x00.glance.net", "https://www.glance.net\n", " https://www.glance.net", "https://www.glance.net ",
		"https://evil.example\r\n.glance.net", "https://"+strings.Repeat("a.", 130)+"glance.net", "")
	if len(worse) < 100 {
		t.Fatalf("only %d look-alikes", len(worse))
	}
	for _, address := range worse {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if err := hosts.Check(u); glance.CodeOf(err) != glance.ForeignAddress {
			t.Errorf("%q passes: %v", address, err)
		}
	}
	if hosts.Check(nil) == nil {
		t.Error("nothing passes")
	}
}

// What url.Parse never makes must not pass either.
func TestHostsHandMadeURL(t *testing.T) {
	for _, host := range []string{"evil.example/.glance.net", "evil.example\\.glance.net", "evil.example\t.glance.net", "evil.example@www.glance.net",
		"evil.example#.glance.net", "evil.example?.glance.net", "evil.example\x00.glance.net", "glance。net", ".glance.net", ""} {
		if (glance.Hosts{}).Check(&url.URL{Scheme: "https", Host: host}) == nil {
			t.Errorf("%q passes", host)
		}
	}
}

func TestNewHostsRefuses(t *testing.T) {
	for _, entry := range []string{"", "https://x.example", "x.example/path", "x.example/", "*.example", "*", "user@x.example", "x.example:", "x.example:0",
		"x.example:65536", "x.example:080", "x.example:http", " x.example", "x.example ", "x example", "x.example.", ".example", "[::1]:443", "x.example?y",
		"x.example#y", "x%2eexample", "bücher.example", "x.example\n", "x.example\\y", "-x.example", strings.Repeat("x", 300)} {
		if _, err := glance.NewHosts([]string{entry}); err == nil {
			t.Errorf("%q is taken", entry)
		}
	}
}

func TestWithoutOthersServers(t *testing.T) {
	hosts, err := glance.NewHosts([]string{"own.example.com:8443", "glance.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	less := hosts.Without([]string{"WWW.glance.net"}).Without([]string{"own.example.com:8443", "glance.example.com:443", "no host"})
	for address, want := range map[string]bool{
		"https://www.glance.net": false, "https://www.glance.net:443": false, "https://own.example.com:8443": false, "https://glance.example.com": false,
		"https://beta.glance.net": true, "https://pr0016.glance.net:443": true, "https://glance.example.com:8443": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := less.Check(u) == nil; got != want {
			t.Errorf("%s: allowed %t", address, got)
		}
	}
	if u, _ := url.Parse("https://own.example.com:8443"); hosts.Check(u) != nil {
		t.Error("the hosts that it was made of lost one")
	}
}
