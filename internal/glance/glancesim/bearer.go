package glancesim

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Bearers tells whose bearer token one is, as a partner user id.
type Bearers func(ctx context.Context, token string) (puid string, err error)

// WantBearer has /loginkey give keys only to who brings a bearer token that is
// good, and only for themselves: 401 and 403 otherwise, as an organisation's
// own service would.
func (s *Sim) WantBearer(check Bearers) { s.change(func() { s.bearers = check }) }

// WantCertificate has /loginkey give keys only to who shows a client certificate
// of ClientCertificate: 403 otherwise.
func (s *Sim) WantCertificate() { s.change(func() { s.shown = true }) }

// proven answers a request that does not prove the agent whom it names, and
// reports whether it may go on.
func (s *Sim) proven(w http.ResponseWriter, r *http.Request, puid string) bool {
	s.mu.Lock()
	check, shown := s.bearers, s.shown
	s.mu.Unlock()
	if shown && len(r.TLS.PeerCertificates) == 0 {
		http.Error(w, "no certificate", http.StatusForbidden)
		return false
	}
	if check == nil {
		return true
	}
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	owner, err := "", errors.New("no bearer token")
	if bearer {
		owner, err = check(r.Context(), token)
	}
	switch {
	case err != nil:
		http.Error(w, "who are you?", http.StatusUnauthorized)
	case owner != puid:
		http.Error(w, "that is somebody else", http.StatusForbidden)
	default:
		return true
	}
	return false
}

// IDTokens checks ID tokens of an issuer for a client; the claim is the agent's id.
func (s *Sim) IDTokens(issuer, clientID, claim string) Bearers {
	return func(ctx context.Context, token string) (string, error) {
		provider, err := oidc.NewProvider(oidc.ClientContext(ctx, s.HTTPClient()), issuer)
		if err != nil {
			return "", err
		}
		verified, err := provider.Verifier(&oidc.Config{ClientID: clientID}).Verify(ctx, token)
		if err != nil {
			return "", err
		}
		claims := map[string]any{}
		if err := verified.Claims(&claims); err != nil {
			return "", err
		}
		puid, _ := claims[claim].(string)
		return puid, nil
	}
}

// Introspected asks the provider whose an access token is: prefix and subject
// make the agent's id. The credentials are the service's own at the provider.
func (s *Sim) Introspected(endpoint, id, password, prefix string) Bearers {
	return func(ctx context.Context, token string) (string, error) {
		body := strings.NewReader(url.Values{"token": {token}}.Encode())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, body)
		if err != nil {
			return "", err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.SetBasicAuth(id, password)
		answer, err := s.HTTPClient().Do(request)
		if err != nil {
			return "", err
		}
		defer answer.Body.Close()
		var said struct {
			Active bool
			Sub    string
		}
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || !said.Active {
			return "", errors.Join(errors.New("not an active token"), err)
		}
		return prefix + said.Sub, nil
	}
}

// ClientCertificate makes a client certificate of the simulator's authority that
// is good until then, with its key, as PEM.
func (s *Sim) ClientCertificate(until time.Time) (certificate, key []byte, err error) {
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "desk"},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, s.ca.certificate, &own.PublicKey, s.ca.key)
	if err != nil {
		return nil, nil, err
	}
	return inPEM(der, own)
}

// Certificate returns the servers' certificate and its key as PEM, for another
// server that the same clients are to trust.
func (s *Sim) Certificate() (certificate, key []byte, err error) {
	return inPEM(s.ca.leaf.Certificate[0], s.ca.leaf.PrivateKey)
}

func inPEM(der []byte, private any) (certificate, key []byte, err error) {
	text, err := x509.MarshalPKCS8PrivateKey(private)
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}), err
}
