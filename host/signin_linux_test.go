package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/user"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/loginkey/keychain/keyringtest"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/signin/signintest"
	"github.com/glance-networks/agent-host/manifests"
)

// openIDPlace is a desk whose agents sign in, and whose organisation gives
// LoginKeys only to who brings an ID token of theirs.
func openIDPlace(t *testing.T, change map[string]any) (*place, *signintest.Issuer) {
	t.Helper()
	set := map[string]any{"authProof": "oidc", "oidcClientId": signintest.ClientID, "oidcToken": "id", "puidFrom": "claim", "puidClaim": "employee", "puid": "nobody"}
	for key, value := range change {
		set[key] = value
	}
	p := newPlace(t, set)
	issuer := signintest.StartWith(t, p.sim.TLSConfig())
	set["oidcIssuer"] = issuer.URL
	p.change(set)
	p.sim.WantBearer(p.sim.IDTokens(issuer.URL, signintest.ClientID, "employee"))
	return p, issuer
}

// change sets settings in the administrator's file.
func (p *place) change(settings map[string]any) {
	p.t.Helper()
	const file = "etc/glance-agent-host/settings.json"
	text, err := os.ReadFile(p.path(file))
	must(p.t, err)
	all := map[string]any{}
	must(p.t, json.Unmarshal(text, &all))
	maps.Copy(all, settings)
	p.write(file, mustJSON(all))
}

// signIn signs somebody in, as browser and person do.
func (h *process) signIn(issuer *signintest.Issuer, who string) (state protocol.SignInState) {
	h.t.Helper()
	var begun protocol.SignInBeginResult
	h.must(protocol.MethodSignInBegin, protocol.SignInBeginParams{Redirect: manifests.Redirects()[0]}, &begun)
	h.must(protocol.MethodSignInFinish, protocol.SignInFinishParams{Attempt: begun.Attempt, RedirectedTo: issuer.Browse(begun.Address, who)}, &state)
	return state
}

func (h *process) signedIn() (state protocol.SignInState) {
	h.t.Helper()
	h.must(protocol.MethodSignIn, protocol.Empty{}, &state)
	return state
}

// wants waits for a button that says why nobody can join.
func (h *process) wants(name string, reason protocol.Reason) protocol.View {
	h.t.Helper()
	h.until("the reason "+string(reason), func() bool {
		return h.views[name].Face == protocol.FaceNotReady && h.views[name].Reason == reason
	})
	return h.shows(name, protocol.FaceNotReady)
}

func TestSignsInAndStaysSignedIn(t *testing.T) {
	session := keyringtest.Start(t)
	session.Keyring()
	p, issuer := openIDPlace(t, nil)
	p.env = session.Env

	h := p.start()
	h.hello()
	h.watch("a", visitor)
	if v := h.wants("a", protocol.ReasonSignInNeeded); !slices.Equal(v.Actions, []protocol.Action{protocol.ActSignIn, protocol.ActLook}) {
		t.Errorf("actions %v", v.Actions)
	}
	if err := h.act("a", visitor, protocol.ActSignIn); err == nil {
		t.Error("a host cannot show a person where to sign in")
	}
	if state := h.signIn(issuer, "ada"); state.State != protocol.SignInDone || state.Name != "Ada ada" || !state.Kept {
		t.Errorf("%+v", state)
	}
	h.shows("a", protocol.FaceAbsent)
	if h.pushed[protocol.PushSignIn] == 0 {
		t.Error("the sign-in was not told")
	}
	h.end()

	next := p.start()
	next.hello()
	if state := next.signedIn(); state.State != protocol.SignInDone || state.Name != "Ada ada" {
		t.Errorf("%+v", state)
	}
	next.watch("a", visitor)
	next.shows("a", protocol.FaceAbsent)

	session.Lock()
	locked(next)
	next.end()

	everything := string(h.said) + string(next.said) + p.allText()
	if len(issuer.Issued()) < 6 {
		t.Errorf("only %d tokens were given: the scan would prove nothing", len(issuer.Issued()))
	}
	for _, token := range issuer.Issued() {
		if strings.Contains(everything, token) {
			t.Error("a token got out")
		}
	}
}

