package story

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf16"
)

// recorder stands before the customer's LoginKey service and remembers each
// LoginKey that it gave, so that every place can be searched for them.
type recorder struct {
	client *http.Client
	behind string

	mu    sync.Mutex
	given []string
}

func (k *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, k.behind+"?"+r.URL.RawQuery, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	request.Header = r.Header.Clone()
	answer, err := k.client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	k.note(body)
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	w.Write(body)
}

func (k *recorder) note(body []byte) {
	var answer struct {
		LoginKey string `json:"loginKey"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.LoginKey != "" {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.given = append(k.given, answer.LoginKey)
	}
}

// forms are the LoginKeys given so far, in every form in which one may be kept.
func (k *recorder) forms() [][]byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	var forms [][]byte
	for _, key := range k.given {
		wide := new(bytes.Buffer)
		for _, unit := range utf16.Encode([]rune(key)) {
			wide.Write([]byte{byte(unit), byte(unit >> 8)})
		}
		forms = append(forms, []byte(key), []byte(url.QueryEscape(key)), []byte(url.PathEscape(key)), wide.Bytes())
	}
	return forms
}

// noSecret searches what is open, closes the browser, which then has written all
// it will, and searches every file of the desk.
func (s *script) noSecret(ctx context.Context) error {
	forms := s.stage.keys.forms()
	if len(forms) == 0 {
		return errors.New("no LoginKey was ever asked for")
	}
	for _, page := range []Page{s.stage.agent, s.customer} {
		if err := pageIsClean(ctx, page, forms); err != nil {
			return err
		}
	}
	if err := s.storageIsClean(ctx, forms); err != nil {
		return err
	}
	if err := s.stage.closeBrowser(); err != nil {
		return err
	}
	return filesAreClean(s.stage.desk.dir, forms)
}

// cleanAddresses looks for credentials in the address and history of the viewer's tab.
func (s *script) cleanAddresses(ctx context.Context) error {
	return pageIsClean(ctx, s.viewer, append(s.stage.keys.forms(), []byte("loginkey=")))
}

func pageIsClean(ctx context.Context, page Page, forms [][]byte) error {
	history, err := page.History(ctx)
	if err != nil {
		return err
	}
	var document string
	if err := page.Evaluate(ctx, "document.documentElement.outerHTML", &document); err != nil {
		return err
	}
	if find([]byte(strings.Join(history, "\n")), forms) {
		return fmt.Errorf("a LoginKey is in the history of a tab")
	}
	if find([]byte(document), forms) {
		return errors.New("a LoginKey is in a page")
	}
	return nil
}

func (s *script) storageIsClean(ctx context.Context, forms [][]byte) error {
	worker, err := s.stage.browser.Worker(ctx)
	if err != nil {
		return err
	}
	defer worker.Release()
	var stored string
	err = worker.Evaluate(ctx, `Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]).then(all => JSON.stringify(all))`, &stored)
	if err == nil && find([]byte(stored), forms) {
		err = errors.New("a LoginKey is in the extension's storage")
	}
	return err
}

func filesAreClean(dir string, forms [][]byte) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && find(text, forms) {
			err = fmt.Errorf("a LoginKey is in %s", strings.TrimPrefix(path, dir))
		}
		return err
	})
}

// find tells whether any of the forms is in a text. It goes through it once,
// however many there are: a browser's profile is large.
func find(text []byte, forms [][]byte) bool {
	var first [256]bool
	begin := map[string][][]byte{}
	for _, form := range forms {
		first[form[0]] = true
		start := string(form[:min(len(form), beginning)])
		begin[start] = append(begin[start], form)
	}
	for at, letter := range text {
		if !first[letter] {
			continue
		}
		rest := text[at:]
		for _, form := range begin[string(rest[:min(len(rest), beginning)])] {
			if bytes.HasPrefix(rest, form) {
				return true
			}
		}
	}
	return false
}

// beginning is how many bytes tell most texts from a LoginKey, which is never shorter.
const beginning = 6
