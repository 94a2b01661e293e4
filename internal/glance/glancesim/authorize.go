package glancesim

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// authorizePath is where tokens are issued (U).
const authorizePath = "/services/AuthorizationService/authorize"

// authorize issues a token for presence against a LoginKey or a session cookie (D: inputs in query
// and body, 1 to 120 minutes, the reply's members; U: path and statuses).
func (s *Sim) authorize(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	wrong := decoder.Decode(&body) != nil
	inputs := spelled(texts(body), s.options.Differ.AuthorizationNames)
	query := r.URL.Query()
	minutes, err := strconv.Atoi(query.Get("duration"))
	switch {
	case wrong:
		reply(w, http.StatusBadRequest, map[string]any{"message": "body"})
	case err != nil || minutes < 1 || minutes > 120 || query.Get("service") != "presence" || query.Get("site") == "":
		reply(w, http.StatusBadRequest, map[string]any{"message": "service, duration or site"})
	case inputs["gssnid"] != "" && query.Get("groupid") == strconv.FormatInt(s.options.Group, 10) && s.signedInAs(inputs["gssnid"]) != "":
		s.issueToken(w, s.signedInAs(inputs["gssnid"]), time.Duration(minutes)*time.Minute)
	case !s.goodLoginKey(inputs["partnerid"], inputs["partneruserid"], inputs["loginkey"]):
		reply(w, cmp.Or(s.options.Differ.AuthorizationRefusal, http.StatusUnauthorized), map[string]any{"message": "authorization"})
	default:
		s.issueToken(w, inputs["partneruserid"], time.Duration(minutes)*time.Minute)
	}
}

// issueToken answers as the OpenAPI page shows: unused members null, 0 or
// false, seven fractional digits (D). The claims are not public (U).
func (s *Sim) issueToken(w http.ResponseWriter, puid string, life time.Duration) {
	now := s.options.Now().UTC()
	expires := now.Add(life)
	token := s.signToken(claims{Group: s.options.Group, Agent: puid, Service: "presence", Issued: now.Unix(), Expires: expires.Unix()})
	reply(w, http.StatusOK, map[string]any{
		"VServer": nil, "applicationSettings": nil, "coloSelectUrl": nil, "glanceAddress": nil, "gssnId": nil,
		"isTrial": false, "message": nil, "planTimeout": 0, "planTitle": nil, "privilegeString": "newportalaccess:on;",
		"authTokeExp": expires.Format("2006-01-02T15:04:05.0000000Z"), "authToken": token,
		"groupId": s.options.Group, "service": 9,
	})
}

type claims struct {
	Group   int64  `json:"groupid"`
	Agent   string `json:"partneruserid"`
	Service string `json:"service"`
	Issued  int64  `json:"iat"`
	Expires int64  `json:"exp"`
}

// signToken makes a JSON Web Token, HS256 (D: a JWT; its header seen in the sample).
func (s *Sim) signToken(c claims) string {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	payload, _ := json.Marshal(c)
	signed := header + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + s.tokenMAC(signed)
}

func (s *Sim) tokenMAC(signed string) string {
	mac := hmac.New(sha256.New, s.signKey)
	mac.Write([]byte(signed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// goodToken checks signature, expiry, group and service of a token.
func (s *Sim) goodToken(token string) bool {
	cut := strings.LastIndexByte(token, '.')
	if cut < 0 || !hmac.Equal([]byte(s.tokenMAC(token[:cut])), []byte(token[cut+1:])) {
		return false
	}
	_, payload, _ := strings.Cut(token[:cut], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	var c claims
	return err == nil && json.Unmarshal(raw, &c) == nil &&
		c.Group == s.options.Group && c.Service == "presence" && s.options.Now().Unix() < c.Expires
}
