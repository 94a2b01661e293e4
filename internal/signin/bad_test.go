package signin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/signin"
	"github.com/glance-networks/agent-host/internal/signin/signintest"
	"github.com/glance-networks/agent-host/manifests"
)

func unavailable(w http.ResponseWriter) bool {
	w.WriteHeader(http.StatusServiceUnavailable)
	return true
}

func b64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func set(name string, value any) signintest.Change {
	return func(all map[string]any) {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
}

// nothingKept checks that a sign-in that failed left nothing behind.
func (d *desk) nothingKept(before string) {
	d.t.Helper()
	if d.vault.holds() != before {
		d.t.Error("something was stored")
	}
	if token, _, err := d.Token(d.t.Context()); err == nil || !token.Empty() {
		d.t.Error("there is a token to send")
	}
}

func TestWhatAProviderSendsIsRefused(t *testing.T) {
	const nonsense, foreign = protocol.ReasonSignInNonsense, protocol.ReasonSignInForeign
	unix := func(by time.Duration) float64 { return float64(time.Now().Add(by).Unix()) }
	for name, test := range map[string]struct {
		change func(*desk)
		want   protocol.Reason
	}{
		"another audience":                       {func(d *desk) { d.issuer.Claims = set("aud", "another-client") }, nonsense},
		"no audience":                            {func(d *desk) { d.issuer.Claims = set("aud", nil) }, nonsense},
		"more than one audience":                 {func(d *desk) { d.issuer.Claims = set("aud", []string{"x", signintest.ClientID}) }, nonsense},
		"for another party":                      {func(d *desk) { d.issuer.Claims = set("azp", "another-client") }, nonsense},
		"another issuer":                         {func(d *desk) { d.issuer.Claims = set("iss", "https://evil.example") }, nonsense},
		"a look-alike issuer":                    {func(d *desk) { d.issuer.Claims = set("iss", d.issuer.URL+"/") }, nonsense},
		"another nonce":                          {func(d *desk) { d.issuer.Claims = set("nonce", "replayed") }, protocol.ReasonSignInStale},
		"no nonce":                               {func(d *desk) { d.issuer.Claims = set("nonce", nil) }, protocol.ReasonSignInStale},
		"expired":                                {func(d *desk) { d.issuer.Claims = set("exp", unix(-6*time.Minute)) }, protocol.ReasonClockWrong},
		"no expiry":                              {func(d *desk) { d.issuer.Claims = set("exp", nil) }, protocol.ReasonClockWrong},
		"not valid yet":                          {func(d *desk) { d.issuer.Claims = set("nbf", unix(time.Hour)) }, nonsense},
		"issued tomorrow":                        {func(d *desk) { d.issuer.Claims = set("iat", unix(24*time.Hour)) }, protocol.ReasonClockWrong},
		"not issued":                             {func(d *desk) { d.issuer.Claims = set("iat", nil) }, nonsense},
		"issued in words":                        {func(d *desk) { d.issuer.Claims = set("iat", "today") }, nonsense},
		"valid for a year":                       {func(d *desk) { d.issuer.Claims = set("exp", unix(365*24*time.Hour)) }, protocol.ReasonSignInTooLong},
		"nobody":                                 {func(d *desk) { d.issuer.Claims = set("sub", "") }, nonsense},
		"no claim for the agent":                 {func(d *desk) { d.issuer.Claims = set("employee", nil) }, protocol.ReasonSignInNoAgent},
		"an empty claim":                         {func(d *desk) { d.issuer.Claims = set("employee", "") }, protocol.ReasonSignInNoAgent},
		"a claim that is a list":                 {func(d *desk) { d.issuer.Claims = set("employee", []string{"a"}) }, protocol.ReasonSignInNoAgent},
		"a claim with a line break":              {func(d *desk) { d.issuer.Claims = set("employee", "a\nb") }, protocol.ReasonSignInNoAgent},
		"a claim without end":                    {func(d *desk) { d.issuer.Claims = set("employee", strings.Repeat("a", 256)) }, protocol.ReasonSignInNoAgent},
		"another access token":                   {func(d *desk) { d.issuer.Claims = set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA") }, nonsense},
		"alg none":                               {func(d *desk) { d.issuer.Sign = unsigned("none") }, nonsense},
		"alg None":                               {func(d *desk) { d.issuer.Sign = unsigned("None") }, nonsense},
		"no alg":                                 {func(d *desk) { d.issuer.Sign = unsigned("") }, nonsense},
		"signed with the public key as a secret": {func(d *desk) { d.issuer.Sign = confused(d.issuer) }, nonsense},
		"signed by another key":                  {func(d *desk) { d.issuer.Sign = signintest.Start(d.t).Signed }, nonsense},
		"changed after signing":                  {func(d *desk) { d.issuer.Sign = forged(d.issuer) }, nonsense},
		"no ID token":                            {func(d *desk) { d.issuer.Answer = set("id_token", nil) }, nonsense},
		"no access token":                        {func(d *desk) { d.issuer.Answer = set("access_token", nil) }, nonsense},
		"a token with a line break":              {func(d *desk) { d.issuer.Answer = set("access_token", "a\r\nX-Evil: 1") }, nonsense},
		"a token without end":                    {func(d *desk) { d.issuer.Answer = set("access_token", strings.Repeat("a", 9000)) }, nonsense},
		"a token that is no bearer":              {func(d *desk) { d.issuer.Answer = set("token_type", "DPoP") }, nonsense},
		"a token for a year":                     {func(d *desk) { d.issuer.Answer = set("expires_in", 365*24*3600) }, protocol.ReasonSignInTooLong},
		"a token for less than no time":          {func(d *desk) { d.issuer.Answer = set("expires_in", -5) }, protocol.ReasonSignInTooLong},
		"an answer without end":                  {func(d *desk) { d.issuer.Answer = set("x", strings.Repeat("a", 300<<10)) }, nonsense},
		"an answer that is no JSON":              {func(d *desk) { d.issuer.Fail = says(200, "<html>") }, nonsense},
		"a redirect elsewhere":                   {func(d *desk) { d.issuer.Fail = leads("https://evil.example/token") }, foreign},
		"a redirect at home":                     {func(d *desk) { d.issuer.Fail = leads("/revoke") }, foreign},
		"a service that is down":                 {func(d *desk) { d.issuer.Fail = unavailable }, protocol.ReasonSignInUnreachable},
		"a clock a day ahead":                    {func(d *desk) { d.clock.set(24 * time.Hour) }, protocol.ReasonClockWrong},
		"a clock a day behind":                   {func(d *desk) { d.clock.set(-24 * time.Hour) }, protocol.ReasonClockWrong},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, test.change)
			agent, err := d.signIn("ada")
			if reason(err) != test.want || !reflect.DeepEqual(agent, signin.Agent{}) {
				t.Errorf("%+v, %v, want %s", agent, err, test.want)
			}
			if state := d.last(); state.Reason != test.want {
				t.Errorf("told %+v", state)
			}
			d.nothingKept("")
		})
	}
}

