package settings

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// fullRule has every member that a rule can have.
const fullRule = `{
  "$schema": "https://glance.net/agent-host/site-rule.schema.json",
  "id": "full", "starter": "zendesk",
  "name": "Full",
  "matches": ["https://crm.example.com/*", "https://*.crm.example.com/app/*"],
  "frames": ["https://forms.example.com/*"],
  "groupId": 7,
  "environment": "sandbox",
  "unverified": true,
  "confirmed": {"agreed": 11,
    "of": 12, "on": "2026-11-22"},
  "objects": [{
    "type": "contact",
    "path": "/crm{/:lang([a-z]{2})}?/contacts/:id(\\d+)",
    "search": "{*&}?view=:view([a-z]+){&*}?",
    "hash": "/:tab",
    "shows": [{"text": "Contact"}, {"selector": "main[data-object=\"contact\"]"}],
    "row": {"selector": "[role=row]",
      "visitorId": [{"selector": ".id"}],
      "recordId": [{"selector": "a", "link": "/contacts/:id"}],
      "title": [{"declared": "title"}]},
    "visitorId": [
      {"label": "Visitor", "frame": "https://forms.example.com/*"},
      {"selector": "#v", "attribute": "data-id"},
      {"query": "visitor"},
      {"declared": "visitor-id"}],
    "recordId": [{"path": "id"},
      {"selector": "a.self", "link": "/contacts/:number(\\d+)"}],
    "title": [{"selector": "h1"}],
    "normalise": {"after": "ID:", "before": "(", "case": "lower"},
    "pattern": "^(?:v|w)-[0-9a-f]{8}$",
    "derive": {"hash": "sha256",
      "encoding": "hex", "prefix": "salt", "length": 32},
    "anchor": {"selector": "h1", "side": "before"},
    "also": [{"selector": "h2"},
      {"side": "dock"}],
    "keyField": true,
    "beforeSession": true, "draft": true
  }, {
    "type": "account",
    "path": "/accounts",
    "region": "section.card",
    "visitorId": [{"label": "Visitor"}],
    "recordId": [{"selector": "[data-id]", "attribute": "data-id"}],
    "title": [{"selector": "h2"}],
    "derive": {"resolver": "portal"},
    "anchor": {"selector": "h2"}
  }],
  "examples": [{"type": "contact", "page": "<main>\n</main>", "url": "https://crm.example.com/contacts/1", "visitorId": "v-1"}]
}`

const configured = `{"groupId": 1, "environments": {"sandbox": {"groupId": 7}}, "resolvers": {"portal": {"address": "https://portal.example.com/visitor"}}}`

func TestTheFullRuleCounts(t *testing.T) {
	l := load(t, map[string]string{admin: configured, "person/sites/full.json": fullRule})
	if rules := written(l); len(l.Mistakes) > 0 || len(rules) != 1 || !rules[0].Active || rules[0].Objects[0].Row == nil || rules[0].GroupID != 7 {
		t.Errorf("%v", l.Mistakes)
	}
}

// A list needs its rows alone; what it has none of is told as empty, never as null.
func TestAListOnly(t *testing.T) {
	const list = `"path": "/contacts", "row": {"selector": "tr", "visitorId": [{"selector": "td"}], "recordId": [{"selector": "a"}], "title": [{"selector": "a"}]}`
	rule := goodRule[:strings.Index(goodRule, `"path"`)] + list + `}]}`
	l := load(t, map[string]string{admin: `{"groupId": 1}`, "person/sites/a.json": rule})
	if len(l.Mistakes) > 0 || len(written(l)) != 1 {
		t.Fatal(l.Mistakes)
	}
	told, err := json.Marshal(written(l)[0].Objects[0])
	if err != nil || strings.Contains(string(told), "null") || !strings.Contains(string(told), `"visitorId":[],"recordId":[],"title":[]`) {
		t.Errorf("%s, %v", told, err)
	}
}

