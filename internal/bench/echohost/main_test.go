package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func frame(body string) string {
	return string(binary.NativeEndian.AppendUint32(nil, uint32(len(body)))) + body
}

func TestEcho(t *testing.T) {
	frames := frame("a") + frame("") + frame(strings.Repeat("b", maxFrame)) + frame("c")
	var out bytes.Buffer
	if err := echo(iotest.HalfReader(strings.NewReader(frames)), &out); err != nil || out.String() != frames {
		t.Errorf("%d of %d bytes came back, %v", out.Len(), len(frames), err)
	}
}

func TestBadFrames(t *testing.T) {
	for name, in := range map[string]string{
		"half a header": "\x01",
		"a short body":  frame("abc")[:6],
		"too large":     string(binary.NativeEndian.AppendUint32(nil, maxFrame+1)),
	} {
		if err := echo(strings.NewReader(in), io.Discard); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
