package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// maxDepth is how deeply values may be nested.
const maxDepth = 16

// kind is what a JSON value is, in the schema's words.
type kind string

const (
	object  kind = "object"
	array   kind = "array"
	text    kind = "string"
	number  kind = "number"
	boolean kind = "boolean"
	null    kind = "null"
)

// node is a JSON value that knows its line.
type node struct {
	kind    kind
	line    int
	raw     []byte // of an object or list: as it is written
	literal string // of text what it says; of a number or boolean how it is written
	items   []*node
	members []member
}

type member struct {
	name  string
	line  int
	value *node
}

func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// integer returns a whole number however it is written: 2, 2.0, 2e0.
func (n *node) integer() (int64, bool) {
	if whole, err := strconv.ParseInt(n.literal, 10, 64); err == nil {
		return whole, n.kind == number
	}
	f, err := strconv.ParseFloat(n.literal, 64)
	return int64(f), n.kind == number && err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53
}

// fault is what is wrong in a text, and where.
type fault struct {
	line     int
	sentence string
}

// parse reads one JSON value. Names that come twice in an object are refused:
// readers differ in which of them counts.
func parse(data []byte) (*node, *fault) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, new(json.RawMessage)); errors.As(err, &syntax) {
		line := 1 + bytes.Count(data[:min(max(0, syntax.Offset-1), int64(len(data)))], []byte("\n"))
		return nil, &fault{line, fmt.Sprintf("this is not JSON: %v", syntax)}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	p := &parser{data: data, decoder: decoder, line: 1}
	return p.value(0)
}

// parser walks data, which is known to be valid JSON.
type parser struct {
	data    []byte
	decoder *json.Decoder
	counted int64 // bytes whose newlines are in line
	line    int
}

func (p *parser) token() json.Token {
	token, err := p.decoder.Token()
	if err != nil && err != io.EOF {
		token = nil
	}
	end := p.decoder.InputOffset()
	p.line += bytes.Count(p.data[p.counted:end], []byte("\n"))
	p.counted = end
	return token
}

func (p *parser) value(depth int) (*node, *fault) {
	if depth > maxDepth {
		return nil, &fault{p.line, fmt.Sprintf("values are nested more than %d deep", maxDepth)}
	}
	n := &node{kind: null}
	token := p.token()
	start := p.counted
	n.line = p.line
	var wrong *fault
	switch v := token.(type) {
	case json.Delim:
		start--
		wrong = p.inside(n, v, depth)
	case string:
		n.kind, n.literal = text, v
	case json.Number:
		n.kind, n.literal = number, v.String()
	case bool:
		n.kind, n.literal = boolean, strconv.FormatBool(v)
	}
	n.raw = p.data[start:p.counted]
	return n, wrong
}

func (p *parser) inside(n *node, open json.Delim, depth int) (wrong *fault) {
	if open == '[' {
		n.kind = array
		wrong = p.list(n, depth)
	} else {
		n.kind = object
		wrong = p.fields(n, depth)
	}
	if wrong == nil {
		p.token() // the closing one
	}
	return wrong
}

func (p *parser) list(n *node, depth int) *fault {
	for p.decoder.More() {
		item, wrong := p.value(depth + 1)
		if wrong != nil {
			return wrong
		}
		n.items = append(n.items, item)
	}
	return nil
}

func (p *parser) fields(n *node, depth int) *fault {
	seen := map[string]bool{}
	for p.decoder.More() {
		name, _ := p.token().(string)
		line := p.line
		if seen[name] {
			return &fault{line, fmt.Sprintf("%s is there twice: remove one", quote(name))}
		}
		seen[name] = true
		value, wrong := p.value(depth + 1)
		if wrong != nil {
			return wrong
		}
		n.members = append(n.members, member{name, line, value})
	}
	return nil
}
