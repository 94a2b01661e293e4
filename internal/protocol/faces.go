package protocol

// Face is what a button looks like and says. Each has its words in
// extension/_locales; a face without them fails a test.
type Face string

// Faces before any session.
const (
	FaceNoKey       Face = "no_key"       // the field is empty: a key field
	FaceChecking    Face = "checking"     // the first look is not answered yet
	FaceAbsent      Face = "absent"       // not on the website
	FacePresent     Face = "present"      // on the website now
	FaceCantTell    Face = "cant_tell"    // the service cannot be reached, or is silent
	FaceElsewhere   Face = "elsewhere"    // a session runs that this desk did not start
	FacePresenceOff Face = "presence_off" // presence is not used: a click waits for the session
	FaceNotReady    Face = "not_ready"    // sign-in or configuration is missing
	FaceRefused     Face = "refused"      // what the page holds is no visitor id
)

// Faces of a session.
const (
	FaceAsked      Face = "asked"
	FaceSignalling Face = "signalling"
	FaceTermsSent  Face = "terms_sent"
	FaceTermsShown Face = "terms_shown"
	FaceStarting   Face = "starting"
	FaceWaiting    Face = "waiting" // for a session with this key to start
	FaceConfirm    Face = "confirm"
	FaceOpening    Face = "opening"
	FaceBlocked    Face = "blocked" // the viewer did not open by itself
	FaceJoined     Face = "joined"
	FaceLateAccept Face = "late_accept"
	FaceLost       Face = "lost"
)

// Faces of an outcome that the agent has to know before going on.
const (
	FaceNotThere Face = "not_there" // asked, but not on the website
	FaceDeclined Face = "declined"
	FaceGone     Face = "gone"      // left before accepting
	FaceTimedOut Face = "timed_out" // nobody accepted within the limit
	FaceFailed   Face = "failed"    // Reason says why
	FaceUnknown  Face = "unknown"   // what became of the session is not known

	FaceHandedOver Face = "handed_over" // the viewer opened and asks for the sign-in itself: no more is known here
)

// Faces of a screen that is shared through Glance's program.
const (
	FaceLaunching     Face = "launching"
	FaceLaunched      Face = "launched"       // the program was started: what happens there is not told here
	FaceClientMissing Face = "client_missing" // no program is installed
	FaceClientReady   Face = "client_ready"   // one is now
	FaceClientOther   Face = "client_other"   // the one that is registered is not known as Glance's
	FaceNotLaunched   Face = "not_launched"   // Reason says why
)

// Faces lists them all.
var Faces = []Face{
	FaceNoKey, FaceChecking, FaceAbsent, FacePresent, FaceCantTell, FaceElsewhere, FacePresenceOff, FaceNotReady, FaceRefused,
	FaceAsked, FaceSignalling, FaceTermsSent, FaceTermsShown, FaceStarting, FaceWaiting, FaceConfirm, FaceOpening, FaceBlocked,
	FaceJoined, FaceLateAccept, FaceLost,
	FaceNotThere, FaceDeclined, FaceGone, FaceTimedOut, FaceFailed, FaceUnknown,
	FaceHandedOver,
	FaceLaunching, FaceLaunched, FaceClientMissing, FaceClientReady, FaceClientOther, FaceNotLaunched,
}

// Reason is why something is as it is: a code with one sentence in
// extension/_locales that says what to do next.
type Reason string

