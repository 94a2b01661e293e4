package glance

import (
	"net/url"
	"strings"

	"github.com/glance-networks/agent-host/internal/secret"
)

// Templates are the addresses of Glance's programs on the agent's computer, and
// of the pages that go with them. What is empty cannot be done.
type Templates struct {
	Show           string // shows the agent's screen: glance://show?key= (D)
	ShowSignedIn   string // the same with a LoginKey: glance://startssn/ (D)
	View           string // views the customer's screen: glance://view?key= (U)
	ViewSignedIn   string // the same with a LoginKey (U)
	Panorama       string // joins a cobrowse session: glancepanorama://agentjoin/ (S; agent video U)
	PanoramaSigned string // the same with a LoginKey (S; agent video U)
	Buttons        string // Glance's own buttons: HostButtons.asp?username= (D)
	Download       string // where the programs come from: agent/start looks for one and offers it (D that it does, I without credentials)
}

// Task is what one of Glance's programs is started for.
type Task string

// The tasks.
const (
	TaskShow     Task = "show"     // the agent's screen to the customer
	TaskView     Task = "view"     // the customer's screen
	TaskPanorama Task = "panorama" // join a cobrowse session
)

// Schemes are those that programs of Glance's register (D).
var Schemes = []string{SchemeClassic, SchemePanorama}

// SchemeOf is the scheme of a task's address.
func SchemeOf(task Task) string {
	if task == TaskPanorama {
		return SchemePanorama
	}
	return SchemeClassic
}

// Invitation is what a task's address is made of. Without Agent nobody is signed
// in by it: the program is, or asks.
type Invitation struct {
	Key      string
	Username string
	Video    bool
	Agent    *Credentials
}

// ProgramAddress is the address that starts a task. With an agent it holds a
// LoginKey.
func (c *Client) ProgramAddress(task Task, in Invitation) (secret.Text, error) {
	template, use := c.cfg.Programs.of(task, in.Agent != nil)
	t, err := ParseTemplate(template, use)
	if err != nil {
		return secret.Text{}, nonsense("address", "no address is set for this")
	}
	values := Values{Key: in.Key, GroupID: c.cfg.GroupID, Username: in.Username, Video: in.Video, Server: strings.ToLower(c.web.Host)}
	if in.Agent != nil {
		values.GroupID, values.PUID, values.LoginKey = in.Agent.GroupID, in.Agent.PUID, in.Agent.LoginKey
	}
	return t.Fill(values)
}

func (t Templates) of(task Task, signedIn bool) (string, Use) {
	switch {
	case task == TaskPanorama && signedIn:
		return t.PanoramaSigned, UsePanoramaSignIn
	case task == TaskPanorama:
		return t.Panorama, UsePanorama
	case task == TaskView && signedIn:
		return t.ViewSignedIn, UseClassicSignIn
	case task == TaskView:
		return t.View, UseClassic
	case signedIn:
		return t.ShowSignedIn, UseClassicSignIn
	}
	return t.Show, UseClassic
}

// ButtonsPage is the address of Glance's own buttons for a username, on an
// allowed host: it is shown inside a page of ours.
func (c *Client) ButtonsPage(username string) (string, error) {
	address, err := c.page(c.cfg.Programs.Buttons, username)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", nonsense("address", "the buttons page has no address")
	}
	return address, c.cfg.Hosts.Check(u)
}

// DownloadPage is where the programs come from.
func (c *Client) DownloadPage() (string, error) { return c.page(c.cfg.Programs.Download, "") }

func (c *Client) page(template, username string) (string, error) {
	t, err := ParseTemplate(template, UsePage)
	if err != nil {
		return "", nonsense("address", "no page is set for this")
	}
	address, err := t.Fill(Values{Username: username, GroupID: c.cfg.GroupID, Server: strings.ToLower(c.web.Host)})
	return address.Reveal(), err
}

// IsProgram reports whether a file may be one of Glance's programs by its name:
// GlanceLauncher.exe (D), or another that begins with Glance or Panorama (I). A
// name proves nothing: whoever may write where the file lies has to be asked too.
func IsProgram(file string) bool {
	name := strings.ToLower(file)
	return strings.HasPrefix(name, "glance") || strings.HasPrefix(name, "panorama")
}
