package crm

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func get(t *testing.T, variant Variant, path string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	Handler(variant).ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
	return answer
}

func TestContactPage(t *testing.T) {
	for path, want := range map[string][]string{
		"/contacts/1001":   {`<h1>Vera Visitor</h1>`, `data-field="visitor-id"><dt>Website visitor ID</dt><dd class="value">vera-visitor</dd>`},
		"/contacts/1003":   {`data-field="visitor-id"><dt>Website visitor ID</dt><dd class="value"></dd>`},
		"/contacts/markup": {`&lt;img src=x`},
		"/contacts/1006":   {`<h1>Mira Moss</h1>`, `data-field="phone"`},
		"/dashboard":       {`<title>Dashboard · Sample CRM`, `<dd class="value">vera-visitor</dd>`},
		"/contacts":        {`<h1>Contacts</h1>`, `href="/contacts/1002"`},
		"/records/1002":    {`data-record="1002"`, `walter-webb`},
		"/pages/crm.css":   {`prefers-color-scheme`},
	} {
		answer := get(t, Cached, path)
		if answer.Code != http.StatusOK {
			t.Errorf("%s: %d", path, answer.Code)
		}
		for _, text := range want {
			if !strings.Contains(answer.Body.String(), text) {
				t.Errorf("%s lacks %s", path, text)
			}
		}
		if strings.Contains(answer.Header().Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s allows inline code", path)
		}
	}
}

func TestUnlistedAndUnknown(t *testing.T) {
	if body := get(t, Plain, "/contacts").Body.String(); strings.Contains(body, "Lola Long") {
		t.Error("an unlisted contact is listed")
	}
	for _, path := range []string{"/contacts/nobody", "/records/nobody", "/pages/nothing"} {
		if code := get(t, Plain, path).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestABriefRecordLacksTheVisitorID(t *testing.T) {
	if body := get(t, Cached, "/contacts/1006").Body.String(); strings.Contains(body, `data-field="visitor-id"`) || strings.Contains(body, "<dt>Website visitor ID") {
		t.Error("the field is there")
	}
}

// The rule that ships is the contract of these pages.
func TestRuleNamesWhatThePageHas(t *testing.T) {
	rule, err := os.ReadFile(filepath.Join("..", "..", "..", "manifests", "sites", "sample-crm.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`"Website visitor ID"`, `"main h1"`, `/contacts/:id`, `[data-field=\"visitor-id\"] .value`} {
		if !strings.Contains(string(rule), text) {
			t.Errorf("the rule no longer has %s", text)
		}
	}
}
