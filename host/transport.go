package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// errSettings is what is wrong with a setting that was well-formed.
var errSettings = errors.New("settings")

// httpClient trusts the system's certificate authorities and, where a file is
// named, the organisation's own. Proxies come from the environment. Each call
// has its own limit on top of these.
func httpClient(caFile string) (*http.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile != "" {
		pool, err := withAuthorities(caFile)
		if err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	return &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: config,
		TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 30 * time.Second, IdleConnTimeout: 90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: 4,
	}}, nil
}

func withAuthorities(file string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: caFile cannot be read", errSettings)
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%w: caFile holds no certificate", errSettings)
	}
	return pool, nil
}
