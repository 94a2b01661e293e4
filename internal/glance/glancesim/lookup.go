package glancesim

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const (
	lookupPath = "/services/SessionService.asmx" // D
	lookupName = "LookupPartnerCobrowseSession"  // D
	namespace  = "http://www.glancenetworks.com/services"
)

// lookup tells whether a session runs (D: three encodings, the inputs, joinurl
// with credentials in it; I: an ASMX service's paths and envelopes; U: what
// comes where there is none, and statuses).
func (s *Sim) lookup(w http.ResponseWriter, r *http.Request) {
	if s.tooSoon(w) {
		return
	}
	written, encoding, space := readInputs(r)
	if s.refusedEncoding(w, encoding, space) {
		return
	}
	inputs := spelled(written, s.options.Differ.LookupNames)
	good := s.goodLoginKey(inputs["partnerid"], inputs["partneruserid"], inputs["loginkey"])
	if !good && !s.options.Differ.LookupHidesRefusal {
		http.Error(w, "authorization", http.StatusUnauthorized)
		return
	}
	joinURL := ""
	s.mu.Lock()
	if session := s.sessionFor(inputs["ssnkey"]); session != nil && good {
		joinURL = s.joinURL(session.key, inputs)
	}
	s.mu.Unlock()
	if joinURL == "" && s.notFound(w) {
		return
	}
	writeLookup(w, encoding, joinURL)
}

func (s *Sim) joinURL(key string, inputs map[string]string) string {
	query := url.Values{"SessionKey": {key}, "partnerid": {inputs["partnerid"]},
		"partneruserid": {inputs["partneruserid"]}, "loginkey": {inputs["loginkey"]}}
	return s.joinServer() + s.options.viewerPaths()[0] + "?" + query.Encode()
}

// readInputs reads a form, a JSON object or a SOAP envelope and its namespace.
func readInputs(r *http.Request) (inputs map[string]string, encoding, space string) {
	body, _ := io.ReadAll(r.Body)
	inputs = map[string]string{}
	switch kind := r.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/json"):
		var object map[string]any
		json.Unmarshal(body, &object)
		return texts(object), "json", ""
	case strings.Contains(kind, "xml"):
		var envelope struct {
			Call struct {
				XMLName xml.Name
				Inputs  []struct {
					XMLName xml.Name
					Value   string `xml:",chardata"`
				} `xml:",any"`
			} `xml:"Body>LookupPartnerCobrowseSession"`
		}
		xml.Unmarshal(body, &envelope)
		for _, in := range envelope.Call.Inputs {
			inputs[in.XMLName.Local] = in.Value
		}
		return inputs, "soap", envelope.Call.XMLName.Space
	}
	form, _ := url.ParseQuery(string(body))
	for name, values := range form {
		inputs[name] = values[0]
	}
	return inputs, "form", ""
}

func writeLookup(w http.ResponseWriter, encoding, joinURL string) {
	w.Header().Set("Cache-Control", "no-store")
	if encoding == "json" {
		var d any
		if joinURL != "" {
			d = map[string]any{"__type": "Glance.Session", "joinurl": joinURL}
		}
		reply(w, http.StatusOK, map[string]any{"d": d})
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	result := "<joinurl>" + escapeXML(joinURL) + "</joinurl>"
	if encoding == "form" {
		io.WriteString(w, xml.Header+`<Session xmlns="`+namespace+`">`+result+`</Session>`)
		return
	}
	io.WriteString(w, xml.Header+`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><`+
		lookupName+`Response xmlns="`+namespace+`"><`+lookupName+`Result>`+result+`</`+lookupName+`Result></`+
		lookupName+`Response></soap:Body></soap:Envelope>`)
}
