package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

const maxTyped = 4096 // bytes of a line that is read

var (
	errNotAgreed   = errors.New("nothing was stored")
	errInterrupted = errors.New("interrupted: nothing was stored")
)

// person gives the terminal's descriptor where a person types.
func (t terminal) person() (fd int, is bool) {
	file, ok := t.in.(*os.File)
	return descriptor(file), ok && term.IsTerminal(descriptor(file))
}

func descriptor(file *os.File) int {
	if file == nil {
		return -1
	}
	return int(file.Fd())
}

// agreed asks for a yes, which --yes gives beforehand.
func (c *keyCommand) agreed(ctx context.Context) error {
	if c.yes {
		return nil
	}
	if _, is := c.person(); !is {
		return errors.New("nobody can be asked whether the key may be stored here: add --yes. Nothing was stored")
	}
	fmt.Fprint(c.errs, "Store it here? Type yes: ")
	typed, err := waited(ctx, func() (string, error) { return line(c.in) })
	if err != nil || strings.ToLower(typed) != "yes" {
		return errNotAgreed
	}
	return nil
}

// hidden reads a line: from a person without showing it, else from stdin.
func (t terminal) hidden(ctx context.Context, prompt string) (string, error) {
	fd, is := t.person()
	if !is {
		return line(t.in)
	}
	// Nothing is shown from before the question on: a pasted answer is quick.
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", errors.New("the terminal cannot be kept from showing what is typed: nothing was stored")
	}
	typed, err := waited(ctx, func() (string, error) {
		return term.NewTerminal(dialogue{t.in, t.errs}, "").ReadPassword(prompt)
	})
	if errors.Is(err, io.EOF) { // Ctrl-C, Ctrl-D
		err = errInterrupted
	}
	return strings.TrimSpace(typed), errors.Join(err, term.Restore(fd, before))
}

// dialogue is a terminal's two directions.
type dialogue struct {
	io.Reader
	io.Writer
}

// waited gives up when the person interrupts: the read itself cannot be.
func waited(ctx context.Context, read func() (string, error)) (string, error) {
	type typed struct {
		text string
		err  error
	}
	done := make(chan typed, 1)
	go func() {
		text, err := read()
		done <- typed{text, err}
	}()
	select {
	case t := <-done:
		return t.text, t.err
	case <-ctx.Done():
		return "", errInterrupted
	}
}

// line reads one line, byte by byte: what follows it is for the next question.
// The last may have no end.
func line(in io.Reader) (string, error) {
	var text []byte
	for one := make([]byte, 1); len(text) < maxTyped && one[0] != '\n'; text = append(text, one[0]) {
		if _, err := io.ReadFull(in, one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return "", errors.New("the input cannot be read")
		}
	}
	return strings.TrimSpace(string(text)), nil
}
