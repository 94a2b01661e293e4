import assert from "node:assert/strict";
import { test } from "node:test";
import { Pickers } from "../src/background/picker";
import { saveRule } from "../src/background/saverule";
import { HostError, type HostPort } from "../src/background/port";
import type { Draft } from "../src/picker/draft";
import { fresh } from "../src/picker/draft";
import type { FromPicker, PickerState, ToPicker } from "../src/picker/says";
import type { SiteRule } from "../src/protocol.gen";
import { fakeChrome } from "./fakechrome";

/** As much of what a browser has as these addresses need. */
(globalThis as { URLPattern?: unknown }).URLPattern ??= class {
  #path: string;
  constructor({ pathname = "" }: { pathname?: string }) {
    this.#path = pathname;
  }
  exec({ pathname = "" }: { pathname?: string }) {
    const found = new RegExp(`^${this.#path.replace(":id", "(?<id>[^/]+)")}$`).exec(pathname);
    return found && { pathname: { groups: { ...found.groups } } };
  }
};

const address = "https://crm.example/contacts/1";
const settle = () => new Promise((done) => setTimeout(done, 5));

const starter: SiteRule = {
  id: "sold", name: "Sold", matches: ["https://*.example/*"], unverified: true, from: "starter", active: false, environment: "sandbox",
  objects: [{ type: "contact", path: "/contacts/:id", visitorId: [{ label: "V" }], recordId: [{ path: "id" }], title: [{ selector: "h1" }], anchor: { selector: "h1", side: "after" } }],
};

function setUp({ rules = [] as SiteRule[], personRules = true } = {}) {
  const state = fakeChrome();
  state.tabs.set(7, { id: 7, url: address, windowId: 1, index: 0 });
  const saved: { draft: Draft; confirm: boolean }[] = [];
  const make = () => new Pickers({
    config: async () => ({ rules, keyPattern: "", personRules }),
    save: async (draft, _, confirm) => (saved.push({ draft, confirm }), { id: "crm" }),
    changed: () => {},
  });
  return { state, saved, make, pickers: make() };
}

/** A frame's script as the worker sees it, with what it was told. */
function frame(pickers: Pickers, url = address, number = 0, tab = 7) {
  const told: ToPicker[] = [];
  let hear: (message: unknown) => void = () => {};
  let go = () => {};
  const port = { postMessage: (message: ToPicker) => void told.push(structuredClone(message)), onMessage: { addListener: (it: typeof hear) => (hear = it) }, onDisconnect: { addListener: (it: typeof go) => (go = it) } };
  void pickers.serve(port as unknown as chrome.runtime.Port, tab, number, url);
  return {
    told,
    say: async (message: FromPicker) => (hear(message), settle()),
    go: () => go(),
    get last(): PickerState | undefined {
      const last = told.findLast(({ type }) => type === "state");
      return last?.type === "state" ? last.state : undefined;
    },
  };
}

test("a picker begins when its site is granted, and for no other page", async () => {
  const { state, pickers } = setUp();
  await pickers.begin(7, address, "");
  assert.deepEqual([state.injected, await pickers.at(7)], [[], false]);
  const early = frame(pickers);
  await settle();
  assert.deepEqual(early.told, [{ type: "leave" }]);
  state.granted.add("https://crm.example/*");
  await pickers.granted();
  assert.deepEqual([state.injected, await pickers.at(7)], [["tab 7"], true]);
  const other = frame(pickers, "https://else.example/");
  await settle();
  assert.deepEqual(other.told, [{ type: "leave" }]);
});

test("nobody begins one where rules of one's own are forbidden, on a page without https, or for an administrator's", async () => {
  const tried: [string, string, Parameters<typeof setUp>[0]][] = [[address, "", { personRules: false }], ["http://crm.example/", "", {}], [address, "sold", { rules: [{ ...starter, from: "administrator" }] }], [address, "none such", {}]];
  for (const [url, rule, more] of tried) {
    const { state, pickers } = setUp(more);
    state.granted.add("https://crm.example/*");
    await pickers.begin(7, url, rule);
    assert.equal(await pickers.at(7), false, `${url} ${rule}`);
  }
});

test("what was shown outlives the page and the worker, and goes along to the site's next page", async () => {
  const { state, pickers, make } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const top = frame(pickers);
  await settle();
  await top.say({ type: "picked", part: "title", fields: [{ selector: "h1" }] });
  assert.equal(top.last?.draft.step, "visitorId");
  top.go();
  await settle();
  assert.deepEqual(state.scripts.get("picker")?.matches, ["https://crm.example/*"]);
  const again = make();
  const next = frame(again, "https://crm.example/contacts/2");
  await settle();
  assert.deepEqual([next.last?.draft.step, next.last?.draft.title], ["visitorId", [{ field: { selector: "h1" } }]]);
  await again.end(7);
  assert.deepEqual([next.told.at(-1), await again.at(7), state.scripts.has("picker")], [{ type: "leave" }, false, false]);
});

