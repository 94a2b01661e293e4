package native_test

import (
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/glance-networks/agent-host/internal/native"
)

// BenchmarkPing is a ping over two real pipes; BenchmarkEcho, the floor, copies
// the same frames back.
func BenchmarkPing(b *testing.B) {
	roundTrips(b, func(in io.Reader, out io.Writer) {
		server := native.NewServer(in, out, quiet)
		register(server)
		server.Serve(b.Context())
	})
}

func BenchmarkEcho(b *testing.B) {
	roundTrips(b, func(in io.Reader, out io.Writer) {
		for {
			body, err := readFrame(in)
			if err != nil {
				return
			}
			out.Write(frame(string(body)))
		}
	})
}

func roundTrips(b *testing.B, host func(io.Reader, io.Writer)) {
	for _, size := range []int{100, 4 << 10, 64 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			hostIn, in, _ := os.Pipe()
			out, hostOut, _ := os.Pipe()
			ended := make(chan struct{})
			go func() { host(hostIn, hostOut); close(ended) }()
			exchange(b, in, out, frame(helloBody))
			ping := frame(pingOf(1, size))
			for b.Loop() {
				exchange(b, in, out, ping)
			}
			in.Close()
			<-ended
			for _, file := range []*os.File{hostIn, out, hostOut} {
				file.Close()
			}
		})
	}
}

func exchange(b *testing.B, in io.Writer, out io.Reader, request []byte) {
	if _, err := in.Write(request); err != nil {
		b.Fatal(err)
	}
	if _, err := readFrame(out); err != nil {
		b.Fatal(err)
	}
}