// Reasons. Only ever appended: an older extension shows the code itself.
const (
	ReasonNotConfigured      Reason = "not_configured"      // no group, agent or auth URL is set
	ReasonAuthRefused        Reason = "auth_refused"        // the auth URL said 401 or 403
	ReasonAuthUnreachable    Reason = "auth_unreachable"    // no connection, TLS failure, 5xx
	ReasonAuthSilent         Reason = "auth_silent"         // no answer in time
	ReasonAuthNonsense       Reason = "auth_nonsense"       // not the contract's JSON
	ReasonAuthExpired        Reason = "auth_expired"        // the LoginKey is expired, or valid for too long
	ReasonAuthOtherGroup     Reason = "auth_other_group"    // the LoginKey is another group's
	ReasonGlanceRefused      Reason = "glance_refused"      // Glance does not accept the LoginKey or token
	ReasonGlanceUnreachable  Reason = "glance_unreachable"  // no connection, TLS failure, 5xx, time-out
	ReasonGlanceNonsense     Reason = "glance_nonsense"     // an answer that is not in any known shape
	ReasonForeignAddress     Reason = "foreign_address"     // an address outside the allowed hosts
	ReasonVisitorNotPresent  Reason = "visitor_not_present" // Glance: not on the website
	ReasonPresenceDropped    Reason = "presence_dropped"    // the socket was cut
	ReasonPresenceSilent     Reason = "presence_silent"     // the socket is open and says nothing
	ReasonPresenceNonsense   Reason = "presence_nonsense"   // it floods, or says what cannot be
	ReasonRecordChanged      Reason = "record_changed"      // the page shows another customer than was read
	ReasonBadVisitorID       Reason = "bad_visitor_id"      // too long, or with characters no id has
	ReasonBadKey             Reason = "bad_key"             // the same for a typed key
	ReasonBadRecord          Reason = "bad_record"          // the record's data is outside its limits
	ReasonNotPossibleNow     Reason = "not_possible_now"    // the action does not fit the state
	ReasonLogFailed          Reason = "log_failed"          // disk full or read-only: nothing was done
	ReasonTicketSpent        Reason = "ticket_spent"        // the viewer was opened already
	ReasonTooManyWatches     Reason = "too_many_watches"    // close some tabs
	ReasonCannotEnd          Reason = "cannot_end"          // Glance offers no way to end it from here
	ReasonHostUpdateNeeded   Reason = "host_update_needed"  // the host is older than the extension understands
	ReasonExtensionTooOld    Reason = "extension_too_old"   // the other way round
	ReasonSettingsUnreadable Reason = "settings_unreadable" // the settings file is broken
	ReasonInternal           Reason = "internal"            // a bug of ours: the log has more
	ReasonKeychainAbsent     Reason = "keychain_absent"     // this account has no keychain, or none that runs
	ReasonKeychainLocked     Reason = "keychain_locked"     // it is there, and locked or silent
	ReasonKeychainNoKey      Reason = "keychain_no_key"     // it holds no API key of this group
	ReasonClockWrong         Reason = "clock_wrong"         // a LoginKey signed by this clock would be good for nothing
	ReasonBasicJoin          Reason = "basic_join"          // no sign-in is configured: the viewer asks for it
	ReasonSAMLJoin           Reason = "saml_join"           // the organisation's identity provider signs in, at the viewer
	ReasonSignInOff          Reason = "sign_in_off"         // the same, since a session began that needed one
	ReasonKeysOff            Reason = "keys_off"            // the agent's role has no typed keys
	ReasonConfirmInBrowser   Reason = "confirm_in_browser"  // it counts only in the browser's own window
	ReasonDirectStart        Reason = "direct_start"        // the session is started without showing the terms first
	ReasonSignInNeeded       Reason = "sign_in_needed"      // a person has to sign in
	ReasonSignInRefused      Reason = "sign_in_refused"     // the provider said no
	ReasonSignInUnreachable  Reason = "sign_in_unreachable" // no connection to the provider, 5xx, time-out
	ReasonSignInNonsense     Reason = "sign_in_nonsense"    // what it gave is not OpenID Connect's, or not for this client
	ReasonSignInForeign      Reason = "sign_in_foreign"     // another address, issuer or agent than configured
	ReasonSignInNoAgent      Reason = "sign_in_no_agent"    // the token has no such claim
	ReasonSignInTooLong      Reason = "sign_in_too_long"    // a token would last longer than a day
	ReasonSignInStale        Reason = "sign_in_stale"       // the attempt is unknown, used or too old
	ReasonSignInBusy         Reason = "sign_in_busy"        // another host of this account is at it
	ReasonCertificate        Reason = "certificate"         // the one for authUrl is missing, expired, or not its key's
	ReasonOtherGroup         Reason = "other_group"         // the page's rule belongs to another Glance group or environment than is worked in
	ReasonResolverFailed     Reason = "resolver_failed"     // the organisation's resolver gave no answer, or none that is one
	ReasonNoCookie           Reason = "no_cookie"           // nobody is signed in at Glance in this browser, or its cookie may not be read
	ReasonAuthLongLived      Reason = "auth_long_lived"     // the LoginKey would stand in an address for longer than a minute
	ReasonInSession          Reason = "in_session"          // the customer is in a session that was not begun here
	ReasonClientMissing      Reason = "client_missing"      // no program of Glance's is registered, or it is gone
	ReasonClientReady        Reason = "client_ready"        // one is, since it was found missing
	ReasonClientOther        Reason = "client_other"        // what is registered is not known as Glance's
	ReasonClientFailed       Reason = "client_failed"       // the system did not start it
	ReasonNoDisplay          Reason = "no_display"          // there is no screen to show it on
	ReasonInPanorama         Reason = "in_panorama"         // joined there: what happens in it is not told here
	ReasonNotOffered         Reason = "not_offered"         // the agent's role has no such button
	ReasonNoAddress          Reason = "no_address"          // no address can be made for Glance's program
)

// Reasons lists them all.
var Reasons = []Reason{
	ReasonNotConfigured, ReasonAuthRefused, ReasonAuthUnreachable, ReasonAuthSilent, ReasonAuthNonsense, ReasonAuthExpired,
	ReasonAuthOtherGroup, ReasonGlanceRefused, ReasonGlanceUnreachable, ReasonGlanceNonsense, ReasonForeignAddress,
	ReasonVisitorNotPresent, ReasonPresenceDropped, ReasonPresenceSilent, ReasonPresenceNonsense, ReasonRecordChanged,
	ReasonBadVisitorID, ReasonBadKey, ReasonBadRecord, ReasonNotPossibleNow, ReasonLogFailed, ReasonTicketSpent,
	ReasonTooManyWatches, ReasonCannotEnd, ReasonHostUpdateNeeded, ReasonExtensionTooOld, ReasonSettingsUnreadable, ReasonInternal,
	ReasonKeychainAbsent, ReasonKeychainLocked, ReasonKeychainNoKey, ReasonClockWrong,
	ReasonBasicJoin, ReasonSAMLJoin, ReasonSignInOff, ReasonKeysOff, ReasonConfirmInBrowser, ReasonDirectStart,
	ReasonSignInNeeded, ReasonSignInRefused, ReasonSignInUnreachable, ReasonSignInNonsense, ReasonSignInForeign,
	ReasonSignInNoAgent, ReasonSignInTooLong, ReasonSignInStale, ReasonSignInBusy, ReasonCertificate,
	ReasonOtherGroup, ReasonResolverFailed, ReasonNoCookie, ReasonAuthLongLived, ReasonInSession,
	ReasonClientMissing, ReasonClientReady, ReasonClientOther, ReasonClientFailed, ReasonNoDisplay, ReasonInPanorama, ReasonNotOffered, ReasonNoAddress,
}