test("a picker ends with its tab", async () => {
  const { state, pickers } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const top = frame(pickers);
  await settle();
  state.tabs.delete(7);
  top.go();
  await settle();
  assert.deepEqual([await pickers.at(7), state.scripts.has("picker")], [false, false]);
});

test("what is pointed at in a frame is looked for there, and answers of frames that differ are two", async () => {
  const { state, pickers } = setUp();
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "");
  const [top, inner, other] = [frame(pickers), frame(pickers, "https://crm.example/frame/1001", 3), frame(pickers, "https://crm.example/frame/1001", 4)];
  await settle();
  await top.say({ type: "picked", part: "title", fields: [{ selector: "h1" }] });
  await inner.say({ type: "picked", part: "visitorId", fields: [{ label: "V" }, { path: "id" }] });
  assert.deepEqual(top.last?.draft.visitorId, [{ field: { label: "V", frame: "https://crm.example/frame/*" } }]);
  const found = (visitor: string | null) => ({ type: "found" as const, url: address, fits: true, anchored: true, found: { title: [null], visitorId: [visitor === null ? null : { kind: "value" as const, value: visitor }], recordId: [] } });
  await top.say(found(null));
  await inner.say(found("v1"));
  assert.deepEqual(top.last?.reading?.found.visitorId, [{ kind: "value", value: "v1" }]);
  await other.say(found("v2"));
  assert.deepEqual(top.last?.reading?.found.visitorId, [{ kind: "two" }]);
  await inner.say({ type: "save", name: "x", confirm: true });
  assert.equal(top.last?.saving, false, "a frame saves nothing");
});

test("a record counts only as it was seen when that was said", async () => {
  const { state, pickers, saved } = setUp({ rules: [starter] });
  state.granted.add("https://crm.example/*");
  await pickers.begin(7, address, "sold");
  const top = frame(pickers);
  await settle();
  assert.deepEqual([top.last?.draft.step, top.last?.draft.site], ["records", "https://crm.example/*"]);
  const show = (id: string, title: string, visitor: string) => top.say({ type: "found", url: address, fits: true, anchored: true, found: { title: [{ kind: "value", value: title }], visitorId: [{ kind: "value", value: visitor }], recordId: [{ kind: "value", value: id }] } });
  const agree = (values: object) => top.say({ type: "agree", chosen: {}, values, page: '{"url":"https://crm.example/contacts/value-1","visitorId":"value-2"}' });
  await show("1", "Vera", "v1");
  await agree({ title: "Vera", visitorId: "another", recordId: "1" });
  assert.equal(top.last?.draft.seen.length, 0);
  await agree({ title: "Vera", visitorId: "v1", recordId: "1" });
  await show("2", "Otto", "v2");
  await agree({ title: "Otto", visitorId: "v2", recordId: "2" });
  assert.deepEqual(top.last?.draft.seen.map(({ id }) => id), ["1", "2"]);
  await top.say({ type: "save", name: "Ours", confirm: true });
  assert.deepEqual([saved[0]?.draft.name, saved[0]?.confirm, top.last?.draft.step], ["Ours", true, "saved"]);
});

const host = (answer: (method: string, params: { text?: string; id?: string }) => unknown) => ({ request: async (method: string, params: object) => answer(method, params) }) as unknown as HostPort;

test("a starter rule is confirmed in a file of the person's own, with its environment and this site only", async () => {
  let text = "";
  const draft: Draft = { ...fresh("https://crm.example/*", "Sold"), base: "sold", step: "records", type: "contact", path: "/contacts/:id" };
  const done = await saveRule(host((_, params) => ((text = params.text ?? ""), { id: "sold-confirmed" })), [starter], draft, [], true);
  assert.deepEqual(done, { id: "sold-confirmed" });
  const { id, matches, environment, unverified } = JSON.parse(text);
  assert.deepEqual([id, matches, environment, unverified], ["sold-confirmed", ["https://crm.example/*"], "sandbox", undefined]);
});

test("why a rule was not saved is told: the host's mistake, its refusal, or that there is none", async () => {
  const draft = fresh("https://crm.example/*", "CRM");
  assert.deepEqual(await saveRule(host(() => ({ mistake: "line 3: no" })), [], draft, [], true), { wrong: "line 3: no" });
  assert.deepEqual(await saveRule(host(() => { throw new HostError({ code: -32000, message: "not allowed" }); }), [], draft, [], true), { wrong: "not allowed" });
  assert.deepEqual(await saveRule(host(() => { throw new Error(""); }), [], draft, [], true), { wrong: "away" });
});