// ruleMistakes are one mistake each: what stands in fullRule, what is written in
// its place, the line and the words of the answer.
var ruleMistakes = []struct {
	old, new string
	line     int
	say      string
}{
	{`"id": "full"`, `"id": "FULL"`, 3, "the rule.id must be text"},
	{`"id": "full",`, ``, 1, `the rule needs "id"`},
	{`"name": "Full"`, `"name": ""`, 4, "from 1 to 100"},
	{`"name": "Full"`, `"name": "a\u0000b"`, 4, "control characters"},
	{`"name": "Full"`, `"name": "Full", "colour": 1`, 4, `cannot have "colour"`},
	{`"name": "Full"`, `"nmae": "Full"`, 4, `did you mean "name"?`},
	{`"name": "Full"`, `"name": "Full", "active": true`, 4, `cannot have "active"`},
	{`"name": "Full"`, `"name": "Full", "from": "administrator"`, 4, `cannot have "from"`},
	{`"name": "Full"`, `"name": "Full", "name": "x"`, 4, "is there twice"},
	{`"name": "Full"`, "\"name\": \"Fu\x00ll\"", 4, "not JSON"},
	{`"name": "Full",`, `"name": "Full"`, 5, "not JSON"},
	{`["https://crm.example.com/*", "https://*.crm.example.com/app/*"]`, `[]`, 5, "from 1 to 20"},
	{`https://crm.example.com/*`, `http://crm.example.com/*`, 5, "the rule.matches[0] must be"},
	{`https://crm.example.com/*`, `*://crm.example.com/*`, 5, "matches[0]"},
	{`https://crm.example.com/*`, `<all_urls>`, 5, "matches[0]"},
	{`https://crm.example.com/*`, `https://*/*`, 5, "matches[0]"},
	{`https://crm.example.com/*`, `https://crm.example.com:8443/*`, 5, "matches[0]"},
	{`https://crm.example.com/*`, `https://./*`, 5, "a match must name a host"},
	{`https://crm.example.com/*`, `https://*..com/*`, 5, "a match must name a host"},
	{`["https://forms.example.com/*"]`, `["https://-/*"]`, 6, "a frame must name a host"},
	{`["https://forms.example.com/*"]`, `["https://other.example.com/*"]`, 23, "visitorId[0].frame must be one of the rule's frames"},
	{`"frames": ["https://forms.example.com/*"],`, ``, 23, "must be one of the rule's frames"},
	{`"groupId": 7`, `"groupId": 0`, 7, "from 1 to"},
	{`"groupId": 7`, `"groupId": 7.0`, 7, "written with digits alone"},
	{`"groupId": 7`, `"groupId": 9`, 7, "must be that of the settings, or of the rule's environment"},
	{`"environment": "sandbox"`, `"environment": "Sand box"`, 8, "the rule.environment must be"},
	{`"environment": "sandbox"`, `"environment": "test"`, 8, `there is no environment "test"`},
	{`"unverified": true`, `"unverified": "yes"`, 9, "true or false"},
	{`"agreed": 11`, `"agreed": 1`, 10, "from 2 to 1000"},
	{`"agreed": 11`, `"agreed": 13`, 10, "must not be more than of"},
	{`"2026-11-22"`, `"2026-11-32"`, 11, "must be a day"},
	{`"2026-11-22"`, `"yesterday"`, 11, "must be text"},
	{`"type": "contact",
    "path"`, `"type": "con tact",
    "path"`, 13, "objects[0].type"},
	{`"/crm{/:lang`, `"crm{/:lang`, 14, "objects[0].path"},
	{`contacts/:id(\\d+)"`, `contacts/:number(\\d+)"`, 27, "recordId[0] names :id, which the rule.objects[0] has neither in its path nor in its search or hash"},
	{`contacts/:id(\\d+)"`, `contacts/:id(\\d+)#x"`, 14, "what is behind it belongs into hash"},
	{`contacts/:id(\\d+)"`, `contacts/:id(\\d+)?view"`, 14, "and a query into search"},
	{`contacts/:id(\\d+)"`, `contacts/:lang"`, 14, "has the name :lang twice"},
	{`contacts/:id(\\d+)"`, `contacts/:id((\\d+)+)"`, 14, "has a ( inside a pattern"},
	{`contacts/:id(\\d+)"`, `contacts/:id((?:\\d+)+)"`, 14, "repeats a group"},
	{`contacts/:id(\\d+)"`, `contacts/:id(\\d+)+"`, 14, "repeats a piece"},
	{`contacts/:id(\\d+)"`, `contacts/:id(\\d+)/*a*b*c"`, 14, "too many ways"},
	{`contacts/:id(\\d+)"`, `contacts/{:id"`, 14, "a { without its }"},
	{`contacts/:id(\\d+)"`, `contacts/:id:"`, 14, "a : without a name"},
	{`contacts/:id(\\d+)"`, `contacts/:id x"`, 14, "holds a space"},
	{`view=:view([a-z]+)`, `view=:id([a-z]+)`, 27, "names :id, which the rule.objects[0] has in two parts"},
	{`"{*&}?view`, `"?{*&}?view`, 15, "begins with ?"},
	{`"/:tab"`, `"#/:tab"`, 16, "begins with #"},
	{`"/:tab"`, `""`, 16, "from 1 to 500"},
	{`{"text": "Contact"}`, `{}`, 17, "exactly one of these: text; selector"},
	{`main[data-object=\"contact\"]`, `main[data-object=\"contact]`, 17, "shows[1].selector has a quote that is not closed"},
	{`"[role=row]"`, `"[role=row"`, 18, "row.selector has a [ or ("},
	{`[{"selector": ".id"}]`, `[{"path": "id"}]`, 19, "row.visitorId[0] cannot come from the page's address: that is not a row's own"},
	{`[{"selector": ".id"}]`, `[{"query": "id"}]`, 19, "cannot come from the page's address"},
	{`[{"selector": ".id"}]`, `[{"label": "Visitor", "frame": "https://forms.example.com/*"}]`, 19, "cannot be in a frame"},
	{`"link": "/contacts/:id"`, `"link": "/contacts/1"`, 20, "link must have exactly one name"},
	{`"link": "/contacts/:id"`, `"link": "/:a/:b"`, 20, "link must have exactly one name"},
	{`"link": "/contacts/:id"`, `"link": "/contacts/:id?x"`, 20, ".link has a ? behind a name"},
	{`"link": "/contacts/:id"`, `"link": "contacts/:id"`, 20, ".link must be text"},
	{`{"declared": "title"}`, `{"declared": "visitor-id"}`, 21, "must take what the page declares as title"},
	{`{"label": "Visitor", "frame"`, `{"frame"`, 23, "must have exactly one of these"},
	{`{"label": "Visitor", "frame"`, `{"label": "Visitor", "selector": "a", "frame"`, 23, "exactly one"},
	{`{"label": "Visitor", "frame"`, `{"label": "Visitor", "link": "/:id", "frame"`, 23, "visitorId[0].link belongs to a selector"},
	{`"attribute": "data-id"},`, `"attribute": "1 2"},`, 24, "visitorId[1].attribute"},
	{`"attribute": "data-id"},`, `"attribute": "data-id", "link": "/:id"},`, 24, "an attribute or a link, not both"},
	{`"#v"`, `"input::placeholder"`, 24, "part of an element"},
	{`"#v"`, `"a { color: red }"`, 24, "is no CSS selector"},
	{`"#v"`, `" * "`, 24, "matches everything"},
	{`"#v"`, `"a:has(b):has(c):has(d)"`, 24, "more than 2 :has(…)"},
	{`{"query": "visitor"}`, `{"query": "visitor", "frame": "https://forms.example.com/*"}`, 25, "frame belongs to a label or a selector"},
	{`{"query": "visitor"}`, `{"query": "visitor", "attribute": "a"}`, 25, "attribute belongs to a selector"},
	{`{"query": "visitor"}`, `{"query": "visitor", "path": "id"}`, 25, "exactly one"},
	{`{"query": "visitor"}`, `{"query": "a=b"}`, 25, "query must be text"},
	{`{"declared": "visitor-id"}`, `{"declared": "record-id"}`, 26, "must take what the page declares as visitor-id"},
	{`[{"selector": "h1"}]`, `"h1"`, 29, "objects[0].title must be a list"},
	{`"case": "lower"`, `"case": "title"`, 30, "one of lower, upper"},
	{`"after": "ID:"`, `"after": ""`, 30, "from 1 to 100"},
	{`^(?:v|w)-[0-9a-f]{8}$`, `(?:v|w)-[0-9a-f]{8}`, 31, "objects[0].pattern must begin with ^"},
	{`^(?:v|w)-[0-9a-f]{8}$`, `^(a+)+$`, 31, "repeats a group"},
	{`"hash": "sha256"`, `"hash": "sha512"`, 32, "one of sha256, sha1, md5"},
	{`"hash": "sha256"`, `"hash": "sha256", "resolver": "portal"`, 32, "exactly one of these: hash; resolver"},
	{`"hash": "sha256"`, `"hash": "md5"`, 0, ""},
	{`"hash": "sha256"`, `"resolver": "portal"`, 33, "derive.encoding belongs to a hash"},
	{`, "length": 32`, ``, 32, "makes 64 characters, and a visitor id has 63 at most"},
	{`"encoding": "hex", "prefix": "salt", "length": 32`, `"encoding": "base64url", "length": 44`, 33, "at most 43"},
	{`"length": 32`, `"length": 64`, 33, "from 8 to 63"},
	{`"anchor": {"selector": "h1", "side": "before"}`, `"anchor": {"selector": "h1", "side": "left"}`, 34, "one of after, before, below, dock"},
	{`"anchor": {"selector": "h1", "side": "before"}`, `"anchor": {"side": "before"}`, 34, `objects[0].anchor needs "selector", or "side": "dock"`},
	{`"anchor": {"selector": "h1", "side": "before"}`, `"anchor": {"selector": "h1", "side": "dock"}`, 34, "docked to the window and can have no selector"},
	{`"anchor": {"selector": "h1", "side": "before"}`, `"anchor": {"side": "dock"}`, 36, "objects[0].also[1] is a second dock"},
	{`{"selector": "h2"},
      {"side"`, `{},
      {"side"`, 35, `objects[0].also[0] needs "selector"`},
	{`"keyField": true`, `"keyField": "no"`, 37, "true or false"},
	{`"beforeSession": true`, `"beforeSession": 1`, 38, "true or false"},
	{`"type": "account"`, `"type": "contact"`, 40, "objects[1] must have the same normalise, pattern and derive as objects[0], or another type"},
	{`"visitorId": [{"label": "Visitor"}],
    "recordId"`, `"recordId"`, 39, `objects[1] needs "visitorId" beside "region"`},
	{`"title": [{"selector": "h2"}],
    "derive"`, `"derive"`, 39, `objects[1] needs "title" beside "visitorId"`},
	{`"region": "section.card",
    "visitorId": [{"label": "Visitor"}],
    "recordId": [{"selector": "[data-id]", "attribute": "data-id"}],
    "title": [{"selector": "h2"}],
    "derive": {"resolver": "portal"},
    "anchor": {"selector": "h2"}`, `"keyField": false`, 39, `objects[1] must have exactly one of these: visitorId; row without visitorId`},
	{`"section.card"`, `"section.card)"`, 42, "objects[1].region has a [ or ("},
	{`{"selector": "[data-id]", "attribute": "data-id"}`, `{"path": "id"}`, 44, "objects[1].recordId[0] names :id, which the rule.objects[1] has neither"},
	{`{"resolver": "portal"}`, `{"resolver": "other"}`, 46, `there is no resolver "other"`},
	{`{"resolver": "portal"}`, `{}`, 46, "exactly one of these: hash; resolver"},
	{`"page": "<main>`, `"pages": "<main>`, 49, `did you mean "page"`},
}

