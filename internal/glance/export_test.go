package glance

import "time"

// What tests reach into: the readers of hostile input, and shorter waits.
var (
	ReadFound   = readFound
	ReadUpdate  = readUpdate
	ReadVisitor = readVisitor
	ReadDirect  = readDirect
	ReadToken   = readToken
	RetryAfter  = retryAfter
)

// Hurry shortens a client's waits.
func (c *Client) Hurry(call, ping, silent time.Duration) {
	c.timeout, c.pace.ping, c.pace.silent = call, ping, silent
}

// Calm lets a client's sockets take any number of messages.
func (c *Client) Calm() { c.pace.burst = 1 << 30 }
