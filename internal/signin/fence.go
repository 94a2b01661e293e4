package signin

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var (
	errForeign  = errors.New("an address that nobody allowed")
	errTooLarge = errors.New("the answer is too large")
	errDown     = errors.New("the service is out of order")
)

// fence lets a client ask the given hosts only, over https, without a redirect,
// and reads no more than maxAnswer of an answer.
func fence(client *http.Client, hosts []string) *http.Client {
	base := client.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	return &http.Client{Timeout: callTime, Transport: &fenced{base, hosts}}
}

type fenced struct {
	base  http.RoundTripper
	hosts []string
}

// RoundTrip implements http.RoundTripper.
func (f *fenced) RoundTrip(r *http.Request) (*http.Response, error) {
	if !onHost(r.URL, f.hosts) {
		return nil, errForeign
	}
	answer, err := f.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	switch status := answer.StatusCode; {
	case status >= 300 && status < 400:
		err = errForeign
	case status == http.StatusTooManyRequests || status >= 500:
		err = errDown
	}
	if err != nil {
		answer.Body.Close()
		return nil, err
	}
	answer.Body = &bounded{answer.Body, maxAnswer}
	return answer, nil
}

// bounded fails where a body is longer than what is left.
type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		if n, err := b.ReadCloser.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		return 0, errTooLarge
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// allowedAddress reports whether an address is https and on one of the hosts. It
// is compared as it is written: whatever only looks like one of them is none.
func allowedAddress(address string, hosts []string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(address, unwritten) || u.Fragment != "" || strings.Contains(address, "#") {
		return false
	}
	return onHost(u, hosts) && strings.HasPrefix(address[len("https://"):], u.Host)
}

// unwritten are the characters that no address is written with, some of which
// browsers drop or read as others.
func unwritten(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' }

func onHost(u *url.URL, hosts []string) bool {
	if u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Host == "" {
		return false
	}
	return slices.ContainsFunc(hosts, func(host string) bool { return plainHost(host) == plainHost(u.Host) })
}

// plainHost is a host in lower case without the port that https has anyway.
func plainHost(host string) string {
	return strings.TrimSuffix(strings.ToLower(host), ":443")
}