func unsigned(alg string) func([]byte) string {
	return func(claims []byte) string { return b64(`{"alg":"`+alg+`"}`) + "." + b64(string(claims)) + "." }
}

func confused(i *signintest.Issuer) func([]byte) string {
	return func(claims []byte) string {
		head := b64(`{"alg":"HS256","kid":"k1"}`) + "." + b64(string(claims))
		mac := hmac.New(sha256.New, i.PublicKey())
		mac.Write([]byte(head))
		return head + "." + b64(string(mac.Sum(nil)))
	}
}

func forged(i *signintest.Issuer) func([]byte) string {
	return func(claims []byte) string {
		parts := strings.Split(i.Signed(claims), ".")
		return parts[0] + "." + b64(strings.Replace(string(claims), "puid-ada", "puid-eve", 1)) + "." + parts[2]
	}
}

func says(status int, text string) func(http.ResponseWriter) bool {
	return func(w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write([]byte(text))
		return true
	}
}

func leads(to string) func(http.ResponseWriter) bool {
	return func(w http.ResponseWriter) bool {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusTemporaryRedirect)
		return true
	}
}

// A renewal is held to the same: whoever is signed in is not changed by it.
func TestARenewalIsHeldToTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*signintest.Issuer)
		want   protocol.Reason
	}{
		"a longer lifetime": {func(i *signintest.Issuer) { i.Answer = set("expires_in", 30*24*3600) }, protocol.ReasonSignInTooLong},
		"another agent":     {func(i *signintest.Issuer) { i.Claims = set("sub", "eve") }, protocol.ReasonSignInForeign},
		"alg none":          {func(i *signintest.Issuer) { i.Sign = unsigned("none") }, protocol.ReasonSignInNonsense},
		"another audience":  {func(i *signintest.Issuer) { i.Claims = set("aud", "x") }, protocol.ReasonSignInNonsense},
		"a new origin": {func(i *signintest.Issuer) {
			i.Document = set("token_endpoint", "https://evil.example/token")
		}, protocol.ReasonSignInForeign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.mustSignIn("ada")
			before := d.vault.holds()
			d.clock.set(2 * time.Hour)
			d.issuer.Now = d.clock.now
			test.change(d.issuer)
			d.refuses(test.want)
			d.nothingKept(before)
		})
	}
}

