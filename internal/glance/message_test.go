package glance_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/internal/glance"
)

func TestReadUpdate(t *testing.T) {
	page := glance.Visitor{Present: true, URL: "https://shop.example/a", Browser: "Chrome 156", Platform: "Windows"}
	const data = `{"url":"https://shop.example/a","browser":"Chrome","browserver":156,"platform":"Windows","extra":{"x":1}}`
	tests := []struct {
		raw  string
		want glance.Update
		ok   bool
		bad  bool
	}{
		{`{"type":"visitorconn","groupid":15687,"visitorid":"vera-visitor","data":{"connected":true}}`, glance.Update{Kind: glance.UpdateConnected, Visitor: glance.Visitor{Present: true}}, true, false},
		{`{"type":"visitorconn","groupid":"15687","data":{"connected":false}}`, glance.Update{Kind: glance.UpdateDisconnected}, true, false},
		{`{"type":"presence","data":` + data + `}`, glance.Update{Kind: glance.UpdatePage, Visitor: page}, true, false},
		{`{"type":"presence"}`, glance.Update{Kind: glance.UpdatePage, Visitor: glance.Visitor{Present: true}}, true, false},
		{`{"type":"presence","data":{"url":"javascript:alert(1)"}}`, glance.Update{Kind: glance.UpdatePage, Visitor: glance.Visitor{Present: true}}, true, false},
		{`{"type":"terms","data":{"status":"displayed"}}`, glance.Update{Kind: glance.UpdateTerms, Terms: glance.TermsDisplayed}, true, false},
		{`{"type":"terms","data":{"status":"accepted"}}`, glance.Update{Kind: glance.UpdateTerms, Terms: glance.TermsAccepted}, true, false},
		{`{"type":"terms","data":{"status":"declined"}}`, glance.Update{Kind: glance.UpdateTerms, Terms: glance.TermsDeclined}, true, false},
		{`{"type":"terms","data":{"status":"postponed"}}`, glance.Update{}, false, false},
		{`{"type":"visitorsessionstart","data":{"sessionkey":"4821"}}`, glance.Update{Kind: glance.UpdateSessionStart, SessionKey: "4821"}, true, false},
		{`{"type":"visitorsessionstart"}`, glance.Update{Kind: glance.UpdateSessionStart}, true, false},
		{`{"type":"visitorsessionend","data":null}`, glance.Update{Kind: glance.UpdateSessionEnd}, true, false},
		{`{"type":"visitorerror","data":{"code":"conndrop","msg":"line\nbreak"}}`, glance.Update{Kind: glance.UpdateError, Text: "conndrop linebreak"}, true, false},
		{`{"type":"blur"}`, glance.Update{Kind: glance.UpdateBlur}, true, false},
		{`{"type":"news","data":[1]}`, glance.Update{}, false, false},
		{`{}`, glance.Update{}, false, false},
		{`{"type":"presence","visitorid":"someone-else"}`, glance.Update{}, false, true},
		{`{"type":"news","visitorid":"someone-else"}`, glance.Update{}, false, true},
		{`{"type":"presence","groupid":15688}`, glance.Update{}, false, true},
		{`{"type":"visitorconn"}`, glance.Update{}, false, true},
		{`{"type":"visitorconn","data":{"connected":"yes"}}`, glance.Update{}, false, true},
		{`{"type":"terms","data":{}}`, glance.Update{}, false, true},
		{`{"type":"visitorsessionstart","data":{"sessionkey":"a b"}}`, glance.Update{}, false, true},
		{`{"type":"visitorsessionstart","data":{"sessionkey":"` + strings.Repeat("k", 64) + `"}}`, glance.Update{}, false, true},
		{`{"type":5}`, glance.Update{}, false, true}, {`[]`, glance.Update{}, false, true}, {`null`, glance.Update{}, false, true},
		{``, glance.Update{}, false, true}, {`{"type":"blur"`, glance.Update{}, false, true}, {`hello`, glance.Update{}, false, true},
	}
	for _, test := range tests {
		got, ok, err := glance.ReadUpdate([]byte(test.raw), group, visitor)
		if got != test.want || ok != test.ok || (err != nil) != test.bad {
			t.Errorf("%s: %+v %v %v", test.raw, got, ok, err)
		}
		if test.bad && glance.CodeOf(err) != glance.Nonsense {
			t.Errorf("%s: %v", test.raw, err)
		}
	}
}

