package settings

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The guide's examples are what they say: rules that count, candidates and
// patterns that are taken, and others that are not.
func TestTheGuidesExamples(t *testing.T) {
	content, err := os.ReadFile("../../docs/site-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(content)
	tried := 0
	try := func(what, rule string) {
		t.Helper()
		tried++
		if _, _, wrong := readRule(rule); wrong != nil {
			t.Errorf("%s: %s", what, wrong.sentence)
		}
	}
	wholes := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(guide, -1)
	if len(wholes) != 2 {
		t.Fatalf("there are %d whole rules", len(wholes))
	}
	for _, whole := range wholes {
		try(whole[1], whole[1])
	}
	for _, line := range strings.Split(guide, "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 3 {
			continue
		}
		example := strings.Trim(cells[2], "`| ")
		members := regexp.MustCompile("`(\\w+)`").FindStringSubmatch(cells[0])
		switch {
		case strings.HasPrefix(example, "{ \"label\"") || strings.HasPrefix(example, "{ \"selector\"") || strings.HasPrefix(example, "{ \"path\"") || strings.HasPrefix(example, "{ \"query\"") || strings.HasPrefix(example, "{ \"declared\""):
			try(example, strings.NewReplacer(`{"label": "Visitor"}`, example, `"name"`, `"frames": ["https://forms.acme.example/*"], "name"`).Replace(goodRule))
		case members != nil && json.Valid([]byte(example)) && ruleSchema().Properties[members[1]] != nil:
			try(line, withMember(goodRule, members[1], example))
		case members != nil && json.Valid([]byte(example)) && ruleSchema().Defs["object"].Properties[members[1]] != nil:
			object := goodRule[strings.Index(goodRule, "    {"):]
			try(line, strings.Replace(goodRule, object, withMember(object, members[1], example), 1))
		}
	}
	if tried < 20 {
		t.Errorf("only %d examples were found", tried)
	}
	good, bad, _ := strings.Cut(guide, "## What is refused")
	for _, found := range regexp.MustCompile("`(\\^[^`]+\\$)`").FindAllStringSubmatch(good, -1) {
		if wrong := idPattern(strings.ReplaceAll(found[1], `\\`, `\`)); wrong != "" {
			t.Errorf("%s: %s", found[1], wrong)
		}
	}
	for _, found := range regexp.MustCompile("`(\\^[^`]+\\$)`").FindAllStringSubmatch(bad, -1) {
		if idPattern(found[1]) == "" {
			t.Errorf("%s is taken", found[1])
		}
	}
}

// withMember sets one member of the first object in a text.
func withMember(text, name, value string) string {
	own := regexp.MustCompile(`(?m)^ *"` + name + `": .*$`)
	if line := own.FindString(text); line != "" {
		comma := ""
		if strings.HasSuffix(line, ",") {
			comma = ","
		}
		return strings.Replace(text, line, `"`+name+`": `+value+comma, 1)
	}
	return strings.Replace(text, "{", `{"`+name+`": `+value+",", 1)
}
