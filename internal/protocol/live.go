package protocol

import "time"

// LiveParams asks for a check of the sign-in and of each of Glance's services.
// Nothing reaches a customer. It takes a minute at most.
type LiveParams struct {
	Visitor string `json:"visitor,omitempty"` // somebody on the website, who is looked up and not signalled; empty: an id that nobody has
	Twice   bool   `json:"twice,omitempty"`   // whether a LoginKey may be used twice is tried too, which spends one
}

// LiveReport is what the real services did, for a person to read and to send.
// It holds no LoginKey, token, visitor id or agent's name.
type LiveReport struct {
	OK           bool       `json:"ok"`   // all that was tried works as it is set
	Host         string     `json:"host"` // its version
	System       string     `json:"system"`
	At           time.Time  `json:"at"`
	Milliseconds int64      `json:"milliseconds"`
	GroupID      int64      `json:"groupId"`
	Servers      []string   `json:"servers"` // Glance's, as they are set
	Steps        []LiveStep `json:"steps"`
}

// LiveStep is one service, in the order in which a join needs them.
type LiveStep struct {
	Step         LiveName     `json:"step"`
	State        LiveState    `json:"state"`
	Says         string       `json:"says"`              // one sentence
	Because      LiveName     `json:"because,omitempty"` // with LiveNotTried: the step that it needs
	Change       []LiveChange `json:"change"`            // settings with which it works, or works better
	Milliseconds int64        `json:"milliseconds"`
	Facts        []LiveFact   `json:"facts"`
}

// LiveName is the name of a step.
type LiveName string

// The steps.
const (
	LiveSignIn        LiveName = "sign_in" // where a LoginKey comes from
	LiveAuthorization LiveName = "authorization"
	LivePresence      LiveName = "presence"
	LiveLookup        LiveName = "lookup"
	LiveViewer        LiveName = "viewer"
	LivePrograms      LiveName = "programs" // of Glance's, on this computer
)

// LiveState is what became of a step.
type LiveState string

// What becomes of a step.
const (
	LiveOK       LiveState = "ok"
	LiveFailed   LiveState = "failed" // as it is set; Change says what would work, where that was found
	LiveNotTried LiveState = "not_tried"
)

// LiveChange is a setting to change.
type LiveChange struct {
	Key   string `json:"key"`
	Value string `json:"value"` // as JSON
}

// LiveFact is one thing that this product takes for granted of Glance.
type LiveFact struct {
	Text   string     `json:"text"`
	Letter LiveLetter `json:"letter"`
	Held   LiveHeld   `json:"held"`
	Back   string     `json:"back,omitempty"` // what came back, at most 300 characters, without secrets
}

// LiveLetter is how sure a fact was before it was tried.
type LiveLetter string

// How sure a fact is.
const (
	LiveDocumented LiveLetter = "D" // by Glance
	LiveSample     LiveLetter = "S" // seen in public sample code only
	LiveInferred   LiveLetter = "I"
	LiveNotPublic  LiveLetter = "U"
)

// LiveHeld tells whether a fact held.
type LiveHeld string

// Whether a fact held.
const (
	LiveYes     LiveHeld = "yes"
	LiveNo      LiveHeld = "no"
	LiveNotSeen LiveHeld = "not_seen"
)
