import assert from "node:assert/strict";
import { test } from "node:test";
import { leaveFor, SessionCookie } from "../src/background/cookie";
import { fakeChrome } from "./fakechrome";

const named = { site: "https://www.glance.net", name: "GSSNID" };

/** A browser with one cookie, and a host that notes what it is told. */
function world(granted: boolean) {
  fakeChrome();
  const told: string[] = [];
  const state = { value: "1.2.sig.3" as string | null, granted, change: (_: { cookie: { name: string } }): void => {} };
  const { chrome } = globalThis as unknown as { chrome: Record<string, unknown> };
  chrome.permissions = { contains: async () => state.granted };
  chrome.cookies = {
    get: async ({ url, name }: typeof named & { url: string }) => (url === named.site && name === named.name && state.value !== null ? { value: state.value } : null),
    onChanged: { addListener: (listener: typeof state.change) => (state.change = listener) },
  };
  const host = { state: "ready" as const, request: async (_: string, { value }: { value: string }) => (told.push(value), {}) };
  return { state, told, cookie: new SessionCookie(host as unknown as ConstructorParameters<typeof SessionCookie>[0]) };
}

const settled = () => new Promise((done) => setImmediate(done));

test("the cookie goes to the host once, and again when it changes or a host begins", async () => {
  const { state, told, cookie } = world(true);
  await cookie.named(named);
  await cookie.look();
  assert.deepEqual(told, ["1.2.sig.3"]);
  state.value = "4.5.sig.6";
  state.change({ cookie: { name: "other" } });
  await settled();
  assert.equal(told.length, 1);
  state.change({ cookie: { name: "GSSNID" } });
  await settled();
  assert.deepEqual(told, ["1.2.sig.3", "4.5.sig.6"]);
  cookie.anew();
  await cookie.look();
  assert.equal(told.length, 3);
  state.value = null;
  await cookie.look();
  assert.equal(told.at(-1), "");
});

test("without the agent's leave, or without a setting, nothing is read", async () => {
  const { state, told, cookie } = world(false);
  await cookie.named(named);
  assert.equal(await cookie.leave(), "ask");
  assert.deepEqual(told, []);
  state.granted = true;
  await cookie.look();
  assert.deepEqual(told, ["1.2.sig.3"]);
  state.granted = false;
  await cookie.look();
  assert.deepEqual(told, ["1.2.sig.3", ""]);
  await cookie.named(null);
  assert.equal(await cookie.leave(), "none");
});

test("the leave is for the one site", () => {
  assert.deepEqual(leaveFor({ site: "https://www.glance.net/x", name: "GSSNID" }), { permissions: ["cookies"], origins: ["https://www.glance.net/*"] });
});
