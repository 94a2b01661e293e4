package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/glance-networks/agent-host/manifests"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// judge is the library's opinion of a document.
func judge(t testing.TB, schema []byte) func(document []byte) bool {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(document []byte) bool {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
		return err == nil && compiled.Validate(value) == nil
	}
}

// ours is our own checker's, without what a schema cannot say.
func ours(s *schema, document []byte) (bool, *fault) {
	n, wrong := parse(document)
	if wrong == nil {
		wrong = (checker{s.Defs}).check(s, n, "it")
	}
	return wrong == nil, wrong
}

// values are tried for every key: each kind, and both sides of each limit.
func values() []string {
	list := []string{"null", "true", "false", `""`, `"post"`, `"mirror"`, `"tab"`, `"info"`, `"^a$"`, "{}", "[]", "[1]", `["a"]`, `{"a":1}`, `{"a":"b"}`, `{"a":{"b":[]}}`,
		"1.0", "1.5", "1e2", "1.20e2", "-1", "-0", "0.0", "1e400", "9007199254740993", "99999999999999999999"}
	for _, n := range []int{0, 1, 4, 5, 9, 10, 120, 121, 249, 250, 299, 300, 301, 600, 601, 1800, 1801, 3600, 3601, 60000, 60001, 2147483647, 2147483648} {
		list = append(list, fmt.Sprint(n))
	}
	for _, n := range []int{99, 100, 101, 200, 201, 255, 256, 500, 501, 2000, 2001, 4096, 4097} {
		list = append(list, fmt.Sprintf("%q", strings.Repeat("花", n)))
	}
	for _, n := range []int{20, 21} {
		list = append(list, "["+strings.Repeat(`"a",`, n-1)+`"b"]`)
		var object []string
		for i := range n {
			object = append(object, fmt.Sprintf(`"k%d":"v"`, i))
		}
		list = append(list, "{"+strings.Join(object, ",")+"}")
	}
	for _, n := range []int{260, 261, 4096, 4097} {
		list = append(list, fmt.Sprintf("[%q]", strings.Repeat("x", n)), fmt.Sprintf(`{"k":%q}`, strings.Repeat("x", n)))
	}
	return list
}

func TestOurCheckerAgreesWithTheLibraryOnSettings(t *testing.T) {
	library := judge(t, manifests.SettingsSchema)
	good := 0
	for _, key := range slices.Sorted(maps.Keys(settingsSchema().Properties)) {
		for _, value := range append(values(), others[key], string(settingsSchema().Properties[key].Default)) {
			document := fmt.Appendf(nil, `{%q: %s}`, key, value)
			want := library(document)
			if got, wrong := ours(settingsSchema(), document); got != want {
				t.Errorf("%.100s: the library says %t, we %v", document, want, wrong)
			}
			if want {
				good++
			}
		}
	}
	if good < 100 {
		t.Errorf("only %d documents were good", good)
	}
}

func TestOurCheckerAgreesWithTheLibraryOnRules(t *testing.T) {
	library := judge(t, manifests.SiteRuleSchema)
	parts := []string{`"crm"`, `"CRM"`, `["https://crm.example.com/*"]`, `"https://crm.example.com/*"`, `"contact"`, `"/contacts/:id"`,
		`{"label": "Visitor"}`, `"Visitor"`, `"label"`, `"selector"`, `"path"`, `"attribute"`, `"anchor"`, `"data-id"`, `"objects"`, `"#v"`, `"h1"`,
		`{"selector": "h1"}`, `[{"path": "id"}]`, `"id"`, `"title"`, `{"selector": "#v", "attribute": "data-id"}`}
	replacements := append(values(), parts...)
	replacements = append(replacements, `{"path": "id", "attribute": "a"}`, `{"selector": "a", "path": "b"}`, `{"label": "x", "path": 1}`,
		`"https://*.a.example/x y"`, `["https://*.a.example/"]`, `"keyField": true, "title"`, `"$schema": "x", "id"`, `"a:b.c-d"`, `"1a"`)
	good := 0
	for _, part := range parts {
		for _, replacement := range replacements {
			document := []byte(strings.Replace(goodRule, part, replacement, 1))
			if _, wrong := parse(document); wrong != nil {
				continue // no JSON, or a name twice, of which the library does not know
			}
			want := library(document)
			if got, wrong := ours(ruleSchema(), document); got != want {
				t.Errorf("%s for %s: the library says %t, we %v", replacement, part, want, wrong)
			}
			if want {
				good++
			}
		}
	}
	if good < 50 {
		t.Errorf("only %d documents were good", good)
	}
}

// Which of its members an object may go without: each choice of them.
func TestOurCheckerAgreesWithTheLibraryOnWhatAnObjectNeeds(t *testing.T) {
	library := judge(t, manifests.SiteRuleSchema)
	members := []string{`"visitorId": [{"label": "a"}]`, `"recordId": [{"label": "b"}]`, `"title": [{"label": "c"}]`, `"anchor": {"side": "dock"}`, `"region": "td"`, `"shows": []`, `"also": []`,
		`"row": {"selector": "tr", "visitorId": [{"label": "a"}], "recordId": [{"label": "b"}], "title": [{"label": "c"}]}`}
	good := 0
	for choice := range 1 << len(members) {
		object := `"type": "contact", "path": "/"`
		for i, member := range members {
			if choice>>i&1 == 1 {
				object += ", " + member
			}
		}
		document := fmt.Appendf(nil, `{"id": "a", "name": "A", "matches": ["https://a.example/*"], "objects": [{%s}]}`, object)
		want := library(document)
		if got, wrong := ours(ruleSchema(), document); got != want {
			t.Errorf("%s: the library says %t, we %v", object, want, wrong)
		}
		if want {
			good++
		}
	}
	if good != 1<<4+1 { // a record with any of the other four, and a list only
		t.Errorf("%d choices are taken", good)
	}
}

// A keyword that our checker does not know would not be checked.
func TestEveryKeywordIsKnown(t *testing.T) {
	for name, data := range map[string][]byte{"settings": manifests.SettingsSchema, "site rule": manifests.SiteRuleSchema} {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(new(schema)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDefaultsAreAllowed(t *testing.T) {
	for key, s := range settingsSchema().Properties {
		n, wrong := parse(s.Default)
		if wrong == nil {
			wrong = checkSetting(key, s, n)
		}
		if wrong != nil {
			t.Errorf("%s: %v", key, wrong.sentence)
		}
		if s.Layer != "file" && s.Layer != "administrator" && s.Layer != "anyone" {
			t.Errorf("%s has no x-layer", key)
		}
	}
}
