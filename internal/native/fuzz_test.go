package native_test

import (
	"bytes"
	"encoding/json"
	"runtime"
	"slices"
	"testing"

	"github.com/glance-networks/agent-host/internal/protocol"
)

// FuzzFrames feeds any bytes: nothing panics, every answer is a well-formed
// frame, and no more is allocated than the input and one frame account for.
func FuzzFrames(f *testing.F) {
	for _, seed := range [][]byte{
		nil, {1}, header(0), header(0xFFFFFFF0), header(protocol.MaxFrameIn), header(protocol.MaxFrameIn + 1),
		frame(helloBody), frame(helloBody)[:30], frame("[]"), frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`),
		slices.Concat(frame(helloBody), frame(pingOf(1, 100)), frame("\xff"), frame(pingOf(1, 5000)), frame(pingOf(1, 100))[:50]),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		before := allocated()
		serve(t, bytes.NewReader(stream))
		const fixed = protocol.MaxFrameIn + 2<<20
		if held := allocated() - before; held > uint64(fixed+400*len(stream)) {
			t.Errorf("%d bytes allocated for %d", held, len(stream))
		}
	})
}

func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// FuzzRequest feeds any body after hello: it gets at most one answer, a result
// only where encoding/json also takes it for a request.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		"", "{", "[]", "7", "null", `"x"`, pingOf(1, 100), `{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`, `{"jsonrpc":"2.0","id":1e0,"method":"ping"}`,
		`{"jsonrpc":"2.0","id":9007199254740992,"method":"hello"}`, `{"JSONRPC":"2.0","id":3,"method":"ping"}`, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > protocol.MaxFrameIn {
			return
		}
		answers, err := serve(t, bytes.NewReader(slices.Concat(frame(helloBody), frame(string(body)))))
		if err != nil || len(answers) == 0 || len(answers) > 2 {
			t.Fatalf("%d answers, error %v", len(answers), err)
		}
		var request struct {
			ID     *int64
			Method string
		}
		valid := json.Unmarshal(body, &request) == nil
		results := 0
		for _, a := range answers {
			if a.Error == nil {
				results++
			}
		}
		if results > 1 && (!valid || request.ID == nil) {
			t.Errorf("a result for %q", body)
		}
	})
}
