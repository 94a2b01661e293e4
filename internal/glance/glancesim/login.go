package glancesim

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/glance-networks/agent-host/internal/glance"
)

const (
	loginPath   = "/login/default.aspx" // D
	loginCookie = glance.SessionCookie  // D that a sign-in leaves it; what is in it S
	returnField = "returnurl"           // U
)

// loginView is what the login page shows.
type loginView struct {
	Return   string // the viewer to go back to; empty: nothing to sign in for
	Username string
	Wrong    bool // the last try was
}

// loginFor is the login that goes back to the viewer which a request asks for (D: then back).
func loginFor(r *http.Request) string {
	back := url.Values{}
	for name, value := range formInputs(r) {
		back.Set(name, value)
	}
	return loginPath + "?" + url.Values{returnField: {r.URL.Path + "?" + back.Encode()}}.Encode()
}

func (s *Sim) loginPage(w http.ResponseWriter, r *http.Request) {
	view := loginView{Return: viewerAddress(r.URL.Query().Get(returnField))}
	if u, err := url.Parse(view.Return); err == nil {
		view.Username = u.Query().Get("username")
	}
	render(w, "login.html", view)
}

// login takes a username and its password (D that there are such; names of fields U).
func (s *Sim) login(w http.ResponseWriter, r *http.Request) {
	inputs := formInputs(r)
	view := loginView{Return: viewerAddress(inputs[returnField]), Username: inputs["username"], Wrong: true}
	password, known := s.options.Accounts[view.Username]
	if !known || view.Return == "" || subtle.ConstantTimeCompare([]byte(password), []byte(inputs["password"])) == 0 {
		render(w, "login.html", view)
		return
	}
	s.leaveCookie(w, view.Username)
	http.Redirect(w, r, view.Return, http.StatusSeeOther)
}

// leaveCookie has the browser remember who signed in (D).
func (s *Sim) leaveCookie(w http.ResponseWriter, username string) {
	http.SetCookie(w, &http.Cookie{Name: loginCookie, Value: s.SignIn(username), Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// SignIn signs somebody in and gives the session cookie's value.
func (s *Sim) SignIn(username string) string {
	token := rand.Text()
	s.change(func() { s.signedIn[token] = username })
	return token
}

// signedInAs is whose session cookie it is; empty where it is nobody's.
func (s *Sim) signedInAs(cookie string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signedIn[cookie]
}

// viewerAddress is an address if it is one of the viewer's here, and nothing otherwise.
func viewerAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !slices.Contains(viewerPaths, u.Path) {
		return ""
	}
	return address
}

// whoSignedIn is the username of a browser's sign-in by hand; empty without one.
func (s *Sim) whoSignedIn(r *http.Request) string {
	cookie, err := r.Cookie(loginCookie)
	if err != nil {
		return ""
	}
	return s.signedInAs(cookie.Value)
}

// signedOn is who the organisation's identity provider says it is, where the
// viewer's address names it in one of the three ways (D that there are; that they
// are spelled so on the viewer's address U). The provider itself is not played.
func (s *Sim) signedOn(inputs map[string]string) string {
	_, known := s.options.Accounts[inputs["idpusername"]]
	switch {
	case inputs["idpid"] != "" && inputs["idpid"] == strconv.FormatInt(s.options.Group, 10),
		inputs["idptoken"] != "" && inputs["idptoken"] == s.options.IDPToken,
		inputs["idpusername"] != "" && known:
		return "somebody whom the identity provider knows"
	}
	return ""
}
