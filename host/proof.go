package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"os/user"
	"strings"
	"time"

	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
	"github.com/glance-networks/agent-host/internal/secret"
	"github.com/glance-networks/agent-host/internal/settings"
	"github.com/glance-networks/agent-host/internal/signin"
)

// prover says who the agent is, by the rule of puidFrom, and proves it where
// they sign in.
type prover struct {
	puid string         // unless it is the claim's
	sign *signin.Keeper // nil: nobody signs in
	told func(puid string)
	who  func(signin.Agent)
}

// Prove implements loginkey.Prover.
func (p prover) Prove(ctx context.Context) (string, secret.Text, error) {
	if p.sign == nil {
		return p.puid, secret.Text{}, nil
	}
	token, agent, err := p.sign.Token(ctx)
	if err != nil {
		return "", secret.Text{}, &loginkey.Error{Reason: signin.StateOf(err).Reason, Err: err}
	}
	p.who(agent)
	puid := p.puid
	if agent.PUID != "" {
		puid = agent.PUID
		p.told(puid)
	}
	return puid, token, nil
}

// Refused implements loginkey.Prover.
func (p prover) Refused(bearer secret.Text) {
	if p.sign != nil {
		p.sign.Refuse(bearer)
	}
}

// puid is the agent's id as far as the settings and the system tell it; that of
// a claim is known once somebody is signed in.
func puid(set settings.Settings) string {
	switch set.PUIDFrom {
	case puidOfClaim:
		return ""
	case puidOfUser:
		return systemUser()
	}
	return set.PUID
}

// systemUser is the name of the operating system's user, without the domain that
// Windows puts before it; empty where the system does not tell.
func systemUser() string {
	account, err := user.Current()
	if err != nil {
		return ""
	}
	return account.Username[strings.LastIndexByte(account.Username, '\\')+1:]
}

// withoutClaim says where puidFrom asks for a claim that nobody gives.
func withoutClaim(loaded settings.Loaded) settings.Loaded {
	set := loaded.Settings
	if set.PUIDFrom == puidOfClaim && !signsIn(set) && !isBasic(set) {
		loaded.Mistakes = append(loaded.Mistakes, settings.Mistake{File: "puidFrom",
			Sentence: "a claim is only in a sign-in, so nobody can join: set authProof to oidc and loginKeySource to authUrl, or puidFrom to setting"})
	}
	return loaded
}

// certified asks an inner source only while the client certificate can be used.
type certified struct {
	loginkey.Source
	files certificateFiles
}

// Get implements loginkey.Source.
func (c certified) Get(ctx context.Context) (loginkey.Key, error) {
	if _, err := c.files.load(nil); err != nil {
		return loginkey.Key{}, &loginkey.Error{Reason: protocol.ReasonCertificate, Err: err}
	}
	return c.Source.Get(ctx)
}

type certificateFiles struct{ certificate, key string }

// load reads the files for each handshake, so that a renewed certificate counts
// at once. Its errors hold nothing of what is in them.
func (f certificateFiles) load(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(f.certificate, f.key)
	switch {
	case err != nil:
		return nil, errors.New("the files of authCertificateFile and authCertificateKeyFile cannot be read, or are not a pair")
	case time.Now().After(pair.Leaf.NotAfter), time.Now().Before(pair.Leaf.NotBefore):
		return nil, errors.New("the certificate of authCertificateFile has expired, or is not valid yet")
	}
	return &pair, nil
}

// showing is a client that shows the certificate, for authUrl alone.
func (f certificateFiles) showing(client *http.Client) *http.Client {
	transport := client.Transport.(*http.Transport).Clone()
	transport.TLSClientConfig.GetClientCertificate = f.load
	return &http.Client{Transport: transport}
}