func FuzzPresenceMessage(f *testing.F) {
	f.Add([]byte(`{"type":"presence","groupid":15687,"visitorid":"vera-visitor","data":{"url":"https://x.example","browser":"B"}}`))
	f.Add([]byte(`{"type":"visitorerror","data":{"code":1,"msg":"x"}}`))
	f.Add([]byte(`{"type":"visitorsessionstart","data":{"sessionkey":"1"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok, err := glance.ReadUpdate(raw, group, visitor)
		if (err != nil && ok) || ok != (got.Kind != "") {
			t.Errorf("%+v %v %v", got, ok, err)
		}
		v := got.Visitor
		if len(got.SessionKey) > 63 || utf8.RuneCountInString(got.Text) > 200 || utf8.RuneCountInString(v.Browser) > 100 || utf8.RuneCountInString(v.Platform) > 100 ||
			(v.URL != "" && !strings.HasPrefix(strings.ToLower(v.URL), "http")) {
			t.Errorf("out of bounds: %+v", got)
		}
	})
}

func TestReadVisitorAndDirect(t *testing.T) {
	const route = `"direct":"pr0016.glance.net:443","directserver":"pr0016.glance.net","ds":"pr0016.glance.net/0","tlsport":5501,"httpsport":443,"groupid":"15687","visitorid":"vera-visitor"`
	visitors := []struct {
		body    string
		present bool
		seen    int64
		bad     bool
	}{
		{`{` + route + `,"visitorpresent":"1583953702.0","timestamp":"1583953703.0"}`, true, 1583953702, false},
		{`{}`, false, 0, false}, {`{"visitorpresent":true}`, true, 0, false}, {`{"visitorpresent":false}`, false, 0, false}, {`{"visitorpresent":"0.0"}`, false, 0, false},
		{`{"visitorpresent":"soon"}`, false, 0, true}, {`{"visitorpresent":"NaN"}`, false, 0, true}, {`{"visitorpresent":"1e300"}`, false, 0, true}, {`{"visitorpresent":{}}`, false, 0, true},
		{`{"visitorid":"other","visitorpresent":"1.0"}`, false, 0, true}, {`{"groupid":1,"visitorpresent":"1.0"}`, false, 0, true}, {`[]`, false, 0, true}, {`null`, false, 0, true}, {``, false, 0, true},
	}
	for _, test := range visitors {
		got, err := glance.ReadVisitor("x", []byte(test.body), group, visitor)
		if got.Present != test.present || (err != nil) != test.bad || (test.seen != 0 && got.Seen.Unix() != test.seen) {
			t.Errorf("%s: %+v %v", test.body, got, err)
		}
	}
	directs := []struct {
		body, address string
		bad           bool
	}{
		{`{"visitorfound":true,` + route + `}`, "pr0016.glance.net:443", false}, {`{"visitorfound":{` + route + `}}`, "pr0016.glance.net:443", false},
		{`{"visitorfound":{"directserver":"a.glance.net","httpsport":443}}`, "a.glance.net:443", false}, {`{"visitorfound":true,"directserver":"a.glance.net"}`, "a.glance.net:443", false},
		{`{"visitorfound":false}`, "", false}, {`{}`, "", false},
		{`{"visitorfound":true}`, "", true}, {`{"visitorfound":"yes"}`, "", true}, {`{"visitorfound":{"direct":"a:1","visitorid":"other"}}`, "", true}, {`[]`, "", true},
	}
	for _, test := range directs {
		got, err := glance.ReadDirect("x", []byte(test.body), group, visitor)
		if got.Address != test.address || got.Found != (test.address != "") || (err != nil) != test.bad {
			t.Errorf("%s: %+v %v", test.body, got, err)
		}
	}
}