func TestARedirectIsTheAttemptsOwnOrNone(t *testing.T) {
	own := manifests.Redirects()[0]
	host := strings.TrimSuffix(strings.TrimPrefix(own, "https://"), "/")
	for name, test := range map[string]struct {
		change func(good string) string
		want   protocol.Reason
	}{
		"another state":       {func(g string) string { return with(g, "state", "stolen") }, protocol.ReasonSignInStale},
		"no state":            {func(g string) string { return with(g, "state", "") }, protocol.ReasonSignInStale},
		"two states":          {func(g string) string { return g + "&state=x" }, protocol.ReasonSignInNonsense},
		"two codes":           {func(g string) string { return g + "&code=x" }, protocol.ReasonSignInNonsense},
		"another issuer":      {func(g string) string { return with(g, "iss", "https://evil.example") }, protocol.ReasonSignInForeign},
		"no issuer":           {func(g string) string { return with(g, "iss", "") }, protocol.ReasonSignInForeign},
		"no code":             {func(g string) string { return with(g, "code", "") }, protocol.ReasonSignInNonsense},
		"another code":        {func(g string) string { return with(g, "code", "guessed") }, protocol.ReasonSignInRefused},
		"a path":              {func(g string) string { return strings.Replace(g, "/?", "/x?", 1) }, protocol.ReasonSignInForeign},
		"no slash":            {func(g string) string { return strings.Replace(g, "/?", "?", 1) }, protocol.ReasonSignInForeign},
		"a fragment":          {func(g string) string { return g + "#x" }, protocol.ReasonSignInForeign},
		"in the fragment":     {func(g string) string { return strings.Replace(g, "?", "#", 1) }, protocol.ReasonSignInForeign},
		"http":                {func(g string) string { return strings.Replace(g, "https", "http", 1) }, protocol.ReasonSignInForeign},
		"a suffix":            {func(g string) string { return strings.Replace(g, host, host+".evil.example", 1) }, protocol.ReasonSignInForeign},
		"a name before it":    {func(g string) string { return strings.Replace(g, host, "x."+host, 1) }, protocol.ReasonSignInForeign},
		"userinfo":            {func(g string) string { return strings.Replace(g, host, host+"@evil.example", 1) }, protocol.ReasonSignInForeign},
		"a port":              {func(g string) string { return strings.Replace(g, host, host+":8443", 1) }, protocol.ReasonSignInForeign},
		"a trailing dot":      {func(g string) string { return strings.Replace(g, host, host+".", 1) }, protocol.ReasonSignInForeign},
		"a wide dot":          {func(g string) string { return strings.Replace(g, ".org", "。org", 1) }, protocol.ReasonSignInForeign},
		"upper case":          {func(g string) string { return strings.Replace(g, host, strings.ToUpper(host), 1) }, protocol.ReasonSignInForeign},
		"encoded":             {func(g string) string { return strings.Replace(g, ".org", "%2eorg", 1) }, protocol.ReasonSignInForeign},
		"a backslash":         {func(g string) string { return strings.Replace(g, "/?", `\?`, 1) }, protocol.ReasonSignInForeign},
		"a tab":               {func(g string) string { return strings.Replace(g, "code", "co\tde", 1) }, protocol.ReasonSignInForeign},
		"Firefox's address":   {func(g string) string { return strings.Replace(g, own, manifests.Redirects()[1], 1) }, protocol.ReasonSignInForeign},
		"longer than allowed": {func(g string) string { return g + "&x=" + strings.Repeat("a", protocol.MaxRedirect) }, protocol.ReasonSignInForeign},
		"nothing":             {func(string) string { return "" }, protocol.ReasonSignInForeign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			address, attempt := d.begin(signin.Mode{})
			good := d.issuer.Browse(address, "ada")
			if _, err := d.Finish(t.Context(), attempt, test.change(good)); reason(err) != test.want {
				t.Errorf("%v, want %s", err, test.want)
			}
			sent := d.issuer.Calls("token")
			if name != "another code" && sent != 0 {
				t.Error("a code was sent")
			}
			if _, err := d.Finish(t.Context(), attempt, good); reason(err) != protocol.ReasonSignInStale || d.issuer.Calls("token") != sent {
				t.Errorf("an attempt was good for two: %v", err)
			}
			d.nothingKept("")
		})
	}
}

