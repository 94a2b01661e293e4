package glancesim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// discardLog takes the TLS errors of browsers that hang up.
var discardLog = log.New(io.Discard, "", 0)

// authority is a throw-away certificate authority and its one certificate.
type authority struct {
	pem  []byte
	pool *x509.CertPool
	leaf tls.Certificate

	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority() (authority, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	now := time.Now()
	ca := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "Glance simulator CA"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, 30), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return authority{}, err
	}
	leaf, err := newLeaf(ca, caKey, now)
	if err != nil {
		return authority{}, err
	}
	a := authority{pool: x509.NewCertPool(), leaf: leaf, certificate: ca, key: caKey}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
	a.pool.AppendCertsFromPEM(a.pem)
	return a, nil
}

func newLeaf(ca *x509.Certificate, caKey *ecdsa.PrivateKey, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano() + 1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(0, 0, 30), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost", "attacked.localhost", "*.localhost", "shop.localhost", "crm.localhost", "help.localhost", "fixtures.localhost", "fields.localhost", "stranger.localhost", "entry.localhost", "acme.zendesk.com"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, caKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	parsed, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: parsed}, err
}

// CA returns the certificate authority as PEM.
func (s *Sim) CA() []byte { return bytes.Clone(s.ca.pem) }

// SPKI returns the certificate's key as Chromium's
// --ignore-certificate-errors-spki-list wants it: base64 of its SHA-256.
func (s *Sim) SPKI() string {
	sum := sha256.Sum256(s.ca.leaf.Leaf.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// TLSConfig returns a server's configuration, valid for localhost, *.localhost
// and 127.0.0.1. It speaks HTTP/1.1, as websockets need.
func (s *Sim) TLSConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.ca.leaf}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
}

func (s *Sim) clientTLS() *tls.Config {
	return &tls.Config{RootCAs: s.ca.pool, MinVersion: tls.VersionTLS12}
}

// HTTPClient returns a new client that trusts the authority. Its *.localhost
// names lead to this machine whatever the resolver says.
func (s *Sim) HTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: s.clientTLS(), DialContext: dialLocal}}
}
