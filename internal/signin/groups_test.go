package signin

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestGroupsOf(t *testing.T) {
	many, _ := json.Marshal(strings.Split(strings.Repeat("g,", 300), ","))
	for claim, want := range map[string]string{
		`["leads","agents"]`: "[leads agents]", `"leads"`: "[leads]", `[]`: "[]", `""`: "[]", ``: "[]", `null`: "[]", `7`: "[]",
		`{"leads":true}`: "[]", `["leads",7]`: "[]", `["","leads","a\nb"]`: "[leads]", `["` + strings.Repeat("x", 256) + `"]`: "[]",
	} {
		if got := fmt.Sprint(groupsOf(json.RawMessage(claim))); got != want {
			t.Errorf("%.40s: %s, want %s", claim, got, want)
		}
	}
	if got := groupsOf(many); len(got) != maxGroups {
		t.Errorf("%d groups", len(got))
	}
}