func with(address, name, value string) string {
	u, _ := url.Parse(address)
	q := u.Query()
	if q.Set(name, value); value == "" {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func TestAnAttemptIsGoodOnceAndForTenMinutes(t *testing.T) {
	d := newDesk(t, nil)
	address, attempt := d.begin(signin.Mode{})
	back := d.issuer.Browse(address, "ada")
	other, foreign := d.begin(signin.Mode{})
	if _, err := d.Finish(t.Context(), foreign, back); reason(err) != protocol.ReasonSignInStale {
		t.Errorf("the state of another attempt: %v", err)
	}
	if _, err := d.another().Finish(t.Context(), attempt, back); reason(err) != protocol.ReasonSignInStale {
		t.Errorf("another host's attempt: %v", err)
	}
	if _, err := d.Finish(t.Context(), attempt, back); err != nil {
		t.Error(err)
	}
	if _, err := d.Finish(t.Context(), attempt, back); reason(err) != protocol.ReasonSignInStale {
		t.Errorf("used twice: %v", err)
	}
	if _, err := d.Finish(t.Context(), foreign, d.issuer.Browse(other, "eve")); reason(err) != protocol.ReasonSignInStale {
		t.Errorf("used after it failed: %v", err)
	}
	address, attempt = d.begin(signin.Mode{})
	back = d.issuer.Browse(address, "eve")
	for _, off := range []time.Duration{11 * time.Minute, -11 * time.Minute} {
		d.clock.set(off)
		if _, err := d.Finish(t.Context(), attempt, back); reason(err) != protocol.ReasonSignInStale {
			t.Errorf("%v later: %v", off, err)
		}
	}
	d.clock.set(0)
	if _, agent := d.token(); agent.Subject != "ada" {
		t.Errorf("%+v", agent)
	}
}

func TestEachAttemptHasSecretsOfItsOwn(t *testing.T) {
	d := newDesk(t, nil)
	one, first := d.begin(signin.Mode{})
	two, second := d.begin(signin.Mode{})
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if a, b := query(one, name), query(two, name); a == b || len(a) < 22 {
			t.Errorf("%s %q and %q", name, a, b)
		}
	}
	if first == second || strings.Contains(one, first) {
		t.Error("an attempt's name is told, or not its own")
	}
}

func TestOldAttemptsMakeRoom(t *testing.T) {
	d := newDesk(t, nil)
	address, first := d.begin(signin.Mode{})
	for range 8 {
		d.begin(signin.Mode{})
	}
	if _, err := d.Finish(t.Context(), first, d.issuer.Browse(address, "ada")); reason(err) != protocol.ReasonSignInStale {
		t.Error(err)
	}
}

func TestOnlyOurOwnRedirects(t *testing.T) {
	d := newDesk(t, nil)
	own := manifests.Redirects()[0]
	for _, redirect := range []string{"", own + "x", strings.TrimSuffix(own, "/"), strings.ToUpper(own), "https://evil.example/", "http://127.0.0.1:80/",
		strings.Replace(own, "chromiumapp.org", "chromiumapp.org.evil.example", 1), "https://" + strings.Repeat("a", 32) + ".chromiumapp.org/"} {
		if address, _, err := d.Begin(t.Context(), redirect, signin.Mode{}); reason(err) != protocol.ReasonSignInForeign || address != "" {
			t.Errorf("%q: %v", redirect, err)
		}
	}
	if d.issuer.Calls("document") != 0 {
		t.Error("the provider was asked")
	}
}

// lookAlikes are addresses that a reader, or a careless comparison, takes for
// ones on the host.
func lookAlikes(host string) []string {
	name, port, _ := strings.Cut(host, ":")
	return []string{
		"http://" + host + "/x", "https://" + host + ".evil.example/x", "https://evil" + host + "/x", "https://" + host + "@evil.example/x",
		"https://user@" + host + "/x", "https://" + name + "/x", "https://" + name + ":1/x", "https://" + name + ".:" + port + "/x",
		"https://" + host + "%2eevil.example/x", "https://" + host + "\\@evil.example/x", "https:\\\\" + host + "/x", "https://" + strings.ReplaceAll(name, ".", "。") + ":" + port + "/x",
		"https://127.1:" + port + "/x", "https://0x7f000001:" + port + "/x", "https://2130706433:" + port + "/x", "https://0177.0.0.1:" + port + "/x",
		"https://%31%32%37.0.0.1:" + port + "/x", "https://１27.0.0.1:" + port + "/x", "https://[::ffff:127.0.0.1]:" + port + "/x", "//" + host + "/x", "https:" + host + "/x", "https:///" + host + "/x",
		"https://" + host + "#@evil.example/x", " https://" + host + "/x", "https://" + host + "/x\n", "https://ho\tst/x", "javascript:alert(1)", "file:///etc/passwd", "", "https://", "x",
	}
}

func TestEndpointsLieWhereTheAdministratorSaid(t *testing.T) {
	for _, endpoint := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint"} {
		d := newDesk(t, nil)
		for _, address := range lookAlikes(strings.TrimPrefix(d.issuer.URL, "https://")) {
			if endpoint == "revocation_endpoint" && address == "" {
				continue // a provider need not have one
			}
			d.issuer.Document = set(endpoint, address)
			if _, _, err := d.another().Begin(t.Context(), manifests.Redirects()[0], signin.Mode{}); reason(err) != protocol.ReasonSignInForeign {
				t.Errorf("%s %q: %v", endpoint, address, err)
			}
		}
	}
}

