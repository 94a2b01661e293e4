package firefox

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/browser"
)

const body = `<!doctype html><title>Page</title><h1>A page</h1><input id="field">
<button id="plain" onclick="document.title = event.isTrusted ? 'trusted' : 'faked'">Plain</button><p id="host"></p>
<script>
const root = document.querySelector("#host").attachShadow({mode: "closed"});
root.innerHTML = "<button>Press me</button>";
root.querySelector("button").onclick = (event) => event.target.textContent = event.isTrusted ? "Trusted" : "Faked";
</script>`

func start(t *testing.T) (*Browser, *httptest.Server, context.Context) {
	t.Helper()
	if _, err := Find(); err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) }))
	authority, certificate := certificates(t)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	t.Cleanup(server.Close)
	extension, err := filepath.Abs("../testdata/extension")
	must(t, err)
	b, err := Start(t.Context(), Options{
		Profile: t.TempDir(), Extension: extension, Headless: true, Env: []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")},
		Authority: authority,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), StartLimit+time.Minute)
	t.Cleanup(cancel)
	return b, server, ctx
}

func TestPage(t *testing.T) {
	b, server, ctx := start(t)
	page := b.First()
	must(t, page.Go(ctx, server.URL))
	must(t, page.ClickOn(ctx, "#plain"))
	must(t, page.WaitFor(ctx, `document.title === "trusted"`))
	must(t, page.ClickOn(ctx, "#field"))
	must(t, page.Type(ctx, "vera-7"))
	must(t, page.WaitFor(ctx, `document.querySelector("#field").value === "vera-7"`))
	shot, err := page.Screenshot(ctx)
	must(t, err)
	if !strings.HasPrefix(string(shot), "\x89PNG") {
		t.Error("the picture is no PNG")
	}
	history, err := page.History(ctx)
	must(t, err)
	if len(history) == 0 || history[len(history)-1] != server.URL+"/" {
		t.Errorf("the history is %v", history)
	}
	must(t, page.ClickClosed(ctx, "button", 300*time.Millisecond))
	var text string
	must(t, page.CallClosed(ctx, "button", "function() { return this.innerText }", &text))
	if text != "Trusted" {
		t.Errorf("the button says %q", text)
	}
	if err := page.CallClosed(ctx, "#plain", "function() { return 1 }", nil); !errors.Is(err, browser.ErrNoElement) {
		t.Errorf("an element outside closed shadow roots: %v", err)
	}
	customer, err := b.Customer(ctx, server.URL+"/?customer")
	must(t, err)
	must(t, customer.ClickOn(ctx, "#plain"))
	again, err := b.WaitTab(ctx, "the customer", func(u string) bool { return strings.HasSuffix(u, "?customer") })
	must(t, err)
	must(t, again.WaitFor(ctx, `document.title === "trusted"`))
}

func TestExtension(t *testing.T) {
	b, server, ctx := start(t)
	if b.Extension() != "driver-test@example.com" {
		t.Errorf("the extension is %q", b.Extension())
	}
	registers(t, ctx, b, "https://127.0.0.1/*")
	page := b.First()
	must(t, page.Go(ctx, server.URL))
	must(t, page.ClickClosed(ctx, `button[style]`, 300*time.Millisecond)) // the extension's, behind the page's own
	must(t, browser.Until(ctx, "the click", func(ctx context.Context) (bool, error) {
		var text string
		err := page.CallClosed(ctx, `button[style]`, "function() { return this.innerText }", &text)
		return text == "Trusted", err
	}))
	must(t, b.StopWorker(ctx))
	registers(t, ctx, b, "https://example.com/*") // which wakes it
}

// registers grants an origin and waits until the extension has heard of it.
func registers(t *testing.T, ctx context.Context, b *Browser, origin string) {
	t.Helper()
	must(t, b.Grant(ctx, origin))
	worker, err := b.Worker(ctx)
	must(t, err)
	defer worker.Release()
	must(t, browser.Until(ctx, "the content script's registration", func(ctx context.Context) (bool, error) {
		var origins []string
		err := worker.Evaluate(ctx, "chrome.scripting.getRegisteredContentScripts().then(list => list.flatMap(script => script.matches))", &origins)
		return slices.Contains(origins, origin), err
	}))
}

func TestEndsWithItsContext(t *testing.T) {
	if _, err := Find(); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b, err := Start(ctx, Options{Profile: t.TempDir(), Headless: true, Env: []string{"HOME=" + t.TempDir()}})
	must(t, err)
	cancel()
	select {
	case <-b.Done():
	case <-time.After(StartLimit):
		t.Error("Firefox is still there")
	}
	must(t, b.Close())
	if err := b.First().Go(t.Context(), "about:blank"); err == nil {
		t.Error("a Firefox that has ended answered")
	}
}

// TestAnswers gives the remote control what Firefox never should.
func TestAnswers(t *testing.T) {
	for name, sent := range map[string]string{
		"no length": "x:[1,1,null,{}]", "too long": "99999999999:[]", "no JSON": "2:[[", "another's answer": `13:[1,7,null,{}]`,
		"a command": "12:[0,1,null,0]", "an end": "40:[1,1", "a failure": `45:[1,1,{"error":"no such window","message":""},0]`,
	} {
		here, there := net.Pipe()
		r := attach(here, bufio.NewReader(here))
		go func() {
			bufio.NewReader(there).ReadString('}')
			there.Write([]byte(sent))
			there.Close()
		}()
		if err := r.do(t.Context(), "WebDriver:GetTitle", nil, nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
		here.Close()
		<-r.gone
	}
}

// TestGivenUp: a command that nobody waited for does not spoil the next.
func TestGivenUp(t *testing.T) {
	b, _, ctx := start(t)
	short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	if err := b.First().Evaluate(short, "new Promise(resolve => setTimeout(resolve, 1000))", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("given up with %v", err)
	}
	var sum int
	must(t, b.First().Evaluate(ctx, "new Promise(resolve => setTimeout(resolve, 1500, 3))", &sum))
	if sum != 3 {
		t.Errorf("got the answer to another command: %d", sum)
	}
}

// certificates makes an authority, as PEM, and what it certifies for 127.0.0.1.
func certificates(t *testing.T) ([]byte, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Test server"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authority, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	must(t, err)
	certificate, err := x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), key)
	must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority}), tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
