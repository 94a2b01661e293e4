package protocol

import "time"

// ClientsResult is what the desktop programs of Glance's are worth here: which
// are offered, which are installed, and the pages that go with them.
type ClientsResult struct {
	Offered  []Action `json:"offered"`            // of ActStart, ActShow, ActView and ActPanorama
	Classic  Client   `json:"classic"`            // shows and views screens
	Panorama Client   `json:"panorama"`           // joins cobrowse sessions
	Download string   `json:"download,omitempty"` // where they come from; https
	Buttons  string   `json:"buttons,omitempty"`  // Glance's own page of buttons, on an allowed host; https
}

// Client is a program that this computer has registered for a scheme.
type Client struct {
	Installed bool   `json:"installed"`       // what is registered and gone is not
	Name      string `json:"name,omitempty"`  // as it calls itself, at most 100 characters
	Path      string `json:"path,omitempty"`  // of its file
	Known     bool   `json:"known,omitempty"` // Glance's by its name and place, or agreed to by a person
}

// Screen is a session that shares a screen through Glance's program, as far as it
// is known here: what happens in that program is not told.
type Screen struct {
	ID      string    `json:"id"`
	Kind    Action    `json:"kind"` // ActShow or ActView
	Key     string    `json:"key,omitempty"`
	KeyKind KeyKind   `json:"keyKind,omitempty"`
	Since   time.Time `json:"since"`             // when its present state began, UTC
	Program *Client   `json:"program,omitempty"` // with FaceClientOther: what would be started
	Face    Face      `json:"face"`              // the button's where no session is under way
	Reason  Reason    `json:"reason,omitempty"`
}