func TestTheDocumentIsTheIssuersOwn(t *testing.T) {
	for name, test := range map[string]struct {
		change signintest.Change
		want   protocol.Reason
	}{
		"another issuer": {set("issuer", "https://evil.example"), protocol.ReasonSignInForeign},
		"no issuer":      {set("issuer", nil), protocol.ReasonSignInForeign},
		"without PKCE":   {set("code_challenge_methods_supported", []string{"plain"}), protocol.ReasonSignInNonsense},
		"without end":    {set("x", strings.Repeat("a", 300<<10)), protocol.ReasonSignInNonsense},
		"wrong kinds":    {set("token_endpoint", 7), protocol.ReasonSignInNonsense},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(d *desk) { d.issuer.Document = test.change })
			if _, _, err := d.Begin(t.Context(), manifests.Redirects()[0], signin.Mode{}); reason(err) != test.want {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
	for _, issuer := range []string{"", "http://login.example", "https://user@login.example", "login.example", "https://login.example/#x"} {
		d := newDesk(t, func(d *desk) { d.config.Issuer = issuer })
		if _, _, err := d.Begin(t.Context(), manifests.Redirects()[0], signin.Mode{}); reason(err) != protocol.ReasonNotConfigured {
			t.Errorf("%q: %v", issuer, err)
		}
	}
}

// A listed host may hold an endpoint; all else about it stays refused.
func TestAListedHostMayHoldEndpoints(t *testing.T) {
	other := signintest.Start(t)
	d := newDesk(t, func(d *desk) {
		d.config.Hosts = []string{strings.TrimPrefix(other.URL, "https://")}
		d.issuer.Document = set("revocation_endpoint", other.URL+"/revoke")
	})
	d.mustSignIn("ada")
	if _, err := d.SignOut(t.Context()); err != nil || other.Calls("revoke") == 0 {
		t.Errorf("%v, %d calls", err, other.Calls("revoke"))
	}
}

func TestARefusalShowsTheReasonItWasGiven(t *testing.T) {
	d := newDesk(t, nil)
	address, attempt := d.begin(signin.Mode{})
	said := "Ada may not\n\u202euse <b>this</b>\x00 " + strings.Repeat("x", 300)
	back := manifests.Redirects()[0] + "?" + url.Values{"error": {"access_denied"}, "error_description": {said}, "state": {query(address, "state")}, "iss": {d.issuer.URL}}.Encode()
	_, err := d.Finish(t.Context(), attempt, back)
	if reason(err) != protocol.ReasonSignInRefused || strings.Contains(err.Error(), "Ada") {
		t.Errorf("%v", err)
	}
	state := d.last()
	if !strings.HasPrefix(state.Said, "Ada may not use <b>this</b> xxx") || len([]rune(state.Said)) != 200 || state.State != protocol.SignInRefused {
		t.Errorf("%+v", state)
	}
	if got := d.State(t.Context()); got != state {
		t.Errorf("state %+v", got)
	}
	d.issuer.Fail = says(400, `{"error":"unauthorized_client","error_description":"this desk is not known"}`)
	if _, err := d.signIn("ada"); reason(err) != protocol.ReasonSignInRefused || d.last().Said != "this desk is not known" {
		t.Errorf("%v, %+v", err, d.last())
	}
}

func TestTheKeychain(t *testing.T) {
	t.Run("absent: the sign-in ends with the host, and says so", func(t *testing.T) {
		d := newDesk(t, func(d *desk) { d.vault.fails = signin.ErrAbsent })
		d.mustSignIn("ada")
		if d.token(); d.last().State != protocol.SignInDone || d.last().Kept {
			t.Errorf("%+v", d.last())
		}
		d.clock.set(50 * time.Minute)
		d.issuer.Now = d.clock.now
		d.token()
		if _, _, err := d.another().Token(t.Context()); reason(err) != protocol.ReasonSignInNeeded {
			t.Error(err)
		}
		if _, err := d.SignOut(t.Context()); err != nil {
			t.Error(err)
		}
		d.refuses(protocol.ReasonSignInNeeded)
	})
	t.Run("locked in mid-use: nothing is sent, and it goes on once it is unlocked", func(t *testing.T) {
		d := newDesk(t, nil)
		d.mustSignIn("ada")
		d.vault.fail(signin.ErrLocked)
		d.refuses(protocol.ReasonKeychainLocked)
		if _, err := d.SignOut(t.Context()); reason(err) != protocol.ReasonKeychainLocked {
			t.Errorf("signed out, and the keychain still holds it: %v", err)
		}
		d.vault.fail(nil)
		d.token()
		if state := d.State(t.Context()); state.State != protocol.SignInDone {
			t.Errorf("%+v", state)
		}
	})
	t.Run("locked while an agent signs in: nobody else's sign-in comes back", func(t *testing.T) {
		d := newDesk(t, nil)
		d.mustSignIn("ada")
		d.vault.fail(signin.ErrLocked)
		d.mustSignIn("bob")
		d.vault.fail(nil)
		if _, agent := d.token(); agent.Subject != "bob" {
			t.Errorf("%+v", agent)
		}
	})
	t.Run("holds what is none of ours", func(t *testing.T) {
		for _, text := range []string{"x", "{}", "[]", "null", `{"refresh":"r"}`, `{"sub":7}`} {
			d := newDesk(t, func(d *desk) { d.vault.text = text })
			d.refuses(protocol.ReasonSignInNeeded)
		}
	})
}

// What is printed of an error or a state never holds a token or a code.
func TestNoSecretIsPrinted(t *testing.T) {
	d := newDesk(t, nil)
	d.issuer.Fail = says(400, `{"error":"code=SECRET","error_description":"SECRET"}`)
	_, err := d.signIn("ada")
	if err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Error(err)
	}
}
