// A real OpenID provider on this machine, for tests: reads its settings as JSON
// from stdin's first line, prints its issuer, and ends with stdin.
//   { cert, key, clientId, redirects, backend: { id, secret }, lifetime }
// Whoever signs in needs a password, any; ada is "Ada Lovelace" with the employee number e-ada.
import { createServer } from "node:https";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => void serve(JSON.parse(line)));
lines.once("close", () => process.exit(0));

async function serve({ cert, key, clientId, redirects, backend, lifetime = 3600 }) {
  const server = createServer({ cert, key });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const issuer = `https://localhost:${server.address().port}`;
  const provider = new Provider(issuer, configuration({ clientId, redirects, backend, lifetime }));
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
}

function configuration({ clientId, redirects, backend, lifetime }) {
  return {
    clients: [
      { client_id: clientId, redirect_uris: redirects, token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"], response_types: ["code"] },
      { client_id: backend.id, client_secret: backend.secret, redirect_uris: [], grant_types: [], response_types: [] },
    ],
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    scopes: ["openid", "profile", "desk", "offline_access"],
    claims: { openid: ["sub"], profile: ["name"], desk: ["employee"] },
    conformIdTokenClaims: false,
    features: { introspection: { enabled: true }, revocation: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: nameOf(id), employee: `e-${id}` }) }),
    // Whoever signs in has consented, and is remembered.
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    expiresWithSession: () => false,
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid profile desk offline_access");
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: lifetime, IdToken: lifetime, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600, AuthorizationCode: 60 },
  };
}

function nameOf(id) {
  return id === "ada" ? "Ada Lovelace" : id;
}
