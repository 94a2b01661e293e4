package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

const body = `<!doctype html><title>Page</title><h1>A page</h1><input id="field" autofocus>
<button id="plain" onclick="document.title = event.isTrusted ? 'trusted' : 'faked'">Plain</button>`

func start(t *testing.T) (*Browser, *httptest.Server, context.Context) {
	t.Helper()
	if _, err := Find(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'unsafe-inline'")
		w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	extension, err := filepath.Abs("testdata/extension")
	if err != nil {
		t.Fatal(err)
	}
	key := sha256.Sum256(server.Certificate().RawSubjectPublicKeyInfo)
	b, err := Start(t.Context(), Options{
		Profile: t.TempDir(), Extension: extension, Headless: true,
		Env:  []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")},
		SPKI: base64.StdEncoding.EncodeToString(key[:]),
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

func TestClosedShadowRoot(t *testing.T) {
	b, server, ctx := start(t)
	must(t, b.Grant(ctx, "https://127.0.0.1/*"))
	registered(t, ctx, b)
	page := b.First()
	must(t, page.Go(ctx, server.URL))
	must(t, page.WaitClosed(ctx, "button", "drawn", func(ctx context.Context, e *Element) (bool, error) {
		text, err := e.Text(ctx)
		return text == "Press me", err
	}))
	must(t, page.ClickClosed(ctx, "button", 300*time.Millisecond))
	button, err := page.Closed(ctx, "button")
	must(t, err)
	text, err := button.Text(ctx)
	must(t, err)
	colour, err := button.Style(ctx, "background-color")
	must(t, err)
	if text != "Trusted" || colour != "rgb(248, 103, 23)" {
		t.Errorf("the button says %q in %s", text, colour)
	}
	if names := accessibleNames(t, ctx, page); !strings.Contains(names, "Trusted") {
		t.Errorf("a screen reader meets %s", names)
	}
	if _, err := page.Closed(ctx, "#plain"); !errors.Is(err, ErrNoElement) {
		t.Errorf("an element outside closed shadow roots: %v", err)
	}
}

func TestPageInput(t *testing.T) {
	b, server, ctx := start(t)
	page, err := b.Customer(ctx, server.URL)
	must(t, err)
	must(t, page.ClickOn(ctx, "#plain"))
	must(t, page.WaitFor(ctx, `document.title === "trusted"`))
	must(t, page.ClickOn(ctx, "#field"))
	must(t, page.Type(ctx, "vera-7"))
	must(t, page.Press(ctx, kb.Backspace))
	must(t, page.WaitFor(ctx, `document.querySelector("#field").value === "vera-"`))
	shot, err := page.Screenshot(ctx)
	must(t, err)
	if !strings.HasPrefix(string(shot), "\x89PNG") {
		t.Error("the picture is no PNG")
	}
	address, err := page.URL(ctx)
	must(t, err)
	again, err := b.WaitTab(ctx, "the same page", func(u string) bool { return u == address })
	must(t, err)
	must(t, again.WaitFor(ctx, `document.title === "trusted"`))
	if text, err := page.Text(ctx); err != nil || !strings.Contains(text, "A page") {
		t.Errorf("the text is %q, %v", text, err)
	}
}

func TestWorker(t *testing.T) {
	b, _, ctx := start(t)
	for range 3 {
		worker, err := b.Worker(ctx)
		must(t, err)
		var id string
		must(t, worker.Evaluate(ctx, "Promise.resolve(chrome.runtime.id)", &id))
		worker.Release()
		if id != b.Extension() {
			t.Errorf("the worker is %s's, not %s's", id, b.Extension())
		}
		if err := worker.Evaluate(ctx, "Promise.reject(new Error('no'))", nil); err == nil {
			t.Error("a released worker answered")
		}
		must(t, b.StopWorker(ctx))
		wake(t, ctx, b)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b, err := Start(ctx, Options{Profile: t.TempDir(), Headless: true, Env: []string{"HOME=" + t.TempDir()}})
	must(t, err)
	cancel()
	select {
	case <-b.Done():
	case <-time.After(StartLimit):
		t.Error("the browser is still there")
	}
	must(t, b.Close())
}

func TestUntilTellsWhatWasWaitedFor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := Until(ctx, "the moon", func(context.Context) (bool, error) { return false, errors.New("clouds") })
	if err == nil || !strings.Contains(err.Error(), "the moon") || !strings.Contains(err.Error(), "clouds") {
		t.Errorf("got %v", err)
	}
}

func registered(t *testing.T, ctx context.Context, b *Browser) {
	t.Helper()
	worker, err := b.Worker(ctx)
	must(t, err)
	defer worker.Release()
	must(t, Until(ctx, "the content script's registration", func(ctx context.Context) (bool, error) {
		var ready bool
		err := worker.Evaluate(ctx, "chrome.storage.local.get('ready').then(r => r.ready === true)", &ready)
		return ready, err
	}))
}

// wake starts the stopped worker as any event would.
func wake(t *testing.T, ctx context.Context, b *Browser) {
	t.Helper()
	page, err := b.Open(ctx, "chrome-extension://"+b.Extension()+"/manifest.json")
	must(t, err)
	defer page.Close()
	must(t, page.Evaluate(ctx, "chrome.runtime.sendMessage('wake').catch(() => 0)", nil))
}

func accessibleNames(t *testing.T, ctx context.Context, p *Page) string {
	t.Helper()
	list, err := p.AX(ctx)
	must(t, err)
	var names []string
	for _, thing := range list {
		names = append(names, thing.Role+" "+thing.Name)
	}
	return strings.Join(names, ", ")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
