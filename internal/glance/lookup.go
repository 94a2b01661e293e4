package glance

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const lookupName = "LookupPartnerCobrowseSession" // D

// Lookup asks whether a session with key, a session key or a visitor id, runs.
func (c *Client) Lookup(ctx context.Context, agent Credentials, key string) (Found, error) {
	const op = "lookup"
	name := c.cfg.LookupNames.Of
	inputs := []input{ // D
		{name("partnerid"), strconv.FormatInt(agent.GroupID, 10)}, {name("partneruserid"), agent.PUID},
		{name("ssnkey"), key}, {name("loginkey"), agent.LoginKey.Reveal()},
	}
	r := request{op: op, method: http.MethodPost, url: c.web.JoinPath(c.cfg.LookupPath, lookupName)}
	switch c.cfg.LookupEncoding {
	case EncodeSOAP:
		r.url = c.web.JoinPath(c.cfg.LookupPath)
		namespace := cmp.Or(c.cfg.LookupNamespace, DefaultNamespace)
		r.body, r.headers = soapBody(inputs, namespace), map[string]string{
			"Content-Type": "text/xml; charset=utf-8", "SOAPAction": `"` + strings.TrimSuffix(namespace, "/") + "/" + lookupName + `"`}
	case EncodeJSON:
		r.body, r.headers = jsonBody(inputs), map[string]string{
			"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
	default:
		r.body, r.headers = formBody(inputs), map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	}
	got, err := c.call(ctx, r)
	switch {
	case c.cfg.LookupNotFound.is(got):
		return Found{}, nil
	case err != nil:
		return Found{}, err
	}
	return readFound(op, got.body, c.cfg.Hosts)
}

// is reports whether an answer says that there is no session in the way that is
// set (U); that it does in the usual way readFound finds.
func (n NotFound) is(got answer) bool {
	var object map[string]json.RawMessage
	switch n {
	case NotFound404:
		return got.status == http.StatusNotFound
	case NotFound500:
		return got.status == http.StatusInternalServerError
	case NotFoundObject:
		return got.status == http.StatusOK && json.Unmarshal(got.body, &object) == nil && object != nil && !mentions(object, "d", "joinurl")
	}
	return false
}

func mentions(object map[string]json.RawMessage, names ...string) bool {
	for member := range object {
		for _, name := range names {
			if strings.EqualFold(member, name) {
				return true
			}
		}
	}
	return false
}

type input struct{ name, value string }

func formBody(inputs []input) string {
	form := url.Values{}
	for _, in := range inputs {
		form.Set(in.name, in.value)
	}
	return form.Encode()
}

func jsonBody(inputs []input) string {
	object := map[string]string{}
	for _, in := range inputs {
		object[in.name] = in.value
	}
	body, _ := json.Marshal(object)
	return string(body)
}

func soapBody(inputs []input, namespace string) string {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><` +
		lookupName + ` xmlns="`)
	xml.EscapeText(&b, []byte(namespace))
	b.WriteString(`">`)
	for _, in := range inputs {
		b.WriteString("<" + in.name + ">")
		xml.EscapeText(&b, []byte(in.value))
		b.WriteString("</" + in.name + ">")
	}
	b.WriteString("</" + lookupName + "></soap:Body></soap:Envelope>")
	return b.String()
}

// readFound reads an answer in whichever encoding it comes. Of its shape only
// the name joinurl is public: no joinurl, or an empty one, is no session (I).
func readFound(op string, body []byte, hosts Hosts) (Found, error) {
	text := bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\xef\xbb\xbf"))
	var joinURL string
	var ok bool
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		joinURL, ok = joinURLInXML(text)
	default:
		joinURL, ok = joinURLInJSON(text)
	}
	if !ok {
		return Found{}, nonsense(op, "the answer is in no known shape")
	}
	if joinURL = strings.TrimSpace(joinURL); joinURL == "" {
		return Found{}, nil
	}
	if _, err := parseJoinURL(joinURL, hosts); err != nil {
		return Found{}, &Error{Op: op, Code: CodeOf(err), Err: reason("the join address is not one of Glance's")}
	}
	return running(joinURL), nil
}

// joinURLInXML finds the element joinurl in any case and namespace. Two that
// differ, a fault, an HTML page and a document type are no answer.
func joinURLInXML(text []byte) (found string, ok bool) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	elements := 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return found, errors.Is(err, io.EOF) && elements > 0
		}
		switch t := token.(type) {
		case xml.Directive:
			return "", false
		case xml.StartElement:
			elements++
			name := strings.ToLower(t.Name.Local)
			if name == "html" || name == "fault" {
				return "", false
			}
			if name != "joinurl" {
				continue
			}
			var value string
			if decoder.DecodeElement(&value, &t) != nil || (found != "" && value != "" && value != found) {
				return "", false
			}
			if value != "" {
				found = value
			}
		}
	}
}

// joinURLInJSON reads {"d": X} or X, where X is null, the address itself or an
// object with a joinurl in any case.
func joinURLInJSON(text []byte) (string, bool) {
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) != nil || object == nil {
		return "", false
	}
	if inner, wrapped := object["d"]; wrapped {
		var address *string
		if json.Unmarshal(inner, &address) == nil {
			return orEmpty(address), true
		}
		object = nil
		if json.Unmarshal(inner, &object) != nil {
			return "", false
		}
		joinURL, _, ok := joinURLMember(object)
		return joinURL, ok
	}
	joinURL, present, ok := joinURLMember(object)
	return joinURL, present && ok
}

func joinURLMember(object map[string]json.RawMessage) (joinURL string, present, ok bool) {
	for name, raw := range object {
		if !strings.EqualFold(name, "joinurl") {
			continue
		}
		var value *string
		if present || json.Unmarshal(raw, &value) != nil {
			return "", true, false
		}
		joinURL, present = orEmpty(value), true
	}
	return joinURL, present, true
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
