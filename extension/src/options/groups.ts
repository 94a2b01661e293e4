/** Which settings stand together, and in which order. */
export interface Group {
  name: string;
  keys: string[];
}

export const groups: Group[] = [
  { name: "who", keys: ["puid", "puidFrom", "puidClaim", "groupsClaim", "desk", "username", "groupId"] },
  { name: "signin", keys: ["loginKeySource", "loginKeySeconds", "loginKeyValiditySeconds", "authUrl", "authProof", "authHeaders", "authBody", "oidcIssuer", "oidcClientId", "oidcScopes", "oidcToken", "oidcHosts", "samlIdpId", "samlIdpToken", "samlIdpUsername", "authCertificateFile", "authCertificateKeyFile"] },
  { name: "button", keys: ["openLocation", "startMode", "confirmInBrowser", "typedKeys", "keyPattern", "personRules", "starterRules"] },
  { name: "client", keys: ["buttons", "agentVideo", "showKey", "viewKey", "fixedKey", "keyDigits", "clientCredentials", "clientShow", "clientShowSignedIn", "clientView", "clientViewSignedIn", "panoramaJoin", "panoramaJoinSignedIn", "buttonsPage", "downloadPage"] },
  { name: "presence", keys: ["presence", "showPage", "presenceServer", "presenceDialect", "presenceSocketPath", "presenceAbsent", "presenceOrigin"] },
  { name: "waiting", keys: ["termsSeconds", "startSeconds", "waitSeconds", "lateSeconds", "lostSeconds", "pollMilliseconds"] },
  { name: "services", keys: ["glanceBaseUrl", "webServer", "viewerPath", "credentialDelivery", "lookupPath", "lookupEncoding", "lookupNames", "lookupNamespace", "lookupNotFound", "authorizationPath", "authorizationNames", "tokenMinutes", "hosts", "caFile", "environments", "resolvers"] },
  { name: "callers", keys: ["callerCheck", "callers"] },
  { name: "log", keys: ["logLevel"] },
];

/** The groups with what they hold of some keys. Keys that no group names, a newer host's, stand in one of their own at the end. */
export function grouped(keys: string[]): Group[] {
  const named = new Set(groups.flatMap((group) => group.keys));
  const other = { name: "other", keys: keys.filter((key) => !named.has(key)) };
  return [...groups, other].map(({ name, keys: all }) => ({ name, keys: all.filter((key) => keys.includes(key)) })).filter((group) => group.keys.length > 0);
}
