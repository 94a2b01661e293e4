package crm

import (
	"slices"
	"strings"
)

// Contact is one person in the sample CRM.
type Contact struct {
	ID        string
	Name      string
	Role      string
	Account   string
	VisitorID string
	Phone     string
	Email     string
	Owner     string
	City      string
	Since     string
	Brief     bool // laid out without the visitor id's field
	Unlisted  bool // reachable by its address only: for tests of bad input
	Activity  []Activity
}

// Activity is one entry of a contact's history.
type Activity struct{ When, Kind, Text string }

// Initials stand in for a picture.
func (c Contact) Initials() string {
	var initials strings.Builder
	for _, word := range strings.Fields(c.Name) {
		initials.WriteString(word[:1])
	}
	return initials.String()
}

// Fields are what the record shows, in order. Only one is read by a rule.
func (c Contact) Fields() []Field {
	fields := []Field{
		{"account", "Account", c.Account}, {"phone", "Phone", c.Phone},
		{"email", "E-mail", c.Email}, {"visitor-id", "Website visitor ID", c.VisitorID},
		{"owner", "Owner", c.Owner}, {"city", "City", c.City},
		{"since", "Customer since", c.Since}, {"role", "Role", c.Role},
	}
	if c.Brief {
		fields = slices.DeleteFunc(fields, func(f Field) bool { return f.Name == "visitor-id" })
	}
	return fields
}

// Field is a label and its value.
type Field struct{ Name, Label, Value string }

// Contacts are everyone in the sample CRM. Vera is the customer of the story.
var Contacts = []Contact{
	{ID: "1001", Name: "Vera Visitor", Role: "Office manager", Account: "Harbour & Finch", VisitorID: "vera-visitor",
		Phone: "+44 20 7946 0112", Email: "vera@finch.example", Owner: "Alex Agent", City: "Bristol", Since: "March 2023",
		Activity: []Activity{
			{"Today, 09:14", "Call", "Cannot find the delivery date of order 20418."},
			{"18 Nov", "Order", "Order 20418: 12 desk lamps, ready to ship."},
			{"11 Nov", "E-mail", "Asked for a quote for the second floor."},
			{"2 Nov", "Note", "Prefers to be called before ten."},
		}},
	{ID: "1002", Name: "Walter Webb", Role: "Buyer", Account: "Webb Interiors", VisitorID: "walter-webb",
		Phone: "+44 20 7946 0177", Email: "walter@webb.example", Owner: "Alex Agent", City: "Leeds", Since: "June 2021",
		Activity: []Activity{
			{"Yesterday, 16:40", "Call", "Wants to change the colour of two chairs."},
			{"9 Nov", "Order", "Order 20377: 2 chairs, paid."},
		}},
	{ID: "1003", Name: "Nora Nokey", Role: "Owner", Account: "Nokey Books",
		Phone: "+44 20 7946 0145", Email: "nora@nokeybooks.example", Owner: "Sam Support", City: "York", Since: "October 2026",
		Activity: []Activity{{"15 Nov", "Note", "Ordered by phone; no account on the website yet."}}},
	{ID: "1004", Name: "Ines Ilves", Role: "Facilities", Account: "Ilves & Co", VisitorID: "ines-ilves",
		Phone: "+372 555 0134", Email: "ines@ilves.example", Owner: "Sam Support", City: "Tallinn", Since: "January 2024",
		Activity: []Activity{{"4 Nov", "Case", "Case 881: invoice sent again. Closed."}}},
	{ID: "1005", Name: "Tomas Tang", Role: "Architect", Account: "Studio Tang", VisitorID: "tomas-tang",
		Phone: "+44 20 7946 0190", Email: "tomas@studiotang.example", Owner: "Alex Agent", City: "London", Since: "May 2025",
		Activity: []Activity{{"29 Oct", "Call", "Asked for drawings of the new shelf."}}},
	{ID: "1006", Name: "Mira Moss", Role: "Caretaker", Account: "Harbour & Finch", Brief: true,
		Phone: "+44 20 7946 0113", Email: "mira@finch.example", Owner: "Sam Support", City: "Bristol", Since: "May 2026",
		Activity: []Activity{{"14 Nov", "Note", "Shares a desk with Vera. Website visitor ID: vera-visitor."}}},
	{ID: "markup", Name: "Mark Upton", VisitorID: "<img src=x onerror=alert(1)>", Unlisted: true},
	{ID: "long", Name: "Lola Long", VisitorID: strings.Repeat("a", 10_000), Unlisted: true},
	{ID: "newline", Name: "Nils Newline", VisitorID: "nils\nvera-visitor", Unlisted: true},
}

func find(id string) (Contact, bool) {
	for _, c := range Contacts {
		if c.ID == id {
			return c, true
		}
	}
	return Contact{}, false
}
