package settings

import (
	"fmt"
	"strings"
	"testing"
)

// A mistake in one of these is told at its line, without its value, and the rest
// of the file counts.
func TestClientMistakes(t *testing.T) {
	for _, c := range []struct{ key, value, say string }{
		{"clientShow", `"javascript:alert(1)"`, "must be an address that begins with glance://"},
		{"clientShow", `"file:///etc/passwd"`, "must be an address that begins with glance://"},
		{"clientShow", `"ms-msdt:/id PCWDiagnostic"`, "must be an address that begins with glance://"},
		{"clientShow", `"\\\\host\\share"`, "must be an address that begins with glance://"},
		{"clientShow", `"glance://user:planted-secret@show"`, "without a user, a password or a port"},
		{"clientShow", `"glance://show?key={pin}"`, "the places are {key}"},
		{"clientShow", `"glance://show?key={loginKey}"`, "the places are {key}"},
		{"clientShowSignedIn", `"glance://startssn?key={key}"`, "with {loginKey} in it"},
		{"clientView", `"https://www.glance.net/"`, "must be an address that begins with glance://"},
		{"clientViewSignedIn", `7`, "must be text in quotes"},
		{"panoramaJoin", `"glancepanorama://agentjoin/{groupId}"`, "with {key} in it"},
		{"panoramaJoinSignedIn", `"glance://agentjoin/{key}/{loginKey}"`, "begins with glancepanorama://"},
		{"buttonsPage", `"http://www.glance.net/"`, "begins with https://"},
		{"downloadPage", `"https://{server}:8443/"`, "without a user, a password or a port"},
		{"clientCredentials", `"argument"`, "must be one of none, address"},
		{"fixedKey", `"ABCDEF"`, "must be 4 to 10 digits"},
		{"fixedKey", `"482"`, "must be 4 to 10 digits"},
		{"fixedKey", `"48 21"`, "must be 4 to 10 digits"},
		{"fixedKey", `"٤٨٢١"`, "must be 4 to 10 digits"},
		{"showKey", `"always"`, "must be one of random, fixed, none"},
		{"keyDigits", `3`, "a whole number from 4 to 10"},
		{"buttons", `["cobrowse", "delete"]`, "buttons[1] must be one of cobrowse, show, view, panorama"},
		{"openLocation", `"client"`, "must be one of tab, window, panorama"},
		{"agentVideo", `"yes"`, "true or false"},
	} {
		l := load(t, map[string]string{admin: fmt.Sprintf("{\n\"groupId\": 5,\n%q:\n%s\n}", c.key, c.value)})
		if len(l.Mistakes) != 1 || !strings.Contains(l.Mistakes[0].Sentence, c.say) || !strings.HasPrefix(l.Mistakes[0].Sentence, c.key) || l.Mistakes[0].Line != 4 {
			t.Errorf("%s %s: %v", c.key, c.value, l.Mistakes)
		}
		if strings.Contains(fmt.Sprint(l.Mistakes), "planted-secret") {
			t.Errorf("%s: the mistake holds the value", c.key)
		}
		if l.Settings.GroupID != 5 || l.Sources[c.key] != SourceDefault {
			t.Errorf("%s %s: it counted, or the rest did not", c.key, c.value)
		}
	}
}

// What a program is started with is the administrator's file's alone.
func TestAddressesAreTheFilesAlone(t *testing.T) {
	for _, key := range []string{"clientCredentials", "clientShow", "clientShowSignedIn", "clientView", "clientViewSignedIn", "panoramaJoin", "panoramaJoinSignedIn", "buttonsPage", "downloadPage"} {
		if settingsSchema().Properties[key].Layer != layerFile {
			t.Errorf("%s can be set by message or by a person", key)
		}
	}
}
