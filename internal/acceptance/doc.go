// Package acceptance tries, in real browsers with the real extension and the
// real host, what the product promises and its story does not come across: a
// hostile page, a page that changes under the agent, restarts in the middle of
// a session, hosts that are not there. It holds tests only.
package acceptance
