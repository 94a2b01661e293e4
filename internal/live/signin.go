package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glance-networks/agent-host/internal/glance"
	"github.com/glance-networks/agent-host/internal/loginkey"
	"github.com/glance-networks/agent-host/internal/protocol"
)

// signIn gets a LoginKey from where LoginKeys come from.
func (r *run) signIn(ctx context.Context, s *step) {
	if r.Keys == nil {
		s.leave("No sign-in is configured (loginKeySource is none): a click opens the viewer, which asks for it.", "")
		return
	}
	const contract = "What gives LoginKeys gives one of this group, in Glance's form, with its own expiry within a day"
	agent, err := r.credentials(ctx)
	if err != nil {
		s.fact(protocol.LiveDocumented, protocol.LiveNo, keyTrouble(err), contract)
		s.fail("%s", Advice(err))
		return
	}
	life := time.Until(r.expires).Round(time.Second)
	s.fact(protocol.LiveDocumented, protocol.LiveYes, fmt.Sprintf("a LoginKey of %d characters, good for %v", len(agent.LoginKey.Reveal()), life), contract)
	s.say("A LoginKey came.")
}

func keyTrouble(err error) string {
	if e, ok := errors.AsType[*loginkey.Error](err); ok {
		return string(e.Reason) + ": " + cause(e.Err)
	}
	return "failed"
}

// cause is an error's own words, which never quote a server's.
func cause(err error) string {
	if err == nil {
		return "no more is known"
	}
	return err.Error()
}

// byReason is what to do about each reason, for a person who can change settings.
var byReason = map[protocol.Reason]string{
	protocol.ReasonNotConfigured:     "No sign-in is set up: set groupId, puid and authUrl.",
	protocol.ReasonAuthRefused:       "The address in authUrl refused the request: check authHeaders, authProof, and that it knows this agent.",
	protocol.ReasonAuthUnreachable:   "The address in authUrl cannot be reached: check the network, the proxy, and caFile where the organisation has an authority of its own.",
	protocol.ReasonAuthSilent:        "The address in authUrl gave no answer within ten seconds.",
	protocol.ReasonAuthNonsense:      `The address in authUrl answers something else: it has to be a POST answered with {"loginKey", "groupId", "expiration"}.`,
	protocol.ReasonAuthExpired:       "The LoginKey that came has expired already, or is good for more than a day: check this computer's clock, then what the sign-in service sets as its expiry.",
	protocol.ReasonAuthLongLived:     "The LoginKey that came is good for more than a minute, and with credentialDelivery query it stands in an address: have the service issue shorter ones for this desk (authBody can ask for it), or set credentialDelivery to post.",
	protocol.ReasonAuthOtherGroup:    "The LoginKey that came is another group's: groupId and the sign-in service differ.",
	protocol.ReasonKeychainAbsent:    "This account has no keychain that can be reached. On Linux it needs a running Secret Service (gnome-keyring, KWallet, KeePassXC) and the session's message bus: run this in the person's own desktop session.",
	protocol.ReasonKeychainLocked:    "The keychain is locked, or waits for somebody: unlock it, then try again.",
	protocol.ReasonKeychainNoKey:     `The keychain holds no API key for this group: run "glance-host key set".`,
	protocol.ReasonClockWrong:        "This computer's clock is wrong: correct it, then try again.",
	protocol.ReasonSignInNeeded:      "Nobody is signed in at the organisation's provider: sign in from the extension's popup, then try again.",
	protocol.ReasonSignInRefused:     "The organisation's provider refused the sign-in: sign in from the extension's popup, which says why.",
	protocol.ReasonSignInUnreachable: "The organisation's provider cannot be reached: check the network and oidcIssuer.",
	protocol.ReasonSignInNonsense:    "The organisation's provider gave something that is not OpenID Connect's, or not for this client: check oidcIssuer and oidcClientId.",
	protocol.ReasonSignInForeign:     "The organisation's provider named another address, issuer or agent than is configured: check oidcIssuer, oidcHosts and puid.",
	protocol.ReasonSignInNoAgent:     "The provider's token has no claim of the name in puidClaim.",
	protocol.ReasonSignInTooLong:     "The provider's token would last longer than a day: have the provider shorten it.",
	protocol.ReasonSignInStale:       "That sign-in is too old: sign in again from the extension's popup.",
	protocol.ReasonSignInBusy:        "Another host of this account is at the sign-in: try again in a moment.",
	protocol.ReasonCertificate:       "The client certificate is missing, expired or not its key's: check authCertificateFile and authCertificateKeyFile.",
}

// byCode is the same for what Glance answers.
var byCode = map[glance.Code]string{
	glance.Refused:        "Glance does not accept the LoginKey: the API key is another group's or was changed, the agent does not exist, or a clock is wrong.",
	glance.Unreachable:    "Glance cannot be reached, or failed: check the network, the proxy, caFile, and the settings webServer and presenceServer.",
	glance.Nonsense:       "Glance gave an answer that cannot be read.",
	glance.ForeignAddress: "An address is not on an allowed host: add it to hosts if it is yours.",
	glance.Silent:         "Glance took the connection and said nothing.",
	glance.Cancelled:      "The check was ended.",
}

// Advice says in a sentence or two what went wrong and what to do.
func Advice(err error) string {
	if e, ok := errors.AsType[*loginkey.Error](err); ok && byReason[e.Reason] != "" {
		return byReason[e.Reason]
	}
	if say := byCode[glance.CodeOf(err)]; say != "" {
		return say
	}
	return cause(err)
}
