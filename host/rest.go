package main

import (
	"io"
	"runtime/debug"
	"time"
)

// quiet is how long nothing has to be asked before the host rests. It is longer
// than what passes between two steps of an agent who is at work.
const quiet = 5 * time.Second

// resting reads what the browser sends, and gives memory back to the system
// once nothing has come for a while: a host lives as long as its browser, on two
// thousand desks, and works for some minutes of the day.
type resting struct {
	in    io.Reader
	timer *time.Timer // nil until begin: a timer costs a start more than a read does
}

// begin has it rest from now on. It is called by who reads.
func (r *resting) begin() { r.timer = time.AfterFunc(quiet, rest) }

func (r *resting) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if r.timer != nil {
		r.timer.Reset(quiet)
	}
	return n, err
}

// rest gives back what the heap does not hold, and the pages of the program's
// own file, which come back one by one from the system's cache when they are used.
func rest() {
	debug.FreeOSMemory()
	dropProgram()
}
