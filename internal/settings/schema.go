package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/glance-networks/agent-host/manifests"
)

// schema is the part of JSON Schema that our own schemas use. A library would
// cost more than all the rest of the host's start; a test holds both against
// each other.
type schema struct {
	Ref           string             `json:"$ref"`
	Defs          map[string]*schema `json:"$defs"`
	Type          kind               `json:"type"`
	Enum          []string           `json:"enum"`
	Minimum       *int64             `json:"minimum"`
	Maximum       *int64             `json:"maximum"`
	MinLength     int                `json:"minLength"`
	MaxLength     *int               `json:"maxLength"`
	Pattern       *pattern           `json:"pattern"`
	MinItems      int                `json:"minItems"`
	MaxItems      *int               `json:"maxItems"`
	Items         *schema            `json:"items"`
	Properties    map[string]*schema `json:"properties"`
	Additional    *additional        `json:"additionalProperties"`
	MaxProperties *int               `json:"maxProperties"`
	Required      []string           `json:"required"`
	Dependent     dependent          `json:"dependentRequired"`
	OneOf         []*schema          `json:"oneOf"`
	Not           *schema            `json:"not"`
	Default       json.RawMessage    `json:"default"`
	Layer         string             `json:"x-layer"`
	Secret        bool               `json:"x-secret"`

	// Keywords without a check.
	Schema      string `json:"$schema"`
	ID          string `json:"$id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Confidence  string `json:"x-confidence"`
}

// dependent are the names that a name needs beside it.
type dependent map[string][]string

// additional is what names beside Properties may hold: nothing, or a schema.
type additional struct{ schema *schema }

func (a *additional) UnmarshalJSON(data []byte) error {
	if string(data) == "false" {
		return nil
	}
	return json.Unmarshal(data, &a.schema)
}

type pattern struct{ *regexp.Regexp }

func (p *pattern) UnmarshalText(data []byte) (err error) {
	p.Regexp, err = regexp.Compile(string(data))
	return err
}

// The two schemas, compiled in. A test makes sure that they have no keyword
// which is not in schema, and so not checked.
var (
	settingsSchema = sync.OnceValue(func() *schema { return compile(manifests.SettingsSchema) })
	ruleSchema     = sync.OnceValue(func() *schema { return compile(manifests.SiteRuleSchema) })
)

func compile(data []byte) *schema {
	s := new(schema)
	if err := json.Unmarshal(data, s); err != nil {
		panic(err) // compiled in, and read by a test
	}
	return s
}

// checker checks values against the schemas of one document.
type checker struct{ defs map[string]*schema }

// check returns the first thing that is wrong in n, which name stands for.
func (c checker) check(s *schema, n *node, name string) *fault {
	if s.Ref != "" {
		s = c.defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
	}
	if !s.admits(n) {
		return &fault{n.line, fmt.Sprintf("%s must be %s", name, s.describe())}
	}
	for i, item := range n.items {
		if s.Items == nil {
			break
		}
		if wrong := c.check(s.Items, item, fmt.Sprintf("%s[%d]", name, i)); wrong != nil {
			return wrong
		}
	}
	if n.kind == object {
		return c.checkObject(s, n, name)
	}
	return nil
}

func (c checker) checkObject(s *schema, n *node, name string) *fault {
	for _, m := range n.members {
		inner := s.Properties[m.name]
		if inner == nil && s.Additional == nil {
			continue
		}
		if inner == nil && s.Additional.schema == nil {
			known := slices.Sorted(maps.Keys(s.Properties))
			return &fault{m.line, fmt.Sprintf("%s cannot have %s%s", name, quote(m.name), meant(m.name, known))}
		}
		way := name + "." + m.name
		if inner == nil {
			inner, way = s.Additional.schema, "each value of "+name
		}
		if wrong := c.check(inner, m.value, way); wrong != nil {
			return wrong
		}
	}
	for _, required := range s.Required {
		if n.member(required) == nil {
			return &fault{n.line, fmt.Sprintf("%s needs %q", name, required)}
		}
	}
	if wrong := s.Dependent.check(n, name); wrong != nil {
		return wrong
	}
	return s.checkForms(n, name)
}

func (d dependent) check(n *node, name string) *fault {
	for _, m := range n.members {
		for _, other := range d[m.name] {
			if n.member(other) == nil {
				return &fault{n.line, fmt.Sprintf("%s needs %q beside %q", name, other, m.name)}
			}
		}
	}
	return nil
}

// checkForms is oneOf, whose forms our schemas tell apart by the names they have.
func (s *schema) checkForms(n *node, name string) *fault {
	if len(s.OneOf) == 0 {
		return nil
	}
	fitting, forms := 0, []string{}
	for _, form := range s.OneOf {
		words := strings.Join(form.Required, " and ")
		if form.Not != nil {
			words += " without " + strings.Join(form.Not.Required, " and ")
		}
		forms = append(forms, words)
		if n.hasAll(form.Required) && (form.Not == nil || !n.hasAll(form.Not.Required)) {
			fitting++
		}
	}
	if fitting == 1 {
		return nil
	}
	return &fault{n.line, fmt.Sprintf("%s must have exactly one of these: %s", name, strings.Join(forms, "; "))}
}

func (n *node) hasAll(names []string) bool {
	for _, name := range names {
		if n.member(name) == nil {
			return false
		}
	}
	return true
}

// admits checks n without what is inside it.
func (s *schema) admits(n *node) bool {
	switch {
	case s.Enum != nil:
		return n.kind == text && slices.Contains(s.Enum, n.literal)
	case s.Type == "integer":
		i, whole := n.integer()
		return whole && (s.Minimum == nil || i >= *s.Minimum) && (s.Maximum == nil || i <= *s.Maximum)
	case n.kind != s.Type:
		return false
	case n.kind == text:
		length := utf8.RuneCountInString(n.literal)
		return within(length, s.MinLength, s.MaxLength) && (s.Pattern == nil || s.Pattern.MatchString(n.literal))
	case n.kind == array:
		return within(len(n.items), s.MinItems, s.MaxItems)
	case n.kind == object:
		return within(len(n.members), 0, s.MaxProperties)
	}
	return true
}

func within(n, least int, most *int) bool { return n >= least && (most == nil || n <= *most) }

// describe says what s admits.
func (s *schema) describe() string {
	switch {
	case s.Enum != nil:
		return "one of " + strings.Join(s.Enum, ", ")
	case s.Type == "integer":
		return "a whole number" + span(s.Minimum, s.Maximum, "")
	case s.Type == boolean:
		return "true or false, without quotes"
	case s.Type == array:
		return "a list" + span(&s.MinItems, s.MaxItems, " entries")
	case s.Type == object:
		return "an object {…}" + span(new(int), s.MaxProperties, " entries")
	case s.Pattern != nil:
		return "text in quotes that matches " + s.Pattern.String() + span(new(int), s.MaxLength, " characters")
	}
	return "text in quotes" + span(&s.MinLength, s.MaxLength, " characters")
}

func span[T int | int64](least, most *T, unit string) string {
	if least == nil || most == nil {
		return ""
	}
	return fmt.Sprintf(" from %d to %d%s", *least, *most, unit)
}
