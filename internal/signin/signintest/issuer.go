// Package signintest is an OpenID provider in the test's own process, which
// does what it is told: right, or wrong in one way. It checks what a provider
// checks: the client, the redirect, the code, PKCE, and that a refresh token is
// used once.
package signintest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// ClientID is the one client that the issuer knows.
const ClientID = "glance-desk"

// Change changes a document, claims or an answer before it is sent; nil leaves
// it as it is.
type Change func(map[string]any)

// Issuer is a running provider. Its knobs are set before it is asked.
type Issuer struct {
	*httptest.Server
	Document Change                         // of the discovery document
	Claims   Change                         // of ID tokens
	Answer   Change                         // of token answers
	Sign     func(claims []byte) string     // in place of a good signature
	Fail     func(http.ResponseWriter) bool // answers a token request itself, if it likes
	Now      func() time.Time

	t   testing.TB
	key *ecdsa.PrivateKey

	mu      sync.Mutex
	codes   map[string]grant
	refresh map[string]string // subjects by refresh token
	spent   map[string]string // subjects by refresh tokens that were used
	revoked []string
	issued  []string // every token
	calls   map[string]int
}

type grant struct{ subject, nonce, challenge, redirect string }

// Start starts an issuer, which ends with the test.
func Start(t testing.TB) *Issuer { return StartWith(t, nil) }

// StartWith starts one with another server's certificate.
func StartWith(t testing.TB, config *tls.Config) *Issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{t: t, key: key, Now: time.Now, codes: map[string]grant{}, refresh: map[string]string{}, spent: map[string]string{}, calls: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.document)
	mux.HandleFunc("GET /jwks", i.jwks)
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("POST /revoke", i.revoke)
	i.Server = httptest.NewUnstartedServer(mux)
	i.TLS = config
	i.StartTLS()
	t.Cleanup(i.Close)
	return i
}

// Calls is how often an endpoint was asked: document, jwks, token, revoke.
func (i *Issuer) Calls(endpoint string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls[endpoint]
}

// Revoked are the tokens that were revoked.
func (i *Issuer) Revoked() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.revoked
}

// Issued are all tokens that were given: none of them belongs into a log.
func (i *Issuer) Issued() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.issued
}

// EndGrants has no refresh token renew any more.
func (i *Issuer) EndGrants() {
	i.mu.Lock()
	defer i.mu.Unlock()
	clear(i.refresh)
}

// Browse does what a browser and a person do with the address of a sign-in: it
// gives where the browser is sent in the end.
func (i *Issuer) Browse(address, subject string) string {
	i.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		i.t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": ClientID, "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			i.t.Fatalf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if u.Scheme+"://"+u.Host != i.URL || len(q.Get("state")) < 22 || len(q.Get("nonce")) < 22 {
		i.t.Fatalf("a poor sign-in: %s", address)
	}
	code := rand.Text()
	i.mu.Lock()
	i.codes[code] = grant{subject, q.Get("nonce"), q.Get("code_challenge"), q.Get("redirect_uri")}
	i.mu.Unlock()
	return q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.URL}}.Encode()
}

func (i *Issuer) count(endpoint string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls[endpoint]++
}

func (i *Issuer) document(w http.ResponseWriter, _ *http.Request) {
	i.count("document")
	i.send(w, http.StatusOK, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/auth", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/jwks",
		"revocation_endpoint": i.URL + "/revoke", "code_challenge_methods_supported": []string{"S256"},
		"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"}, "authorization_response_iss_parameter_supported": true,
	}, i.Document)
}

func (i *Issuer) jwks(w http.ResponseWriter, _ *http.Request) {
	i.count("jwks")
	point, err := i.key.PublicKey.Bytes()
	if err != nil {
		i.t.Error(err)
	}
	i.send(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
		"kty": "EC", "crv": "P-256", "use": "sig", "kid": "k1", "x": b64(point[1:33]), "y": b64(point[33:]),
	}}}, nil)
}

func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	i.count("token")
	if i.Fail != nil && i.Fail(w) {
		return
	}
	subject, nonce, ok := i.granted(r)
	if !ok || r.PostFormValue("client_id") != ClientID {
		i.send(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant", "error_description": "the grant is not good"}, nil)
		return
	}
	access, again, id := "access-"+rand.Text(), rand.Text(), i.IDToken(subject, nonce)
	i.mu.Lock()
	i.refresh[again] = subject
	i.issued = append(i.issued, access, again, id)
	i.mu.Unlock()
	i.send(w, http.StatusOK, map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": 3600, "refresh_token": again, "id_token": id,
	}, i.Answer)
}

func (i *Issuer) granted(r *http.Request) (subject, nonce string, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		g, found := i.codes[r.PostFormValue("code")]
		delete(i.codes, r.PostFormValue("code"))
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		return g.subject, g.nonce, found && b64(sum[:]) == g.challenge && r.PostFormValue("redirect_uri") == g.redirect
	case "refresh_token":
		token := r.PostFormValue("refresh_token")
		if _, twice := i.spent[token]; twice {
			clear(i.refresh) // it was stolen, for all that a provider knows
		}
		subject, found := i.refresh[token]
		delete(i.refresh, token)
		i.spent[token] = subject
		return subject, "", found
	}
	return "", "", false
}

// IDToken is a token of a subject, as Claims and Sign have it.
func (i *Issuer) IDToken(subject, nonce string) string {
	now := i.Now()
	claims := map[string]any{
		"iss": i.URL, "sub": subject, "aud": ClientID, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"name": "Ada " + subject, "employee": "puid-" + subject,
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	if i.Claims != nil {
		i.Claims(claims)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		i.t.Error(err)
	}
	if i.Sign != nil {
		return i.Sign(text)
	}
	return i.Signed(text)
}

// Signed signs claims with the issuer's own key.
func (i *Issuer) Signed(claims []byte) string {
	head := b64([]byte(`{"alg":"ES256","kid":"k1","typ":"JWT"}`)) + "." + b64(claims)
	sum := sha256.Sum256([]byte(head))
	r, s, err := ecdsa.Sign(rand.Reader, i.key, sum[:])
	if err != nil {
		i.t.Error(err)
	}
	return head + "." + b64(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

// PublicKey is the key that signatures are checked with, as a point.
func (i *Issuer) PublicKey() []byte {
	point, err := i.key.PublicKey.Bytes()
	if err != nil {
		i.t.Error(err)
	}
	return point
}

func (i *Issuer) revoke(w http.ResponseWriter, r *http.Request) {
	i.count("revoke")
	i.mu.Lock()
	defer i.mu.Unlock()
	i.revoked = append(i.revoked, r.PostFormValue("token"))
	delete(i.refresh, r.PostFormValue("token"))
}

func (i *Issuer) send(w http.ResponseWriter, status int, body map[string]any, change Change) {
	if change != nil {
		change(body)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