// locked checks what a locked keychain does to whoever is signed in.
func locked(h *process) {
	if state := h.signedIn(); state.State != protocol.SignInRefused || state.Reason != protocol.ReasonKeychainLocked {
		h.t.Errorf("%+v", state)
	}
	if err := h.call(protocol.MethodSignOut, protocol.Empty{}, nil); err == nil || err.Data.Reason != protocol.ReasonKeychainLocked {
		h.t.Errorf("signed out, and the keychain still holds it: %+v", err)
	}
}

func TestSwitchAgent(t *testing.T) {
	session := keyringtest.Start(t)
	session.Keyring()
	p, issuer := openIDPlace(t, nil)
	p.env = session.Env
	h, other := p.start(), p.start()
	for _, one := range []*process{h, other} {
		one.hello()
		one.watch("a", visitor)
		one.wants("a", protocol.ReasonSignInNeeded)
	}
	h.signIn(issuer, "ada")
	h.shows("a", protocol.FaceAbsent)
	other.shows("a", protocol.FaceAbsent) // another browser of the same person
	var state protocol.SignInState
	h.must(protocol.MethodSignOut, protocol.Empty{}, &state)
	if state.State != protocol.SignInNeeded || !state.Out {
		t.Errorf("%+v", state)
	}
	h.wants("a", protocol.ReasonSignInNeeded)
	other.wants("a", protocol.ReasonSignInNeeded)
	if state := other.signedIn(); state.State != protocol.SignInNeeded || !state.Out {
		t.Errorf("another browser: %+v", state)
	}
	if revoked := issuer.Revoked(); len(revoked) == 0 {
		t.Error("nothing was revoked")
	}
	if state := h.signIn(issuer, "bob"); state.Name != "Ada bob" {
		t.Errorf("%+v", state)
	}
	h.shows("a", protocol.FaceAbsent)
	other.shows("a", protocol.FaceAbsent)
	if state := other.signedIn(); state.Name != "Ada bob" {
		t.Errorf("another browser: %+v", state)
	}
}

func TestWithoutAKeychainTheSignInEndsWithTheHost(t *testing.T) {
	p, issuer := openIDPlace(t, nil)
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.wants("a", protocol.ReasonSignInNeeded)
	if state := h.signIn(issuer, "ada"); state.State != protocol.SignInDone || state.Kept {
		t.Errorf("%+v", state)
	}
	h.shows("a", protocol.FaceAbsent)
	h.end()
	next := p.start()
	next.hello()
	if state := next.signedIn(); state.State != protocol.SignInNeeded || state.Out {
		t.Errorf("%+v", state)
	}
}

func TestWhatIsNoSignInIsRefused(t *testing.T) {
	p, issuer := openIDPlace(t, nil)
	h := p.start()
	h.hello()
	refused := func(what string, err *protocol.Error, want protocol.Reason) {
		t.Helper()
		if err == nil || err.Data == nil || err.Data.Reason != want {
			t.Errorf("%s: %+v, want %s", what, err, want)
		}
	}
	refused("a redirect elsewhere", h.call(protocol.MethodSignInBegin, protocol.SignInBeginParams{Redirect: "https://evil.example/"}, nil), protocol.ReasonSignInForeign)
	var state protocol.SignInState
	h.must(protocol.MethodSignInFinish, protocol.SignInFinishParams{Attempt: "guessed", RedirectedTo: manifests.Redirects()[0] + "?code=x&state=y"}, &state)
	if state.Reason != protocol.ReasonSignInStale {
		t.Errorf("%+v", state)
	}
	if issuer.Calls("token") != 0 {
		t.Error("a code was sent")
	}
	issuer.Close()
	refused("a provider that is away", h.call(protocol.MethodSignInBegin, protocol.SignInBeginParams{Redirect: manifests.Redirects()[0]}, nil), protocol.ReasonSignInUnreachable)

	plain := newPlace(t, nil).start()
	plain.hello()
	if state := plain.signedIn(); state.State != protocol.SignInOff {
		t.Errorf("%+v", state)
	}
	refused("no sign-in is set up", plain.call(protocol.MethodSignInBegin, protocol.SignInBeginParams{Redirect: manifests.Redirects()[0]}, nil), protocol.ReasonSignInOff)
}

