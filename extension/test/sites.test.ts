import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostPort } from "../src/background/port";
import { lacking, Sites } from "../src/background/sites";
import type { ConfigResult, SiteRule } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";

const rule = (id: string, ...matches: string[]): SiteRule => ({ id, name: id, matches, objects: [], from: "administrator", active: true });

function setUp(pages: SiteRule[][]) {
  const state = fakeChrome();
  const asked: object[] = [];
  const host = {
    async request(_method: string, params: { cursor?: string }): Promise<ConfigResult> {
      asked.push(params);
      const at = Number(params.cursor ?? 0);
      const settings = { presence: true, showPage: true, openLocation: "tab" as const, keyPattern: "^.$", personRules: true };
      return { settings, rules: pages[at] ?? [], mistakes: at === 0 ? ["one"] : ["one"], ...(at + 1 < pages.length ? { next: String(at + 1) } : {}) };
    },
  };
  return { state, asked, sites: new Sites(host as unknown as HostPort) };
}

test("rules come in pages and are kept for a page that asks while the host is away", async () => {
  const { sites, asked } = setUp([[rule("a", "https://a.example/*")], [rule("b", "https://b.example/*")]]);
  await sites.refresh();
  assert.deepEqual(asked, [{}, { cursor: "1" }]);
  const away = new Sites({ request: () => Promise.reject(new Error("away")) } as unknown as HostPort);
  const kept = await away.config();
  assert.deepEqual(kept.rules.map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(kept.mistakes, ["one"]);
});

test("nothing is registered that is not granted, and nothing without a rule", async () => {
  const { state, sites } = setUp([[rule("a", "https://a.example/*", "https://b.example/x/*", "<all_urls>")]]);
  await sites.refresh();
  assert.equal(state.scripts.size, 0);
  assert.deepEqual(state.injected, []);
  state.granted.add("https://b.example/*").add("https://c.example/*");
  await sites.register();
  assert.deepEqual([...state.scripts.values()].map(({ matches }) => matches), [["https://b.example/x/*"]]);
  assert.deepEqual(state.injected, ["https://b.example/x/*", "tab 7"]);
});

test("a new grant reaches open tabs of that site only, and a revoked one is taken back", async () => {
  const { state, sites } = setUp([[rule("a", "https://a.example/*", "https://b.example/*")]]);
  state.granted.add("https://a.example/*");
  await sites.refresh();
  state.injected.length = 0;
  state.granted.add("https://b.example/*");
  await sites.register();
  assert.deepEqual(state.injected, ["https://b.example/*", "tab 7"]);
  state.granted.clear();
  const offered: string[][] = [];
  sites.onGranted = async (patterns) => void offered.push(patterns);
  await sites.register();
  assert.equal(state.scripts.size, 0);
  assert.deepEqual(offered, [[]]);
});

test("a change while the rules are being asked for is asked for again", async () => {
  const { sites, asked } = setUp([[rule("a", "https://a.example/*")]]);
  const first = sites.refresh();
  assert.equal(sites.refresh(), first, "at once is once");
  void sites.refresh(true);
  await first;
  assert.equal(asked.length, 2);
});

test("frames of a whole domain are those of the hosts that are granted", async () => {
  const crm = { ...rule("a", "https://*.crm.example/app/*", "https://one.crm.example/app/*"), frames: ["https://*.crm.example/*.do*", "https://*.crm.example/*", "https://fields.example/*"] };
  const { state, sites } = setUp([[crm]]);
  state.granted.add("https://one.crm.example/*");
  await sites.refresh();
  assert.deepEqual([...state.scripts.values()].map(({ id, matches }) => [id, matches]), [
    ["button", ["https://one.crm.example/app/*", "https://one.crm.example/*.do*", "https://one.crm.example/*"]],
    ["inner", ["https://one.crm.example/*"]],
  ]);
  const at = (address: string, wanting = false) => lacking(crm, address, wanting);
  assert.deepEqual(await at("https://one.crm.example/app/1"), ["https://fields.example/*"], "the page's own host is granted");
  assert.deepEqual(await at("https://one.crm.example/app/1", true), ["https://*.crm.example/*", "https://fields.example/*"], "but a field is missing");
  assert.deepEqual(await at("https://two.crm.example/app/1"), ["https://*.crm.example/*", "https://fields.example/*"], "another host");
  assert.deepEqual(await at("https://else.example/app/1"), ["https://*.crm.example/*", "https://fields.example/*"]);
  state.granted.add("https://fields.example/*");
  assert.deepEqual(await at("https://one.crm.example/app/1"), []);
});
