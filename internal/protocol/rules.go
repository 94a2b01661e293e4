package protocol

// SiteRule describes the pages of one CRM: manifests/site-rule.schema.json.
type SiteRule struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Matches     []string      `json:"matches"`               // WebExtension match patterns, https only
	Frames      []string      `json:"frames,omitempty"`      // the same, for frames of those pages that hold fields
	GroupID     int64         `json:"groupId,omitempty"`     // the Glance group of these pages' customers; 0: the settings'
	Environment string        `json:"environment,omitempty"` // which of the settings' environments; empty: the settings themselves
	Unverified  bool          `json:"unverified,omitempty"`  // never tried on the live product: counts once it is confirmed
	Confirmed   *Confirmation `json:"confirmed,omitempty"`
	Starter     string        `json:"starter,omitempty"` // the id of the starter rule that was confirmed with it
	Objects     []ObjectRule  `json:"objects"`

	// From and Active are told by the host; a file cannot say them.
	From   RuleFrom `json:"from"`
	Active bool     `json:"active"` // an administrator's, or a confirmed one
}

// RuleFrom is whose a rule is.
type RuleFrom string

// Whose a rule is.
const (
	RuleAdministrator RuleFrom = "administrator" // a root-owned file or the browser's policy
	RulePerson        RuleFrom = "person"
	RuleStarter       RuleFrom = "starter" // comes with the product, for a person to confirm
)

// Confirmation tells that a rule's fields followed from record to record.
type Confirmation struct {
	Agreed int    `json:"agreed"` // records on which every field followed
	Of     int    `json:"of"`     // records that were opened, those that did not count among them
	On     string `json:"on"`     // the day, as 2026-11-22
}

// ObjectRule describes one type of record on those pages. With a Row and without
// the three fields they are lists only, whose Anchor means nothing.
type ObjectRule struct {
	Type      string     `json:"type"`                // contact, lead, account, case, or the CRM's own
	Path      string     `json:"path"`                // URLPattern of the pathname; its named groups serve Field.Path
	Search    string     `json:"search,omitempty"`    // URLPattern of the query, without its question mark
	Hash      string     `json:"hash,omitempty"`      // URLPattern of the fragment, without its number sign
	Shows     []Sign     `json:"shows,omitempty"`     // what the page must show, each of them, where the address says too little
	Region    string     `json:"region,omitempty"`    // CSS: each visible one is a record of its own
	Row       *RowRule   `json:"row,omitempty"`       // rows of a list, for the right-click
	VisitorID []Field    `json:"visitorId"`           // independent candidates: those that answer must agree
	RecordID  []Field    `json:"recordId"`            // the record's own id
	Title     []Field    `json:"title"`               // the customer's name
	Normalise *Normalise `json:"normalise,omitempty"` // of the visitor id
	Pattern   string     `json:"pattern,omitempty"`   // what the visitor id must match, beside the settings' keyPattern
	Derive    *Derive    `json:"derive,omitempty"`    // how the visitor id follows from what the page shows
	Anchor    Anchor     `json:"anchor"`              // where the button goes
	Also      []Anchor   `json:"also,omitempty"`      // further places that show the same
	KeyField  *bool      `json:"keyField,omitempty"`  // whether a key may be typed on this page; default true

	BeforeSession bool `json:"beforeSession,omitempty"` // the page is asked before a session: docs/page-help.md
	Draft         bool `json:"draft,omitempty"`         // not confirmed, unlike the others of its rule: it shows no button
}

// Sign is something that a page must show, by exactly one of its two.
type Sign struct {
	Text     string `json:"text,omitempty"`     // a visible text, whole
	Selector string `json:"selector,omitempty"` // CSS; one visible element
}

// RowRule describes a row of a list. Its fields are looked for inside the row.
type RowRule struct {
	Selector  string  `json:"selector"` // CSS of the row
	VisitorID []Field `json:"visitorId"`
	RecordID  []Field `json:"recordId"`
	Title     []Field `json:"title"`
}

// Field is one way to find a value. Exactly one of Label, Selector, Path, Query
// and Declared is set.
type Field struct {
	Label     string `json:"label,omitempty"`     // the visible text of the value's label
	Selector  string `json:"selector,omitempty"`  // CSS; the visible elements that match must hold the same value
	Attribute string `json:"attribute,omitempty"` // with Selector: the attribute that holds the value
	Link      string `json:"link,omitempty"`      // with Selector: URLPattern of the pathname of the link's address; its one named group is the value
	Path      string `json:"path,omitempty"`      // a named group of the object's path, search or hash
	Query     string `json:"query,omitempty"`     // a parameter of the address's query
	Declared  string `json:"declared,omitempty"`  // what the page itself declares: visitor-id, record-id or title
	Frame     string `json:"frame,omitempty"`     // with Label or Selector: the match pattern, one of SiteRule.Frames, of the frame it is in
}

// Normalise are the steps from what a page shows to the value, in this order.
// The text between two literals is taken, once; white space is always trimmed.
type Normalise struct {
	After  string `json:"after,omitempty"`  // what is before the value
	Before string `json:"before,omitempty"` // what is behind it
	Case   string `json:"case,omitempty"`   // lower or upper
}

// Derive is how a visitor id follows from the mapped value. Exactly one of Hash
// and Resolver is set. The host does it.
type Derive struct {
	Hash     string `json:"hash,omitempty"`     // sha256, sha1 or md5 of Prefix and the value, in UTF-8
	Encoding string `json:"encoding,omitempty"` // hex (default) or base64url without padding
	Prefix   string `json:"prefix,omitempty"`
	Length   int    `json:"length,omitempty"`   // of the result, in characters from its beginning; 0: all
	Resolver string `json:"resolver,omitempty"` // the name of one of the settings' resolvers: it is sent the record's id
}

// Anchor is a place of the button: beside an element, or docked to the window.
type Anchor struct {
	Selector string `json:"selector,omitempty"` // CSS; none with the side dock
	Side     string `json:"side"`               // after, before, below or dock
}

// RuleParams names a rule.
type RuleParams struct {
	ID string `json:"id"`
}

// RuleText is a rule as a file has it, examples included, at most
// MaxRuleText bytes of JSON.
type RuleText struct {
	Text string   `json:"text"`
	From RuleFrom `json:"from,omitempty"` // told by the host
}

// MaxRuleText is the most bytes that one rule's file may have.
const MaxRuleText = 512 << 10

// SaveRuleParams is a rule that is to be saved as one of the person's. With
// Edited, the id of the rule whose text was changed by hand, a confirmation
// counts no longer where that says other pages or objects.
type SaveRuleParams struct {
	Text   string `json:"text"`
	Edited string `json:"edited,omitempty"`
}

// SavedRule tells what became of a rule that was to be saved.
type SavedRule struct {
	ID      string `json:"id,omitempty"`      // empty: it was not
	Draft   bool   `json:"draft,omitempty"`   // its confirmation was taken out, because what it confirmed was changed
	Mistake string `json:"mistake,omitempty"` // one sentence, with its line in the text
}
