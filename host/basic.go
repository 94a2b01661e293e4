package main

import (
	"fmt"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/settings"
)

// The loginKeySources of a basic join: the viewer is opened without a LoginKey,
// and a person or the organisation's identity provider signs in there.
const (
	noSignIn   = "none"
	samlSignIn = "saml"
)

func isBasic(set settings.Settings) bool {
	return set.LoginKeySource == noSignIn || set.LoginKeySource == samlSignIn
}

// signOn is who signs in at the viewer.
func signOn(set settings.Settings) glance.SignOn {
	if set.LoginKeySource == samlSignIn {
		return glance.SignOn{IDPID: set.SAMLIDPID, IDPToken: set.SAMLIDPToken, IDPUsername: set.SAMLIDPUsername}
	}
	return glance.SignOn{Username: set.Username}
}

// withoutSignIn says what does not go together with a basic join, and has
// presence off: Glance tells it only to who is signed in, by a LoginKey or by
// the session cookie.
func withoutSignIn(loaded settings.Loaded) settings.Loaded {
	set := &loaded.Settings
	mistake := func(key, sentence string) {
		loaded.Mistakes = append(loaded.Mistakes, settings.Mistake{File: key, Sentence: sentence})
	}
	if isBasic(*set) && set.Presence && !byCookie(*set) {
		set.Presence = false
		mistake("presence", fmt.Sprintf("Glance tells it only to who is signed in before the viewer opens, and loginKeySource is %s, so it stays off: set loginKeySource to authUrl or keychain, or to saml with a groupId, or presence to false", set.LoginKeySource))
	}
	if set.LoginKeySource == samlSignIn && countOf(set.SAMLIDPID, set.SAMLIDPToken, set.SAMLIDPUsername) != 1 {
		set.SAMLIDPID, set.SAMLIDPToken, set.SAMLIDPUsername = "", "", ""
		mistake("loginKeySource", "saml needs exactly one of samlIdpId, samlIdpToken and samlIdpUsername: until then the viewer asks for a Glance password")
	}
	return loaded
}

func countOf(texts ...string) (n int) {
	for _, text := range texts {
		if text != "" {
			n++
		}
	}
	return n
}
