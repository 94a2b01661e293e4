package glancesim

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// text is a JSON value as Glance's documents write it: numbers and strings alike.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// texts are the members of a JSON object as texts.
func texts(object map[string]any) map[string]string {
	all := map[string]string{}
	for name, value := range object {
		all[name] = text(value)
	}
	return all
}

func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

func newReader(body []byte) io.Reader { return bytes.NewReader(body) }

func (s *Sim) group() string { return strconv.FormatInt(s.options.Group, 10) }
