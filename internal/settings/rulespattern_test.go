package settings

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// goodPatterns are slow for no browser: TestGoodPatternsAreFast runs them.
var goodPatterns = []string{
	`^$`, `^v-[0-9a-f]{8}$`, `^[A-Za-z0-9._~-]{1,63}$`, `^(?:v|w|x)-\d+$`, `^(v|w)[0-9]{2,40}$`,
	`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, `^[^@]+@[^@]+$`, `^\w+-\w+-\w+$`, `^a*a*a*$`, `^.*.*.*$`,
	`^a?a?a?a?a?a?a?a?a?a?a?a?$`, `^(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)(?:a|aa)b$`, `^(?:(?:a|b)|c)x$`, `^[a-z]{1,20}[a-z]{1,20}[a-z]{1,20}$`, `^\(\d{1,3}\)$`,
	`^[\w.-]{4,}$`, `^a{3}?b+?$`, `^[a-z]+[\[\]]$`,
}

var badPatterns = map[string]string{
	"":                                   "must begin with ^",
	"^":                                  "must begin with ^",
	"a":                                  "must begin with ^",
	"^a":                                 "must begin with ^",
	"a+$":                                "must begin with ^",
	"^a\\$":                              "may hold letters",
	"^a|b$":                              "alternatives outside ( )",
	"(a+)+$":                             "must begin with ^",
	"^(a+)+$":                            "repeats a group",
	"^(a|a)*b$":                          "repeats a group",
	"^(?:a|a)*b$":                        "repeats a group", // which Go reads as a*
	"^(?:a|[a-z]){2,}b$":                 "repeats a group",
	"^(.*)*$":                            "repeats a group",
	"^(?:a?){40}$":                       "repeats a group",
	"^((ab)?c)?$":                        "repeats a group",
	"^a*a*a*a*b$":                        "too many ways",
	"^.*.*.*.*$":                         "too many ways",
	"^[a-z]+[a-z]+[a-z]+[a-z]+$":         "too many ways",
	"^" + strings.Repeat("a?", 30):       "must begin with ^",
	"^" + strings.Repeat("a?", 30) + "$": "too many ways",
	"^" + strings.Repeat("(?:a|a)", 25) + "b$": "too many ways",
	"^[a-z]{1,60}[a-z]{1,60}[a-z]{1,60}a?a?$":  "too many ways",
	"^a{64}$":         "counts further than 63",
	"^a{1,999}$":      "counts further than 63",
	"^a{5,2}$":        "may hold letters",
	"^a**$":           "two counts in a row",
	"^a+*$":           "two counts in a row",
	"^*a$":            "a count without a character",
	"^(*a)$":          "a count without a character",
	"^{2}$":           "a count without a character",
	"^a{x}$":          "a count without a character",
	"^a{,3}$":         "a count without a character",
	"^(a$":            "a ( without its )",
	"^a)$":            "a ( without its )",
	"^[a$":            "a [class] that",
	"^[]a]$":          "a [class] that",
	"^[z-a]$":         "may hold letters",
	"^[[:alpha:]]$":   "a [class] that",
	"^[a&&b]$":        "a [class] that",
	"^a^b$":           "may hold letters",
	"^a$b$":           "may hold letters",
	"^(?i)a$":         "of which only (?: is allowed",
	"^(?=a)a$":        "of which only (?: is allowed",
	"^(?<n>a)$":       "of which only (?: is allowed",
	`^(a)\1$`:         "may hold letters",
	`^\s$`:            "may hold letters", // which Go reads as fewer characters
	`^\p{L}$`:         "may hold letters",
	`^\Qa\E$`:         "may hold letters",
	`^\x41$`:          "may hold letters",
	"^é$":             "may hold letters",
	"^a\\":            "must begin with ^",
	"^(?:(?:a|b)+)c$": "repeats a group",
}

func TestPatternsThatAreRefused(t *testing.T) {
	for pattern, say := range badPatterns {
		if got := idPattern(pattern); !strings.Contains(got, say) {
			t.Errorf("%s: %q, want %q", pattern, got, say)
		}
	}
}

func TestPatternsThatAreTaken(t *testing.T) {
	for _, pattern := range goodPatterns {
		if wrong := idPattern(pattern); wrong != "" {
			t.Errorf("%s: %s", pattern, wrong)
		}
	}
}

// hard are texts on which a browser has to try much.
func hard(most int) (texts []string) {
	for _, unit := range []string{"a", "ab", "v-1", "1", "a-", "@", "aB0._~-", "/a", "&a=", "%20"} {
		whole := strings.Repeat(unit, most)[:most]
		texts = append(texts, whole, whole[:most-1]+"!", "v-"+whole[:most-2], whole[:most/2])
	}
	return texts
}

// TestGoodPatternsAreFast has a browser's engine try each of them, with the flag
// that the extension uses: it takes them, is never slow, and agrees with Go.
func TestGoodPatternsAreFast(t *testing.T) {
	type verdict struct {
		Wrong   string
		Slowest float64 // milliseconds
		Matches []bool
	}
	texts := hard(protocol.MaxVisitorID)
	var verdicts []verdict
	inNode(t, `const {patterns, texts} = input;
		const answer = patterns.map((pattern) => {
			try {
				const expression = new RegExp(pattern, "u");
				new RegExp(pattern.slice(1, -1).replaceAll(/-]/g, "]"), "v");
				let Slowest = 0;
				const Matches = texts.map((text) => {
					const began = performance.now();
					const fits = expression.test(text);
					Slowest = Math.max(Slowest, performance.now() - began);
					return fits;
				});
				return { Slowest, Matches };
			} catch (why) { return { Wrong: String(why) }; }
		});`, map[string]any{"patterns": goodPatterns, "texts": texts}, &verdicts)
	for i, pattern := range goodPatterns {
		v := verdicts[i]
		if v.Wrong != "" || v.Slowest > 250 {
			t.Errorf("%s: %s, %.0f ms", pattern, v.Wrong, v.Slowest)
			continue
		}
		var ours []bool
		for _, text := range texts {
			ours = append(ours, regexp.MustCompile(pattern).MatchString(text))
		}
		if !slices.Equal(ours, v.Matches) {
			t.Errorf("%s: Go says %v, the browser %v", pattern, ours, v.Matches)
		}
	}
}

// inNode runs a script in Node, whose engine is Chromium's: input is what it is
// given, answer what it leaves.
func inNode(t *testing.T, script string, input, answer any) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node here")
	}
	given, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "script.mjs")
	text := "const input = " + string(given) + ";\n" + script + "\nprocess.stdout.write(JSON.stringify(answer));"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, file)
	command.WaitDelay = 30 * time.Second
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err == nil {
		err = json.Unmarshal(out, answer)
	}
	if err != nil {
		t.Fatalf("%v: %.500s", err, out)
	}
}

// FuzzPattern: what is taken is Go's too, whole, and has few ways.
func FuzzPattern(f *testing.F) {
	for _, pattern := range goodPatterns {
		f.Add(pattern)
	}
	for pattern := range badPatterns {
		f.Add(pattern)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if idPattern(pattern) != "" {
			return
		}
		expression, err := regexp.Compile(pattern)
		if err != nil {
			t.Fatalf("%q: %v", pattern, err)
		}
		if expression.MatchString("\n") && !strings.ContainsAny(pattern, "[") {
			t.Errorf("%q takes a line break", pattern)
		}
		for i := range len(pattern) - 1 {
			if pattern[i] == ')' && strings.IndexByte("*+?{", pattern[i+1]) >= 0 && (i == 0 || pattern[i-1] != '\\') && !strings.Contains(pattern, "[") {
				t.Errorf("%q repeats a group", pattern)
			}
		}
	})
}

func TestAddresses(t *testing.T) {
	for pattern, names := range map[string]string{
		"/contacts/:id": "id", "/": "", "/a/*": "", "/:a/:b/:c/:d/:e": "a b c d e", "/:a-:b": "a b", "/*/record/x/:id([0-9a-f]{32}){/params/*}?": "id",
		"/x\\?y\\:z\\*": "", "/é/:id(\\d+|new)": "id", "/crm{/org:org(\\d+)}?/:id((?:a|b)[\\w.\\-]+)": "org id", "/a(b|c)?d": "", "/:id([^\\/]+)": "id", "{/:a}?/x": "a",
	} {
		if got, wrong := readAddress(pattern, true); wrong != "" || strings.Join(got, " ") != names {
			t.Errorf("%s: %v, %s", pattern, got, wrong)
		}
	}
	for _, pattern := range []string{"{*&}?etn=contact&id=*", "{*&}?view=:view([a-z]+){&*}?", "*a*ab", "id=:id", "*kind=contact*", `id=:id([\w.~%\-]+)&{*&}?model=res.partner&*`, `{*&}?model=res.partner&{*&}?id=:id([\w.~%\-]+)&*`, `db/model/party.party/:id([^\/\?;]+){;*}?`, `/org/:p1([^\/\?]+)/contacts/:id([^\/\?]+)/tab/:p2([^\/\?]+)/:p3(\d+)`, `a=:a(\d+)&b=:b(\d+)&c=:c([\w.]+)&d=:d([a-z]{2,9})`} {
		if _, wrong := readAddress(pattern, false); wrong != "" {
			t.Errorf("%s: %s", pattern, wrong)
		}
	}
	for pattern, say := range map[string]string{
		"/:id+": "repeats a piece", "/:id*": "repeats a piece", "/(a)*": "repeats a piece", "/{a}+": "repeats a piece", "/**": "repeats a piece", "/{a}??": "repeats a piece",
		"/:id?": "a ? behind a name", "/a?b": "belongs to nothing", "/a+b": "belongs to nothing", "/a)": "belongs to nothing", "/:": "a : without a name", "/:1": "a : without a name",
		"/:a/:a": "the name :a twice", "/{a": "a { without", "/a}": "a { without", "/{a{b}}": "a { without", "/{:a:b}": "two names, * or patterns in one { }", "/a\\": "ends in a",
		"/:id(": "a ( without its )", "/:id()": "may hold letters", "/:id((a+)+)": "a ( inside a pattern", "/:id((?:a+)+)": "repeats a group", "/:id(?=a)": "a count without",
		"/:id((?=a))": "a ( inside a pattern", "/:id(a{2,1})": "may hold letters", "/:id([a-])": "a [class] that", "/:id([a&&b])": "a [class] that", "/:id([::])": "a [class] that",
		"/*a*a*a*b": "too many ways", "/:a-:b-:c-x": "too many ways", "/(.*)a(.*)a(.*)b": "too many ways", "/:a(\\w*\\w*\\w*)b": "too many ways", "/:id(a{64})": "counts further",
	} {
		if _, wrong := readAddress(pattern, true); !strings.Contains(wrong, say) {
			t.Errorf("%s: %q, want %q", pattern, wrong, say)
		}
	}
	for _, pattern := range []string{"*a*a*b*", ":a&:b&:c&x", `a=:a(\w+)b:b(\w+)c:c(\w+)d`, `:a([^\/]+):b([^\/]+):c([^\/]+)x`} {
		if _, wrong := readAddress(pattern, false); !strings.Contains(wrong, "too many ways") {
			t.Errorf("%s: %q", pattern, wrong)
		}
	}
}
