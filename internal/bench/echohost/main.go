// Command echohost is the least that a native-messaging host can be: it sends
// each frame back as it came. It is the floor of benchmarks.
package main

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

const (
	headerBytes = 4
	maxFrame    = 1 << 20 // bytes; a browser takes no longer answer
)

var errTooLarge = errors.New("echohost: a frame over 1 MiB")

func main() {
	if err := echo(os.Stdin, os.Stdout); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

// echo sends frames back, one write each, until in ends.
func echo(in io.Reader, out io.Writer) error {
	frame := make([]byte, headerBytes, headerBytes+maxFrame)
	for {
		if _, err := io.ReadFull(in, frame[:headerBytes]); err != nil {
			return unlessEOF(err)
		}
		length := binary.NativeEndian.Uint32(frame)
		if length > maxFrame {
			return errTooLarge
		}
		frame = frame[:headerBytes+length]
		if _, err := io.ReadFull(in, frame[headerBytes:]); err != nil {
			return err
		}
		if _, err := out.Write(frame); err != nil {
			return err
		}
	}
}

func unlessEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