func TestRuleMistakes(t *testing.T) {
	for _, c := range ruleMistakes {
		bad := strings.Replace(fullRule, c.old, c.new, 1)
		if bad == fullRule {
			t.Fatalf("%q is not in the rule", c.old)
		}
		l := load(t, map[string]string{admin: configured, "person/sites/a.json": bad, "person/sites/b.json": goodRule})
		if c.say == "" {
			if len(l.Mistakes) > 0 {
				t.Errorf("%s: %v", c.new, l.Mistakes)
			}
			continue
		}
		if rules := written(l); len(rules) != 1 || rules[0].ID != "crm" || len(l.Mistakes) != 1 {
			t.Errorf("%s: %v, %v", c.new, idsOf(rules), l.Mistakes)
			continue
		}
		if m := l.Mistakes[0]; m.Line != c.line || !strings.Contains(m.Sentence, c.say) || filepath.Base(m.File) != "a.json" || strings.ContainsAny(m.Sentence, "\r\n\x00") {
			t.Errorf("%s: %v; want line %d and %q", c.new, m, c.line, c.say)
		}
	}
}

// What is not a rule at all, and forms that readers differ in.
func TestRuleFilesThatAreNone(t *testing.T) {
	for text, say := range map[string]string{
		"":                            "not JSON",
		"[]":                          "one JSON object",
		"null":                        "one JSON object",
		goodRule + goodRule:           "not JSON",
		strings.Repeat(`{"a":`, 5000): "not JSON",
		strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50): "nested more than",
		"\ufeff\ufeff" + goodRule:                                   "not JSON",
		"\xff\xfe{":                                                 "not JSON",
		strings.Replace(goodRule, `"objects"`, `"objects": [], "objects"`, 1):                         "twice",
		strings.Replace(goodRule, `"path": "id"`, `"path": "id", "Path": "id"`, 1):                    `cannot have "Path"`,
		strings.Replace(goodRule, `"/contacts/:id",`, `"/contacts/:id", "extra": {"objects": 1},`, 1): `cannot have "extra"`,
	} {
		l := load(t, map[string]string{"person/sites/a.json": text})
		if len(written(l)) > 0 || len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, say) {
			t.Errorf("%.50q: %v; want %q", text, l.Mistakes, say)
		}
	}
	for _, text := range []string{"\ufeff" + goodRule, strings.ReplaceAll(goodRule, "\n", "\r\n")} {
		if l := load(t, map[string]string{"person/sites/a.json": text}); len(written(l)) != 1 || len(l.Mistakes) > 0 {
			t.Errorf("%.50q: %v", text, l.Mistakes)
		}
	}
}

func TestTwoObjectsOfTheSamePages(t *testing.T) {
	object := goodRule[strings.Index(goodRule, "    {") : strings.LastIndex(goodRule, "]")-3]
	twice := func(change func(string) string) string {
		return strings.Replace(goodRule, object, object+",\n"+change(object), 1)
	}
	same := load(t, map[string]string{"person/sites/a.json": twice(func(o string) string { return strings.Replace(o, "contact", "lead", 1) })})
	if len(same.Mistakes) != 1 || same.Mistakes[0].Line != 14 || !strings.Contains(same.Mistakes[0].Sentence, "objects[1] names the same pages as the rule.objects[0]") {
		t.Errorf("%v", same.Mistakes)
	}
	told := load(t, map[string]string{"person/sites/a.json": twice(func(o string) string { return strings.Replace(o, `"path"`, `"shows": [{"text": "Lead"}], "path"`, 1) })})
	if len(told.Mistakes) > 0 {
		t.Errorf("%v", told.Mistakes)
	}
}