// A client certificate is shown to the organisation's address, as long as it is good.
func TestAClientCertificateProvesTheDesk(t *testing.T) {
	for name, test := range map[string]struct {
		until time.Time
		key   bool
		want  protocol.Reason
	}{
		"good":          {time.Now().Add(time.Hour), true, ""},
		"expired":       {time.Now().Add(-time.Minute), true, protocol.ReasonCertificate},
		"not valid yet": {time.Now().Add(72 * time.Hour), true, protocol.ReasonCertificate},
		"without a key": {time.Now().Add(time.Hour), false, protocol.ReasonCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, nil)
			p.sim.WantCertificate()
			certificate, key, err := p.sim.ClientCertificate(test.until)
			must(t, err)
			p.write("desk.pem", certificate)
			if test.key {
				p.write("desk.key", key)
			}
			p.change(map[string]any{"authProof": "certificate", "authCertificateFile": p.path("desk.pem"), "authCertificateKeyFile": p.path("desk.key")})
			h := p.start()
			h.hello()
			h.watch("a", visitor)
			if test.want == "" {
				h.shows("a", protocol.FaceAbsent)
			} else {
				h.wants("a", test.want)
			}
		})
	}
	p := newPlace(t, nil)
	p.sim.WantCertificate()
	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.wants("a", protocol.ReasonAuthRefused)
}

func TestThePUIDComesFromWhereTheSettingSays(t *testing.T) {
	account, err := user.Current()
	must(t, err)
	for from, want := range map[string]string{"setting": "set", "claim": "", "osUser": account.Username} {
		if got := puid(settings.Settings{PUID: "set", PUIDFrom: from}); got != want {
			t.Errorf("%s: %q, want %q", from, got, want)
		}
	}
	p := newPlace(t, map[string]any{"puidFrom": "claim"})
	h := p.start()
	h.hello()
	var config protocol.ConfigResult
	h.must(protocol.MethodConfig, protocol.ConfigParams{}, &config)
	if said := strings.Join(config.Mistakes, "\n"); !strings.Contains(said, "a claim is only in a sign-in") {
		t.Errorf("mistakes %q", said)
	}
	h.watch("a", visitor)
	h.wants("a", protocol.ReasonNotConfigured)
}

// A role by group is had by who signs in with it, from then on and in the next
// host too, and by nobody once they signed out.
func TestRolesFollowTheSignIn(t *testing.T) {
	session := keyringtest.Start(t)
	session.Keyring()
	p, issuer := openIDPlace(t, map[string]any{"groupsClaim": "teams", "roles": []any{
		map[string]any{"name": "leads", "groups": []string{"Leads"}, "settings": map[string]any{"openLocation": "window"}},
		map[string]any{"name": "ada", "users": []string{"puid-ada"}, "settings": map[string]any{"showPage": false}},
	}})
	issuer.Claims = func(claims map[string]any) { claims["teams"] = []string{"everybody", "leads"} }
	p.env = session.Env

	h := p.start()
	h.hello()
	h.watch("a", visitor)
	h.wants("a", protocol.ReasonSignInNeeded)
	if s := h.setting("openLocation"); s.Source != protocol.SettingDefault {
		t.Errorf("before a sign-in: %+v", s)
	}
	h.signIn(issuer, "ada")
	h.renewed()
	h.end()

	next := p.start()
	next.hello()
	if s := next.setting("openLocation"); s.Source != protocol.SettingRole || s.Value != `"window"` {
		t.Errorf("%+v", s)
	}
	if s := next.setting("showPage"); s.Source != protocol.SettingRole {
		t.Errorf("%+v", s)
	}
	next.watch("a", visitor)
	next.shows("a", protocol.FaceAbsent)
	if next.pushed[protocol.PushRenew] > 0 {
		t.Error("the same agent asks for another host")
	}
	next.must(protocol.MethodSignOut, protocol.Empty{}, nil)
	next.renewed()
	next.end()

	last := p.start()
	last.hello()
	if s := last.setting("openLocation"); s.Source != protocol.SettingDefault {
		t.Errorf("after a sign-out: %+v", s)
	}
	last.end()
}
