package glance

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"
)

// Code says what went wrong, in terms that a caller can act on.
type Code string

// What can go wrong. "authorization" and "visitornotpresent" are Glance's own words (D).
const (
	Refused           Code = "authorization"     // the LoginKey or token is not accepted
	Unreachable       Code = "unreachable"       // no connection, TLS failure, 429, 5xx, time-out
	Nonsense          Code = "nonsense"          // an answer in no known shape, or too much of it
	ForeignAddress    Code = "foreign_address"   // an address outside Hosts
	VisitorNotPresent Code = "visitornotpresent" // the visitor is not on the website
	Cancelled         Code = "cancelled"         // the caller's context was cancelled
	Silent            Code = "silent"            // a socket is open and says nothing
)

// Error is every error of this package. Its text never holds what a server
// sent, nor a secret; Err is for errors.Is and errors.As, not for printing.
type Error struct {
	Op         string        // the call: authorize, lookup, watch…
	Code       Code          //
	Status     int           // HTTP status, 0 where there was none
	RetryAfter time.Duration // how long the server asks to be left alone, 0 to 1 h
	Err        error
}

func (e *Error) Error() string {
	text := fmt.Sprintf("glance: %s: %s", e.Op, e.Code)
	if e.Status != 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	if cause := causeOf(e.Err); cause != "" {
		text += ": " + cause
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the Code of the first *Error in err's chain, or "".
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// reason is a cause in words of ours, and therefore safe to print.
type reason string

func (r reason) Error() string { return string(r) }

func nonsense(op, why string) *Error { return &Error{Op: op, Code: Nonsense, Err: reason(why)} }

// causeOf puts the cause into words of ours: an error of the standard library
// may quote an address or an answer.
func causeOf(err error) string {
	var ours reason
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case err == nil:
		return ""
	case errors.As(err, &ours):
		return string(ours)
	case isTLS(err):
		return "certificate or TLS not accepted"
	case errors.As(err, &dns):
		return "host name not found"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	}
	return "connection failed"
}

func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var unknown x509.UnknownAuthorityError
	var hostname x509.HostnameError
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &hostname)
}

// transportError is the Error of a call that got no answer. parent is the
// caller's own context: only its cancellation counts as Cancelled.
func transportError(op string, parent context.Context, err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok { // from CheckRedirect
		return &Error{Op: op, Code: own.Code, Status: own.Status, Err: own.Err}
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if errors.Is(parent.Err(), context.Canceled) {
		return &Error{Op: op, Code: Cancelled, Err: context.Canceled}
	}
	return &Error{Op: op, Code: Unreachable, Err: err}
}
